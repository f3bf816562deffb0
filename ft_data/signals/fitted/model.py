"""A fitted model as named arrays and facts: how it is stored, named and loaded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

# One row per array; the row named "" holds the facts as JSON.
ARRAYS = pa.schema(
    [
        ("array", pa.string()),
        ("dtype", pa.string()),
        ("shape", pa.list_(pa.int64())),
        ("data", pa.large_binary()),
    ]
)

# What an index of texts is made of, by name (see `retrieval.index`).
INDEX = ("docs", "idf", "left_out", "passages", "starts", "terms", "weights")


@dataclass(frozen=True)
class Model:
    """What was fitted. ``facts`` are small figures and names people may see; ``arrays`` hold the rest."""

    arrays: Mapping[str, npt.NDArray[Any]]
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """16 hex digits over all of it: another value means that its signals may differ."""
        digest = hashlib.sha256(json.dumps(self.facts, sort_keys=True).encode())
        for name in sorted(self.arrays):
            array = np.ascontiguousarray(self.arrays[name])
            digest.update(f"\0{name}\0{array.dtype.str}\0{array.shape}\0".encode() + array.tobytes())
        return digest.hexdigest()[:16]

    def table(self) -> pa.Table:
        """Return it as a table of ``ARRAYS``."""
        rows: list[dict[str, Any]] = [
            {
                "array": "",
                "dtype": "json",
                "shape": [],
                "data": json.dumps(self.facts, sort_keys=True).encode(),
            }
        ]
        for name in sorted(self.arrays):
            array = np.ascontiguousarray(self.arrays[name])
            rows.append(
                {"array": name, "dtype": array.dtype.str, "shape": list(array.shape), "data": array.tobytes()}
            )
        return pa.Table.from_pylist(rows, ARRAYS)

    @staticmethod
    def of(table: pa.Table) -> Model:
        """Read a table of ``ARRAYS``."""
        facts: dict[str, Any] = {}
        arrays: dict[str, npt.NDArray[Any]] = {}
        for row in table.to_pylist():
            if not row["array"]:
                facts = json.loads(row["data"])
            else:
                arrays[row["array"]] = np.frombuffer(row["data"], row["dtype"]).reshape(row["shape"])
        return Model(arrays, facts)


@lru_cache(4)
def load(path: str) -> Model:
    """Load a model once per process; a file of this name never changes."""
    import pyarrow.parquet as pq

    return Model.of(pq.read_table(path, schema=ARRAYS))


def model_of(params: Mapping[str, Any]) -> Model:
    """Return the model among the parameters of a measure; where only its file is named, it is loaded."""
    given = params["model"]
    return given if isinstance(given, Model) else load(given)


def packed(texts: list[str]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Return strings as one array of UTF-8 bytes and where each ends."""
    data = [text.encode() for text in texts]
    return np.frombuffer(b"".join(data), np.uint8), np.cumsum([0, *map(len, data)]).astype(np.int64)


def unpacked(model: Model, name: str, row: int) -> str:
    """Return one string of the pair of arrays ``<name>`` and ``<name>_at``."""
    at = model.arrays[f"{name}_at"]
    return bytes(model.arrays[name][at[row] : at[row + 1]]).decode()
