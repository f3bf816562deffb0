"""How the make-up of a dataset shifted between two versions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ft_data.warehouse import sql

if TYPE_CHECKING:
    import duckdb

DIMENSIONS = ("split", "source", "license", "origin", "language", "kind")


def shifts(con: duckdb.DuckDBPyConnection, before: Path, after: Path) -> list[dict[str, Any]]:
    """Return rows and shares per value of each dimension that both indexes have.

    ``moved`` on each line is the total variation distance of its dimension: the share of rows that would
    have to change for the two versions to be made up alike.
    """
    sides = {side: sql.parquet([folder / "index.parquet"]) for side, folder in (("a", before), ("b", after))}
    columns = [
        {row[0] for row in con.sql(f"DESCRIBE SELECT * FROM {source}").fetchall()}
        for source in sides.values()
    ]
    out: list[dict[str, Any]] = []
    for name in (n for n in DIMENSIONS if all(n in c for c in columns)):
        counts = con.sql(
            f"""SELECT coalesce(a.value, b.value), coalesce(a.n, 0), coalesce(b.n, 0) FROM
                (SELECT coalesce("{name}", '-') AS value, count(*) AS n FROM {sides["a"]} GROUP BY ALL) a
                FULL JOIN
                (SELECT coalesce("{name}", '-') AS value, count(*) AS n FROM {sides["b"]} GROUP BY ALL) b
                ON a.value = b.value ORDER BY ALL"""
        ).fetchall()
        totals = [max(1, sum(row[i] for row in counts)) for i in (1, 2)]
        shares = [(value, a, b, a / totals[0], b / totals[1]) for value, a, b in counts]
        moved = round(sum(abs(x - y) for *_, x, y in shares) / 2, 4)
        out += [
            {
                "dimension": name, "value": value, "before": a, "after": b, "share_before": round(x, 4),
                "share_after": round(y, 4), "moved": moved,
            }
            for value, a, b, x, y in shares
        ]  # fmt: skip
    return out
