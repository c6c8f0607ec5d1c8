"""People become pseudonyms at the door; the key stays with whoever imports, apart from the community."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shequn_lab.errors import OptionError, ReadError
from shequn_lab.readers.cells import unwrapped
from shequn_lab.readers.roles import visible
from shequn_lab.terms import say

Codes = npt.NDArray[np.int32]
NOBODY, DAMAGED = -1, -2
_KEY_BYTES = 32
_DIGITS = 10
_LOST = re.compile(r"^-?\d(\.\d+)?[eE]\+?\d+$")


def keys_folder() -> Path:
    """Folder that holds the keys: ``SHEQUN_KEYS``, or the user's own configuration folder."""
    stated = os.environ.get("SHEQUN_KEYS")
    if stated:
        return Path(stated).expanduser()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "shequn-lab" / "keys"


def key_for(name: str) -> bytes:
    """Return the key of the community `name`, making one when there is none yet.

    Importing again under the same name uses the same key, so that people keep their pseudonyms. The key is
    32 random bytes in a file that only its owner can read, where the platform can say so. Whoever holds it
    can test whether a known person is in the community; without it nobody can.

    Parameters
    ----------
    name : str
        Name of the community the import is for.

    Returns
    -------
    bytes
        32 bytes.

    Raises
    ------
    ReadError
        If the key cannot be written or read.
    """
    stem = re.sub(r"[^\w\-]+", "_", name)[:40]
    # Two names that differ only in signs a file name cannot hold must not share a key.
    path = keys_folder() / f"{stem}-{hashlib.sha256(name.encode()).hexdigest()[:8]}.key"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _write_once(path, secrets.token_bytes(_KEY_BYTES))
        key = path.read_bytes()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ReadError(say("read_key_folder", why=why), say("read_key_folder_remedy")) from None
    if len(key) != _KEY_BYTES:
        raise ReadError(say("read_key_damaged", file=path.name), say("read_key_damaged_remedy"))
    return key


def _write_once(path: Path, key: bytes) -> None:
    """Put a key in place whole, unless another import did so meanwhile."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        if not path.exists():
            fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


class People:
    """Everybody met so far, as numbers; their pseudonyms follow from a key.

    Parameters
    ----------
    key : bytes
        At least 16 bytes; at most 64 are used.

    Raises
    ------
    OptionError
        If the key is too short to protect anybody.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) < 16:
            raise OptionError(say("read_key_short", n=len(key)), say("read_key_short_remedy"))
        self._key = key[:64]
        self._code_of: dict[str, int] = {}
        self._seen: dict[str, int] = {}
        self._taken: set[str] = set()
        self.pseudonyms: list[str] = []
        self.n_collisions = 0

    def code(self, identity: str) -> int:
        """Return the number of a person, ``NOBODY`` for an empty cell, ``DAMAGED`` for an id Excel has cut."""
        known = self._seen.get(identity)
        if known is None:
            known = self._seen[identity] = self._new(visible(unwrapped(identity)))
        return known

    def find(self, identity: str) -> int:
        """Return the number of a person already met, or ``NOBODY``."""
        return self._code_of.get(visible(unwrapped(identity)), NOBODY)

    def codes(self, identities: pa.Array) -> Codes:
        """Return the number of each person of a column."""
        coded = identities if pa.types.is_dictionary(identities.type) else pc.dictionary_encode(identities)
        table = [self.code(word) if word is not None else NOBODY for word in coded.dictionary.to_pylist()]
        rows = pc.fill_null(coded.indices.cast(pa.int32()), len(table)).to_numpy()
        found: Codes = np.array([*table, NOBODY], dtype=np.int32)[rows]
        return found

    def column(self, codes: Codes) -> pa.DictionaryArray:
        """Pseudonyms for numbers; every number must be a person's."""
        return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(self.pseudonyms, pa.string()))

    def hidden(self, text: str) -> str:
        """Return a short keyed hash of an id that would tell who somebody is."""
        return "x" + hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=self._key, digest_size=8).hexdigest()

    def named(self, codes: Iterable[Any]) -> list[str]:
        """Pseudonyms of some people."""
        return [self.pseudonyms[int(code)] for code in codes]

    def _new(self, identity: str) -> int:
        if not identity:
            return NOBODY
        if _LOST.match(identity):
            return DAMAGED
        known = self._code_of.get(identity)
        if known is None:
            known = self._code_of[identity] = len(self.pseudonyms)
            self.pseudonyms.append(self._pseudonym(identity))
        return known

    def _pseudonym(self, identity: str) -> str:
        digest = hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), key=self._key).hexdigest()
        # Forty bits: among a million people two may well share them, and the later one takes further digits.
        for start in range(0, len(digest) - _DIGITS, _DIGITS):
            pseudonym = "m" + digest[start : start + _DIGITS]
            if pseudonym not in self._taken:
                break
            self.n_collisions += 1
        self._taken.add(pseudonym)
        return pseudonym
