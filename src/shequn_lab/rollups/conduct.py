"""How members conduct themselves: talk hour by hour, texts posted again and again, messages recalled."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from shequn_lab.model import clock
from shequn_lab.model.community import Community
from shequn_lab.model.schema import MESSAGE_KINDS
from shequn_lab.rollups.scan import Batch, operator_rows, scan
from shequn_lab.rollups.tally import Flags

Counts = npt.NDArray[np.int64]
_NO_PLACE = -1


def talk_hours(community: Community, n_busiest: int) -> pd.DataFrame:
    """Members' messages in each local hour of each group in which there were any; kept.

    Parameters
    ----------
    community : Community
    n_busiest : int
        How many accounts are told apart from the others.

    Returns
    -------
    DataFrame
        ``day`` (number of the local day), ``hour`` (0–23), ``messages`` and ``busiest`` (those of the `n_busiest`
        accounts that wrote most in that hour and group). Operators are left out; where the source names no groups,
        all is one.
    """
    return community.remember(("talk_hours", n_busiest), lambda: _talk_hours(community, n_busiest))


def _talk_hours(community: Community, n_busiest: int) -> pd.DataFrame:
    placed = "place_id" in community.event_source.columns
    operators, codes = operator_rows(community), _Codes()
    parts = [pd.DataFrame({name: np.zeros(0, dtype=np.int64) for name in ("place", "hour", "member", "n")})]
    for batch in scan(community, ["place_id"] if placed else []):
        hour = clock.local_hours(batch.at, community.timezone)
        says = _observed(community, hour) & batch.of(MESSAGE_KINDS) & ~operators[batch.member]
        place = codes.of(batch.others["place_id"])[says] if placed else np.full(int(says.sum()), _NO_PLACE)
        frame = pd.DataFrame({"place": place, "hour": hour[says], "member": batch.member[says].astype(np.int64)})
        parts.append(frame.groupby(["place", "hour", "member"]).size().rename("n").reset_index())
    # Batches may meet inside an hour.
    written = pd.concat(parts).groupby(["place", "hour", "member"])["n"].sum()
    cells = written.sort_values(ascending=False, kind="stable").groupby(level=["place", "hour"])
    busiest = cells.head(n_busiest).groupby(level=["place", "hour"]).sum()
    found = pd.DataFrame({"messages": cells.sum(), "busiest": busiest}).reset_index()
    hour = found["hour"].to_numpy(np.int64)
    return found[["messages", "busiest"]].assign(day=hour // 24, hour=hour % 24)


class _Codes:
    """Words as numbers that are the same in every batch; −1 for none."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def of(self, column: pa.Array) -> Counts:
        words = column.cast(pa.string()).dictionary_encode()
        common = [self._known.setdefault(word, len(self._known)) for word in words.dictionary.to_pylist()]
        indices = pc.fill_null(words.indices, len(common)).to_numpy()
        return np.array([*common, _NO_PLACE], dtype=np.int64)[indices]


def _observed(community: Community, hour: Counts) -> Flags:
    observed = community.observed
    return np.asarray((hour >= 24 * observed.first) & (hour < 24 * observed.stop), dtype=np.bool_)


def in_window(community: Community, batch: Batch) -> Flags:
    """Mark the events of a batch that lie in the reporting window."""
    window = community.window
    return np.asarray((batch.at >= window.start_at) & (batch.at < window.end_at), dtype=np.bool_)


def recalls(community: Community) -> tuple[Counts, Counts]:
    """Messages recalled by each member in the reporting window, and messages written, bots apart."""
    bots, n_members = operator_rows(community, bots_only=True), len(community.members)
    taken_back, written = np.zeros(n_members, dtype=np.int64), np.zeros(n_members, dtype=np.int64)
    for batch in scan(community):
        live = in_window(community, batch) & ~bots[batch.member]
        taken_back += np.bincount(batch.member[live & batch.of(("recall",))], minlength=n_members)
        written += np.bincount(batch.member[live & batch.of(MESSAGE_KINDS)], minlength=n_members)
    return taken_back, written


def repeats(community: Community, *, n_chars: int, n_times: int) -> tuple[Counts, Counts]:
    """Messages of each member in the reporting window whose text they posted often on one day, and all with a text.

    Parameters
    ----------
    community : Community
        Its events have a text.
    n_chars : int
        Shorter texts are not looked at: thanks and yes are said often.
    n_times : int
        How often on one local day, in whatever groups.

    Returns
    -------
    tuple of int arrays of shape (n_members,)
        Operators' are 0. Space at the ends and case make no difference.
    """
    operators, n_members = operator_rows(community), len(community.members)
    written = np.zeros(n_members, dtype=np.int64)
    parts = [pd.DataFrame({"member": np.zeros(0, np.int64), "day": np.zeros(0, np.int64), "text": np.zeros(0, "u8")})]
    for batch in scan(community, ["text"]):
        texts = pc.utf8_lower(pc.utf8_trim_whitespace(batch.others["text"].cast(pa.string())))
        says = in_window(community, batch) & batch.of(MESSAGE_KINDS) & ~operators[batch.member]
        says &= texts.is_valid().to_numpy(zero_copy_only=False)
        written += np.bincount(batch.member[says], minlength=n_members)
        says &= pc.fill_null(pc.greater_equal(pc.utf8_length(texts), n_chars), False).to_numpy(zero_copy_only=False)
        words = texts.filter(pa.array(says)).to_numpy(zero_copy_only=False).astype(object)
        day = clock.local_days(batch.at[says], community.timezone).astype(np.int64)
        member = batch.member[says].astype(np.int64)
        parts.append(pd.DataFrame({"member": member, "day": day, "text": pd.util.hash_array(words)}))
    alike = pd.concat(parts).groupby(["member", "day", "text"]).size()
    often = alike[alike >= n_times].groupby(level="member").sum()
    repeated = np.zeros(n_members, dtype=np.int64)
    repeated[often.index.to_numpy(np.int64)] = often.to_numpy(np.int64)
    return repeated, written
