"""What holds a community together (T2): a platform, an interest, or a product."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from shequn_lab.chapters.typology.platforms import check_platform
from shequn_lab.chapters.typology.wording import Names
from shequn_lab.metrics.parts import Parts
from shequn_lab.model import Community, Estimate
from shequn_lab.model.schema import MESSAGE_KINDS
from shequn_lab.rollups import operator_rows
from shequn_lab.rollups.scan import scan
from shequn_lab.terms import Note, wrong_option

AUDIENCES = ("platform_based", "interest_based", "product_based")
#: With fewer messages that name either, nothing is said.
FEWEST = 20


def product_naming_share(
    community: Community, *, product_words: Sequence[str], interest_words: Sequence[str]
) -> Estimate:
    """Of the messages that name the product or the interest, the share that names the product.

    Parameters
    ----------
    community : Community
    product_words, interest_words : sequence of str
        Words of the product (its name, models, parts) and of the interest (running, feeding …), as members write
        them; part of a longer word counts, upper and lower case are one.

    Returns
    -------
    Estimate
        Over members' messages of the reporting window; a message that names both counts half. Bootstrap over
        members. Not measurable where the text was not kept or fewer than 20 messages name either.

    Raises
    ------
    OptionError
        If either list is empty or holds an empty word.
    """
    id = "product_naming_share"
    for words in (product_words, interest_words):
        if isinstance(words, str) or not words or not all(word.strip() for word in words):
            raise wrong_option("option_naming_words")
    if "text" not in community.event_source.columns:
        return Estimate.missing(id, Note("note_no_text"))
    product, either = _namings(community, _any_of(product_words), _any_of(interest_words))
    if either.sum() < FEWEST:
        return Estimate.missing(id, Note("note_type_few_named", {"n": int(either.sum()), "needed": FEWEST}))
    return Parts(id, product, either, form="ratio").estimate()


def audience_types(
    community: Community,
    *,
    platform: str | None = None,
    product_words: Sequence[str] = (),
    interest_words: Sequence[str] = (),
) -> pd.DataFrame:
    """Say of each of D1's types whether the community is one (T2): platform-, interest- or product-based.

    Parameters
    ----------
    community : Community
    platform : str, optional
        Where it lives, as in :func:`platform_scores`: no table of a community says so.
    product_words, interest_words : sequence of str
        As in :func:`product_naming_share`; give both or neither.

    Returns
    -------
    DataFrame
        Indexed by ``type``: ``answer`` (``stated``, ``yes``, ``no``, ``undecided``, ``not_measurable``), the share
        of namings it rests on with ``low``, ``high`` and ``n``, and ``note``.

    Notes
    -----
    The types are no alternatives: a community of runners on WeChat is both the first and the second, and every
    community is on some platform. Between interest and product, the one that is named more often has it, where the
    interval of the share leaves out one half; the rule is the workbook's own. Categories of posts do not serve: a tip
    may be one for the product or one for the interest.

    References
    ----------
    .. [1] D1, types by target users and platform.
    """
    if platform is not None:
        check_platform(platform)
    if bool(product_words) != bool(interest_words):
        raise wrong_option("option_naming_words")
    where = Note("note_audience_platform")
    if platform is not None:
        where = Note("note_audience_stated", {"platform": Names((platform,))})
    nothing = [np.nan] * 4
    rows: dict[str, list[object]] = {
        "platform_based": ["not_measurable" if platform is None else "stated", *nothing, where]
    }
    if product_words:
        share = product_naming_share(community, product_words=product_words, interest_words=interest_words)
    else:
        share = Estimate.missing("product_naming_share", Note("note_audience_words"))
    product = (share.value, share.low, share.high)
    interest = (1 - share.value, 1 - share.high, 1 - share.low)
    for type_, ends in {"interest_based": interest, "product_based": product}.items():
        found: list[object] = [_answer(ends), *ends, share.n] if share.measurable else ["not_measurable", *nothing]
        rows[type_] = [*found, share.note]
    columns = ["answer", "value", "low", "high", "n", "note"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("type")


def _answer(ends: tuple[float, float, float]) -> str:
    _, low, high = ends
    return "yes" if low > 0.5 else "no" if high < 0.5 else "undecided"


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word.strip()) for word in words), re.IGNORECASE)


def _namings(
    community: Community, product: re.Pattern[str], interest: re.Pattern[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Namings of the product, and of either, by each member."""
    named, either = (np.zeros(len(community.members)) for _ in range(2))
    operators, window = operator_rows(community), community.window
    for batch in scan(community, ["text"]):
        kept = batch.of(MESSAGE_KINDS) & (batch.at >= window.start_at) & (batch.at < window.end_at)
        texts = batch.others["text"]
        for i in np.flatnonzero(kept & ~operators[batch.member] & texts.is_valid().to_numpy(zero_copy_only=False)):
            text = texts[int(i)].as_py()
            one, other = bool(product.search(text)), bool(interest.search(text))
            if one or other:
                named[batch.member[i]] += 0.5 if one and other else float(one)
                either[batch.member[i]] += 1
    return named, either
