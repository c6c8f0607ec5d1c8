"""What the report's notebook calls: one method for each of its cells."""

from __future__ import annotations

import datetime as dt

from shequn_lab.model import Community
from shequn_lab.reports import backmatter, findings, sections
from shequn_lab.reports.blocks import Block, Markup, Section
from shequn_lab.reports.study import Study
from shequn_lab.storage import open_community
from shequn_lab.terms import say, set_language


class CaseStudy:
    """A case-study report on one community.

    Parameters
    ----------
    community : Community or str
        A community, or the folder or name of one.
    language : {"zh", "en"}
    start, end : str
        First day inside and first day after the reporting window, as ISO dates; empty for all that was observed.
    assume_first_seen_is_join : bool
        Take the first interaction of a member without a known joining for the joining.
    run_in_days : int
        Under that assumption, members first seen this early stay out of cohorts [days].
    other_href : str
        Address of the same page in the other language; empty for none.
    """

    def __init__(
        self,
        community: Community | str,
        *,
        language: str = "zh",
        start: str = "",
        end: str = "",
        assume_first_seen_is_join: bool = False,
        run_in_days: int = 30,
        other_href: str = "",
    ) -> None:
        set_language(language)
        found = community if isinstance(community, Community) else open_community(community)
        if assume_first_seen_is_join:
            found = found.assuming_first_seen_is_join(run_in_days)
        if start or end:
            found = found.between(start or found.observed.start, end or found.observed.end)
        self.community = found
        self._study = Study(found)
        self._other_href = other_href

    def heading(self) -> Block:
        """Title and what this is."""
        return findings.heading(self._study, self._other_href)

    def findings(self) -> Block:
        """Put the findings into words and add six key figures."""
        return Markup(
            (
                Section("findings", say("report_findings"), say("report_findings")),
                findings.findings(self._study),
                findings.key_figures(self._study),
            )
        )

    def activity(self) -> Block:
        """Who came when, and how long questions wait."""
        return sections.activity(self._study)

    def retention(self) -> Block:
        """Who came back."""
        return sections.retention(self._study)

    def contribution(self) -> Block:
        """Who writes."""
        return sections.contribution(self._study)

    def all_figures(self) -> Block:
        """Every single figure."""
        return backmatter.all_figures(self._study)

    def data_quality(self) -> Block:
        """Say what is wrong with the data."""
        return backmatter.data_quality(self._study)

    def methods(self) -> Block:
        """How it was computed, and claims against measurements."""
        return backmatter.methods(self._study)

    def provenance(self) -> Block:
        """Where it came from."""
        return backmatter.provenance(self._study, dt.date.today().isoformat())
