"""The rule set of keys and tokens (`keys.yaml`): what each issuer's begin with and what follows."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from ft_data.cleaning.privacy.listed import listed


class Key(NamedTuple):
    """One form of key: its beginnings, the pattern of what follows, and how random that must be."""

    issuer: str
    starts: tuple[str, ...]
    then: str
    random: float = 0.0
    seen: str = ""
    decoys: tuple[str, ...] = ()

    @property
    def pattern(self) -> str:
        """Return the whole key as RE2."""
        return f"{_any(self.starts)}(?:{self.then})"

    @property
    def guard(self) -> str:
        """Return a short pattern without which there can be no such key."""
        return self.seen or _any(self.starts)

    def fits(self, value: str) -> bool:
        """Say whether ``value``, which matches, is as random as a key: short beginnings are also those of words."""
        if not self.random:
            return True
        rest = value[len(next((start for start in self.starts if value.startswith(start)), "")) :]
        return is_random(rest, self.random) and any(char.isdigit() for char in rest)


def _any(starts: tuple[str, ...]) -> str:
    return f"(?:{'|'.join(map(re.escape, starts))})" if any(starts) else ""


@cache
def keys() -> tuple[Key, ...]:
    """Return the rule set in its order; where two forms begin alike the earlier wins."""
    return tuple(
        Key(**{**rule, "starts": tuple(rule["starts"]), "decoys": tuple(rule.get("decoys", ()))})
        for rule in listed("keys")
    )


def is_random(value: str, bits: float) -> bool:
    """Say whether the characters of ``value`` carry at least ``bits`` bits each (Shannon, first 64)."""
    head = value[:64]
    counts = Counter(head)
    return -sum(n / len(head) * math.log2(n / len(head)) for n in counts.values()) >= bits
