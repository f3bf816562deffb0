"""One quality score per row in [0, 1]: how likely it has no serious defect. It ranks and never drops a row.

A scorecard: the log-odds of a serious defect are a sum over the shipped rules that fire on the row, whatever they may do, and
over a few measures of its shape that know no language. Its numbers were fitted to rows that people read (`profiles/ranking.yaml`,
written by ``python -m bench.natural rank``). What was not measured adds nothing. People's blind audits move the intercept
in one dataset, and nothing else does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.filtering import conditions, packs
from ft_data.filtering.force import brought, profile
from ft_data.filtering.rules import applies_sql
from ft_data.recipe.base import Name, Section
from ft_data.recipe.rules import Rule, kind_of_text
from ft_data.warehouse.sql import name as quote

if TYPE_CHECKING:
    import duckdb

Floats = npt.NDArray[np.float64]
REASONS = 3
SCORES = pa.schema(
    [("record_id", pa.string()), ("quality", pa.float64()), ("because", pa.list_(pa.string()))]
)


class Measure(NamedTuple):
    """A ramp over a signal: 0 up to ``start``, 1 from ``end`` on (which may be the smaller one); ``says`` what 1 means."""

    signal: str
    start: float
    end: float
    says: str


MEASURES: Sequence[Measure] = (
    Measure("response_terminal_lines", 1.0, 0.0, "few lines of the answer end as sentences do"),
    Measure("prompt_words", 40.0, 2.0, "the prompt is short"),
    Measure("response_alpha_ratio", 0.8, 0.3, "the answer has few letters"),
    Measure("response_punctuation_ratio", 0.04, 0.3, "the answer is full of punctuation"),
    Measure("response_max_word_length", 12.0, 40.0, "the answer has a very long word"),
    Measure("prompt_max_word_length", 12.0, 40.0, "the prompt has a very long word, such as a link"),
)


class Auc(Section):
    """Rows of a set that were read, those with a serious defect, and the area under the curve without that set."""

    rows: int
    serious: int
    auc: float
    weighted: float


class Card(Section):
    """The numbers (`profiles/ranking.yaml`); ``mark`` is what a rule adds on which nobody read enough."""

    intercept: float
    mark: float
    rules: dict[Name, float]
    measures: dict[Name, float]
    fired: dict[Name, tuple[int, int]]
    sets: dict[Name, Auc]
    mean: Auc
    deciles: list[tuple[int, int]]


class Term(NamedTuple):
    """``weight * value`` is added to the log-odds; ``value`` is SQL, in [0, 1], of the columns that it ``reads``."""

    name: str
    value: str
    weight: float
    says: str
    signal: str
    conditions: Sequence[str] = ()


def card() -> Card:
    """Return the shipped numbers."""
    found: Card = packs.shipped(packs.RANKING, Card)
    return found


def features(name: str) -> list[Term]:
    """Return what the ranking looks at under a profile, every weight 1."""
    rules = [*brought()["languages"], *profile(kind_of_text(name))]
    return [*map(_mark, rules), *map(_ramp, MEASURES)]


def terms(name: str) -> list[Term]:
    """Return the scorecard under a profile; its first term is the intercept."""
    numbers = card()
    weights = numbers.measures | numbers.rules
    found = [one._replace(weight=weights.get(one.name, numbers.mark)) for one in features(name)]
    return [Term("", "1.0", numbers.intercept, "", ""), *(one for one in found if one.weight)]


def _mark(rule: Rule) -> Term:
    signal = quote(str(rule.signal))
    bands = " OR ".join(band.sql(signal) for band in (rule.mark, rule.review, rule.drop) if band is not None)
    value = f"CASE WHEN {applies_sql(rule)}({bands}) THEN 1.0 ELSE 0.0 END"
    says = rule.why or f"the rule {rule.name} fires"
    read = tuple(text for text in (rule.where, rule.unless) if text)
    return Term(rule.name, value, 1.0, says, str(rule.signal), read)


def _ramp(one: Measure) -> Term:
    ramp = f"(CAST({quote(one.signal)} AS DOUBLE) - {one.start!r}) / {one.end - one.start!r}"
    # DuckDB's greatest and least look past a null, so it is met first.
    value = f"CASE WHEN {quote(one.signal)} IS NULL THEN 0.0 ELSE greatest(least({ramp}, 1.0), 0.0) END"
    return Term(one.signal, value, 1.0, one.says, one.signal)


def values(con: duckdb.DuckDBPyConnection, rows: str, wanted: Sequence[Term]) -> tuple[pa.Array, Floats]:
    """Return record ids and an array (rows, terms) of a view that has the signals' columns; what reads others is 0."""
    known = {row[0] for row in con.execute(f"DESCRIBE {rows}").fetchall()}
    here = [one for one in wanted if _readable(one, known)]
    columns = "".join(f", CAST({one.value} AS FLOAT) AS t{n}" for n, one in enumerate(here))
    table = con.sql(f"SELECT record_id{columns} FROM {rows}").to_arrow_table()
    found = np.zeros((table.num_rows, len(wanted)))
    places = {id(one): n for n, one in enumerate(wanted)}
    for n, one in enumerate(here):
        found[:, places[id(one)]] = table.column(f"t{n}").to_numpy()
    return table.column("record_id").combine_chunks(), found


