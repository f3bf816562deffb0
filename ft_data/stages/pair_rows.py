"""Examples that are one question and one answer, held as columns.

Most rows of most datasets are such pairs, and all they do not share is three texts and a name. What they share is
written once for a part, not once for a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import xxhash

from ft_data.example import CONTENT_FIELDS, EXAMPLE, LABELS, MESSAGE, MESSAGES, content_of, message

_PROMPT, _RESPONSE, _EXTRA = "\0prompt\0", "\0response\0", "\0extra\0"


class Pairs:
    """Collects pairs. ``shared`` holds what is the same for all of them: source, origin, license, consent, language."""

    def __init__(self, shared: Mapping[str, str | None]):
        self._shared = dict(shared)
        self._hash = hasher(self._shared)
        self.names: list[str] = []
        self.positions: list[int] = []  # of the raw record within its part
        self._texts: list[str] = []  # prompt, response, prompt, response ...
        self._extras: list[str | None] = []
        self._hashes: list[str] = []

    def __len__(self) -> int:
        return len(self.names)

    def add(self, position: int, name: str, prompt: str, response: str, extra: str | None) -> None:
        """Add one pair; ``extra`` is JSON."""
        self.names.append(name)
        self.positions.append(position)
        self._texts += (prompt, response)
        self._extras.append(extra)
        self._hashes.append(self._hash(prompt, response, extra))

    def table(self, places: pa.Table) -> pa.Table:
        """Return the pairs as examples; ``places`` has the ``source_uri`` and ``source_row`` of all raw records."""
        rows = len(self)
        if rows < places.num_rows:
            places = places.take(pa.array(self.positions, pa.int64()))
        texts = pa.array(self._texts, pa.string())
        roles = pa.array(["user", "assistant"]).take(_numbers(np.arange(2 * rows) % 2))
        others = [pa.nulls(2 * rows, field.type) for field in list(MESSAGE)[2:]]
        turns = pa.StructArray.from_arrays([roles, texts, *others], fields=list(MESSAGE))
        labels = _empty_labels(rows)
        columns: dict[str, Any] = {
            "record_id": pa.array(self.names, pa.string()),
            "content_hash": pa.array(self._hashes, pa.string()),
            "kind": _all(rows, "instruction"),
            "messages": pa.ListArray.from_arrays(_offsets(np.arange(rows + 1) * 2), turns, type=MESSAGES),
            "prompt_text": texts.take(_numbers(np.arange(0, 2 * rows, 2))),
            "response_text": texts.take(_numbers(np.arange(1, 2 * rows, 2))),
            "source_uri": places.column("source_uri"),
            "source_row": places.column("source_row"),
            "groups": labels,
            "labels": labels,
            "parents": pa.ListArray.from_arrays(_offsets(np.zeros(rows + 1)), pa.array([], pa.string())),
            "extra": pa.array(self._extras, pa.string()),
            **{name: _all(rows, value) for name, value in self._shared.items()},
        }
        return pa.table(
            [
                columns[field.name] if field.name in columns else pa.nulls(rows, field.type)
                for field in EXAMPLE
            ],
            schema=EXAMPLE,
        )


def hasher(shared: Mapping[str, str | None]) -> Callable[[str, str, str | None], str]:
    """Return what computes `ft_data.example.content_hash` of a pair from its two texts and its extra.

    The canonical JSON of all pairs of a source differs in three places only, found by writing a model of it.
    """
    model: dict[str, Any] = dict.fromkeys(CONTENT_FIELDS)
    model |= {"kind": "instruction", "groups": [], "labels": [], "parents": [], "extra": _EXTRA, **shared}
    model["messages"] = [message("user", _PROMPT), message("assistant", _RESPONSE)]
    rest, pieces = content_of(model), []
    for hole in (_PROMPT, _RESPONSE, _EXTRA):
        piece, _, rest = rest.partition(orjson.dumps(hole))
        pieces.append(piece)
    first, second, third = pieces
    dumps, digest = orjson.dumps, xxhash.xxh3_128_hexdigest

    def hash_of(prompt: str, response: str, extra: str | None) -> str:
        return digest(b"".join((first, dumps(prompt), second, dumps(response), third, dumps(extra), rest)))

    return hash_of


def _all(rows: int, value: str | None) -> pa.Array:
    return pa.nulls(rows, pa.string()) if value is None else pa.repeat(pa.scalar(value, pa.string()), rows)


def _numbers(values: np.ndarray[Any, Any]) -> pa.Array:
    return pa.Array.from_buffers(pa.int64(), len(values), [None, pa.py_buffer(values.astype(np.int64))])


def _offsets(values: np.ndarray[Any, Any]) -> pa.Array:
    return pa.Array.from_buffers(pa.int32(), len(values), [None, pa.py_buffer(values.astype(np.int32))])


def _empty_labels(rows: int) -> pa.Array:
    return pa.MapArray.from_arrays(
        _offsets(np.zeros(rows + 1)), pa.array([], pa.string()), pa.array([], pa.string())
    ).cast(LABELS)


def values_of(column: pa.ChunkedArray) -> Iterator[memoryview]:
    """Yield the bytes of every text of a column, without copying them. There must be no nulls."""
    for chunk in column.chunks:
        offsets = np.frombuffer(chunk.buffers()[1], np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
        ends, data = offsets.tolist(), memoryview(chunk.buffers()[2] or b"")
        for start, end in zip(ends, ends[1:], strict=False):
            yield data[start:end]


def merged(one: pa.Table, one_at: Sequence[int], other: pa.Table, other_at: Sequence[int]) -> pa.Table:
    """Put the rows of two tables into the order of the records that they are made of."""
    if not other.num_rows:
        return one
    order = np.argsort(np.array([*one_at, *other_at], np.int64), kind="stable")
    return pa.concat_tables([one, other]).take(pa.array(order))
