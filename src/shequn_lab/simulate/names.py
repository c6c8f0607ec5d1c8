"""Ids: a letter and a number from 1, of one length as long as the community is about as large as expected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shequn_lab.simulate.record import NONE
from shequn_lab.simulate.scenario import Scenario
from shequn_lab.simulate.streams import Ints

_SHORTEST = 4
_WIDEST_K = 0.9


@dataclass(frozen=True)
class Names:
    """Widths of the numbers in ids, known before anything has happened [digits]."""

    width: int

    def members(self, number: Ints) -> pa.Array:
        """Name members by their row."""
        return named("m", number, self.width)

    def events(self, number: Ints) -> pa.Array:
        """Name events by their place in the order of time; there are more of them than of anything else."""
        return named("e", number, self.width + 1)

    def topics(self, number: Ints) -> pa.Array:
        """Name topics in the order of opening."""
        return named("t", number, self.width)


def names_for(scenario: Scenario) -> Names:
    """Choose the widths: room for twice the members that are expected."""
    coming = scenario.joins_per_day + scenario.leads_per_day * scenario.lead_join_share
    lured = scenario.campaign_days * scenario.campaign_joins_per_day
    k_factor = min(scenario.invitations_per_member * scenario.invitation_accept_share, _WIDEST_K)
    expected = (scenario.n_founders + scenario.n_days * coming + lured) / (1 - k_factor)
    return Names(max(_SHORTEST, len(str(int(2 * expected)))))


def named(letter: str, number: Ints, width: int = _SHORTEST) -> pa.Array:
    """Make ids from numbers from 0; ``NONE`` is missing."""
    if number.max(initial=0) >= 10**width - 1:
        # Larger than was foreseen: numbers beyond the width are longer.
        digits = pc.utf8_lpad(pa.array(number + 1).cast(pa.string()), width, "0")
        return pc.if_else(pa.array(number != NONE), pc.binary_join_element_wise(letter, digits, ""), None)
    text = np.empty((number.size, 1 + width), dtype=np.uint8)
    text[:, 0] = ord(letter)
    rest = (number + 1).astype(np.uint32)
    for place in range(width, 0, -1):
        rest, digit = np.divmod(rest, np.uint32(10))
        text[:, place] = digit + ord("0")
    ends = np.arange(number.size + 1, dtype=np.int32) * np.int32(1 + width)
    there = np.packbits(number != NONE, bitorder="little")
    buffers = [pa.py_buffer(part) for part in (there, ends, text)]
    return pa.Array.from_buffers(pa.string(), number.size, buffers)
