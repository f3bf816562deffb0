"""From a figure of the report to the rows behind it: an address of the review station, which opens while that runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ft_data import addresses
from ft_data.evaluation.report.reader import Reader

_IN = ("keep", "new")  # verdicts of rows that go on
_MIXES = {name.capitalize(): name for name in addresses.FACETS} | {"Licence": "license"}


@dataclass(frozen=True)
class Links:
    """Addresses of one dataset's rows, by the names that figures have on the page; empty where no rows are behind one."""

    dataset: str
    reader: Reader
    last: str = "formatted"

    @property
    def start(self) -> str:
        """The command that starts the station."""
        return addresses.start(self.dataset)

    def to(self, **wanted: str | Iterable[str]) -> str:
        """Return the address of the rows with these values."""
        listed = {name: value if isinstance(value, str) else [*value] for name, value in wanted.items()}
        return addresses.station(addresses.rows(self.dataset, **listed))

    def row(self, record_id: str) -> str:
        """Return the address of one row."""
        return addresses.station(addresses.row(record_id))

    def verdict(self, stage: str, verdict: str) -> str:
        """Return the rows that got a verdict; those that were only cut into examples are no dropped ones here."""
        if stage == "raw":  # what could not be read has no row
            return ""
        if verdict == "split":
            return self.to(reason=f"{stage}.drop.split")
        reasons = [name for name in self.reader.numbers("reasons") if name.startswith(f"{stage}.{verdict}.")]
        cut = f"{stage}.drop.split"
        if verdict == "drop" and cut in reasons:
            return self.to(reason=[name for name in reasons if name != cut])
        return self.to(at=f"{stage}.{verdict}")

    def arrived(self, stage: str) -> str:
        """Return the rows that came to a stage."""
        verdicts = ("keep", "drop", "review", "merge")
        return "" if stage == "raw" else self.to(at=[f"{stage}.{verdict}" for verdict in verdicts])

    def mix(self, title: str, value: str, *, arrived: bool = False) -> str:
        """Return the rows of the version, or all that arrived, with a value of a mix (``title`` is the page's)."""
        facet = _MIXES.get(title)
        if facet is None or not value:
            return ""
        return self.to(**{facet: value}) if arrived else self.to(at=self._version, **{facet: value})

    def version(self, **wanted: str) -> str:
        """Return rows of the version."""
        return self.to(at=self._version, **wanted)

    def slice(self, stage: str, reason: str, slice: str) -> str:
        """Return the rows of a slice (`source = tickets`) that a reason dropped."""
        facet, _, value = slice.partition(" = ")
        if facet not in addresses.FACETS:
            return ""
        return self.to(reason=f"{stage}.drop.{reason}", **{facet: value})

    @property
    def _version(self) -> list[str]:
        return [f"{self.last}.{verdict}" for verdict in _IN]
