"""A check names the mistake that was made; it lets nothing pass by printing."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from books import NAMES, graded
from hypothesis import given
from hypothesis import strategies as st

import shequn_lab as sq
from shequn_lab.terms import _messages, in_language
from shequn_lab.workbook.answers import Choice, Choices, Number
from shequn_lab.workbook.catalogue import chapters_with_exercises, exercises_of
from shequn_lab.workbook.checking import mistaken
from shequn_lab.workbook.exercise import Exercise

STUDENTS = ["2025001", "2025002", "2025003"]
EXERCISES = [exercise for chapter in chapters_with_exercises() for exercise in exercises_of(chapter).values()]
OF_DATA = [exercise for exercise in EXERCISES if callable(exercise.solve)]


def communities_for(exercise: Exercise) -> list[sq.Community]:
    """Make the data that the hidden test of an exercise is about, for each student."""
    tests = {id: cell for name in NAMES for id, cell in graded(name, "test").items()}
    data = re.search(r"assert sq\.is_right\([^,]+, [^,]+, (.+)\)$", tests[exercise.id].source, re.MULTILINE)
    assert data
    found = [eval(data[1], {"sq": sq, "student": student}) for student in STUDENTS]
    return found if "student" in data[1] else found[:1]


def complaint(id: str, answer: object, community: sq.Community | None = None) -> str:
    with in_language("en"), pytest.raises(sq.WrongAnswerError) as caught:
        sq.check(id, answer, community)
    return str(caught.value)


@pytest.mark.parametrize("exercise", OF_DATA, ids=lambda e: e.id)
def test_the_answer_worked_out_from_the_data_is_right_for_every_student(exercise: Exercise, capsys) -> None:
    for community in communities_for(exercise):
        sq.check(exercise.id, exercise.solve(community), community)
        assert exercise.id in capsys.readouterr().out
        assert sq.is_right(exercise.id, exercise.solve(community), community)


@pytest.mark.parametrize("exercise", OF_DATA, ids=lambda e: e.id)
def test_every_usual_mistake_is_known_by_name(exercise: Exercise) -> None:
    told = set()
    for community in communities_for(exercise):
        wanted = float(exercise.solve(community))
        values = mistaken(exercise, community)
        for name, value in values.items():
            alone = not any(exercise.answer.same(value, v) for n, v in values.items() if n != name)
            if exercise.answer.same(value, wanted) or not alone:
                continue
            start = _messages()[f"{exercise.id}_not_{name}"]["en"].split("{found}")[-1]
            assert start in complaint(exercise.id, value, community)
            assert not sq.is_right(exercise.id, value, community)
            told.add(name)
    assert told == set(exercise.mistakes)


def wrong_words() -> list[tuple[str, dict[str, str], str]]:
    """Every wrong word of every question with several, the others answered rightly: id, answer, message."""
    found = []
    for e in EXERCISES:
        if isinstance(e.answer, Choices):
            wrong = [(key, word) for key in e.answer.keys for word in e.answer.options if word != e.solve[key]]
            found += [(e.id, {**e.solve, key: word}, f"{e.id}_{key}_not_{word}") for key, word in wrong]
    return found


@pytest.mark.parametrize(("id", "answer", "message"), wrong_words())
def test_every_wrong_word_gets_its_own_hint(id: str, answer: dict[str, str], message: str) -> None:
    assert _messages()[message]["en"] in complaint(id, answer)
    assert not sq.is_right(id, answer)


def test_every_exercise_says_all_it_may_have_to_say() -> None:
    wanted = set()
    for e in EXERCISES:
        wanted |= {f"{e.id}_{part}" for part in ("right", "look", "hint_1", "hint_2")}
        wanted |= {f"{e.id}_not_{name}" for name in e.mistakes}
        if isinstance(e.answer, Choice) and not e.prediction:
            wanted |= {f"{e.id}_not_{word}" for word in e.answer.options if word != e.solve}
        if isinstance(e.answer, Choices):
            wanted |= {f"{e.id}_{k}_not_{w}" for k in e.answer.keys for w in e.answer.options if w != e.solve[k]}
    assert wanted <= set(_messages())
    said = {id for id in _messages() if id[:2] == "ch" and id[2:4].isdigit()}
    assert said == wanted


def test_the_square_of_a_day_is_counted_as_by_hand() -> None:
    group = sq.paper_group()
    assert sq.activity(group).dense().to_numpy().sum() == 9
    assert sq.activity(group).daily().tolist() == [2, 2, 1, 1, 1, 1, 1]
    # Dai's second message is of Monday morning in Shanghai, and of Sunday still on the clock of London.
    assert sq.activity(sq.paper_group("Europe/London")).daily().sum() == 8


@given(st.floats(0.001, 0.999), st.sampled_from([0, 1, 2, 3, 4, 5]))
def test_a_number_may_come_in_any_dress(value: float, form: int) -> None:
    dresses = [value, np.float64(value), pd.Series([value]), [value], f"{100 * value!r} %", np.array([[value]])]
    assert Number("share").read(dresses[form]) == pytest.approx(value)


def test_a_number_rounded_as_the_table_shows_it_will_do() -> None:
    assert Number(decimals=0).rounded(15.0, 15.31)
    assert Number(decimals=1).rounded(15.2, 15.16)
    assert not Number(decimals=1).rounded(15.0, 15.16)
    assert not Number().rounded(15.2, 15.16)


def test_a_mistake_is_known_by_name_when_it_is_rounded() -> None:
    mine = sq.student_community("2025001")
    for answer in (0.99, 99):
        assert "only answered questions" in complaint("ch01_q5", answer, mine)


def test_an_estimate_and_a_rounded_number_will_do() -> None:
    mine = sq.student_community("2025001")
    exact = sq.retention_on(mine, 30)
    for answer in (exact, float(exact), round(float(exact), 3), f"{100 * float(exact):.1f}%", str(float(exact))):
        assert sq.is_right("ch06_q5", answer, mine)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (..., "no answer yet"),
        (None, "no answer yet"),
        ("", "no answer yet"),
        ("many", "is not a number"),
        (True, "is not a number"),
        ([0.1, 0.2], "one number is asked for"),
        (float("nan"), "missing (NaN)"),
    ],
)
def test_what_is_no_answer_is_told_so_in_one_line(answer: object, words: str) -> None:
    said = complaint("ch06_q5", answer, sq.student_community("2025001"))
    assert words in said
    assert "\n" not in said


def test_per_cent_for_a_share_and_a_wild_guess_are_told_apart() -> None:
    mine = sq.student_community("2025001")
    right = float(sq.retention_on(mine, 30))
    assert "per cent" in complaint("ch06_q5", round(100 * right, 1), mine)
    guess = complaint("ch06_q5", right * 1.31 + 0.004, mine)
    assert "too high" in guess
    assert "Who is in the denominator" in guess
    assert f"{right:.3f}" not in guess


def test_words_are_read_whatever_their_case_and_refused_when_unknown() -> None:
    assert sq.is_right("ch06_q6", {"parcel": "ON", "taste": " within", "leave": "after"})
    assert "leave has no" in complaint("ch06_q6", {"parcel": "on", "taste": "within"}).replace("'", "")
    assert "choose one of" in complaint("ch06_q6", {"parcel": "on", "taste": "at", "leave": "after"})
    assert "a dict is asked for" in complaint("ch06_q6", "on")


def test_a_wrong_answer_shows_its_hint_and_no_traceback() -> None:
    with pytest.raises(sq.WrongAnswerError) as caught:
        sq.check("ch06_q2", 11, sq.paper_group())
    assert caught.value._render_traceback_() == [str(caught.value)]
    assert isinstance(caught.value, AssertionError)


def test_where_the_data_cannot_answer_saying_so_is_right(capsys) -> None:
    silent = sq.open_community("demo_mothers")
    sq.check("ch06_q8", sq.purchase_conversion(silent), silent)
    with in_language("en"):
        sq.check("ch06_q8", sq.purchase_conversion(silent), silent)
    assert "holds no orders" in capsys.readouterr().out
    assert "no number is right" in complaint("ch06_q8", 0, silent)


def test_wrong_use_ends_in_one_line() -> None:
    with in_language("en"):
        for act in (lambda: sq.check("ch06_q77", 1), lambda: sq.check("ch06_q5", 1), lambda: sq.hint("ch06_q5", 3)):
            with pytest.raises(sq.ShequnError) as caught:
                act()
            assert "\n" not in str(caught.value)
            assert "→" in str(caught.value)
        with pytest.raises(sq.UnknownNameError, match="ch06_q7"):
            sq.check("ch06_q77", 1)
        with pytest.raises(sq.OptionError, match="student"):
            sq.student_community(" ")


def test_the_second_hint_comes_when_asked_again(capsys) -> None:
    with in_language("en"):
        sq.hint("ch06_q3", 1)
        sq.hint("ch06_q3")
        sq.hint("ch06_q3")
    first, second, third = capsys.readouterr().out.splitlines()
    assert first.startswith("Hint 1")
    assert second == third
    assert "weekly_active(mine).mean()" in second


def test_a_student_always_gets_the_same_people_and_nobody_else_does() -> None:
    one, again, other = (sq.student_community(s) for s in ("2025001", 2025001, "2025002"))
    pd.testing.assert_frame_equal(one.events, again.events)
    assert len(one.events) != len(other.events) or not one.events.equals(other.events)
    for exercise in OF_DATA:
        data = communities_for(exercise)
        assert len({float(exercise.solve(community)) for community in data}) == len(data)
