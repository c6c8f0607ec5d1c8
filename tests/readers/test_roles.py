"""Columns find their roles: by the mapping first, by known names otherwise, never two for one."""

from __future__ import annotations

import pytest

from shequn_lab.errors import ReadError
from shequn_lab.readers.roles import (
    EVENT_ROLES,
    MEMBER_ROLES,
    absent,
    closest,
    guesses,
    known_words,
    match,
    plain,
    visible,
    vocabulary,
)


def roles(
    header: list[str], chosen: dict[str, str] | None = None, wanted: tuple[str, ...] = EVENT_ROLES
) -> dict[str, str]:
    return {use.role: use.column for use in match(header, chosen or {}, wanted, file="a.csv")}


@pytest.mark.parametrize(
    "name", ["Sender Name", "sender_name", "SENDER-NAME", "ｓｅｎｄｅｒ ｎａｍｅ", "\ufeffsender name\u200b"]
)
def test_names_are_compared_without_case_width_and_signs(name: str) -> None:
    assert plain(name) == "sendername"


def test_what_cannot_be_seen_is_dropped_and_what_joins_signs_stays() -> None:
    assert visible(" \u200e王\u00ad小明\x07 ") == "王小明"
    assert visible("e\u0301") == "é"
    assert visible("👩\u200d🏫") == "👩\u200d🏫"


def test_known_names_in_both_languages_find_their_roles() -> None:
    assert roles(["发送人", "时间", "类型", "内容"]) == {
        "member": "发送人",
        "at": "时间",
        "kind": "类型",
        "text": "内容",
    }
    assert roles(["member", "time", "x"]) == {"member": "member", "at": "time"}


def test_what_the_mapping_says_goes_before_what_is_known() -> None:
    assert roles(["member", "who", "time"], {"member": "who"}) == {"member": "who", "at": "time"}
    (use, _) = match(["who", "time"], {"member": "WHO"}, file="a.csv")
    assert (use.column, use.position, use.how) == ("who", 0, "mapping")


def test_a_header_without_a_column_of_the_mapping_is_no_header() -> None:
    assert match(["member", "time"], {"member": "who"}, file="a.csv") == []
    assert absent(["member", "time"], {"member": "who", "at": "Time"}) == ["who"]


def test_two_columns_of_one_role_or_name_are_refused() -> None:
    with pytest.raises(ReadError, match=r"sender.*昵称"):
        roles(["sender", "昵称", "time"])
    with pytest.raises(ReadError, match="who"):
        roles(["who", "who", "time"], {"member": "who"})


def test_a_stronger_name_goes_before_a_weak_one() -> None:
    strong, weak = known_words("columns"), known_words("weak")
    for word, role in weak.items():
        rival = next(known for known, other in strong.items() if other == role)
        assert roles([word, rival])[role] == rival


def test_roles_not_asked_for_are_not_found() -> None:
    assert roles(["member", "time", "text"], wanted=MEMBER_ROLES) == {"member": "member"}


@pytest.mark.parametrize("group", ["columns", "weak", "kinds", "roles"])
def test_a_word_means_one_thing(group: str) -> None:
    meanings: dict[str, set[str]] = {}
    for meaning, words in vocabulary()[group].items():
        for word in words:
            meanings.setdefault(plain(str(word)), set()).add(meaning)
    assert {word: several for word, several in meanings.items() if len(several) > 1} == {}


def test_what_was_probably_meant_is_named() -> None:
    assert closest("membr", ["member", "time"]) == "member"
    assert closest("xyz", ["member", "time"]) == ""
    assert guesses(["membr", "colour"], "member").startswith("membr ≈ ")
