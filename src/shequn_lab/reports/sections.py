"""What sections of the report say alike: how a figure was computed, and what it shows in words."""

from __future__ import annotations

from shequn_lab.reports.blocks import How
from shequn_lab.reports.study import Study
from shequn_lab.terms import say, term


def opening_code(study: Study) -> str:
    """First lines of every piece of code shown."""
    return f'import shequn_lab as sq\n\nc = sq.open_community("{study.community.name}")\n'


def how(study: Study, term_id: str, code: str, base: str = "", excluded: str = "") -> How:
    """Say how a figure was computed; who counts and who does not is the study's own base unless said."""
    return How(
        term(term_id).definition, base or study.base, excluded or study.excluded_rows, opening_code(study) + code
    )


def alt_text(title: str, subtitle: str) -> str:
    """Words for those who cannot see a figure."""
    return say("alt_figure", title=title, subtitle=subtitle)
