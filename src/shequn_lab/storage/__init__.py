"""A community's folder on disk: ``community.yaml`` beside one file for each table.

Everything is written to a temporary folder first and put in place at the end, so a folder holds either
the old community or the new one. Checksums in ``community.yaml`` tell a changed or cut-off file.
"""

from shequn_lab.storage.description import checksum
from shequn_lab.storage.parquet import ParquetEvents, write_parquet
from shequn_lab.storage.places import find_community, known_communities, share
from shequn_lab.storage.reading import check_community, open_community, open_truth
from shequn_lab.storage.writing import CommunityWriter, save_community

__all__ = [
    "CommunityWriter",
    "ParquetEvents",
    "check_community",
    "checksum",
    "find_community",
    "known_communities",
    "open_community",
    "open_truth",
    "save_community",
    "share",
    "write_parquet",
]
