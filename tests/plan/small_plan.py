"""A plan in which nothing is missing and nothing contradicts, small enough to be simulated many times in a test."""

from __future__ import annotations

from typing import Any

ACTIVITY = {
    "name": "Check-in",
    "kind": "check_in",
    "per_month": 2,
    "days": 7,
    "target": "back",
    "rules": "a picture a day",
    "reward": "a book, sent by post",
    "warm_up_days": 5,
    "cost": 100,
    "hours_of_work": 2,
}
PLAIN: dict[str, Any] = {
    "seed": 5,
    "name": "Small",
    "goal": {"statement": "Learn together", "days": 21, "target": "active"},
    "persona": {
        "who": "students",
        "interests": ["coffee"],
        "pains": ["no time"],
        "platforms": ["wechat_group"],
        "forms": ["text"],
        "active_hours": [12, 20],
        "competitors": ["Big"],
    },
    "platform": {"id": "wechat_group", "records": ["orders", "participations"]},
    "growth": {
        "members_at_start": 40,
        "gathered_over_days": 10,
        "newcomers_per_day": 2,
        "channels": {"link": 0.5, "referral": 0.5},
        "threshold": "one question",
    },
    "rules": {
        "encouraged": ["answers"],
        "forbidden": ["insults"],
        "usage": "ask here",
        "disclaimer": "no advice",
        "advertising": "none",
        "penalties": "removal",
        "shown_in": ["notice", "welcome"],
    },
    "team": [{"role": "owner", "people": 2, "hours_per_week": 8, "duties": "all"}],
    "calendar": [
        {"what": "tip", "category": "value", "form": "text", "weekdays": "daily", "hour": 12},
        {"what": "poll", "category": "interactive", "form": "image", "weekdays": ["Wed"], "hour": 20.5},
        {"what": "offer", "category": "promotion", "form": "image", "weekdays": ["Tue", "Fri"], "hour": 20.5},
    ],
    "activities": [ACTIVITY],
    "upkeep": {"answer_within_hours": 2},
    "sales": {"price": 12.5, "margin_share": 0.3, "first_buyers_share_per_month": 0.6},
    "budget": {"total": 500, "items": [{"what": "print", "amount": 100}]},
    "targets": [
        {"id": "active", "metric": "mean_daily_active", "after": [7, 21], "at_least": 8},
        {"id": "back", "metric": "retention_within", "params": {"n": 7}, "at_least": 0.4},
        {"id": "promotion", "metric": "promotion_share", "at_most": 0.2},
        {"id": "revenue", "metric": "net_revenue", "at_least": 300},
        {
            "id": "more",
            "metric": "members_present",
            "compare": "relative",
            "before": [0, 7],
            "after": [14, 21],
            "at_least": 0.3,
        },
    ],
}
