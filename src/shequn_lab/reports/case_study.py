"""What the report's notebook calls: one method for each of its cells."""

from __future__ import annotations

import datetime as dt

from shequn_lab.model import Community
from shequn_lab.reports import (
    activity_section,
    backmatter,
    claims,
    content_section,
    contribution_section,
    conversion_section,
    elements_section,
    findings,
    growth_section,
    lift_section,
    monetisation_section,
    money_section,
    operations_section,
    retention_section,
    tiers_section,
    troubles_section,
    typology_section,
    voice_section,
)
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
        self._case = claims.case_of(found)
        self._other_href = other_href

    def heading(self) -> Block:
        """Title and what this is."""
        return findings.heading(self._study, self._other_href)

    def story(self) -> Block:
        """Tell the case this community was simulated for, if there is one."""
        return claims.story(self._case) if self._case else Markup(())

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
        return activity_section.activity(self._study)

    def retention(self) -> Block:
        """Who came back."""
        return retention_section.retention(self._study)

    def contribution(self) -> Block:
        """Who writes."""
        return contribution_section.contribution(self._study)

    def tiers(self) -> Block:
        """Put members into tiers, and say what the lines are worth."""
        return tiers_section.tiers(self._study)

    def content(self) -> Block:
        """Tell what was published."""
        return content_section.content(self._study)

    def conversion(self) -> Block:
        """How far joiners come, and who buys."""
        return conversion_section.conversion(self._study)

    def money(self) -> Block:
        """Show what members and buyers bring in, and what buyers may yet bring."""
        return money_section.money(self._study)

    def lift(self) -> Block:
        """Say what activities did beside members who were alike, and what could show it next time."""
        return lift_section.lift(self._study)

    def monetisation(self) -> Block:
        """Check off the path of monetisation, both funnels, and ways of earning with their assumptions."""
        return monetisation_section.monetisation(self._study)

    def growth(self) -> Block:
        """Who is new, back and gone."""
        return growth_section.growth(self._study)

    def voice(self) -> Block:
        """Tell what members say of it."""
        return voice_section.voice(self._study)

    def elements(self) -> Block:
        """Score the five elements and the four senses, and draw the network."""
        return elements_section.elements(self._study)

    def typology(self) -> Block:
        """Say which type of community it is, or why that cannot be told."""
        return typology_section.typology(self._study)

    def operations(self) -> Block:
        """Organisation, splitting, entry, operators, activities and a calendar."""
        return operations_section.operations(self._study)

    def troubles(self) -> Block:
        """Say which troubles were found, which were not, and which cannot be seen."""
        return troubles_section.troubles(self._study)

    def all_figures(self) -> Block:
        """Every single figure."""
        return backmatter.all_figures(self._study)

    def data_quality(self) -> Block:
        """Say what is wrong with the data."""
        return backmatter.data_quality(self._study)

    def claims(self) -> Block:
        """Claims against measurements, where a case makes any."""
        return claims.claims(self._study, self._case) if self._case else Markup(())

    def methods(self) -> Block:
        """How it was computed."""
        return backmatter.methods(self._study, after_claims=self._case is not None)

    def provenance(self) -> Block:
        """Where it came from."""
        return backmatter.provenance(self._study, dt.date.today().isoformat())
