"""Run the text kernels over both fields of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.signals.text import characters, lines, wording
from ft_data.text.columns import Text, text_of
from ft_data.text.unicode import classes, lower


def statistics(text: Text) -> dict[str, npt.NDArray[np.float32]]:
    """Return every statistic of one text column by name (NaN where it is not defined)."""
    out: dict[str, npt.NDArray[np.float32]] = {}
    table = classes()
    for kernel, names in ((characters.characters, characters.NAMES), (lines.lines, lines.NAMES)):
        block = np.empty((len(names), len(text)), np.float32)
        kernel(text.data, text.offsets, table, block)
        out.update(zip(names, block, strict=True))
    block = np.empty((len(wording.NAMES), len(text)), np.float32)
    wording.wording(text.data, text.offsets, table, lower(), out["chars"].astype(np.int64), block)
    out.update(zip(wording.NAMES, block, strict=True))
    return out


def text_signals(table: pa.Table, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the group `text`."""
    columns: dict[str, Any] = {}
    for field in ("prompt", "response"):
        for name, values in statistics(text_of(table[f"{field}_text"])).items():
            columns[f"{field}_{name}"] = values
    return columns
