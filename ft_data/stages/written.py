"""Rows that did not come from a file, such as those people write: measured, compared and judged as rows of files are.

Their table is a part like any part of ``cleaned``: the same work measures it, signs it and looks for benchmarks in it.
Then one decision takes it all together. A benchmark in the text, a duplicate of a kept row, or a rule that drops, and the
row is dropped with the reasons that a row of a file would have; what a rule only asks is written into its verdict, since
a person has just looked at it. A row that stands has its signals and its quality in ``measured``.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ft_data.engine.work import Task, Work, makes
from ft_data.example import VERDICT
from ft_data.filtering import ranking
from ft_data.filtering import rules as ruling
from ft_data.filtering.force import in_force
from ft_data.filtering.rules import InForce
from ft_data.recipe.schema import Dedupe
from ft_data.signals import registry
from ft_data.stages import decontaminated, deduped, sibling_datasets, signals
from ft_data.stages.build import Build, names
from ft_data.stages.texts import parts_of
from ft_data.warehouse import sql, verdicts, views
from ft_data.warehouse.detail import Detail, Finding
from ft_data.warehouse.parts import Part, Receipt
from ft_data.warehouse.snapshots import Snapshot

READS = (
    "benchmarks", "dedupe", "languages", "other_languages", "profile", "targets", "references", "protected", "signals.topics", "signals.models",
    "sources.*.row_kind", "sources.*.other_languages", "rules", "packs", "stage", "format.targets", "format.label",
)  # fmt: skip
_ALIKE = ("exact_a", "words_key", "template_key")  # columns of signatures, beside the bands


def judged(build: Build, before: Snapshot, made: Sequence[Part], decided: Sequence[Part]) -> Receipt:
    """Judge the rows of ``made``, whose verdicts so far are in ``decided``, beside the version they join.

    ``before`` is the snapshot of ``filtered`` that the decisions were made on. Returns the tables ``verdicts`` and
    ``measured``.
    """
    lineage = views.lineage(build.warehouse, before)
    measuring, used = signals.tasks(build, made, lineage.get("models"))
    signing, meaning = deduped.signing(build, made), deduped.meaning(build, made)
    scanning = decontaminated.scanning(build, made)
    tasks = [*measuring, *signing, *meaning, *scanning]
    done = dict(zip([task.key for task in tasks], build.run(tasks), strict=True))

    def paths(some: Sequence[Task], table: str) -> list[str]:
        return [build.path(part) for task in some for part in done[task.key].tables.get(table, ())]

    kept, measures = lineage["deduped"], lineage["signals"]
    sides = ("signatures", "vectors") if meaning else ("signatures",)
    against = sorted(set(build.recipe.dedupe.against))
    elsewhere = [deduped.elsewhere_in(replace(build, asset="deduped"), name) for name in against]
    inputs = {
        "made": [build.path(part) for part in made],
        "decided": [build.path(part) for part in decided],
        "measured": [paths(measuring, group) for group in used],
        "signatures": paths(signing, "signatures"),
        "meanings": paths(meaning, "vectors"),
        "hits": paths(scanning, "hits"),
        "kept": {side: [build.path(part) for part in kept.parts[side]] for side in sides},
        "texts": [build.path(part) for part in parts_of(lineage)],
        "against": [one.corpus for one in elsewhere],
        "known": [build.path(found[0]) for found in measures.parts.values()],
    }
    made_of = {
        **dict.fromkeys(("measured", "signatures", "meanings", "hits"), sorted(done)),
        "made": names(made),
        "decided": names(decided),
        "kept": [names(kept.parts[side]) for side in sides],
        "texts": names(parts_of(lineage)),
        "against": [one.version for one in elsewhere],
        "known": sorted(measures.parts),
    }
    rules = [rule.model_dump(mode="json", exclude={"why"}) for rule in in_force(build.recipe)]
    params = {
        "rules": rules,
        "ranking": ranking.terms(build.recipe.profile),
        "dedupe": build.recipe.dedupe.model_dump(mode="json"),
    }
    return build.apart(build.task(judge, inputs, params, made_of, rows=sum(part.rows for part in made)))


@makes(verdicts=VERDICT)
def judge(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Give the rows of one table their final verdicts, and complete those of the rows they join."""
    made, decided = pq.read_table(inputs["made"], columns=["record_id"]), pq.read_table(inputs["decided"])
    with sql.connect() as con:
        _measured(con, inputs["made"], inputs["measured"], inputs["known"])
        scores = ranking.scores(con, "measured_rows", [ranking.Term(*one) for one in params["ranking"]])
        scores = scores.drop_columns(["because"])
        con.register("scores", scores)
        measured = con.sql(
            "SELECT * FROM made_signals JOIN scores USING (record_id) ORDER BY record_id"
        ).to_arrow_table()
        ruled = _ruled(con, [InForce.model_validate(rule) for rule in params["rules"]])
    staying = decided.filter(pc.equal(decided["verdict"], "keep"))["record_id"].combine_chunks()
    twins = _twins(inputs, staying, scores, Dedupe.model_validate(params["dedupe"]))
    shown = _contaminated(made, inputs["hits"])
    rows = {row["record_id"]: row for row in decided.to_pylist()}
    for name in made["record_id"].to_pylist():
        rows[name] = _final(rows[name], [shown.get(name), twins.get(name)], ruled.get(name, []))
    pieces, stats = verdicts.in_parts(verdicts.table(list(rows.values())))
    return Work({"verdicts": pieces, "measured": measured}, stats)


