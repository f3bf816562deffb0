"""By construction means: on sets that people published, nothing but what is wrong fires; each row named here was read."""

from __future__ import annotations

import csv
import json

import pytest

from ft_data_tests.realdata import shared
from ft_data_tests.signals.rows import measure

BY_CONSTRUCTION = {
    "exact": ("equal_pair", "exact_echo", "strict_loop", "damaged", "control_chars"),
    "flags": (
        "empty_prompt",
        "empty_response",
        "placeholder",
        "url_only",
        "special_tokens",
        "invalid_call",
        "invalid_tools",
    ),
}
MOST = 3000  # rows of a set


def _alpaca(file: str) -> list[tuple[str, str]]:
    rows = json.loads(shared(f"natural/{file}").read_text(encoding="utf-8"))
    return [("\n\n".join(filter(None, (r["instruction"], r["input"]))), r["output"]) for r in rows[:MOST]]


def _commands() -> list[tuple[str, str]]:
    with shared("natural/nl2bash/nl2bash.csv").open(encoding="utf-8", newline="") as file:
        return [(r["question"], r["answer"]) for r in list(csv.DictReader(file))[:MOST]]


def _sums() -> list[tuple[str, str]]:
    lines = shared("data/gsm8k-train/train.jsonl").read_text(encoding="utf-8").splitlines()[:MOST]
    return [(r["question"], r["answer"]) for r in map(json.loads, lines)]


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        # No answer at all, `<No output>`, `<noinput>`, and N/A for a request whose input is N/A.
        (lambda: _alpaca("alpaca/alpaca_raw.json"), {284, 306, 1223, 1347, 1502, 1736, 2823, 2827}),
        # No answer at all, and a picture's address for a logo.
        (lambda: _alpaca("alpaca/alpaca_zh.json"), {284, 825, 1223, 1347, 1736}),
        (lambda: _alpaca("chatdoctor/chatdoctor5k.json"), set()),
        (lambda: _alpaca("rasbt/instruction-data.json"), set()),
        (_commands, set()),
        (_sums, set()),
    ],
    ids=["english", "chinese", "medical", "short", "commands", "sums"],
)
def test_what_fires_on_real_sets_was_read_and_is_wrong(rows: object, wrong: set[int]) -> None:
    given = rows()  # type: ignore[operator]
    fired = {
        number
        for group, names in BY_CONSTRUCTION.items()
        for number, row in enumerate(measure(group, given))
        if any(row[name] for name in names)
    }
    assert fired == wrong
