"""What a person wants to look at after deduplication, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import xxhash

from ft_data.dedup.candidates import distinct
from ft_data.dedup.grouping import Keys, first_equal
from ft_data.dedup.survivors import EXACT, REASONS, components
from ft_data.dedup.verdicts import Decision, verdict_table
from ft_data.dedup.verify import borderline
from ft_data.recipe.licenses import strictest_first

AUDITED = 50  # of each reason
CHECKED = sorted(
    set(REASONS) - {EXACT}
)  # reasons that people look at; copies that are equal need no second look

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class DedupResult:
    """Tables of one deduplication.

    verdicts: one row per input row, `ft_data.example.VERDICT`.
    clusters: ``cluster_id, record_id, size, kept``: rows connected by duplicate relations, size 2 and more.
    pairs: ``a, b, jaccard, prompt_jaccard, answer_jaccard, verdict``: the pairs nearest to the threshold;
    ``verdict`` is duplicate, guarded (over the threshold, but a guard or a template spared it) or different.
    meanings: ``a, b, cosine, guard, verdict``: the least certain pairs of one meaning, and the nearest that a
    guard held apart (see `ft_data.dedup.meaning.guards`).
    canned: ``family_id, record_id, size``: kept rows that share an answer under different prompts.
    conflicts: ``group_id, record_id, size``: kept rows that share a prompt under different answers.
    templates: ``family_id, record_id, size, kept``: rows of one template with different slot values.
    overlap: ``source, other, rows``: rows of ``source`` that have a duplicate in ``other``.
    others: ``record_id, dataset``: rows of other datasets that are witnesses here.
    audit: ``record_id, witness_id, reason, score, removed``: of every reason but equality, `AUDITED` removals
    drawn by a hash of their id, for people to check; ``removed`` is how many there are.
    merged: ``record_id, copies, sources, licenses, license, origins``: what survivors stand for; ``license``
    is the strictest.
    """

    verdicts: pa.Table
    clusters: pa.Table
    pairs: pa.Table
    meanings: pa.Table
    canned: pa.Table
    conflicts: pa.Table
    templates: pa.Table
    overlap: pa.Table
    others: pa.Table
    audit: pa.Table
    merged: pa.Table


def tabulate(decision: Decision) -> DedupResult:
    """Turn row numbers into tables of record ids."""
    labels = _labels(decision)
    return DedupResult(
        verdicts=verdict_table(decision),
        clusters=_clusters(decision, labels),
        pairs=_pairs(decision),
        meanings=_meanings(decision),
        canned=_groups(decision, "response_key", "prompt_key", "family_id"),
        conflicts=_groups(decision, "prompt_key", "response_key", "group_id"),
        templates=_templates(decision),
        overlap=_overlap(decision, labels),
        others=_others(decision),
        audit=_audit(decision),
        merged=_merged(decision),
    )


def _labels(decision: Decision) -> Ints:
    """Return for every row the best row it is connected to by duplicate relations."""
    copies = np.flatnonzero(decision.nodes != np.arange(len(decision.nodes)))
    a = np.concatenate([decision.edges.better, decision.nodes[copies]])
    b = np.concatenate([decision.edges.worse, copies])
    return components(len(decision.nodes), a, b)


def _clusters(decision: Decision, labels: Ints) -> pa.Table:
    sizes = np.bincount(labels, minlength=len(labels))
    rows = np.flatnonzero((sizes[labels] > 1) & (decision.facts.corpus == 0))
    rows = rows[np.lexsort((rows, labels[rows]))]
    return pa.table(
        {
            "cluster_id": decision.ids(labels[rows]),
            "record_id": decision.ids(rows),
            "size": pa.array(sizes[labels[rows]], pa.int32()),
            "kept": pa.array(decision.kept(rows)),
        }
    )


def shown_pairs(decision: Decision) -> Ints:
    """Choose the pairs nearest to the threshold, the most alike first."""
    overlaps = decision.overlaps
    chosen = borderline(overlaps, decision.settings.near.threshold)
    return chosen[np.lexsort((overlaps.pairs[chosen], -overlaps.jaccard[chosen]))]


def _pairs(decision: Decision) -> pa.Table:
    overlaps, threshold = decision.overlaps, decision.settings.near.threshold
    chosen = shown_pairs(decision)
    reached = overlaps.jaccard[chosen] >= threshold
    verdict = np.where(decision.near[chosen], "duplicate", np.where(reached, "guarded", "different"))
    return pa.table(
        {
            "a": decision.ids(overlaps.better[chosen]),
            "b": decision.ids(overlaps.worse[chosen]),
            "jaccard": pa.array(overlaps.jaccard[chosen]),
            "prompt_jaccard": pa.array(overlaps.prompt[chosen]),
            "answer_jaccard": pa.array(overlaps.answer[chosen]),
            "verdict": pa.array(verdict.astype(object), pa.string()),
        }
    )


def _meanings(decision: Decision) -> pa.Table:
    shown = decision.meant.shown()
    pairs, guard = decision.meant.pairs, decision.meant.guard[shown]
    return pa.table(
        {
            "a": decision.ids(pairs.better[shown]),
            "b": decision.ids(pairs.worse[shown]),
            "cosine": pa.array(pairs.cosine[shown]),
            "guard": pa.array(guard, pa.string(), mask=guard == ""),
            "verdict": pa.array(np.where(guard == "", "duplicate", "guarded").astype(object), pa.string()),
        }
    )


def _groups(decision: Decision, key: str, other: str, name: str) -> pa.Table:
    """Group kept rows by ``key`` where at least two values of ``other`` meet; empty texts make no group."""
    shared, differing = decision.facts.column(key), decision.facts.column(other)
    rows = decision.own
    rows = rows[decision.kept(rows) & (shared[rows] != 0) & (differing[rows] != 0)]
    shared, differing = shared[rows], differing[rows]
    member, sizes = meeting(shared, differing)
    return groups(name, shared[member], decision.ids(rows[member]), sizes)


def meeting(shared: Keys, differing: Keys) -> tuple[Ints, Ints]:
    """Return the rows whose ``shared`` key meets two values of ``differing``, group by group, and the size of each one's group."""
    first = first_equal(shared)
    distinct = first_equal(shared, differing) == np.arange(len(shared))
    values = np.bincount(first[distinct], minlength=len(shared))
    sizes = np.bincount(first, minlength=len(shared))
    member = np.flatnonzero(values[first] >= 2)
    member = member[np.lexsort((member, first[member]))]
    return member, sizes[first[member]]


