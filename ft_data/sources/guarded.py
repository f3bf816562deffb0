"""Reading with a guard: in a child process that a hostile file may exhaust without ending the run.

What the limits of `ft_data.recipe.limits` say of bytes, rows and columns the readers keep to themselves; this is
for memory and time, which no reader can count.
"""

from __future__ import annotations

import itertools
import pickle
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ft_data.engine import confined
from ft_data.sources import reading
from ft_data.sources.model import Batch, Chunk, ReadSettings
from ft_data.sources.readers import READERS
from ft_data.sources.readers.streams import MEGA, closed

_PACKED = 5.0  # seconds for each MB of what is packed
_USUAL = 10  # seconds: what `Reader.slow` is in proportion to


def read(
    chunks: Sequence[Chunk], base: Path, settings: ReadSettings | None = None
) -> Iterator[tuple[Chunk, Batch]]:
    """Yield (chunk, batch) of all chunks in order, as `reading.read` does, within the limits of memory and time.

    :raises SourceChanged: when a file is no longer what the plan saw.
    """
    given = settings or ReadSettings()

    def work(chunk: Chunk) -> Iterator[_Packed]:
        return map(_packed, reading.read(chunk, base, given))

    for apart, group in itertools.groupby(chunks, lambda chunk: not READERS.get(chunk.format).by_record):
        if not apart:
            for chunk in group:
                for batch in reading.read(chunk, base, given):
                    yield chunk, batch
            continue
        closed()
        for chunk, found in confined.each(list(group), work, lambda chunk: limits(chunk, given)):
            if isinstance(found, confined.Died):
                yield chunk, Batch(rejects=[(None, said(found, chunk, given))])
            else:
                yield chunk, _unpacked(found)


_Packed = tuple[bytes, Any, list[str | None], list[tuple[int | None, str]], int]


def _packed(batch: Batch) -> _Packed:
    """Return a batch as few long strings, the longest beside the pickle: many short ones take as long to send as to read."""
    positions, rows = zip(*batch.rows, strict=True) if batch.rows else ((), ())
    joined = pickle.PickleBuffer(b"\n".join(rows))  # canonical JSON is one line
    return array("q", positions).tobytes(), joined if rows else b"", batch.ids, batch.rejects, batch.left_out


def _unpacked(packed: _Packed) -> Batch:
    numbers, rows, ids, rejects, left_out = packed
    positions = array("q", numbers)
    lines = rows.split(b"\n") if positions else []
    return Batch(list(zip(positions, lines, strict=True)), rejects, left_out, ids)


def limits(chunk: Chunk, settings: ReadSettings) -> confined.Limits:
    """Return what reading a chunk may take."""
    packed = _PACKED if chunk.codec or chunk.member else 0.0
    each_mb = max(packed, READERS.get(chunk.format).slow)
    return confined.Limits(settings.memory, settings.seconds * (1 + each_mb / _USUAL * chunk.size / MEGA))


def said(died: confined.Died, chunk: Chunk, settings: ReadSettings) -> str:
    """Say why reading a chunk was ended."""
    if died.by == "memory":
        return reading.too_much(settings)
    if died.by in ("seconds", "stalled"):
        spent = limits(chunk, settings).seconds
        what = "of processor time" if died.by == "seconds" else "and more without a record"
        return f"takes more than {spent:.0f} seconds {what} to read (seconds)"
    # Some parsers in C do not notice that they were given no memory.
    return f"makes the reader of {chunk.format} crash, or takes more than {settings.memory // MEGA} MB ({died.detail})"
