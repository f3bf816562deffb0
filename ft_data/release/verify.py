"""Verifying a release folder: every byte, every row, and that trainers' loaders can read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ft_data.release import manifest, merkle, pieces
from ft_data.release.pieces import ROW_GROUP, Made
from ft_data.release.spec import COPIES
from ft_data.warehouse import sql


def verify(folder: Path, made: Iterable[Made] = ()) -> list[str]:
    """Return every problem found, an empty list for a sound release.

    Checks the seal of the manifest, that the files are exactly the listed ones with their hashes, that every
    Parquet file reads, that the rows give the logical root, that no written row and no group is in two
    splits, and that no trainer drops or stops at a written row. What this process found sound is not read again while its
    files are in the state they were read in: a release is looked at before it is published, and by a check afterwards. Nor are
    the rows of files that were read when they were ``made``, if they still have the same SHA-256.
    """
    try:
        seen = tuple(map(tuple, state(folder)))
        if seen in _sound:
            return []
        found = manifest.read(folder)
    except (OSError, ValueError) as error:
        return [str(error)]
    known = {one.path: one for one in made}
    problems = _files(folder, found) or _rows(folder, found, known)
    if not problems:
        _sound.add(seen)
    return problems


_sound: set[tuple[tuple[str | int, ...], ...]] = set()  # states of releases without a problem


def state(folder: Path) -> list[list[str | int]]:
    """Return what tells by the file system that a release is as it was: path, size, inode and times of its files."""
    found: list[list[str | int]] = []
    for path in sorted(folder.rglob("*")):
        seen = path.stat()
        found.append(
            [str(path.relative_to(folder)), seen.st_size, seen.st_ino, seen.st_mtime_ns, seen.st_ctime_ns]
        )
    return found


def _files(folder: Path, found: dict[str, Any]) -> list[str]:
    problems = []
    listed = {entry["path"]: entry for entry in found["files"]}
    present = set(manifest.files(folder))
    problems += [f"{path} is listed but not there" for path in sorted(set(listed) - present)]
    problems += [f"{path} is there but not listed" for path in sorted(present - set(listed))]
    for path in sorted(present & set(listed)):
        if manifest.file_sha256(folder / path) != listed[path]["sha256"]:
            problems.append(f"{path} was changed: its SHA-256 differs from the manifest")
    return problems


def _rows(folder: Path, found: dict[str, Any], known: Mapping[str, Made]) -> list[str]:
    problems = []
    sums = {entry["path"]: entry["sha256"] for entry in found["files"]}
    roots: dict[str, str] = {}
    seen: dict[str, dict[str, set[bytes]]] = {}
    for target, splits in found["targets"].items():
        for split, made in splits.items():
            leaves: list[bytes] = []
            for path in made["files"]:
                read = known.get(path)
                seen_so = read is not None and read.sha256 == sums[path]
                leaves.extend(read.leaves if read and seen_so else pieces.leaves(folder / path))
            if len(leaves) != made["rows"]:
                problems.append(f"{target}/{split} has {len(leaves)} rows, the manifest says {made['rows']}")
            roots[f"{target}/{split}"] = merkle.root(leaves)
            problems += _twice(f"{target}/{split}", set(leaves), seen.setdefault(target, {}))
    file = pq.ParquetFile(folder / "index.parquet")
    identity = [c for c in ("record_id", "split", "content_hash", "weight") if c in file.schema_arrow.names]
    leaves = []
    for batch in file.iter_batches(batch_size=ROW_GROUP, columns=identity):
        leaves.extend(merkle.row_digests(batch))
    roots["index"] = merkle.root(leaves)
    problems += [
        f"the rows of {name} differ from the manifest"
        for name in roots
        if roots[name] != found["roots"].get(name)
    ]
    if merkle.combine(roots) != found["root"]:
        problems.append("the rows do not give the root hash of the manifest")
    return problems + _copies(folder, found) + _groups(folder) + _trainers(folder)


def _copies(folder: Path, found: dict[str, Any]) -> list[str]:
    """Find formats in which rows do not stand as often as they weigh."""
    if not (folder / "outcomes.parquet").exists():
        return []
    if "weight" not in pq.read_schema(folder / "index.parquet").names:
        return []
    with sql.connect() as con:
        con.register(
            "weighed",
            pq.read_table(folder / "index.parquet", columns=["record_id", "split", "weight"]),
        )
        con.register(
            "made",
            pq.read_table(folder / "outcomes.parquet", columns=["record_id", "target", "rows"]),
        )
        sums = con.execute(
            f"SELECT target, split, sum(rows * {COPIES}) FROM made JOIN weighed USING (record_id) GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    problems = []
    for target, split, weigh in sums:
        has = found["targets"].get(target, {}).get(split, {}).get("rows", 0)
        if has != weigh:
            problems.append(f"{target}/{split} has {has} rows, those of the index weigh {weigh}")
    return problems


def _twice(name: str, leaves: set[bytes], seen: dict[str, set[bytes]]) -> list[str]:
    """Find rows that another split of the same format has too: training on them would leak."""
    problems = [
        f"{len(leaves & others)} rows of {name} are in {other} too"
        for other, others in seen.items()
        if leaves & others
    ]
    seen[name] = leaves
    return problems


def _groups(folder: Path) -> list[str]:
    """Find groups (shared prompts, subjects, duplicates) that are in two splits."""
    if "group_key" not in pq.read_schema(folder / "index.parquet").names:
        return []
    table = pq.read_table(folder / "index.parquet", columns=["group_key", "split"])
    splits = table.group_by("group_key").aggregate([("split", "count_distinct")])
    crossing = pc.sum(pc.greater(splits["split_count_distinct"], 1)).as_py() or 0
    return [f"{crossing} groups are in more than one split"] if crossing else []


def _trainers(folder: Path) -> list[str]:
    """Find rows of which a trainer is known to drop them or to stop."""
    if not (folder / "outcomes.parquet").exists():
        return []
    table = pq.read_table(folder / "outcomes.parquet", columns=["target", "outcome", "reason"])
    lost = table.filter(pc.is_in(table["outcome"], pa.array(["dropped", "raises"])))
    counts = lost.group_by(["target", "outcome", "reason"]).aggregate([([], "count_all")]).to_pylist()
    return [
        f"{c['count_all']} rows of {c['target']}: the trainer {c['outcome']} ({c['reason']})" for c in counts
    ]
