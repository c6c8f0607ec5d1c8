"""A bad case file: every problem in one line of its own, before anything is simulated."""

from __future__ import annotations

import pytest
import yaml
from small_case import plain, small

from shequn_lab.cases import CaseError, load_case
from shequn_lab.cases.check import case_from


def problems(change) -> list[str]:
    content = plain()
    change(content)
    with pytest.raises(CaseError) as caught:
        case_from(content, name="small")
    assert str(caught.value).count("\n") == len(caught.value.problems) - 1
    return str(caught.value).splitlines()


def test_the_small_case_is_sound():
    assert small().treated.joins_per_day == 4


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda c: c.pop("story"), "small.yaml.story: is missing"),
        (lambda c: c.update(storry=1), "small.yaml.storry: there is no such key → did you mean story?"),
        (lambda c: c["title"].pop("zh"), "small.yaml.title.zh: is missing"),
        (lambda c: c.update(number="4"), "small.yaml.number: '4' is no number of a case"),
        (lambda c: c.update(id="other"), "small.yaml.id: the id is 'other'"),
        (lambda c: c.update(scale=0.5), "small.yaml.scale: should be a whole number from 1 on"),
        (lambda c: c["scenario"].update(joins_per_dya=2), "small.yaml.scenario.joins_per_dya: there is no such"),
        (lambda c: c["scenario"].update(n_days=-3), "small.yaml.scenario.n_days: -3 is outside"),
        (lambda c: c["treated"].update(like_share=40), "small.yaml.treated.like_share: 40 is not a share"),
        (lambda c: c["ranges"][0].update(parameter="joins_pre_day"), "did you mean joins_per_day?"),
        (lambda c: c["ranges"][0].update(low=9), "9 to 8.0 is no usable range"),
        (lambda c: c["ranges"][0].update(high=3), "the scenario has joins_per_day at 4.0, outside the stated range"),
        (lambda c: c["ranges"][1].update(within="all"), "'all' is not one of the choices"),
        (lambda c: c["ranges"].append(dict(c["ranges"][0])), "'joins_per_day' is written twice"),
        (lambda c: c["claims"][0].update(source="D7"), "source 'D7' is not listed under sources"),
        (lambda c: c["claims"][0].pop("readings"), "needs readings or not_mappable"),
        (lambda c: c["claims"][1].update(readings=c["claims"][0]["readings"]), "needs readings or not_mappable"),
        (lambda c: c["claims"][0]["readings"][0].pop("before"), "before does not go with compare: relative"),
        (lambda c: c["claims"][0]["readings"][0].update(after=[20, 30]), "[20, 30] is no span of the simulated days"),
        (lambda c: c["claims"][0]["readings"][0].update(metric="member_present"), "did you mean members_present?"),
        (lambda c: c["claims"][0]["readings"][0].update(value="40 %"), "should be a number, but is '40 %'"),
        (lambda c: c["claims"][0]["readings"][0].update(params={"dya": 1}), "there is no parameter 'dya'"),
        (lambda c: c["claims"][0]["readings"][0].pop("value"), "reading grown has no value"),
        (lambda c: (c.pop("claims"), c.pop("questions")), "holds neither claims nor questions"),
    ],
)
def test_each_mistake_is_told_with_its_place_and_its_remedy(change, line):
    found = problems(change)
    assert any(line in told for told in found), found
    assert all(" → " in told for told in found)


def test_several_mistakes_are_told_at_once():
    found = problems(lambda c: (c.pop("seed"), c.update(scale="x"), c["scenario"].update(n_days=0)))
    assert len(found) == 3


@pytest.mark.parametrize("content", [None, [], "text", {"scenario": 1, "treated": [], "ranges": {}, "claims": "x"}])
def test_a_file_of_something_else_is_told_and_does_not_break(content):
    with pytest.raises(CaseError):
        case_from(content, name="small")


def test_a_case_of_ones_own_is_read_from_its_file(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(yaml.safe_dump(plain(), allow_unicode=True), encoding="utf-8")
    assert load_case(path).id == "small"


def test_a_file_that_is_no_yaml_is_told_with_its_line(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text("id: small\ntitle: {zh: [}\n", encoding="utf-8")
    with pytest.raises(CaseError, match=r"small\.yaml row 2: is not valid YAML"):
        load_case(path)
