"""A band: a comparison with a number, such as ``< 3``. The only place that knows how one is written."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

_BAND = re.compile(r"(<=|>=|==|!=|<|>)\s*(-?\d+(?:\.\d+)?)\Z")
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True)
class Band:
    """A comparison with a number. In recipes, manifests and verdicts it is its text; `parse` and `str` go both ways."""

    compare: str
    threshold: float

    @staticmethod
    def parse(text: str) -> Band:
        """Read a band. Raises ValueError when it is none."""
        match = _BAND.match(text.strip())
        if not match:
            raise ValueError(f'{text!r} is not a band: write a comparison with a number, such as "< 3"')
        return Band(match[1], float(match[2]))

    @staticmethod
    def maybe(text: object) -> Band | None:
        """Read a band, or return None for what is none."""
        try:
            return Band.parse(text) if isinstance(text, str) else None
        except ValueError:
            return None

    def holds(self, value: float | None) -> bool:
        """Tell whether a value is inside the band; no value is inside any."""
        return value is not None and _COMPARE[self.compare](value, self.threshold)

    def sql(self, column: str) -> str:
        """Return the condition in SQL; NULL is not inside any band."""
        compare = {"==": "="}.get(self.compare, self.compare)
        return f"coalesce(CAST({column} AS DOUBLE) {compare} {self.threshold!r}, false)"

    def __str__(self) -> str:
        digits = format(Decimal(repr(self.threshold)), "f")  # never with an exponent: it must read back
        return f"{self.compare} {digits.removesuffix('.0')}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _read, serialization=core_schema.to_string_ser_schema(when_used="always")
        )


def _read(value: object) -> Band:
    return value if isinstance(value, Band) else Band.parse(str(value))
