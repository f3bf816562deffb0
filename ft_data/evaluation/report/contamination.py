"""Overlap with evaluation sets: what was compared, what was found, and the evidence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from ft_data.evaluation.report import text
from ft_data.evaluation.report.reader import Reader


@dataclass(frozen=True)
class Benchmark:
    """One benchmark: items, those too short to be recognised, those found, rows removed, evidence."""

    name: str
    items: int | None
    unsearchable: int | None
    items_hit: int | None
    removed: int
    methods: str
    evidence: Sequence[tuple[str, str, str, str]]


def benchmarks(reader: Reader, declared: Sequence[str]) -> list[Benchmark]:
    """Return every benchmark, those with hits first; evidence is (record, item, span, score)."""
    if not reader.has("decontaminated_verdicts", "detail", "reasons"):
        return []
    name = "coalesce(json_extract_string(detail, '$.benchmark'), reasons[1], 'not named')"
    hits = reader.ask(
        "contamination by benchmark",
        f"SELECT {name} AS name, count(*) AS value FROM decontaminated_verdicts WHERE verdict = 'drop' "
        "GROUP BY 1 ORDER BY value DESC, name",
    )
    counted = _counted(reader)
    shown: dict[str, list[tuple[str, str, str, str]]] = {}
    if hits:
        for key, found in reader.rows(
            f"SELECT {name}, arg_min({{'id': record_id, 'detail': detail, 'score': score}}, record_id, 4) "
            "FROM decontaminated_verdicts WHERE verdict = 'drop' GROUP BY 1"
        ):
            shown[key] = [_evidence(row["id"], row["detail"], row["score"]) for row in found]
    names = dict.fromkeys([*hits, *declared, *sorted({name for name, _ in counted})])
    return [
        Benchmark(
            text.show(name, 80),
            counted.get((name, "items")),
            counted.get((name, "unsearchable")),
            counted.get((name, "items_hit")),
            int(hits.get(name, 0)),
            ", ".join(f"{n:,} {text.words(m)}" for m in _METHODS if (n := counted.get((name, m), 0))),
            shown.get(name, []),
        )
        for name in names
    ]


_METHODS = ("verbatim", "embedded", "edited", "answer_leak")


def _counted(reader: Reader) -> dict[tuple[str, str], int]:
    """Return what the stage counted per benchmark, as far as it did."""
    if not reader.has("decontaminated_benchmarks", "benchmark", "items"):
        return {}
    known = reader.columns("decontaminated_benchmarks")
    names = [name for name in ("items", "unsearchable", "items_hit", *_METHODS) if name in known]
    parts = (
        f"SELECT benchmark || '.{n}' AS name, {n} AS value FROM decontaminated_benchmarks" for n in names
    )
    sql = f"SELECT * FROM ({' UNION ALL '.join(parts)}) WHERE value IS NOT NULL ORDER BY name"
    found = reader.ask("benchmarks", sql)
    split = ((name.rpartition("."), value) for name, value in found.items())
    return {(benchmark, what): int(value) for (benchmark, _, what), value in split}


def _evidence(record_id: str, detail: str | None, score: float | None) -> tuple[str, str, str, str]:
    try:
        found = json.loads(detail or "{}")
    except ValueError:
        found = {}
    item = next((found[key] for key in ("item", "item_id", "index") if found.get(key) is not None), "")
    score = found.get("score", score)
    shown = text.number(score) if isinstance(score, (int, float)) else ""
    return record_id, text.show(item, 80), text.show(found.get("evidence"), 240), shown
