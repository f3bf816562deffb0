"""Deduplicate a dataset from its signatures: candidates, exact verification, survivors, verdicts.

The result is a function of the set of rows and the settings: row order, part boundaries and the way rows
arrived do not matter.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.dedup.bands import signature_params
from ft_data.dedup.candidates import Pairs, candidate_pairs, merged
from ft_data.dedup.containment import containment_edges, settle_contained
from ft_data.dedup.corpus import Corpus
from ft_data.dedup.facts import Facts, load_facts
from ft_data.dedup.families import Family, aligned_families, masked_families
from ft_data.dedup.grouping import first_equal
from ft_data.dedup.meaning.edges import NOTHING, same_meaning
from ft_data.dedup.survivors import CANNED_CAP, EXACT, KEPT, NEAR, TEMPLATE_CAP, Cap, Edges, Fate, settle
from ft_data.dedup.tables import DedupResult, tabulate
from ft_data.dedup.verdicts import Decision
from ft_data.dedup.verify import Overlaps, borderline
from ft_data.recipe.schema import Dedupe

ANSWER = 0.5  # least similarity of the answers of near duplicates
SHORT_ANSWER = 20  # words; answers up to this length must reach the threshold themselves
CANNED_WORDS = 8  # shorter answers are labels, not macros: a canned cap leaves them alone

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def deduplicate(
    signature_paths: Sequence[str],
    text_paths: Sequence[str],
    rank: pa.Table | None,
    settings: Dedupe,
    con: duckdb.DuckDBPyConnection,
    against: Sequence[Corpus] = (),
    meanings: Sequence[str] = (),
) -> DedupResult:
    """Decide for every row of the signature parts whether it stays.

    ``text_paths``: the cleaned parts of the same rows (``record_id, prompt_text, response_text``; ``source,
    origin, license, created_at`` when there). ``rank``: ``record_id`` with ``quality`` and ``completeness``,
    both optional, higher is better. ``against``: other datasets whose rows remove their duplicates here.
    ``meanings``: the parts for ``settings.semantic``, aligned with the signature parts. Raises `ValueError` when signatures and texts do not hold the same rows.
    """
    own = Corpus(signature_paths, text_paths, "", meanings)
    return tabulate(decide(load_facts([own, *against], rank, settings, con), settings))


def decide(facts: Facts, settings: Dedupe) -> Decision:
    """Decide for every row whether it stays. Reads texts only of rows that have something in common."""
    nodes = _nodes(facts, settings)
    alone = nodes == np.arange(len(facts))
    family = masked_families(facts, alone)
    pairs = _near_candidates(facts, alone, family, settings)
    overlaps = Overlaps(pairs, facts.fetch)
    near = near_duplicates(facts, overlaps, family, settings)
    edges = Edges.join(
        _exact_edges(facts, alone, settings),
        Edges(
            overlaps.better[near],
            overlaps.worse[near],
            overlaps.jaccard[near],
            np.full(near.sum(), NEAR, np.int8),
        ),
    )
    semantic = settings.semantic
    meant = same_meaning(facts, alone, family, semantic.threshold) if semantic.enabled else NOTHING
    edges = Edges.join(edges, meant.edges())
    fixed = (facts.corpus > 0) | ~alone
    fate = settle(len(facts), fixed, edges, _caps(facts, alone, family, settings))
    if settings.near.containment is not None:
        fate = _without_contained(facts, alone, fixed, fate, edges, settings.near.containment)
    fate = _with_copies(facts, nodes, fate, settings)
    return Decision(facts, settings, nodes, family, fate, edges, overlaps, near, meant)


def near_duplicates(facts: Facts, overlaps: Overlaps, family: Family, settings: Dedupe) -> Mask:
    """Tell which pairs are near duplicates; enters the families found on the way in ``family``.

    The texts reach the threshold and are not two fillings of one template; the prompts pass the prompt guard,
    so that one macro under different questions stays; the answers are at least half alike, and short answers
    as alike as the threshold asks, so that the same long prompt with ``yes`` and with ``no`` stays; tool
    calls and rejected answers are equal; and, with ``near.guard``, what differs makes no other request or answer (`differences`).
    """
    response_words, variant = facts.column("response_words"), facts.column("variant_key")
    better, worse, threshold = overlaps.better, overlaps.worse, settings.near.threshold
    near: Mask = (overlaps.jaccard >= threshold) & (variant[better] == variant[worse])
    near &= ~aligned_families(overlaps, near, family)
    compared = np.union1d(np.flatnonzero(near), borderline(overlaps, threshold))
    overlaps.compare_sides(compared, facts.column("prompt_key"), facts.column("response_key"))
    short = np.maximum(response_words[better], response_words[worse]) <= SHORT_ANSWER
    least = np.where(short, threshold, min(ANSWER, threshold))
    near &= (overlaps.prompt >= settings.near.prompt) & (overlaps.answer >= least)
    if settings.near.guard:
        similar = np.flatnonzero(near)
        near[similar] = [what is None for what in overlaps.objections(similar)]
    return near


def _nodes(facts: Facts, settings: Dedupe) -> Ints:
    """Return for every row the best row that equals it word for word (itself when there is none)."""
    if not settings.exact and not settings.near.enabled:
        return np.arange(len(facts))
    return first_equal(*(facts.column(name) for name in ("exact_a", "exact_b", "words_key")))


def _exact_edges(facts: Facts, alone: Mask, settings: Dedupe) -> Edges:
    """Link rows whose normalised texts are equal although their words are spelled differently."""
    rows = np.flatnonzero(alone)
    first = rows[first_equal(facts.column("exact_a")[rows], facts.column("exact_b")[rows])]
    linked = (first != rows) & settings.exact
    better, worse = first[linked], rows[linked]
    return Edges(better, worse, np.ones(len(better)), np.full(len(better), EXACT, np.int8))


def _near_candidates(facts: Facts, alone: Mask, family: npt.NDArray[np.int32], settings: Dedupe) -> Pairs:
    if not settings.near.enabled:
        return np.empty(0, np.uint64)
    usable = alone & (facts.column("unit") > 0)
    pairs = candidate_pairs(facts.bands, signature_params(settings)["bands"], usable, family)
    return merged(pairs, _same_words(facts, usable))


def _same_words(facts: Facts, usable: Mask) -> Pairs:
    """Pair rows that differ in punctuation only with the best of their kind, whatever family they are in."""
    rows = np.flatnonzero(usable)
    first = rows[first_equal(facts.column("words_key")[rows])]
    linked = first != rows
    return np.sort(first[linked].astype(np.uint64) << np.uint64(32) | rows[linked].astype(np.uint64))


def _caps(facts: Facts, alone: Mask, family: npt.NDArray[np.int32], settings: Dedupe) -> list[Cap]:
    caps = []
    if settings.near.templates == "cap":
        caps.append(
            Cap(np.where(alone, family, -1).astype(np.int64), settings.near.template_cap, TEMPLATE_CAP)
        )
    if settings.canned_cap is not None:
        macro = alone & (facts.column("response_words") >= CANNED_WORDS)
        group = first_equal(facts.column("response_key"))
        caps.append(Cap(np.where(macro, group, -1), settings.canned_cap, CANNED_CAP))
    return caps


def _without_contained(
    facts: Facts, alone: Mask, fixed: Mask, fate: Fate, edges: Edges, threshold: float
) -> Fate:
    rows = np.flatnonzero(alone & (facts.column("unit") > 0))
    contained, sizes = containment_edges(rows, facts.fetch, threshold)
    size = np.zeros(len(facts), np.int64)
    size[rows] = sizes
    return settle_contained(fate, edges, contained, size, fixed)


def _with_copies(facts: Facts, nodes: Ints, fate: Fate, settings: Dedupe) -> Fate:
    """Give every copy the fate of the row it equals: away, with that row or its witness as witness."""
    reason, witness, score = fate.reason.copy(), fate.witness.copy(), fate.score.copy()
    copies = np.flatnonzero((nodes != np.arange(len(nodes))) & (facts.corpus == 0))
    original = nodes[copies]
    stays = fate.reason[original] == KEPT
    reason[copies] = np.where(stays, EXACT if settings.exact else NEAR, fate.reason[original])
    witness[copies] = np.where(stays, original, fate.witness[original])
    score[copies] = np.where(stays, 1.0, fate.score[original])
    return Fate(reason, witness, score)
