"""Records of a source that share an identity: found in little memory, since there are few of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_DIGITS = 16  # hex digits of an identity that are held in memory for every row: eight bytes
_COLUMNS = ["identity", "row_hash", "source_uri", "source_row"]


def numbered(parts: Mapping[str, str], schema: pa.Schema) -> pa.Table:
    """Number the records that share an identity, by content and then by place, from the second on.

    ``parts`` maps the name of each part to its path. Returns part, position and ordinal, in the order of these.
    """
    keys = {name: _keys(pq.read_table(path, columns=["identity"])) for name, path in parts.items()}
    ordered = np.sort(np.concatenate([np.empty(0, np.uint64), *keys.values()]))
    shared = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not shared.size:
        return schema.empty_table()
    found = []
    for name, mine in keys.items():
        positions = np.flatnonzero(np.isin(mine, shared))
        if positions.size:
            rows = pq.read_table(parts[name], columns=_COLUMNS).take(pa.array(positions))
            rows = rows.append_column("part", pa.array([name] * len(positions)))
            found.append(rows.append_column("position", pa.array(positions, pa.int64())))
    rows = pa.concat_tables(found).sort_by([(name, "ascending") for name in _COLUMNS]).combine_chunks()
    identity = rows.column("identity")
    starts = np.concatenate([[True], np.asarray(pc.not_equal(identity[1:], identity[:-1]))])
    at = np.arange(rows.num_rows)
    ordinals = at - np.maximum.accumulate(np.where(starts, at, 0))
    rows = rows.append_column("ordinal", pa.array(ordinals, pa.int64()))
    again = rows.filter(pc.greater(rows.column("ordinal"), 0))
    return again.sort_by([("part", "ascending"), ("position", "ascending")]).select(schema.names).cast(schema)


def _keys(table: pa.Table) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """Return the first 16 hex digits of every identity as a number."""
    found = [np.empty(0, np.uint64)]
    for chunk in table.column("identity").chunks:
        heads = pc.binary_slice(chunk.cast(pa.binary()), 0, _DIGITS)
        digits = np.frombuffer(b"".join(heads.to_pylist()), np.uint8).reshape(len(chunk), _DIGITS)
        values = np.where(digits < 58, digits - 48, digits - 87).astype(np.uint8)
        found.append((values[:, ::2] << 4 | values[:, 1::2]).copy().view(">u8").ravel().astype(np.uint64))
    return np.concatenate(found)
