# ruff: noqa: E501
"""Small tables of canonical examples for the tests of signals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from ft_data.example import EXAMPLE, message, texts
from ft_data.signals import registry
from ft_data.signals.api import Group

GROUP = {group.name: group for group in registry.builtin()}


def table(rows: Sequence[tuple[str, str] | Mapping[str, Any]]) -> pa.Table:
    """Build a table from (prompt, response) pairs or from dictionaries of example columns."""
    out = []
    for number, row in enumerate(rows):
        given: dict[str, Any] = {}
        if isinstance(row, Mapping):
            given = dict(row)
        else:
            given = {
                "kind": "instruction",
                "messages": [message("user", row[0]), message("assistant", row[1])],
            }
        prompt, response = texts(given["kind"], given["messages"], given.get("chosen"))
        blank = dict.fromkeys(EXAMPLE.names)
        out.append(
            {**blank, "record_id": f"r{number}", "prompt_text": prompt, "response_text": response, **given}
        )
    return pa.Table.from_pylist(out, schema=EXAMPLE)


def measure(
    group: Group | str, rows: Sequence[tuple[str, str] | Mapping[str, Any]], **params: Any
) -> list[dict[str, Any]]:
    """Measure one group and return one dictionary per row."""
    chosen = GROUP[group] if isinstance(group, str) else group
    return chosen.fn(table(rows), params).to_pylist()


def of(group: str, name: str, response: str, prompt: str = "Tell me about it, please.", **params: Any) -> Any:
    """Measure one signal of one row."""
    return measure(group, [(prompt, response)], **params)[0][name]


MIXED = [
    ("What is tea?", "Tea is a drink. It is made of leaves."),
    ("", ""),
    ("List it.", "1. one\n2. two\n\n```py\nx = 1\n```"),
    ("Why?", "Weil es regnet und der Himmel grau ist, bleiben wir heute zu Hause."),
    ("Sum?", "2 + 2 = 5"),
    ("Как дела?", "Хорошо, спасибо! 😀😀"),
    ("x" * 500, "no " * 300),
    ("Return JSON.", '{"a": [1, 2'),
    ("中文", "你好，世界。"),
    ("a\x00b", "zero\u200bwidth\u202e and \ufffd"),
]
