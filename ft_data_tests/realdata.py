"""Real data that nobody here wrote lives outside the project; tests reach it by path or skip."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def shared(relative: str) -> Path:
    """Return the path of a real file or folder, or skip the test with the reason."""
    base = Path(os.environ.get("FT_DATA_SHARED", ROOT.parent / "shared"))
    path = base / relative
    if not path.exists():
        pytest.skip(f"real data is not on this machine: set FT_DATA_SHARED to a folder that has {relative}")
    return path
