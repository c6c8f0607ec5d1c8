"""A community: its tables, what the source covered, and where it all came from."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, TypeVar

import pandas as pd

from shequn_lab.model.events import EventSource, frame_of
from shequn_lab.model.schema import OPTIONAL_TABLES, SMALL_TABLES
from shequn_lab.model.window import Window
from shequn_lab.terms import label, say, wrong_option
from shequn_lab.terms.formats import number

T = TypeVar("T")
Roster = Literal["complete", "partial", "none"]


@dataclass(frozen=True)
class Provenance:
    """Where a community came from and what was done to it at the door.

    Attributes
    ----------
    source : str
        Name of the file or of the generator; never a path.
    sha256 : str
        Checksum of that file, or empty.
    reader : str
        What read it.
    rows : mapping
        ``rows`` of the source and what became of them: ``kept``, ``system``, ``repeated``, ``rejected``.
    settings : mapping
        Choices that change the numbers: column mapping, zone, assumptions, seed.
    kinds_unknown : tuple of str
        Event kinds the house does not know; they count as interactions.
    remarks : mapping
        Things noticed at the door: message id to count.
    """

    source: str
    reader: str
    sha256: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    kinds_unknown: tuple[str, ...] = ()
    remarks: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Community:
    """Validated tables of one community. Frozen; analysis lives in functions that take it.

    Attributes
    ----------
    name : str
        Short name, also the folder's.
    title : mapping
        Title in each language (``zh``, ``en``); falls back to the name.
    members : DataFrame
        Known people, silent ones too (columns: ``model.schema.MEMBERS``).
    event_source : EventSource
        The events; :attr:`events` reads them as a frame.
    posts, groups, roles, activities, participations, orders : DataFrame or None
        Further tables (columns: ``model.schema``); ``None`` for what the source does not hold.
    leads, invitations, questionnaires, followers : DataFrame or None
    roster : {"complete", "partial", "none"}
        Whether every member is known, silent ones too.
    observed : Window
        Whole local days the source covers.
    coverage_stated : bool
        False when `observed` was inferred from the first and last event: its two edge days are then part-filled.
    window : Window
        The reporting window inside `observed`.
    synthetic : bool
        True for simulated people.
    assume_first_seen_is_join : bool
        Whether a member without a known joining is taken to have joined with the first interaction.
    run_in_days : int
        Under that assumption, members first seen this early may be old ones and stay out of cohorts [days].
    interactions : tuple of str or None
        Kinds that make a member active; ``None`` for the house's rule (``model.schema.INTERACTION_KINDS`` and
        every kind the house does not know).
    provenance : Provenance
    """

    name: str
    members: pd.DataFrame
    event_source: EventSource
    observed: Window
    window: Window
    provenance: Provenance
    posts: pd.DataFrame | None = None
    groups: pd.DataFrame | None = None
    roles: pd.DataFrame | None = None
    activities: pd.DataFrame | None = None
    participations: pd.DataFrame | None = None
    orders: pd.DataFrame | None = None
    leads: pd.DataFrame | None = None
    invitations: pd.DataFrame | None = None
    questionnaires: pd.DataFrame | None = None
    followers: pd.DataFrame | None = None
    roster: Roster = "none"
    coverage_stated: bool = True
    synthetic: bool = False
    assume_first_seen_is_join: bool = False
    run_in_days: int = 30
    interactions: tuple[str, ...] | None = None
    title: Mapping[str, str] = field(default_factory=dict)
    _memo: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def timezone(self) -> str:
        """IANA name of the zone whose clock makes the days."""
        return self.observed.timezone

    @cached_property
    def events(self) -> pd.DataFrame:
        """All events as a frame, in the order of time."""
        return frame_of(self.event_source)

    @property
    def whole(self) -> Window:
        """The observed days that are fully covered: without the edges when coverage was inferred.

        A source of one or two days has no other days to fall back on and keeps them.
        """
        if self.coverage_stated or self.observed.n_days < 3:
            return self.observed
        day = dt.timedelta(days=1)
        return Window(self.observed.start + day, self.observed.end - day, self.timezone)

    def between(self, start: dt.date | str, end: dt.date | str) -> Community:
        """Report on `start` (inside) to `end` (outside); what is observed stays as it is.

        Raises
        ------
        OptionError
            If that reaches outside the observed days.
        """
        window = Window(start, end, self.timezone)  # type: ignore[arg-type]
        if not self.observed.holds(window):
            raise wrong_option(
                "option_outside",
                start=window.start,
                end=window.end,
                first=self.observed.start,
                stop=self.observed.end,
            )
        return replace(self, window=window)

    def assuming_first_seen_is_join(self, run_in_days: int = 30) -> Community:
        """Take the first interaction of a member without a known joining as the joining."""
        if run_in_days < 0:
            raise wrong_option("option_days", name="run_in_days", found=run_in_days, least=0)
        # Joins change with the assumption, so nothing remembered may be shared.
        return replace(self, assume_first_seen_is_join=True, run_in_days=run_in_days, _memo={})

    def remember(self, key: Any, compute: Callable[[], T]) -> T:
        """Compute once for this community and keep, whatever the reporting window."""
        if key not in self._memo:
            self._memo[key] = compute()
        found: T = self._memo[key]
        return found

    def remembers(self, key: Any) -> bool:
        """Tell whether something was computed and kept under `key`."""
        return key in self._memo

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables that are there, the events apart, by name."""
        found = {table.name: getattr(self, table.name) for table in SMALL_TABLES}
        return {name: frame for name, frame in found.items() if frame is not None}

    def caption(self) -> str:
        """Title in the language in force, falling back to the name."""
        from_title = self.title.get(say("language_code"), "")
        return from_title or self.name

    def describe(self) -> pd.DataFrame:
        """Say what is there: one row for each fact, in the language in force."""
        events = self.event_source
        facts = {
            "origin": say(f"origin_{self.origin}"),
            "members": number(len(self.members)),
            "events": number(events.n_rows),
            **{name: number(len(frame)) for name, frame in self.tables().items() if name != "members"},
            "joins": self._joins_said(),
            "roster": say(f"roster_{self.roster}"),
            "observed": str(self.observed) + ("" if self.coverage_stated else f" · {say('coverage_inferred')}"),
            "window": str(self.window),
            "absent": self._absent_said(),
            "source": self.provenance.source,
        }
        rows = {label(f"fact_{key}"): value for key, value in facts.items()}
        return pd.DataFrame({label("fact_value"): rows}).rename_axis(label("fact"))

    @property
    def origin(self) -> Literal["synthetic", "imported", "frame"]:
        """Whether its people are simulated, came through a reader, or stood in a frame with ids as given."""
        if self.synthetic:
            return "synthetic"
        return "frame" if self.provenance.settings.get("pseudonyms") is False else "imported"

    def _absent_said(self) -> str:
        names = [label(f"fact_{table.name}") for table in OPTIONAL_TABLES if getattr(self, table.name) is None]
        return say("list_comma").join(names) or say("nothing")

    def _joins_said(self) -> str:
        known = number(int(self.members["joined_on"].notna().sum())) if self.knows_joins else say("absent")
        return known if not self.assume_first_seen_is_join else say("joins_assumed", known=known)

    @property
    def knows_joins(self) -> bool:
        """True when the source says of at least one member when they joined."""
        return "joined_on" in self.members and bool(self.members["joined_on"].notna().any())

    @property
    def knows_roles(self) -> bool:
        """True when the source tells operators from members."""
        return "role" in self.members and bool(self.members["role"].notna().any())

    def __repr__(self) -> str:
        facts = self.describe().iloc[:, 0]
        width = max(len(name) for name in facts.index)
        return f"Community {self.caption()}\n" + "\n".join(f"  {k:<{width}}  {v}" for k, v in facts.items())

    def _repr_html_(self) -> str:
        head = "text-align:left;padding:2px 16px 2px 0;font-weight:400;color:#545D69"
        rows = "".join(
            f'<tr><th style="{head}">{html.escape(k)}</th>'
            f'<td style="text-align:left;padding:2px 0">{html.escape(v)}</td></tr>'
            for k, v in self.describe().iloc[:, 0].items()
        )
        return (
            '<div style="border-top:2px solid #1C2430;max-width:42em;padding:6px 0">'
            f'<b>{html.escape(self.caption())}</b><table style="border-collapse:collapse">{rows}</table></div>'
        )
