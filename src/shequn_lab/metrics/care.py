"""How a community looks after its members: operators, fixtures, welcome, mutual help, and groups beside each other."""

from __future__ import annotations

from typing import cast

import numpy as np
import pyarrow as pa

from shequn_lab.metrics.activity import members_there
from shequn_lab.metrics.content import column_reason, posts_in_window
from shequn_lab.metrics.intervals import SEED, Floats, bootstrap, deal
from shequn_lab.metrics.parts import Parts, roster_reason, table_reason
from shequn_lab.metrics.retention import in_cohorts, unmeasurable
from shequn_lab.model import Community, Estimate, clock
from shequn_lab.model.schema import MESSAGE_KINDS
from shequn_lab.rollups import activity, asks, exchanges, instants, joins, operator_rows, tenure, threads
from shequn_lab.rollups.scan import scan
from shequn_lab.terms import Note

_MONDAY = 3
#: A group with fewer writers than this is not compared with its siblings.
FEWEST_WRITERS = 10


def operator_share(community: Community) -> Estimate:
    """Owners and admins ÷ everybody present on the last day of the window, bots apart.

    Returns
    -------
    Estimate
        Wilson interval; not measurable without a complete roster, or where roles are not recorded.
    """
    id = "operator_share"
    if not community.knows_roles:
        return Estimate.missing(id, Note("note_no_roles"))
    if reason := roster_reason(community):
        return Estimate.missing(id, reason)
    there = members_there(community, "end") & ~operator_rows(community, bots_only=True)
    return Parts(id, there & operator_rows(community), there).estimate()


