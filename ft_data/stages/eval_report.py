"""eval_report: numbers with their queries, against the gates and the previous release, and one offline HTML page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from ft_data.engine.work import Work, makes
from ft_data.evaluation import expectations, numbers, report
from ft_data.evaluation.expectation import nothing_else, settled_by
from ft_data.recipe.reads import EVERYTHING
from ft_data.stages import certificate, decontaminated, inside, probe, proof, weaknesses
from ft_data.stages.build import Build, names
from ft_data.stages.previous import previous_release, version_of
from ft_data.stages.reading import Versions
from ft_data.stages.stage import Stage
from ft_data.stages.texts import with_written
from ft_data.warehouse import files, sql, views
from ft_data.warehouse.snapshots import Snapshot

NUMBERS = pa.schema(
    [
        ("section", pa.string()),
        ("name", pa.string()),
        ("value", pa.float64()),
        ("text", pa.string()),
        ("query", pa.string()),
    ]
)

# Published rows that overlap an item of a benchmark (its training part aside).
CONTAMINATED = pa.schema(
    [
        *((name, pa.string()) for name in ("record_id", "benchmark", "item_id", "field", "method")),
        ("score", pa.float64()),
    ]
)


# Made of the version, not stages it came through, and where the recipe asks for them.
_BESIDE = {one.STAGE.name: one.STAGE for one in (proof, certificate, weaknesses, probe)}


def build(build: Build) -> Snapshot:
    """Measure the version and write the page."""
    from ft_data.stages import graph

    formatted = build.current("formatted")
    lineage = views.lineage(build.warehouse, formatted)
    beside = {name: build.current(name) for name, stage in _BESIDE.items() if stage.wanted(build.recipe, "")}
    before = previous_release(build, formatted)
    then = version_of(build, before)
    facts = {"previous": before.version if before else None}
    # The text that is published, whatever stage it comes from, against the benchmarks as they are now.
    texts = [part for part in with_written(lineage) if part.rows]
    scanned = build.run(decontaminated.scanning(replace(build, asset="decontaminated"), texts))
    made_of = {
        **facts,
        "scanned": [found.key for found in scanned],
        "lineage": [(a, s.version, s.content_hash) for a, s in sorted(lineage.items())],
        "formatted": names(formatted.parts["main"]),
        "targets": inside.digests(build),
        "before": then.version if then else None,
        "groups": (grouped := inside.grouped(build.recipe)),
    }
    numbered = build.only("siblings", "gates", "targets", "languages", "clean", "profile")
    judging = [name for name, stage in graph.stages().items() if stage.by_measure]
    hits = build.files(scanned, "hits")
    receipt = numbered.once(
        measure, {**made_of, "judging": judging}, numbered, formatted, then, hits, judging, grouped
    )
    snapshot = build.commit(
        receipt.tables,
        rows=receipt.rows("main"),
        inputs=[formatted, *beside.values()],
        stats=_headline(build, formatted, lineage),
        facts=facts,
    )
    page = build.warehouse.reports / f"eval_report-{snapshot.version:06d}.html"
    if not page.exists():
        with Versions(build, snapshot) as versions:
            html = report.render(
                build.recipe,
                versions.con,
                snapshot,
                lineage | beside,
                before.manifest if before else None,
                graph.stages(),
            )
        files.write_bytes(page, html.encode())
    return snapshot


@makes(main=NUMBERS, contaminated=CONTAMINATED, **inside.SCHEMAS)
def measure(
    build: Build, formatted: Snapshot, then: Snapshot | None, hits: Sequence[str], judging: Sequence[str],
    grouped: Mapping[str, str],
) -> Work:  # fmt: skip
    """Run every query of the report on a version of ``formatted`` and what it was made from.

    ``then`` is the version of it that the previous release published, where that is kept; ``grouped`` the fields that hold
    groups; ``hits`` are the files of what overlaps a benchmark in the text of the version, ``judging`` the stages that judge by
    measure.
    """
    rows = []
    with Versions(build, formatted) as versions:
        listed = (
            f"SELECT h.* FROM {sql.parquet(hits)} h SEMI JOIN formatted USING (record_id)" if hits else ""
        )
        contaminated = versions.con.sql(
            f"SELECT {', '.join(CONTAMINATED.names)} FROM ({listed}) WHERE split <> 'train' ORDER BY ALL"
        ).to_arrow_table() if listed else CONTAMINATED.empty_table()  # fmt: skip
        versions.con.register("eval_report_contaminated", contaminated)
        stages = [snapshot.asset for snapshot in views.deciding(versions.found.values())]
        asked = numbers.queries(build.recipe, stages, judging, versions.found["signals"].parts)
        asked += [numbers.Query(section, sql) for section, sql in inside.queries(versions)]
        inside.held(versions, [query.sql for query in asked])
        looked = inside.look(build, versions, then, grouped)
        for name, table in looked.items():
            versions.con.register(f"eval_report_{name}", table)
        for query in asked:
            for name, value in versions.ask(query.sql):
                held = ""
                if query.section == "gates":
                    held = "holds" if numbers.gate_holds(build.recipe, name, float(value)) else "fails"
                rows.append(
                    {
                        "section": query.section,
                        "name": name,
                        "value": float(value),
                        "text": held,
                        "query": query.sql,
                    }
                )
    return Work({"main": pa.Table.from_pylist(rows, NUMBERS), "contaminated": contaminated, **looked})


def _headline(build: Build, formatted: Snapshot, lineage: dict[str, Snapshot]) -> dict[str, Any]:
    """Return the figures that plot over time on the asset's page."""
    raw = sum(snapshot.rows for asset, snapshot in lineage.items() if asset.startswith("raw/"))
    removed = lineage["deduped"].stats["verdicts"].get("drop", 0) if "deduped" in lineage else 0
    return {
        "rows_in": formatted.rows,
        "released_share": round(formatted.rows / raw, 6) if raw else 0.0,
        "duplicates_removed": removed,
        "contaminated_removed": lineage["decontaminated"].stats["verdicts"].get("drop", 0),
        "pending": lineage["reviewed"].stats["verdicts"].get("review", 0),
    }


@settled_by(nothing_else)
def differing(build: Build, snapshot: Snapshot, versions: Versions) -> float:
    """Run every query again and count the numbers that come out differently."""
    stored: dict[tuple[str, str], dict[str, float]] = {}
    for section, name, value, query in versions.con.execute(
        "SELECT section, name, value, query FROM eval_report"
    ).fetchall():
        stored.setdefault((section, query), {})[name] = value
    wrong = 0
    inside.held(versions, [query for _, query in stored])
    for (_, query), expected in stored.items():
        found = {name: float(value) for name, value in versions.ask(query)}
        wrong += sum(1 for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
    return float(wrong)


STAGE = Stage(
    name="eval_report",
    inputs=("formatted", *_BESIDE),
    description=(
        "What this version is like, measured: funnel, reasons, mix, lengths, duplicates, splits, gates and the "
        "comparison with the previous release. Numbers with their queries, and one offline HTML page."
    ),
    reads=EVERYTHING,  # the page compares all that was set with the previous release
    aside=("sources.*.why",),
    expects=expectations.eval_report,
    run=build,
    work=(decontaminated.make_index, decontaminated.scan_part, measure, report.render),
)
