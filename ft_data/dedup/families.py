"""Template families: many rows of one wording that differ only in slot values.

Such rows look like near duplicates and are not: the slots are what they teach. They are recognised, reported
and treated by policy instead of being merged.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ft_data.dedup.facts import Facts

FAMILY = 5  # rows with different slot values that make a family
LITERALS = 5  # words a template has at least
SHARE = 0.5  # of its words that are literal at least


def masked_families(facts: Facts, alone: npt.NDArray[np.bool_]) -> npt.NDArray[np.int32]:
    """Number the families whose rows are equal once numbers and capitalised words are blanked (-1: none)."""
    family = np.full(len(facts), -1, np.int32)
    literals, words = facts.column("literals"), facts.column("words")
    rows = np.flatnonzero(alone & (literals >= LITERALS) & (literals >= SHARE * words))
    template, spelling = facts.column("template_key")[rows], facts.column("words_key")[rows]
    order = np.lexsort((spelling, template))
    template, spelling = template[order], spelling[order]
    fresh = np.ones(len(rows), bool)
    fresh[1:] = template[1:] != template[:-1]
    distinct = fresh.copy()
    distinct[1:] |= spelling[1:] != spelling[:-1]
    group = np.cumsum(fresh) - 1
    sizes = np.bincount(group[distinct], minlength=int(group[-1]) + 1 if len(group) else 0)
    large = sizes >= FAMILY
    member = large[group] if len(group) else np.zeros(0, bool)
    first = np.full(len(sizes), len(facts))
    np.minimum.at(first, group, rows[order])
    family[rows[order[member]]] = first[group[member]]
    return family
