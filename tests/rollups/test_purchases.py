"""Orders and first times as the metrics use them."""

from __future__ import annotations

import numpy as np
from communities import Event, Person, World, at, build
from oracle import DAY
from shops import build_shop, tiny_shop

from shequn_lab.rollups import first_event, kinds_seen, purchases
from shequn_lab.rollups.scan import NEVER

NOON = at("2026-03-03 12:00")


def micros(when: object) -> int:
    return round(when.timestamp() * 1_000_000)  # type: ignore[attr-defined]


def test_orders_come_in_the_order_of_time_with_what_was_kept() -> None:
    community = build_shop(tiny_shop())
    orders = purchases(community)
    who = community.members["member_id"].to_numpy()[orders.member].tolist()
    assert who == ["an", "chen", "chen", "bo", "chen", "eve", "dai", "owner"]
    assert (np.diff(orders.at) >= 0).all()
    assert orders.net_minor.tolist() == [1000, 2000, 500, 0, 1000, 0, 800, 900]
    # bo's was paid back, dai's called off; eve's was free and stands.
    assert orders.stands.tolist() == [True, True, True, False, True, True, False, True]
    assert orders.knows_refunds


def test_the_first_event_is_the_first_from_each_member_s_own_instant_on() -> None:
    events = [Event("a", NOON + i * DAY, "like") for i in range(3)] + [Event("b", NOON, "check_in")]
    community = build(World("Asia/Shanghai", (Person("a"), Person("b"), Person("c")), tuple(events)))
    row = {m: i for i, m in enumerate(community.members["member_id"])}
    since = np.full(3, micros(NOON + DAY))
    found = first_event(community, ("like",), since)
    assert found[row["a"]] == micros(NOON + DAY)
    assert found[row["b"]] == NEVER
    assert first_event(community, None, np.zeros(3, dtype=np.int64))[row["b"]] == micros(NOON)
    assert (first_event(community, None, np.full(3, NEVER)) == NEVER).all()


def test_only_kinds_that_occur_are_seen() -> None:
    events = (Event("a", NOON, "like"), Event("a", NOON, "抢红包"))
    assert kinds_seen(build(World("Asia/Shanghai", (Person("a"),), events))) == {"like", "抢红包"}
