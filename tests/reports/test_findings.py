from __future__ import annotations

import itertools
import re
from types import SimpleNamespace

import pytest
from report_communities import grown, hostile, likes_only, one_day, operators_only, silent, tiny

from shequn_lab.model import Estimate
from shequn_lab.reports import findings
from shequn_lab.reports.blocks import Findings, Paragraph
from shequn_lab.reports.study import Study
from shequn_lab.terms import Note, in_language

WAYS = {"up": (0.05, 0.2), "down": (-0.2, -0.05), "unclear": (-0.1, 0.1)}
#: What a title may and may not say of each direction.
MORE, FEWER = r"多了|[Mm]ore", r"少了|[Ff]ewer"


def changed(monthly: str, daily: str) -> SimpleNamespace:
    """Stand in for a study whose two changes have these directions."""
    ends = Estimate("monthly_active", 100.0, 90.0, 110.0, n=200)
    moves = [Estimate("relative_change", sum(WAYS[way]) / 2, *WAYS[way], n=200) for way in (monthly, daily)]
    return SimpleNamespace(compared=(ends, ends, *moves), mau_change=moves[0], dau_change=moves[1])


@pytest.mark.parametrize(("monthly", "daily"), list(itertools.product(WAYS, WAYS)))
def test_a_title_says_no_more_than_both_intervals_allow(monthly, daily, language):
    title = findings.title(changed(monthly, daily))
    said = {monthly, daily}
    # "看不出" and "whether" deny what the words after them would say.
    told = re.sub(r"每天到场的是否也多了|whether more come", "", title)
    assert bool(re.search(MORE, told)) == ("up" in said)
    assert bool(re.search(FEWER, told)) == ("down" in said)
    assert ("12%" in title or "13%" in title) == (monthly != "unclear")


def test_every_direction_has_a_title_of_its_own(language):
    titles = {findings.title(changed(*ways)) for ways in itertools.product(WAYS, WAYS)}
    assert len(titles) == 9


def test_too_short_and_too_few_are_told_apart():
    assert "too early" in findings.title(Study(tiny(synthetic=True)))
    assert "Too few people" in findings.title(Study(operators_only()))


# -- the head ------------------------------------------------------------------------------------------


def lede(study: Study) -> str:
    return findings.heading(study, "").lede


def test_the_head_says_what_this_is():
    said = lede(Study(grown(synthetic=True)))
    assert "simulated" in said
    assert "2025-03-03 to 2025-06-10, 100 days; 80 members (80 of them ever active)" in said
    assert "Asia/Shanghai" in said
    assert "roster" not in said


def test_a_partial_roster_is_said_and_few_silent_members_are_not_counted_out():
    said = lede(Study(hostile()))
    assert "imported" in said
    assert "60 writers" in said
    assert "The roster is partial (<5 more are known only" in said


def test_how_many_never_came_is_not_told_when_they_are_few():
    assert "12 members, 28 interactions" in lede(Study(one_day()))
    assert "12 members (11 of them ever active)" in lede(Study(one_day(synthetic=True)))


def test_only_synthetic_data_wear_the_badge():
    assert findings.heading(Study(tiny(synthetic=True)), "").badge == "Synthetic data."
    assert findings.heading(Study(tiny()), "").badge == ""


def test_the_other_language_is_named_in_its_own_words():
    assert findings.heading(Study(tiny()), "x").other_language == "中文"
    with in_language("zh"):
        assert findings.heading(Study(tiny()), "x").other_language == "English"


# -- findings ------------------------------------------------------------------------------------------


def test_there_are_at_most_five_findings_each_with_interval_base_and_what_to_do(language):
    found = findings.findings(Study(grown(synthetic=True)))
    assert isinstance(found, Findings)
    assert 3 <= len(found.items) <= 5
    for item in found.items:
        assert re.search(r"\d.*–.*\d", item.evidence)
        assert "n = " in item.evidence
        assert item.todo
        assert item.link


def test_nothing_to_say_is_said():
    found = findings.findings(Study(operators_only()))
    assert isinstance(found, Paragraph)
    assert "too little data" in found.body


def sentences(study: Study) -> str:
    found = findings.findings(study)
    return " ".join(f"{i.sentence} {i.evidence}" for i in found.items) if isinstance(found, Findings) else found.body


def test_without_a_complete_roster_no_share_of_members_present_is_a_finding():
    assert "members present" not in sentences(Study(hostile()))
    assert "members present" in sentences(Study(silent(synthetic=True)))


