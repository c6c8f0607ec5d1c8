"""Take what identifies people out of texts that are kept or shown."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

_DIGIT = "[0-9\uff10-\uff19]"
# In this order: what is longer or more telling comes first.
_MASKS = (
    (r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+", "‹e-mail›"),
    (r"(?:wxid_|gh_)[A-Za-z0-9_\-]+", "‹id›"),
    # WeChat ends a name, which may hold spaces, with U+2005.
    ("[@\uff20][^\u2005\\n@\uff20]{1,30}\u2005", "@‹name› "),
    ("[@\uff20][^\\s,，。.:：;；!！?？、@\uff20]{1,30}", "@‹name›"),
    (rf"{_DIGIT}{{17}}[\dXx]", "‹id number›"),
    (rf"\+{_DIGIT}[0-9 \-]{{7,16}}{_DIGIT}", "‹phone›"),
    (rf"1[3-9]{_DIGIT}[ \-]?{_DIGIT}{{4}}[ \-]?{_DIGIT}{{4}}", "‹phone›"),
    (rf"0{_DIGIT}{{2,3}}[ \-]{_DIGIT}{{7,8}}", "‹phone›"),
    (rf"{_DIGIT}{{6,}}", "‹digits›"),
)
_TIME_WORDS = frozenset("年月日时時点點分秒上下午凌晨早中晚星期周一二三四五六TtZzAaPpMm")
_LONGEST = 40


def mask(texts: pa.Array) -> pa.Array:
    """Replace e-mail addresses, account ids, @names, ID and phone numbers and other long digit strings.

    Parameters
    ----------
    texts : pyarrow.Array of string

    Returns
    -------
    pyarrow.Array of string

    Notes
    -----
    Names written without an ``@`` stay: they cannot be told from other words.
    """
    for pattern, sign in _MASKS:
        # RE2, which Arrow uses, takes time in proportion to the text, whatever the text.
        texts = pc.replace_substring_regex(texts, pattern, sign)
    return texts


def outline(value: str) -> str:
    """Show how a value is written without what it says, for messages about times and numbers.

    Digits, punctuation and the words of a clock stay; other letters become dots; of five digits or more in
    a row the first three stay. A cell that slipped from its column may hold a name or a number of a person.
    """
    kept = "".join(
        sign if (sign.isascii() and not sign.isalpha()) or sign in _TIME_WORDS or not sign.isalnum() else "·"
        for sign in value[: 4 * _LONGEST]
        if sign.isprintable()
    )
    kept = re.sub(r"[A-Za-z]{3,}", lambda m: "·" * len(m[0]), kept)
    kept = re.sub(r"(\d{3})\d{2,}", r"\1…", kept).lstrip("=+-@\t ")
    return kept if len(kept) <= _LONGEST else kept[: _LONGEST - 1] + "…"