def groups(name: str, shared: Keys, ids: pa.Array, sizes: Ints) -> pa.Table:
    """Return ``name, record_id, size`` of rows in groups; a group is named by the key that its rows share."""
    names = pa.array([f"{value:016x}" for value in shared.tolist()], pa.string())
    return pa.table({name: names, "record_id": ids, "size": pa.array(sizes, pa.int32())})


def _templates(decision: Decision) -> pa.Table:
    rows = decision.own
    rows = rows[decision.family[rows] >= 0]
    family = decision.family[rows].astype(np.int64)
    sizes = np.bincount(family, minlength=1)
    order = np.lexsort((rows, family))
    rows, family = rows[order], family[order]
    return pa.table(
        {
            "family_id": decision.ids(family),
            "record_id": decision.ids(rows),
            "size": pa.array(sizes[family], pa.int32()),
            "kept": pa.array(decision.kept(rows)),
        }
    )


def _overlap(decision: Decision, labels: Ints) -> pa.Table:
    """Count rows of every source that are connected to another row of each source."""
    sizes = np.bincount(labels, minlength=len(labels))
    rows = np.flatnonzero(sizes[labels] > 1)
    sources = _names(decision, "source", rows)
    total: dict[tuple[str, str], int] = {}
    for some in _runs(labels[rows], np.lexsort((rows, labels[rows]))):
        counts: dict[str, int] = {}
        for i in some:
            counts[sources[i] or ""] = counts.get(sources[i] or "", 0) + 1
        for source, count in counts.items():
            for other in counts:
                if source != other or count > 1:
                    total[source, other] = total.get((source, other), 0) + count
    ordered = sorted(total)
    return pa.table(
        {
            "source": pa.array([source for source, _ in ordered], pa.string()),
            "other": pa.array([other for _, other in ordered], pa.string()),
            "rows": pa.array([total[pair] for pair in ordered], pa.int64()),
        }
    )


def audited(decision: Decision) -> tuple[Ints, Ints]:
    """Draw removals of every reason but equality; return the rows, and how many were removed for the reason of each."""
    reasons = decision.fate.reason[decision.own]
    drawn, population = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for reason in CHECKED:
        rows = decision.own[reasons == reason]
        drawn.append(rows[np.argsort(lots(decision.ids(rows)), kind="stable")[:AUDITED]])
        population.append(np.full(len(drawn[-1]), len(rows)))
    return np.concatenate(drawn), np.concatenate(population)


