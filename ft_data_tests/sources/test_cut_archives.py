"""A packed file of which almost nothing arrived."""

import pytest

from ft_data.sources import reading


@pytest.mark.parametrize(
    "name,data", [("a.zip", b"PK"), ("a.zip", b"PK\x03"), ("a.jsonl.bz2", b"B"), ("a.csv.zst", b"\x28")]
)
def test_the_first_bytes_of_a_packed_file_are_no_text(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    plan = reading.plan(tmp_path, ".")
    assert not plan.chunks and "not packed that way" in plan.rejects[0][1]
