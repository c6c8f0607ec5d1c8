from __future__ import annotations

import pytest
from report_communities import grown

from shequn_lab.reports.sections import alt_text, how, opening_code
from shequn_lab.reports.study import Study
from shequn_lab.terms import term


@pytest.fixture(scope="module")
def study():
    return Study(grown(20, 40, name="mums"))


def test_the_code_shown_opens_the_community_of_the_report_by_name(study):
    assert opening_code(study) == 'import shequn_lab as sq\n\nc = sq.open_community("mums")\n'


def test_who_counts_is_the_study_s_own_base_unless_it_is_said(study):
    plain = how(study, "stickiness", "sq.stickiness(c)")
    assert (plain.base, plain.excluded) == (study.base, study.excluded_rows)
    assert plain.definition == term("stickiness").definition
    assert plain.code == opening_code(study) + "sq.stickiness(c)"
    own = how(study, "stickiness", "", "n = 5.", "Nobody.")
    assert (own.base, own.excluded) == ("n = 5.", "Nobody.")


def test_a_figure_is_described_by_its_finding_and_by_what_it_shows():
    assert alt_text("More came", "Members by day") == "More came. Members by day"
