"""Section of the report on tiers: how many stand in each, who moves, and what the lines between them are worth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from shequn_lab import plots
from shequn_lab.errors import NotEnoughDataError
from shequn_lab.metrics.intervals import wilson
from shequn_lab.model import Community, clock
from shequn_lab.reports.blocks import Block, Figure, How, Markup, Paragraph, Section, joined
from shequn_lab.reports.data_table import Cell, DataTable
from shequn_lab.reports.sections import alt_text, opening_code
from shequn_lab.reports.study import Study, span
from shequn_lab.reports.suppression import SMALLEST, count, is_small, masked, masked_mix, masked_ways
from shequn_lab.terms import language, say, term
from shequn_lab.terms.formats import MISSING, interval, number, percent
from shequn_lab.terms.tiers import tier_name
from shequn_lab.tiers import (
    MemberTiers,
    RuleTiers,
    contribution,
    core_half_life,
    engagement,
    member_features,
    ranking_auc,
    tier_movement,
    tier_ranking,
    tier_sizes,
)

_SILENCES = (3, 7, 14, 30)
_BACK_DAYS, _CORE_DAYS = 30, 90


@dataclass(frozen=True, eq=False)
class _Standing:
    """Where the members of a community stand on a day, by rule."""

    community: Community
    day: dt.date

    @cached_property
    def features(self) -> pd.DataFrame:
        return member_features(self.community, self.day)

    @cached_property
    def tiers(self) -> pd.Series:
        return RuleTiers().cut(self.features)

    @cached_property
    def sizes(self) -> pd.DataFrame:
        """Members of each tier, small ones marked."""
        knows_new = bool(self.features["tenure_days"].notna().any())
        return masked_mix(self.community, tier_sizes(self.tiers, knows_new=knows_new))

    @cached_property
    def whole(self) -> bool:
        """Whether the members known are all there are: only then is a share a share of the community."""
        return self.community.roster == "complete"

    @property
    def known(self) -> str:
        """Ending of the sentences that speak of the members known."""
        return "" if self.whole else "_known"

    def back(self, days: int) -> dt.date | None:
        """Return the day so many days before, or the first that can be judged after it; None if it is too late."""
        first = self.community.whole.first + RuleTiers().contribution_days - 1
        found = max(clock.day_number(self.day) - days, first)
        return clock.day_date(found) if found + _BACK_DAYS <= clock.day_number(self.day) else None


def tiers(study: Study) -> Block:
    """Section on tiers by rule on the last fully observed day; or why there are none."""
    community, short = study.community, say("sec_tiers")
    standing = _Standing(community, min(community.whole.last_day, community.window.last_day))
    try:
        nobody = standing.features.empty
    except NotEnoughDataError as error:
        return Markup((Section("tiers", short, short, "4"), Paragraph(f"{error}{'。' if language() == 'zh' else '.'}")))
    if nobody:
        return Markup((Section("tiers", short, short, "4"), Paragraph(say("find_none"))))
    parts: list[Block] = [Section("tiers", _title(standing), short, "4")]
    if not standing.whole:
        parts.append(Paragraph(say("premise_tiers_roster"), premise=say("premise")))
    parts += [_sizes_table(study, standing), _silence_table(study, standing)]
    before = standing.back(_BACK_DAYS)
    if before is not None:
        parts.append(_flow_figure(study, standing, before))
        parts += [*_half_life(study, standing), *_outlook(study, standing, before)]
    return Markup((*parts, _clusters(study, standing)))


def _title(standing: _Standing) -> str:
    told = standing.sizes.loc[["core", "silent"]]
    if told["suppressed"].any():
        return say("sec_tiers")
    said = {tier: number(k) for tier, k in told["k"].items()}
    return say(f"sec_tiers_title{standing.known}", **said, n=number(len(standing.tiers)))


def _how(study: Study, standing: _Standing, definition: str, code: str) -> How:
    base = say("how_base_tiers", n=count(study.community, len(standing.tiers)), day=standing.day)
    return How(definition, base, say("how_excluded_tiers"), opening_code(study) + code)


# -- how many, and where the line is -----------------------------------------------------------------------


def _sizes_table(study: Study, standing: _Standing) -> DataTable:
    rows: list[tuple[Cell, ...]] = []
    for tier, row in standing.sizes.iterrows():
        told = not row["suppressed"] and standing.whole and np.isfinite(row["k"])
        k = f"<{SMALLEST}" if row["suppressed"] else number(row["k"])
        share, ends = percent(row["value"]), interval(row["low"], row["high"], "share")
        rule = say(f"tiers_meaning_{tier}")
        cells = (Cell(tier_name(tier), "nowrap"), Cell(rule, "muted wide-only"), Cell(k, "num strong"))
        rows.append((*cells, Cell(share if told else MISSING, "num"), Cell(ends if told else "", "num")))
    heads: tuple[tuple[str, str], ...] = (
        (say("cli_in_tiers"), ""),
        (say("tab_tiers_rule"), "wide-only"),
        (say("tab_tiers_k"), "num"),
        (say("cli_share"), "num"),
        (say("tab_interval"), "num"),
    )
    title = say(f"tab_tiers_title{standing.known}", day=standing.day, n=count(study.community, len(standing.tiers)))
    if not standing.whole:
        heads, rows = heads[:3], [row[:3] for row in rows]
    known = _how(study, standing, RuleTiers().describe(), f'sq.tier_sizes(sq.RuleTiers().assign(c, "{standing.day}"))')
    return DataTable("tab-tiers", 4, title, heads, tuple(rows), study.source, known)


def _silence_table(study: Study, standing: _Standing) -> DataTable:
    features = standing.features
    top = contribution(features) > 0.9
    rows: list[tuple[Cell, ...]] = []
    for days in _SILENCES:
        cut = RuleTiers(silent_after_days=days).cut(features)
        silent = cut == "silent"
        moved = int((cut.astype(object) != standing.tiers.astype(object)).sum())
        hide = days == _SILENCES[0] and bool(standing.sizes.loc["silent", "suppressed"])
        k, share, ends = _part(standing, int(silent.sum()), len(cut), hide=hide)
        _, busiest, _ = _part(standing, int(silent[top].sum()), int(top.sum()), of_all=False)
        cells = [Cell(number(days), "num strong"), Cell(k, "num"), Cell(share, "num"), Cell(ends, "num wide-only")]
        rows.append((*cells, Cell(_part(standing, moved, len(cut))[0], "num"), Cell(busiest, "num")))
    heads: tuple[tuple[str, str], ...] = (
        (say("tab_silence_days"), "num"),
        (say("tab_silence_k"), "num"),
        (say("cli_share"), "num"),
        (say("tab_interval"), "num wide-only"),
        (say("tab_silence_moved"), "num"),
        (say("tab_silence_top"), "num"),
    )
    if not standing.whole:
        heads, rows = (*heads[:2], *heads[4:]), [(*row[:2], *row[4:]) for row in rows]
    first, last = rows[0][1].body, rows[-1][1].body
    title = say("tab_silence_title", first=_SILENCES[0], last=_SILENCES[-1], few=first, many=last)
    definition = joined(term("tier_silent").definition, say("how_silence_top"))
    known = _how(study, standing, definition, f'sq.threshold_sensitivity(c, "{standing.day}")')
    source = joined(study.source, say("tab_silence_source", days=_SILENCES[0]))
    return DataTable("tab-silence", 5, title, heads, tuple(rows), source, known)


def _part(standing: _Standing, k: int, n: int, *, of_all: bool = True, hide: bool = False) -> tuple[str, str, str]:
    """Write a count, its share and interval; `of_all` for a share of the community, which needs a whole roster."""
    if hide or (is_small(k, n).item() and not standing.community.synthetic):
        return f"<{SMALLEST}", MISSING, ""
    if not n or (of_all and not standing.whole):
        return number(k), MISSING, ""
    low, high = wilson(k, n)
    return number(k), percent(k / n), interval(float(low), float(high), "share")


# -- who moves ---------------------------------------------------------------------------------------------


def _flow_figure(study: Study, standing: _Standing, before: dt.date) -> Figure:
    ways = masked_ways(study.community, tier_movement(study.community, before, standing.day))
    stay = ways[(ways["before"] == "core") & (ways["after"] == "core")].iloc[0]
    said = {"before": before, "day": standing.day}
    title = say("fig_flow_title_any", **said)
    if stay["n"] > 0 and not stay["suppressed"]:
        ends = interval(stay["low"], stay["high"], "share")
        told = {"share": percent(stay["value"]), "interval": ends, "n": number(stay["n"])}
        title = say("fig_flow_title", **told, **said)
    subtitle = say("fig_flow_subtitle")
    code = f'sq.plot_tier_flow(sq.tier_movement(c, "{before}", "{standing.day}"))'
    return Figure(
        "fig-tier-flow",
        7,
        title,
        subtitle,
        alt_text(title, subtitle),
        joined(study.source, say("fig_flow_source") if ways["suppressed"].any() else ""),
        _how(study, standing, RuleTiers().describe(), code),
        lambda phone: plots.plot_tier_flow(ways, before=str(before), after=str(standing.day), phone=phone),
    )


def _half_life(study: Study, standing: _Standing) -> Iterator[Paragraph]:
    start = standing.back(_CORE_DAYS)
    if start is None:
        return
    known = _how(study, standing, term("core_half_life").definition, f'sq.core_half_life(c, "{start}")')
    found = masked(standing.community, core_half_life(standing.community, start))
    if not found.measurable:
        words = say("find_core_unmeasured", day=start, reason=found.note)
    else:
        told = {"value": number(found.value), "interval": span(found), "n": number(found.n)}
        words = say("find_core_half_life", day=start, **told)
    yield Paragraph(words, how=known)


# -- what the lines are worth ------------------------------------------------------------------------------


def _outlook(study: Study, standing: _Standing, before: dt.date) -> Iterator[Paragraph]:
    """Say whether tiers told who was active in the days after them, beside messages alone."""
    community, day = standing.community, dt.timedelta(days=1)
    features = member_features(community, before)
    tiers, messages = RuleTiers().cut(features), features["n_messages"]
    rankings = {"messages": messages, "tiers": tiers, "both": tier_ranking(tiers, messages)}
    try:
        found = ranking_auc(community, rankings, start=before + day, end=standing.day + day, against="messages")
    except NotEnoughDataError:
        return
    said: dict[str, object] = {"before": before, "day": standing.day, "n": number(found["n"].iloc[0])}
    for name, row in found.iterrows():
        gap = interval(row["difference_low"], row["difference_high"], "ratio")
        said |= {name: number(row["auc"], 3), f"{name}_gap": number(row["difference"], 3), f"{name}_gap_interval": gap}
    both = found.loc["both"]
    verdict = "more" if both["difference_low"] > 0 else "less" if both["difference_high"] < 0 else "same"
    code = f"""f = sq.member_features(c, "{before}")
