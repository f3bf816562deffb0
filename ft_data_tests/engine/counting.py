"""Tasks that count words by an exchange, in modules' functions as any engine calls them."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.engine.work import Task, Work, makes

COUNTED = pa.schema([("word", pa.string()), ("count", pa.int64()), ("first", pa.int64())])
TEXTS = ["a b c a", "b d", "", "c c a e f", "g"]


def words(inputs, params):
    """Hand out the words of a text by a hash of each; with ``broken``, die once."""
    _die_once(params)
    found = {}
    for word in inputs["text"].split():
        found.setdefault(sum(word.encode()) % params["partitions"], []).append(word)
    return {p: pa.table({"word": own, "at": [inputs["number"]] * len(own)}) for p, own in found.items()}


@makes(main=COUNTED)
def counts(inputs, params) -> Work:
    """Count the words of a partition, and say in which text each was first."""
    _die_once(params)
    found: dict[str, list[int]] = {}
    for table in inputs["tables"]:
        for row in table.to_pylist():
            found.setdefault(row["word"], []).append(row["at"])
    rows = [{"word": word, "count": len(at), "first": at[0]} for word, at in found.items()]
    return Work({"main": pa.Table.from_pylist(rows, COUNTED)}, {"words": len(found)})


def _die_once(params) -> None:
    """Kill this process, the first time that the file named is not there."""
    mark = params.get("broken")
    if mark and params.get("partition", 1) == 1:
        try:
            os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
        os.kill(os.getpid(), 9)


def tasks(folder: Path, *, rows: int = 0, breaks: str = "", mark: str = "") -> tuple[list[Task], Task]:
    """Return maps over `TEXTS` and what reduces them; ``breaks`` names the half in which a process dies once."""

    def params(half: str, on: bool = True) -> dict[str, str]:
        return {"broken": mark} if breaks == half and on else {}

    module = __name__
    maps = [
        Task(f"{module}:words", str(folder), f"map{number}", {"text": text, "number": number},
             params("map", number == 1), rows)
        for number, text in enumerate(TEXTS)
    ]  # fmt: skip
    return maps, Task(f"{module}:counts", str(folder), "counted", {}, params("reduce"), rows * len(maps))


def found(folder: Path, receipts) -> dict[str, tuple[int, int]]:
    """Return the count and the first text of each word, over all partitions."""
    rows = [
        row
        for receipt in receipts
        for part in receipt.tables["main"]
        for row in pq.read_table(folder.parent / part.file).to_pylist()
    ]
    assert len({row["word"] for row in rows}) == len(rows)
    return {row["word"]: (row["count"], row["first"]) for row in rows}


EXPECTED = {"a": (3, 0), "b": (2, 0), "c": (3, 0), "d": (1, 1), "e": (1, 3), "f": (1, 3), "g": (1, 4)}


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Return what a folder holds."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
