"""Communities with all tables for tests: from plain rows, and drawn by hypothesis."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import pandas as pd
import pytest
from communities import _days, _instants, at, events_table, members_frame, tiny_world
from oracle_retention import wilson
from oracle_tables import Activity, Answer, Count, Invite, Lead, Order, Post, Shop, Taking

from shequn_lab.model import Community, Estimate, Provenance, Window, build_community

# -- from plain rows to a community ----------------------------------------------------------------


def _text(values: list[str | None]) -> pd.Series:
    return pd.Series(values, dtype="str")


def _counts(values: list[int | None]) -> pd.Series:
    return pd.Series([float("nan") if v is None else float(v) for v in values], dtype="float64")


def _posts(rows: tuple[Post, ...]) -> pd.DataFrame:
    frame = {
        "post_id": _text([r.id for r in rows]),
        "published_at": _instants([r.at for r in rows]),
        "member_id": _text([r.author for r in rows]),
        "by_operator": pd.Series([r.by_operator for r in rows], dtype="bool"),
        "category": _text([r.category for r in rows]),
    }
    counts = {n: _counts([getattr(r, n) for r in rows]) for n in ("reach", "views", "likes", "comments", "shares")}
    return pd.DataFrame(frame | counts)


def _orders(rows: tuple[Order, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "order_id": _text([r.id for r in rows]),
            "member_id": _text([r.who for r in rows]),
            "ordered_at": _instants([r.at for r in rows]),
            "paid_minor": pd.Series([r.paid for r in rows], dtype="int64"),
            "currency": _text([r.currency for r in rows]),
            "refunded_minor": _counts([r.refunded for r in rows]),
            "cancelled": pd.Series([r.cancelled for r in rows], dtype="bool"),
            "n_units": _counts([r.units for r in rows]),
        }
    )


def _answers(rows: tuple[Answer, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "questionnaire_id": _text([r.questionnaire for r in rows]),
            "respondent_id": _text([r.respondent for r in rows]),
            "item_id": _text([r.item for r in rows]),
            "construct": _text([r.construct for r in rows]),
            "score": pd.Series([float("nan") if r.score is None else r.score for r in rows], dtype="float64"),
            "lowest": pd.Series([r.lowest for r in rows], dtype="float64"),
            "highest": pd.Series([r.highest for r in rows], dtype="float64"),
            "answered_at": _instants([r.at for r in rows]),
            "member_id": _text([r.who for r in rows]),
        }
    )


def tables(s: Shop) -> dict[str, pd.DataFrame]:
    """Return the tables that are there."""
    found: dict[str, pd.DataFrame] = {}
    if s.posts is not None:
        found["posts"] = _posts(s.posts)
    if s.activities is not None:
        found["activities"] = pd.DataFrame(
            {
                "activity_id": _text([r.id for r in s.activities]),
                "kind": _text([r.kind for r in s.activities]),
                "starts_at": _instants([r.start for r in s.activities]),
                "ends_at": _instants([r.end for r in s.activities]),
            }
        )
    if s.takings is not None:
        found["participations"] = pd.DataFrame(
            {
                "activity_id": _text([r.activity for r in s.takings]),
                "member_id": _text([r.who for r in s.takings]),
                "participated_at": _instants([r.at for r in s.takings]),
            }
        )
    if s.orders is not None:
        found["orders"] = _orders(s.orders)
    if s.leads is not None:
        found["leads"] = pd.DataFrame(
            {
                "lead_id": _text([r.id for r in s.leads]),
                "created_at": _instants([r.at for r in s.leads]),
                "member_id": _text([r.who for r in s.leads]),
            }
        )
    if s.invites is not None:
        found["invitations"] = pd.DataFrame(
            {
                "inviter_id": _text([r.inviter for r in s.invites]),
                "invited_at": _instants([r.at for r in s.invites]),
                "invitee_id": _text([r.invitee for r in s.invites]),
            }
        )
    if s.answers is not None:
        found["questionnaires"] = _answers(s.answers)
    if s.followers is not None:
        found["followers"] = pd.DataFrame(
            {
                "account": _text([r.account for r in s.followers]),
                "counted_on": _days([r.day for r in s.followers]),
                "n_followers": pd.Series([r.n for r in s.followers], dtype="int64"),
            }
        )
    return found


def build_shop(s: Shop, *, checked: bool = False) -> Community:
    """Build the package's community from plain rows; drawn ones are valid and spared the check, most of the cost."""
    w, members = s.w, members_frame(s.w)
    if s.channels:
        members["channel"] = _text([s.channels.get(p.id) for p in w.people])
    community = build_community(
        "shop",
        events=events_table(w),
        timezone=w.zone,
        provenance=Provenance("tests", "tests"),
        members=members,
        observed=Window(*w.stated, w.zone) if w.stated else None,
        roster=w.roster,
        synthetic=True,
        **(tables(s) if checked else {}),
    )
    community = replace(community, **tables(s), _memo={})
    if w.report:
        community = community.between(*w.report)
    return community.assuming_first_seen_is_join(w.run_in_days) if w.assume else community


