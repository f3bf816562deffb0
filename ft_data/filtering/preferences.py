"""Defects of a set of preferences: what chosen answers have in common beside being better, and pairs that take each other back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ft_data.filtering.whole import Defect
from ft_data.intervals import wilson

if TYPE_CHECKING:
    import duckdb

READS = ("source", "pair_key", "pair_turned", "pair_length", "pair_markup", "pair_margin")
PAIRS = 30  # fewer pairs say nothing of a habit
BIAS = 0.6  # a share that lies above this, its interval whole, is a habit
_SURE = 1.645  # standard deviations: a 90% interval
LONGER = 0.07  # doublings: five characters in a hundred; closer lengths are equal
# A pair and its reverse: whoever reads both learns nothing. Its column is a fact of the dataset, see `filtering.rules`.
CONTRADICTED = "coalesce(pair_turned IN (SELECT pair_key FROM signals WHERE pair_key IS NOT NULL), false)"


def defects(con: duckdb.DuckDBPyConnection, rows: str) -> list[Defect]:
    """Look at the preferences of every source of a view of measured rows."""
    return [one for counted in _counted(con, rows) for one in _of(*counted)]


def _of(source: str, *counted: Any) -> Iterator[Defect]:
    pairs, longer, shorter, ratio, more, less, turned, scored, against, level = counted
    yield from _habit("length_bias", source, longer, shorter, _length(source, longer, shorter, ratio))
    yield from _habit("markup_bias", source, more, less, _markup(source, more, less))
    if turned:
        what = f"{turned:,} of {pairs:,} pairs of `{source}` prefer an answer that another row with the same prompt rejects for it"
        yield Defect("contradicting_pairs", source, turned, pairs, what)
    if against or level:
        what = (
            f"in {against:,} of {scored:,} scored pairs of `{source}` the rejected answer has the higher score, "
            f"in {level:,} both have the same"
        )
        yield Defect("pair_margins", source, against + level, scored, what)


def _counted(con: duckdb.DuckDBPyConnection, rows: str) -> list[tuple[Any, ...]]:
    return con.execute(
        f"""
        SELECT source, count(*), count(*) FILTER (pair_length > {LONGER}), count(*) FILTER (pair_length < -{LONGER}),
          median(pair_length), count(*) FILTER (pair_markup > 0), count(*) FILTER (pair_markup < 0),
          count(*) FILTER (pair_contradicted), count(pair_margin),
          count(*) FILTER (pair_margin < 0), count(*) FILTER (pair_margin = 0)
        FROM {rows} WHERE pair_key IS NOT NULL GROUP BY source ORDER BY source
        """
    ).fetchall()


def _habit(about: str, source: str, one: int, other: int, text: str) -> Iterator[Defect]:
    if one + other >= PAIRS and wilson(max(one, other), one + other, _SURE).low > BIAS:
        yield Defect(about, source, max(one, other), one + other, text)


def _length(source: str, longer: int, shorter: int, ratio: float | None) -> str:
    how = "longer" if longer >= shorter else "shorter"
    times = 2.0 ** (ratio or 0.0)
    return (
        f"the chosen answer is the {how} one in {max(longer, shorter) / max(longer + shorter, 1):.0%} of the {longer + shorter:,} pairs of "
        f"`{source}` whose lengths differ ({times:.2f} times as long in the middle): training on them may teach length"
    )


def _markup(source: str, more: int, less: int) -> str:
    how = "more" if more >= less else "less"
    return (
        f"the chosen answer has {how} lists, headings and bold in {max(more, less) / max(more + less, 1):.0%} of the {more + less:,} pairs of "
        f"`{source}` that differ in it: training on them may teach form"
    )
