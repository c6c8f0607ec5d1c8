"""The three outcomes of looking for a trouble, and what none of them may be."""

from __future__ import annotations

import pytest

from shequn_lab.model import Estimate, Finding, NothingFound, NotMeasurable
from shequn_lab.terms import Note, in_language

SEEN = Estimate("promotion_share", 0.5, 0.4, 0.6, n=100, k=50, of="posts")
UNSEEN = Estimate.missing("promotion_share", Note("note_no_case"))
FOUND = Finding(
    "over_marketing", "severe", (SEEN,), Note("trouble_remedy_over_marketing"), "O15; workbook", "promotion_share"
)


def test_nothing_can_be_found_nor_ruled_out_where_nothing_was_measured() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        NothingFound("over_marketing", (UNSEEN,))
    with pytest.raises(ValueError, match="nothing was measured"):
        Finding("over_marketing", "notable", (UNSEEN,), Note("note_no_case"), "O15", "promotion_share")
    with pytest.raises(ValueError, match="nothing was measured"):
        NothingFound("over_marketing", ())


def test_what_is_not_measurable_says_why() -> None:
    with pytest.raises(ValueError, match="reason"):
        NotMeasurable("over_marketing", Note(""))


@pytest.mark.parametrize(
    ("outcome", "chinese", "english"),
    [
        (FOUND, "营销过度（严重）：推广占比", "over-marketing (severe): promotion share"),
        (NothingFound("over_marketing", (SEEN,)), "未发现", "nothing found"),
        (NotMeasurable("over_marketing", Note("note_no_case")), "不可测（", "not measurable ("),
    ],
)
def test_each_outcome_says_itself_in_the_language_in_force(outcome: object, chinese: str, english: str) -> None:
    with in_language("zh"):
        assert chinese in str(outcome)
    with in_language("en"):
        assert english in repr(outcome)


def test_a_finding_tells_evidence_remedy_and_what_would_show_that_it_worked() -> None:
    with in_language("en"):
        said = str(FOUND)
    assert "40.0%–60.0%" in said
    assert "Bring promotion back" in said
    assert said.endswith("Check by: promotion share.")
