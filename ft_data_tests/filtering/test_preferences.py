"""What a set of preferences has in common is one finding, and a balanced set has none."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from ft_data.filtering import rules
from ft_data.filtering.force import brought
from ft_data.filtering.preferences import defects
from ft_data_tests.signals.pairs.bakery import LIST, pair
from ft_data_tests.signals.rows import GROUP, table


def view(pairs: Sequence[dict[str, object]]) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    rows = table(pairs)
    signals = GROUP["pairs"].fn(rows, {})
    con.register("signals", signals)
    con.register(
        "cleaned",
        rows.set_column(rows.schema.get_field_index("source"), "source", pa.array(["bakery"] * len(rows))),
    )
    con.execute(
        f"CREATE VIEW rows AS SELECT s.*, c.* EXCLUDE (record_id), {rules.FACTS['pair_contradicted'].sql} AS pair_contradicted "
        "FROM signals s JOIN cleaned c USING (record_id)"
    )
    return con


def found(pairs: Sequence[dict[str, object]]) -> list[tuple[str, int, int]]:
    return [(one.about, one.rows, one.of) for one in defects(view(pairs), "rows")]


def asked(number: int) -> str:
    return f"What is bread number {number} made of?"


def balanced(count: int) -> list[dict[str, object]]:
    sides = "Flour and water, and a little salt.", "Sand."
    return [pair(*(sides if n % 2 else sides[::-1]), asked=asked(n)) for n in range(count)]


def test_a_balanced_set_and_a_small_one_have_none() -> None:
    assert found(balanced(200)) == []
    assert found([pair("Flour and water, mostly.", "Sand.", asked=asked(n)) for n in range(25)]) == []


def test_chosen_answers_that_are_longer_are_one_finding() -> None:
    rows = [pair("Flour and water, mostly.", "Sand.", asked=asked(n)) for n in range(40)]
    assert found(rows) == [("length_bias", 40, 40)]
    said = defects(view(rows), "rows")[0].text
    assert "longer one in 100% of the 40 pairs of `bakery`" in said and "4.80 times" in said


def test_chosen_answers_that_are_lists_are_one_finding() -> None:
    plain = LIST.replace("- ", "").replace("*", "").ljust(len(LIST), ".")
    assert found([pair(LIST, plain, asked=asked(n)) for n in range(40)]) == [("markup_bias", 40, 40)]
    assert found([pair(plain, LIST, asked=asked(n)) for n in range(40)]) == [("markup_bias", 40, 40)]


def test_pairs_that_take_each_other_back_are_counted_and_marked() -> None:
    rows = [*balanced(60), pair("Flour.", "Sand.", asked="?!"), pair("Sand.", "Flour.", asked="?!")]
    assert found(rows) == [("contradicting_pairs", 2, 62)]
    rule = next(one for one in brought()["preferences"] if one.name == "contradicting_pair")
    fired = view(rows).execute(rules.sql([rule], "rows")).fetchall()
    assert sorted(record for record, *_ in fired) == ["r60", "r61"]


def test_scores_against_the_choice_are_counted() -> None:
    worse = [pair("Flour.", "Wheat.", asked=asked(n), score_chosen=n % 3, score_rejected=1) for n in range(9)]
    assert found(worse) == [("pair_margins", 6, 9)]
