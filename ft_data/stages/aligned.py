"""Signals beside the text they were measured on, part by part: no row is looked for, both stand in one order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.errors import FtDataError
from ft_data.stages.build import Missing
from ft_data.warehouse.parts import Part
from ft_data.warehouse.snapshots import Snapshot

TEXT = "part of text"  # among those that belong together; a group of signals is called `text`
Beside = Mapping[str, Part]


class Misaligned(FtDataError, RuntimeError):
    """Parts that should hold the same rows in the same order do not."""


def parts(texts: Sequence[Part], signals: Snapshot) -> list[Beside]:
    """Return each part of text with its part of every group of signals. Raises Missing for a version without one."""
    groups = {
        group: {part.of: part for part in found if part.of} for group, found in sorted(signals.parts.items())
    }
    lacking = [group for group, found in groups.items() if any(text.file not in found for text in texts)]
    if lacking:
        raise Missing(
            f"`signals` (version {signals.version}) does not say which rows its `{lacking[0]}` is of, or is of other rows: "
            "run from `signals` on"
        )
    return [{TEXT: text} | {group: found[text.file] for group, found in groups.items()} for text in texts]


def read(paths: Mapping[str, str], wanted: Collection[str]) -> pa.Table:
    """Return ``record_id`` and the wanted columns that are there, of files whose rows belong together.

    Raises Misaligned when their rows are not the same.
    """
    found: dict[str, pa.ChunkedArray] = {}
    for path in (paths[TEXT], *(path for name, path in paths.items() if name != TEXT)):
        with pq.ParquetFile(path) as file:
            names = [name for name in file.schema_arrow.names if name in wanted and name not in found]
            if found and not names:
                continue
            table = file.read(["record_id", *(name for name in names if name != "record_id")])
        if found and not table["record_id"].equals(found["record_id"]):
            raise Misaligned(f"{path} holds other rows than the text it was measured on")
        found |= {name: table[name] for name in table.column_names if name not in found}
    return pa.table(found)
