"""Words of a recipe that name something built in or plugged in: a format, a shape, a target, a rule pack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from ft_data import plugins


@dataclass(frozen=True)
class Registered:
    """A type annotation: the value is one of ``words``, or a name in the registry of a seam (`ft_data.plugins`)."""

    seam: str
    words: tuple[str, ...] = ()

    def builtin(self) -> tuple[str, ...]:
        """Name what a recipe may say wherever ft_data is installed."""
        return (*self.words, *sorted(plugins.registry(self.seam).builtin))

    def check(self, value: str) -> str:
        """Return the value. Raises ValueError, which lists what there is, when nothing has that name."""
        if value in self.words:
            return value
        registry = plugins.registry(self.seam)
        if value not in registry.builtin and value not in registry.names():
            raise ValueError(registry.unknown(value, self.words))
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))
