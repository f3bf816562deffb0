"""SQL over exact versions: what a stage reads is pinned by manifests, not by whatever is current meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import TracebackType

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
        resolver = views.Resolver(build.warehouse, verified=True)
        for name, select in resolver.whole(self.found, views.everything):
            self._view(name, select)
        # A recipe's conditions run here; a release is compared with the one before.
        sql.confine(self.con, [build.warehouse.root, build.warehouse.releases])

    def hold(self, name: str, queries: Iterable[str]) -> None:
        """Keep the columns of a view that some queries name in memory, under the same name.

        A view of signals joins every group of them, whichever columns are asked for; many queries would do so again
        and again.
        """
        asked = set(re.findall(r"\w+", " ".join(queries)))
        columns = [row[0] for row in self.con.execute(f'DESCRIBE "{name}"').fetchall() if row[0] in asked]
        listed = ", ".join(f'"{column}"' for column in columns)
        self.con.execute(f'CREATE TABLE "{name}_held" AS SELECT {listed} FROM "{name}"')
        self._view(name, f'SELECT * FROM "{name}_held"')

    def _view(self, name: str, select: str) -> None:
        self.con.execute(f'CREATE OR REPLACE VIEW "{name}" AS {select}')

    def __enter__(self) -> Versions:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.con.close()
