"""Verbatim runs of protected works: the longest one, whole, and nothing by chance."""

import random

import numpy as np
import pyarrow as pa
import pytest

from ft_data.decontamination import runs
from ft_data.decontamination.benchmarks import BenchmarkItem
from ft_data.decontamination.index import build_index
from ft_data.signals.fitted import protected
from ft_data.signals.fitted.model import Model
from ft_data.text.columns import text_of
from ft_data.text.words import words


def texts(count: int, size: int, seed: int, vocabulary: int = 3000) -> list[str]:
    rng = random.Random(seed)
    return [" ".join(f"w{rng.randrange(vocabulary)}" for _ in range(size)) for _ in range(count)]


def measure(model: Model, *rows: tuple[str | None, str | None]) -> list[tuple[int, str | None]]:
    table = pa.table({"prompt_text": [row[0] for row in rows], "response_text": [row[1] for row in rows]})
    found = protected.measure(table, {"model": Model.of(model.table())})
    return list(zip(found["protected_run"].tolist(), found["protected_work"], strict=True))


def test_the_longest_run_of_a_row_is_found_in_prompt_or_answer():
    works = texts(20, 400, 1)
    model = protected.fit([protected.Work(f"Work {at}", text) for at, text in enumerate(works)])
    assert model.facts == {"works": 20, "words": 8000}
    cut = lambda work, start, size: " ".join(works[work].split()[start : start + size])
    own = texts(2, 100, 2)
    found = measure(
        model,
        ("Say it.", f"{own[0]} {cut(3, 100, 87)} {own[1]}"),
        (f"Explain: “{cut(5, 0, 41).upper()}”!", "It says, in short, nothing."),
        (cut(1, 0, 20), f"{cut(2, 380, 20)} {own[0]} {cut(4, 7, 33)}"),
        ("Say it.", own[0]),
        (None, None),
        ("x", works[7]),
        ("x", cut(6, 50, 4)),
    )
    assert found == [
        (87, "Work 3"), (41, "Work 5"), (33, "Work 4"), (0, None), (0, None), (400, "Work 7"), (0, None),
    ]  # fmt: skip


def reference(row: list[str], works: list[list[str]]) -> int:
    best = 0
    for work in works:
        before = np.zeros(len(work) + 1, int)
        for word in row:
            now = np.zeros(len(work) + 1, int)
            for at, other in enumerate(work, 1):
                if word == other:
                    now[at] = before[at - 1] + 1
            best, before = max(best, int(now.max())), now
    return best if best >= 5 else 0


@pytest.mark.parametrize("seed", range(5))
def test_runs_are_those_of_the_plain_algorithm(seed):
    works, rows = texts(3, 40, seed, 3), texts(15, 30, seed + 100, 3)
    index = build_index(BenchmarkItem(str(at), "", (), text) for at, text in enumerate(works))
    found = runs.longest(words(text_of(pa.array(rows)), apart=True), index)
    split = [text.split() for text in works]
    assert found.length.tolist() == [reference(row.split(), split) for row in rows]
    for at, row in enumerate(rows):
        if found.text[at] >= 0:
            start, position, size = found.start[at], found.position[at], found.length[at]
            assert row.split()[start : start + size] == split[found.text[at]][position : position + size]


def test_a_text_that_repeats_itself_does_not_take_for_ever():
    model = protected.fit([protected.Work("Echo", "la " * 50_000)])
    assert measure(model, ("x", "la " * 50_000)) == [(50_000, "Echo")]


def test_order_does_not_matter_and_empty_works_are_none():
    works = [
        protected.Work("b", "one two three four five six"),
        protected.Work("a", "six five four three two one"),
    ]
    assert (
        protected.fit(works).digest == protected.fit([*works[::-1], protected.Work("c", "too short")]).digest
    )
    assert protected.fit([]).facts["works"] == 0


def test_works_of_scripts_without_blanks_are_found():
    chance = random.Random(4)
    work = "".join(
        chance.choice("河桥城岸船老磨秋风路信晚树钟山水云月花鸟虫鱼春夏冬东西南北") for _ in range(500)
    )
    model = protected.fit([protected.Work("河", work), protected.Work("short", "一 二")])
    assert model.facts["works"] == 1
    row = f"他说:{work[200:260]}。后来"
    assert measure(model, ("问", row)) == [(60, "河")]
