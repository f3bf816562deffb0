"""Generators and documents that tests share."""

from __future__ import annotations

from typing import Any

from bench.support.teacher import TOKENS
from ft_data.recipe.generate import Generate
from ft_data.synthesis import ways
from ft_data.synthesis.passages import Passage, passages
from ft_data.synthesis.plan import Request, plan
from ft_data.synthesis.ways.way import Setting

PRICES = {"price_in": 1000.0, "price_out": 1000.0}  # 0.14 a call by the endpoint's count
EACH = sum(TOKENS) * 1000 / 1e6


def document(number: int) -> str:
    """Return an invented text of some sentences, each with its own facts."""
    return " ".join(
        f"The harbour of Port Ellin {number} has {number * 7 + k + 3} berths in basin {k + 4}, and its pilots "
        f"of watch {number * 3 + k} meet ships near buoy {number * 11 + k * 2 + 5}."
        for k in range(6)
    )


def documents(count: int) -> list[Passage]:
    return [
        passage for number in range(count) for passage in passages(f"{number:024x}", document(number), 2_000)
    ]


def generator(address: str, **more: Any) -> Generate:
    teacher = {"endpoint": address, "model": "tiny", "timeout": 5, "parallel": 4} | more.pop("teacher", {})
    return Generate.model_validate(
        {"way": "qa_from_documents", "documents": "docs", "teacher": teacher} | more
    )


def planned(generate: Generate, count: int) -> list[Request]:
    setting = Setting(ways.get(generate.way), generate, ways.prompt_of(generate.way, None), None)
    return plan(setting, documents(count))
