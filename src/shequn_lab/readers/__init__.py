"""Other people's exports become communities; pseudonyms at the door."""

from shequn_lab.readers.frames import community_from_events
from shequn_lab.readers.identities import key_for
from shequn_lab.readers.mapping import MembersFile, TableMapping, TimeRule
from shequn_lab.readers.mapping_check import mapping_of
from shequn_lab.readers.table import Imported, read_table, understand
from shequn_lab.readers.understanding import Understanding

__all__ = [
    "Imported",
    "MembersFile",
    "TableMapping",
    "TimeRule",
    "Understanding",
    "community_from_events",
    "key_for",
    "mapping_of",
    "read_table",
    "understand",
]
