"""A community that uses every part of the format on disk, and ways to spoil a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import yaml

from shequn_lab.errors import ShequnError
from shequn_lab.model import Community, Provenance, Window, build_community

#: Texts that a careless CSV turns into something else.
AWKWARD = ("NA", "null", "nan", "1", "true", "a|b\\", "=1+1", "'=1+1", "@all", "-5", 'say "hi"', "two\r\nlines", " é ")
DAY_ONE = pd.Timestamp("2026-03-02 00:00", tz="UTC")


def full() -> Community:
    """Return a community that uses every part of the format."""
    n = len(AWKWARD)
    ids = [*AWKWARD, "silent"]
    members = pd.DataFrame(
        {
            "member_id": ids,
            "joined_on": pd.Series([pd.Timestamp("2026-03-01"), *[pd.NaT] * n], dtype="datetime64[us]"),
            "joined_at": pd.Series([pd.NaT, DAY_ONE, *[pd.NaT] * (n - 1)], dtype="datetime64[us, UTC]"),
            "left_at": pd.Series([pd.NaT] * n + [DAY_ONE], dtype="datetime64[us, UTC]"),
            "role": pd.Series(["owner", *[None] * n], dtype="str"),
        }
    )
    events = pa.table(
        {
            "member_id": pa.array(AWKWARD),
            "occurred_at": pa.array([DAY_ONE + pd.Timedelta(1, "us") * i for i in range(n)], pa.timestamp("us", "UTC")),
            "kind": pa.array(["message", "抢红包"] + ["reply"] * (n - 2)),
            "topic_id": pa.array([None, "NA", ""] + ["t"] * (n - 3)),
            "is_question": pa.array([None, True] + [False] * (n - 2)),
            "n_chars": pa.array([None, 0] + [7] * (n - 2), pa.int64()),
            "mentions": pa.array([None, [], ["a|b\\", "null"]] + [["1"]] * (n - 3), pa.list_(pa.string())),
            "text": pa.array([None, "", *AWKWARD[2:]]),
        }
    )
    posts = pd.DataFrame(
        {
            "post_id": ["p1", "p2"],
            "published_at": pd.Series([DAY_ONE, DAY_ONE], dtype="datetime64[us, UTC]"),
            "member_id": pd.Series(["NA", None], dtype="str"),
            "by_operator": [True, False],
            "category": ["ugc", "promotion"],
            "reach": [12.0, float("nan")],
        }
    )
    return build_community(
        "full",
        events=events,
        members=members,
        posts=posts,
        timezone="America/New_York",
        observed=Window("2026-03-01", "2026-03-20", "America/New_York"),
        window=Window("2026-03-01", "2026-03-10", "America/New_York"),
        roster="partial",
        run_in_days=9,
        interactions=("message", "抢红包"),
        title={"zh": "全", "en": "Full"},
        provenance=Provenance(
            "chat.csv", "tests", "0" * 64, {"rows": n, "kept": n}, {"keep_text": True, "list": [1, 2]}, (), {"odd": 3}
        ),
    )


def rewritten(folder: Path, **changes: Any) -> Path:
    """Change entries of ``community.yaml``."""
    path = folder / "community.yaml"
    about = {**yaml.safe_load(path.read_text(encoding="utf-8")), **changes}
    path.write_text(yaml.safe_dump(about), encoding="utf-8")
    return folder


def only_line(error: ShequnError) -> str:
    line = str(error)
    assert "\n" not in line
    assert " → " in line
    return line
