"""How long questions wait for a first answer."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from shequn_lab.metrics.intervals import SEED, bootstrap, deal, percentiles
from shequn_lab.metrics.survival import first_below, kaplan_meier
from shequn_lab.model import Community, Estimate
from shequn_lab.model.clock import US_PER_DAY, US_PER_HOUR, local_hours
from shequn_lab.rollups import asks, questions, threads
from shequn_lab.terms import Note, wrong_option

#: Points of the pooled waiting times at which resampled curves are read.
_GRID = 1_024
_SECOND = 1_000_000
#: Stands for a median that is not reached [s]; infinity would make the spread of the resamples undefined.
_NEVER = 1e15


@dataclass(frozen=True, repr=False)
class ReplyLatency:
    """Waiting times of questions, and what they say.

    Attributes
    ----------
    median : Estimate
        Time by which half of the questions had an answer [s].
    within_hour, within_day : Estimate
        Share answered within one hour, and within 24 hours.
    frame : DataFrame
        One row a question: ``asked_at``, ``hour`` (local, 0–23), ``seconds`` (waited, or watched in vain),
        ``answered``.
    """

    median: Estimate
    within_hour: Estimate
    within_day: Estimate
    frame: pd.DataFrame

    def __repr__(self) -> str:
        return "\n".join(str(e) for e in (self.median, self.within_hour, self.within_day))


def reply_latency(
    community: Community, *, opening_only: bool = False, hours: tuple[int, int] | None = None
) -> ReplyLatency:
    """Time from a question, or a message that names an operator, to the first answer by somebody else.

    Questions asked in the reporting window are followed to the end of what was observed. Those without an
    answer by then are censored (Kaplan–Meier), not dropped. Intervals resample the askers.

    Parameters
    ----------
    community : Community
    opening_only : bool
        Only questions that open their topic: in a topic under way, the next message need not be an answer.
    hours : (int, int), optional
        Only questions asked from the first local hour (inside) to the second (outside).

    Returns
    -------
    ReplyLatency
        Its estimates say "not measurable" where the source marks no questions or holds no threads.

    Notes
    -----
    Operators' answers count, bots' do not; operators' own questions are left out.
    """
    if hours is not None and not 0 <= hours[0] < hours[1] <= 24:
        raise wrong_option("option_hours", found=hours)
    params: dict[str, object] = {"opening_only": True} if opening_only else {}
    if hours is not None:
        params["hours"] = f"{hours[0]}–{hours[1]}"
    if not asks(community):
        return _missing(Note("note_no_questions"), params)
    if not threads(community):
        return _missing(Note("note_no_threads"), params)
    asked = questions_asked(community, opening_only=opening_only, hours=hours)
    if asked.empty:
        return _missing(Note("note_no_case"), params)
    return latency_estimates(asked, params)


def only_openers_answered(community: Community) -> bool:
    """Tell whether only questions that open a topic have a recognisable answer: the source links no replies."""
    return not {"reply_to", "event_id"} <= set(community.event_source.columns)


def _missing(reason: Note, params: dict[str, object]) -> ReplyLatency:
    empty = pd.DataFrame({name: [] for name in ("asked_at", "hour", "seconds", "answered")})
    return ReplyLatency(
        Estimate.missing("reply_latency", reason, **params),
        Estimate.missing("answered_within_hour", reason, **params),
        Estimate.missing("answered_within_day", reason, **params),
        empty,
    )


def questions_asked(
    community: Community, *, opening_only: bool = False, hours: tuple[int, int] | None = None
) -> pd.DataFrame:
    """Return the questions of the reporting window with local ``hour``, ``seconds`` waited and ``answered``."""
    asked, window = questions(community), community.window
    asked = asked[(asked["asked_at"] >= window.start_at) & (asked["asked_at"] < window.end_at)]
    if opening_only:
        asked = asked[asked["opening"]]
    watched = community.observed.end_at - asked["asked_at"]
    # What was answered after the observed days was not seen to be answered.
    answered = (asked["wait_us"] >= 0) & (asked["wait_us"] < watched)
    frame = asked.assign(
        hour=local_hours(asked["asked_at"].to_numpy(), community.timezone) % 24,
        seconds=asked["wait_us"].where(answered, watched) / _SECOND,
        answered=answered,
    )
    return frame if hours is None else frame[frame["hour"].between(hours[0], hours[1] - 1)]


def latency_estimates(asked: pd.DataFrame, params: dict[str, object]) -> ReplyLatency:
    """Measure waits of some of the rows of :func:`questions_asked`, at least one."""
    seconds, answered = asked["seconds"].to_numpy(), asked["answered"].to_numpy()
    curve = kaplan_meier(seconds, answered)
    steps = np.array([US_PER_HOUR, US_PER_DAY]) / _SECOND
    grid = np.unique(np.r_[np.quantile(seconds, np.linspace(0, 1, _GRID), method="higher"), steps])
    median_ends, share_ends = _resampled(asked, grid, steps)
    method = "Kaplan–Meier, bootstrap over askers"
    n, k = len(asked), int(answered.sum())
    value = first_below(curve["time"], curve["value"])
    note = Note("") if np.isfinite(value) else Note("note_not_reached")
    median = Estimate("reply_latency", value, *median_ends, n, k, method, params=params, note=note)
    ids = ("answered_within_hour", "answered_within_day")
    within_hour, within_day = (
        _answered_by(curve, step, ends, replace(median, id=id, k=int((answered & (seconds <= step)).sum())))
        for id, step, ends in zip(ids, steps, share_ends, strict=True)
    )
    shown = asked[["asked_at", "hour", "seconds", "answered"]].reset_index(drop=True)
    shown = shown.assign(asked_at=pd.to_datetime(shown["asked_at"], unit="us", utc=True))
    return ReplyLatency(median, within_hour, within_day, shown)


def _answered_by(curve: pd.DataFrame, seconds: float, ends: tuple[float, float], frame: Estimate) -> Estimate:
    share = 1 - _at(curve, seconds)
    if not np.isfinite(share):
        return replace(frame, value=np.nan, low=np.nan, high=np.nan, note=Note("note_followed_too_short"))
    return replace(frame, value=share, low=ends[0], high=ends[1], note=Note(""))


def _at(curve: pd.DataFrame, time: float) -> float:
    if curve["value"].iloc[-1] > 0 and curve["time"].iloc[-1] < time:
        return float("nan")  # nobody was watched that long
    position = int(np.searchsorted(curve["time"], time, side="right")) - 1
    return float(curve["value"].iloc[position]) if position >= 0 else 1.0


def _resampled(
    asked: pd.DataFrame, grid: npt.NDArray[np.float64], steps: npt.NDArray[np.float64]
) -> tuple[tuple[float, float], list[tuple[float, float]]]:
    """Intervals of the median and of the shares answered, from curves resampled on a grid of times."""
    _, asker = np.unique(asked["member"], return_inverse=True)
    group = deal(int(asker.max()) + 1, SEED)[asker]
    bins = np.searchsorted(grid, asked["seconds"], side="left")
    shape = (int(group.max()) + 1, grid.size)
    ended, gone = np.zeros(shape), np.zeros(shape)
    np.add.at(ended, (group, bins), asked["answered"].to_numpy(dtype=float))
    np.add.at(gone, (group, bins), 1.0)

    def curves(ends: npt.NDArray[np.float64], all_: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        at_risk = np.cumsum(all_[:, ::-1], axis=1)[:, ::-1]
        hazard = np.divide(ends, at_risk, out=np.zeros_like(ends), where=at_risk > 0)
        left = np.cumprod(1 - hazard, axis=1)
        half = left <= 0.5
        median = np.where(half.any(axis=1), grid[half.argmax(axis=1)], _NEVER)
        return np.column_stack([median, 1 - left[:, np.searchsorted(grid, steps)]])

    drawn = bootstrap((ended, gone), curves, seed=SEED, n_resamples=1_000).replicates
    low, high = percentiles(drawn)
    # A resampled curve that never falls to one half has no median: the interval is open there.
    ends = [(float(a), float(b)) for a, b in zip(low, high, strict=True)]
    median = (ends[0][0], ends[0][1] if ends[0][1] < _NEVER / 2 else float("nan"))
    return median, ends[1:]
