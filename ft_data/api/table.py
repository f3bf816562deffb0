"""Tables: what a stage holds, or what a query answers, in the form that the reader works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ft_data.api import display
from ft_data.errors import WrongInput

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from ft_data.warehouse.snapshots import Snapshot

SHOWN = 10  # rows in a repr
WIDEST = 24  # characters of a cell in a terminal: tables of stages have many columns
Read = Callable[[str], "pa.Table"]


class PolarsMissing(WrongInput, ImportError):
    """A polars frame was asked for and polars is not installed."""


class Table:
    """Rows and columns, read when they are first needed and then kept.

    A table of a stage is tied to the version that was current when it was asked for: its parts never change. The order of
    rows means nothing; sort by ``record_id``.

    >>> import ft_data, tempfile
    >>> ft_data.open("demo", home).table("selected").arrow().num_rows    # doctest: +SKIP
    1280
    """

    def __init__(self, name: str, read: Read | None = None, found: pa.Table | None = None):
        self.name = name
        self._read, self._found = read, found
        self._rows: int | None = None

    @property
    def columns(self) -> list[str]:
        """The names of the columns, in order."""
        return list(self.head(0).column_names)

    def head(self, rows: int = SHOWN) -> pa.Table:
        """Return the first so many rows as an Arrow table; the others are not read."""
        if self._found is not None or self._read is None:
            return self.arrow().slice(0, rows)
        return self._read(f'SELECT * FROM "rows" LIMIT {int(rows)}')

    def arrow(self) -> pa.Table:
        """Return all rows as a `pyarrow.Table`. Raises DamagedFile when a part is not what was written."""
        if self._found is None:
            assert self._read is not None
            self._found = self._read('SELECT * FROM "rows"')
        return self._found

    def df(self) -> pd.DataFrame:
        """Return all rows as a `pandas.DataFrame`; lists and structs become Python objects."""
        frame: pd.DataFrame = self.arrow().to_pandas()
        return frame

    def pl(self) -> pl.DataFrame:
        """Return all rows as a `polars.DataFrame`. Raises PolarsMissing where polars is not installed."""
        try:
            import polars
        except ImportError:
            raise PolarsMissing(
                "polars is not installed: `pip install polars`, or use .df() or .arrow()"
            ) from None
        frame = polars.from_arrow(self.arrow())
        assert isinstance(frame, polars.DataFrame)
        return frame

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return all rows as dicts."""
        rows: list[dict[str, Any]] = self.arrow().to_pylist()
        return rows

    def __len__(self) -> int:
        if self._rows is None:
            if self._found is None and self._read is not None:
                self._rows = int(self._read('SELECT count(*) FROM "rows"').column(0)[0].as_py())
            else:
                self._rows = self.arrow().num_rows
        return self._rows

    def __repr__(self) -> str:
        shown = self.head()
        return "\n".join([self._title(shown), *display.lines(shown.to_pylist(), shown.column_names, WIDEST)])

    def _repr_html_(self) -> str:
        shown = self.head()
        return display.block(
            display.caption(display.text(self._title(shown))),
            display.table(shown.to_pylist(), shown.column_names),
        )

    def _title(self, shown: pa.Table) -> str:
        many = len(self)
        first = f", the first {shown.num_rows}" if shown.num_rows < many else ""
        return f"{self.name}: {many:,} {'row' if many == 1 else 'rows'} of {shown.num_columns} columns{first}"


class Version(Table):
    """One version of one asset: its rows, as of any table, and what its manifest says.

    >>> ft_data.open("demo", home).version("filtered", 3).created_at    # doctest: +SKIP
    '2026-03-01T09:30:00+00:00'
    """

    def __init__(self, snapshot: Snapshot, read: Read | None = None, found: pa.Table | None = None):
        super().__init__(f"{snapshot.asset} version {snapshot.version}", read, found)
        self._snapshot = snapshot

    @property
    def stage(self) -> str:
        """The asset: ``filtered``, ``raw/tickets``."""
        return self._snapshot.asset

    @property
    def number(self) -> int:
        """Which version it is; the first is 1."""
        return self._snapshot.version

    @property
    def content_hash(self) -> str:
        """A hash over the set of its rows (32 hex digits): equal rows, equal hash, whatever the order."""
        return self._snapshot.content_hash

    @property
    def created_at(self) -> str:
        """When it was made: ISO 8601, UTC, to the second."""
        return self._snapshot.created_at

    @property
    def inputs(self) -> Mapping[str, int]:
        """The versions it was made of, by asset."""
        return dict(self._snapshot.inputs)

    @property
    def settings(self) -> Mapping[str, Any]:
        """What the recipe said to the stage when it was made."""
        return dict(self._snapshot.settings)

    @property
    def code_version(self) -> str:
        """The version of the code that its rows depend on."""
        return self._snapshot.code_version

    @property
    def stats(self) -> Mapping[str, Any]:
        """The figures that the stage counted, such as verdicts and reasons."""
        return dict(self._snapshot.stats)
