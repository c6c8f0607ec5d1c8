"""Parameters of content: what the house and the members publish, whom it reaches, who follows."""
# ruff: noqa: RUF009 - parameter() makes a dataclasses.field

from __future__ import annotations

from dataclasses import dataclass

from shequn_lab.model.schema import FORMS
from shequn_lab.simulate.parameters import parameter
from shequn_lab.simulate.parts import OPERATOR_CATEGORIES, POST_CATEGORIES, SLOTS, Parts

_ALIKE: Parts = (1.0,) * len(POST_CATEGORIES)


@dataclass(frozen=True)
class ContentSettings:
    """What the house and the members publish, whom it reaches, who follows."""

    # What the house publishes (content.py)
    posts_per_day: float = parameter(1.6, "per_day", 0, 4, "D4: 1–2 a day")
    posting_hours: Parts = parameter((9.5, 20.5, 15.0, 12.0), "hours", 0, 23.2, "D4: active hours", parts=SLOTS)
    promotion_share: float = parameter(0.24, "share", 0, 1, "D4: 0.20–0.30")
    category_shares: Parts = parameter(
        (0.48, 0.22, 0.08, 0.08, 0.10, 0.04), "share", 0, 1, parts=OPERATOR_CATEGORIES, whole=True
    )
    form_shares: Parts = parameter((0.22, 0.46, 0.20, 0.04, 0.04, 0.04), "share", 0, 1, parts=FORMS, whole=True)
    promotion_run_start_day: int = parameter(0, "days", 0, 3_650)
    promotion_run_days: int = parameter(0, "days", 0, 120)
    ugc_posts_per_day: float = parameter(0.4, "per_day", 0, 1_000)
    reach_share: float = parameter(0.32, "share", 0, 1)
    reach_sigma: float = parameter(0.25, "log", 0, 2)
    view_extra: float = parameter(0.35, "factor", 0, 10)
    like_shares: Parts = parameter(
        (0.06, 0.05, 0.04, 0.05, 0.08, 0.025, 0.015, 0.08), "share", 0, 1, parts=POST_CATEGORIES
    )
    comment_shares: Parts = parameter(
        (0.015, 0.05, 0.006, 0.03, 0.02, 0.004, 0.005, 0.03), "share", 0, 1, parts=POST_CATEGORIES
    )
    share_shares: Parts = parameter(
        (0.012, 0.004, 0.003, 0.01, 0.006, 0.001, 0.003, 0.006), "share", 0, 1, parts=POST_CATEGORIES
    )
    response_exponent: float = parameter(0.9, "exponent", 0, 2)
    response_hours: float = parameter(1.2, "hours", 0.01, 48)
    form_reach_factors: Parts = parameter((1.0,) * len(FORMS), "factor", 0, 5, parts=FORMS)
    category_reach_factors: Parts = parameter(_ALIKE, "factor", 0, 5, parts=POST_CATEGORIES)
    value_lift: float = parameter(0.0, "factor", 0, 2)

    # Who follows the account (followers.py)
    n_followers: int = parameter(0, "people", 0, 1_000_000_000)
    follows_per_day: float = parameter(0.0, "per_day", 0, 10_000_000)
    follows_per_thousand_views: float = parameter(0.0, "count", 0, 500)
    unfollow_share: float = parameter(0.0005, "share", 0, 0.2)
