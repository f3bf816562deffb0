"""raw/<source>: records as read. What cannot be read is rejected with its place and reason, never dropped silently."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import xxhash

from ft_data import plugins
from ft_data.engine.work import Work, makes
from ft_data.evaluation import expectations
from ft_data.example import record_namer
from ft_data.recipe.base import span
from ft_data.recipe.problems import Problem, RecipeError, problem
from ft_data.recipe.schema import Source
from ft_data.sources.model import UNREADABLE, Chunk, Plan
from ft_data.stages import repeats
from ft_data.stages.build import Build, add_counts
from ft_data.stages.stage import Stage
from ft_data.warehouse import key as secret
from ft_data.warehouse import parts, retention, snapshots, tombstones
from ft_data.warehouse.home import Home
from ft_data.warehouse.snapshots import Snapshot
from ft_data.warehouse.tombstones import subject_id

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

_Row = tuple[str, str, int, bytes]  # identity, file, position, canonical JSON

_PART_BYTES = 32 << 20
_PART_ROWS = (
    parts.MAX_ROWS * 5 // 4
)  # what is left of a chunk joins its last part rather than make a tiny one
_PACK_BYTES, _PACK_FILES = 8 << 20, 64  # small files that become parts together


def build(build: Build) -> Snapshot:
    """Read every file of one source; unchanged pieces of files are not read again."""
    from ft_data.sources import reading

    ((source, said),) = build.settings["sources"].items()
    spec, base = build.recipe.sources[source], build.home.folder(build.name)
    _for_owner_alone(build.parts_folder(build.asset))
    plan = reading.plan(base, spec.path, spec.format, cache=_digest_cache(build))
    forgotten = tombstones.hashes(build.warehouse)
    withdrawn = tombstones.of_source(source) in forgotten
    wrong = [] if withdrawn else unread(source, spec.path, base, plan)
    if wrong:
        raise RecipeError([Problem(f"{build.name}/recipe.yaml", 0, 0, message) for message in wrong])
    if withdrawn:
        plan = reading.Plan(
            (), tuple((chunk.uri, "forgotten: this source was withdrawn") for chunk in plan.chunks)
        )
    # Where records are from and what they are is asked only to find those of people who were forgotten.
    read = (
        said
        if forgotten
        else {name: said[name] for name in ("encoding", "limits")} | _joins(spec) | {"map": _id_of(spec)}
    )
    # Named, not sent: whoever does the work looks up where they lie who was forgotten, and under which keys.
    where = {"home": str(build.home.root), "dataset": build.name, "key_file": str(build.home.key_file)}
    where = where if forgotten else {}
    tasks = [
        build.task(
            read_chunks,
            {"chunks": pack},
            {"source": source, "spec": read},
            {
                "forgotten": forgotten,
                "chunks": [(chunk.uri, chunk.digest, chunk.first_row, chunk.format) for chunk in pack],
            }
            | plugins.describe("readers", {chunk.format for chunk in pack})
            | plugins.describe("shapes", [spec.shape] if forgotten else []),
            rows=max(1, sum(chunk.size for chunk in pack) // 1000),
            beside={"base": str(base), **where},
        )
        for pack in _packs(plan.chunks)
    ]
    receipts = build.run(tasks)
    unreadable = [{"file": file, "position": None, "error": error} for file, error in plan.rejects]
    receipts.append(build.once(rejected, {"files": unreadable}, unreadable, settings=False))
    made = snapshots.merge(receipts)
    if "main" not in made:
        made["main"] = build.once(nothing, {}, settings=False).tables["main"]
    paths = {part.file: build.path(part) for part in made["main"]}
    found = build.once(number_repeats, {"main": sorted(paths)}, paths, settings=False)
    made["repeats"] = found.tables["repeats"]
    rows = sum(part.rows for part in made["main"])
    stats = {
        **add_counts(receipts),
        "rows": rows,
        "rejects": sum(part.rows for part in made["rejects"]),
        "files": len({chunk.uri for chunk in plan.chunks}),
        "bytes": sum(chunk.size for chunk in plan.chunks),
    }
    if not rows and not withdrawn and not _forgotten_alone(build, made["rejects"]):
        raise problem(
            nothing_read(source, _first_reason(build, made["rejects"])), f"{build.name}/recipe.yaml"
        )
    read_by = plugins.describe("readers", {chunk.format for chunk in plan.chunks})
    facts = {"read_by": read_by} if read_by else {}
    snapshot = build.commit(made, rows=rows, inputs=[], stats=stats, facts=facts)
    if build.recipe.govern.raw_retention:
        since = datetime.datetime.now(datetime.UTC) - span(build.recipe.govern.raw_retention)
        retention.expire(build.warehouse, build.asset, since)
    return snapshot


def unread(source: str, pattern: str, base: Path, plan: Plan) -> list[str]:
    """Say what keeps a source's files from being read at all: none match, one cannot be opened, an extra is missing."""
    from ft_data.sources import listing, readers

    if not plan.chunks and not plan.rejects:
        return [f"`{pattern}` matches no file in {base}{listing.hint(base, pattern)}"]
    found = [f"cannot read {uri}: {why}" for uri, why in plan.rejects if why.startswith(UNREADABLE)]
    if not plan.chunks and not found:
        uri, why = plan.rejects[0]
        found = [f"no file of `{source}` can be read: {uri}: {why}"]
    formats = sorted({chunk.format for chunk in plan.chunks})
    return found + [missing for fmt in formats if (missing := readers.missing(fmt))]


