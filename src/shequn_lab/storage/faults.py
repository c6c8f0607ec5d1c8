"""What an unreadable file is called, in one clear line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

from shequn_lab.errors import ReadError, ShequnError
from shequn_lab.terms import say

T = TypeVar("T")


def unreadable(where: str, error: Exception) -> ReadError:
    """Say that a file is there and cannot be read, and why."""
    why = error.found if isinstance(error, ShequnError) else str(error)
    return ReadError(say("store_unreadable", where=where, why=" ".join(why.split())), say("store_unreadable_remedy"))


def readable(path: Path, read: Callable[[Path], T]) -> T:
    """Read a file; what goes wrong becomes one clear line."""
    try:
        return read(path)
    except (pa.ArrowInvalid, OSError) as error:
        # Arrow names the whole path, which is nobody's business, and the file twice.
        raise unreadable(path.name, OSError(str(error).replace(str(path), path.name))) from None
