"""Deduplicating rows outside a dataset, with the decisions of stage ``deduped``."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from ft_data.api import display
from ft_data.api.fields import Fields
from ft_data.api.rows import Names, examples, records, take
from ft_data.api.settings import checked
from ft_data.api.table import Table

if TYPE_CHECKING:
    import pyarrow as pa

    from ft_data.recipe.schema import Dedupe

Rows = TypeVar("Rows")
_SHOWN = 20  # rows of clusters in a repr
_EXCERPT = 200  # characters of a row in the table of clusters


@dataclass(frozen=True, eq=False)
class Witness(Fields):
    """Why a row went: the row ``witness`` stays and says the same. Rows are named by their number, the first is 0.

    ``reason`` is ``exact_duplicate`` (equal but for case and blanks) or ``near_duplicate``; ``score`` the exact Jaccard
    similarity of their 5-word shingles, 0 to 1.
    """

    row: int
    witness: int
    reason: str
    score: float | None


class Deduplicated(Generic[Rows]):
    """What stays and what goes, in the form and order the rows came in; made by `deduplicate`."""

    def __init__(self, rows: Rows, texts: _Texts, settings: Dedupe):
        self._rows, self._texts, self._settings = rows, texts, settings
        self._witnesses = texts.decide(settings)

    @property
    def threshold(self) -> float:
        """The similarity from which rows are near duplicates, 0 to 1."""
        return self._settings.near.threshold

    @property
    def witnesses(self) -> list[Witness]:
        """One witness for each of `removed`, in the same order."""
        return list(self._witnesses)

    @cached_property
    def kept(self) -> Rows:
        """The rows that stay."""
        gone = {one.row for one in self.witnesses}
        return self._taken([number for number in range(len(self._texts)) if number not in gone])

    @cached_property
    def removed(self) -> Rows:
        """The rows that go; `witnesses` says for each which row stays in its place."""
        return self._taken([one.row for one in self.witnesses])

    def rethreshold(self, threshold: float) -> Deduplicated[Rows]:
        """Return what another threshold would keep: the same as `deduplicate` with it, without reading the rows anew.

        Raises WrongSetting unless 0 < threshold <= 1.

        >>> result = deduplicate(["a short text that is the same", "a short text that is the SAME", "another"])
        >>> result.rethreshold(0.5).kept
        ['a short text that is the same', 'another']
        """
        return Deduplicated(self._rows, self._texts, _settings(self._settings.keep, threshold))

    @cached_property
    def clusters(self) -> Table:
        """The rows that are not alone, a cluster after the other, as a `Table`.

        ``cluster`` and ``row`` are row numbers (a cluster is named by the row that stays), ``kept`` says which that is,
        ``reason`` and ``score`` are those of a witness, ``text`` begins as the row does.
        """
        import pyarrow as pa

        said = self._texts.excerpt
        heads = {
            one.witness: (one.witness, one.witness, True, None, None, said(one.witness))
            for one in self.witnesses
        }
        gone = [(one.witness, one.row, False, one.reason, one.score, said(one.row)) for one in self.witnesses]
        laid = sorted([*heads.values(), *gone], key=lambda row: (row[0], not row[2], row[1]))
        columns = {
            "cluster": pa.int64(), "row": pa.int64(), "kept": pa.bool_(),
            "reason": pa.string(), "score": pa.float64(), "text": pa.string(),
        }  # fmt: skip
        found = [dict(zip(columns, row, strict=True)) for row in laid]
        return Table("clusters", found=pa.Table.from_pylist(found, pa.schema(list(columns.items()))))

    def _taken(self, numbers: list[int]) -> Rows:
        found: Rows = take(self._rows, numbers)
        return found

    def _title(self) -> str:
        why = Counter(one.reason for one in self.witnesses)
        told = ", ".join(f"{count:,} {reason}" for reason, count in sorted(why.items()))
        return (
            f"{len(self._texts):,} rows, {len(self._texts) - len(self.witnesses):,} kept, {len(self.witnesses):,} removed"
            f"{f' ({told})' if told else ''} at threshold {self.threshold:g}"
        )

    def _shown(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.clusters.head(_SHOWN).to_pylist()
        return rows

    def _more(self) -> list[str]:
        left = len(self.clusters) - _SHOWN
        return [f"and {left:,} more rows in `.clusters`"] if left > 0 else []

    def __repr__(self) -> str:
        laid = display.lines(self._shown(), self.clusters.columns) if self.witnesses else []
        return "\n".join([self._title(), *laid, *self._more()])

    def _repr_html_(self) -> str:
        laid = display.table(self._shown(), self.clusters.columns) if self.witnesses else ""
        return display.block(
            display.caption(display.text(self._title())), laid, *map(display.caption, self._more())
        )


def deduplicate(
    rows: Rows,
    *,
    threshold: float = 0.8,
    prompt: Names = None,
    response: Names = None,
    keep: Literal["best", "longest"] = "best",
) -> Deduplicated[Rows]:
    """Remove exact and near duplicates from rows; every removed row has a witness that stays and a true similarity to it.

    ``rows``: a list of texts or of dicts, a pandas, Arrow or polars table, or a table of a dataset. ``prompt`` and ``response``
    name the fields that ask and that answer (several are joined); without them rows are recognised as those of a source are.
    Near duplicates share at least ``threshold`` (0 to 1) of their 5-word shingles, and neither prompt nor answer asks or says
    something else (docs/dedup.md). Of equally good rows the first stays, with ``keep="longest"`` the longest.

    The texts lie in a folder of their own that only this user can read while they are compared, and are gone after it. The first
    call of a process takes seconds, in which compiled code is loaded.

    Raises TypeError for other forms of rows, and WrongSetting for a threshold outside 0 to 1 or a field that no row has.

    >>> result = deduplicate(["Rivers run to the sea.", "rivers run  to the sea.", "Lakes do not."])
    >>> result.kept, result.removed
    (['Rivers run to the sea.', 'Lakes do not.'], ['rivers run  to the sea.'])
    >>> result.witnesses
    [Witness(row=1, witness=0, reason='exact_duplicate', score=1.0)]
    """
    settings = _settings(keep, threshold)
    held: Any = list(rows) if isinstance(rows, list) else rows  # whoever has the list may go on changing it
    return Deduplicated(held, _Texts(examples(records(held), prompt, response)), settings)


def _settings(keep: str, threshold: float) -> Dedupe:
    from ft_data.recipe.schema import Dedupe

    return checked(Dedupe, {"keep": keep, "near": {"threshold": threshold}})


class _Texts:
    """What rows ask and answer, and their signatures once they were made."""

    def __init__(self, table: pa.Table):
        self._table = table
        self._signed: tuple[dict[str, int], pa.Table] | None = None

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def excerpt(self, row: int) -> str:
        """Return how a row begins."""
        asked, said = (self._table[name][row].as_py() for name in ("prompt_text", "response_text"))
        return "\n".join(part for part in (asked, said) if part)[:_EXCERPT]

    def decide(self, settings: Dedupe) -> list[Witness]:
        """Return a witness for every row that goes, in the order of the rows."""
        import tempfile
        from pathlib import Path

        import pyarrow.parquet as pq

        from ft_data.dedup.resolve import deduplicate
        from ft_data.warehouse.sql import connect

        if not len(self):
            return []
        with tempfile.TemporaryDirectory(prefix="ft_data-") as folder, connect(only=[folder]) as con:
            texts, signed = (str(Path(folder, name)) for name in ("texts.parquet", "signatures.parquet"))
            pq.write_table(self._table, texts, row_group_size=8192)
            pq.write_table(self._signatures(settings), signed)
            found = deduplicate([signed], [texts], None, settings, con).verdicts
        gone = [row for row in found.to_pylist() if row["verdict"] == "drop"]
        made = [
            Witness(int(one["record_id"]), int(one["witness_id"]), one["reasons"][0], one["score"])
            for one in gone
        ]
        return sorted(made, key=lambda one: one.row)

    def _signatures(self, settings: Dedupe) -> pa.Table:
        from ft_data.dedup.bands import signature_params
        from ft_data.dedup.signatures import signatures

        params = signature_params(settings)
        if self._signed is None or self._signed[0] != params:
            self._signed = params, signatures(self._table, params)
        return self._signed[1]
