"""raw/<source>: records as read. What cannot be read is rejected with its place and reason, never dropped silently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pyarrow as pa
import xxhash

from ft_data.engine.code import code_version
from ft_data.engine.work import Work
from ft_data.example import record_id
from ft_data.recipe.schema import Source
from ft_data.sources.model import Chunk
from ft_data.stages.build import Build, add_counts, names
from ft_data.stages.forgetting import subject_id
from ft_data.warehouse import parts, retention, snapshots, tombstones
from ft_data.warehouse.snapshots import Snapshot

RAW = pa.schema(
    [
        ("identity", pa.string()),  # what names the record before identical ones are told apart
        ("row_hash", pa.string()),
        ("source_uri", pa.string()),
        ("source_row", pa.int64()),
        ("raw", pa.string()),
    ]
)
REJECTS = pa.schema([("file", pa.string()), ("position", pa.int64()), ("error", pa.string())])
# Records that share an identity, told apart: which row of which part is the second, third ...
REPEATS = pa.schema([("part", pa.string()), ("position", pa.int64()), ("ordinal", pa.int64())])
SCHEMAS = {"main": RAW, "rejects": REJECTS}

_PART_BYTES = 32 << 20
_PACK_BYTES, _PACK_FILES = 8 << 20, 64  # small files that become parts together


def build(build: Build, source: str) -> Snapshot:
    """Read every file of one source; unchanged pieces of files are not read again."""
    from ft_data.sources import reading

    asset, spec = f"raw/{source}", build.recipe.sources[source]
    base = build.home.folder(build.name)
    code = code_version("ft_data.sources", "ft_data.stages.raw")
    _for_owner_alone(build.parts_folder(asset))
    plan = reading.plan(base, spec.path, spec.format, cache=_digest_cache(build))
    forgotten = tombstones.hashes(build.warehouse)
    if tombstones.of_source(source) in forgotten:
        plan = reading.Plan(
            (), tuple((chunk.uri, "forgotten: this source was withdrawn") for chunk in plan.chunks)
        )
    settings = {"path": spec.path, "format": spec.format, "encoding": spec.encoding, "map": spec.map}
    tasks = [
        build.task(
            asset,
            "ft_data.stages.raw:read_chunks",
            {"base": str(base), "chunks": pack},
            {"source": source, "spec": spec.model_dump(), "forgotten": forgotten, "key": build.home.key()},
            [
                source,
                [(chunk.uri, chunk.digest, chunk.first_row, chunk.format) for chunk in pack],
                [code, spec.encoding, spec.map if forgotten else spec.map.get("id"), forgotten],
            ],
            rows=max(1, sum(chunk.size for chunk in pack) // 1000),
        )
        for pack in _packs(plan.chunks)
    ]
    receipts = build.run(asset, tasks)
    unreadable = [{"file": file, "position": None, "error": error} for file, error in plan.rejects]
    receipts.append(
        build.once(
            asset,
            ["unreadable", code, unreadable],
            {"rejects": REJECTS},
            lambda: (
                {"rejects": pa.Table.from_pylist(unreadable, REJECTS)},
                {"files_rejected": len(unreadable)},
            ),
        )
    )
    made = snapshots.merge(receipts)
    if "main" not in made:
        made["main"] = _empty(build, asset).tables["main"]
    repeats = build.once(
        asset,
        ["repeats", code, names(made["main"])],
        {"repeats": REPEATS},
        lambda: (_repeats(build, made["main"]), {}),
    )
    made["repeats"] = repeats.tables["repeats"]
    rows = sum(part.rows for part in made["main"])
    stats = {
        **add_counts(receipts),
        "rows": rows,
        "rejects": sum(part.rows for part in made["rejects"]),
        "files": len({chunk.uri for chunk in plan.chunks}),
        "bytes": sum(chunk.size for chunk in plan.chunks),
    }
    snapshot = build.commit(asset, made, rows=rows, inputs=[], code=code, settings=settings, stats=stats)
    if build.recipe.govern.raw_retention:
        retention.expire(build.warehouse, asset, retention.before(build.recipe.govern.raw_retention))
    return snapshot


def _for_owner_alone(folder: Path) -> None:
    """Create the folder of unmasked text so that only its owner may look in."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)


def _packs(chunks: Sequence[Chunk]) -> Iterator[list[Chunk]]:
    """Put small files together, so that a thousand of them do not become a thousand parts.

    Where a pack ends depends on the names in it, not on how many came before: a new file changes one pack.
    """
    pack: list[Chunk] = []
    size = 0
    for chunk in chunks:
        pack.append(chunk)
        size += chunk.size
        if size >= _PACK_BYTES or xxhash.xxh3_64_intdigest(chunk.uri.encode()) % _PACK_FILES == 0:
            yield pack
            pack, size = [], 0
    if pack:
        yield pack


