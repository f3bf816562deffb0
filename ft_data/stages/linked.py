"""What ties rows of a version together: what they share, found part by part, and duplicates, found over all.

In the same look at a part: which of its rows use tools or reasoning.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ft_data.engine.work import Work
from ft_data.formatting import export as exporting
from ft_data.formatting import links
from ft_data.formatting.outcome import Uses
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data.stages.texts import with_written
from ft_data.warehouse.parts import Receipt

_COLUMNS = ["record_id", "messages", "chosen", "rejected", "subject_id", "parents", "tools_json"]


def link_part(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Link the rows of one part of text to what they say and to what they can share, and name those with tools or reasoning."""
    table = pq.read_table(inputs["text"], columns=_COLUMNS)
    return Work(
        {"says": links.says(table), "shares": links.of_examples(table), "used": exporting.used(table)}
    )


def by_part(build: Build, versions: Versions) -> tuple[pa.Table, pa.Table]:
    """Return the links of all texts that a version may hold: to what is said, and to what is shared."""
    made = _made(build, versions)
    says, shares = (links.concat(map(pq.read_table, build.files(made, name))) for name in ("says", "shares"))
    return says, shares


def uses(build: Build, versions: Versions) -> Uses:
    """Tell whether any row of ``selected`` has tools, calls or reasoning."""
    found = map(pq.read_table, build.files(_made(build, versions), "used"))
    used = pa.concat_tables([exporting.USED.empty_table(), *found])
    ids = versions.con.sql("SELECT record_id FROM selected_main").to_arrow_table().column(0)
    return exporting.whole(used.filter(pc.is_in(used["record_id"], value_set=ids.combine_chunks())))


def _made(build: Build, versions: Versions) -> list[Receipt]:
    parts = with_written(versions.found)
    return build.run([build.task(link_part, {"text": part}, {}, rows=part.rows, of=part) for part in parts])


def what_rows_say(versions: Versions, says: pa.Table) -> pa.Table:
    """Return the links to what is said, of the rows of ``selected`` and of the duplicates that were removed.

    A removed duplicate may be the one that survives next time: its place is then known by its text.
    """
    removed = "SELECT record_id FROM deduped_verdicts WHERE witness_id IS NOT NULL"
    return _of(says, versions, f"SELECT record_id FROM selected_main UNION ALL {removed}")


def linked_rows(versions: Versions, shares: pa.Table) -> pa.Table:
    """Return which rows of ``selected`` belong in one split: shared prompts, subjects, parents, near duplicates."""
    con = versions.con
    # A removed duplicate ties the rows it resembles: its witness, and whoever was placed with it earlier.
    twins = con.sql(
        "SELECT record_id AS a, witness_id AS b FROM deduped_verdicts WHERE witness_id IS NOT NULL"
    ).to_arrow_table()
    near = con.sql(f"SELECT a, b FROM {_pairs(versions)}").to_arrow_table()
    return pa.concat_tables(
        [
            links.together(_of(shares, versions, "SELECT record_id FROM selected_main")),
            links.pairs(twins["a"], twins["b"]),
            links.pairs(near["a"], near["b"]),
        ]
    )


def _of(table: pa.Table, versions: Versions, records: str) -> pa.Table:
    ids = versions.con.sql(records).to_arrow_table().column(0)
    return table.filter(pc.is_in(table["a"], value_set=ids.combine_chunks()))


def _pairs(versions: Versions) -> str:
    """Name the verified near pairs, kept ones included (borderline rows belong in one split as well)."""
    found = versions.found.get("deduped")
    return "deduped_pairs" if found and "pairs" in found.parts else "(SELECT '' AS a, '' AS b WHERE false)"
