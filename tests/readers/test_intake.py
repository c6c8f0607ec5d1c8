"""Every row is exactly one of kept, system, repeated, rejected, and rejects say where and why."""

from __future__ import annotations

import tempfile
from pathlib import Path

import chat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequn_lab.errors import ReadError
from shequn_lab.readers import read_table

FORUM = Path(__file__).parents[3] / "shared" / "real" / "forum_2023h2.csv.gz"
MAPPINGS = Path(__file__).parents[2] / "docs" / "howto" / "mappings"

CELLS = {
    "message_id": st.sampled_from(["1", "2", "3", "4", "", "1.2E+18", '="5"']),
    "member": st.sampled_from(["an", "bo", " ", "", "系统消息", "1.5E+17", 'c "d"', "e,\nf"]),
    "sent_at": st.sampled_from(
        ["2024-12-13 20:34", "1734093296", "gestern", "", "2024-12-13", "2024-02-30 10:00", "9E+12"]
    ),
    "kind": st.sampled_from(["文本", "", "系统", "join", "抢红包"]),
}


@given(st.lists(st.tuples(*CELLS.values(), st.integers(0, 5)), max_size=12), st.booleans(), st.booleans())
def test_rows_add_up_whatever_the_file_holds(drawn: list[tuple[object, ...]], with_ids: bool, sheet: bool) -> None:
    first = 0 if with_ids else 1
    rows = [[*row[first:4], *["extra"] * (row[4] == 0)][: None if row[4] else 9] for row in drawn]
    rows = [["1", "an", "2024-12-13 20:00", ""][first:], *rows]
    header = list(CELLS)[first:]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.xlsx" if sheet else "a.csv")
        if sheet:
            chat.sheet(path, rows, header)
        else:
            chat.written(path, chat.text(rows, header))
        imported = chat.read(path)
    counts = dict(imported.community.provenance.rows)
    filled = sum(any(str(cell).strip() for cell in row) for row in rows)
    assert counts["rows"] == filled == sum(counts.values()) - counts["rows"]
    assert counts["kept"] == imported.community.event_source.n_rows
    assert counts["rejected"] == len(imported.rejects)


def test_same_id_again_is_repeated_and_the_first_stays(tmp_path: Path) -> None:
    rows = [["7", "an", "2024-12-13 20:00", "a", "x", ""], ["7", "an", "2024-12-13 20:00", "a", "y", ""]]
    imported = chat.read(chat.written(tmp_path / "a.csv", chat.text(rows)))
    assert imported.community.provenance.rows["repeated"] == 1
    assert imported.community.events["topic_id"].tolist() == ["x"]


def test_without_ids_only_rows_alike_in_every_cell_repeat(tmp_path: Path) -> None:
    rows = [["an", "2024-12-13 20:00", "1"], ["an", "2024-12-13 20:00", "2"], ["an", "2024-12-13 20:00", "1"]]
    path = chat.written(tmp_path / "a.csv", chat.text(rows, ["member", "time", "whatever"]))
    assert chat.read(path).community.provenance.rows == {
        "rows": 3,
        "kept": 2,
        "system": 0,
        "repeated": 1,
        "rejected": 0,
    }
    assert chat.read(path, mapping={"repeated_by": []}).community.provenance.rows["kept"] == 3
    assert chat.read(path, mapping={"repeated_by": ["member", "at"]}).community.provenance.rows["kept"] == 1


def test_ids_that_lost_their_digits_never_repeat(tmp_path: Path) -> None:
    rows = [["1.2E+18", "an", f"2024-12-13 20:0{i}", "", "", "hi"] for i in range(3)]
    rows += [["1234567890123450000", "bo", f"2024-12-13 21:0{i}", "", "", "hi"] for i in range(3)]
    imported = chat.read(chat.written(tmp_path / "a.csv", chat.text(rows)))
    assert imported.community.provenance.rows["kept"] == 6
    assert imported.community.provenance.remarks["read_remark_lost_event_id"] == 6
    assert imported.community.events["event_id"].isna().all()


def test_long_ids_from_a_workbook_count_as_rounded(tmp_path: Path) -> None:
    rows = [[1234567890123456789 + i, "an", f"2024-12-13 20:0{i}", "", "", "hi"] for i in range(3)]
    imported = chat.read(chat.sheet(tmp_path / "a.xlsx", rows))
    assert imported.community.provenance.rows["kept"] == 3
    assert imported.community.provenance.remarks["read_remark_lost_event_id"] == 3


