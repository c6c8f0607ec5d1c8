"""Each trouble ends in one of three outcomes, in words of both languages, and never in a guess."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from communities import tiny
from hypothesis import given, settings
from oracle_tables import Shop
from shop_draws import random_shop
from trouble_scenarios import BASELINES

import shequn_lab as sq
from shequn_lab.chapters import DETECTORS, TROUBLES
from shequn_lab.model import Community, Finding, NothingFound, NotMeasurable, Outcome
from shequn_lab.readers import read_table
from shequn_lab.terms import term

HERE = Path(__file__)
FORUM = HERE.parents[3] / "shared" / "real" / "forum_2023h2.csv.gz"
MAPPINGS = HERE.parents[2] / "docs" / "howto" / "mappings"


@pytest.fixture(scope="module")
def demo() -> Community:
    return sq.open_community("demo_mothers")


@pytest.fixture(scope="module")
def healthy() -> Community:
    return BASELINES["growing_groups"].community(31)


def outcomes(community: Community, **limits: float) -> dict[str, Outcome]:
    return {o.id: o for o in sq.troubles(community, limits=sq.TroubleLimits(**limits))}


def test_every_trouble_of_the_course_is_looked_for_once_and_named_in_the_glossary(demo: Community) -> None:
    found = [outcome.id for outcome in sq.troubles(demo)]
    assert found == list(DETECTORS) == list(TROUBLES)
    for id, metric in TROUBLES.items():
        assert term(id).definition
        assert term(metric).definition


def test_the_clearance_of_the_demonstration_is_found_and_nothing_else(demo: Community) -> None:
    found = [outcome for outcome in sq.troubles(demo) if isinstance(outcome, Finding)]
    assert [(f.id, f.severity, f.metric) for f in found] == [("over_marketing", "severe", "longest_promotion_run")]
    assert found[0].evidence[0].value == sq.longest_promotion_run(demo).value


def test_before_the_clearance_nothing_is_found(demo: Community) -> None:
    assert isinstance(outcomes(demo.between("2025-03-01", "2025-07-01"))["over_marketing"], NothingFound)


@pytest.mark.parametrize(
    ("gone", "unmeasured"),
    [
        ({"posts": None}, {"sameness", "over_marketing"}),
        ({"orders": None}, {"fake_orders"}),
        ({"roster": "none"}, {"complexity"}),
    ],
)
def test_without_its_table_a_trouble_is_not_measurable_and_others_are_judged_as_before(
    healthy: Community, gone: dict[str, object], unmeasured: set[str]
) -> None:
    before, after = outcomes(healthy), outcomes(replace(healthy, **gone, _memo={}))  # type: ignore[arg-type]
    assert {id for id, o in before.items() if isinstance(o, NotMeasurable)} == {"false_claims"}
    assert {id for id, o in after.items() if isinstance(o, NotMeasurable)} == {"false_claims", *unmeasured}


def test_without_threads_answers_are_not_judged(healthy: Community) -> None:
    table = healthy.event_source.table().drop_columns(["reply_to", "topic_id"])
    bare = replace(healthy, event_source=type(healthy.event_source)(table), _memo={})  # type: ignore[call-arg]
    found = outcomes(bare)
    assert all(isinstance(found[id], NotMeasurable) for id in ("slow_answers", "complexity"))


def test_a_short_record_is_not_compared_with_a_past_it_does_not_have(healthy: Community) -> None:
    first = healthy.observed.days
    early = outcomes(healthy.between(first[0].date(), first[40].date()))
    assert isinstance(early["low_activity"], NotMeasurable)
    # What stands for itself is still judged, and what could not be looked at is said.
    assert isinstance(early["sameness"], NothingFound)
    with sq.in_language("en"):
        assert "only 40 days were fully observed" in str(early["sameness"].unseen[0])
        assert "at least 56 are needed" in str(early["low_activity"])


def test_limits_move_the_line(healthy: Community) -> None:
    assert isinstance(outcomes(healthy)["sameness"], NothingFound)
    strict = outcomes(healthy, likeness_most_share=0.001, likeness_severe_share=0.01)["sameness"]
    assert isinstance(strict, Finding)
    assert strict.severity == "severe"
    with pytest.raises(sq.OptionError, match="flood_people"):
        sq.TroubleLimits(flood_people=0)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_rules_read_aloud_name_their_thresholds(language: str) -> None:
    with sq.in_language(language):
        rules = sq.trouble_rules(sq.TroubleLimits(activity_drop_share=0.17, answered_drop_points=0.09))
    assert list(rules.index) == list(DETECTORS)
    assert "17%" in rules["low_activity"]
    assert ("9 个百分点" if language == "zh" else "9 points") in rules["complexity"]
    assert not rules.str.contains(r"\{").any()


def test_the_table_has_a_row_for_each_figure_and_one_for_what_cannot_be_measured(demo: Community) -> None:
    table, found = sq.trouble_table(demo), sq.troubles(demo)
    n = sum(1 if isinstance(o, NotMeasurable) else len(o.evidence) for o in found)
    assert len(table) == n
    assert set(table["outcome"]) == {"found", "nothing", "not_measurable"}
    blank = table[table["outcome"] == "not_measurable"]
    assert blank[["value", "low", "high", "n", "k"]].isna().all(axis=None)
    assert all(str(note) for note in blank["note"])
    assert (table.loc[table["severity"] != "", "outcome"] == "found").all()


@settings(max_examples=25)
@given(drawn=random_shop())
def test_whatever_the_tables_hold_every_trouble_ends_in_words(drawn: tuple[Shop, Community]) -> None:
    few = sq.TroubleLimits(
        recent_days=5, fewest_past_days=5, fewest_third_days=3, fewest_posts=3, fewest_questions=1, fewest_orders=2
    )
    found = sq.troubles(drawn[1], limits=few)
    assert [outcome.id for outcome in found] == list(DETECTORS)
    for language in ("zh", "en"):
        with sq.in_language(language):
            assert all(str(outcome) and "nan" not in str(outcome) for outcome in found)
    for outcome in found:
        if not isinstance(outcome, NotMeasurable):
            assert any(estimate.measurable for estimate in outcome.evidence)


def test_a_handful_of_people_over_ten_days_is_enough_for_hardly_anything() -> None:
    found = outcomes(tiny())
    assert {id for id, o in found.items() if not isinstance(o, NotMeasurable)} <= {"disorder"}


def test_a_real_forum_is_judged_by_what_it_records() -> None:
    if not FORUM.exists():
        pytest.skip("the real forum is not here")
    forum = read_table(FORUM, name="forum", mapping=MAPPINGS / "topic_forum.yaml", key=b"k" * 32).community
    found = outcomes(forum)
    unmeasured = {id for id, o in found.items() if isinstance(o, NotMeasurable)}
    assert unmeasured == {"sameness", "complexity", "over_marketing", "fake_orders", "false_claims"}
    assert all(isinstance(found[id], NothingFound) for id in ("low_activity", "slow_answers"))
    # One night in September, two or three accounts wrote 154 and 114 messages an hour.
    assert found["disorder"].evidence[0].value == 2  # type: ignore[union-attr]
    assert np.isnan(found["disorder"].evidence[0].low)  # type: ignore[union-attr]
