"""What a run says of a row, made up."""

from __future__ import annotations

from bench.natural.text import change_keys


def fact(number: int, verdict: str = "keep", rule: str = "", stage: str = "filtered", **edits: int) -> dict:
    return {
        "row": f"{number:024x}",
        "key": f"{number:016x}",
        "verdict": verdict,
        "stage": stage,
        "rules": {rule: verdict} if rule else {},
        "edits": edits,
        **change_keys([["user", name, ""] for name in edits]),
        "witness": None,
    }
