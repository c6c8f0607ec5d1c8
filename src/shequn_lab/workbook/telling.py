"""Saying a sentence to the reader."""

from __future__ import annotations

import html
import sys


def tell(words: str) -> None:
    """Say something: in a notebook as text that wraps between words, elsewhere on standard output.

    A notebook breaks what is printed anywhere, in the middle of a word too.
    """
    # Who runs in a kernel has IPython loaded; nobody else should wait for it.
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell and hasattr(shell, "kernel"):
        shell.display_pub.publish({"text/plain": words, "text/html": f"<div>{html.escape(words)}</div>"})
    else:
        sys.stdout.write(f"{words}\n")
