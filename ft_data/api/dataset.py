"""A dataset of a home: run it, ask it, read it."""

from __future__ import annotations

import difflib
import os
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ft_data.api import display
from ft_data.api.funnel import Funnel, FunnelStage
from ft_data.api.table import Read, Table, Version
from ft_data.api.why import Why, WhyStep
from ft_data.errors import WrongInput

if TYPE_CHECKING:
    import pyarrow as pa

    from ft_data.stages.build import Finished, Progress
    from ft_data.warehouse.home import Home, Warehouse


class UnknownName(WrongInput, LookupError):
    """No dataset, table, version or record is called so; the message says what there is."""


@dataclass(frozen=True)
class Run:
    """What a run that ended well came to; printed, it is the funnel and where the release is.

    ``release`` is the folder of the published version, None where none was asked for; ``new`` says that it was not there before.
    ``failed_checks`` are those that do not block, each with what is wrong.
    """

    funnel: Funnel
    release: Path | None
    new: bool
    failed_checks: tuple[str, ...]

    def __repr__(self) -> str:
        return "\n".join([repr(self.funnel), *self._said()])

    def _repr_html_(self) -> str:
        return display.block(
            self.funnel._repr_html_(), *(display.caption(display.text(line)) for line in self._said())
        )

    def _said(self) -> list[str]:
        where = f"release: {self.release}" + ("" if self.new else " (nothing new)")
        return [*(f"check: {line}" for line in self.failed_checks), *([where] if self.release else [])]