# -- by hand ---------------------------------------------------------------------------------------


def tiny_shop() -> Shop:
    """Return the community of ``communities.tiny_world`` with all tables, small enough to count by hand.

    an, chen and dai joined on 2 March, bo and eve on 3 March; bo left on 6 March, dai was away from 3 to 8 March. The
    owner is an operator.
    """
    posts = (
        Post("P1", at("2026-03-02 09:00"), category="promotion", reach=100, likes=30, comments=20, shares=0),
        Post("P2", at("2026-03-03 09:00"), category="value", reach=40, views=80, likes=4, comments=2, shares=2),
        Post("P3", at("2026-03-03 12:00"), category="promotion", likes=1, comments=0, shares=0),
        Post("P4", at("2026-03-04 09:00"), category="promotion", reach=60, likes=0, comments=0, shares=1),
        Post("P5", at("2026-03-05 09:00"), category="promotion", reach=50, likes=5, comments=0, shares=0),
        Post("P6", at("2026-03-05 10:00"), False, "an", "ugc", reach=20, likes=10, comments=5, shares=5),
        Post("P7", at("2026-03-06 11:00"), category="notice"),
        Post("P8", at("2026-03-06 12:00"), False, "an", "chat"),
    )
    takings = (
        Taking("A", "an", at("2026-03-03 19:00")),
        Taking("A", "chen", at("2026-03-04 10:00")),
        Taking("A", "bo", at("2026-03-04 20:00")),
        Taking("A", "dai", at("2026-03-04 21:00")),
    )
    orders = (
        Order("O1", "an", at("2026-03-02 12:00"), 1000),
        Order("O2", "chen", at("2026-03-04 11:00"), 2000, units=2),
        Order("O3", "chen", at("2026-03-04 23:50"), 500),
        Order("O4", "chen", at("2026-03-07 12:00"), 1500, refunded=500),
        Order("O5", "bo", at("2026-03-05 12:00"), 3000, refunded=3000),
        Order("O6", "eve", at("2026-03-09 12:00"), 0, refunded=0, units=None),
        Order("O7", "dai", at("2026-03-10 12:00"), 800, cancelled=True),
        Order("O8", "owner", at("2026-03-10 12:00"), 900),
    )
    leads = (
        Lead("L1", at("2026-03-02 10:00"), "eve"),
        Lead("L2", at("2026-03-03 10:00"), "chen"),
        Lead("L3", at("2026-03-04 10:00")),
        Lead("L4", at("2026-03-10 10:00"), "dai"),
        Lead("L5", at("2026-03-08 10:00"), "an"),
    )
    invites = (
        Invite("an", at("2026-03-03 09:30"), "bo"),
        Invite("chen", at("2026-03-03 09:45"), "bo"),
        Invite("an", at("2026-03-03 12:00"), "eve"),
        Invite("an", at("2026-03-03 13:00"), "an"),
        Invite("owner", at("2026-03-02 19:00"), "chen"),
        Invite("chen", at("2026-03-08 08:30"), "dai"),
        Invite("chen", at("2026-03-08 08:40")),
    )
    scores = {"an": (5.0, 10.0), "bo": (4.0, 8.0), "chen": (2.0, 3.0), "owner": (5.0, 10.0), "eve": (None, None)}
    answers = tuple(
        Answer(who, score, construct, item=construct, lowest=lowest, highest=highest, who=who)
        for who, both in scores.items()
        for score, construct, lowest, highest in zip(both, ("satisfaction", "recommend"), (1, 0), (5, 10), strict=True)
    )
    return Shop(
        tiny_world(),
        posts=posts,
        activities=(Activity("A", at("2026-03-03 18:00"), at("2026-03-05 18:00"), "check_in"),),
        takings=takings,
        orders=orders,
        leads=leads,
        invites=invites,
        answers=answers,
        followers=(Count("douyin", dt.date(2026, 3, 2), 100), Count("douyin", dt.date(2026, 3, 10), 120)),
        channels={"an": "search", "bo": "referral", "chen": "referral", "eve": "qr"},
    )


def without(s: Shop, *tables: str) -> Shop:
    """Leave tables out."""
    return replace(s, **dict.fromkeys(tables))


def agrees(found: Estimate, counts: tuple[int, int] | None) -> None:
    """Same counts and Wilson's interval around their ratio; without anybody no value, no n, and a reason."""
    if counts is None or counts[1] == 0:
        assert math.isnan(found.value)
        assert found.n == 0
        assert str(found.note)
        return
    k, n = counts
    assert (found.k, found.n) == (k, n)
    assert found.value == pytest.approx(k / n)
    assert (found.low, found.high) == pytest.approx(wilson(k, n), abs=1e-9)
