"""A defect that a whole source has is one finding, and what only looks like one is none."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pytest

from ft_data.filtering.force import profile
from ft_data.filtering.rules import sql
from ft_data.filtering.whole import COPYING, defects

PLACES = ("harbour", "mill", "station", "market", "bridge", "quarry")


def found(rows: list[tuple[str, str]], kind: str = "instruction") -> list[tuple[str, int, int]]:
    con = duckdb.connect()
    table = pa.Table.from_pylist(
        [
            {"record_id": f"{n * 2654435761 % 2**32:024x}", "source": "notes", "kind": kind, "prompt_text": prompt, "response_text": answer,
             "empty_prompt": not prompt, "empty_response": not answer, "answer_kind": "code" if ";" in answer else "prose",
             "prompt_words": len(prompt.split()), "response_words": len(answer.split())}
            for n, (prompt, answer) in enumerate(rows)
        ]
    )  # fmt: skip
    con.register("rows", table)
    return [(one.about, one.rows, one.of) for one in defects(con, "rows")]


def ask(number: int) -> str:
    return f"How far is it from stop {number} to the {PLACES[number % 6]}?"


def test_ordinary_rows_have_none() -> None:
    assert found([(ask(n), f"It is {n} minutes on foot.") for n in range(100)]) == []


def test_one_answer_however_it_is_written() -> None:
    written = ("$$N.A$$", "N/A.", "\\hspace{0pt}N/A", "n.a.")
    assert found([(ask(n), written[n % 4]) for n in range(60)]) == [("constant_answer", 60, 60)]
    rest = [(ask(n), f"It is {n} minutes on foot.") for n in range(40)]
    assert found([(ask(n), "I am here to help.") for n in range(60)] + rest) == [("constant_answer", 60, 100)]


@pytest.mark.parametrize("labels", [("yes", "no"), ("positive", "negative", "neutral")])
def test_labels_are_answers(labels: tuple[str, ...]) -> None:
    assert found([(ask(n), labels[0] if n % 4 else labels[n // 4 % len(labels)]) for n in range(90)]) == []


def test_a_lost_column() -> None:
    answers = [(ask(n), "" if n % 2 else f"It is {n} minutes on foot.") for n in range(60)]
    assert found(answers) == [("lost_answers", 30, 60)]
    assert found([("", f"It is {n} minutes on foot.") for n in range(60)]) == [("lost_prompts", 60, 60)]
    assert found([("", f"It is {n} minutes on foot.") for n in range(60)], "text") == []


def test_one_prompt_for_everything() -> None:
    one = [("Answer the question.", f"It is {n} minutes on foot.") for n in range(50)]
    assert found(one) == [("constant_prompt", 50, 50)]


def test_many_rows_are_sampled_first_and_then_counted() -> None:
    rest = [(ask(n), f"It is {n} minutes on foot.") for n in range(900)]
    assert found([(ask(n), "I am here to help.") for n in range(1600)] + rest) == [
        ("constant_answer", 1600, 2500)
    ]


def test_few_rows_say_nothing() -> None:
    assert found([(ask(n), "N/A") for n in range(19)]) == []


@pytest.mark.parametrize(("copies", "spared"), [(60, True), (5, False)])
def test_where_answers_are_made_of_their_requests_an_equal_one_is_an_answer(
    copies: int, spared: bool
) -> None:
    con = duckdb.connect()
    echoes = [0.6] * copies + [0.0] * (100 - copies)
    signals = [{"record_id": f"r{n}", "echo": echo, "exact_echo": False} for n, echo in enumerate(echoes)]
    signals.append({"record_id": "same", "echo": 1.0, "exact_echo": True})
    con.register("signals", pa.Table.from_pylist(signals))
    con.register(
        "cleaned",
        pa.Table.from_pylist([{"record_id": one["record_id"], "source": "lines"} for one in signals]),
    )
    con.execute(
        f"CREATE VIEW rows AS SELECT s.*, c.source, {COPYING} AS answers_copy FROM signals s JOIN cleaned c USING (record_id)"
    )
    rules = [one for one in profile("chat") if one.name == "echo_exact"]
    assert ("same" not in {name for name, *_ in con.execute(sql(rules, "rows")).fetchall()}) == spared
