"""A page of rows with what can be narrowed down next: everything the template shows, and no SQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from ft_data.addresses import FACETS
from ft_data.review.explore.excerpts import Excerpt
from ft_data.review.explore.facets import Mask, Places, meet
from ft_data.review.explore.index import Index
from ft_data.review.explore.labels import NAMES, label
from ft_data.review.explore.view import View

PAGE = 50
_SHOWN = 8  # values of a facet before the rest is folded away
_MOST = 60
_IN_ORDER = ("length", "prompt_length", "at")


class Choice(NamedTuple):
    """One value of a facet: how many rows it would leave, and the address that chooses it or takes it back."""

    value: str
    label: str
    rows: int
    chosen: bool
    query: str


class Shelf(NamedTuple):
    """One facet: the largest values, and those that are folded away."""

    facet: str
    name: str
    choices: list[Choice]
    more: list[Choice]


class Hit(NamedTuple):
    """One row of the page. ``value`` is that of the signal that orders the rows."""

    record_id: str
    verdict: str
    stands: str
    source: str
    language: str
    reasons: list[str]
    excerpt: Excerpt | None
    value: float | None


class Listing(NamedTuple):
    """A page of a view: it has ``rows`` of ``total``, and some of them are on this page."""

    view: View
    rows: int
    total: int
    hits: list[Hit]
    shelves: list[Shelf]
    more: bool

    @property
    def first(self) -> int:
        """The number of the first row of this page, from 1."""
        return self.view.page * PAGE + 1


def listing(index: Index, view: View) -> Listing:
    """Find the rows of a view and count what it could be narrowed down to."""
    masks = index.masks(view)
    among = meet([*masks.values()])
    places = index.ordered(view, among)
    page = places[view.page * PAGE : (view.page + 1) * PAGE]
    shelves = [shelf(index, view, masks, name) for name in FACETS if name in index.facets]
    more = len(places) > (view.page + 1) * PAGE
    return Listing(
        view, len(places), len(index), hits(index, view, page), [one for one in shelves if one.choices], more
    )


def shelf(index: Index, view: View, masks: Mapping[str, Mask], name: str) -> Shelf:
    """List the values of a facet: those chosen and those some row has, in their own order or the largest first."""
    counts, values = index.counts(masks, name), index.facets[name].values
    chosen = view.facets.get(name, ())
    there = [code for code in np.flatnonzero(counts).tolist() if values[code] not in chosen]
    if name not in _IN_ORDER:
        there.sort(key=lambda code: -counts[code])
    known = {value: code for code, value in enumerate(values)}
    found = [
        _choice(view, name, value, int(counts[known[value]]) if value in known else 0) for value in chosen
    ]
    rest = [_choice(view, name, values[code], int(counts[code])) for code in there[:_MOST]]
    room = max(_SHOWN - len(found), 0)
    return Shelf(name, NAMES[name], [*found, *rest[:room]], rest[room:])


def hits(
    index: Index, view: View, places: Places, excerpts: Mapping[int, Excerpt] | None = None
) -> list[Hit]:
    """Gather what a page shows of some rows; ``excerpts`` by place, where they were read already."""
    if excerpts is None:
        excerpts = index.pieces.excerpts(index.reader, places)
    values = index.ranked(view, places)
    reasons = index.reasons.of(places)
    stands, source, language = (_values(index, name, places) for name in ("stands", "source", "language"))
    return [
        Hit(
            record_id,
            stands[at].partition(".")[2] or "keep",
            label("stands", stands[at]),
            source[at],
            language[at],
            [label("reason", index.reasons.values[code]) for code in reasons[at]],
            excerpts.get(int(places[at])),
            None if values is None or np.isnan(values[at]) else float(values[at]),
        )
        for at, record_id in enumerate(index.places.ids(places))
    ]


def _choice(view: View, facet: str, value: str, count: int) -> Choice:
    there = value in view.facets.get(facet, ())
    return Choice(value, label(facet, value), count, there, view.with_value(facet, value).query)


def _values(index: Index, facet: str, places: Places) -> list[str]:
    if facet not in index.facets:
        return [""] * len(places)
    one = index.facets[facet]
    return [one.values[codes[0]] if codes else "" for codes in one.of(places)]
