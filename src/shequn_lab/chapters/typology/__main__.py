"""Make the table of training communities anew: ``python -m shequn_lab.chapters.typology [FILE]``; some minutes."""

import sys
from pathlib import Path

from shequn_lab.chapters.typology.families import N_COMMUNITIES, training_rows
from shequn_lab.chapters.typology.training import FILE

if __name__ == "__main__":
    path = Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).with_name(FILE)
    rows = training_rows(range(N_COMMUNITIES))
    rows.to_csv(path, index=False, encoding="utf-8", lineterminator="\n", float_format="%.6g")
    print(path)  # noqa: T201 - a command says where it wrote
