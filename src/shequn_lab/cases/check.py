"""From the plain values of a case file to a :class:`Case`; everything wrong is told at once, one line each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from shequn_lab.cases import parts
from shequn_lab.cases.case import Case, Claim, Compare, Question, Range, Reading, Source
from shequn_lab.cases.measuring import FIGURES, takes
from shequn_lab.cases.plain import SHORT, CaseError, PlainValues, Reader
from shequn_lab.errors import Problem
from shequn_lab.simulate import Scenario, ScenarioError
from shequn_lab.terms import LANGUAGES

_NUMBER = re.compile(r"C\d+")


def case_from(content: Any, *, name: str) -> Case:
    """Make a case from what stands in its file.

    Parameters
    ----------
    content : mapping
        As YAML holds it; the keys are those of :class:`Case`, with ``scenario`` for the baseline and ``treated`` for
        what the treated scenario has otherwise.
    name : str
        The file's name without its ending; the case's own id.

    Raises
    ------
    CaseError
        With every problem.
    """
    check = _Check(name)
    case = check.case(content)
    if check.problems or case is None:
        raise CaseError(check.problems)
    return case


class _Check(PlainValues):
    """Collects problems while it turns plain values into the parts of a case."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}.yaml")
        self.name = name
        self.sources: dict[str, Source] = {}

    # -- the case and its parts

    def case(self, given: Any) -> Case | None:
        before = len(self.problems)
        plain = given if isinstance(given, Mapping) else {}
        # Other parts refer to these.
        self.sources = {source.id: source for source in self.many(self.source)("sources", plain.get("sources", []))}
        baseline = self.scenario("scenario", plain.get("scenario", {}), plain)
        del self.problems[before:]
        self.n_days = baseline.n_days if baseline else 0
        found = self.keys(
            "",
            given,
            {
                "id": self.own_name,
                "number": self.course_number,
                "title": self.words,
                "story": self.words,
                "did": self.many(self.words),
                "sources": self.many(self.source),
                "scale": self.whole,
                "scale_words": self.words,
                "seed": self.whole,
                "scenario": lambda where, value: self.scenario(where, value, plain),
                "treated": lambda where, value: self.treated(where, value, baseline),
                "ranges": self.many(lambda where, value: self.range(where, value, baseline, plain.get("treated"))),
                "claims": self.many(self.claim),
                "questions": self.many(self.question),
            },
            optional=("claims", "questions"),
        )
        self.once([told.id for told in (*found.get("claims", ()), *found.get("questions", ()))])
        self.once([r.id for told in (*found.get("claims", ()), *found.get("questions", ())) for r in told.readings])
        self.once([range_.parameter for range_ in found.get("ranges", ())])
        if not plain.get("claims") and not plain.get("questions"):
            self.wrong("claims", "nothing_told")
        if self.problems:
            return None
        return Case(baseline=found.pop("scenario"), changes=found.pop("treated"), **found)

    def once(self, names: Sequence[str]) -> None:
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.wrong(name, "twice", name=name)

    def own_name(self, where: str, given: Any) -> str | None:
        if given != self.name:
            self.wrong(where, "name", found=SHORT.repr(given), name=self.name)
        return self.text(where, given)

    def course_number(self, where: str, given: Any) -> str | None:
        if isinstance(given, str) and _NUMBER.fullmatch(given):
            return given
        self.wrong(where, "course_number", found=SHORT.repr(given))
        return None

    def source(self, where: str, given: Any) -> Source | None:
        found = self.keys(where, given, {"id": self.text, "title": self.text})
        return Source(**found) if len(found) == 2 else None

    def scenario(self, where: str, given: Any, case: Mapping[str, Any]) -> Scenario | None:
        if not isinstance(given, Mapping):
            self.wrong(where, "not_mapping", found=SHORT.repr(given))
            return None
        given_title = case.get("title")
        title: Mapping[str, Any] = given_title if isinstance(given_title, Mapping) else {}
        own = {"name": self.name} | {f"title_{lang}": synthetic(title.get(lang), lang) for lang in LANGUAGES}
        return self.built(where, lambda: Scenario.from_mapping(own | dict(given)))

    def treated(self, where: str, given: Any, baseline: Scenario | None) -> dict[str, Any] | None:
        if not isinstance(given, Mapping):
            self.wrong(where, "not_mapping", found=SHORT.repr(given))
            return None
        if baseline:
            self.built(where, lambda: baseline.replace(**given))
        return dict(given)

    def built(self, where: str, build: Callable[[], Scenario]) -> Scenario | None:
        try:
            return build()
        except ScenarioError as error:
            for p in error.problems:
                self.problems.append(Problem(self.file, f"{where}.{p.column}", "", p.found, p.remedy))
            return None

    def range(self, where: str, given: Any, baseline: Scenario | None, changes: Any) -> Range | None:
        found = self.keys(
            where,
            given,
            {
                "parameter": self.text,
                "low": self.number,
                "high": self.number,
                "within": self.one_of("both", "treated"),
                "reason": self.words,
            },
        )
        if len(found) < 5:
            return None
        range_ = Range(**found)
        if range_.parameter not in parts.known():
            self.unknown(f"{where}.parameter", "parameter", range_.parameter, parts.known())
            return None
        about = parts.known()[range_.parameter][1]
        if not about.low <= range_.low < range_.high <= about.high:
            self.wrong(where, "range", low=range_.low, high=range_.high, least=about.low, most=about.high)
        elif baseline and isinstance(changes, Mapping):
            self.inside(where, range_, baseline, changes)
        return range_

    def inside(self, where: str, range_: Range, baseline: Scenario, changes: Mapping[str, Any]) -> None:
        """Tell where a scenario's own value lies outside the range that is stated for it."""
        try:
            treated = baseline.replace(**changes)
        except ScenarioError:
            return
        for scenario in (baseline, treated) if range_.within == "both" else (treated,):
            held = parts.value(scenario, range_.parameter)
            if not range_.low <= held <= range_.high:
                self.wrong(where, "outside", parameter=range_.parameter, value=held, low=range_.low, high=range_.high)
                return

    # -- what is told

    def claim(self, where: str, given: Any) -> Claim | None:
        found = self.keys(
            where,
            given,
            {
                "id": self.text,
                "published": self.words,
                "source": self.cited,
                "undefined": self.words,
                "readings": self.many(self.reading),
                "not_mappable": self.words,
            },
            optional=("readings", "not_mappable"),
        )
        if isinstance(given, Mapping) and bool(given.get("readings")) == bool(given.get("not_mappable")):
            self.wrong(where, "read_or_not")
        for reading in found.get("readings", ()):
            if reading.value is None:
                self.wrong(where, "no_value", reading=reading.id)
        return Claim(**found) if {"id", "published", "source", "undefined"} <= set(found) else None

    def question(self, where: str, given: Any) -> Question | None:
        readers: dict[str, Reader] = {"id": self.text, "words": self.words, "readings": self.many(self.reading)}
        found = self.keys(where, given, readers, optional=("readings",))
        return Question(**found) if {"id", "words"} <= set(found) else None

    def cited(self, where: str, given: Any) -> Source | None:
        if given in self.sources:
            return self.sources[given]
        self.unknown(where, "source", str(given), self.sources)
        return None

    def reading(self, where: str, given: Any) -> Reading | None:
        found = self.keys(
            where,
            given,
            {
                "id": self.text,
                "words": self.words,
                "population": self.words,
                "metric": self.one_of(*FIGURES),
                "params": lambda _, value: value,
                "compare": self.one_of(*get_args(Compare)),
                "before": self.days,
                "after": self.days,
                "value": self.number,
                "scaled": self.flag,
            },
            optional=("params", "before", "value", "scaled"),
        )
        if not {"id", "words", "population", "metric", "compare", "after"} <= set(found):
            return None
        reading = Reading(**found)
        if (reading.before is None) == (reading.compare in ("relative", "points")):
            self.wrong(where, "before", compare=reading.compare)
        known = takes(reading.metric)
        for name in reading.params:
            if name not in known:
                self.unknown(f"{where}.params.{name}", "parameter", name, known)
        return reading


def synthetic(title: object, lang: str) -> str:
    """Say in the community's own title that it is synthetic."""
    return "" if not isinstance(title, str) else f"{title}（合成数据）" if lang == "zh" else f"{title} (synthetic data)"
