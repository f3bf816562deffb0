"""Run the noise kernel over both fields."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from ft_data.signals.english import english
from ft_data.signals.noise.kernel import NAMES, noise, pairs, small_words
from ft_data.text.columns import text_of

LIMIT = 1 << 16


@cache
def _tables() -> tuple[Any, Any, Any]:
    return (pairs(), *small_words())


def noise_signals(table: pa.Table, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the group `noise`."""
    out: dict[str, Any] = {}
    for field in ("prompt", "response"):
        text = text_of(table[f"{field}_text"])
        block = np.empty((len(NAMES), len(text)), np.float32)
        noise(text.data, text.offsets, LIMIT, *_tables(), block)
        # The order of words is judged by English ones.
        block[1, ~english(text)] = np.nan
        out.update({f"{field}_{name}": values for name, values in zip(NAMES, block, strict=True)})
    return out
