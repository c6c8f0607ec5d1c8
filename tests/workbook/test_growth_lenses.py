"""What the chapter on growth shows: doors that do nothing, channels, organisation, conditions and ways of splitting."""

from __future__ import annotations

import numpy as np
import pytest

import shequn_lab as sq
from shequn_lab.terms import in_language


@pytest.fixture(scope="module")
def mine() -> sq.Community:
    return sq.student_community("2025001")


def test_every_member_gets_one_of_two_doors_and_the_same_one_again(mine: sq.Community) -> None:
    doors = sq.made_up_doors(mine)
    assert set(doors) == set(mine.members["member_id"])
    assert set(doors.values()) == {"basic", "interest_question"}
    assert doors == sq.made_up_doors(mine)
    assert doors != sq.made_up_doors(mine, seed=1)


def test_who_wrote_on_the_first_day_mostly_chooses_the_hard_door(mine: sq.Community) -> None:
    wrote = mine.events[mine.events["kind"].isin(["message", "reply", "comment"])]
    local = wrote["occurred_at"].dt.tz_convert(mine.timezone).dt.tz_localize(None).dt.normalize()
    joined = mine.members.set_index("member_id")["joined_on"]
    on_first_day = local.to_numpy() == joined.reindex(wrote["member_id"]).to_numpy()
    keen = set(wrote["member_id"][on_first_day])
    doors = sq.made_up_doors(mine)
    hard = {who for who, door in doors.items() if door == "interest_question"}
    assert len(keen) > 20
    assert len(keen & hard) > 0.75 * len(keen)
    assert 0.15 < len(hard - keen) / len(set(doors) - keen) < 0.35


def test_chosen_doors_differ_and_drawn_ones_do_not(mine: sq.Community) -> None:
    def gap(by: str, seed: int) -> float:
        rows = sq.compare_thresholds(mine, sq.made_up_doors(mine, by=by, seed=seed))
        rows = rows[rows["figure"] == "entry_returned"]
        return float(rows.loc["interest_question", "difference"])

    chosen, drawn = ([gap(by, seed) for seed in range(20)] for by in ("choice", "lot"))
    assert np.mean(chosen) > 0.05
    assert abs(np.mean(drawn)) < 0.03


def test_a_door_is_chosen_or_drawn(mine: sq.Community) -> None:
    with pytest.raises(sq.OptionError, match="choice, lot"):
        sq.made_up_doors(mine, by="luck")


def test_conditions_stand_over_the_figures_they_rest_on() -> None:
    conditions = sq.split_conditions(sq.open_community("demo_mothers"))
    with in_language("en"):
        rows = sq.condition_table(conditions).rows
        heads = [row for row in rows if not row[0].startswith("\N{EM SPACE}")]
        assert [row[1] for row in heads] == ["not measurable", "not met", "not met", "not measurable"]
        assert len(rows) == 4 + sum(len(condition.evidence) for condition in conditions)
        assert ["\N{EM SPACE}operators per group", "", "1.000", "1.000–1.000"] in rows
        assert any("no orders" in row[1] for row in rows)


def test_channels_add_up_to_all_newcomers_followed_for_thirty_days(mine: sq.Community) -> None:
    rows = sq.compare_channels(mine).query("figure == 'entry_returned'")
    everybody = sq.retention_within(mine, 30)
    assert (rows["n"].sum(), rows["k"].sum()) == (everybody.n, everybody.k)
    others = rows.drop("referral")
    against = rows.loc["referral", "value"] - others["k"].sum() / others["n"].sum()
    assert rows.loc["referral", "difference"] == pytest.approx(against)


def test_the_advice_on_organisation_turns_with_its_lines() -> None:
    community = sq.open_community("demo_mothers")
    load = sq.openings_per_operator_hour(community)
    # Four operators, a bot apart, for 184 days of eight hours.
    assert load.n == 4 * 184 * 8
    assert sq.organisation(community).advice == "three_groups"
    lenient = sq.OrganisationLimits(answered_share=0.6)
    assert sq.organisation(community, limits=lenient).advice == "undecided"
    roomy = sq.OrganisationLimits(answered_share=0.6, small_members=1000, large_members=2000)
    assert sq.organisation(community, limits=roomy).advice == "flat"


def test_a_split_parts_ties_and_not_splitting_parts_none() -> None:
    small = sq.SPLIT_SCENARIO.replace(n_days=40, n_founders=120, split_members=80)
    found = sq.compare_splits(small, ways=["parent_child"], seeds=[1, 2])["value"].unstack("figure")
    assert found.loc["no_split", ["split_groups", "split_parted_ties"]].tolist() == [1, 0]
    assert found.loc["parent_child", "split_groups"] > 1
    assert found.loc["parent_child", "split_parted_ties"] > 0
