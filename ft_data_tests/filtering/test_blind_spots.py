"""Groups that one rule removes almost entirely are found, and a few of their rows shown."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa

from ft_data.filtering.blind_spots import ROWS, SHOWN, find


def _found(rows: list[dict[str, Any]], topics: bool = False) -> list[dict[str, Any]]:
    con = duckdb.connect()
    table = pa.Table.from_pylist(rows)
    con.register("measured", table.drop_columns(["verdict", "reasons", *([] if topics else ["topic_name"])]))
    return find(con, "measured", table.select(["record_id", "verdict", "reasons"])).to_pylist()


def _row(
    number: int, source: str, language: str | None, dropped: bool, topic: str = "parcel"
) -> dict[str, Any]:
    return {
        "record_id": f"{number * 2654435761 % 2**32:016x}",
        "source": source,
        "row_language": language,
        "topic_name": topic,
        "verdict": "drop" if dropped else "keep",
        "reasons": ["toxic"] if dropped else [],
    }


def test_a_language_that_a_rule_removes_is_shown_with_its_size() -> None:
    rows = [_row(n, "tickets", "en", n < 5) for n in range(100)]
    rows += [_row(100 + n, "tickets", "es", n < 46) for n in range(48)]
    found = _found(rows)
    assert len(found) == SHOWN
    assert {(r["slice"], r["reason"], r["gone"], r["came"]) for r in found} == {
        ("language = es", "toxic", 46, 48)
    }
    dropped = {r["record_id"] for r in rows if r["verdict"] == "drop" and r["row_language"] == "es"}
    ends = sorted(dropped, key=lambda name: name[-8:])[:SHOWN]
    assert {r["record_id"] for r in found} == set(ends), "the sample does not depend on the order of the rows"
    assert _found(rows[::-1]) == found


def test_few_rows_and_a_share_under_the_bound_are_no_blind_spot() -> None:
    rows = [_row(n, "tickets", "en", False) for n in range(100)]
    assert _found(rows + [_row(200 + n, "tickets", "es", True) for n in range(ROWS - 1)]) == []
    assert _found(rows + [_row(200 + n, "tickets", "es", n % 5 > 0) for n in range(50)]) == []


def test_topics_count_where_there_are_any() -> None:
    rows = [_row(n, "tickets", None, False) for n in range(200)]
    rows += [_row(300 + n, "tickets", None, True, "refund, money") for n in range(40)]
    assert _found(rows) == []
    assert {r["slice"] for r in _found(rows, topics=True)} == {"topic = refund, money"}
