"""The diff as one self-contained HTML page: what changed, why, with examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment

from ft_data.release import rows, settings, shift
from ft_data.release.diff import Diff
from ft_data.release.private import Private
from ft_data.release.sides import Side

if TYPE_CHECKING:
    import duckdb

PER_CAUSE = 3
CAUSES = 60

_TEMPLATE = Path(__file__).with_name("diff.html")


@dataclass
class _Entry:
    change: str
    cause: str
    stage: str
    rows: int
    examples: list[dict[str, Any]] = field(default_factory=list)


def page(con: duckdb.DuckDBPyConnection, diff: Diff, before: Path, after: Path, private: Private) -> str:
    """Return the page. Texts come from the released files, which hold masked text only."""
    summary = [_Entry(e["change"], e["cause"], e["stage"], e["rows"]) for e in diff.summary[:CAUSES]]
    sides = Side(before, diff.before, private), Side(after, diff.after, private)
    _examples(con, diff, sides, summary)
    kinds: dict[str, int] = {}
    for entry in diff.summary:
        kinds[entry["change"]] = kinds.get(entry["change"], 0) + entry["rows"]
    shifts: dict[str, list[Mapping[str, Any]]] = {}
    for line in shift.shifts(con, before, after):
        shifts.setdefault(line["dimension"], []).append(line)
    env = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return env.from_string(_TEMPLATE.read_text("utf-8")).render(
        name=diff.after.get("dataset", ""), old=diff.before["version"], new=diff.after["version"],
        total=f"{diff.rows.num_rows:,}", bump=diff.after.get("bump", ""), kinds=kinds, summary=summary,
        hidden=max(0, len(diff.summary) - CAUSES), settings=settings.between(diff.before, diff.after),
        shifts={k: v[:20] for k, v in shifts.items()}, show=settings.shown,
    )  # fmt: skip


def _examples(
    con: duckdb.DuckDBPyConnection, diff: Diff, sides: tuple[Side, Side], summary: Sequence[_Entry]
) -> None:
    cursor = con.cursor()
    try:
        cursor.register("ft_rows", diff.rows)
        picked = cursor.sql(
            f"""SELECT * FROM ft_rows
                QUALIFY row_number() OVER (PARTITION BY change, cause ORDER BY record_id) <= {PER_CAUSE}
                ORDER BY record_id"""
        ).to_arrow_table()
    finally:
        cursor.close()
    entries = {(entry.change, entry.cause): entry for entry in summary}
    chosen = [row for row in picked.to_pylist() if (row["change"], row["cause"]) in entries]
    ids = [row["record_id"] for row in chosen]
    old, new = (_texts(con, side, ids) for side in sides)
    for row in chosen:
        told = {"before": old.get(row["record_id"], ""), "after": new.get(row["record_id"], "")}
        entries[row["change"], row["cause"]].examples.append(row | told)


def _texts(con: duckdb.DuckDBPyConnection, side: Side, ids: Sequence[str]) -> dict[str, str]:
    own = side.own(ids)
    found = rows.of(con, side.folder, sorted(own.values()))
    return {name: rows.text(found[theirs][-1])[:2000] for name, theirs in own.items() if found.get(theirs)}