def _final(
    row: dict[str, Any], found: Sequence[dict[str, Any] | None], ruled: Sequence[Finding]
) -> dict[str, Any]:
    """Put together what speaks against a row; what only asks is noted."""
    was = Detail.read(row["detail"])
    gone = [one for one in found if one is not None]
    details = [Detail.read(one["detail"]) for one in gone]
    findings = [
        Finding(**{**asdict(finding), "verdict": "drop"})
        for one, detail in zip(gone, details, strict=True)
        for finding in detail.findings(one["reasons"])
    ]
    findings += ruled
    against = [finding for finding in findings if finding.verdict == "drop"]
    facts = {**was.facts}
    for detail in details:
        facts |= detail.facts
    facts["actor"] = was.actor
    if not against:
        return verdicts.verdict(
            row["record_id"], row["verdict"], row["reasons"], evidence=was.evidence, rules=findings, **facts
        )
    first, twin = against[0], next((one for one in gone if one["witness_id"]), {})
    return verdicts.verdict(
        row["record_id"],
        "drop",
        [finding.rule for finding in against],
        twin.get("witness_id"),
        twin.get("score"),
        signal=first.signal,
        value=first.value,
        threshold=first.threshold,
        evidence=first.evidence,
        rules=findings,
        made=row["reasons"],
        **facts,
    )


def _measured(
    con: duckdb.DuckDBPyConnection, made: Sequence[str], groups: Sequence[Sequence[str]], known: Sequence[str]
) -> None:
    """Create ``made_signals``, the groups side by side, and ``measured_rows``, with the columns of the text.

    What was measured on rows of files and is not measured here, as judges' ratings are, is null.
    """
    con.execute(f"CREATE TEMP VIEW made_rows AS SELECT * FROM {sql.parquet(made)}")
    columns, joins, here = ["m.record_id"], "", {"record_id"}
    for number, paths in enumerate(groups):
        columns.append(f"g{number}.* EXCLUDE (record_id)")
        joins += f" JOIN {sql.parquet(paths)} g{number} USING (record_id)"
        here |= set(pq.read_schema(paths[0]).names)
    for path in known:
        for name, kind, *_ in con.execute(f"DESCRIBE SELECT * FROM {sql.parquet([path])}").fetchall():
            if name not in here:
                columns.append(f"NULL::{kind} AS {sql.name(name)}")
    con.execute(f"CREATE TEMP TABLE made_signals AS SELECT {', '.join(columns)} FROM made_rows m{joins}")
    # Who writes a few words is not judged by the company they come into.
    alone = ", ".join(f"false AS {name}" for name in ruling.FACTS)
    con.execute(
        f"CREATE TEMP VIEW measured_rows AS SELECT s.*, m.* EXCLUDE (record_id), {alone} FROM made_signals s "
        "JOIN made_rows m USING (record_id)"
    )


def _ruled(con: duckdb.DuckDBPyConnection, rules: Sequence[InForce]) -> dict[str, list[Finding]]:
    found = ruling.fired(con, rules, "measured_rows")
    return {name: ruling.explain(rules, fired, values) for name, fired, values in found}


def _contaminated(made: pa.Table, hits: Sequence[str]) -> dict[str, dict[str, Any]]:
    from ft_data.decontamination.verdicts import verdicts as of_hits

    table = of_hits(made["record_id"], pa.concat_tables([pq.read_table(path) for path in hits]))
    return {row["record_id"]: row for row in table.to_pylist() if row["verdict"] == "drop"}


def _twins(
    inputs: Mapping[str, Any], staying: pa.Array, scores: pa.Table, wanted: Dedupe
) -> dict[str, dict[str, Any]]:
    """Find duplicates among the rows, and of rows that stay."""
    from ft_data.dedup.corpus import Corpus
    from ft_data.dedup.resolve import deduplicate

    own = pa.concat_tables([pq.read_table(path) for path in inputs["signatures"]])
    with tempfile.TemporaryDirectory() as folder, sql.connect() as con:
        alike = _alike(own, inputs["kept"], staying, Path(folder), everything=bool(inputs["meanings"]))
        texts = Path(folder, "texts.parquet")
        con.execute(
            f"COPY (SELECT t.* FROM {sql.parquet(inputs['texts'])} t SEMI JOIN {sql.parquet(alike['signatures'])} a "
            f"USING (record_id)) TO '{texts}'"
        )
        near = Corpus(alike["signatures"], [str(texts)], "", alike.get("vectors", ()))
        result = deduplicate(
            inputs["signatures"],
            inputs["made"],
            scores,
            wanted,
            con,
            against=[near, *inputs["against"]],
            meanings=inputs["meanings"],
        )
    return {row["record_id"]: row for row in result.verdicts.to_pylist() if row["verdict"] == "drop"}


def _alike(
    own: pa.Table, kept: Mapping[str, Sequence[str]], staying: pa.Array, folder: Path, *, everything: bool
) -> dict[str, list[str]]:
    """Write down the signatures of the rows that stay and could be duplicates: those that agree on any band or key."""
    keys = [name for name in own.column_names if name in _ALIKE or name.startswith("band_")]
    found: dict[str, list[str]] = {side: [] for side in kept}
    for number, paths in enumerate(zip(*kept.values(), strict=True)):
        tables = [pq.read_table(path) for path in paths]
        mask = pc.is_in(tables[0]["record_id"], staying)
        if not everything:
            near = [pc.is_in(tables[0][key], own[key].combine_chunks()) for key in keys]
            for one in near[1:]:
                near[0] = pc.or_(near[0], one)
            mask = pc.and_(mask, near[0])
        for side, table in zip(kept, tables, strict=True):
            path = folder / f"{side}-{number}.parquet"
            pq.write_table(table.filter(mask), path)
            found[side].append(str(path))
    return found


WORK = (
    judge, signals.measure, registry.groups, deduped.sign, deduped.embed, sibling_datasets.kept_of,
    decontaminated.make_index, decontaminated.scan_part, in_force,
)  # fmt: skip
