"""From a scenario and a seed to a community, in memory or straight to its folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from shequn_lab.model import Community, Provenance, build_community
from shequn_lab.simulate import assemble
from shequn_lab.simulate.followers import followers
from shequn_lab.simulate.invitations import Invitations
from shequn_lab.simulate.leads import Leads
from shequn_lab.simulate.names import named
from shequn_lab.simulate.questionnaires import ITEMS, AnswerSheets
from shequn_lab.simulate.scenario import Scenario
from shequn_lab.simulate.story import Story, gathered
from shequn_lab.simulate.streams import checked_seed
from shequn_lab.simulate.truth import planted, truth
from shequn_lab.simulate.work import workers
from shequn_lab.simulate.world import World, world
from shequn_lab.storage import CommunityWriter

#: Raised when the same scenario and seed begin to give other tables.
MODEL_VERSION = 2
SOURCE = "shequn_lab.simulate"


@dataclass(frozen=True)
class Simulated:
    """A community and what was planted in it, kept apart.

    Attributes
    ----------
    community : Community
    truth : DataFrame
        One row for each member; see :func:`shequn_lab.simulate.truth.truth`.
    planted : DataFrame
        Figures that follow from the scenario; see :func:`shequn_lab.simulate.truth.planted`.
    """

    community: Community
    truth: pd.DataFrame
    planted: pd.DataFrame


def simulate(scenario: Scenario, *, seed: int, jobs: int = 1) -> Community:
    """Simulate a community.

    Parameters
    ----------
    scenario : Scenario
    seed : int
        0 to 2³² − 1. The same scenario and seed give the same tables.
    jobs : int
        Processes to use beside this one; 1 for none. It does not change the tables.

    Returns
    -------
    Community
        Marked as synthetic; roster complete; all simulated days observed.

    Raises
    ------
    OptionError
        If the seed is not such a number.

    Examples
    --------
    >>> from shequn_lab.simulate import Scenario, simulate
    >>> community = simulate(Scenario(n_days=14, n_founders=50), seed=1)
    >>> community.synthetic, community.observed.n_days
    (True, 14)
    """
    return simulate_with_truth(scenario, seed=seed, jobs=jobs).community


def simulate_with_truth(scenario: Scenario, *, seed: int, jobs: int = 1) -> Simulated:
    """Simulate a community and return the planted truth beside it.

    Parameters and errors as for :func:`simulate`.
    """
    story = Story(world(scenario, seed=checked_seed(seed)))
    with workers(jobs) as worker:
        events = pa.concat_tables(story.run(worker))
    community = build_community(scenario.name, events=events, **_facts(story, events.num_rows))
    return Simulated(community, _truth(story), planted(scenario))


def simulate_into(folder: Path, scenario: Scenario, *, seed: int, jobs: int = 1) -> Path:
    """Simulate a community straight into its folder, week by week: it never sits in memory as a whole.

    Parameters and errors as for :func:`simulate` and :func:`shequn_lab.storage.save_community`; the planted truth
    is kept in ``truth/``, apart from the tables.
    """
    story, n_rows = Story(world(scenario, seed=checked_seed(seed))), 0
    with CommunityWriter(folder) as writer:
        with workers(jobs) as worker:
            for events in story.run(worker):
                writer.add(events)
                n_rows += events.num_rows
        truths = {"members": _truth(story), "planted": planted(scenario)}
        writer.complete(scenario.name, truth=truths, **_facts(story, n_rows))
    return Path(folder)


def _truth(story: Story) -> pd.DataFrame:
    return truth(story.people, story.temper, story.standing, story.names)


def _facts(story: Story, n_rows: int) -> dict[str, Any]:
    """Everything that :func:`build_community` wants beside the events."""
    scenario, seed = story.world.scenario, story.world.seed
    return {
        "members": assemble.members_table(story.people, story.names),
        **_tables(story, story.world),
        "timezone": scenario.timezone,
        "observed": scenario.window,
        "roster": "complete",
        "synthetic": True,
        "title": {"zh": scenario.title_zh, "en": scenario.title_en},
        "provenance": Provenance(
            source=SOURCE,
            reader="simulate",
            rows={"rows": n_rows, "kept": n_rows},
            settings={"model_version": MODEL_VERSION, "seed": seed, "scenario": scenario.to_mapping()},
        ),
    }


def _tables(story: Story, world: World) -> dict[str, pd.DataFrame]:
    """Return the tables that the scenario has; what it does not have is absent, not empty."""
    scenario, names, people = world.scenario, story.names, story.people
    posts = story.shelf.table()
    tables = {"posts": assemble.posts_table(posts, names)}
    if scenario.group_records:
        tables["groups"] = assemble.groups_table(story.groups, people, world)
        tables["roles"] = assemble.roles_table(story.groups, people, world, names)
    if any(scenario.activities_per_month):
        attended = gathered(story.attended, ("activity", "row", "at"))
        tables["activities"] = assemble.activities_table(world, names)
        tables["participations"] = assemble.participations_table(attended, names)
    if scenario.first_orders_per_day:
        bought = gathered(story.bought, ("row", "nth", "at"))
        tables["orders"] = assemble.orders_table(bought, people, world, names)
    if scenario.leads_per_day or scenario.leads_per_activity:
        tables["leads"] = assemble.leads_table(Leads.together(story.asked), people, names)
    if scenario.invitations_per_member:
        tables["invitations"] = assemble.invitations_table(Invitations.together(story.sent), people, names)
    if scenario.questionnaire_every_days:
        tables["questionnaires"] = _questionnaires(AnswerSheets.together(story.sheets), story)
    if scenario.n_followers or scenario.follows_per_day:
        tables["followers"] = followers(posts, world)
    return tables


def _questionnaires(sheets: AnswerSheets, story: Story) -> pd.DataFrame:
    construct, item, lowest, highest = (np.asarray(part, dtype=object) for part in zip(*ITEMS, strict=True))
    return pd.DataFrame(
        {
            "questionnaire_id": assemble.column(named("q", sheets.number - 1)),
            "respondent_id": assemble.column(story.names.members(sheets.row)),
            "item_id": item[sheets.item],
            "construct": construct[sheets.item],
            "score": sheets.score,
            "lowest": lowest[sheets.item].astype(np.int64),
            "highest": highest[sheets.item].astype(np.int64),
            "answered_at": assemble.instants(sheets.at),
            "member_id": assemble.column(story.names.members(sheets.row)),
        }
    )