def activity_week_share(community: Community) -> Estimate:
    """Share of the full weeks of the window, from Monday on, in which at least one activity began.

    Returns
    -------
    Estimate
        Wilson interval; `n` weeks.
    """
    id = "activity_week_share"
    if reason := table_reason(community, "activities"):
        return Estimate.missing(id, reason)
    window, whole = community.window, community.whole
    first = -(-(max(window.first, whole.first) + _MONDAY) // 7)
    n_weeks = (min(window.stop, whole.stop) + _MONDAY) // 7 - first
    if n_weeks < 1:
        return Estimate(id, np.nan, note=Note("note_no_case"), of="weeks")
    table = cast("pa.Table", community.activities)
    days = clock.local_days(instants(table["starts_at"]), community.timezone).astype(np.int64)
    weeks = (days + _MONDAY) // 7 - first
    held = np.bincount(weeks[(weeks >= 0) & (weeks < n_weeks)], minlength=n_weeks) > 0
    return Parts(id, held, np.ones(n_weeks), of="weeks").estimate()


def newcomer_spoke_share(community: Community, *, within_days: int = 7) -> Estimate:
    """Share of the joiners of the window who wrote on their joining day or in the days after it.

    Parameters
    ----------
    community : Community
    within_days : int
        Days after the joining day; who could not be followed that long is in neither part.

    Returns
    -------
    Estimate
        Wilson interval; not measurable without joining dates.
    """
    id, params = "newcomer_spoke_share", {"n": within_days}
    if reason := unmeasurable(community, "calendar"):
        return Estimate.missing(id, reason, **params)
    life, matrix, joined = tenure(community), activity(community, kinds="speaking"), joins(community)
    eligible = in_cohorts(community) & (life.followed >= within_days)
    ages = matrix.days.astype(np.int64) + matrix.first_day - joined.day[matrix.rows]
    spoke = np.zeros(eligible.size, dtype=bool)
    spoke[matrix.rows[(ages >= 0) & (ages <= within_days)]] = True
    return Parts(id, spoke & eligible, eligible, params=params, excluded=life.excluded).estimate()


def peer_answer_share(community: Community) -> Estimate:
    """Share of the answers to questions that came from members, not from operators.

    Returns
    -------
    Estimate
        Answers given in the window, bots' left out; bootstrap over those who answered.
    """
    id = "peer_answer_share"
    if not community.knows_roles:
        return Estimate.missing(id, Note("note_no_roles"))
    if not asks(community):
        return Estimate.missing(id, Note("note_no_questions"))
    if not threads(community):
        return Estimate.missing(id, Note("note_no_threads"))
    found, window = exchanges(community), community.window
    counted = found.to_question & (found.at >= window.start_at) & (found.at < window.end_at)
    given = np.bincount(found.source[counted], minlength=len(community.members))
    given[operator_rows(community, bots_only=True)] = 0
    return Parts(id, np.where(operator_rows(community), 0, given), given, form="ratio").estimate()


def value_share(community: Community) -> Estimate:
    """Share of the posts of a known category that are of value to members: tips, knowledge, own works.

    Returns
    -------
    Estimate
        Categories value and ugc ÷ all posts of a known category; Wilson interval.
    """
    id = "value_share"
    if reason := column_reason(community, "category"):
        return Estimate.missing(id, reason)
    category = posts_in_window(community)["category"]
    known = category.notna().to_numpy(bool)
    left_out = {"excluded_no_category": int((~known).sum())}
    return Parts(id, category.isin(["value", "ugc"]).to_numpy(bool), known, of="posts", excluded=left_out).estimate()


def group_variation(community: Community) -> Estimate:
    """Coefficient of variation between sibling groups of messages per writer in the window.

    Returns
    -------
    Estimate
        0 where a member of any group writes as much as one of another; bootstrap over members. Groups with fewer
        than ten writers are left out and counted; needs two others.
    """
    id = "group_variation"
    if "place_id" not in community.event_source.columns:
        return Estimate.missing(id, Note("note_no_groups"))
    counts = _messages_by_group(community)
    compared = (counts > 0).sum(axis=0) >= FEWEST_WRITERS
    left_out = {"excluded_small_groups": int((~compared).sum())} if not compared.all() else {}
    if compared.sum() < 2:
        return Estimate(id, np.nan, note=Note("note_no_groups"), excluded=left_out)
    counts = counts[:, compared]
    groups = deal(len(counts), SEED)
    sums = [np.zeros((groups.max() + 1, compared.sum())) for _ in range(2)]
    for table, part in zip(sums, (counts, counts > 0), strict=True):
        np.add.at(table, groups, part)
    value = float(_variation(*(table.sum(axis=0)[None, :] for table in sums))[0])
    drawn = bootstrap(sums, _variation, seed=SEED)
    n, low, high = int((counts.sum(axis=1) > 0).sum()), float(drawn.low[0]), float(drawn.high[0])
    return Estimate(id, value, low, high, n=n, method="bootstrap over members", excluded=left_out)


def _variation(messages: Floats, writers: Floats) -> Floats:
    rate = np.divide(messages, writers, out=np.zeros_like(messages), where=writers > 0)
    mean = rate.mean(axis=1)
    return np.divide(rate.std(axis=1, ddof=1), mean, out=np.full_like(mean, np.nan), where=mean > 0)


def _messages_by_group(community: Community) -> np.ndarray:
    """Messages of each plain member in each group, shape (n_members, n_groups)."""
    member, place = [np.zeros(0, dtype=np.int64)], [pa.array([], pa.string())]
    for batch in scan(community, ["place_id"]):
        at = batch.at
        kept = batch.of(MESSAGE_KINDS) & (at >= community.window.start_at) & (at < community.window.end_at)
        kept &= ~operator_rows(community)[batch.member]
        member.append(batch.member[kept].astype(np.int64))
        place.append(batch.others["place_id"].cast(pa.string()).filter(pa.array(kept)))
    names = pa.chunked_array(place).combine_chunks().dictionary_encode()
    known = names.is_valid().to_numpy(zero_copy_only=False)
    codes = names.indices.drop_null().to_numpy()
    found = np.zeros((len(community.members), len(names.dictionary)), dtype=np.int64)
    np.add.at(found, (np.concatenate(member)[known], codes), 1)
    return found
