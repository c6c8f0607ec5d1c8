from __future__ import annotations

import pytest
from report_communities import community, grown, hostile, likes_only, roster, talk, tiny

from shequn_lab.reports.blocks import Figure, Paragraph
from shequn_lab.reports.contribution_section import contribution
from shequn_lab.reports.study import Study


def parts(found):
    return contribution(Study(found)).parts


def test_the_share_of_the_busiest_tenth_is_title_and_curve():
    head, words, figure = parts(grown(synthetic=True))
    assert head.title.startswith("Contribution: a tenth of the members wrote ")
    assert words.body.startswith("Half of the writers wrote fewer than ")
    assert isinstance(figure, Figure)
    assert (figure.id, figure.number) == ("fig-contribution", 6)


def test_without_cohorts_the_figure_has_an_earlier_number():
    assert parts(hostile())[2].number == 3


def test_where_nobody_wrote_there_is_nothing_to_share():
    head, words = parts(likes_only())
    assert head.title == "Contribution"
    assert isinstance(words, Paragraph)


def test_a_tenth_of_few_people_is_words_and_no_curve():
    *_, last = parts(tiny())
    assert isinstance(last, Paragraph)
    assert "fewer than 5 people" in last.body


@pytest.mark.parametrize("found", [hostile(), grown()], ids=["partial roster", "complete roster"])
def test_few_who_wrote_once_are_not_counted_out(found):
    assert "<5 wrote a single one" in parts(found)[1].body


def test_writers_and_members_are_told_apart():
    assert parts(hostile())[1].body != parts(grown())[1].body
    assert "Silent members count as 0" in parts(grown())[1].body


def test_half_who_wrote_once_wrote_fewer_than_two():
    ids = [f"m{i}" for i in range(60)]
    rows = [(who, i % 20 + 0.3, "message") for i, who in enumerate(ids)]
    rows += talk(ids[:10], 20, seed=3)
    found = community(rows, n_days=20, members=roster(ids, [0] * 60), synthetic=True)
    assert "Half of the writers wrote fewer than 2 messages (median 1)" in parts(found)[1].body
