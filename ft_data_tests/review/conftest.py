from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.support.corpus import BANDS, rows_and_ledger
from bench.support.views import ParquetReader, write_views
from bench.support.web import running
from ft_data.review.asgi import create_app
from ft_data.review.db import Database
from ft_data.review.queue import refresh
from ft_data_tests.review.station import SETTINGS


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return Database(tmp_path / "review.sqlite")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> ParquetReader:
    return write_views(tmp_path_factory.mktemp("views"), *rows_and_ledger(60))


@pytest.fixture
def port(warehouse: ParquetReader, db: Database) -> Iterator[int]:
    refresh(warehouse, db, SETTINGS)
    with running(create_app(warehouse, db, SETTINGS, "support", bands=BANDS)) as port:
        yield port
