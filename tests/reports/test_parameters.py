"""What is wrong with the words of a command is said before a kernel starts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import papermill
import pytest
from report_communities import hostile
from typer.testing import CliRunner

from shequn_lab.cli import app
from shequn_lab.errors import OptionError, ReadError, ShequnError, UnknownNameError
from shequn_lab.reports.parameters import checked, template
from shequn_lab.reports.render import plan
from shequn_lab.storage import save_community


@pytest.fixture(autouse=True)
def no_kernel(monkeypatch):
    def started(*_, **__):
        raise AssertionError("a kernel was started")

    monkeypatch.setattr(papermill, "execute_notebook", started)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return save_community(hostile(), tmp_path_factory.mktemp("communities") / "mums")


def planned(folder: Path, **parameters: object):
    return plan([folder], ["zh", "en"], Path("out"), parameters)


def test_an_unknown_template_is_named_with_the_one_probably_meant():
    with pytest.raises(UnknownNameError, match=r"did you mean 'case_study'"):
        template("case_studdy")


def test_an_unknown_parameter_is_named_with_the_one_probably_meant(folder):
    with pytest.raises(UnknownNameError, match=r"unknown parameter 'run_in_day'.*did you mean 'run_in_days'"):
        planned(folder, run_in_day=3)


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("run_in_days", "soon", "whole number"),
        ("run_in_days", "3.5", "whole number"),
        ("run_in_days", True, "whole number"),
        ("run_in_days", -1, "0 or more"),
        ("assume_first_seen_is_join", "perhaps", "true or false"),
        ("assume_first_seen_is_join", 1, "true or false"),
        ("lang", "fr", "zh or en"),
        ("other_href", 5, "text"),
        ("start", dt.date(2025, 3, 3), "text"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_and_the_right_kind_named(name, value, wanted):
    with pytest.raises(OptionError, match=wanted):
        checked(template(), {name: value})


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("run_in_days", "14", 14),
        ("run_in_days", 0, 0),
        ("assume_first_seen_is_join", "TRUE", True),
        ("assume_first_seen_is_join", "no", False),
        ("community", "007", "007"),
        ("start", "", ""),
    ],
)
def test_text_is_read_as_what_the_template_declares(name, text, value):
    found = checked(template(), {name: text})[name]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    "window",
    [
        {"start": "2024-01-01"},
        {"end": "2026-01-01"},
        {"start": "2025-05-01", "end": "2025-04-01"},
        {"start": "2025-05-01", "end": "2025-05-01"},
        {"start": "1 May"},
        {"start": "2025-02-30"},
    ],
)
def test_an_impossible_window_is_refused(folder, window):
    with pytest.raises(ShequnError):
        planned(folder, **window)


def test_a_window_outside_the_observed_days_names_them(folder):
    with pytest.raises(OptionError, match=r"2025-03-03 to 2025-06-01"):
        planned(folder, start="2024-01-01")


def test_a_possible_window_is_planned_in_both_languages(folder):
    reports = planned(folder, start="2025-03-10", end="2025-05-12")
    assert [(r.lang, r.path.name, r.parameters["other_href"]) for r in reports] == [
        ("zh", "mums.zh.html", "mums.en.html"),
        ("en", "mums.en.html", "mums.zh.html"),
    ]
    assert all(Path(r.parameters["community"]).is_absolute() and not r.failure for r in reports)


def test_a_single_language_links_to_no_sibling(folder):
    (report,) = plan([folder], ["en"], Path("out"), {})
    assert report.parameters["other_href"] == ""


def test_two_communities_of_one_name_do_not_overwrite_each_other(folder, tmp_path):
    again = save_community(hostile(), tmp_path / "mums")
    with pytest.raises(ShequnError, match="both called mums"):
        plan([folder, again], ["en"], Path("out"), {})


def test_a_community_that_is_not_there_is_said(tmp_path):
    with pytest.raises(UnknownNameError, match="did you mean 'demo_mothers'"):
        plan(["demo_mother"], ["en"], Path("out"), {})
    with pytest.raises(ReadError, match=r"community\.yaml"):
        plan([tmp_path], ["en"], Path("out"), {})


@pytest.mark.parametrize(
    "words",
    [
        ["--lang", "fr"],
        ["--lang", ""],
        ["-p", "run_in_dayz=3"],
        ["-p", "run_in_days"],
        ["--run-in-days", "-3"],
        ["--start", "2024-01-01"],
        ["--start", "2025-05-01", "--end", "2025-04-01"],
    ],
)
def test_the_command_stops_at_a_mistake_and_writes_nothing(folder, tmp_path, words):
    result = CliRunner().invoke(app, ["report", str(folder), "--out", str(tmp_path / "out"), *words])
    assert isinstance(result.exception, ShequnError)
    assert not (tmp_path / "out").exists()
