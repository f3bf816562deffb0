"""A view: which rows are meant, as an address says it. Reading one, writing it back, changing one thing of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from urllib.parse import urlencode

from ft_data.addresses import DATASET, FACETS
from ft_data.review.number_fields import NotANumber, decimal_field, whole_field

MOST_WORDS = 500  # characters of what is searched for
MOST_VALUES = 50  # of one facet
_MOST_PAGES = 100_000


class Fields(Protocol):
    """Names with their values, of which one name may have several."""

    def get(self, name: str, default: str, /) -> str:
        """Return the last value of a name."""
        ...

    def getlist(self, name: Any, /) -> list[str]:
        """Return all values of a name."""
        ...


@dataclass(frozen=True)
class View:
    """Values of one facet are alternatives; facets, words and bounds must all hold.

    ``signal`` orders the rows, the largest first unless ``up``, and ``low`` and ``high`` bound it. ``box`` is a stretch of
    the map: left, top, right, bottom, each from 0 to 1. ``of`` is the dataset that it is a view of, "" where that is known anyway.
    """

    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: str = ""
    meant: bool = False  # the words say what rows are about, and need not be in them
    signal: str = ""
    low: float | None = None
    high: float | None = None
    up: bool = False
    box: tuple[float, float, float, float] | None = None
    page: int = 0
    of: str = ""

    @property
    def query(self) -> str:
        """The part of an address that says this, in one order: equal views have equal addresses."""
        return urlencode(self.fields())

    def fields(self) -> list[tuple[str, str]]:
        """Return names and values as a form sends them; what is not asked for is left out."""
        of = [(DATASET, self.of)] if self.of else []
        said = [(name, value) for name in FACETS for value in self.facets.get(name, ())]
        bounds = [
            (name, f"{value:.12g}")
            for name, value in (("low", self.low), ("high", self.high))
            if value is not None
        ]
        meant = "meaning" if self.words and self.meant else ""
        rest = [
            ("q", self.words),
            ("by", meant),
            ("signal", self.signal),
            *bounds,
            ("order", "up" if self.up else ""),
        ]
        if self.box is not None:
            rest.append(("box", ",".join(f"{edge:.6g}" for edge in self.box)))
        return [
            *of,
            *said,
            *((name, value) for name, value in rest if value),
            *([("page", str(self.page))] if self.page else []),
        ]

    @property
    def any(self) -> bool:
        """Say whether the view leaves anything out."""
        bounded = self.signal and (self.low is not None or self.high is not None)
        return bool(self.facets or self.words or bounded or self.box)

    def at(self, page: int) -> View:
        """Return another page of it."""
        return replace(self, page=page)

    def by(self, signal: str, up: bool) -> View:
        """Return it in another order; bounds of another signal mean nothing any more."""
        same = signal == self.signal
        return replace(
            self,
            signal=signal,
            up=up,
            page=0,
            low=self.low if same else None,
            high=self.high if same else None,
        )

    def with_value(self, facet: str, value: str) -> View:
        """Return the view in which a value of a facet is chosen, or is no more where it was."""
        chosen = self.facets.get(facet, ())
        left = tuple(one for one in chosen if one != value) if value in chosen else (*chosen, value)
        rest = {name: values for name, values in self.facets.items() if name != facet}
        return replace(self, facets={**rest, **({facet: left} if left else {})}, page=0)

    def inside(self, box: tuple[float, float, float, float] | None) -> View:
        """Return it within a stretch of the map, or wherever its rows lie."""
        return replace(self, box=box, page=0)

    def without_words(self) -> View:
        """Return it without what is searched for."""
        return replace(self, words="", meant=False, page=0)


def read(given: Fields) -> View:
    """Read an address. Raises NotANumber; what is not known here is passed over, as are empty fields."""
    chosen = {name: dict.fromkeys(given.getlist(name)) for name in FACETS}
    facets = {
        name: tuple(value for value in values if value)[:MOST_VALUES] for name, values in chosen.items()
    }
    return View(
        {name: values for name, values in facets.items() if values},
        given.get("q", "").strip()[:MOST_WORDS],
        given.get("by", "") == "meaning",
        given.get("signal", "").strip(),
        decimal_field("low", given.get("low", "").strip()),
        decimal_field("high", given.get("high", "").strip()),
        given.get("order", "") == "up",
        _box(given.get("box", "").strip()),
        whole_field("page", given.get("page", "0"), most=_MOST_PAGES),
        given.get(DATASET, ""),
    )


def _box(text: str) -> tuple[float, float, float, float] | None:
    """Read a stretch of the map; None where there is none. Raises NotANumber."""
    if not text:
        return None
    edges = [decimal_field("box", edge, least=0.0) for edge in text.split(",")]
    if len(edges) != 4 or any(edge is None or edge > 1 for edge in edges):
        raise NotANumber("box")
    left, top, right, bottom = (edge or 0.0 for edge in edges)
    return min(left, right), min(top, bottom), max(left, right), max(top, bottom)
