"""Parquet, and Arrow files and streams (Feather and saved Hugging Face datasets among them)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.sources.model import Item, ReadSettings, Refused, Rows
from ft_data.sources.readers.arrow_values import plain, records
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import many, rows, too_wide
from ft_data.sources.readers.streams import Content

_ROWS, _FIRST = 1024, 16
_END = b"\xff\xff\xff\xff\0\0\0\0"  # of a stream
_BYTES = 8 << 20  # of rows that are converted at a time


def read(content: Content) -> Iterator[Item]:
    """Yield a record for every row. Positions are 1-based row numbers. A file without rows yields nothing."""
    number, step, settings = 0, _FIRST, content.settings
    try:
        for batch in _batches(content):
            if len(batch.schema) > settings.columns:
                raise too_wide(len(batch.schema), settings)
            if content.chunk.format == "arrow":
                batch.validate(full=True)  # a damaged one would end the process, not raise
            turned = many if all(plain(field.type) for field in batch.schema) else rows
            start = 0
            while start < batch.num_rows:
                made = 0
                for position, what in turned(
                    enumerate(_values(batch.slice(start, step)), number + 1), settings
                ):
                    made += _size(what, settings)
                    yield position, what
                taken = min(step, batch.num_rows - start)
                number, start = number + taken, start + taken
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
        # To the library a stream that was cut between two batches is whole.
        file.seek(file.tell() - len(_END))
        if head.startswith(_END[:4]) and file.read(len(_END)) != _END:
            raise Refused("the stream does not say that it ends here: it may have been cut")


def _few(size: int, rows: int) -> int:
    """Return how many rows of this mean size to hold at a time."""
    return max(1, min(_ROWS, rows * _BYTES // max(1, size)))


def _values(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    try:
        return records(batch)
    except MemoryError:
        raise
    except (ValueError, ArithmeticError, pa.ArrowException):
        return [_value(batch, at) for at in range(batch.num_rows)]


def _size(what: object, settings: ReadSettings) -> int:
    """Return the bytes of an item; what is rejected may have been of any size."""
    if type(what) is Rows:
        return sum(len(data) for _, data in what.rows)
    return len(what) if type(what) is bytes else settings.row_bytes


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


READERS = {
    "parquet": Reader(read, "parquet pq", binary=True, slow=5.0),
    "arrow": Reader(read, "arrow feather ipc", binary=True),
}
