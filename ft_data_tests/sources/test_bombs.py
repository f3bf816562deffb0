"""Files that are small and become large end as rejects with a reason, within the memory that is theirs."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench.bombs import BOMBS, explode, read
from ft_data.sources import guarded, reading
from ft_data.sources.model import ReadSettings

MB = 2048
LIGHT = {
    "yaml_aliases": "aliases multiply",
    "csv_columns": "(columns)",
    "csv_same_columns": "(columns)",
    "encoded_words": "header of more than",
    "mail_parts": "parts",
    "zip_overlap": "lie over each other",
    "zip_directory": "list of files",
    "zip_nested": "within an archive",
    "json_depth": "nest",
    "docx_entities": "entities",
    "epub_entities": "entities",
    "epub_pages": "(document_bytes)",
    "pptx_slides": "(document_bytes)",
    "ipynb_depth": "depth",
    "rst_substitutions": "multiply",
    "recipe_aliases": "values",
}
HEAVY = {
    "mbox_replies": "(messages)",
    "arrow_nulls": "(growth)",
    "arrow_lists": "(growth)",
    "arrow_dictionary": "(growth)",
    "parquet_dictionary": "(memory)",
    "parquet_columns": "(columns)",
    "yaml_merges": "(",
    "yaml_strings": "(growth)",
    "xlsx_shared_strings": "(growth)",
    "xlsx_far_cells": "(growth)",
    "xlsx_rows": "(seconds)",
    "gzip_lines": "(growth)",
    "rst_table": "(memory)",
    "rst_marks": "(seconds)",
}
# Read as what they are: deep or long or unclosed, but no larger than their bytes.
HARMLESS = {"rst_titles", "csv_quotes", "mail_nesting", "html_depth", "html_formatting", "jsonl_values"}


@pytest.mark.parametrize("bomb", LIGHT)
def test_a_bomb_is_a_reject_that_says_why(bomb, tmp_path):
    name, maker = BOMBS[bomb]
    (tmp_path / name).write_bytes(maker())
    assert LIGHT[bomb] in str(read(tmp_path, name)["last"])


@pytest.mark.slow
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_stays_within_memory(bomb, tmp_path):
    found = explode(bomb, tmp_path)
    print(found)
    assert found["mb"] < MB
    assert HEAVY.get(bomb, "") in found["last"]
    assert found["rejects"] or bomb in HARMLESS


def test_a_bomb_costs_its_file_and_no_other(tmp_path: Path):
    for name, data in (("a.md", b"# One\n\ntext"), ("c.md", b"# Two\n\ntext"), ("d.jsonl", b'{"a": 1}\n')):
        (tmp_path / name).write_bytes(data)
    once = pa.DictionaryArray.from_arrays(pa.array([0] * 1000, pa.int32()), pa.array(["x" * (1 << 20)]))
    pq.write_table(pa.table({"text": once}), tmp_path / "b.parquet", store_schema=False)
    plan = reading.plan(tmp_path, ".")
    settings = ReadSettings(memory=256 << 20)
    found = [
        (chunk.uri, len(batch.rows), batch.rejects)
        for chunk, batch in guarded.read(plan.chunks, tmp_path, settings)
    ]
    why = "takes more than 256 MB of memory to read (memory)"
    assert found == [("a.md", 1, []), ("b.parquet", 0, [(None, why)]), ("c.md", 1, []), ("d.jsonl", 1, [])]


def test_what_is_read_with_a_guard_is_what_is_read_without(tmp_path: Path):
    rows = b"".join(b'- {id: %d, text: "caf\xc3\xa9 \xe2\x80\xa8 %d"}\n' % (at, at) for at in range(5000))
    (tmp_path / "a.yaml").write_bytes(rows)
    (tmp_path / "b.html").write_bytes(b"<html><title>t</title><p>x</p></html>")
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7\nnothing")
    chunks = reading.plan(tmp_path, ".").chunks
    settings = ReadSettings(identify=lambda value: str(value.get("id")))
    plain = [(chunk, batch) for chunk in chunks for batch in reading.read(chunk, tmp_path, settings)]
    assert list(guarded.read(chunks, tmp_path, settings)) == plain
    assert len(plain) == 5 and plain[-1][1].rejects


def test_a_changed_file_is_said_through_the_guard(tmp_path: Path):
    (tmp_path / "a.md").write_bytes(b"one")
    plan = reading.plan(tmp_path, ".")
    (tmp_path / "a.md").write_bytes(b"two")
    with pytest.raises(reading.SourceChanged):
        list(guarded.read(plan.chunks, tmp_path))


def test_too_many_rejects_end_a_file(tmp_path: Path):
    (tmp_path / "a.jsonl").write_bytes(b'{"a": 1}\n' + b"x\n" * 50 + b'{"a": 2}\n')
    plan = reading.plan(tmp_path, ".")
    ((_, batch),) = guarded.read(plan.chunks, tmp_path, ReadSettings(rejects=20))
    assert len(batch.rows) == 1 and len(batch.rejects) == 21 and batch.rejects[-1][1].endswith("(rejects)")
