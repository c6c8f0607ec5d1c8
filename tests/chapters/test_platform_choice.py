"""The decision table of platforms, and what platforms and tools record."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shequn_lab as sq
from shequn_lab.chapters.typology.platforms import PLATFORMS, WEIGHTS
from shequn_lab.chapters.typology.records import _SHOWN, _TOOLS
from shequn_lab.errors import OptionError, UnknownNameError
from shequn_lab.model.schema import EVENTS, SMALL_TABLES
from shequn_lab.terms import label, term

CRITERIA = [*WEIGHTS]
some_weights = st.dictionaries(st.sampled_from(CRITERIA), st.floats(0.01, 10), max_size=8)


@settings(max_examples=15)
@given(some_weights)
def test_the_score_is_the_weighted_mean_and_its_parts_add_up_to_it(weights: dict[str, float]) -> None:
    used = {**WEIGHTS, **weights}
    scores = sq.platform_scores()
    found = sq.platform_choice(weights)
    for platform, row in found.iterrows():
        mean = sum(used[c] * scores.loc[platform, c] for c in CRITERIA) / sum(used.values())
        assert row["score"] == pytest.approx(mean, abs=1e-8)
        assert row[CRITERIA].sum() == pytest.approx(row["score"], abs=1e-8)
        assert row["rank"] == 1 + sum(found["score"] > row["score"])
    assert found["score"].is_monotonic_decreasing


@settings(max_examples=15)
@given(some_weights, st.floats(0.1, 100))
def test_only_the_proportions_of_weights_matter(weights: dict[str, float], factor: float) -> None:
    whole = {**WEIGHTS, **weights}
    more = {name: factor * weight for name, weight in whole.items()}
    assert sq.platform_choice(whole)["score"].to_dict() == pytest.approx(sq.platform_choice(more)["score"].to_dict())


def test_a_criterion_alone_ranks_by_its_own_column_and_equals_share_a_place() -> None:
    alone = dict.fromkeys(CRITERIA, 0.0) | {"criterion_talk": 1.0}
    found = sq.platform_choice(alone)
    assert set(found.index[found["rank"] == 1]) == {"wechat_group", "qq_group"}
    assert found["score"].to_dict() == sq.platform_scores()["criterion_talk"].to_dict()


def test_what_the_reader_knows_of_the_own_users_changes_the_ranking() -> None:
    scores = sq.platform_scores()
    scores["criterion_habit"] = 1
    scores.loc["forum", "criterion_habit"] = 5
    assert sq.platform_choice(scores=scores).index[0] == "forum"
    assert sq.platform_choice().index[0] != "forum"
    assert sq.platform_scores().loc["forum", "criterion_habit"] == 1  # the table itself stays


def test_sensitivity_agrees_with_draws_made_by_hand() -> None:
    found = sq.platform_sensitivity(spread=0.4, n_draws=500, seed=3)
    scores, base = sq.platform_scores(), pd.Series(WEIGHTS)
    wins = dict.fromkeys(PLATFORMS, 0.0)
    for drawn in np.random.default_rng(3).dirichlet(np.ones(len(base)), size=500):
        total = (scores * (0.6 * base + 0.4 * drawn)).sum(axis=1).round(9)
        first = total.index[total == total.max()]
        for platform in first:
            wins[platform] += 1 / len(first) / 500
    assert found["first_share"].to_dict() == pytest.approx(wins)
    assert found["first_share"].sum() == pytest.approx(1)
    assert (found["rank_low"] <= found["rank_median"]).all()
    assert (found["rank_median"] <= found["rank_high"]).all()


def test_weights_that_do_not_move_leave_the_ranking_as_it_is() -> None:
    still, ranked = sq.platform_sensitivity(spread=0, n_draws=5), sq.platform_choice()
    assert (still["rank_low"] == ranked["rank"]).all()
    assert (still["rank_high"] == ranked["rank"]).all()
    assert still["first_share"].iloc[0] == 1


def test_a_seed_gives_the_same_and_another_seed_other_draws() -> None:
    same = [sq.platform_sensitivity(n_draws=200, seed=1) for _ in range(2)]
    assert same[0].equals(same[1])
    assert not same[0].equals(sq.platform_sensitivity(n_draws=200, seed=2))


def test_what_makes_no_sense_is_refused_in_one_line() -> None:
    with sq.in_language("en"):
        with pytest.raises(UnknownNameError, match="did you mean 'criterion_talk'"):
            sq.platform_choice({"criterion_tlak": 1})
        for weights in ({"criterion_talk": -1}, dict.fromkeys(CRITERIA, 0), {"criterion_talk": float("nan")}):
            with pytest.raises(OptionError, match="weights must be numbers"):
                sq.platform_choice(weights)
        scores = sq.platform_scores().astype(float)
        for bad in (0, 6, float("nan")):
            scores.loc["forum", "criterion_data"] = bad
            with pytest.raises(OptionError, match="from 1 to 5"):
                sq.platform_choice(scores=scores)
        with pytest.raises(OptionError, match="from 1 to 5"):
            sq.platform_choice(scores=sq.platform_scores().drop(columns="criterion_data"))
        with pytest.raises(UnknownNameError, match="no platform 'myspace'"):
            sq.platform_choice(scores=sq.platform_scores().rename(index={"forum": "myspace"}))
        for options in ({"spread": 1.5}, {"n_draws": 0}):
            with pytest.raises(OptionError, match="makes no sense"):
                sq.platform_sensitivity(**options)


def test_every_platform_and_criterion_is_explained_and_weights_add_up_to_one() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)
    assert all(term(id).definition_zh and term(id).definition_en for id in (*PLATFORMS, *CRITERIA))
    assert sq.platform_scores().isin(range(1, 6)).all(axis=None)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_platforms_and_tools_record_is_told_with_tables_that_exist(language: str) -> None:
    tables = {table.name for table in (*SMALL_TABLES, EVENTS)}
    assert {table for shown in _SHOWN.values() for _, table in shown} <= tables | {""}
    assert {table for taken in _TOOLS.values() for table in taken} <= tables
    with sq.in_language(language):
        shown, tools = sq.platform_statistics(), sq.platform_tools()
    with sq.in_language("zh" if language == "en" else "en"):
        assert shown.columns.tolist() != sq.platform_statistics().columns.tolist()
    assert len(shown) == sum(len(rows) for rows in _SHOWN.values())
    assert len(tools) == 4
    for frame in (shown, tools):
        assert not frame.map(lambda cell: cell.strip() == "" or "{" in cell).any(axis=None)
        readers = frame.iloc[:, -1].str.extract(r"^(read_table|build_community)")[0].dropna()
        assert all(hasattr(sq, name) for name in readers)


@pytest.mark.parametrize(("language", "own"), [("zh", "本手册的判断"), ("en", "the workbook's own")])
def test_what_is_the_workbooks_own_is_marked_so_in_both_languages(language: str, own: str) -> None:
    with sq.in_language(language):
        assert own in sq.platform_scores().attrs["note"]
        assert own in sq.platform_choice().attrs["note"]


def test_five_platforms_are_listed_with_what_they_show() -> None:
    with sq.in_language("en"):
        shown = sq.platform_statistics()
        assert shown.iloc[:, 0].nunique() == 5
        assert label("wechat_official_account") in set(shown.iloc[:, 0])