def read_chunks(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Read pieces of files into parts of raw records and rejects."""
    from ft_data.sources import identity, reading

    source, spec = params["source"], Source.model_validate(params["spec"])
    limits = reading.ReadSettings(encoding=spec.encoding)
    rejects: list[dict[str, Any]] = []
    withdrawn = Withdrawn(source, spec, frozenset(params["forgotten"]), params["key"])
    stats = {"lines_left_out": 0}  # complete only once the rows were read: it is filled as they are

    def tables() -> Iterator[pa.Table]:
        rows: list[tuple[str, str, str, int, str]] = []
        size = 0
        for chunk in inputs["chunks"]:
            for batch in reading.read(chunk, Path(inputs["base"]), limits):
                stats["lines_left_out"] += batch.left_out
                rejects.extend({"file": chunk.uri, "position": at, "error": why} for at, why in batch.rejects)
                for position, raw in batch.rows:
                    found, text = identity.find_id_in(raw, spec), raw.decode()
                    key = ("id", found) if found is not None else ("row", text)
                    name = record_id(source, *key)
                    if withdrawn.holds(name, raw):
                        rejects.append({"file": chunk.uri, "position": position, "error": "forgotten"})
                        continue
                    rows.append((name, xxhash.xxh3_128_hexdigest(raw), chunk.uri, position, text))
                    size += len(raw)
                    if len(rows) >= parts.MAX_ROWS or size >= _PART_BYTES:
                        yield _table(rows)
                        rows, size = [], 0
        if rows:
            yield _table(rows)

    return Work({"main": tables(), "rejects": _lazily(lambda: pa.Table.from_pylist(rejects, REJECTS))}, stats)


class Withdrawn:
    """Tells whether a record was forgotten: by its identity, or by the person it is about."""

    def __init__(self, source: str, spec: Source, hashes: frozenset[str], key: bytes):
        self._spec, self._hashes, self._key = spec, hashes, key

    def holds(self, identity: str, raw: bytes) -> bool:
        """Look the record up among the tombstones; without any, this costs nothing."""
        if not self._hashes:
            return False
        if tombstones.of_record(identity) in self._hashes:
            return True
        from ft_data.sources import identity as naming
        from ft_data.sources import shapes

        value = orjson.loads(raw)
        mapped = shapes.map_record(value, self._spec, "instruction")
        subjects = {naming.find_subject(value, self._spec), *(draft.subject for draft in mapped.drafts)}
        return any(
            tombstones.of_subject(known, self._key) in self._hashes
            for subject in subjects
            if subject
            for known in (subject, subject_id(subject, self._key))
        )


def _table(rows: list[tuple[str, str, str, int, str]]) -> pa.Table:
    columns = list(zip(*rows, strict=True))
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, RAW, strict=True)], schema=RAW
    )


def _lazily(make: Any) -> Iterator[pa.Table]:
    """Yield a table that is only complete once the tables before it were written."""
    yield make()


def _empty(build: Build, asset: str) -> Any:
    return build.once(asset, ["empty"], {"main": RAW}, lambda: ({}, {}))


def _repeats(build: Build, main: tuple[parts.Part, ...]) -> dict[str, pa.Table]:
    """Number the records that share an identity, by content and then by place."""
    paths = [build.path(part) for part in main]
    con = duckdb.connect()
    try:
        found = con.execute(
            """
            WITH rows AS (
                SELECT identity, row_hash, source_uri, source_row, filename, file_row_number AS position
                FROM read_parquet(?, filename = true, file_row_number = true)
            ), repeated AS (SELECT identity FROM rows GROUP BY identity HAVING count(*) > 1),
            numbered AS (
                SELECT filename, position,
                    row_number() OVER (PARTITION BY identity ORDER BY row_hash, source_uri, source_row) - 1 AS ordinal
                FROM rows WHERE identity IN (SELECT identity FROM repeated)
            )
            SELECT filename, position, ordinal FROM numbered WHERE ordinal > 0 ORDER BY filename, position
            """,
            [paths],
        ).fetchall()
    finally:
        con.close()
    by_path = dict(zip(paths, (part.file for part in main), strict=True))
    rows = [{"part": by_path[path], "position": at, "ordinal": ordinal} for path, at, ordinal in found]
    return {"repeats": pa.Table.from_pylist(rows, REPEATS)}


def _digest_cache(build: Build) -> Any:
    """Remember the digests of files whose size and time did not change (a speed-up, never a source of truth)."""
    from ft_data.sources import digests

    return digests.Cache(build.warehouse.root / "digests.json")
