"""What members say when asked: satisfaction, whether they would recommend, and the four senses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shequn_lab.simulate.parts import SENSES
from shequn_lab.simulate.record import Arrays, People
from shequn_lab.simulate.standing import Standing
from shequn_lab.simulate.streams import Floats, Ints, normal
from shequn_lab.simulate.world import Week, World

_ITEMS_A_SENSE = 3
#: Construct, item, lowest and highest answer, in the order of the questionnaire.
ITEMS = (
    ("satisfaction", "satisfaction_1", 1, 5),
    ("recommend", "recommend_1", 0, 10),
    *((sense, f"{sense}_{n}", 1, 5) for sense in SENSES for n in range(1, _ITEMS_A_SENSE + 1)),
)
# Answers on a scale of eleven points spread twice as far as on one of five.
_RECOMMEND_SPREAD = 2.0


@dataclass(frozen=True)
class AnswerSheets(Arrays):
    """Answers: number of the questionnaire, who (row), position in ``ITEMS``, score, instant."""

    number: Ints
    row: Ints
    item: Ints
    score: Ints
    at: Ints


def no_answers() -> AnswerSheets:
    """Return no answers."""
    return AnswerSheets(*(np.zeros(0, dtype=np.int64) for _ in range(5)))


def answers(people: People, standing: Standing, world: World, week: Week) -> AnswerSheets:
    """Ask those present on the days of the week on which a questionnaire goes out."""
    every = world.scenario.questionnaire_every_days
    days = [day for day in range(week.first, week.stop) if every and day and day % every == 0]
    return AnswerSheets.together([no_answers(), *(_asked(people, standing, world, day) for day in days)])


def _asked(people: People, standing: Standing, world: World, day: int) -> AnswerSheets:
    scenario = world.scenario
    there = np.flatnonzero(people.ordinary & (people.joined_at < world.rhythm.day_starts[day]))
    u = people.draw(world.stream("attitudes"), there, 1, day)
    at = world.rhythm.within(np.full(there.size, day), u[1], people.joined_at[there], people.left_at[there])
    gives = (u[0] < scenario.answer_share) & people.there(there, at)
    row, at = there[gives], at[gives]
    # A member's attitude lasts; what is added to it differs from item to item.
    attitude = scenario.attitude_sigma * normal(people.draw(world.stream("attitudes"), row)[0])
    attitude = attitude + scenario.belonging_answer_effect * standing.belonging[row]
    who, item = np.repeat(np.arange(row.size), len(ITEMS)), np.tile(np.arange(len(ITEMS)), row.size)
    noise = scenario.item_sigma * normal(people.draw(world.stream("answers"), row[who], day, item)[0])
    lowest, highest = (np.asarray([entry[i] for entry in ITEMS])[item] for i in (2, 3))
    spread = np.where(highest > 5, _RECOMMEND_SPREAD, 1.0)
    score = np.clip(np.round(_means(world)[item] + spread * (attitude[who] + noise)), lowest, highest)
    number = np.full(who.size, day // scenario.questionnaire_every_days)
    return AnswerSheets(number, row[who], item, score.astype(np.int64), at[who])


def _means(world: World) -> Floats:
    scenario = world.scenario
    senses = np.repeat(np.asarray(scenario.sense_means), _ITEMS_A_SENSE)
    return np.concatenate([[scenario.satisfaction_mean, scenario.recommend_mean], senses])
