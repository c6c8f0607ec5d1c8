"""One small chat, and the many ways in which exports write it."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from shequn_lab.readers import Imported, read_table

KEY = bytes(range(32))
HEADER = ["message_id", "member", "sent_at", "kind", "topic", "text"]
# In Shanghai; one line break inside a text, one notice of the platform, one row told twice.
ROWS = [
    ["1001", "小李", "2024-12-13 20:34:56", "文本", "t1", "周末的团购开始了，\n有人要吗？"],
    ["1002", "王芳", "2024-12-13 20:35:10", "文本", "t1", "我要两份"],
    ["1003", "系统消息", "2024-12-13 20:36:00", "系统消息", "", "“陈晨”加入了群聊"],
    ["1004", "陈晨", "2024-12-14 00:00:05", "图片", "t2", "[图片]"],
    ["1002", "王芳", "2024-12-13 20:35:10", "文本", "t1", "我要两份"],
    ["1005", "小李", "2025-01-02 09:05:00", "引用消息", "t2", "好的，收到"],
]
CHINESE = ["消息ID", "发送人", "时间", "类型", "主题", "内容"]

Rows = Sequence[Sequence[Any]]


def text(rows: Rows, header: Sequence[str] = HEADER, delimiter: str = ",", before: str = "") -> str:
    """Write a table as text."""
    out = io.StringIO()
    out.write(before)
    csv.writer(out, delimiter=delimiter).writerows([header, *rows])
    return out.getvalue()


def with_times(write: Callable[[pd.Timestamp], Any]) -> list[list[Any]]:
    """Return the rows with their times written another way."""
    return [[*row[:2], write(pd.Timestamp(row[2])), *row[3:]] for row in ROWS]


def epoch(scale: int) -> Callable[[pd.Timestamp], int]:
    """Seconds since 1970, times `scale`."""
    return lambda at: int(at.tz_localize("Asia/Shanghai").timestamp() * scale)


def twelve_hours(at: pd.Timestamp) -> str:
    """Write 2024/12/13 下午8:34:56."""
    return f"{at.year}/{at.month}/{at.day} {'上午' if at.hour < 12 else '下午'}{at.hour % 12 or 12}:{at:%M:%S}"


def am_pm(at: pd.Timestamp) -> str:
    """Write 12/13/2024 8:34:56 PM with the narrow space that phones put there."""
    return f"{at.month}/{at.day}/{at.year} {at.hour % 12 or 12}:{at:%M:%S}\u202f{'AM' if at.hour < 12 else 'PM'}"


def mixed(at: pd.Timestamp) -> str:
    """Write each time in one of three ways."""
    forms = (f"{at:%Y-%m-%dT%H:%M:%S}+08:00", f"{at:%Y年%m月%d日%H时%M分%S秒}", f"{at:%Y/%m/%d %H:%M:%S}")
    return forms[at.second % 3]


def sheet(path: Path, rows: Rows, header: Sequence[str] = HEADER, above: Rows = ()) -> Path:
    """Write a workbook whose first sheet is a cover."""
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active["A1"] = "导出说明"
    table = book.create_sheet("消息")
    for row in [*above, header, *rows]:
        table.append(list(row))
    book.save(path)
    return path


def parquet(path: Path, rows: Rows = ROWS) -> Path:
    """Write Parquet with typed columns."""
    frame = pd.DataFrame(rows, columns=HEADER)
    frame["sent_at"] = pd.to_datetime(frame["sent_at"])
    frame["message_id"] = frame["message_id"].astype("int64")
    frame["member"] = frame["member"].astype("category")
    pq.write_table(pa.Table.from_pandas(frame), path, row_group_size=2)
    return path


def written(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    """Write bytes, or text in an encoding, exactly as given."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def zipped(path: Path, content: str) -> Path:
    """Write gzipped UTF-8."""
    return written(path, gzip.compress(content.encode("utf-8")))


def read(path: Path, **options: Any) -> Imported:
    """Import with a fixed key."""
    return read_table(path, name="chat", **{"key": KEY, **options})


def told(imported: Imported) -> list[tuple[Any, ...]]:
    """Events as plain tuples."""
    events = imported.community.events
    columns = ["event_id", "member_id", "occurred_at", "kind", "topic_id", "n_chars", "is_question"]
    return list(events[columns].astype(object).itertuples(index=False, name=None))
