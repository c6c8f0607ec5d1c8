"""What pairs, balance and ratios are, written down as loops over small tables."""

from __future__ import annotations

import itertools
import math

import numpy as np


def spread(participants: list[list[float]], others: list[list[float]], feature: int) -> float:
    """Pooled standard deviation of a feature."""
    parts = [np.var([row[feature] for row in side]) for side in (participants, others)]
    return math.sqrt(sum(parts) / 2)


def pairs(
    participants: dict[int, list[float]], others: dict[int, list[float]], caliper: float
) -> dict[int, list[tuple[int, float]]]:
    """For each participant, those within the caliper with their distances, nearest first."""
    n_features = len(next(iter([*participants.values(), *others.values()])))
    scale = [spread([*participants.values()], [*others.values()], f) or 1.0 for f in range(n_features)]
    found: dict[int, list[tuple[int, float]]] = {}
    for who, mine in participants.items():
        near = []
        for other, theirs in others.items():
            apart = [abs(a - b) / s for a, b, s in zip(mine, theirs, scale, strict=True)]
            if all(gap <= caliper for gap in apart):
                near.append((other, sum(gap * gap for gap in apart)))
        found[who] = sorted(near, key=lambda pair: pair[1])
    return found


def is_greedy(
    order: list[int], made: dict[int, int], near: dict[int, list[tuple[int, float]]], tolerance: float = 1e-9
) -> bool:
    """Whether each in turn took the nearest who was left, and nobody went without while somebody was left."""
    taken: set[int] = set()
    for who in order:
        left = [(other, gap) for other, gap in near[who] if other not in taken]
        if who not in made:
            if left:
                return False
            continue
        gap = dict(near[who]).get(made[who])
        if gap is None or made[who] in taken or gap > left[0][1] + tolerance:
            return False
        taken.add(made[who])
    return True


def some_order_is_greedy(
    busy: dict[int, float], made: dict[int, int], near: dict[int, list[tuple[int, float]]]
) -> bool:
    """Whether the pairs come of some order in which the busier choose before the less busy."""
    levels = sorted(set(busy.values()), reverse=True)
    ties = [[who for who in busy if busy[who] == level] for level in levels]
    orders = itertools.product(*(itertools.permutations(tie) for tie in ties))
    return any(is_greedy([who for tie in order for who in tie], made, near) for order in orders)


def smd(first: list[float], second: list[float], scale: float) -> float:
    """Difference of means in standard deviations; 0 where both means are the same."""
    gap = float(np.mean(first) - np.mean(second))
    return gap / scale if gap else 0.0


def lift(rows: list[tuple[float, float, float, float]]) -> float:
    """(participants after ÷ before) ÷ (controls after ÷ before) − 1."""
    mine_after, mine_before, theirs_after, theirs_before = (sum(row[i] for row in rows) for i in range(4))
    return (mine_after / mine_before) / (theirs_after / theirs_before) - 1


def holm(p: list[float]) -> list[float]:
    """Holm's adjusted p-values by their definition: the largest step up to each rank."""
    order = sorted(range(len(p)), key=lambda i: p[i])
    adjusted = [0.0] * len(p)
    for rank, i in enumerate(order):
        steps = [min(1.0, (len(p) - r) * p[order[r]]) for r in range(rank + 1)]
        adjusted[i] = max(steps)
    return adjusted
