"""Figures put into sentences, what was left out of them, and why there is none."""

from __future__ import annotations

from collections.abc import Mapping

from shequn_lab.model import Estimate
from shequn_lab.reports.blocks import Paragraph
from shequn_lab.reports.study import Study, span
from shequn_lab.reports.suppression import count
from shequn_lab.terms import Note, language, say
from shequn_lab.terms.formats import MISSING, amount, number


def sentence(id: str, estimate: Estimate) -> str:
    """Say sentence `id` with the estimate's numbers; nothing where it has no value."""
    if not estimate.measurable:
        return ""
    return say(
        id,
        value=amount(estimate.value, estimate.unit),
        interval=span(estimate) or MISSING,
        n=number(estimate.n),
        k=number(estimate.k),
        days=estimate.params.get("n", ""),
        on=estimate.params.get("on", ""),
        scale=estimate.params.get("scale", ""),
        currency=estimate.params.get("currency", ""),
    )


def premise(reason: Note) -> Paragraph:
    """Say in one sentence why there are no figures here."""
    return Paragraph(say("premise_unmeasured", reason=reason))


def left_out(study: Study, excluded: Mapping[str, int]) -> str:
    """List who or what was left out, by reason."""
    full_stop, between = ("。", "；") if language() == "zh" else (".", "; ")
    told = [f"{say(reason)} {count(study.community, number_of)}" for reason, number_of in excluded.items() if number_of]
    return between.join(told) + full_stop if told else say("report_no_exclusions")
