"""Rebuild what comes from the simulator.

``python -m shequn_lab.simulate [FOLDER]`` rebuilds the communities that come with the project;
``python -m shequn_lab.simulate --page FILE`` the table of parameters in a page.
"""

import sys
from pathlib import Path

from shequn_lab.simulate.demo import rebuild
from shequn_lab.simulate.page import rewrite
from shequn_lab.storage import share

if __name__ == "__main__":
    given = sys.argv[1:]
    if given[:1] == ["--page"]:
        print(rewrite(Path(given[1])))  # noqa: T201 - a command says where it wrote
    else:
        print(rebuild(Path(given[0]) if given else share("data")))  # noqa: T201
