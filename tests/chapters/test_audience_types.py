"""Platform, interest or product: stated, counted from what is written, or not measurable."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

import shequn_lab as sq
from shequn_lab.errors import OptionError, UnknownNameError
from shequn_lab.model import Provenance, build_community

START = 1_772_400_000_000_000  # µs UTC
PRODUCT, INTEREST = ["P40", "phone"], ["running", "跑步"]


def writing(texts: list[str | None], n_members: int = 10) -> sq.Community:
    """Return members who wrote these texts in turn."""
    events = {
        "member_id": pa.array([f"m{i % n_members}" for i in range(len(texts))]),
        "occurred_at": pa.array([START + i for i in range(len(texts))], pa.int64()).cast(pa.timestamp("us", "UTC")),
        "kind": pa.array(["message"] * len(texts)),
        "text": pa.array(texts, pa.string()),
    }
    return build_community(
        "writing", events=pa.table(events), timezone="Asia/Shanghai", provenance=Provenance("tests", "tests")
    )


def answers(community: sq.Community, **options: object) -> dict[str, str]:
    return sq.audience_types(community, product_words=PRODUCT, interest_words=INTEREST, **options)["answer"].to_dict()


def test_namings_are_counted_by_hand() -> None:
    texts = ["my p40 broke", "跑步去", "the phone for running", "hello", None, "which Phone?"] * 8
    share = sq.product_naming_share(writing(texts), product_words=PRODUCT, interest_words=INTEREST)
    # Of six messages two name the product, one the interest, one both.
    assert share.n == 8 * 4
    assert share.k == 8 * 2.5
    assert share.value == pytest.approx(2.5 / 4)


def test_the_one_named_more_often_has_it_where_the_interval_leaves_out_one_half() -> None:
    about_phones = writing(["my phone"] * 90 + ["running"] * 10)
    about_running = writing(["my phone"] * 10 + ["running"] * 90)
    # Half of the members name the one, half the other.
    torn = writing(["my phone", "running"] * 20)
    assert answers(about_phones) == {"platform_based": "not_measurable", "interest_based": "no", "product_based": "yes"}
    assert answers(about_running)["interest_based"] == "yes"
    assert answers(torn) == {
        "platform_based": "not_measurable", "interest_based": "undecided", "product_based": "undecided"
    }  # fmt: skip


def test_interest_and_product_mirror_each_other() -> None:
    found = sq.audience_types(
        writing(["my phone"] * 30 + ["running"] * 25), product_words=PRODUCT, interest_words=INTEREST
    )
    interest, product = found.loc["interest_based"], found.loc["product_based"]
    assert interest["value"] + product["value"] == pytest.approx(1)
    assert (interest["low"], interest["high"]) == pytest.approx((1 - product["high"], 1 - product["low"]))


def test_without_text_words_or_enough_namings_it_is_not_measurable_and_says_why() -> None:
    with sq.in_language("en"):
        demo = sq.audience_types(sq.open_community("demo_mothers"), product_words=PRODUCT, interest_words=INTEREST)
        assert (demo["answer"] == "not_measurable").all()
        assert str(demo.loc["product_based", "note"]) == "the text of messages was not kept"
        unasked = sq.audience_types(writing(["my phone"] * 50))
        assert "no words" in str(unasked.loc["interest_based", "note"])
        few = sq.audience_types(writing(["my phone"] * 19), product_words=PRODUCT, interest_words=INTEREST)
        assert "only 19 messages name either" in str(few.loc["product_based", "note"])
        assert np.isnan(few.loc["product_based", ["value", "low", "high", "n"]].astype(float)).all()


def test_the_platform_is_what_the_reader_states_and_nothing_else() -> None:
    row = sq.audience_types(writing(["x"]), platform="xiaohongshu").loc["platform_based"]
    assert row["answer"] == "stated"
    with sq.in_language("zh"):
        assert "小红书" in str(row["note"])
    with sq.in_language("en"):
        assert "Xiaohongshu" in str(row["note"])
        with pytest.raises(UnknownNameError, match="no platform 'wechat'"):
            sq.audience_types(writing(["x"]), platform="wechat")


def test_a_word_is_a_word_and_not_a_pattern() -> None:
    share = sq.product_naming_share(writing(["a.c", "abc"] * 20), product_words=["a.c"], interest_words=["abc"])
    assert share.value == pytest.approx(0.5)


def test_both_lists_are_needed_and_no_word_may_be_empty() -> None:
    for words in ({"product_words": PRODUCT}, {"product_words": PRODUCT, "interest_words": [" "]},
                  {"product_words": "phone", "interest_words": INTEREST}):  # fmt: skip
        with pytest.raises(OptionError):
            sq.audience_types(writing(["x"]), **words)
