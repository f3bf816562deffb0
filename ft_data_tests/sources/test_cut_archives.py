"""Files of which not everything arrived."""

import re
import zipfile

import pyarrow as pa
import pytest

from ft_data.sources import reading


@pytest.mark.parametrize(
    "name,data", [("a.zip", b"PK"), ("a.zip", b"PK\x03"), ("a.jsonl.bz2", b"B"), ("a.csv.zst", b"\x28")]
)
def test_the_first_bytes_of_a_packed_file_are_no_text(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    plan = reading.plan(tmp_path, ".")
    assert not plan.chunks and "not packed that way" in plan.rejects[0][1]


@pytest.mark.parametrize("batches,reasons", [(0, 1), (1, 1), (3, 0)])
def test_an_arrow_stream_that_was_cut_between_batches_is_not_whole(tmp_path, batches, reasons):
    table = pa.table({"text": ["a", "b", "c"]})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=1)
    data = sink.getvalue().to_pybytes()
    starts = [
        found.start() for found in re.finditer(b"\xff\xff\xff\xff", data)
    ]  # the schema, three batches, the end
    assert len(starts) == 5
    (tmp_path / "a.arrow").write_bytes(data if batches == 3 else data[: starts[1 + batches]])
    (chunk,) = reading.plan(tmp_path, ".").chunks
    found = list(reading.read(chunk, tmp_path))
    assert sum(len(batch.rows) for batch in found) == batches
    assert [why.partition(":")[0] for batch in found for _, why in batch.rejects] == [
        "the stream does not say that it ends here"
    ] * reasons


def test_a_file_without_a_name_is_a_damaged_archive(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("!a.jsonl", '{"a": 1}\n')
    damaged = (tmp_path / "a.zip").read_bytes().replace(b"!a.jsonl", b"\0a.jsonl")  # a name ends at a zero
    (tmp_path / "a.zip").write_bytes(damaged)
    plan = reading.plan(tmp_path, ".")
    assert not plan.chunks and "damaged archive" in plan.rejects[0][1]
