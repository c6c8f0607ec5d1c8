"""Communities with activities for tests of lift: plain rows, and the same numbers counted from them by loops."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa

from shequn_lab.model import Community, Provenance, Window, build_community

ZONE, FIRST = "Asia/Shanghai", dt.date(2026, 1, 5)
N_DAYS = 90


def instant(day: int, hour: float = 12) -> pd.Timestamp:
    """Instant of a local hour of a day, counted from the first."""
    return (pd.Timestamp(FIRST, tz=ZONE) + pd.Timedelta(days=day, hours=hour)).tz_convert("UTC")


@dataclass
class Town:
    """Members, what they did (who, day, kind), activities and who came when."""

    n_members: int = 120
    rows: list[tuple[int, int, str]] = field(default_factory=list)
    activities: dict[str, int] = field(default_factory=lambda: {"a1": 60})
    came: list[tuple[str, int, int]] = field(default_factory=list)
    orders: list[tuple[int, int]] | None = None
    roles: dict[int, str] = field(default_factory=dict)
    joined: dict[int, int] = field(default_factory=dict)
    left: dict[int, int] = field(default_factory=dict)

    def build(self, *, without: tuple[str, ...] = (), **settings: object) -> Community:
        """Build the community; tables named in `without` are not there."""
        ids = [name(i) for i in range(self.n_members)]
        done = sorted(self.rows, key=lambda row: row[1])
        events = pa.table({
            "member_id": pa.array([name(who) for who, _, _ in done], pa.string()),
            "occurred_at": pa.array([instant(day).to_pydatetime() for _, day, _ in done], pa.timestamp("us", "UTC")),
            "kind": pa.array([kind for _, _, kind in done], pa.string()),
            "event_id": pa.array([f"e{i}" for i in range(len(done))], pa.string()),
        })  # fmt: skip
        tables = {
            "activities": self._activities(),
            "participations": _frame(
                activity_id=[id for id, _, _ in self.came],
                member_id=[name(who) for _, who, _ in self.came],
                participated_at=_instants([instant(day, 13) for _, _, day in self.came]),
            ),
            "orders": self._orders(),
        }
        members = _frame(
            member_id=ids,
            joined_on=_days([self.joined.get(i, -200) for i in range(self.n_members)]),
            left_on=_days([self.left.get(i) for i in range(self.n_members)]),
            role=[self.roles.get(i, "member") for i in range(self.n_members)],
        )
        given = {"roster": "complete", "synthetic": True, "timezone": ZONE} | settings
        return build_community(
            "town",
            events=events,
            provenance=Provenance("tests", "tests"),
            members=members,
            observed=Window(FIRST, FIRST + dt.timedelta(days=N_DAYS), ZONE),
            **{table: frame for table, frame in tables.items() if frame is not None and table not in without},  # type: ignore[arg-type]
            **given,  # type: ignore[arg-type]
        )

    def _activities(self) -> pd.DataFrame:
        days = list(self.activities.values())
        return _frame(
            activity_id=list(self.activities),
            kind=["talk"] * len(days),
            starts_at=_instants([instant(day, 9) for day in days]),
            ends_at=_instants([instant(day, 21) for day in days]),
        )

    def _orders(self) -> pd.DataFrame | None:
        if self.orders is None:
            return None
        return _frame(
            order_id=[f"o{i}" for i in range(len(self.orders))],
            member_id=[name(who) for who, _ in self.orders],
            ordered_at=_instants([instant(day) for _, day in self.orders]),
            paid_minor=[1_000] * len(self.orders),
            currency=["CNY"] * len(self.orders),
        )

    def active_days(self, who: int, start: int, stop: int) -> int:
        """Days of a span on which a member did anything but take part."""
        return len({day for w, day, kind in self.rows if w == who and start <= day < stop and kind != "participate"})


def name(who: int) -> str:
    return f"m{who:03d}"


def lively(seed: int = 1, *, n_members: int = 160, effect: float = 1.0, **settings: object) -> Town:
    """Members with rates of their own; the activity of day 60 draws those who come often, and moves them."""
    rng = np.random.default_rng(seed)
    rate = np.exp(rng.normal(-0.7, 0.5, n_members))
    took = rng.random(n_members) < np.minimum(rate * 0.6, 0.6)
    town = Town(n_members, **settings)  # type: ignore[arg-type]
    for who in range(n_members):
        for day in range(N_DAYS):
            moved = effect if took[who] and day > 60 else 1.0
            town.rows += [(who, day, "message")] * int(rng.poisson(rate[who] * moved))
        if took[who]:
            town.came.append(("a1", who, 60))
    return town


def _frame(**columns: object) -> pd.DataFrame:
    return pd.DataFrame(columns)


def _instants(values: list[pd.Timestamp]) -> pd.Series:
    return pd.Series(values, dtype="datetime64[us, UTC]")


def _days(values: list[int | None]) -> pd.Series:
    first = pd.Timestamp(FIRST)
    days = [pd.NaT if value is None else first + pd.Timedelta(days=value) for value in values]
    return pd.Series(days, dtype="datetime64[us]")
