"""Section of the report on the five elements and the four senses, and what each score is made of."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from shequn_lab import chapters, plots
from shequn_lab.model import Estimate
from shequn_lab.reports.blocks import Block, Figure, How, Markup, Paragraph, Section, joined
from shequn_lab.reports.data_table import Cell, DataTable
from shequn_lab.reports.network_part import network_part
from shequn_lab.reports.sections import alt_text, opening_code
from shequn_lab.reports.study import Study
from shequn_lab.reports.suppression import masked
from shequn_lab.terms import label, say
from shequn_lab.terms.formats import MISSING, amount, interval, number, percent


def elements(study: Study) -> Block:
    """Section on elements and senses: scores, components, and the network that structure is read from."""
    community, short = study.community, say("sec_elements")
    scores = chapters.element_scores(community, seen=_shown(study))
    parts: list[Block] = [Section("elements", _title(scores), short, "8")]
    if scores["value"].notna().any():
        parts += [_figure(study, scores), Paragraph(say("elements_own"))]
    else:
        parts.append(Paragraph(say("elements_no_score")))
    parts.append(_components_table(study))
    if np.isfinite(scores.loc["element_replication", "value"]):
        parts.append(Paragraph(say("elements_copy")))
    if (senses := _senses_table(study)) is not None:
        parts.append(senses)
    return Markup((*parts, *network_part(study)))


def _title(scores: pd.DataFrame) -> str:
    known = scores["value"].dropna()
    if len(known) < 2:
        return say("sec_elements")
    weakest = str(known.idxmin())
    return say("sec_elements_title", element=label(weakest), score=number(known.min()))


def _shown(study: Study) -> Callable[[Estimate], Estimate]:
    """Withhold what points at few members before it is weighed."""
    return lambda figure: masked(study.community, figure)


def _how(study: Study, code: str) -> How:
    return How(say("elements_how"), study.base, study.excluded_rows, opening_code(study) + code)


def _figure(study: Study, scores: pd.DataFrame) -> Figure:
    known = scores[scores["value"].notna()]
    told = [
        say("elements_told", name=label(str(id)), score=number(row["value"]), low=number(row["low"]),
            high=number(row["high"]))
        for id, row in known.iterrows()
    ]  # fmt: skip
    title, subtitle = say("fig_elements_title", told=say("list_comma").join(told)), say("fig_elements_subtitle")
    return Figure(
        "fig-elements",
        11,
        title,
        subtitle,
        alt_text(title, subtitle),
        study.source,
        _how(study, "sq.plot_elements(sq.element_scores(c))"),
        lambda phone: plots.plot_elements(scores, phone=phone),
    )


def _components_table(study: Study) -> DataTable:
    parts = chapters.element_components(study.community, seen=_shown(study))
    heads: tuple[tuple[str, str], ...] = (
        (say("tab_elements_score"), ""),
        (say("tab_elements_component"), ""),
        (say("tab_elements_value"), "num"),
        (say("tab_elements_range"), "num wide-only"),
        (say("tab_elements_span"), "num wide-only"),
        (say("tab_elements_weight"), "num"),
        (say("tab_elements_points"), "num"),
    )
    rows, last = [], ""
    for part in parts.to_dict("records"):
        name = label(str(part["score"])) if part["score"] != last else ""
        last = str(part["score"])
        rows.append((Cell(name, "nowrap"), *_component_cells(part, part["figure"])))
    unknown: dict[str, dict[str, None]] = {}
    for figure in parts["figure"]:
        if not figure.measurable:
            unknown.setdefault(str(figure.note), {})[figure.label] = None
    comma = say("list_comma")
    told = [say("elements_because", names=comma.join(names), reason=reason) for reason, names in unknown.items()]
    remark = say("elements_unmeasured", told=comma.join(told)) if told else ""
    code = "sq.element_components(c)"
    return DataTable(
        "tab-elements",
        6,
        say("tab_elements_title"),
        heads,
        tuple(rows),
        joined(study.source, remark),
        _how(study, code),
    )


def _component_cells(part: dict[object, object], figure: Estimate) -> tuple[Cell, ...]:
    known = figure.measurable
    ends = interval(figure.low, figure.high, figure.unit) if known else ""
    share, ends_of = figure.unit == "share", (float(str(part[end])) for end in ("nothing", "full"))
    span = " → ".join(percent(end, 0) if share else f"{end:g}" for end in ends_of)
    return (
        Cell(figure.label),
        Cell(amount(figure.value, figure.unit) if known else MISSING, "num"),
        Cell(ends, "num wide-only"),
        Cell(span, "num wide-only"),
        Cell(number(100 * float(str(part["weight"]))), "num"),
        Cell(number(float(str(part["points"]))) if known else MISSING, "num strong"),
    )


def _senses_table(study: Study) -> DataTable | None:
    """Set what members do beside what they say, where they were asked; None where neither is known."""
    done = chapters.sense_scores(study.community, seen=_shown(study))
    said = chapters.sense_questionnaire(study.community)
    asked = said["value"].notna().any()
    if not asked and done["value"].isna().all():
        return None
    heads: list[tuple[str, str]] = [
        (say("tab_elements_sense"), ""),
        (say("tab_elements_points"), "num"),
        (say("tab_elements_range"), "num"),
    ]
    if asked:
        heads += [(say("tab_elements_said"), "num"), (say("tab_elements_range"), "num"),
                  (say("tab_elements_said_n"), "num wide-only"), (say("tab_elements_alpha"), "num")]  # fmt: skip
    rows = []
    for id in done.index:
        cells = [Cell(label(str(id)), "nowrap"), *_points(done.loc[id])]
        if asked:
            own = _masked_row(study, said.loc[id])
            alpha = number(own["alpha"], 2)
            ends = interval(own["alpha_low"], own["alpha_high"], "score")
            cells += [
                *_points(own),
                Cell(number(own["n"]), "num wide-only"),
                Cell(f"{alpha} ({ends})" if ends else alpha, "num"),
            ]
        rows.append(tuple(cells))
    code = "sq.sense_scores(c)" + ("\nsq.sense_questionnaire(c)" if asked else "")
    title = say("tab_senses_title" if asked else "tab_senses_title_done")
    return DataTable("tab-senses", 7, title, tuple(heads), tuple(rows), study.source, _how(study, code))


def _points(row: pd.Series) -> tuple[Cell, Cell]:
    ends = f"{number(row['low'])}–{number(row['high'])}" if np.isfinite(row["low"]) else ""
    return Cell(number(row["value"]), "num strong"), Cell(ends, "num")


def _masked_row(study: Study, row: pd.Series) -> pd.Series:
    counted = Estimate("cronbach_alpha", 0.0, n=float(row["n"]), of="respondents")
    return row if masked(study.community, counted).measurable else row.where(row.index == "note", np.nan)
