"""What the rerun notebook calls: one method for each of its cells."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import yaml

from shequn_lab.cases import Rerun, load_case, rerun
from shequn_lab.reports import rerun_sections
from shequn_lab.reports.blocks import Block, Facts, Heading, Markup, Paragraph, Section, joined
from shequn_lab.reports.parameters import checked, template
from shequn_lab.reports.render import Report
from shequn_lab.simulate.run import MODEL_VERSION
from shequn_lab.terms import in_language, language, say, set_language, wrong_option
from shequn_lab.terms.formats import number


class RerunPage:
    """A page on many runs of one case.

    Parameters
    ----------
    case : str
        Id of a case, or a case file.
    language : {"zh", "en"}
    seeds, jobs : int
        As for :func:`shequn_lab.cases.rerun`.
    set : mapping or str
        Parameters fixed; as text ``name=value`` with spaces between.
    cache : str
        Folder of earlier runs; empty for the user's own.
    other_href : str
        Address of the same page in the other language; empty for none.
    """

    def __init__(
        self,
        case: str,
        *,
        language: str = "zh",
        seeds: int = 200,
        jobs: int = 1,
        set: Mapping[str, Any] | str = "",
        cache: str = "",
        other_href: str = "",
    ) -> None:
        set_language(language)
        given = settings(set.split()) if isinstance(set, str) else dict(set)
        folder = Path(cache) if cache else None
        self.result: Rerun = rerun(load_case(case), seeds=seeds, jobs=jobs, set=given, cache=folder)
        self._other_href = other_href

    def heading(self) -> Block:
        """Title and what this is."""
        case, result = self.result.case, self.result
        with in_language("en" if language() == "zh" else "zh"):
            other = say("report_this_language")
        lede = say(
            "rerun_lede",
            n=number(result.n_runs),
            ranges=len(result.ranges),
            days=case.baseline.n_days,
            scale=number(case.scale),
        )
        running = say("case_heading", number=case.number, title=case.title)
        title = rerun_sections.title(result)
        return Heading(running, title, lede, say("report_synthetic"), other, self._other_href)

    def story(self) -> Block:
        """Tell the case and what was fixed."""
        case = self.result.case
        told: list[Block] = [Section("case", say("case_short"), say("case_short")), Paragraph(str(case.story))]
        if self.result.set:
            fixed = "`" + "  ".join(f"{name}={value}" for name, value in self.result.set.items()) + "`"
            told.append(Paragraph(say("rerun_fixed", fixed=fixed), premise=say("premise")))
        return Markup(tuple(told))

    def overview(self) -> Block:
        """Every claim against where the runs put it."""
        return rerun_sections.overview(self.result)

    def readings(self) -> Block:
        """Each reading: distribution, and what moves it."""
        return rerun_sections.readings(self.result)

    def ranges(self) -> Block:
        """List the ranges as they were stated beforehand."""
        return rerun_sections.ranges(self.result)

    def methods(self) -> Block:
        """How it was computed, and what it does not say."""
        n = self.result.alone["seed"].nunique()
        body = joined(say("rerun_methods_draws"), say("rerun_methods_alone", seeds=n), say("rerun_methods_limits"))
        return Markup((Section("methods", say("sec_methods"), say("sec_methods"), "4"), Paragraph(body)))

    def provenance(self) -> Block:
        """With what the page was made."""
        version = metadata.version("shequn-lab")
        versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("numpy", "pandas", "scipy"))
        rows = {
            "prov_data": f"`{self.result.case.id}.yaml`",
            "rerun_seeds": say("rerun_seeds_from", seed=self.result.case.seed, n=number(self.result.n_runs)),
            "prov_versions": f"shequn-lab {version}, {say('rerun_model', version=MODEL_VERSION)}, "
            f"Python {platform.python_version()}, {versions}",
            "prov_made": dt.date.today().isoformat(),
        }
        head = Section("provenance", say("sec_provenance"), say("sec_provenance"), "5")
        return Markup((head, Facts([(say(key), value) for key, value in rows.items()])))


def planned_pages(case: str, name: str, languages: Sequence[str], out: Path, **given: Any) -> list[Report]:
    """Plan the pages of a rerun, one for each language, parameters checked.

    Parameters
    ----------
    case : str
        Id of a case, or a case file.
    name : str
        The case's id.
    languages : sequence of {"zh", "en"}
    out : Path
        Folder for the pages.
    **given
        Further parameters of the template.
    """
    path = Path(case)
    wanted = str(path.resolve()) if path.is_file() else case
    pages = []
    for lang in languages:
        others = [code for code in languages if code != lang]
        href = f"{name}.rerun.{others[0]}.html" if others else ""
        parameters = checked(template("rerun"), {"case": wanted, "lang": lang, "other_href": href, **given})
        page = Report(name, lang, out / f"{name}.rerun.{lang}.html", parameters, template="rerun")
        pages.append(page)
    return pages


def settings(pairs: list[str]) -> dict[str, Any]:
    """Read ``name=value``, the value as YAML has it: a number, a list, a text.

    Raises
    ------
    OptionError
        For words that are no such pair.
    """
    found = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        try:
            found[name.strip()] = yaml.safe_load(value)
        except yaml.YAMLError:
            equals = ""
        if not equals or not name.strip():
            raise wrong_option("case_setting", found=repr(pair))
    return found
