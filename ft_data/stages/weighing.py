"""Weights that records give their answers, as weights of rows."""

from __future__ import annotations

import pyarrow.parquet as pq

from ft_data.formatting import weights
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data.stages.texts import with_written


def given(build: Build, versions: Versions) -> dict[str, float]:
    """Return the weights that records give their rows, of those that are not 1."""
    if not any(_has_weights(build.path(part)) for part in with_written(versions.found)):
        return {}
    columns = ", ".join(("record_id", "kind", *weights.SIDES))
    rows = (
        versions.con.sql(f"SELECT {columns} FROM reviewed WHERE {weights.ANY}").to_arrow_table().to_pylist()
    )
    return {row["record_id"]: weights.of_row(row) for row in rows}


def _has_weights(path: str) -> bool:
    """Tell by a part's footer whether any turn in it has a weight."""
    found = pq.ParquetFile(path).metadata
    for group in range(found.num_row_groups):
        for place in range(found.num_columns):
            column = found.row_group(group).column(place)
            if column.path_in_schema.endswith(".weight"):
                told = column.statistics
                if told is None or told.null_count is None or told.null_count < column.num_values:
                    return True
    return False
