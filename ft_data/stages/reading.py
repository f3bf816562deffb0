"""SQL over exact versions: what a stage reads is pinned by manifests, not by whatever is current meanwhile."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from types import TracebackType
from typing import Any

from ft_data.stages.build import Build
from ft_data.warehouse import sql, views
from ft_data.warehouse.snapshots import Snapshot


class Versions:
    """An in-memory connection with a view per upstream asset, as read by the given snapshots.

    Views: each asset by its name (rows), ``<asset>_<table>`` for its side tables (``deduped_verdicts``), and
    ``upstream_verdicts`` (stage, verdict columns) over all deciding stages above.
    """

    def __init__(self, build: Build, *inputs: Snapshot):
        self.found: dict[str, Snapshot] = {}
        for snapshot in inputs:
            self.found |= views.lineage(build.warehouse, snapshot)
        self.con = sql.connect()
        self._left: dict[str, frozenset[str]] = {}
        self._selects: dict[str, str] = {}
        resolver = views.Resolver(build.warehouse, verified=True)
        for name, select in resolver.whole(self.found, views.everything):
            self._selects[name] = select
            self._view(name, select)
        # A recipe's conditions run here; a release is compared with the one before.
        sql.confine(self.con, [build.warehouse.root, build.warehouse.releases])

    def hold(self, name: str, queries: Iterable[str], but: Collection[str] = ()) -> None:
        """Keep the columns of a view that some queries name in memory, under the same name; ``but`` are left in the files.

        A view of signals joins every group of them, and one of rows joins verdicts and texts, whichever columns are asked
        for; many queries would do so again and again. What is long and asked for once is better left: `ask` reads it.
        """
        asked = _words(" ".join(queries)) - set(but)
        columns = [row[0] for row in self.con.execute(f'DESCRIBE "{name}"').fetchall()]
        kept = [column for column in columns if column in asked]
        listed = ", ".join(f'"{column}"' for column in kept)
        self.con.execute(f'CREATE TABLE "{name}_held" AS SELECT {listed} FROM "{name}"')
        self._left[name] = frozenset(columns) - frozenset(kept)
        self._show(name)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query; a view of which it names a column that is not held is read whole."""
        named = _words(query)
        whole = [name for name, left in self._left.items() if left & named and name in named]
        try:
            for name in whole:
                self._view(name, self._selects[name])
            return self.con.execute(query).fetchall()
        finally:
            for name in whole:
                self._show(name)

    def _show(self, name: str) -> None:
        self._view(name, f'SELECT * FROM "{name}_held"')

    def _view(self, name: str, select: str) -> None:
        self.con.execute(f'CREATE OR REPLACE VIEW "{name}" AS {select}')

    def __enter__(self) -> Versions:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.con.close()


def _words(query: str) -> set[str]:
    return set(re.findall(r"\w+", query))
