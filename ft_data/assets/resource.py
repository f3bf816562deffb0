"""How Dagster reaches the warehouse: a resource on dagster-duckdb's, which always closes its connection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dagster_duckdb import DuckDBResource
from pydantic import Field

from ft_data.warehouse import catalog
from ft_data.warehouse.home import Home


class WarehouseResource(DuckDBResource):
    """A home folder. ``database`` is the in-memory database that reads go through.

    The parent's ``get_connection`` leaves the connection open after an exception (and with it the file lock), and
    its retry loop can lose acknowledged commits when several processes write one file. We never write a database
    file in place: stages write Parquet parts and manifests, and readers get views of them in memory.
    """

    database: str = Field(
        default=":memory:", description="Always in memory; the catalog file is never opened."
    )
    home: str = Field(default="", description="The home folder; empty: $FT_DATA_HOME or the current folder.")

    def at(self) -> Home:
        """Return the home."""
        return Home.find(self.home or None)

    @contextmanager
    def get_connection(self, dataset: str = "") -> Iterator[Any]:
        """Yield a read-only connection with a dataset's views; closed whatever happens."""
        with catalog.reader(self.at().warehouse(dataset)) as con:
            yield con
