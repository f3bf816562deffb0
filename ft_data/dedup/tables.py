"""The outcome of deduplication as tables: verdicts for every row, and what a person wants to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from ft_data.dedup.facts import Facts
from ft_data.dedup.licences import strictest
from ft_data.dedup.survivors import KEPT, REASONS, Edges, Fate, components
from ft_data.dedup.verify import Overlaps, borderline
from ft_data.example import VERDICT
from ft_data.recipe.schema import Dedupe

Ints = npt.NDArray[np.int64]


class Decision(NamedTuple):
    """Everything decided, by row number in rank order."""

    facts: Facts
    nodes: Ints  # the best row equal to each row
    family: npt.NDArray[np.int32]
    fate: Fate
    edges: Edges
    overlaps: Overlaps
    near: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class DedupResult:
    """Tables of one deduplication.

    verdicts: one row per input row, `ft_data.example.VERDICT`.
    clusters: ``cluster_id, record_id, size, kept``: rows connected by duplicate relations, size 2 and more.
    pairs: ``a, b, jaccard, prompt_jaccard, answer_jaccard, verdict``: the pairs nearest to the threshold.
    canned: ``family_id, record_id, size``: kept rows that share an answer under different prompts.
    conflicts: ``group_id, record_id, size``: kept rows that share a prompt under different answers.
    templates: ``family_id, record_id, size, kept``: rows of one template with different slot values.
    overlap: ``source, other, rows``: rows of ``source`` that have a duplicate in ``other``.
    merged: ``record_id, copies, sources, licenses, license, origins``: what survivors stand for.
    """

    verdicts: pa.Table
    clusters: pa.Table
    pairs: pa.Table
    canned: pa.Table
    conflicts: pa.Table
    templates: pa.Table
    overlap: pa.Table
    merged: pa.Table


def tabulate(decision: Decision, settings: Dedupe) -> DedupResult:
    """Turn row numbers into tables of record ids."""
    own = np.flatnonzero(decision.facts.corpus == 0)
    kept = own[decision.fate.reason[own] == KEPT]
    labels = _labels(decision)
    return DedupResult(
        verdicts=_verdicts(decision, own, settings),
        clusters=_clusters(decision, labels),
        pairs=_pairs(decision, settings.near.threshold),
        canned=_groups(decision, kept, "response_key", "prompt_key", "family_id"),
        conflicts=_groups(decision, kept, "prompt_key", "response_key", "group_id"),
        templates=_templates(decision, own),
        overlap=_overlap(decision, labels),
        merged=_merged(decision, own),
    )


def _labels(decision: Decision) -> Ints:
    copies = np.flatnonzero(decision.nodes != np.arange(len(decision.nodes)))
    a = np.concatenate([decision.edges.better, decision.nodes[copies]])
    b = np.concatenate([decision.edges.worse, copies])
    return components(len(decision.nodes), a, b)


def _ids(decision: Decision, rows: Ints) -> pa.Array:
    ids = decision.facts.table["record_id"].combine_chunks()
    return ids.take(pa.array(rows, mask=rows < 0))


def _verdicts(decision: Decision, own: Ints, settings: Dedupe) -> pa.Table:
    fate, facts = decision.fate, decision.facts
    reason = fate.reason[own]
    gone = reason != KEPT
    names = pa.array([REASONS.get(i) for i in range(max(REASONS) + 1)])
    offsets = np.concatenate([[0], np.cumsum(gone)]).astype(np.int32)
    detail = np.full(len(own), None, object)
    detail[gone] = _details(decision, own[gone], settings)
    if settings.near.templates == "review":
        flagged = ~gone & (decision.family[own] >= 0)
        detail[flagged] = [
            orjson.dumps({"flag": "template_family", "signal": "template", "value": facts_id}).decode()
            for facts_id in _ids(decision, decision.family[own][flagged].astype(np.int64)).to_pylist()
        ]
    return pa.table(
        {
            "record_id": _ids(decision, own),
            "verdict": pa.array(["keep", "drop"]).take(pa.array(gone.astype(np.int8))),
            "reasons": pa.ListArray.from_arrays(pa.array(offsets), names.take(pa.array(reason[gone]))),
            "witness_id": _ids(decision, fate.witness[own]),
            "score": pa.array(fate.score[own], mask=~gone | np.isnan(fate.score[own])),
            "detail": pa.array(detail, pa.string()),
        },
        schema=VERDICT,
    )


def _details(decision: Decision, rows: Ints, settings: Dedupe) -> list[str]:
    thresholds = {
        1: 1.0,
        2: settings.near.threshold,
        3: settings.near.containment,
        4: settings.semantic.threshold,
    }
    signals = {
        1: "normalised_text",
        2: "jaccard_5_words",
        3: "containment",
        4: "cosine",
        5: "template",
        6: "response_key",
    }
    corpora = [corpus.name for corpus in decision.facts.corpora]
    out = []
    fate = decision.fate
    where = decision.facts.corpus
    for reason, witness, score in zip(
        fate.reason[rows].tolist(), fate.witness[rows].tolist(), fate.score[rows].tolist(), strict=True
    ):
        fields = {
            "signal": signals[reason],
            "value": score if score == score else None,
            "threshold": thresholds.get(reason),
        }
        if reason == 5:
            fields["threshold"] = settings.near.template_cap
        elif reason == 6:
            fields["threshold"] = settings.canned_cap
        if where[witness]:
            fields["evidence"] = f"duplicate in {corpora[where[witness]]}"
        out.append(orjson.dumps(fields).decode())
    return out


def _clusters(decision: Decision, labels: Ints) -> pa.Table:
    sizes = np.bincount(labels, minlength=len(labels))
    rows = np.flatnonzero((sizes[labels] > 1) & (decision.facts.corpus == 0))
    rows = rows[np.lexsort((rows, labels[rows]))]
    return pa.table(
        {
            "cluster_id": _ids(decision, labels[rows]),
            "record_id": _ids(decision, rows),
            "size": pa.array(sizes[labels[rows]], pa.int32()),
            "kept": pa.array(decision.fate.reason[rows] == KEPT),
        }
    )


def _pairs(decision: Decision, threshold: float) -> pa.Table:
    overlaps = decision.overlaps
    chosen = borderline(overlaps, threshold)
    chosen = chosen[np.lexsort((overlaps.pairs[chosen], -overlaps.jaccard[chosen]))]
    reached = overlaps.jaccard[chosen] >= threshold
    verdict = np.where(decision.near[chosen], "duplicate", np.where(reached, "guarded", "different"))
    return pa.table(
        {
            "a": _ids(decision, overlaps.better[chosen]),
            "b": _ids(decision, overlaps.worse[chosen]),
            "jaccard": pa.array(overlaps.jaccard[chosen]),
            "prompt_jaccard": pa.array(overlaps.prompt[chosen]),
            "answer_jaccard": pa.array(overlaps.answer[chosen]),
            "verdict": pa.array(verdict.astype(object), pa.string()),
        }
    )


def _groups(decision: Decision, kept: Ints, key: str, other: str, name: str) -> pa.Table:
    """Group kept rows by ``key`` where at least two values of ``other`` meet; empty texts make no group."""
    shared, differing = decision.facts.column(key)[kept], decision.facts.column(other)[kept]
    rows = kept[(shared != 0) & (differing != 0)]
    shared, differing = decision.facts.column(key)[rows], decision.facts.column(other)[rows]
    order = np.lexsort((rows, differing, shared))
    shared, differing, rows = shared[order], differing[order], rows[order]
    fresh = np.concatenate([[True], shared[1:] != shared[:-1]])[: len(rows)]
    variety = fresh | np.concatenate([[True], differing[1:] != differing[:-1]])[: len(rows)]
    group = np.cumsum(fresh) - 1
    many = np.bincount(group[variety]) >= 2 if len(rows) else np.zeros(0, bool)
    sizes = np.bincount(group) if len(rows) else np.zeros(0, np.int64)
    member = many[group] if len(rows) else np.zeros(0, bool)
    return pa.table(
        {
            name: pa.array([f"{value:016x}" for value in shared[member].tolist()], pa.string()),
            "record_id": _ids(decision, rows[member]),
            "size": pa.array(sizes[group[member]], pa.int32()),
        }
    )


def _templates(decision: Decision, own: Ints) -> pa.Table:
    rows = own[decision.family[own] >= 0]
    family = decision.family[rows].astype(np.int64)
    sizes = np.bincount(family, minlength=1)
    order = np.lexsort((rows, family))
    rows, family = rows[order], family[order]
    return pa.table(
        {
            "family_id": _ids(decision, family),
            "record_id": _ids(decision, rows),
            "size": pa.array(sizes[family], pa.int32()),
            "kept": pa.array(decision.fate.reason[rows] == KEPT),
        }
    )


def _overlap(decision: Decision, labels: Ints) -> pa.Table:
    """Count rows of every source that are connected to another row of each source."""
    sizes = np.bincount(labels, minlength=len(labels))
    rows = np.flatnonzero(sizes[labels] > 1)
    sources = (
        decision.facts.table["source"].take(pa.array(rows)).fill_null("").combine_chunks().dictionary_encode()
    )
    names, codes = sources.dictionary.to_pylist(), sources.indices.to_numpy()
    cells, counts = np.unique(labels[rows] * len(names) + codes, return_counts=True)
    cluster, source = np.divmod(cells, len(names)) if names else (cells, cells)
    total: dict[tuple[str, str], int] = {}
    start = 0
    for stop in range(1, len(cells) + 1):
        if stop < len(cells) and cluster[stop] == cluster[start]:
            continue
        for i in range(start, stop):
            for j in range(start, stop):
                if i != j or counts[i] > 1:
                    key = names[source[i]], names[source[j]]
                    total[key] = total.get(key, 0) + int(counts[i])
        start = stop
    ordered = sorted(total)
    return pa.table(
        {
            "source": pa.array([key[0] for key in ordered], pa.string()),
            "other": pa.array([key[1] for key in ordered], pa.string()),
            "rows": pa.array([total[key] for key in ordered], pa.int64()),
        }
    )


def _merged(decision: Decision, own: Ints) -> pa.Table:
    """Gather what was folded into every survivor: itself and all rows that name it as witness."""
    gone = own[(decision.fate.reason[own] != KEPT) & (decision.fate.witness[own] >= 0)]
    witness = decision.fate.witness[gone]
    rows = np.concatenate([np.unique(witness), gone])
    into = np.concatenate([np.unique(witness), witness])
    order = np.lexsort((rows, into))
    rows, into = rows[order], into[order]
    columns = {
        name: decision.facts.table[name].take(pa.array(rows)).to_pylist()
        for name in ("source", "license", "origin")
    }
    starts = np.flatnonzero(np.concatenate([[True], into[1:] != into[:-1]])[: len(into)]).tolist() + [
        len(into)
    ]
    out: dict[str, list[object]] = {
        name: [] for name in ("copies", "sources", "licenses", "license", "origins")
    }
    for start, stop in zip(starts, starts[1:], strict=False):
        licenses = columns["license"][start:stop]
        out["copies"].append(stop - start - 1)
        out["sources"].append(sorted({name for name in columns["source"][start:stop] if name}))
        out["licenses"].append(sorted({name for name in licenses if name}))
        out["license"].append(strictest(licenses))
        out["origins"].append(sorted({name for name in columns["origin"][start:stop] if name}))
    names = pa.list_(pa.string())
    return pa.table(
        {
            "record_id": _ids(decision, into[np.array(starts[:-1], np.int64)]),
            "copies": pa.array(out["copies"], pa.int32()),
            "sources": pa.array(out["sources"], names),
            "licenses": pa.array(out["licenses"], names),
            "license": pa.array(out["license"], pa.string()),
            "origins": pa.array(out["origins"], names),
        }
    )
