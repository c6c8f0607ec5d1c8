"""What each platform shows its operator, and which record each figure is read from."""

from __future__ import annotations

from collections.abc import Iterable

from shequn_lab.plan.model import CommunityPlan, Target

#: What can be recorded; the operator's own posts always are.
RECORDS = (
    "members", "messages", "reach", "views", "followers", "participations", "orders", "leads", "invitations",
    "channels", "questionnaires",
)  # fmt: skip
#: Records that a platform shows by itself. Row P1 of the course; of the platforms it does not name, nothing is taken
#: for granted, and on a platform of one's own what its owner can count.
PLATFORMS: dict[str, tuple[str, ...]] = {
    "wechat_group": ("members", "messages"),
    "qq_group": ("members", "messages"),
    "weibo_topic": ("followers", "messages", "views"),
    "douyin_fans": ("members", "messages"),
    "wechat_account": ("followers", "reach", "views"),
    "xiaohongshu": (),
    "facebook": (),
    "forum": (),
    "own_app": ("members", "messages", "reach", "views"),
}
#: Members in one group where the course gives a number.
CAPACITY = {"wechat_group": 500}

_ROSTER = ("members", "messages")
_NEEDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("speaking_share", "active_share", "daily_active_share"), _ROSTER),
    **dict.fromkeys(("retention_on", "retention_within", "retention_after"), _ROSTER),
    **dict.fromkeys(("mean_daily_active", "stickiness", "quick_ratio"), ("messages",)),
    **dict.fromkeys(("members_present", "joins_total"), ("members",)),
    **dict.fromkeys(("interaction_rate", "share_rate", "reach_total"), ("reach",)),
    "views_total": ("views",),
    **dict.fromkeys(("member_posts", "posts_per_member"), _ROSTER),
    "member_conversion": ("members",),
    "purchase_conversion": ("members", "orders"),
    "activity_conversion": ("participations",),
    "participation_rate": ("members", "participations"),
    "lead_conversion": ("leads", "orders"),
    "k_factor": ("members", "invitations"),
    "source_mix": ("members", "channels"),
    **dict.fromkeys(("satisfaction", "satisfaction_top_two", "net_promoter_score"), ("questionnaires",)),
    **dict.fromkeys(("net_revenue", "units_sold", "repurchase_rate"), ("orders",)),
    "followers": ("followers",),
}
_GOALS = {"order": "orders", "participation": "participations", "lead": "leads", "invitation": "invitations"}


def needs(target: Target) -> tuple[str, ...]:
    """Return the records that a target is read from."""
    usual = "order" if target.metric == "activity_conversion" else ""
    goal = _GOALS.get(str(target.params.get("goal", usual)))
    return (*_NEEDS.get(target.metric, ()), *([goal] if goal else []))


def lacking(plan: CommunityPlan, target: Target) -> list[str]:
    """Return the records that a target needs and that neither the platform nor the plan has."""
    has: Iterable[str] = (*PLATFORMS.get(plan.platform.id, ()), *plan.platform.records)
    return [record for record in needs(target) if record not in has]
