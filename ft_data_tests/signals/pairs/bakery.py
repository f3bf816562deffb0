"""Preferences of a bakery."""

from __future__ import annotations

import orjson

from ft_data.example import message

LIST = "Three things:\n\n- flour\n- water\n- **salt**"


def pair(
    chosen: str, rejected: str, asked: str = "What is bread made of?", **extra: object
) -> dict[str, object]:
    return {
        "kind": "preference",
        "messages": [message("user", asked)],
        "chosen": [message("assistant", chosen)],
        "rejected": [message("assistant", rejected)],
        "extra": orjson.dumps(extra).decode() if extra else None,
    }
