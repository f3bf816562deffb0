"""decontaminated: rows that overlap a benchmark are removed, each with the item, the method and the span.

The benchmarks become one index; scanning a part against it is row-local and cached. Every cleaned part is scanned,
not only its kept rows, so that a change upstream of this stage does not scan anything twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.engine import pool
from ft_data.engine.code import code_version
from ft_data.engine.work import Task, Work, makes
from ft_data.evaluation import expectations
from ft_data.example import VERDICT
from ft_data.recipe.schema import Benchmark
from ft_data.stages import texts
from ft_data.stages.build import Build, name_of, names
from ft_data.stages.stage import Stage
from ft_data.warehouse import files, snapshots, sql, verdicts
from ft_data.warehouse.parts import Part
from ft_data.warehouse.snapshots import Snapshot
from ft_data.warehouse.views import Resolver

# The rejected side of a pair is in neither text, and is published as they are.
_COLUMNS = [
    "record_id",
    "prompt_text",
    "response_text",
    "rejected.list.element.content",
    "rejected.list.element.reasoning",
]
BENCHMARKS = pa.schema(
    [
        ("benchmark", pa.string()),
        *(
            (name, pa.int64())
            for name in (
                "items",
                "unsearchable",
                "items_hit",
                "rows_hit",
                "verbatim",
                "embedded",
                "edited",
                "answer_leak",
            )
        ),
    ]
)


def build(build: Build) -> Snapshot:
    """Scan all rows against the benchmarks and remove what overlaps a test item."""
    deduped, found = build.current("deduped"), texts.of(build)
    index, digests = index_of(build)
    scanned = build.run(scanning(build, found.parts, index))
    verdicts_in = Resolver(build.warehouse).scan(deduped, "verdicts")
    receipt = build.apart(
        build.task(
            decide,
            {
                "arrived": f"SELECT record_id FROM {verdicts_in} WHERE verdict IN ('keep', 'new')",
                "hits": build.files(scanned, "hits"),
                "index": str(index),
            },
            {"benchmarks": [benchmark.name for benchmark in build.recipe.benchmarks]},
            {
                "arrived": names(deduped.parts["verdicts"]),
                "hits": [one.key for one in scanned],
                "index": index.name,
            },
            rows=deduped.rows,
        )
    )
    counts = receipt.stats["verdicts"]
    return build.commit(
        {**snapshots.merge(scanned), **dict(receipt.tables)},
        rows=counts.get("keep", 0),
        inputs=[deduped, *found.inputs],
        stats=receipt.stats,
        facts={"files": digests},
    )


def scanning(build: Build, parts: Sequence[Part], index: Path | None = None) -> list[Task]:
    """Return the work of looking for the items of the recipe's benchmarks in parts of text."""
    where = index or index_of(build)[0]
    return [
        build.task(
            scan_part, {"cleaned": part, "index": str(where)}, {}, {"index": where.name}, rows=part.rows
        )
        for part in parts
    ]


def index_of(build: Build) -> tuple[Path, dict[str, list[str]]]:
    """Return the file of the index over all benchmarks, and the digests of what it was made from."""
    from ft_data.sources import readers, reading

    base = build.home.folder(build.name)
    plans = {b.name: reading.plan(base, b.path, b.format) for b in build.recipe.benchmarks}
    digests = {
        name: [chunk.digest for chunk in plan.chunks] + readers.read_by(chunk.format for chunk in plan.chunks)
        for name, plan in plans.items()
    }
    key = name_of(
        "index",
        code_version(make_index),
        [b.model_dump(exclude={"path"}) for b in build.recipe.benchmarks],
        digests,
    )
    path = build.parts_folder("decontaminated") / f"index-{key}.npz"
    if not path.exists():
        pool.alone(make_index, base, build.recipe.benchmarks, plans, path)
    return path, digests


def make_index(base: Path, benchmarks: Sequence[Benchmark], plans: Mapping[str, Any], path: Path) -> None:
    """Write the index over all items of the benchmarks."""
    from ft_data.decontamination.benchmarks import read_items
    from ft_data.decontamination.index import build_index, save_index

    items = [
        item
        for b in benchmarks
        for item in read_items(_rows(base, b, plans[b.name]), b.name, b.fields, b.split)
    ]
    with files.appearing(path) as temporary:
        save_index(build_index(items), temporary)


def _rows(base: Path, benchmark: Benchmark, plan: Any) -> Iterator[dict[str, Any]]:
    from ft_data.sources import guarded

    for _, batch in guarded.read(plan.chunks, base):
        for _, raw in batch.rows:
            value = orjson.loads(raw)
            if isinstance(value, dict):
                yield value


def scan_part(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Find the benchmark items that the rows of one cleaned part overlap."""
    from ft_data.decontamination.scan import scan

    with pq.ParquetFile(inputs["cleaned"]) as part:
        return Work({"hits": scan(part.read(columns=_COLUMNS), _loaded(inputs["index"]))})


@lru_cache(1)
def _loaded(path: str) -> Any:
    """Load an index once per process; a file of this name never changes."""
    from ft_data.decontamination.index import load_index

    return load_index(path)


@makes(verdicts=VERDICT, benchmarks=BENCHMARKS)
def decide(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Give every row that arrived its verdict: ``arrived`` is a SELECT of ids, ``hits`` are the scanned parts."""
    from ft_data.decontamination.scan import HITS
    from ft_data.decontamination.verdicts import benchmark_report
    from ft_data.decontamination.verdicts import verdicts as verdicts_of

    hits = HITS.empty_table()
    with sql.connect() as con:
        ids = con.sql(inputs["arrived"]).to_arrow_table()
        if inputs["hits"]:
            con.register("arrived", ids)
            hits = con.sql(
                f"SELECT * FROM {sql.parquet(inputs['hits'])} SEMI JOIN arrived USING (record_id)"
            ).to_arrow_table()
    pieces, stats = verdicts.in_parts(verdicts_of(ids.column(0), hits))
    report = benchmark_report(_loaded(inputs["index"]), hits)
    known = set(report.column("benchmark").to_pylist()) if report.num_columns else set()
    empty = [{"benchmark": name, "items": 0} for name in params["benchmarks"] if name not in known]
    report = pa.Table.from_pylist([*report.to_pylist(), *empty], BENCHMARKS)
    stats |= {"rows_in": ids.num_rows, "benchmark_items": sum(report.column("items").to_pylist())}
    return Work({"verdicts": pieces, "benchmarks": report}, stats)


STAGE = Stage(
    name="decontaminated",
    inputs=("deduped", *texts.STAGES),
    kinds=("duckdb", "python"),
    description="Rows that overlap a benchmark are removed, each with the item, the method and the span that shows it.",
    reads=("benchmarks",),
    says="rows that overlap a benchmark removed",
    figure=("drop", "contaminated, removed"),
    by_measure=True,
    expects=expectations.decontaminated,
    run=build,
    work=("ft_data.sources.reading:plan", make_index, scan_part, decide),
)
