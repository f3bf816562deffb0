"""The names under which rows leave the house: HMAC-SHA256 under the key of the home.

A ``record_id`` is a plain hash of the record as it was read. Whoever has it can try values until one fits, so it
stays in the warehouse. What is published in its place cannot be tried without the key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

_BLOCK = 64  # of SHA-256, in bytes
_ID, _CONTENT = 24, 32  # hex digits, as the ids they stand for


class Namer:
    """Gives published names under one key. Equal ids have equal names, whatever they are ids of.

    ``known`` are ids and the names that they have under this key, side by side: they are looked up and not made again.
    """

    def __init__(self, key: bytes, known: tuple[pa.Array, pa.Array] | None = None) -> None:
        self._known = known
        padded = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
        # The two hashes of an HMAC with the key already in them: half the time of `hmac` for many short names.
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))

    def id(self, name: str) -> str:
        """Name a record, or a group that is called after one: 24 hex digits."""
        return self._mac(name.encode())[:_ID]

    def content(self, digest: str) -> str:
        """Name a content hash, of a row or of a version: 32 hex digits."""
        return self._mac(b"content\0" + digest.encode())[:_CONTENT]

    def ids(self, names: Sequence[str | None] | pa.Array) -> pa.Array:
        """Name many records; null stays null."""
        if self._known is None:
            asked = names.to_pylist() if isinstance(names, pa.Array) else names
            return pa.array([None if name is None else self.id(name) for name in asked], pa.string())
        wanted = names if isinstance(names, pa.Array) else pa.array(names, pa.string())
        found = self._known[1].take(pc.index_in(wanted, value_set=self._known[0]))
        new = pc.and_(pc.is_valid(wanted), pc.is_null(found))
        made = [self.id(name) for name in wanted.filter(new).to_pylist()]
        return pc.replace_with_mask(found, new, pa.array(made, pa.string()))

    def contents(self, digests: Sequence[str | None]) -> pa.Array:
        """Name many content hashes; null stays null."""
        return pa.array([None if one is None else self.content(one) for one in digests], pa.string())

    def _mac(self, message: bytes) -> str:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(message)
        outer.update(inner.digest())
        return outer.hexdigest()
