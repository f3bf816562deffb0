"""A store of teachers' answers that is closed when its test is over."""

import pytest

from ft_data.synthesis.store import Store


@pytest.fixture
def store(tmp_path):
    found = Store(tmp_path / "teachers.sqlite")
    yield found
    found.close()
