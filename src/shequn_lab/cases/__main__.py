"""Rebuild the communities of the cases and their data cards: ``python -m shequn_lab.cases [FOLDER]``."""

import sys
from pathlib import Path

from shequn_lab.cases.cards import write_cards
from shequn_lab.cases.datasets import rebuild
from shequn_lab.cases.loading import list_cases
from shequn_lab.storage import share

if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else share("data")
    for case in list_cases():
        print(rebuild(case, folder))  # noqa: T201 - a command says where it wrote
    print(write_cards(list_cases(), folder))  # noqa: T201
