"""What can be asked of all rows at once, held in memory while the snapshots are the same: a few bytes a row and facet."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from ft_data.review.explore.atlas import Atlas, chart
from ft_data.review.explore.excerpts import Pieces
from ft_data.review.explore.facets import Facet, Mask, Several, Single, Staged, matching, meet
from ft_data.review.explore.meaning import Near, near
from ft_data.review.explore.places import KEY, RowPlaces
from ft_data.review.explore.search import hits
from ft_data.review.explore.view import View
from ft_data.review.reader import Reader
from ft_data.warehouse import sql

_SEARCHES = 16  # remembered, one bit a row each
_SIGNALS = 8  # remembered, four bytes a row each
QUALITY = "quality"  # ranks rows like a signal, though a later stage gives it
Values = npt.NDArray[np.float32]
_Kept = TypeVar("_Kept")


@dataclass
class Index:
    """All rows of one state of the dataset. Safe to ask from several threads.

    ``texts``: the views that hold texts; ``numeric``: the signals that rows can be ordered by.
    """

    version: str
    reader: Reader
    places: RowPlaces
    pieces: Pieces
    facets: Mapping[str, Facet]
    verdicts: Staged
    last: Single
    reasons: Several
    texts: tuple[str, ...]
    numeric: Collection[str]
    atlas: Atlas | None = None
    placed: int = 0  # rows whose place on the map is known so far
    _charting: threading.Lock = field(default_factory=threading.Lock)
    _drawing: threading.Thread | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _searches: OrderedDict[str, npt.NDArray[np.uint8]] = field(default_factory=OrderedDict)
    _totals: dict[str, npt.NDArray[np.int64]] = field(default_factory=dict)
    _meanings: OrderedDict[str, Near] = field(default_factory=OrderedDict)
    _signals: OrderedDict[str, Values] = field(default_factory=OrderedDict)

    def __len__(self) -> int:
        return len(self.places)

    def masks(self, view: View) -> dict[str, Mask]:
        """Return what each part of a view lets through, by facet; ``q`` the words, ``signal`` the bounds."""
        found = matching(
            self.facets, {name: values for name, values in view.facets.items() if name in self.facets}
        )
        for name in view.facets.keys() - self.facets.keys():  # nothing here is told apart by it
            found[name] = np.zeros(len(self), np.bool_)
        if view.words:
            found["q"] = self.about(view.words) if view.meant else self.search(view.words)
        if view.signal in self.numeric and (view.low is not None or view.high is not None):
            values = self.signal(view.signal)
            with np.errstate(invalid="ignore"):
                found["signal"] = values >= (-np.inf if view.low is None else view.low)
                found["signal"] &= values <= (np.inf if view.high is None else view.high)
        if view.box is not None:
            atlas = self.chart()
            found["box"] = np.zeros(len(self), np.bool_) if atlas is None else atlas.within(view.box)
        return found

    def chart(self, goes_on: Callable[[], bool] = lambda: True) -> Atlas | None:
        """Place all rows on the map; the first time reads every text. None where ``goes_on`` stops it."""

        def told(placed: int) -> bool:
            self.placed = placed
            return goes_on()

        with self._charting:
            if self.atlas is None:
                self.atlas = chart(self.reader, self.pieces.pieces, len(self), told)
            return self.atlas

    def drawn(self, goes_on: Callable[[], bool], seconds: float) -> Atlas | None:
        """Return the map; where nobody drew it yet, have it drawn in the background, once, and wait a moment."""
        with self._lock:
            if self.atlas is None and (self._drawing is None or not self._drawing.is_alive()):
                # Waited for at the end: an interpreter that leaves a thread behind in DuckDB aborts.
                self._drawing = threading.Thread(target=self.chart, args=[goes_on], name="chart")
                self._drawing.start()
            drawing = self._drawing
        if self.atlas is None and drawing is not None:
            drawing.join(seconds)
        return self.atlas

    def counts(self, masks: Mapping[str, Mask], facet: str) -> npt.NDArray[np.int64]:
        """Count the values of a facet among the rows that all other parts of the view let through."""
        among = meet([mask for name, mask in masks.items() if name != facet])
        if among is not None:
            return self.facets[facet].count(among)
        if facet not in self._totals:  # of all rows: the same for every page until the next version
            self._totals[facet] = self.facets[facet].count(None)
        return self._totals[facet]

    def ordered(self, view: View, among: Mask | None) -> npt.NDArray[np.int64]:
        """Return the places of the rows in the order of a view: as they were read, or by a signal with missing ones last."""
        if view.words and view.meant and view.signal not in self.numeric:
            nearest = self.near(view.words).places
            return nearest if among is None else nearest[among[nearest]]
        places = np.arange(len(self)) if among is None else np.flatnonzero(among)
        if view.signal not in self.numeric:
            return places
        values = self.signal(view.signal)[places]
        return places[np.argsort(values if view.up else -values, kind="stable")]

    def search(self, words: str) -> Mask:
        """Mark the rows whose texts hold all words; the first time reads every text."""
        with self._lock:
            packed = self._searches.get(words)
        if packed is None:
            found = np.zeros(len(self), np.bool_)
            for view in self.texts:
                places, known = self.places.find(hits(self.reader, view, words))
                found[places[known]] = True
            packed = np.packbits(found)
            with self._lock:
                _keep(self._searches, words, packed, _SEARCHES)
        return np.unpackbits(packed, count=len(self)).view(np.bool_)

    def near(self, words: str) -> Near:
        """Return the rows nearest to some words; the first time reads every vector. Raises NoMeaning."""
        with self._lock:
            found = self._meanings.get(words)
        if found is None:
            found = near(self.reader, self.places, words)
            with self._lock:
                _keep(self._meanings, words, found, _SEARCHES)
        return found

    def about(self, words: str) -> Mask:
        """Mark the rows nearest to some words. Raises NoMeaning."""
        found = np.zeros(len(self), np.bool_)
        found[self.near(words).places] = True
        return found

    def ranked(self, view: View, places: npt.NDArray[np.int64]) -> Values | None:
        """Return what the rows of a view are ordered by, at some places; None where they are as read. Raises NoMeaning."""
        if view.signal in self.numeric:
            return self.signal(view.signal)[places]
        if not (view.words and view.meant):
            return None
        found = self.near(view.words)
        values = np.full(len(self), np.nan, np.float32)
        values[found.places] = found.cosine
        return values[places]

    def signal(self, name: str) -> Values:
        """Return a signal of all rows, NaN where it was not measured. ``name`` is one of ``numeric``."""
        with self._lock:
            values = self._signals.get(name)
        if values is None:
            column = sql.name(name)
            table = "filtered_quality" if name == QUALITY else self.reader.measured([name])
            found = self.reader.columns(
                f"SELECT {KEY}, {column}::FLOAT AS value FROM {table} WHERE {column} IS NOT NULL"
            )
            values = np.full(len(self), np.nan, np.float32)
            places, known = self.places.find(found)
            values[places[known]] = found["value"][known]
            with self._lock:
                _keep(self._signals, name, values, _SIGNALS)
        return values


def _keep(kept: OrderedDict[str, _Kept], name: str, value: _Kept, most: int) -> None:
    kept[name] = value
    while len(kept) > most:
        kept.popitem(last=False)
