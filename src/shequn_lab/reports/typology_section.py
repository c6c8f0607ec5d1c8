"""Section of the report on the community's type: what it is told to be, by which figures, and what that is worth."""

from __future__ import annotations

from collections.abc import Callable

from shequn_lab import chapters, plots
from shequn_lab.chapters.typology.classifier import COVERED, N_NEIGHBOURS, UNDECIDED
from shequn_lab.chapters.typology.training import TYPES
from shequn_lab.model import Estimate
from shequn_lab.reports.blocks import Block, Figure, How, Markup, Paragraph, Section, joined
from shequn_lab.reports.data_table import Cell, DataTable
from shequn_lab.reports.sections import alt_text, opening_code
from shequn_lab.reports.study import Study
from shequn_lab.reports.suppression import masked
from shequn_lab.terms import label, say, term
from shequn_lab.terms.formats import MISSING, amount, interval, number, percent

#: Place of the section, of its two figures and of its table in the report.
NUMERAL, FIGURES, TABLE = "10", (13, 14), 10


def typology(study: Study) -> Block:
    """Section on the type: probabilities, the figures they rest on, and what the classifier is worth."""
    found = chapters.community_type(study.community, seen=_shown(study))
    parts: list[Block] = [Section("typology", _title(found), say("sec_typology"), NUMERAL)]
    if found.accuracy is None:
        parts += [Paragraph(say("typology_missing", reason=found.note)), _figures_table(study, found)]
    else:
        parts += [_figure(study, found), _figures_table(study, found)]
        parts.append(Paragraph(_worth(found.accuracy), lead=say("typology_worth_lead")))
        parts.append(_confusion(study, found.accuracy))
    parts.append(Paragraph(say("typology_audience"), lead=say("typology_audience_lead")))
    return Markup(tuple(parts))


def _shown(study: Study) -> Callable[[Estimate], Estimate]:
    """Withhold what points at few members before the classifier is told."""
    return lambda figure: masked(study.community, figure)


def _title(found: chapters.CommunityType) -> str:
    if found.accuracy is None:
        return say("sec_typology_missing")
    if found.outcome in TYPES:
        share = float(found.probabilities.loc[found.outcome, "value"])
        return say("sec_typology_named", type=label(found.outcome), share=percent(share, 0))
    return say("sec_typology_undecided", reason=found.note)


def _how(study: Study, found: chapters.CommunityType, code: str) -> How:
    definition = ""
    if found.accuracy is not None:
        definition = say(
            "typology_how",
            n=number(len(found.accuracy.predictions)),
            count=number(len(found.accuracy.figures)),
            decided=percent(found.decided_from, 0),
            near=number(N_NEIGHBOURS),
            covered=percent(COVERED, 0),
        )
    return How(definition, study.base, study.excluded_rows, opening_code(study) + code)


def _figure(study: Study, found: chapters.CommunityType) -> Figure:
    chances = found.probabilities["value"]
    told = [say("typology_told", type=label(str(id)), share=percent(value, 0)) for id, value in chances.items()]
    title, subtitle = say("fig_typology_title", told=say("list_comma").join(told)), say("fig_typology_subtitle")
    return Figure(
        "fig-typology",
        FIGURES[0],
        title,
        subtitle,
        alt_text(title, subtitle),
        study.source,
        _how(study, found, "sq.plot_type(sq.community_type(c).probabilities)"),
        lambda phone: plots.plot_type(found.probabilities, decided_from=found.decided_from, phone=phone),
    )


def _worth(accuracy: chapters.TypeAccuracy) -> str:
    right = accuracy.accuracy
    others = {"blended": accuracy.accuracy_blended, "decided": accuracy.decided, "named": accuracy.accuracy_decided}
    return say(
        "typology_worth",
        n=number(right.n),
        accuracy=percent(right.value),
        interval=interval(right.low, right.high, "share"),
        **{name: _with_interval(estimate) for name, estimate in others.items()},
    )


def _with_interval(estimate: Estimate) -> str:
    if not estimate.measurable:
        return MISSING
    return say("typology_share", value=percent(estimate.value), interval=interval(estimate.low, estimate.high, "share"))


def _how_worth(study: Study, accuracy: chapters.TypeAccuracy) -> How:
    losses = accuracy.losses.set_index(["loss", "method"])
    told = []
    for loss in dict.fromkeys(losses.index.get_level_values("loss")):
        own = losses.loc[loss]
        said = {method: number(own.loc[method, "value"], 3) for method in own.index}
        for method in ("calibrated", "uncalibrated"):
            said[f"{method}_interval"] = interval(own.loc[method, "low"], own.loc[method, "high"], "ratio")
        told.append(say("typology_losses_told", loss=label(loss), **said))
    reliable = [
        say("typology_reliability_told", predicted=percent(row["predicted"], 0), value=percent(row["value"], 0),
            interval=interval(row["low"], row["high"], "share"), n=number(row["n"]))
        for row in accuracy.reliability.to_dict("records")
    ]  # fmt: skip
    rules = (
        (say("typology_losses"), joined(*told)),
        (say("typology_reliability"), say("outcome_semicolon").join(reliable)),
    )
    code = opening_code(study) + "sq.community_type(c).accuracy.losses"
    return How(term("type_accuracy").definition, "", "", code, rules)


def _figures_table(study: Study, found: chapters.CommunityType) -> DataTable:
    heads = (
        (say("tab_typology_figure"), ""),
        (say("tab_typology_here"), "num"),
        (say("tab_typology_interval"), "num wide-only"),
        *((label(type_), "num") for type_ in TYPES),
    )
    rows, unused = [], dict[str, dict[str, None]]()
    for row in found.figures.to_dict("records"):
        figure: Estimate = row["figure"]
        unit = figure.unit
        if not figure.measurable:
            unused.setdefault(str(figure.note), {})[figure.label] = None
        ranges = [interval(row[f"{type_}_low"], row[f"{type_}_high"], unit) for type_ in TYPES]
        rows.append(
            (
                Cell(figure.label),
                Cell(amount(figure.value, unit) if figure.measurable else MISSING, "num strong"),
                Cell(interval(figure.low, figure.high, unit), "num wide-only"),
                *(Cell(words, "num") for words in ranges),
            )
        )
    comma = say("list_comma")
    told = [say("typology_because", names=comma.join(names), reason=reason) for reason, names in unused.items()]
    remark = say("typology_hidden", told=comma.join(told)) if told else ""
    title = say("tab_typology_title" if found.accuracy else "tab_typology_title_missing")
    how = _how(study, found, "sq.type_figures(c)")
    return DataTable("tab-typology", TABLE, title, heads, tuple(rows), joined(study.source, remark), how, cards=True)


def _confusion(study: Study, accuracy: chapters.TypeAccuracy) -> Figure:
    counts = accuracy.confusion
    right = sum(int(counts.loc[type_, type_]) for type_ in TYPES)
    n, open_ = int(counts.to_numpy().sum()), int(counts[UNDECIDED].sum())
    told = {"n": n, "right": right, "wrong": n - right - open_, "open": open_}
    title = say("fig_confusion_title", **{name: number(count) for name, count in told.items()})
    subtitle = say("fig_confusion_subtitle")
    return Figure(
        "fig-confusion",
        FIGURES[1],
        title,
        subtitle,
        alt_text(title, subtitle),
        say("fig_confusion_source"),
        _how_worth(study, accuracy),
        lambda phone: plots.plot_type_confusion(counts, phone=phone),
    )