def test_where_everybody_wrote_there_is_nobody_to_greet():
    study = Study(tiny(synthetic=True))
    assert study.speaking.value == 1
    assert "members present" not in sentences(study)


def test_few_silent_members_of_a_real_community_are_no_finding():
    assert "members present" not in sentences(Study(one_day()))
    assert "members present" in sentences(Study(one_day(synthetic=True)))


def test_a_hundredth_of_few_people_is_no_evidence():
    assert "busiest tenth" in sentences(Study(hostile()))
    assert "busiest 1%" not in sentences(Study(hostile()))
    assert "(1 person)" in sentences(Study(grown(synthetic=True)))


def test_who_writes_nothing_is_no_busiest_tenth():
    assert "busiest" not in sentences(Study(likes_only(synthetic=True)))


def test_an_early_return_stands_when_the_month_itself_is_hidden():
    study = Study(grown())
    early = Estimate("early_return_share", 0.7, 0.5, 0.8, n=30, k=21)
    hidden = Estimate.missing("retention_within", Note("report_suppressed"))
    fake = SimpleNamespace(early=early, retention=lambda mode, n: hidden, community=study.community)
    (found,) = findings._returning(fake)
    assert "—" not in found.evidence + found.todo
    assert "70" in found.number


# -- waits -----------------------------------------------------------------------------------------------


def waiting(**blocks: tuple[float, float, float]) -> SimpleNamespace:
    """Stand in for a study with waits (low, value, high) [s] of these parts of the day."""
    hours = {"night": (0, 6), "morning": (6, 12), "noon": (12, 18), "evening": (18, 24)}
    missing = Estimate.missing("reply_latency", Note("note_no_case"))
    waits = dict.fromkeys(hours.values(), missing)
    waits |= {
        hours[name]: Estimate("reply_latency", value, low, high, n=50) for name, (low, value, high) in blocks.items()
    }
    return SimpleNamespace(waits=waits)


def test_slow_hours_are_named_only_when_their_intervals_do_not_meet():
    apart = waiting(night=(900, 1200, 1500), noon=(300, 400, 500), evening=(350, 450, 950))
    assert findings.slow_and_fast(apart) == ((0, 6), (12, 18))
    assert findings.slow_and_fast(waiting(night=(400, 1200, 1500), noon=(300, 400, 500))) is None


def test_slow_hours_need_something_to_compare_with():
    assert findings.slow_and_fast(waiting(night=(900, 1200, 1500))) is None
    assert findings.slow_and_fast(waiting()) is None


def test_an_open_interval_says_its_lower_end_and_a_missing_one_nothing():
    open_above = Estimate("reply_latency", 3600.0, 1800.0, float("nan"), n=9, k=5)
    latency = SimpleNamespace(median=open_above, within_day=Estimate.missing("answered_within_day", Note("x")))
    study = SimpleNamespace(latency=latency, waits=waiting().waits)
    (found,) = findings._waiting(study)
    assert found.evidence == "95% CI ≥ 30.0 min, n = 9."
    latency.median = Estimate("reply_latency", 3600.0, n=9, k=5)
    assert list(findings._waiting(study)) == []


# -- key figures -----------------------------------------------------------------------------------------


def test_six_key_figures_carry_interval_and_base_or_are_not_measurable(language):
    for study in (Study(grown(synthetic=True)), Study(hostile())):
        cells = findings.key_figures(study).cells
        assert len(cells) == 6
        for cell in cells:
            if cell.value == "—":
                assert cell.unit == ("不可测" if language == "zh" else "n/a")
                assert not cell.spark
            else:
                assert "–" in cell.range
                assert cell.n.startswith("n = ")
                assert "<svg" in cell.spark


def test_names_of_key_figures_say_their_limits():
    names = [cell.name for cell in findings.key_figures(Study(hostile())).cells]
    assert "Gini of messages (writers only, a lower bound)" in names
    assumed = Study(hostile().assuming_first_seen_is_join(5))
    names = [cell.name for cell in findings.key_figures(assumed).cells]
    assert "Back within 7 days (first interaction taken for joining)" in names


def test_names_of_missing_figures_have_no_empty_brackets(language):
    names = " ".join(cell.name for cell in findings.key_figures(Study(tiny())).cells)
    assert "()" not in names
    assert "（）" not in names
    assert " 0 " not in names