class Dataset:
    """One dataset of a home; made by `open`. It holds no file open: every call sees the versions that are current then.

    >>> data = ft_data.open("demo", home)                                         # doctest: +SKIP
    >>> data.run().release                                                        # doctest: +SKIP
    PosixPath('releases/demo/1.0.0')
    """

    def __init__(self, home: Home, name: str):
        self._home, self.name = home, name

    @property
    def home(self) -> Path:
        """The folder that holds ``datasets``, ``warehouse`` and ``releases``."""
        return self._home.root

    def run(
        self,
        select: Sequence[str] = (),
        *,
        release: bool = True,
        hear: Callable[[Progress | Finished], None] = lambda news: None,
    ) -> Run:
        """Make the version that recipe and sources ask for, as `ft-data run` does; finished work is not repeated.

        ``select`` names assets (``cleaned``, ``raw/tickets``, ``cleaned+`` for all below too), ``release`` says whether
        to publish when the gates pass, ``hear`` is told how far it is (in rows). Another run of the dataset is waited for.

        Raises RecipeError with every problem at once, RunStopped when a gate or a blocking check says no (the data stays
        inspectable), RunRefused for wrong input met on the way, and RunBroke for a fault of ours.

        >>> data.run(["cleaned"], release=False).funnel[-1].keep    # doctest: +SKIP
        1280
        """
        from ft_data.assets.running import run

        asked = [select] if isinstance(select, str) else select
        with warnings.catch_warnings():
            # A notebook runs a loop already, beside which Dagster cannot close its own: harmless, and said on every run.
            warnings.filterwarnings("ignore", "coroutine '.*shutdown_asyncgens'", RuntimeWarning)
            ran = run(self._home, self.name, asked, release=release, hear=hear)
        ran.require()
        where = Path(ran.outcome.release) if ran.outcome.release else None
        return Run(self.funnel(), where, ran.new, tuple(ran.outcome.failed_checks))

    def why(self, id: str) -> Why:
        """Say why a row is in or out: every stage's verdict, reason, value, threshold and witness.

        ``id`` is a ``record_id``, or the id that a release names the row by. Raises UnknownName.

        >>> data.why("9f02c1d6a3b4e5f60718293a").standing    # doctest: +SKIP
        'out: `deduped` gave `drop` (exact_duplicate)'
        """
        from ft_data.inspection import why

        record: str | None = id
        steps = why.why(self._warehouse, id)
        if not steps:  # perhaps one that was published
            from ft_data.release.private import Private

            record = why.record_of(self._warehouse, Private.of(self._home, self.name), id)
            steps = why.why(self._warehouse, record) if record else []
        if not steps or record is None:
            raise UnknownName(
                f"`{self.name}` has no record `{id}`; "
                f'`ft-data query {self.name} "SELECT record_id FROM ledger"` lists them'
            )
        return Why(record, [WhyStep(**step) for step in steps])

    def funnel(self) -> Funnel:
        """Return what became of the rows, one entry a stage; empty if nothing has run yet.

        >>> [stage.rows_out for stage in data.funnel()]    # doctest: +SKIP
        [1300, 1290, 1281, 1281, 1280, 1280, 1280, 1280]
        """
        from ft_data.warehouse.funnel import funnel

        return Funnel(self.name, [FunnelStage(**row) for row in funnel(self._warehouse)])

    def table(self, stage: str) -> Table:
        """Return the rows of a stage's current version (``selected``, ``raw/tickets``), or any other view (``ledger``).

        Raises UnknownName if nothing is called so, or it was not made yet.

        >>> data.table("selected").df()["weight"].mean()    # doctest: +SKIP
        1.0
        """
        from ft_data.warehouse import views

        schema, _, name = stage.replace("raw/", "raw.").rpartition(".")
        old = schema == "history"
        made = views.build(
            self._warehouse,
            history=name.__eq__ if old else views.nothing,
            only=views.nothing if old else name.__eq__,
            verified=True,
        )
        for view in made:
            if (view.schema, view.name) == (schema or "main", name):
                return Table(f"{self.name}.{stage}", _reader(self._warehouse, view.sql))
        raise UnknownName(self._no("table", stage, self.tables()))

    def tables(self) -> list[str]:
        """Name every table that there is now, as `table` takes them; those of old versions are in ``history``.

        >>> data.tables()[:3]    # doctest: +SKIP
        ['cleaned', 'deduped', 'deduped_clusters']
        """
        from ft_data.warehouse import views

        found = views.build(self._warehouse)
        return sorted(view.name if view.schema == "main" else f"{view.schema}.{view.name}" for view in found)

    def version(self, stage: str, number: int | None = None) -> Version:
        """Return a version of an asset that is still kept, the newest if none is named: its rows and its manifest.

        What keeps no rows (``models``) is a table without columns. Raises UnknownName with the versions that there are, and DamagedFile.

        >>> data.version("filtered", 3).inputs    # doctest: +SKIP
        {'decontaminated': 2, 'signals': 2}
        """
        import pyarrow as pa

        from ft_data.warehouse import snapshots, views

        known = snapshots.versions(self._warehouse, stage)
        if not known:
            raise UnknownName(self._no("asset", stage, snapshots.assets(self._warehouse)))
        if number is not None and number not in known:
            raise UnknownName(
                f"{self.name}/{stage} has no version {number}; there are {', '.join(map(str, known))}"
            )
        found = snapshots.load(self._warehouse, stage, known[-1] if number is None else number)
        select = views.Resolver(self._warehouse, verified=True).rows(found)
        if select is None:
            return Version(found, found=pa.table({}))
        return Version(found, _reader(self._warehouse, select))

    def query(self, sql: str) -> Table:
        """Run one SELECT over the current versions, ``raw.*`` and ``history.*``; it can change nothing.

        Raises QueryError for anything else, and for what DuckDB refuses.

        >>> data.query("SELECT count(*) AS rows FROM ledger WHERE verdict = 'drop'").to_dicts()    # doctest: +SKIP
        [{'rows': 20}]
        """
        from ft_data.warehouse import catalog

        with catalog.selecting(self._warehouse, sql) as (con, statement):
            found = con.sql(statement).to_arrow_table()
        return Table("query", found=found.rename_columns(catalog.apart(found.column_names)))

    @property
    def _warehouse(self) -> Warehouse:
        return self._home.warehouse(self.name)

    def _no(self, what: str, name: str, known: Iterable[str]) -> str:
        return no(f"{what} `{name}` in `{self.name}`", name, known, "nothing yet: run it first")

    def __repr__(self) -> str:
        return f"<ft_data.Dataset {self.name!r} in {str(self.home)!r}>"


def open(name: str, home: str | os.PathLike[str] | None = None) -> Dataset:
    """Return the dataset ``datasets/<name>`` of a home: a folder, else $FT_DATA_HOME, else the current folder.

    Raises UnknownName if the home has no such dataset.

    >>> import ft_data
    >>> ft_data.open("support_assistant", home="/srv/data")    # doctest: +SKIP
    <ft_data.Dataset 'support_assistant' in '/srv/data'>
    """
    from ft_data.warehouse.home import Home

    found = Home.find(os.fspath(home) if home is not None else None)
    known = {*found.datasets(), *found.products()}
    if name not in known:
        raise UnknownName(
            no(f"dataset `{name}` in {found.root}", name, known, "none; `ft-data init NAME` makes one")
        )
    return Dataset(found, name)


def no(what: str, name: str, known: Iterable[str], none: str) -> str:
    """Say that there is no such thing, and the nearest there is, or all."""
    there = sorted(known)
    near = difflib.get_close_matches(name, there, n=1)
    return f"no {what}; " + (
        f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(there) or none}"
    )


def _reader(warehouse: Warehouse, select: str) -> Read:
    """Return what reads a SELECT over parts, confined to them."""

    def read(sql: str) -> pa.Table:
        from ft_data.warehouse.sql import connect

        with connect(only=[warehouse.parts]) as con:
            return con.sql(f'WITH "rows" AS ({select}) {sql}').to_arrow_table()

    return read
