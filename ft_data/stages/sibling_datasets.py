"""Other datasets of the same home, as deduplication sees them: the rows that they publish.

Of another dataset the rows count that its newest release holds; without one, those its furthest stage keeps.
Nothing of its text is copied: its own cleaned parts are read where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ft_data.dedup.corpus import Corpus
from ft_data.engine.work import Task, Work
from ft_data.recipe.problems import problem
from ft_data.recipe.schema import Dedupe
from ft_data.stages.build import Build
from ft_data.stages.texts import parts_of
from ft_data.warehouse import snapshots, sql, views
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
    furthest = views.deciding(views.Resolver(warehouse).current().values())[-1:]
    if furthest and furthest[0].asset != "cleaned":
        return furthest[0]
    raise problem(
        f"`{name}` has no rows to compare with: "
        + (f"run `ft-data run {name}` first" if name in build.home.datasets() else "there is no such dataset")
    )


def other(build: Build, name: str, signing: Callable[..., Task], params: dict[str, int]) -> Other:
    """Sign the rows of another dataset, by tasks that ``signing`` makes. Raises RecipeError when it was never made."""
    snapshot, warehouse = published(build, name), build.home.warehouse(name)
    parts = parts_of(views.lineage(warehouse, snapshot))
    texts = [str(warehouse.parts / part.file) for part in parts]
    tasks = [
        signing({"cleaned": path}, params, {"cleaned": [name, part.file]}, rows=part.rows)
        for path, part in zip(texts, parts, strict=True)
    ]
    signed = build.files(build.run(tasks), "signatures")
    version = {"asset": snapshot.asset, "version": snapshot.version, "content_hash": snapshot.content_hash}
    made_of = {"dataset": name, "version": version, "signed": [task.key for task in tasks]}
    rows = views.Resolver(warehouse).rows(snapshot)
    receipt = build.once(kept_of, made_of, signed, rows, settings=False)
    return Other(version, Corpus(build.files([receipt], "others"), texts, name))


def overlaps(own: Corpus, others: Sequence[Corpus], settings: Dedupe) -> pa.Table:
    """Return which rows of ours have a duplicate in other datasets: `SIBLINGS`."""
    from ft_data.dedup.overlap import SIBLINGS, overlap

    found = [SIBLINGS.empty_table()]
    with sql.connect() as con:
        for corpus in others:
            table = overlap(own, corpus, settings, con)
            names = pa.array([corpus.name] * len(table), pa.string())
            found.append(table.add_column(0, "dataset", names).cast(SIBLINGS))
    return pa.concat_tables(found)


def kept_of(signed: Sequence[str], rows: str) -> Work:
    """Leave the signatures of the rows that stay; of a row that people edited, its parent's too: it is in ``cleaned``."""
    with sql.connect() as con:
        found = con.sql(f"SELECT record_id FROM ({rows}) UNION SELECT unnest(parents) FROM ({rows})")
        ids = found.to_arrow_table().column("record_id").combine_chunks()
    tables = [pq.read_table(path) for path in signed]
    return Work({"others": [table.filter(pc.is_in(table["record_id"], ids)) for table in tables]})
