"""How many cores one unit of work may use: all of them on a machine that does one thing, one where an engine fills each."""

from __future__ import annotations

import os

VARIABLE = "FT_DATA_THREADS"


def allowed(most: int = 1_024) -> int:
    """Return how many threads to start: $FT_DATA_THREADS, else as many as there are cores; never more than ``most``."""
    asked = os.environ.get(VARIABLE, "")
    return max(1, min(most, int(asked) if asked.isdigit() else os.cpu_count() or 1))
