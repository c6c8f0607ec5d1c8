"""The same chat in many disguises gives the same events."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

import chat
import pytest

PLAIN = chat.text(chat.ROWS)
DISGUISES: dict[str, Callable[[Path], Path]] = {
    "bom": lambda f: chat.written(f / "a.csv", PLAIN, "utf-8-sig"),
    "utf-16 with mark": lambda f: chat.written(f / "a.csv", PLAIN, "utf-16"),
    "utf-16 big endian with mark": lambda f: chat.written(f / "a.csv", codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be")),
    "utf-16-le without mark": lambda f: chat.written(f / "a.csv", PLAIN, "utf-16-le"),
    "utf-16-be without mark": lambda f: chat.written(f / "a.csv", PLAIN, "utf-16-be"),
    "gb18030": lambda f: chat.written(f / "a.csv", PLAIN, "gb18030"),
    "gzip by another name": lambda f: chat.zipped(f / "a.csv", PLAIN),
    "tabs": lambda f: chat.written(f / "a.txt", chat.text(chat.ROWS, delimiter="\t")),
    "semicolons": lambda f: chat.written(f / "a.csv", chat.text(chat.ROWS, delimiter=";")),
    "bars": lambda f: chat.written(f / "a.csv", chat.text(chat.ROWS, delimiter="|")),
    "unix line ends": lambda f: chat.written(f / "a.csv", PLAIN.replace("\r\n", "\n")),
    "no last line end": lambda f: chat.written(f / "a.csv", PLAIN.rstrip()),
    "xlsx of texts": lambda f: chat.sheet(f / "a.xlsx", chat.ROWS),
    "xlsx of times": lambda f: chat.sheet(f / "a.xlsx", chat.with_times(lambda at: at.to_pydatetime())),
    "xlsx of numbers": lambda f: chat.sheet(f / "a.xlsx", [[int(row[0]), *row[1:]] for row in chat.ROWS]),
    "xlsx with three rows above": lambda f: chat.sheet(
        f / "a.xlsx", chat.ROWS, above=[["会话信息"], ["群名", "妈妈群"], []]
    ),
    "xlsx gzipped": lambda f: chat.written(
        f / "b.gz", __import__("gzip").compress(chat.sheet(f / "a.xlsx", chat.ROWS).read_bytes())
    ),
    "parquet": lambda f: chat.parquet(f / "a.parquet"),
    "epoch seconds": lambda f: chat.written(f / "a.csv", chat.text(chat.with_times(chat.epoch(1)))),
    "epoch milliseconds": lambda f: chat.written(f / "a.csv", chat.text(chat.with_times(chat.epoch(1000)))),
    "epoch microseconds": lambda f: chat.written(f / "a.csv", chat.text(chat.with_times(chat.epoch(1_000_000)))),
    "epoch as float": lambda f: chat.written(
        f / "a.csv", chat.text(chat.with_times(lambda at: f"{chat.epoch(1)(at)}.000000"))
    ),
    "spreadsheet days": lambda f: chat.written(
        f / "a.csv", chat.text(chat.with_times(lambda at: f"{at.to_julian_date() - 2415018.5:.9f}"))
    ),
    "chinese times": lambda f: chat.written(
        f / "a.csv", chat.text(chat.with_times(lambda at: f"{at:%Y年%m月%d日%H时%M分%S秒}"))
    ),
    "上午 and 下午": lambda f: chat.written(f / "a.csv", chat.text(chat.with_times(chat.twelve_hours))),
    "AM and PM": lambda f: chat.written(f / "a.csv", chat.text(chat.with_times(chat.am_pm))),
    "month first": lambda f: chat.written(
        f / "a.csv", chat.text(chat.with_times(lambda at: f"{at.month}/{at.day}/{at.year} {at:%H:%M:%S}"))
    ),
    "day first": lambda f: chat.written(
        f / "a.csv", chat.text(chat.with_times(lambda at: f"{at.day}.{at.month}.{at.year}, {at:%H:%M:%S}"))
    ),
    "offsets": lambda f: chat.written(
        f / "a.csv", chat.text(chat.with_times(lambda at: f"{at:%Y-%m-%dT%H:%M:%S}+08:00"))
    ),
    "utc": lambda f: chat.written(
        f / "a.csv",
        chat.text(chat.with_times(lambda at: at.tz_localize("Asia/Shanghai").tz_convert("UTC").strftime("%FT%TZ"))),
    ),
    "mixed times": lambda f: chat.written(f / "a.csv", chat.text(chat.with_times(chat.mixed))),
    "digits in a row": lambda f: chat.written(f / "a.csv", chat.text(chat.with_times(lambda at: f"{at:%Y%m%d%H%M%S}"))),
    "wrapped for excel": lambda f: chat.written(
        f / "a.csv", chat.text([[f'="{row[0]}"', row[1], f"'{row[2]}", *row[3:]] for row in chat.ROWS])
    ),
    "ids as floats": lambda f: chat.written(f / "a.csv", chat.text([[f"{row[0]}.0", *row[1:]] for row in chat.ROWS])),
    "header on line 4": lambda f: chat.written(
        f / "a.csv", chat.text(chat.ROWS, before="群聊导出\r\n\r\n共 6 条,,\r\n")
    ),
    "chinese header": lambda f: chat.written(f / "a.csv", chat.text(chat.ROWS, chat.CHINESE)),
    "shouting header": lambda f: chat.written(
        f / "a.csv", chat.text(chat.ROWS, ["Message ID", "MEMBER", " Sent-At ", "Kind", "Topic", "Text"])
    ),
    "empty rows and columns": lambda f: chat.written(
        f / "a.csv",
        chat.text([*([*row, "", ""] for row in chat.ROWS), ["", " "], [""] * 8], [*chat.HEADER, "", ""]),
    ),
    "invisible signs in names": lambda f: chat.written(
        f / "a.csv", chat.text([[row[0], f"\u200e{row[1]}\u200b ", *row[2:]] for row in chat.ROWS])
    ),
}


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[object, ...]]:
    folder = tmp_path_factory.mktemp("plain")
    imported = chat.read(chat.written(folder / "chat.csv", PLAIN))
    assert imported.community.provenance.rows == {"rows": 6, "kept": 4, "system": 1, "repeated": 1, "rejected": 0}
    return chat.told(imported)


@pytest.mark.parametrize("disguise", DISGUISES)
def test_chat_in_disguise_gives_the_same_events(
    disguise: str, target: list[tuple[object, ...]], tmp_path: Path
) -> None:
    imported = chat.read(DISGUISES[disguise](tmp_path))
    assert chat.told(imported) == target
    assert imported.community.provenance.rows["rows"] == 6
    assert imported.rejects.empty


def test_events_are_what_the_chat_says(target: list[tuple[object, ...]]) -> None:
    ids, _, at, kinds, topics, n_chars, asks = zip(*target, strict=True)
    assert ids == ("1001", "1002", "1004", "1005")
    assert kinds == ("message", "message", "message", "reply")
    assert [str(t) for t in at][:2] == ["2024-12-13 12:34:56+00:00", "2024-12-13 12:35:10+00:00"]
    assert topics == ("t1", "t1", "t2", "t2")
    assert asks == (True, False, False, False)
    assert n_chars == (15, 4, 4, 5)


def test_same_person_has_the_same_pseudonym_and_no_name_is_left(target: list[tuple[object, ...]]) -> None:
    assert target[0][1] == target[3][1] != target[1][1]
    assert all(str(row[1]).startswith("m") and len(str(row[1])) == 11 for row in target)
    assert "小李" not in str(target)
