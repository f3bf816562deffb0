"""How much changed between two versions, and what that means for the version number."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

KINDS = ("added", "removed", "modified", "moved")


def compare(con: duckdb.DuckDBPyConnection, before: Path, after: Path) -> dict[str, dict[str, int]]:
    """Count rows added, removed, modified and moved (split changed), per split, from the two indexes.

    A row is known by its ``record_id``. One that moved and was modified counts as moved.
    """
    rows = con.sql(
        f"""SELECT CASE WHEN a.record_id IS NULL THEN 'added' WHEN b.record_id IS NULL THEN 'removed'
                        WHEN a.split <> b.split THEN 'moved' ELSE 'modified' END AS kind,
                   coalesce(b.split, a.split) AS split, count(*)::BIGINT AS n
            FROM read_parquet('{_index(before)}') a
            FULL JOIN read_parquet('{_index(after)}') b USING (record_id)
            WHERE a.record_id IS NULL OR b.record_id IS NULL OR a.split <> b.split
               OR a.content_hash <> b.content_hash
            GROUP BY ALL"""
    ).fetchall()
    counts: dict[str, dict[str, int]] = {kind: {} for kind in KINDS}
    for kind, split, n in rows:
        counts[kind][split] = n
    return counts


def bump(
    before: dict[str, Any], after: dict[str, Any], counts: dict[str, dict[str, int]]
) -> tuple[str, list[str]]:
    """Return ``major``, ``minor`` or ``patch`` and the reasons, from two manifests and the counted changes.

    major: a format left or changed its columns, the test split changed, a row moved, rows were withdrawn.
    minor: rows came or went, a format was added. patch: texts and the card.
    """
    old, new = before.get("schemas", {}), after.get("schemas", {})
    major = [f"format {name} was removed" for name in sorted(set(old) - set(new))]
    major += [
        f"the columns of {name} changed" for name in sorted(set(old) & set(new)) if old[name] != new[name]
    ]
    for kind in KINDS:
        if n := counts[kind].get("test", 0):
            major.append(f"{_rows(n)} of the test split {_verb(kind, n)}")
    if n := sum(counts["moved"].values()) - counts["moved"].get("test", 0):
        major.append(f"{_rows(n)} {_verb('moved', n)} between splits")
    if n := len(after.get("withdrawn", ())):
        major.append(f"{_rows(n)} {_verb('withdrawn', n)}")
    if major:
        return "major", major
    minor = [f"format {name} was added" for name in sorted(set(new) - set(old))]
    minor += [
        f"{_rows(n)} {_verb(kind, n)}" for kind in ("added", "removed") if (n := sum(counts[kind].values()))
    ]
    if minor:
        return "minor", minor
    n = sum(counts["modified"].values())
    return "patch", [f"{_rows(n)} {_verb('modified', n)}" if n else "recipe or card texts changed"]


def _rows(n: int) -> str:
    return "1 row" if n == 1 else f"{n:,} rows"


def _verb(kind: str, n: int) -> str:
    return f"{'was' if n == 1 else 'were'} {kind}"


def _index(folder: Path) -> str:
    return str(folder / "index.parquet").replace("'", "''")
