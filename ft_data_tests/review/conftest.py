from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from ft_data.review.db import Database

# A shared machine stalls now and then; how long one example takes says nothing about the code.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return Database(tmp_path / "review.sqlite")
