"""Chapter 02, types and platforms: what is right, and what the usual mistakes make of the same data."""

from __future__ import annotations

from shequn_lab.chapters import lookup_accuracy, orders_per_month, product_naming_share, type_accuracy
from shequn_lab.chapters.typology.figures import DAYS_PER_MONTH, orders_per_month_parts
from shequn_lab.metrics import daily_active_share, mean_daily_active
from shequn_lab.model import Community, Estimate
from shequn_lab.workbook.answers import Choice, Choices, Number
from shequn_lab.workbook.exercise import Exercise
from shequn_lab.workbook.heads import last_count
from shequn_lab.workbook.lenses import halves

_TYPES = ("marketing", "content", "service", "undecided")
_PLATFORMS = ("wechat_group", "douyin_fan_group", "xiaohongshu")
#: As the chapter's text writes them, in both languages.
_SHOES, _FLASH, _RUN = ("鞋", "shoe"), ("飞毛腿", "Flash"), ("跑", "run")
_TWO = ("promotion_share", "orders_per_month")
_RAISE = 0.3


# -- orders ------------------------------------------------------------------------------------------


def _per_head(community: Community, heads: float) -> float:
    """Divide by people counted once in the place of the days that they were there."""
    orders = orders_per_month_parts(community).sums[0].sum()
    return float(orders) / heads * 100 * DAYS_PER_MONTH / community.window.n_days


# -- shoes or running --------------------------------------------------------------------------------


def _naming(group: Community) -> Estimate:
    return product_naming_share(group, product_words=(*_SHOES, *_FLASH), interest_words=_RUN)


def _shoes_alone(group: Community) -> float:
    return float(product_naming_share(group, product_words=_SHOES, interest_words=_RUN))


def _messages(group: Community, words: tuple[str, ...]) -> list[bool]:
    return [any(word.casefold() in text.casefold() for word in words) for text in group.events["text"]]


def _of_all(group: Community) -> float:
    product = _messages(group, (*_SHOES, *_FLASH))
    return sum(product) / len(product)


def _both_whole(group: Community) -> float:
    """Count a message that names both wholly for the product."""
    product, interest = _messages(group, (*_SHOES, *_FLASH)), _messages(group, _RUN)
    return sum(product) / sum(a or b for a, b in zip(product, interest, strict=True))


# -- told to be marketing ----------------------------------------------------------------------------


def _told(_: Community) -> float:
    said = type_accuracy().confusion["marketing_type"]
    return float(said["marketing_type"] / said.sum())


def _recall(_: Community) -> float:
    true = type_accuracy().confusion.loc["marketing_type"]
    return float(true["marketing_type"] / true.sum())


def _recall_decided(_: Community) -> float:
    true = type_accuracy().confusion.loc["marketing_type"].drop("undecided")
    return float(true["marketing_type"] / true.sum())


# -- up by three tenths ------------------------------------------------------------------------------


def _half(community: Community, which: int) -> float:
    return float(daily_active_share(community.between(*halves(community)[which])))


EXERCISES = (
    Exercise("ch02_q1", Choice(_TYPES), "content", prediction=True),
    Exercise(
        "ch02_q2",
        Number(),
        orders_per_month,
        {
            "per_member": lambda c: float(orders_per_month(c)) / 100,
            "whole_time": lambda c: float(orders_per_month(c)) * c.window.n_days / DAYS_PER_MONTH,
            "per_day": lambda c: float(orders_per_month(c)) / DAYS_PER_MONTH,
            "ever": lambda c: _per_head(c, last_count(c, "joined_so_far")),
            "at_the_end": lambda c: _per_head(c, last_count(c, "members_present")),
        },
    ),
    Exercise(
        "ch02_q3",
        Number("share"),
        _naming,
        {
            "without_flash": _shoes_alone,
            "interest": lambda c: 1 - float(_naming(c)),
            "all_messages": _of_all,
            "both_whole": _both_whole,
        },
    ),
    Exercise(
        "ch02_q4",
        Number("share"),
        _told,
        {
            "recall": _recall,
            "recall_decided": _recall_decided,
            "accuracy": lambda _: float(type_accuracy().accuracy),
            "decided": lambda _: float(type_accuracy().accuracy_decided),
        },
    ),
    Exercise(
        "ch02_q5",
        Number("share"),
        lambda _: lookup_accuracy(_TWO),
        {
            "itself": lambda _: float(lookup_accuracy(_TWO, itself=True)),
            "orders_alone": lambda _: float(lookup_accuracy(("orders_per_month",))),
            "all_figures": lambda _: float(lookup_accuracy()),
            "classifier": lambda _: float(type_accuracy().accuracy),
        },
    ),
    Exercise(
        "ch02_q6",
        Choices(("clear", "mixed", "no_orders", "zero_orders", "far"), ("name", "undecided", "not_measurable")),
        {
            "clear": "name",
            "mixed": "undecided",
            "no_orders": "not_measurable",
            "zero_orders": "name",
            "far": "undecided",
        },
    ),
    Exercise(
        "ch02_q7",
        Choices(("ask", "new", "keep"), _PLATFORMS),
        {"ask": "wechat_group", "new": "douyin_fan_group", "keep": "xiaohongshu"},
    ),
    Exercise(
        "ch02_q8",
        Number("share"),
        lambda c: _half(c, 0) * (1 + _RAISE),
        {
            "points": lambda c: _half(c, 0) + _RAISE,
            "raise_alone": lambda c: _half(c, 0) * _RAISE,
            "as_before": lambda c: _half(c, 0),
            "second_half": lambda c: _half(c, 1) * (1 + _RAISE),
            "whole_time": lambda c: float(daily_active_share(c)) * (1 + _RAISE),
            "people": lambda c: float(mean_daily_active(c.between(*halves(c)[0]))) * (1 + _RAISE),
        },
    ),
    Exercise(
        "ch02_q9",
        Choices(("growth", "drove", "present", "real", "thirty"), ("claimed", "simulated", "not_shown")),
        {
            "growth": "claimed",
            "drove": "not_shown",
            "present": "simulated",
            "real": "not_shown",
            "thirty": "claimed",
        },
    ),
)
