"""Parquet, and Arrow files and streams (Feather and saved Hugging Face datasets among them)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.sources.model import Item, ReadSettings, Refused
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import row, too_wide
from ft_data.sources.readers.streams import Content

_ROWS, _FIRST = 1024, 16
_BYTES = 8 << 20  # of rows that are converted at a time


def read(content: Content) -> Iterator[Item]:
    """Yield a record for every row. Positions are 1-based row numbers. A file without rows yields nothing."""
    number, step = 0, _FIRST
    try:
        for batch in _batches(content):
            if len(batch.schema) > content.settings.columns:
                raise too_wide(len(batch.schema), content.settings)
            if content.chunk.format == "arrow":
                batch.validate(full=True)  # a damaged one would end the process, not raise
            start = 0
            while start < batch.num_rows:
                made = 0
                for value in _values(batch.slice(start, step)):
                    number += 1
                    what = _row(value, content.settings)
                    made += len(what) if type(what) is bytes else content.settings.row_bytes
                    yield number, what
                start += step
                # What a dictionary holds once is small until it is written out: the rows before tell.
                step = min(4 * step, _few(made, step))
    except MemoryError:
        raise
    except (pa.ArrowException, ValueError, ArithmeticError, OSError, KeyError, TypeError) as problem:
        if isinstance(problem, OSError) and problem.errno:
            raise
        raise Refused(
            f"damaged {content.chunk.format} file ({type(problem).__name__})", number + 1
        ) from problem


def _batches(content: Content) -> Iterator[pa.RecordBatch]:
    file = content.file()
    if content.chunk.format == "parquet":
        table = pq.ParquetFile(file, buffer_size=1 << 20, pre_buffer=False)
        meta = table.metadata
        if meta.num_columns > content.settings.columns:
            raise too_wide(meta.num_columns, content.settings)
        grown = sum(meta.row_group(at).total_byte_size for at in range(meta.num_row_groups))
        limit = content.settings
        if grown > max(limit.ratio_floor, limit.ratio * max(1, content.chunk.size)):
            raise Refused(f"unpacks to more than {limit.ratio} times its size (ratio)")
        for at in range(meta.num_row_groups):
            group = meta.row_group(at)
            yield from table.iter_batches(_few(group.total_byte_size, group.num_rows), row_groups=[at])
        return
    head = file.read(8)
    file.seek(0)
    if head.startswith(b"ARROW1"):
        opened = pa.ipc.open_file(file)
        for at in range(opened.num_record_batches):
            yield opened.get_batch(at)
    elif head.startswith(b"FEA1"):
        import pyarrow.feather as feather

        table = feather.read_table(file)
        table.validate(full=True)
        yield from table.to_batches(_ROWS)
    else:
        yield from pa.ipc.open_stream(file)


def _few(size: int, rows: int) -> int:
    """Return how many rows of this mean size to hold at a time."""
    return max(1, min(_ROWS, rows * _BYTES // max(1, size)))


def _values(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = batch.to_pylist(maps_as_pydicts="lossy")
    except (ValueError, ArithmeticError, pa.ArrowException):
        found = [_value(batch, at) for at in range(batch.num_rows)]
    return found


def _value(batch: pa.RecordBatch, at: int) -> dict[str, Any]:
    """Convert one row whose types Python cannot hold, such as a year beyond 9999, column by column."""
    found: dict[str, Any] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            found[name] = column[at].as_py()
        except UnicodeDecodeError:
            found[name] = column[at].cast(pa.binary()).as_py().decode("utf-8", "replace")
        except (ValueError, ArithmeticError, pa.ArrowException):
            found[name] = str(column.slice(at, 1).cast(pa.string())[0].as_py())
    return found


def _row(value: dict[str, Any], settings: ReadSettings) -> bytes | str:
    return row(value, settings)


READERS = {
    "parquet": Reader(read, "parquet pq", binary=True, slow=5.0),
    "arrow": Reader(read, "arrow feather ipc", binary=True),
}
