"""``python -m shequn_lab``: the same as ``shequn``."""

from shequn_lab.cli import main

if __name__ == "__main__":
    main()
