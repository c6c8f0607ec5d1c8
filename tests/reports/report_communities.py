"""Communities that reports are tried on: small, odd, and one that dresses up as something else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from shequn_lab.model import Community, Provenance, Window, build_community

FIRST = dt.date(2025, 3, 3)  # a Monday
ZONE = "Asia/Shanghai"
UTC = dt.UTC
SCRIPT = "<script>alert(1)</script>"
HOSTILE_TITLE = f'{SCRIPT} =cmd & "妈妈" 群 `x`'
HOSTILE_SOURCE = "=cmd|' /C calc'!A0 <b>x</b>.csv"
HOSTILE_KIND = "<img src=x onerror=alert(2)>"
MEMBER_PREFIX = "mk7q"
#: What a report consists of, as the template asks for it.
SECTIONS = (
    "heading",
    "findings",
    "activity",
    "retention",
    "contribution",
    "tiers",
    "content",
    "conversion",
    "growth",
    "voice",
    "all_figures",
    "data_quality",
    "methods",
    "provenance",
)

Row = tuple[str, float, str]  # who, days since the first midnight UTC, kind


def community(
    rows: Iterable[Row],
    *,
    n_days: int | None = None,
    synthetic: bool = False,
    roster: str = "complete",
    members: pd.DataFrame | None = None,
    questions: bool = True,
    **settings: object,
) -> Community:
    """Build a community from who did what when; every fifth message asks, the next one in its topic answers."""
    told = sorted(rows, key=lambda row: row[1])
    start = dt.datetime.combine(FIRST, dt.time(), UTC)
    columns = {
        "member_id": pa.array([who for who, _, _ in told], pa.string()),
        "occurred_at": pa.array([start + dt.timedelta(days=at) for _, at, _ in told], pa.timestamp("us", "UTC")),
        "kind": pa.array([kind for _, _, kind in told], pa.string()),
        "event_id": pa.array([f"e{i}" for i in range(len(told))], pa.string()),
    }
    if questions:
        columns["is_question"] = pa.array([i % 5 == 0 and told[i][2] == "message" for i in range(len(told))])
        columns["topic_id"] = pa.array([f"t{i // 5}" for i in range(len(told))])
    return build_community(
        str(settings.pop("name", "test")),
        events=pa.table(columns),
        timezone=ZONE,
        provenance=settings.pop("provenance", Provenance("tests", "tests")),  # type: ignore[arg-type]
        members=members,
        observed=Window(FIRST, FIRST + dt.timedelta(days=n_days), ZONE) if n_days else None,
        roster=roster,
        synthetic=synthetic,
        **settings,
    )


def roster(ids: Sequence[str], joined_days: Sequence[int | None], roles: Sequence[str] | None = None) -> pd.DataFrame:
    """Members with the day of joining, counted from the first; None for unknown."""
    days = [pd.NaT if day is None else pd.Timestamp(FIRST) + pd.Timedelta(days=day) for day in joined_days]
    return pd.DataFrame(
        {
            "member_id": list(ids),
            "joined_on": pd.Series(days, dtype="datetime64[us]"),
            "role": list(roles or ["member"] * len(ids)),
        }
    )


def talk(ids: Sequence[str], n_days: int, *, seed: int, per_day: float = 0.3, kind: str = "message") -> list[Row]:
    """Members who come at random; the first ones write more."""
    rng = np.random.default_rng(seed)
    rate = per_day * 2 / (1 + 3 * np.arange(len(ids)) / len(ids))
    rows: list[Row] = []
    for day in range(n_days):
        for who, often in zip(ids, rate, strict=True):
            rows += [(who, day + float(at), kind) for at in rng.uniform(0, 0.66, rng.poisson(often))]
    return rows


def tiny(**settings: object) -> Community:
    """Five members over ten days."""
    ids = list("abcde")
    rows = talk(ids, 10, seed=1, per_day=0.4)
    return community(rows, n_days=10, members=roster(ids, [0, 0, 1, 2, 4]), **settings)  # type: ignore[arg-type]


def one_day(**settings: object) -> Community:
    """Twelve members, one day."""
    ids = [f"m{i}" for i in range(12)]
    rows = talk(ids, 1, seed=2, per_day=2)
    return community(rows, n_days=1, members=roster(ids, [0] * 12), **settings)  # type: ignore[arg-type]


def silent(**settings: object) -> Community:
    """Thirty members and forty days in which they only looked on."""
    ids = [f"m{i}" for i in range(30)]
    rows = talk(ids, 40, seed=3, kind="view")
    return community(rows, n_days=40, members=roster(ids, list(range(30))), **settings)  # type: ignore[arg-type]


def single(**settings: object) -> Community:
    """One member who talks to nobody for seventy days."""
    return community(talk(["solo"], 70, seed=4), n_days=70, members=roster(["solo"], [0]), **settings)  # type: ignore[arg-type]


def operators_only(**settings: object) -> Community:
    """An owner, an admin and a bot talk among themselves."""
    ids, roles = ["o", "a", "b"], ["owner", "admin", "bot"]
    rows = talk(ids, 70, seed=5)
    return community(rows, n_days=70, members=roster(ids, [0, 0, 0], roles), **settings)  # type: ignore[arg-type]


def without_questions(**settings: object) -> Community:
    """Forty members, eighty days, no question marked and no thread."""
    ids = [f"m{i}" for i in range(40)]
    rows = talk(ids, 80, seed=6)
    members = roster(ids, list(range(40)))
    return community(rows, n_days=80, members=members, questions=False, **settings)  # type: ignore[arg-type]


def likes_only(**settings: object) -> Community:
    """Twenty members who like and never write."""
    ids = [f"m{i}" for i in range(20)]
    rows = talk(ids, 70, seed=7, kind="like")
    return community(rows, n_days=70, members=roster(ids, list(range(20))), **settings)  # type: ignore[arg-type]


def grown(n_members: int = 80, n_days: int = 100, **settings: object) -> Community:
    """Members who join week after week, two or three at a time, and come back less and less."""
    rng = np.random.default_rng(8)
    ids = [f"m{i}" for i in range(n_members)]
    joined = sorted(rng.integers(0, n_days - 5, n_members).tolist())
    rows: list[Row] = []
    for who, day in zip(ids, joined, strict=True):
        rows.append((who, day + 0.2, "message"))
        later = np.arange(day + 1, n_days)
        back = rng.random(later.size) < 0.35 * np.exp(-(later - day) / 30)
        rows += [(who, float(d) + float(rng.uniform(0, 0.6)), "message") for d in later[back]]
    members = roster(ids, joined)
    return community(rows, n_days=n_days, members=members, **settings)  # type: ignore[arg-type]


ODD = {
    "tiny": tiny,
    "one_day": one_day,
    "silent": silent,
    "single": single,
    "operators_only": operators_only,
    "without_questions": without_questions,
    "likes_only": likes_only,
    "grown": grown,
}


def hostile(name: str = "hostile") -> Community:
    """An imported community, its roster partial and its joinings unknown, full of words that are not words.

    Sixty writers, half of whom appear in the course of the weeks, and three people who were only mentioned;
    four of the writers wrote a single message.
    """
    ids = [f"{MEMBER_PREFIX}{i:03d}" for i in range(60)]
    rows = talk(ids[:26], 90, seed=9, per_day=0.3)
    for i, who in enumerate(ids[26:56]):
        first = 8 + 2 * i
        rows += [(who, first + at, kind) for who, at, kind in talk([who], 90 - first, seed=20 + i, per_day=0.08)]
    rows += [(who, 20.0 + i, "message") for i, who in enumerate(ids[56:])]
    rows += [(ids[0], 12.3, HOSTILE_KIND), (ids[1], 30.1, HOSTILE_KIND)]
    silent_ids = [f"{MEMBER_PREFIX}{i:03d}" for i in range(60, 63)]
    members = pd.DataFrame({"member_id": ids + silent_ids, "channel": ["search"] * 30 + ["other"] * 33})
    provenance = Provenance(
        HOSTILE_SOURCE,
        "read_table",
        sha256="0" * 64,
        rows={"rows": len(rows) + 9, "kept": len(rows), "system": 3, "repeated": 4, "rejected": 2},
        settings={"mapping": "/home/someone/secret/map.yaml"},
    )
    title = {"zh": HOSTILE_TITLE, "en": HOSTILE_TITLE}
    return community(rows, n_days=90, roster="partial", members=members, name=name, provenance=provenance, title=title)
