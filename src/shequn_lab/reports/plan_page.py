"""What the plan notebook calls: one method for each of its cells."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from shequn_lab.errors import NotEnoughDataError
from shequn_lab.plan import CommunityPlan, Trial, check_plan, load_plan, try_plan
from shequn_lab.plan.checking import counts
from shequn_lab.reports import plan_parameters, plan_sections
from shequn_lab.reports.blocks import Block, Facts, Heading, Markup, Paragraph, Section, joined
from shequn_lab.reports.parameters import checked, template
from shequn_lab.reports.render import Report
from shequn_lab.simulate.run import MODEL_VERSION
from shequn_lab.terms import in_language, language, say, set_language
from shequn_lab.terms.formats import number


class PlanPage:
    """A page on one community plan; one that cannot be simulated yet gets its checks alone.

    Parameters
    ----------
    plan : str
        A plan's file, or the name of one that comes along.
    language : {"zh", "en"}
    seeds, jobs : int
        As for :func:`shequn_lab.plan.try_plan`.
    cache : str
        Folder of earlier runs; empty for the user's own.
    other_href : str
        Address of the same page in the other language; empty for none.
    """

    def __init__(
        self, plan: str, *, language: str = "zh", seeds: int = 100, jobs: int = 1, cache: str = "", other_href: str = ""
    ) -> None:
        set_language(language)
        self.plan = load_plan(plan)
        self.findings = check_plan(self.plan)
        self.trial: Trial | None = None
        self._reason = ""
        self._other_href = other_href
        try:
            folder = Path(cache) if cache else None
            self.trial = try_plan(self.plan, seeds=seeds, jobs=jobs, cache=folder)
        except NotEnoughDataError as reason:
            self._reason = reason.found

    def heading(self) -> Block:
        """Title and what this is."""
        with in_language("en" if language() == "zh" else "zh"):
            other = say("report_this_language")
        told = counts(self.findings)
        if self.trial is None:
            title = say("plan_page_title_untested", **told)
            lede, badge = say("plan_page_lede_untested", why=self._reason), ""
        else:
            days = self.trial.translation.scenario.n_days
            title = plan_sections.title(self.trial)
            lede = say("plan_page_lede", n=number(self.trial.n_runs), days=days, **told)
            badge = say("report_synthetic")
        running = say("plan_running", name=self.plan.title)
        return Heading(running, title, lede, badge, other, self._other_href)

    def story(self) -> Block:
        """Show the plan."""
        return plan_sections.facts(self.plan)

    def checks(self) -> Block:
        """Say what is missing and what contradicts what."""
        return plan_sections.checks(self.findings)

    def targets(self) -> Block:
        """Say how often each target is met."""
        return plan_sections.targets(self.trial) if self.trial else Markup(())

    def figures(self) -> Block:
        """Show where each target's figure comes out."""
        return plan_sections.figures(self.trial) if self.trial else Markup(())

    def translation(self) -> Block:
        """Say how the plan became a simulation."""
        return plan_parameters.translation(self.trial) if self.trial else Markup(())

    def methods(self) -> Block:
        """How it was computed, and what it does not say."""
        if self.trial is None:
            return Markup(())
        body = joined(say("plan_methods"), say("plan_synthetic"), say("plan_limits"))
        return Markup((Section("methods", say("sec_methods"), say("sec_methods"), "6"), Paragraph(body)))

    def provenance(self) -> Block:
        """With what the page was made."""
        versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("numpy", "pandas", "scipy"))
        model = say("rerun_model", version=MODEL_VERSION)
        python = f"Python {platform.python_version()}"
        rows = {"prov_data": f"`{self.plan.file}`"}
        if self.trial:
            rows["rerun_seeds"] = say("rerun_seeds_from", seed=self.plan.seed, n=number(self.trial.n_runs))
        rows["prov_versions"] = f"shequn-lab {metadata.version('shequn-lab')}, {model}, {python}, {versions}"
        rows["prov_made"] = dt.date.today().isoformat()
        head = Section("provenance", say("sec_provenance"), say("sec_provenance"), "7" if self.trial else "3")
        return Markup((head, Facts([(say(key), value) for key, value in rows.items()])))


def planned_pages(name: str, plan: CommunityPlan, languages: Sequence[str], out: Path, **given: Any) -> list[Report]:
    """Plan the pages of a community plan, one for each language, parameters checked.

    Parameters
    ----------
    name : str
        The plan's file, or the name of one that comes along.
    plan : CommunityPlan
        The same, read.
    languages : sequence of {"zh", "en"}
    out : Path
        Folder for the pages.
    **given
        Further parameters of the template.
    """
    wanted = str(Path(name).resolve()) if plan.own else name
    stem = plan.file.rpartition(".")[0]
    pages = []
    for lang in languages:
        others = [code for code in languages if code != lang]
        href = f"{stem}.plan.{others[0]}.html" if others else ""
        parameters = checked(template("plan"), {"plan": wanted, "lang": lang, "other_href": href, **given})
        pages.append(Report(stem, lang, out / f"{stem}.plan.{lang}.html", parameters, template="plan"))
    return pages
