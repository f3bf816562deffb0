"""How much changed between two versions, and what that means for the version number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ft_data.release.versions import is_yardstick

if TYPE_CHECKING:
    import duckdb

    from ft_data.release.sides import Side

KINDS = ("added", "removed", "modified", "moved", "renamed")


def compare(con: duckdb.DuckDBPyConnection, before: Side, after: Side) -> dict[str, dict[str, int]]:
    """Count rows added, removed, modified and moved (split changed), per split, from the two indexes.

    Rows are matched by :func:`match`. One that moved and was modified counts as moved; one that goes by another
    id and otherwise says the same is ``renamed``.
    """
    match(con, before, after)
    rows = con.sql(
        "SELECT change, coalesce(split_after, split_before), count(*)::BIGINT FROM ft_match GROUP BY ALL"
    ).fetchall()
    counts: dict[str, dict[str, int]] = {kind: {} for kind in KINDS}
    for kind, split, n in rows:
        counts[kind][split] = n
    return counts


def match(con: duckdb.DuckDBPyConnection, before: Side, after: Side) -> None:
    """Make the temporary table ``ft_match``: one line per row that changed between two versions.

    ``record_id`` (the later one, else the earlier), ``change`` (one of ``KINDS``), ``split_before``,
    ``split_after``. A row is the same if it says the same, whatever its id is; else if its id is the same. A copy
    that stepped in for a row is no new name of it: one version or the other knows both. Leaves the views of both
    sides (:meth:`ft_data.release.sides.Side.views`) under the suffixes a and b.
    """
    sides = {"a": before, "b": after}
    for suffix, side in sides.items():
        side.views(con, suffix)
        con.sql(
            f"""CREATE OR REPLACE TEMP TABLE ft_rows_{suffix} AS
                SELECT record_id, split, content_hash, said FROM ft_index_{suffix}"""
        )
    rest = "SELECT * FROM ft_rows_{0} WHERE record_id NOT IN (SELECT id_{0} FROM ft_same)"
    con.sql(
        """CREATE OR REPLACE TEMP TABLE ft_same AS SELECT a.record_id AS id_a, b.record_id AS id_b
           FROM ft_rows_a a JOIN ft_rows_b b USING (record_id)
           WHERE a.content_hash = b.content_hash OR a.said = b.said"""
    )
    by_text = " JOIN ".join(
        f"(SELECT *, row_number() OVER (PARTITION BY said ORDER BY record_id) AS nth FROM ({rest.format(side)})) {side}"
        for side in sides
    )
    con.sql(
        f"""INSERT INTO ft_same SELECT a.record_id, b.record_id FROM {by_text} USING (said, nth)
            WHERE a.record_id NOT IN (SELECT record_id FROM ft_ledger_b)
            AND b.record_id NOT IN (SELECT record_id FROM ft_ledger_a)"""
    )
    by_id = " JOIN ".join(f"({rest.format(side)}) {side}" for side in sides)
    con.sql(f"INSERT INTO ft_same SELECT a.record_id, b.record_id FROM {by_id} USING (record_id)")
    con.sql(
        """CREATE OR REPLACE TEMP TABLE ft_match AS
        SELECT coalesce(b.record_id, a.record_id) AS record_id,
               CASE WHEN a.record_id IS NULL THEN 'added' WHEN b.record_id IS NULL THEN 'removed'
                    WHEN a.split <> b.split THEN 'moved' WHEN a.record_id <> b.record_id THEN 'renamed'
                    ELSE 'modified' END AS change,
               a.split AS split_before, b.split AS split_after
        FROM ft_rows_a a FULL JOIN ft_same ON a.record_id = id_a FULL JOIN ft_rows_b b ON b.record_id = id_b
        WHERE a.record_id IS NULL OR b.record_id IS NULL OR a.split <> b.split
           OR a.record_id <> b.record_id OR a.content_hash <> b.content_hash"""
    )


def bump(
    before: dict[str, Any], after: dict[str, Any], counts: dict[str, dict[str, int]]
) -> tuple[str, list[str]]:
    """Return ``major``, ``minor`` or ``patch`` and the reasons, from two manifests and the counted changes.

    major: a format left or changed its columns, the test split changed (once it is large enough to compare models
    by), a row moved, rows were withdrawn. minor: rows came or went, a format was added. patch: texts, ids and the
    card.
    """
    old, new = before.get("schemas", {}), after.get("schemas", {})
    major = [f"format {name} was removed" for name in sorted(set(old) - set(new))]
    major += [
        f"the columns of {name} changed" for name in sorted(set(old) & set(new)) if old[name] != new[name]
    ]
    held = is_yardstick(before)
    for kind in ("added", "removed", "modified", "moved") if held else ("moved",):
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
    patch = [f"{_rows(n)} {_verb('modified', n)}" if (n := sum(counts["modified"].values())) else ""]
    if n := sum(counts["renamed"].values()):
        patch.append(
            f"{_rows(n)} {'goes' if n == 1 else 'go'} by another id and {'says' if n == 1 else 'say'} the same"
        )
    if not any(patch) and before.get("root") != after.get("root"):
        patch.append("rows have other published ids")
    return "patch", [reason for reason in patch if reason] or ["recipe or card texts changed"]


def _rows(n: int) -> str:
    return "1 row" if n == 1 else f"{n:,} rows"


def _verb(kind: str, n: int) -> str:
    return f"{'was' if n == 1 else 'were'} {kind}"