def nothing_read(source: str, why: str) -> str:
    """Say that a source yields nothing, which no run may pass over."""
    first = f", the first: {why}" if why else ""
    return f"no record of `{source}` can be read{first}; mend the files, or take the source out of the recipe"


def _forgotten_alone(build: Build, rejects: tuple[parts.Part, ...]) -> bool:
    """Tell whether all that is left out was left out because it was forgotten."""
    return any(part.rows for part in rejects) and _reasons(build, rejects) == {"forgotten"}


def _first_reason(build: Build, rejects: tuple[parts.Part, ...]) -> str:
    rows = [row for part in rejects if part.rows for row in pq.read_table(build.path(part)).to_pylist()]
    return min((f"{row['file']}: {row['error']}" for row in rows), default="")


def _reasons(build: Build, rejects: tuple[parts.Part, ...]) -> set[str]:
    return {why for part in rejects for why in pq.read_table(build.path(part))["error"].to_pylist()}


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


def _id_of(spec: Source) -> dict[str, Any]:
    return {"id": spec.map["id"]} if "id" in spec.map else {}


def _joins(spec: Source) -> dict[str, Any]:
    return {"talks": spec.talks} if spec.talks else {}


@makes(main=RAW, rejects=REJECTS)
def read_chunks(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Read pieces of files into parts of raw records and rejects."""
    from ft_data.sources import guarded, identity, reading

    source, spec = params["source"], Source.model_validate({"path": "-", **params["spec"]})
    settings = reading.settings_of(spec, lambda value: identity.find_id(value, spec))
    rejects: list[dict[str, Any]] = []
    withdrawn = _withdrawn(spec, params)
    by_id, by_content = record_namer(source, "id"), record_namer(source, "row")
    stats = {"lines_left_out": 0}  # complete only once the rows were read: it is filled as they are

    def tables() -> Iterator[pa.Table]:
        rows: list[_Row] = []
        size = 0
        for chunk, batch in guarded.read(inputs["chunks"], Path(params["base"]), settings):
            uri = chunk.uri
            stats["lines_left_out"] += batch.left_out
            rejects.extend({"file": uri, "position": at, "error": why} for at, why in batch.rejects)
            more = [
                (by_content(raw) if found is None else by_id(found.encode()), uri, at, raw)
                for (at, raw), found in zip(batch.rows, batch.ids, strict=True)
            ]
            if withdrawn:
                gone = {row[2] for row in more if withdrawn.holds(row[0], row[3])}
                rejects.extend({"file": uri, "position": at, "error": "forgotten"} for at in sorted(gone))
                more = [row for row in more if row[2] not in gone]
            more_size = sum(len(row[3]) for row in more)
            if rows and (len(rows) + len(more) > _PART_ROWS or size + more_size > _PART_BYTES):
                yield _table(rows)
                rows, size = [], 0
            rows += more
            size += more_size
        if rows:
            yield _table(rows)

    return Work({"main": tables(), "rejects": _lazily(lambda: _rows(rejects, REJECTS))}, stats)


def _withdrawn(spec: Source, params: Mapping[str, Any]) -> Withdrawn | None:
    """Look up who was forgotten, if anybody was; that nobody was since the work was planned is seen to before it begins."""
    if "home" not in params:
        return None
    hashes = tombstones.hashes(Home(Path(params["home"])).warehouse(params["dataset"]))
    keys = secret.read(Path(params["key_file"]))
    return Withdrawn(spec, frozenset(hashes), keys.all if keys else ())


class Withdrawn:
    """Tells whether a record was forgotten: by its identity, or by the person it is about, under any key the home had."""

    def __init__(self, spec: Source, hashes: frozenset[str], keys: Sequence[bytes]):
        self._spec, self._hashes, self._keys = spec, hashes, keys

    def holds(self, identity: str, raw: bytes) -> bool:
        """Look the record up among the tombstones."""
        if tombstones.of_record(identity) in self._hashes:
            return True
        from ft_data.sources import identity as naming
        from ft_data.sources import shapes

        value = orjson.loads(raw)
        mapped = shapes.map_record(value, self._spec, "instruction")
        subjects = {naming.find_subject(value, self._spec), *(draft.subject for draft in mapped.drafts)}
        return any(
            tombstones.of_subject(known, key) in self._hashes
            for subject in subjects
            if subject
            for key in self._keys
            for known in (subject, subject_id(subject, key))
        )


def _table(rows: list[_Row]) -> pa.Table:
    names, uris, positions, raws = zip(*rows, strict=True)
    columns = [names, list(map(xxhash.xxh3_128_hexdigest, raws)), uris, positions, raws]
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, RAW, strict=True)], schema=RAW
    )


def _rows(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    """Build a table; none of the rows is the usual case, which costs nothing."""
    return pa.Table.from_pylist(rows, schema) if rows else schema.empty_table()


def _lazily(make: Any) -> Iterator[pa.Table]:
    """Yield a table that is only complete once the tables before it were written."""
    yield make()


@makes(rejects=REJECTS)
def rejected(unreadable: list[dict[str, Any]]) -> Work:
    """List the files that could not be opened."""
    return Work({"rejects": _rows(unreadable, REJECTS)}, {"files_rejected": len(unreadable)})


@makes(main=RAW)
def nothing() -> Work:
    """Make the table of a source without records."""
    return Work({})


@makes(repeats=REPEATS)
def number_repeats(paths: Mapping[str, str]) -> Work:
    """Tell records of one identity apart."""
    return Work({"repeats": repeats.numbered(paths, REPEATS)})


def _digest_cache(build: Build) -> Any:
    """Remember the digests of files whose size and time did not change (a speed-up, never a source of truth)."""
    from ft_data.sources import digests

    return digests.Cache(build.warehouse.root / "digests.json")


STAGE = Stage(
    name="raw",
    each="sources",
    wanted=lambda recipe, item: recipe.sources[item].generate is None,
    inputs=(),
    kinds=("duckdb", "python"),
    description=(
        "Records of this source as read, with file and position. What could not be read is in `raw_rejects` with its "
        "reason. Holds unmasked text: the folder is readable by its owner only, and nothing from it is shown."
    ),
    reads=tuple(
        f"sources.{{}}.{key}" for key in ("path", "format", "encoding", "limits", "map", "shape", "talks")
    ),
    aside=("govern.raw_retention",),
    says="records as they were read",
    expects=expectations.raw,
    plugs=(("sources.{}.format", "readers"),),
    run=build,
    loads=(
        "ft_data.sources.guarded",
        "ft_data.sources.readers.jsonl",
    ),
    work=("ft_data.sources.reading:plan", read_chunks, rejected, nothing, number_repeats),
)