tiers, messages = sq.RuleTiers().cut(f), f["n_messages"]
rankings = {{"messages": messages, "tiers": tiers, "both": sq.tier_ranking(tiers, messages)}}
sq.ranking_auc(c, rankings, start="{before + day}", end="{standing.day + day}", against="messages")"""
    words = joined(say("find_tiers_outlook", **said), say(f"find_tiers_outlook_{verdict}"))
    yield Paragraph(words, how=_how(study, standing, say("how_tiers_outlook"), code))


def _clusters(study: Study, standing: _Standing) -> Paragraph:
    """Say whether the data speak for tiers, or for a continuum cut by rule."""
    settled, refusal = engagement(standing.features[standing.tiers != "new"]), say("tiers_too_few", needed=2)
    if len(settled) >= 2 and settled.shape[1]:
        model = MemberTiers(random_state=0).fit(settled)
        refusal = str(model.refusal_ or "")
    if refusal:
        words = say("find_clusters_none", reason=refusal)
    else:
        names = say("tiers_between").join(tier_name(tier) for tier in model.tiers_[::-1])
        words = say("find_clusters_named", n=len(model.tiers_), names=names)
    code = f"""f = sq.member_features(c, "{standing.day}")
settled = sq.engagement(f[sq.RuleTiers().cut(f) != "new"])
sq.MemberTiers(random_state=0).fit(settled).refusal_"""
    known = _how(study, standing, say("how_tiers_clusters"), code)
    return Paragraph(words, lead=say("tiers_clusters_lead"), how=known)
