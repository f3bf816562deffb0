"""Other datasets of the same home, as deduplication sees them: the rows that they publish.

Of another dataset the rows count that its newest release holds; without one, those its furthest stage keeps.
Nothing of its text is copied: its own cleaned parts are read where they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ft_data.dedup.corpus import Corpus
from ft_data.recipe.problems import problem
from ft_data.recipe.schema import Dedupe
from ft_data.stages.build import Build, name_of
from ft_data.warehouse import parts, snapshots, views
from ft_data.warehouse.snapshots import Snapshot


class Other(NamedTuple):
    """Another dataset: the version of it that was read, and its rows as a corpus."""

    version: dict[str, Any]
    corpus: Corpus


def published(build: Build, name: str) -> Snapshot:
    """Return the snapshot whose rows count. Raises RecipeError when there is none."""
    from ft_data.release import versions

    if name == build.name:
        raise problem(
            f"`{name}` cannot be compared with itself: leave it out of `dedupe.against` and `siblings`"
        )
    warehouse = build.home.warehouse(name)
    newest = versions.newest(warehouse.releases)
    pinned = newest.manifest.get("snapshots", {}).get("formatted", {}).get("version") if newest else None
    if pinned is not None and pinned in snapshots.versions(warehouse, "formatted"):
        return snapshots.load(warehouse, "formatted", pinned)
    for asset in reversed(views.DECIDING[1:]):
        found = snapshots.current(warehouse, asset)
        if found is not None:
            return found
    raise problem(
        f"`{name}` has no rows to compare with: "
        + (f"run `ft-data run {name}` first" if name in build.home.datasets() else "there is no such dataset")
    )


def other(build: Build, name: str, params: dict[str, int], signing: str) -> Other:
    """Sign the rows of another dataset. Raises RecipeError when it was never made."""
    snapshot, warehouse = published(build, name), build.home.warehouse(name)
    cleaned = views.lineage(warehouse, snapshot)["cleaned"]
    texts = [str(warehouse.parts / part.file) for part in cleaned.parts["main"]]
    tasks = [
        build.task(
            "deduped",
            "ft_data.stages.deduped:sign",
            {"cleaned": path},
            params,
            [name, part.file, signing, params],
            rows=part.rows,
        )
        for path, part in zip(texts, cleaned.parts["main"], strict=True)
    ]
    signed = [
        build.path(part) for receipt in build.run("deduped", tasks) for part in receipt.tables["signatures"]
    ]
    version = {"asset": snapshot.asset, "version": snapshot.version, "content_hash": snapshot.content_hash}
    kept = _kept(views.Resolver(warehouse), snapshot)
    schema = pq.read_schema(signed[0])
    key = name_of("other", name, version, [task.key for task in tasks])
    folder = build.parts_folder("deduped")
    receipt = parts.read_receipt(folder, key) or parts.write_work(
        folder, key, {"others": _filtered(signed, kept)}, {"others": schema}
    )
    return Other(version, Corpus([build.path(part) for part in receipt.tables["others"]], texts, name))


def overlaps(own: Corpus, others: Sequence[Corpus], settings: Dedupe) -> pa.Table:
    """Return which rows of ours have a duplicate in other datasets: ``dataset`` and `OVERLAP`."""
    from ft_data.dedup.overlap import OVERLAP, overlap

    schema = pa.schema([pa.field("dataset", pa.string()), *OVERLAP])
    found = [schema.empty_table()]
    with duckdb.connect() as con:
        for corpus in others:
            table = overlap(own, corpus, settings, con)
            names = pa.array([corpus.name] * len(table), pa.string())
            found.append(table.add_column(0, "dataset", names).cast(schema))
    return pa.concat_tables(found)


def _kept(resolver: views.Resolver, snapshot: Snapshot) -> pa.Table:
    """Return the ids of the rows that stay; of a row that people edited, its parent's too: it is in ``cleaned``."""
    rows = resolver.rows(snapshot)
    with duckdb.connect() as con:
        return con.sql(
            f"SELECT record_id FROM ({rows}) UNION SELECT unnest(parents) FROM ({rows})"
        ).to_arrow_table()


def _filtered(signed: Sequence[str], kept: pa.Table) -> list[pa.Table]:
    ids = kept.column("record_id").combine_chunks()
    tables = []
    for path in signed:
        table = pq.read_table(path)
        tables.append(table.filter(pc.is_in(table["record_id"], ids)))
    return tables