def test_members_whose_id_lost_its_digits_are_rejected_not_merged(tmp_path: Path) -> None:
    rows = [["1", "an", "2024-12-13 20:00", "", "", ""], ["2", "1.8E+17", "2024-12-13 20:01", "", "", ""]]
    imported = chat.read(chat.written(tmp_path / "a.csv", chat.text(rows)))
    assert imported.rejects["reason_id"].tolist() == ["read_reject_lost_member"]


def test_rejects_name_the_physical_line_after_quoted_line_breaks(tmp_path: Path) -> None:
    rows = [
        ["1", "an", "2024-12-13 20:00", "", "", "one\ntwo\r\nthree"],
        ["2", "bo", "yesterday 8 pm", "", "", "x"],
        ["3", "", "2024-12-13 20:02", "", "", "y"],
        ["4", "chen", "2024-12-13", "", "", "z"],
        ["5", "dai", "", "", "", "\n"],
    ]
    content = chat.text(rows, before="cover\n\n") + "\r\n6,eve,2024-12-13 20:05,,,f,g,h\r\n7,fay,2024-12-13 20:06\r\n"
    imported = chat.read(chat.written(tmp_path / "a.csv", content))
    found = imported.rejects.set_index("line")["reason_id"].str.removeprefix("read_reject_").to_dict()
    assert found == {7: "time", 8: "no_member", 9: "day_only", 10: "no_time", 13: "too_wide"}
    lines = content.splitlines()
    assert lines[6].startswith("2,bo")
    assert lines[12].startswith("6,eve")
    assert imported.community.provenance.remarks["read_remark_short_rows"] == 1


def test_rejects_show_no_identity(tmp_path: Path) -> None:
    rows = [["1", "an", "2024-12-13 20:00", "", "", ""], ["2", "x", "Wang Fang 13812345678", "", "", ""]]
    rows += [
        ["3", "x", "wxid_abc123def", "", "", ""],
        ["4", "x", "=HYPERLINK(1)", "", "", ""],
        ["5", "x", "王芳", "", "", ""],
    ]
    shown = chat.read(chat.written(tmp_path / "a.csv", chat.text(rows))).rejects.to_csv()
    for secret in ("Wang", "Fang", "138123", "wxid", "HYPERLINK", "王芳", "=", "abc"):
        assert secret not in shown


def test_all_rows_rejected_is_an_error_that_gives_the_reasons(tmp_path: Path) -> None:
    rows = [["1", "an", "soon", "", "", ""], ["2", "", "2024-12-13 20:00", "", "", ""]]
    path = chat.written(tmp_path / "a.csv", chat.text(rows))
    with pytest.raises(ReadError, match=r"2 rows, all rejected .*cannot be read × 1.*line 2"):
        chat.read(path)


def test_joins_and_leaves_are_kept_events_and_platform_notices_are_not(tmp_path: Path) -> None:
    rows = [["an", "2024-12-13 20:00", "入群"], ["an", "2024-12-14 20:00", "退群"], ["bo", "2024-12-14 20:00", "提醒"]]
    rows += [["小冰", "2024-12-15 20:00", ""], ["bo", "2024-12-15 21:00", "抢红包"], ["", "", "系统消息"]]
    path = chat.written(tmp_path / "a.csv", chat.text(rows, ["member", "time", "type"]))
    rules = {"system_kinds": ["提醒"], "system_senders": ["小冰"]}
    community = chat.read(path, mapping=rules).community
    assert community.events["kind"].tolist() == ["join", "leave", "抢红包"]
    assert community.provenance.rows["system"] == 3
    assert community.provenance.kinds_unknown == ("抢红包",)
    assert community.knows_joins
    assert "小冰" not in str(community.provenance)


@pytest.mark.skipif(not FORUM.exists(), reason="the real forum is not here")
def test_real_forum_adds_up() -> None:
    imported = read_table(FORUM, name="forum", mapping=MAPPINGS / "topic_forum.yaml", key=chat.KEY)
    community = imported.community
    assert community.provenance.rows == {"rows": 75_503, "kept": 74_003, "system": 0, "repeated": 1_500, "rejected": 0}
    assert imported.rejects.empty
    assert community.events["member_id"].nunique() == 935
    assert len(community.members) == 1_010
    assert community.roster == "partial"
    assert (str(community.observed.start), str(community.observed.end)) == ("2023-07-01", "2024-01-01")
    assert community.coverage_stated
    assert community.caption() == "Public forum, second half of 2023"
