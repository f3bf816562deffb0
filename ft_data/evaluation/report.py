"""The offline HTML page of a version."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from ft_data.recipe.schema import Recipe
from ft_data.warehouse.snapshots import Snapshot

if TYPE_CHECKING:
    import duckdb


def render(
    recipe: Recipe,
    con: duckdb.DuckDBPyConnection,
    snapshot: Snapshot,
    lineage: Mapping[str, Snapshot],
    previous: Mapping[str, Any] | None,
) -> str:
    """Return one self-contained page: no script from elsewhere, no font, no network."""
    rows = con.execute("SELECT section, name, value, text FROM eval_report").fetchall()
    body = "".join(
        f"<tr><td>{escape(section)}</td><td>{escape(name)}</td><td>{value:g}</td><td>{escape(text or '')}</td></tr>"
        for section, name, value, text in rows
    )
    return (
        f"<!doctype html><meta charset='utf-8'><title>{escape(recipe.dataset)}</title><table>{body}</table>"
    )
