"""A weight as a number of copies: no trainer takes weights, so a row of weight 2 is written twice, one of 0.5 half of the time."""

from __future__ import annotations

import hashlib
import math

MOST = 100  # copies of a row: a weight beyond is no weight any more


def copies(weight: float, record_id: str, seed: int = 0) -> int:
    """Return how often a row is written: the whole part of its weight, and once more with the chance of the rest.

    Chance is a hash of seed and id: the same row is written as often whatever else there is. On average that is its weight.
    """
    whole = math.floor(min(weight, MOST))
    return whole + (chance(record_id, seed) < min(weight, MOST) - whole)


def chance(record_id: str, seed: int) -> float:
    """Return a number from 0 to 1, evenly distributed over ids."""
    raw = hashlib.sha256(f"copies/v1\0{seed}\0{record_id}".encode()).digest()[:8]
    return float((int.from_bytes(raw, "big") + 0.5) / 2**64)