def _readable(one: Term, known: set[str]) -> bool:
    read = not one.signal or one.signal in known
    return read and all(conditions.problem(text, known) is None for text in one.conditions)


def scores(con: duckdb.DuckDBPyConnection, rows: str, wanted: Sequence[Term]) -> pa.Table:
    """Return ``record_id, quality, because`` of a view: the score, and in words the terms that speak most against the row."""
    names, found = values(con, rows, wanted)
    added = found * np.array([one.weight for one in wanted])
    quality = np.round(1.0 / (1.0 + np.exp(added.sum(axis=1))), 6)
    return pa.table([names, pa.array(quality), _because(added, wanted)], schema=SCORES)


def _because(added: Floats, wanted: Sequence[Term]) -> pa.Array:
    """Name for each row the terms that add most, at most three and the largest first."""
    against = np.where([bool(one.says) for one in wanted], added, 0.0)
    most = min(REASONS, against.shape[1])
    order = np.argpartition(-against, most - 1, axis=1)[:, :most] if most else np.zeros((len(added), 0), int)
    size = np.take_along_axis(against, order, axis=1)
    by_size = np.argsort(-size, axis=1, kind="stable")
    order, size = np.take_along_axis(order, by_size, axis=1), np.take_along_axis(size, by_size, axis=1)
    counts = (size > 0).sum(axis=1)
    words = pa.array([one.says for one in wanted], pa.string()).take(pa.array(order[size > 0]))
    return pa.ListArray.from_arrays(pa.array(np.r_[0, np.cumsum(counts)], pa.int32()), words)


class Offset(NamedTuple):
    """By how much audits move the log-odds of this dataset's rows, with a 90% interval; ``audits`` and ``bad`` among them."""

    shift: float
    low: float
    high: float
    audits: int
    bad: int

    def __str__(self) -> str:
        return (
            f"{self.audits} audits ({self.bad} bad) move the odds of a bad row by a factor of {np.exp(self.shift):.2f} "
            f"({np.exp(self.low):.2f} to {np.exp(self.high):.2f})"
        )


def offset(quality: Floats, bad: npt.NDArray[np.bool_]) -> Offset:
    """Return how far the intercept is off where rows of these scores were drawn blindly and judged.

    The posterior of the shift under a normal prior (mean 0, deviation 1.5) on a grid: few audits move it little.
    """
    grid = np.linspace(-6, 6, 481)
    odds = np.log1p(-np.clip(quality, 1e-6, 1 - 1e-6)) - np.log(np.clip(quality, 1e-6, 1 - 1e-6))
    moved = odds[:, None] + grid
    likely = np.where(bad[:, None], -np.logaddexp(0, -moved), -np.logaddexp(0, moved)).sum(axis=0)
    posterior = np.exp(likely - grid**2 / (2 * 1.5**2) - (likely - grid**2 / (2 * 1.5**2)).max())
    cumulated = np.cumsum(posterior) / posterior.sum()
    low, middle, high = (float(grid[np.searchsorted(cumulated, at)]) for at in (0.05, 0.5, 0.95))
    return Offset(middle, low, high, len(bad), int(bad.sum()))


def moved(table: pa.Table, by: Offset) -> pa.Table:
    """Return scores with the odds of a defect moved; their order stays."""
    quality: Any = np.clip(table.column("quality").to_numpy(), 1e-6, 1 - 1e-6)
    odds = np.log1p(-quality) - np.log(quality) + by.shift
    place = table.column_names.index("quality")
    return table.set_column(place, "quality", pa.array(np.round(1.0 / (1.0 + np.exp(odds)), 6)))
