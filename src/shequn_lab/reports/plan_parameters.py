"""Section of a plan's page on what was simulated: which place of the plan set which parameter, and what stayed."""

from __future__ import annotations

from typing import Any

from shequn_lab.cases import Range, parts
from shequn_lab.plan import CommunityPlan, Setting, Trial
from shequn_lab.plan.translation import SET_NOTHING
from shequn_lab.reports.blocks import Block, How, Markup, Paragraph, Section, joined
from shequn_lab.reports.data_table import Cell, DataTable
from shequn_lab.reports.rerun_sections import held, meaning
from shequn_lab.simulate import Scenario
from shequn_lab.terms import say
from shequn_lab.terms.formats import money

#: A parameter with more different values than this is not written out.
_MOST_VALUES = 6


def translation(trial: Trial) -> Block:
    """List which place of the plan set which parameter, and what stayed at its default."""
    translated = trial.translation
    heads = (
        (say("tab_plan_line"), ""),
        (say("tab_plan_parameter"), ""),
        (say("tab_plan_value"), ""),
        (say("tab_plan_default"), "wide-only"),
        (say("tab_plan_rule"), "wide-only"),
    )
    ranges = {range_.parameter: range_ for range_ in translated.ranges}
    rows = tuple(_setting_row(trial.plan, setting, ranges) for setting in translated.settings)
    left, currency = translated.defaults, trial.plan.budget.currency
    defaults = tuple((f"{meaning(key)} `{key}`", written(key, value, currency)) for key, value in left.items())
    how = How(say("plan_defaults_title", n=len(left)), say("plan_defaults_how"), "", "", defaults)
    table = DataTable("tab-translation", 3, say("plan_translation_title"), heads, rows, "", how, cards=True)
    nothing = say("plan_comma").join(f"`{where}`" for where in SET_NOTHING)
    head = Section("translation", say("sec_plan_translation"), say("sec_plan_translation"), "5")
    scenario = translated.scenario
    days = say("plan_frame", start=scenario.start, zone=scenario.timezone, days=scenario.n_days)
    return Markup((head, Paragraph(joined(say("plan_translation_text", nothing=nothing), days)), table))


def _setting_row(plan: CommunityPlan, setting: Setting, ranges: dict[str, Range]) -> tuple[Cell, ...]:
    parameter, currency = setting.parameter, plan.budget.currency
    value = written(parameter, setting.value, currency)
    if range_ := ranges.get(parameter):
        value = f"{held(range_.low, parameter)} – {held(range_.high, parameter)}"
    line = plan.near(setting.where)
    where = say("plan_line", where=f"`{setting.where}`", line=line) if line else f"`{setting.where}`"
    return (
        Cell(where),
        Cell(f"{meaning(parameter)} `{parameter}`"),
        Cell(value),
        Cell(written(parameter, _default(parameter), currency), "muted wide-only"),
        Cell(str(setting.rule), "prose muted wide-only"),
    )


def _default(parameter: str) -> Any:
    if parameter in parts.known():
        return parts.known()[parameter][0]
    return getattr(Scenario(), parameter)


def written(parameter: str, value: Any, currency: str) -> str:
    """Write a parameter's value with its unit; of several parts those of one value together."""
    if not isinstance(value, list | tuple):
        return _number(value, parameter, currency)
    names = [key for key in parts.known() if key.partition("[")[0] == parameter]
    alike: dict[str, list[str]] = {}
    for key, part in zip(names, value, strict=True):
        short = key.partition("[")[2].rstrip("]")
        words = short if short.isdigit() else say(f"simulate_part_{short}")
        alike.setdefault(_number(part, key, currency), []).append(words)
    if len(alike) == 1:
        return next(iter(alike))
    if len(alike) > _MOST_VALUES:
        return say("plan_many", n=len(names))
    groups = [say("plan_alike", value=text, parts=say("plan_comma").join(words)) for text, words in alike.items()]
    return say("rerun_semicolon").join(groups)


def _number(value: float, parameter: str, currency: str) -> str:
    """Write one value with its unit, money in the main unit."""
    if parts.known()[parameter][1].unit == "minor":
        return f"{money(value, currency)} {currency}"
    return held(value, parameter)
