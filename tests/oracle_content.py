"""Content once more, one post at a time: rates, promotion, pushes, totals, questionnaires."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

from oracle import OPERATORS, days_of, inside, local_day, whole, window
from oracle_tables import Post, Shop

COUNTS = ("likes", "comments", "shares")


def posts(s: Shop, of: str = "all") -> list[Post]:
    """Posts of the reporting window."""
    assert s.posts is not None
    whose: dict[str, Callable[[Post], bool]] = {
        "all": lambda p: True,
        "operator": lambda p: p.by_operator,
        "member": lambda p: not p.by_operator,
    }
    return [p for p in s.posts if inside(local_day(s.w, p.at), window(s.w)) and whose[of](p)]


def recorded(s: Shop, name: str) -> bool:
    """Reading: a column that holds nothing in the whole source is not recorded."""
    return any(getattr(p, name) is not None for p in s.posts or ())


def rate(s: Shop, per: str = "reach", of: str = "all", kinds: tuple[str, ...] = COUNTS) -> tuple[float, float] | None:
    """Sums above and below the line; None where it is not measurable."""
    kinds = tuple(k for k in kinds if recorded(s, k))
    if not kinds or not recorded(s, per):
        return None
    top = bottom = 0
    for p in posts(s, of):
        counts = [getattr(p, k) for k in kinds]
        # Reading: a post of which one count is missing while others have it is left out, like one without reach.
        if getattr(p, per) is not None and None not in counts:
            top, bottom = top + sum(counts), bottom + getattr(p, per)
    return top, bottom


def promotion(s: Shop, of: str = "operator", days: list[dt.date] | None = None) -> tuple[int, int]:
    """Promotional posts and posts. Reading: a post whose category nobody knows is in neither part."""
    found = [p for p in posts(s, of) if p.category and (days is None or local_day(s.w, p.at) in days)]
    return sum(p.category == "promotion" for p in found), len(found)


def ugc(s: Shop) -> tuple[int, int]:
    """Members' own works and posts. Reading: an operator who posts a member's work again makes no UGC."""
    found = [p for p in posts(s) if p.category]
    return sum(p.category == "ugc" and not p.by_operator for p in found), len(found)


def longest_run(s: Shop) -> float:
    """Longest run of promotion-only days; NaN if operators posted nothing."""
    longest = run = seen = 0
    for day in days_of(window(s.w)):
        k, n = promotion(s, days=[day])
        run = run + 1 if n and k == n else 0
        longest, seen = max(longest, run), seen + n
    return longest if seen else math.nan


def pushes(s: Shop) -> dict[dt.date, int]:
    """Broadcasts of each whole day of the window. Reading: neither chat (answers) nor notices (welcomes)."""
    full = [d for d in days_of(window(s.w)) if inside(d, whole(s.w))]
    pushed = [p for p in posts(s, "operator") if p.category and p.category not in ("chat", "notice")]
    return {d: sum(local_day(s.w, p.at) == d for p in pushed) for d in full}


def total(s: Shop, name: str) -> float:
    return sum(getattr(p, name) for p in posts(s) if getattr(p, name) is not None)


def written(s: Shop, category: str | None = None) -> dict[str, int]:
    """Members' posts by author. Reading: by_operator decides who publishes."""
    found: dict[str, int] = {}
    for p in posts(s, "member"):
        if p.author is not None and (category is None or p.category == category):
            found[p.author] = found.get(p.author, 0) + 1
    return found


def answers(s: Shop, construct: str = "satisfaction") -> dict[str, list[float]]:
    """Answers of the window by respondent, operators' and skipped ones left out."""
    role = {p.id: p.role for p in s.w.people}
    asked = [a for a in s.answers or () if a.construct == construct]
    # Reading: where no answer is dated, the questionnaire is taken as a whole; otherwise undated ones are left out.
    dated = any(a.at is not None for a in asked)
    found: dict[str, list[float]] = {}
    for a in asked:
        if a.score is None or (a.who and role[a.who] in OPERATORS):
            continue
        if not dated or (a.at is not None and inside(local_day(s.w, a.at), window(s.w))):
            found.setdefault(a.respondent, []).append(a.score)
    return found
