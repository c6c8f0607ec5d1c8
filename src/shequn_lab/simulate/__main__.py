"""Rebuild the communities that come with the project: ``python -m shequn_lab.simulate [FOLDER]``."""

import sys
from pathlib import Path

from shequn_lab.simulate.demo import rebuild
from shequn_lab.storage import share

if __name__ == "__main__":
    print(rebuild(Path(sys.argv[1]) if len(sys.argv) > 1 else share("data")))  # noqa: T201 - a command says where it wrote
