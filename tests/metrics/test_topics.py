"""Likeness of what members write, with a cutter of words that needs no dictionary."""

from __future__ import annotations

import itertools

import numpy as np
import pyarrow as pa
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

import shequn_lab as sq
from shequn_lab.metrics import topics
from shequn_lab.model import Provenance

START = 1_772_400_000_000_000
RUNNING = ["marathon", "shoes", "training", "pace", "interval", "heart", "rate", "recovery", "stride", "coach"]
COOKING = ["noodles", "pepper", "vinegar", "steam", "wok", "garlic", "ginger", "broth", "dumpling", "sauce"]


def writing(texts: list[str | None]) -> sq.Community:
    """Return members who wrote one text each."""
    columns = {
        "member_id": pa.array([f"m{i}" for i in range(len(texts))]),
        "occurred_at": pa.array([START + i for i in range(len(texts))], pa.int64()).cast(pa.timestamp("us", "UTC")),
        "kind": pa.array(["message"] * len(texts)),
        "text": pa.array(texts, pa.string()),
    }
    return sq.build_community("t", events=pa.table(columns), timezone="UTC", provenance=Provenance("t", "t"))


def drawn(words: list[str], n: int, seed: int) -> list[str]:
    rng = np.random.default_rng(seed)
    return [" ".join(rng.choice(words, 6)) for _ in range(n)]


def test_coherence_is_the_mean_cosine_of_all_pairs() -> None:
    texts = [*drawn(RUNNING, 12, 1), *drawn(COOKING, 9, 2)]
    e = sq.topic_coherence(writing(texts), cut=str.split)
    model = TfidfVectorizer(analyzer=str.split, min_df=2, max_df=0.6, sublinear_tf=True)
    weights = model.fit_transform(texts).toarray()
    likeness = [float(weights[i] @ weights[j]) for i, j in itertools.combinations(range(len(texts)), 2)]
    assert e.value == pytest.approx(np.mean(likeness))
    others = []
    for gone in range(len(texts)):
        kept = [i for i in range(len(texts)) if i != gone]
        others.append(np.mean([float(weights[i] @ weights[j]) for i, j in itertools.combinations(kept, 2)]))
    n = len(texts)
    error = np.sqrt((n - 1) / n * ((np.array(others) - np.mean(others)) ** 2).sum())
    assert e.high - e.value == pytest.approx(2.086 * error, rel=1e-3)


def test_members_who_share_a_topic_are_more_alike_than_members_of_two() -> None:
    one, two = writing(drawn(RUNNING, 30, 3)), writing([*drawn(RUNNING, 15, 3), *drawn(COOKING, 15, 4)])
    alike, apart = (sq.topic_coherence(c, cut=str.split) for c in (one, two))
    assert alike.low > apart.high


def test_the_main_topic_is_touched_by_those_who_use_its_words() -> None:
    words = [f"{a}{b}" for a in "pqrst" for b in "uvwxy"]
    texts = [*drawn(RUNNING, 40, 5), *(f"{a} {b}" for a, b in zip(words[:-1:2], words[1::2], strict=False))]
    texts += texts[-12:]
    e = sq.main_topic_share(writing(texts), cut=str.split)
    assert e.n == len(texts)
    assert 0.5 < e.value < 1
    assert set(str(e.params["words"]).split()) <= set(RUNNING)


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        (["a b"] * 3, "only 3 people wrote"),
        ([f"own{i}" for i in range(12)], "no two members share a word"),
        ([f"{chr(97 + i)}{chr(98 + i)}x" for i in range(12)], "no two members share a word"),
    ],
)
def test_too_little_text_says_so(texts: list[str], says: str) -> None:
    with sq.in_language("en"):
        e = sq.topic_coherence(writing(list(texts)), cut=str.split)
        assert not e.measurable
        assert says in e.reason


def test_without_the_word_cutter_the_page_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "_jieba", lambda: None)
    with sq.in_language("en"):
        assert "pip install 'shequn-lab[text]'" in sq.topic_coherence(writing(drawn(RUNNING, 12, 1))).reason


def test_chinese_is_cut_into_words() -> None:
    pytest.importorskip("jieba")
    texts = ["宝宝辅食添加要看月龄", "辅食添加先从米粉开始", "宝宝睡眠和辅食都要有规律"] * 5
    e = sq.main_topic_share(writing(list(texts)))
    assert e.measurable
    assert sq.topic_coherence(writing(list(texts))).value > 0


def test_concentration_is_the_share_of_pairs_of_one_category() -> None:
    community = sq.open_community("haier")
    posts = community.posts
    assert posts is not None
    e = sq.category_concentration(community)
    category = posts.loc[posts["category"] != "notice", "category"].dropna().tolist()
    alike = [a == b for a, b in itertools.combinations(category, 2)]
    assert e.n == len(category)
    assert e.value == pytest.approx(np.mean(alike))
    assert e.low < e.value < e.high
