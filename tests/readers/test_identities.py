"""Pseudonyms: stable under one key, different under another, and nobody's name anywhere."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import chat
import pyarrow as pa
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shequn_lab.errors import OptionError, ReadError
from shequn_lab.readers import key_for, read_table
from shequn_lab.readers.identities import People
from shequn_lab.readers.masking import mask, outline
from shequn_lab.storage import save_community

NAMES = ["小李", "wxid_9f8e7d", "an@example.org", "13812345678", '=HYPERLINK("http://x")', "<script>alert(1)</script>"]


def test_key_is_made_once_and_read_by_its_owner_alone(own_keys: Path) -> None:
    first = key_for("mothers")
    assert len(first) == 32
    assert key_for("mothers") == first != key_for("fathers")
    files = list(own_keys.iterdir())
    assert len(files) == 2
    if sys.platform != "win32":
        assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)


@pytest.mark.parametrize("name", ["../../up", "a/b", "妈妈群", "a:b", "x" * 300, "nul\0"])
def test_names_never_lead_out_of_the_folder(name: str, own_keys: Path) -> None:
    assert key_for(name) == key_for(name)
    assert [path.parent for path in own_keys.rglob("*.key")] == [own_keys]


def test_names_that_look_alike_as_files_have_different_keys() -> None:
    assert key_for("a/b") != key_for("a_b") != key_for("a:b")


def test_damaged_or_impossible_keys_are_errors(own_keys: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    key_for("mothers")
    next(own_keys.iterdir()).write_bytes(b"short")
    with pytest.raises(ReadError, match="damaged"):
        key_for("mothers")
    with pytest.raises(OptionError, match="16 random bytes"):
        People(b"short")
    monkeypatch.setenv("SHEQUN_KEYS", str(chat.written(tmp_path / "file", "")))
    with pytest.raises(ReadError, match="SHEQUN_KEYS"):
        key_for("mothers")


def test_importing_again_under_the_same_name_keeps_the_pseudonyms(tmp_path: Path) -> None:
    path = chat.written(tmp_path / "a.csv", chat.text(chat.ROWS))
    first, again, other = (
        set(read_table(path, name=name).community.members["member_id"]) for name in ("mothers", "mothers", "fathers")
    )
    assert first == again
    assert not first & other


def test_forms_of_one_name_are_one_person() -> None:
    people = People(chat.KEY)
    forms = ["e\u0301va", "éva", " éva ", "\u200eéva\u200b", "\ufefféva", '="éva"']
    assert len({people.code(form) for form in forms}) == 1
    assert people.code("Éva") != people.code("éva")
    assert [people.code(empty) for empty in ("", " ", "\u200b")] == [-1] * 3


def test_people_whose_pseudonyms_meet_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shequn_lab.readers.identities._DIGITS", 1)
    people = People(chat.KEY)
    codes = people.codes(pa.array([f"p{i}" for i in range(14)]))
    assert len({people.pseudonyms[code] for code in codes}) == 14
    assert people.n_collisions > 0


def test_no_identity_is_left_anywhere(tmp_path: Path) -> None:
    rows = []
    for i, name in enumerate(NAMES):
        text = (
            f"call 13987654321, mail me@example.com, wxid_zzz999, @小李 @王 芳\u2005 hi, id 110101199003071234 {name}"
        )
        rows.append([f"e{i}-{name}", name, "2024-12-13 20:00", name if i < 2 else "", name, text])
    path = chat.written(tmp_path / "a.csv", chat.text(rows))
    imported = chat.read(path, keep_text=True, mapping={"columns": {"place": "topic"}, "system_senders": ["小冰"]})
    folder = save_community(imported.community, tmp_path / "out", format="csv")
    events = imported.community.events
    parts = [events.drop(columns=["text"]).to_csv(), imported.community.members.to_csv(), str(imported.understood)]
    parts += [str(imported.community.provenance), imported.rejects.to_csv(), imported.community._repr_html_()]
    parts += [(folder / "community.yaml").read_text(encoding="utf-8")]
    everything = "\n".join(parts)
    assert yaml.safe_load(parts[-1])["provenance"]["source"] == "a.csv"
    for secret in (*NAMES, "HYPERLINK", "script", str(tmp_path)):
        assert secret not in everything
    members = imported.community.members["member_id"]
    assert members.str.fullmatch("m[0-9a-f]{10}").all()
    assert len(members) == len(NAMES)
    for secret in ("13987654321", "me@example.com", "wxid_", "110101199003071234", "@小李", "王 芳"):
        assert not events["text"].str.contains(secret, regex=False).any()


def test_a_private_chat_is_not_named_after_a_person(tmp_path: Path) -> None:
    rows = [
        ["小李", "2024-12-13 20:00", "小李"],
        ["王芳", "2024-12-13 20:01", "小李"],
        ["王芳", "2024-12-13 20:02", "团购群"],
    ]
    path = chat.written(tmp_path / "a.csv", chat.text(rows, ["member", "time", "群名"]))
    events = chat.read(path).community.events
    assert events["place_id"].tolist() == [events["member_id"][0]] * 2 + ["团购群"]


def test_text_is_dropped_unless_kept(tmp_path: Path) -> None:
    path = chat.written(tmp_path / "a.csv", chat.text(chat.ROWS))
    assert "text" not in chat.read(path).community.events
    kept = chat.read(path, keep_text=True).community
    assert kept.events["text"][1] == "我要两份"
    assert kept.provenance.settings["keep_text"] is True
    assert kept.provenance.settings["from_text"] == ["n_chars", "is_question"]


def test_links_do_not_ask(tmp_path: Path) -> None:
    rows = [
        ["1", "an", "2024-12-13 20:00", "", "", "see https://x.cn/?a=1"],
        ["2", "an", "2024-12-13 20:01", "", "", "ok?"],
    ]
    events = chat.read(chat.written(tmp_path / "a.csv", chat.text(rows))).community.events
    assert events["is_question"].tolist() == [False, True]


@given(st.text(max_size=60))
def test_masking_leaves_no_long_number(text: str) -> None:
    masked = mask(pa.array([text, f"{text}13812345678{text}"]))
    assert not pa.compute.any(pa.compute.match_substring_regex(masked, "[0-9]{6}")).as_py()


@given(st.text(max_size=200))
def test_outlines_hold_no_letters_and_no_formula(text: str) -> None:
    shown = outline(text)
    assert len(shown) <= 40
    assert not shown.startswith(("=", "+", "-", "@"))
    assert not any(
        sign.isalpha() and sign not in "年月日时時点點分秒上下午凌晨早中晚星期周一二三四五六TtZzAaPpMm"
        for sign in shown
    )


def test_keys_go_where_the_platform_keeps_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SHEQUN_KEYS")
    for name in ("XDG_CONFIG_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    key_for("mothers")
    assert len(list(tmp_path.rglob("shequn-lab/keys/mothers-*.key"))) == 1
    assert os.environ["HOME"] == str(tmp_path)
