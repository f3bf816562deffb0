"""The decision by exchanges over tables of rows, and what two decisions have in common."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.dedup.bands import signature_params
from ft_data.dedup.signatures import signatures
from ft_data.dedup.tables import DedupResult
from ft_data.recipe.schema import Dedupe, Recipe
from ft_data.stages.build import Build
from ft_data.stages.deduped_apart import Plan, Sizes, Source
from ft_data.warehouse.home import Home

TABLES = tuple(DedupResult.__dataclass_fields__)


def build(folder: Path) -> Build:
    recipe = Recipe(dataset="demo", purpose="Compare rows.", sources={"a": {"path": "a.jsonl"}})
    return Build(Home(folder), "demo", recipe, asset="deduped")


def sources(
    folder: Path, name: str, table: pa.Table, wanted: Dedupe, parts: int, corpus: int = 0
) -> list[Source]:
    """Write rows and their signatures, cut into parts."""
    found = []
    size = -(-len(table) // parts) or 1
    for number in range(parts):
        part = table.slice(number * size, size)
        text, signed = (str(folder / f"{name}-{kind}-{number}.parquet") for kind in ("text", "signed"))
        pq.write_table(part, text)
        pq.write_table(signatures(part, signature_params(wanted)), signed)
        found.append(Source(corpus, len(part), signed, text, text))
    return found


def plan(made: Build, wanted: Dedupe, sizes: Sizes, names: tuple[str, ...] = ("",)) -> Plan:
    """Return a plan for rows that nobody ranked."""
    return Plan(made, wanted, names, (), sizes)


def exchanged(
    folder: Path, found: list[Source], wanted: Dedupe, sizes: Sizes, names: tuple[str, ...] = ("",)
) -> dict[str, pa.Table]:
    """Return the tables of a decision by exchanges."""
    made = build(folder)
    tables, _ = plan(made, wanted, sizes, names).decided(found)
    return {
        name: pa.concat_tables([pq.read_table(made.path(part)) for part in tables[name]]) for name in TABLES
    }


def same(tables: dict[str, pa.Table], result: DedupResult) -> None:
    """Assert that two decisions are one: every table, whatever the order of its rows."""
    for name in TABLES:
        one, other = tables[name], getattr(result, name)
        assert one.schema.equals(other.schema), name
        assert sorted(map(repr, one.to_pylist())) == sorted(map(repr, other.to_pylist())), name
