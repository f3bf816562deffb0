"""What is known about a rule from reading rows it fired on, and what it may therefore do by default.

A rule drops by default only by construction (a parser, a byte test or an equality decides, and at most one wrong drop was
seen in 3,000 rows of ten sets) or by reads (enough of them, from enough sets, right often enough in the next set too).
What is known differs by stratum: what kind of text a row is, and in which language. Counts are data: `profiles/evidence.yaml`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

KINDS = ("prose", "code", "documents")  # prose and talk; code, mathematics, structured; documents
LANGUAGES = ("en", "latin", "other")  # English; another language in Latin script; another script
STRATA = tuple(f"{kind}/{language}" for kind in KINDS for language in LANGUAGES)

# By construction: at most one wrong drop in so many rows, from so many sets.
ROWS, SETS = 3_000, 10
# By reads: so many, from so many sets, at most so many of one set.
READS, READ_SETS, PER_SET = 30, 4, 8
MEAN, LOW, NEXT_SET, WRONG = 0.90, 0.85, 0.80, 2e-4
# A stratum with so many reads and fewer right than this is blocked, whatever is known elsewhere.
BLOCK_READS, BLOCK_RIGHT = 5, 0.7
ASK_READS, ASK_WORTH = 8, 0.5
# Concentrations of the sets around their mean, flat in the logarithm.
_SIZES = (1.0, 300.0, 40)


class Count(NamedTuple):
    """Reads of one rule in one set: rows read, rightly dropped, worth a person's time (dropped, changed or relabelled).

    ``known``: the rule was made or tuned with the set at hand, so it may demote the rule and never promote it.
    ``stratum`` is empty where it was not recorded.
    """

    set: str
    stratum: str
    reads: float
    right: float
    worth: float = 0.0
    known: bool = False


@dataclass(frozen=True)
class Evidence:
    """All that is known about one rule.

    ``ground``: ``construction`` or ``reads``, what may let it drop; empty: it marks. ``any_language``: what it measures
    is no matter of language. ``rows``, ``sets``: rows and sets it was run over with its drops read, ``wrong`` of them
    wrong; an estimate where not every drop was read.
    """

    ground: str = ""
    any_language: bool = False
    counts: tuple[Count, ...] = ()
    rows: int = 0
    sets: int = 0
    wrong: float = 0.0

    def tally(self, strata: Iterable[str] | None = None) -> tuple[float, float]:
        """Return (right, reads), of some strata or of all; reads of no recorded stratum count everywhere."""
        wanted = None if strata is None else {*strata, ""}
        mine = [one for one in self.counts if wanted is None or one.stratum in wanted]
        return sum(one.right for one in mine), sum(one.reads for one in mine)

    @functools.cached_property
    def drops_in(self) -> tuple[str, ...]:
        """The strata in which the rule may drop by default."""
        if self.ground == "construction":
            proven = self.rows >= ROWS and self.sets >= SETS and self.wrong <= self.rows / ROWS
            allowed = STRATA if proven else ()
        elif self.ground == "reads":
            allowed = tuple(one for one in STRATA if self._proven(one))
        else:
            allowed = ()
        return tuple(one for one in allowed if not self._blocked(one))

    @functools.cached_property
    def asks(self) -> bool:
        """Whether at least half of its questions are worth a person's time: the 5% bound of the share over sets.

        As of drops, sets that the rule was made or tuned with may take this from it and never give it.
        """
        read = [one._replace(right=one.worth) for one in self.counts if one.reads and one.stratum]
        fresh = [one for one in read if not one.known]
        if len(fresh) < READ_SETS or sum(one.reads for one in fresh) < ASK_READS:
            return False
        return all(estimate(_capped(some)).low >= ASK_WORTH for some in (fresh, read))

    def _blocked(self, stratum: str) -> bool:
        right, reads = self.tally([stratum])
        return reads >= BLOCK_READS and right < BLOCK_RIGHT * reads

    def _proven(self, stratum: str) -> bool:
        """Whether reads of the stratum, and of those it pools with, suffice; a language of its own needs some of its own."""
        pool = _pool(stratum, self.any_language)
        mine = [one for one in self.counts if one.reads and (one.stratum in pool or not one.stratum)]
        fresh = [one for one in mine if not one.known and one.stratum]
        own = self.any_language or any(one.stratum == stratum for one in fresh)
        few = sum(min(one.reads, PER_SET) for one in fresh) < READS or len(fresh) < READ_SETS
        if not own or few or not self.rows or self.wrong > WRONG * self.rows:
            return False
        return all(estimate(_capped(some)).suffices for some in (fresh, mine))


def _pool(stratum: str, any_language: bool) -> tuple[str, ...]:
    """Return the strata whose reads count for one: those of all languages, or of its script."""
    kind, language = stratum.split("/")
    if any_language:
        return tuple(f"{kind}/{one}" for one in LANGUAGES)
    return (stratum,) if language == "other" else (f"{kind}/en", f"{kind}/latin")


def _capped(counts: Iterable[Count]) -> tuple[tuple[float, float], ...]:
    """Return (right, reads) by set, a set with many reads counting as `PER_SET`."""
    return tuple((one.right * min(1.0, PER_SET / one.reads), min(one.reads, PER_SET)) for one in counts)


class Estimate(NamedTuple):
    """How often a rule is right: the mean over sets, its 5% and 95% bounds, and what nine of ten new sets will exceed."""

    mean: float
    low: float
    next_set: float
    high: float

    @property
    def suffices(self) -> bool:
        """Whether it is right often enough to drop by default."""
        return self.mean >= MEAN and self.low >= LOW and self.next_set >= NEXT_SET


@functools.cache
def estimate(pairs: tuple[tuple[float, float], ...]) -> Estimate:
    """Return the estimate of (right, reads) by set.

    The share of each set is drawn from a beta distribution whose mean is flat a priori and whose concentration is flat
    in the logarithm (beta-binomial, on a grid).
    """
    import numpy as np
    from scipy.special import betainc, betaln

    means = (np.arange(200) + 0.5) / 200
    sizes = np.geomspace(*_SIZES[:2], int(_SIZES[2]))
    a, b = means[:, None] * sizes, (1 - means[:, None]) * sizes
    log = np.zeros_like(a)
    for right, reads in pairs:
        log += betaln(a + right, b + reads - right) - betaln(a, b)
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    of_mean = weight.sum(axis=1)
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        if float((weight * betainc(a, b, middle)).sum()) < 0.1:
            low = middle
        else:
            high = middle
    at = np.searchsorted(np.cumsum(of_mean), (0.05, 0.95))
    below, above = (float(means[int(one)]) for one in at)
    return Estimate(float((means * of_mean).sum()), below, low, above)
