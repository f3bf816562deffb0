"""A small dataset version that went through every stage, as the views a report is made from."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.evaluation import numbers, report
from ft_data.example import EDIT, EXAMPLE, VERDICT
from ft_data.recipe.schema import Recipe
from ft_data.stages import graph
from ft_data.warehouse.snapshots import Snapshot

RECIPE: dict[str, Any] = {
    "dataset": "harbour_desk",
    "purpose": "Teach a small model to answer questions about berths and ferries.",
    "languages": ["en"],
    "owners": ["team:harbour"],
    "sources": {
        "desk": {"path": "desk/*.jsonl", "license": "CC-BY-4.0"},
        "forum": {"path": "forum/*.csv", "license": "MIT"},
        "handbook": {"path": "handbook/*.md", "license": "proprietary", "origin": "synthetic"},
    },
    "benchmarks": [{"name": "quayquiz", "path": "quayquiz.jsonl"}],
    "rules": [
        {"name": "short_answer", "signal": "response_words", "drop": "< 2", "review": "< 4", "why": "notes"}
    ],
    "gates": {"min_rows": 10},
}
RULES = [
    {"name": "short_answer", "signal": "response_words", "drop": "< 2", "review": "< 4"},
    {"name": "wrong_language", "signal": "language_score", "drop": "> 0.9", "where": "true"},
    {"name": "shouting", "signal": "uppercase_ratio", "review": "> 0.6"},
]
SIGNALS = pa.schema(
    [
        ("record_id", pa.string()),
        ("prompt_words", pa.int32()),
        ("response_words", pa.int32()),
        ("row_language", pa.string()),
        ("second_unwanted", pa.int8()),
        ("language_unwanted", pa.int8()),
        ("script_unwanted", pa.bool_()),
        ("answer_kind", pa.string()),
    ]
)
PAIRS = pa.schema(
    [(n, pa.string()) for n in "ab"]
    + [(n, pa.float64()) for n in ("jaccard", "prompt_jaccard", "answer_jaccard")]
    + [("verdict", pa.string())]
)
_NOUNS = (
    "berth",
    "ferry",
    "pilot",
    "tide",
    "lantern",
    "crane",
    "buoy",
    "rope",
    "anchor",
    "manifest",
    "customs",
)
_VERBS = ("moves", "checks", "signs", "records", "delays", "clears", "loads", "inspects")


STAGES = [name for name, stage in graph.stages().items() if stage.says and name != "raw"]
JUDGING = [name for name, stage in graph.stages().items() if stage.by_measure]


@dataclass
class Sample:
    """Tables by view name. Change them, then ``open()`` gives the connection a report reads."""

    tables: dict[str, pa.Table] = field(default_factory=dict)
    recipe: Recipe = field(default_factory=lambda: Recipe.model_validate(RECIPE))

    def open(self, folder: Path | None = None) -> duckdb.DuckDBPyConnection:
        """Return a connection with every view; over Parquet files when a folder is given."""
        con = duckdb.connect()
        for name, table in self.tables.items():
            if folder:
                pq.write_table(table, folder / f"{name}.parquet", compression="zstd", row_group_size=8192)
                con.execute(f"CREATE VIEW {name} AS FROM read_parquet('{folder / name}.parquet')")
            else:
                con.register(f"{name}_arrow", table)
                con.execute(f"CREATE TABLE {name} AS FROM {name}_arrow")
        stages = [stage for stage in STAGES if f"{stage}_verdicts" in self.tables]
        ledger = " UNION ALL ".join(f"SELECT '{stage}' AS stage, * FROM {stage}_verdicts" for stage in stages)
        con.execute(f"CREATE VIEW upstream_verdicts AS {ledger}")
        con.execute(
            "CREATE VIEW formatted AS SELECT c.*, p.split, p.group_key FROM cleaned c "
            "JOIN formatted_main p USING (record_id)"
        )
        con.execute(
            "CREATE TABLE eval_report "
            "(section VARCHAR, name VARCHAR, value DOUBLE, text VARCHAR, query VARCHAR)"
        )
        for query in numbers.queries(self.recipe, STAGES, JUDGING):
            for name, value in con.execute(query.sql).fetchall():
                held = ""
                if query.section == "gates":
                    held = "holds" if numbers.gate_holds(self.recipe, name, float(value)) else "fails"
                con.execute(
                    "INSERT INTO eval_report VALUES (?, ?, ?, ?, ?)",
                    [query.section, name, value, held, query.sql],
                )
        return con

    def lineage(self) -> dict[str, Snapshot]:
        """Return the manifests a report is given."""
        raw = {f"raw/{source}": self.tables["cleaned"].num_rows for source in self.recipe.sources}
        rows = {name: table.num_rows for name, table in self.tables.items()}
        deciding = {stage: rows.get(f"{stage}_verdicts", 0) for stage in STAGES}
        found = {
            asset: snapshot(asset, count)
            for asset, count in (raw | deciding | {"signals": rows.get("signals", 0)}).items()
        }
        found["filtered"] = snapshot("filtered", deciding["filtered"], {"profile": "chat", "rules": RULES})
        found["formatted"] = snapshot("formatted", self.tables["formatted_main"].num_rows)
        return found


def snapshot(asset: str, rows: int, settings: dict[str, Any] | None = None) -> Snapshot:
    """Return a manifest."""
    return Snapshot(
        asset=asset,
        version=3,
        content_hash="9f86d081884c7d659a2feaa0c55ad015",
        rows=rows,
        parts={},
        inputs={},
        code_version="4e1243bd22c6",
        settings=settings or {},
        stats={},
        created_at="2026-03-01T09:30:00+00:00",
    )


def make(rows: int = 400, seed: int = 3, words: int = 40) -> Sample:
    """Make a version: ``rows`` examples, some of them duplicates, leaked, short, in another language."""
    rng = random.Random(seed)
    examples, signals, edits, pairs = [], [], [], []
    decided: dict[str, dict[str, dict[str, Any]]] = {stage: {} for stage in STAGES}
    sources = list(RECIPE["sources"])
    for i in range(rows):
        source = rng.choices(sources, [6, 3, 1])[0]
        name = f"{rng.getrandbits(96):024x}"
        prompt = (
            f"Question {i}: how does the {rng.choice(_NOUNS)} {rng.choice(_VERBS)} the {rng.choice(_NOUNS)}?"
        )
        response = _text(rng, max(1, int(rng.lognormvariate(0, 0.9) * words)))
        language = "fr" if source == "forum" and rng.random() < 0.3 else "en"
        kind = rng.random()
        if kind < 0.12 and examples:
            witness = examples[rng.randrange(len(examples))]
            if witness["record_id"] not in decided["deduped"]:
                prompt, response, score = _near(rng, witness, exact=kind < 0.05)
                reason = "exact_duplicate" if kind < 0.05 else "near_duplicate"
                decided["deduped"][name] = _verdict(
                    name,
                    "drop",
                    [reason],
                    witness["record_id"],
                    score,
                    signal="jaccard",
                    value=score,
                    threshold=">= 0.8",
                )
                pairs.append((witness["record_id"], name, score, 0.9, 0.9, "duplicate"))
        elif kind < 0.14:
            evidence = "how many berths remain when nine ferries leave before noon and four return"
            response = f"{response} {evidence}"
            decided["decontaminated"][name] = _verdict(
                name,
                "drop",
                ["benchmark_overlap"],
                benchmark="quayquiz",
                item="17",
                evidence=evidence,
                score=0.93,
            )
        elif kind < 0.19:
            response = "Aye"
            decided["filtered"][name] = _fired(name, [("short_answer", "drop", 1.0, "< 2")])
        elif language == "fr":
            fired = [("wrong_language", "drop", 0.97, "> 0.9")]
            decided["filtered"][name] = _fired(
                name, fired + [("shouting", "review", 0.7, "> 0.6")] * (kind < 0.5)
            )
        elif kind < 0.24:
            decided["filtered"][name] = _fired(name, [("shouting", "review", 0.71, "> 0.6")])
            decided["reviewed"][name] = _verdict(name, "review", ["undecided"])
        elif kind < 0.27:
            decided["selected"][name] = _verdict(
                name, "drop", ["over_budget"], signal="draw_rank", value=9, threshold="<= 8"
            )
        elif kind < 0.3 and len(examples) > 3:
            other = examples[rng.randrange(len(examples))]
            pairs.append((other["record_id"], name, round(rng.uniform(0.7, 0.82), 4), 0.4, 0.2, "different"))
        examples.append(_example(name, prompt, response, source))
        signals.append(
            (
                name,
                len(prompt.split()),
                len(response.split()),
                language,
                4 * (language == "fr"),
                4 * (language == "fr"),
                False,
                "prose",
            )
        )
        if rng.random() < 0.1:
            edits.append(
                (name, "messages[1]", "mojibake", 1, "the cafÃ© on the quay", "the café on the quay")
            )
        if rng.random() < 0.05:
            edits.append((name, "messages[0]", "pii_email", 2, None, None))
    lost = [
        _verdict(
            f"{rng.getrandbits(96):024x}", "drop", ["unknown_shape"], evidence="no key looks like an answer"
        )
    ]
    tables = {
        "cleaned": pa.Table.from_pylist(examples, EXAMPLE),
        "signals": _table(signals, SIGNALS),
        "cleaned_edits": _table(edits, EDIT),
        "deduped_pairs": _table(pairs, PAIRS),
        "raw_rejects": pa.table(
            {"source": ["forum"], "file": ["forum/a.csv"], "position": [7], "error": ["unterminated quote"]}
        ),
        "deduped_canned": _family(examples[:5], "family_id"),
        "deduped_conflicts": _family(examples[5:7], "group_id"),
        "deduped_templates": _family(examples[7:10], "family_id"),
        "decontaminated_benchmarks": pa.table(
            {"benchmark": ["quayquiz"], "items": [120], "unsearchable": [2], "items_hit": [1], "edited": [9]}
        ),
    }
    arrived = [row["record_id"] for row in examples]
    for stage in STAGES:
        found = [decided[stage].get(name) or _verdict(name, "keep", []) for name in arrived]
        passed = ("keep", "review") if stage == "filtered" else ("keep",)
        arrived = [row["record_id"] for row in found if row["verdict"] in passed]
        tables[f"{stage}_verdicts"] = pa.Table.from_pylist(
            found + (lost if stage == "cleaned" else []), VERDICT
        )
    tables["eval_report_contaminated"] = pa.table({"record_id": pa.array([], pa.string())})
    tables["formatted_main"] = pa.table(
        {
            "record_id": pa.array(arrived, pa.string()),
            "split": pa.array(
                [rng.choices(["train", "validation", "test"], [90, 5, 5])[0] for _ in arrived], pa.string()
            ),
            "group_key": pa.array(arrived, pa.string()),
        }
    )
    return Sample(tables)


def _text(rng: random.Random, words: int) -> str:
    return (
        " ".join(f"{rng.choice(_NOUNS)} {rng.choice(_VERBS)}" for _ in range((words + 1) // 2)).capitalize()
        + "."
    )


def _near(rng: random.Random, witness: dict[str, Any], exact: bool) -> tuple[str, str, float]:
    found = witness["response_text"].split()
    if not exact:
        found[rng.randrange(len(found))] = "quayside"
    return witness["prompt_text"], " ".join(found), 1.0 if exact else round(rng.uniform(0.8, 0.99), 4)


def _example(name: str, prompt: str, response: str, source: str) -> dict[str, Any]:
    spec = RECIPE["sources"][source]
    return {
        "record_id": name,
        "kind": "instruction",
        "prompt_text": prompt,
        "response_text": response,
        "source": source,
        "origin": spec.get("origin", "human"),
        "license": spec["license"],
    }


def _verdict(
    name: str,
    verdict: str,
    reasons: list[str],
    witness: str | None = None,
    score: float | None = None,
    **detail: Any,
) -> dict[str, Any]:
    return {
        "record_id": name,
        "verdict": verdict,
        "reasons": reasons,
        "witness_id": witness,
        "score": score,
        "detail": json.dumps(detail) if detail else None,
    }


def _fired(name: str, fired: list[tuple[str, str, float, str]]) -> dict[str, Any]:
    rules = [
        {"rule": rule, "signal": f"{rule}_signal", "value": value, "threshold": band, "verdict": verdict}
        for rule, verdict, value, band in fired
    ]
    first = {key: rules[0][key] for key in ("signal", "value", "threshold")}
    return _verdict(
        name, str(rules[0]["verdict"]), [str(rule["rule"]) for rule in rules], **first, rules=rules
    )


def _table(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema)


def _family(rows: list[dict[str, Any]], key: str) -> pa.Table:
    return pa.table(
        {
            key: pa.array(["f00d"] * len(rows), pa.string()),
            "record_id": pa.array([row["record_id"] for row in rows], pa.string()),
            "size": pa.array([len(rows)] * len(rows), pa.int32()),
        }
    )


def render(made: Sample) -> str:
    """Return the report of a version."""
    con = made.open()
    try:
        return report.render(
            made.recipe, con, snapshot("eval_report", 9), made.lineage(), None, graph.stages()
        )
    finally:
        con.close()