def lots(ids: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.uint64]:
    """Return a number for each id, by which rows are drawn."""
    return np.array([xxhash.xxh3_64_intdigest(name.encode()) for name in ids.to_pylist()], np.uint64)


def _audit(decision: Decision) -> pa.Table:
    rows, population = audited(decision)
    score = decision.fate.score[rows]
    names = [REASONS[reason] for reason in decision.fate.reason[rows].tolist()]
    return pa.table(
        {
            "record_id": decision.ids(rows),
            "witness_id": decision.ids(decision.fate.witness[rows]),
            "reason": pa.array(names, pa.string()),
            "score": pa.array(score, mask=np.isnan(score)),
            "removed": pa.array(population, pa.int64()),
        }
    )


def _others(decision: Decision) -> pa.Table:
    witnesses = decision.fate.witness[decision.own]
    witnesses = np.unique(witnesses[witnesses >= 0])
    rows = witnesses[decision.facts.corpus[witnesses] > 0]
    names = [decision.facts.corpora[number].name for number in decision.facts.corpus[rows].tolist()]
    return pa.table({"record_id": decision.ids(rows), "dataset": pa.array(names, pa.string())})


def _merged(decision: Decision) -> pa.Table:
    """Gather what was folded into every survivor: itself and all rows that name it as witness."""
    own = decision.own
    gone = own[~decision.kept(own)]
    witness = decision.fate.witness[gone]
    heads = np.flatnonzero(np.bincount(witness, minlength=1))
    rows, into = np.concatenate([heads, gone]), np.concatenate([heads, witness])
    order = np.lexsort((rows, into))
    rows, into = rows[order], into[order]
    fresh = np.diff(into, prepend=-1) > 0
    group = np.cumsum(fresh) - 1  # of every row: the number of its survivor
    source, licence, origin = (
        _Sets.of(decision, name, rows, group) for name in ("source", "license", "origin")
    )
    return pa.table(
        {
            "record_id": decision.ids(into[fresh]),
            "copies": pa.array(np.bincount(group) - 1, pa.int32()),
            "sources": source.lists(),
            "licenses": licence.lists(),
            "license": licence.strictest(),
            "origins": origin.lists(),
        }
    )


class _Sets(NamedTuple):
    """The distinct names of every group of rows: ``name[i]``, a number, is one of group ``group[i]``."""

    names: list[str | None]  # sorted, null last
    group: Ints  # ascending, then by name
    name: Ints

    @classmethod
    def of(cls, decision: Decision, column: str, rows: Ints, group: Ints) -> _Sets:
        values = decision.facts.table[column].take(pa.array(rows)).combine_chunks().dictionary_encode()
        found = values.dictionary.to_pylist()
        names = [*sorted(found), None]
        place = np.array([names.index(name) for name in [*found, None]], np.int64)
        codes = place[values.indices.fill_null(len(found)).to_numpy().astype(np.int64)]
        return cls(names, *np.divmod(distinct(group * len(names) + codes), len(names)))

    def lists(self) -> pa.ListArray:
        """Return the names of every group, sorted, without empty ones."""
        named = np.array([bool(name) for name in self.names])[self.name]
        sizes = np.bincount(self.group[named], minlength=self.group[-1] + 1 if len(self.group) else 0)
        offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
        names = pa.array(self.names, pa.string()).take(pa.array(self.name[named]))
        return pa.ListArray.from_arrays(pa.array(offsets), names)

    def strictest(self) -> pa.Array:
        """Return the strictest licence of every group."""
        by_strictness = sorted(self.names, key=strictest_first)
        place = np.array([by_strictness.index(name) for name in self.names])
        starts = np.flatnonzero(np.diff(self.group, prepend=-1))
        least = np.minimum.reduceat(place[self.name], starts) if len(starts) else starts
        return pa.array(by_strictness, pa.string()).take(pa.array(least))


def _names(decision: Decision, column: str, rows: Ints) -> list[str | None]:
    names: list[str | None] = decision.facts.table[column].take(pa.array(rows)).to_pylist()
    return names


def _runs(groups: Ints, order: Ints) -> list[Ints]:
    """Split ``order`` where the group changes."""
    ordered = groups[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=-1)).tolist()
    return [order[start:stop] for start, stop in pairwise([*starts, len(order)])]
