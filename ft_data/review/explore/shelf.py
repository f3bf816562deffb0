"""The index of the state that the dataset is in now: built by whoever needs it first, and replaced when a version appears."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ft_data.review.reader import Reader

if TYPE_CHECKING:
    from ft_data.review.explore.index import Index


class Shelf:
    """Holds one index; safe to ask from several threads, which wait while it is being built."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._lock = threading.Lock()
        self._index: Index | None = None

    def index(self) -> Index:
        """Return the index of the snapshots as they are now."""
        with self._lock:
            if self._index is None or self._index.version != self._reader.version():
                from ft_data.review.explore.build import build

                self._index = None  # its memory is free before as much is needed again
                self._index = build(self._reader)
            return self._index

    def renew(self) -> None:
        """Bring an index that somebody asked for in line with the snapshots; a station where nobody looks reads none."""
        if self._index is not None:
            self.index()
