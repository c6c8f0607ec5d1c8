"""Do members speak of the same things: likeness of what they write, or of what is published."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy import sparse, stats
from sklearn.feature_extraction.text import TfidfVectorizer

from shequn_lab.metrics.content import column_reason, posts_in_window
from shequn_lab.metrics.intervals import LEVEL
from shequn_lab.metrics.parts import Parts
from shequn_lab.model import Community, Estimate
from shequn_lab.model.schema import MESSAGE_KINDS
from shequn_lab.rollups import operator_rows
from shequn_lab.rollups.scan import scan
from shequn_lab.terms import Note

Cut = Callable[[str], list[str]]
#: Words of the main topic, and how many of them somebody must have used to touch it.
TOPIC_WORDS, TOUCHES = 20, 2
FEWEST_WRITERS = 10
#: A word that most members use is no topic: "ok", "thanks", 今天.
_MOST_SHARE = 0.6
_NAMED_BY = 5
_WORD = re.compile(r"[^\W\d_]{2,}")


def topic_coherence(community: Community, *, cut: Cut | None = None) -> Estimate:
    """Mean likeness of what two members wrote in the window: cosine of their TF-IDF weights over words.

    Parameters
    ----------
    community : Community
    cut : callable, optional
        Cuts a text into words; jieba unless given (``pip install 'shequn-lab[text]'``).

    Returns
    -------
    Estimate
        0 where no two members share a word, 1 where all write alike; `n` writers. Jackknife over members. Words of
        one character, of one member alone, and of more than six members in ten are left out.

    Notes
    -----
    Comparable only between texts cut by the same words list, in the same language.

    References
    ----------
    .. [1] Salton & Buckley (1988), Information Processing & Management 24, 513–523.
    """
    id = "topic_coherence"
    found = _weights(community, cut)
    if isinstance(found, Note):
        return Estimate.missing(id, found)
    weights = found[0]
    n = weights.shape[0]
    whole = np.asarray(weights.sum(axis=0)).ravel()
    alike = np.asarray(weights @ whole).ravel() - _squares(weights)
    value = alike.sum() / (n * (n - 1))
    # Without a member, all pairs that they were in are gone, seen from both ends.
    others = (alike.sum() - 2 * alike) / ((n - 1) * (n - 2))
    error = np.sqrt((n - 1) / n * ((others - others.mean()) ** 2).sum())
    half = stats.t.ppf(0.5 + LEVEL / 2, n - 1) * error
    return Estimate(id, value, max(value - half, 0.0), min(value + half, 1.0), n=n, method="jackknife over members")


def main_topic_share(community: Community, *, cut: Cut | None = None) -> Estimate:
    """Share of the writers who used at least two of the twenty words that weigh most in the community.

    Parameters and exclusions are those of :func:`topic_coherence`.

    Returns
    -------
    Estimate
        Wilson interval; the first words stand in ``params``.
    """
    id = "main_topic_share"
    found = _weights(community, cut)
    if isinstance(found, Note):
        return Estimate.missing(id, found)
    weights, words = found
    heaviest = np.argsort(-np.asarray(weights.sum(axis=0)).ravel(), kind="stable")[:TOPIC_WORDS]
    used = np.asarray((weights[:, heaviest] > 0).sum(axis=1)).ravel()
    # A word of fewer than five people could name one of them.
    common = np.asarray((weights > 0).sum(axis=0)).ravel() >= _NAMED_BY
    params: dict[str, object] = {"words": " ".join([words[i] for i in heaviest if common[i]][:5])}
    return Parts(id, used >= TOUCHES, np.ones(used.size), params=params).estimate()


def category_concentration(community: Community) -> Estimate:
    """Chance that two posts are of the same category; stands in where what was said is not kept.

    Returns
    -------
    Estimate
        Simpson's index over the posts of a known category, notices apart; `n` posts. Jackknife over posts.

    References
    ----------
    .. [1] Simpson (1949), Nature 163, 688, doi:10.1038/163688a0.
    """
    id = "category_concentration"
    if reason := column_reason(community, "category"):
        return Estimate.missing(id, reason)
    posts = posts_in_window(community)
    category = posts.loc[posts["category"] != "notice", "category"].dropna().to_numpy(object)
    n = category.size
    if n < FEWEST_WRITERS:
        return Estimate(id, np.nan, n=n, note=Note("note_few_posts", {"n": n, "needed": FEWEST_WRITERS}), of="posts")
    value, low, high = simpson(np.unique(category, return_counts=True)[1])
    return Estimate(id, value, low, high, n=n, method="jackknife over posts", of="posts")


def simpson(counts: npt.ArrayLike) -> tuple[float, float, float]:
    """Chance that two of n things drawn without putting back are of one kind, with a jackknife interval over things.

    Parameters
    ----------
    counts : array-like of int, shape (n_kinds,)
        Things of each kind; at least three in all.

    Returns
    -------
    value, low, high : float
        Within 0 and 1; 95 %, with Student's t of n − 1 degrees of freedom.
    """
    k = np.asarray(counts, dtype=float)
    n, pairs = k.sum(), (k * (k - 1)).sum()
    value = pairs / (n * (n - 1))
    others = (pairs - 2 * (k - 1)) / ((n - 1) * (n - 2))
    mean = (k * others).sum() / n
    half = stats.t.ppf(0.5 + LEVEL / 2, n - 1) * np.sqrt((n - 1) / n * (k * (others - mean) ** 2).sum())
    return float(value), float(max(value - half, 0.0)), float(min(value + half, 1.0))


def _weights(community: Community, cut: Cut | None) -> tuple[sparse.csr_array, list[str]] | Note:
    """TF-IDF weights of each writer, rows of length one, and the words; or why there are none."""
    if "text" not in community.event_source.columns:
        return Note("note_no_text")
    if cut is None:
        cut = _jieba()
        if cut is None:
            return Note("note_no_jieba")
        return community.remember(("weights", community.window), lambda: _weighed(community, cut))
    return _weighed(community, cut)


def _weighed(community: Community, cut: Cut) -> tuple[sparse.csr_array, list[str]] | Note:
    written: dict[int, list[str]] = {}
    operators = operator_rows(community)
    for batch in scan(community, ["text"]):
        at = batch.at
        kept = batch.of(MESSAGE_KINDS) & (at >= community.window.start_at) & (at < community.window.end_at)
        texts = batch.others["text"]
        for i in np.flatnonzero(kept & ~operators[batch.member] & texts.is_valid().to_numpy(zero_copy_only=False)):
            written.setdefault(int(batch.member[i]), []).append(texts[int(i)].as_py())
    if len(written) < FEWEST_WRITERS:
        return Note("note_few_writers", {"n": len(written), "needed": FEWEST_WRITERS})

    def words(text: str) -> list[str]:
        return [word.lower() for word in cut(text) if _WORD.fullmatch(word)]

    model = TfidfVectorizer(tokenizer=words, token_pattern=None, lowercase=False, min_df=2, max_df=_MOST_SHARE,
                            sublinear_tf=True)  # fmt: skip
    try:
        weights = sparse.csr_array(model.fit_transform("\n".join(texts) for texts in written.values()))
    except ValueError:  # no word is left
        return Note("note_no_words")
    return weights, model.get_feature_names_out().tolist()


def _squares(weights: sparse.csr_array) -> np.ndarray:
    return np.asarray(weights.multiply(weights).sum(axis=1)).ravel()


@cache
def _jieba() -> Cut | None:
    """Return jieba's cutter with the dictionary read afresh: its own cache lies open in a shared folder."""
    try:
        import jieba
    except ModuleNotFoundError:
        return None
    cutter = jieba.Tokenizer()
    cutter.FREQ, cutter.total = cutter.gen_pfdict(cutter.get_dict_file())
    cutter.initialized = True
    return cutter.lcut
