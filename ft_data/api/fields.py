"""A dataclass whose fields can also be read like the keys of a mapping, and a sequence of such."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, Generic, TypeVar, overload


class Fields(Mapping[str, Any]):
    """Base of frozen dataclasses: ``step.verdict`` and ``step["verdict"]`` are the same."""

    def __getitem__(self, name: str) -> Any:
        if name in iter(self):
            return getattr(self, name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (field.name for field in fields(self))  # type: ignore[arg-type]

    def __len__(self) -> int:
        return sum(1 for _ in self)


One = TypeVar("One", bound=Fields)


class Listing(Sequence[One], Generic[One]):
    """An immutable sequence of `Fields`, in the order of the stages."""

    def __init__(self, entries: Sequence[One]):
        self._entries = tuple(entries)

    @overload
    def __getitem__(self, index: int) -> One: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[One]: ...
    def __getitem__(self, index: int | slice) -> One | Sequence[One]:
        return self._entries[index]

    def __len__(self) -> int:
        return len(self._entries)

    def __eq__(self, other: object) -> bool:
        return self._entries == other._entries if isinstance(other, Listing) else NotImplemented

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return plain dicts, one an entry: what `ft-data ... --json` prints."""
        return [dict(entry) for entry in self._entries]
