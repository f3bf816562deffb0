"""A view taken away as a file."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.support.web import Client
from ft_data.review.db import Database
from ft_data.review.explore import export


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_a_view_is_written_as_it_is_read(tmp_path: Path, ending: str) -> None:
    """Texts of all rows may be more than there is memory."""
    seen = []
    with open(tmp_path / "rows", "wb", buffering=0) as file:

        def lines() -> Iterator[dict[str, object]]:
            for n in range(5):
                seen.append(file.tell())
                yield {"record_id": str(n), "reasons": ["a", "b"], "prompt": "=1+1 ä" * 5_000}

        export.write(lines(), ending, file)
    assert all(later - earlier > 20_000 for earlier, later in itertools.pairwise(seen)), seen
    assert len(list((tmp_path / "rows").read_bytes().splitlines())) == 5 + (ending == "csv")


def test_nothing_of_a_file_that_was_taken_stays(port: int, db: Database) -> None:
    answer = Client(port, "ada").get("/rows.jsonl")
    assert int(answer.headers["content-length"]) == len(answer.body) > 0
    assert {path.name.split(".")[0] for path in db.path.parent.iterdir() if path.is_file()} <= {"review"}
