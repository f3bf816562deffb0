"""Strict JSON in, canonical JSON out: one record has one spelling, whatever wrote it.

Canonical: keys sorted, no blanks, UTF-8, floats in their shortest form. What JSON cannot say is settled here:

- integers outside 64 bits become strings (a float would lose digits of an identifier);
- NaN and the infinities become null, numbers too large for a float keep their spelling as a string;
- lone surrogates (half an emoji, cut by somebody's export) become U+FFFD;
- keys that are not strings become strings; of equal keys the last one wins, as parsers do;
- dates and times become ISO 8601, decimals their exact digits as a string, bytes text or base64.
"""

from __future__ import annotations

import base64
import datetime
import json
import math
import re
from typing import Any

import numpy as np
import orjson

from ft_data.errors import Unusable

DEEPEST = 254  # levels that the writer (orjson) can write

_MIN, _MAX = -(1 << 63), (1 << 64) - 1
_DIGITS = bytes(48 if 48 <= byte <= 57 else 10 if byte == 10 else 32 for byte in range(256))
_LONG = b"0" * 19
_STEP = 6
_STRINGS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_STEPS = np.zeros(256, np.int32)
_STEPS[list(b"[{")] = 1
_STEPS[list(b"]}")] = -1


class BadJSON(Unusable, ValueError):
    """Not JSON. The message says what is wrong and where, and quotes nothing."""


def canonical_json(value: object) -> bytes:
    """Return the canonical spelling of a record.

    :raises ValueError: when it nests deeper than 254 levels or refers to itself.
    """
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        try:
            return orjson.dumps(_plain(value, 0), option=orjson.OPT_SORT_KEYS)
        except (TypeError, RecursionError) as problem:
            raise ValueError("nested too deeply") from problem


def _plain(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return text(value)
    if isinstance(value, int):
        return value if _MIN <= value <= _MAX else str(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key_text(key): _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(item, depth + 1) for item in value), key=canonical_json)
    return _scalar(value, depth)


def _scalar(value: Any, depth: int) -> Any:
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, (bytes, bytearray, memoryview)):
        data = bytes(value)
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return base64.b64encode(data).decode("ascii")
    if isinstance(value, np.ndarray) or hasattr(value, "tolist"):
        return _plain(value.tolist(), depth + 1)
    return text(str(value))  # Decimal, UUID and their kin


def key_text(key: object) -> str:
    """Return the key of a mapping as JSON spells it."""
    if isinstance(key, str):
        return text(key)
    if key is None or isinstance(key, (bool, int, float)):
        return "null" if key is None else json.dumps(key)
    return str(_scalar(key, 0))


def text(value: str) -> str:
    """Join surrogate pairs and replace lone ones, so that the text can be written as UTF-8."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return str(value)


def long_digits(data: bytes) -> bool:
    """Tell whether there is a run of 19 digits: an integer that a fast parser might turn into a float."""
    return _LONG in data.translate(_DIGITS)


def lines_with_long_digits(data: bytes) -> set[int]:
    """Return the 0-based numbers of the lines for which `long_digits` holds.

    Of 19 digits in a row at least three fall on every sixth byte, so looking at those finds where to look.
    """
    sample = data[::_STEP].translate(_DIGITS)
    found: set[int] = set()
    line = counted = 0
    at = sample.find(b"000")
    while at >= 0:
        start = max(0, at * _STEP - 18)
        near = data[start : at * _STEP + 32].translate(_DIGITS).find(_LONG)
        if near >= 0:
            line += data.count(b"\n", counted, start + near)
            counted = start + near
            found.add(line)
        at = sample.find(b"000", at + 1)
    return found


def too_deep(data: bytes, limit: int) -> bool:
    """Tell whether brackets outside strings nest deeper than the limit (linear, without recursion)."""
    if data.count(b"[") + data.count(b"{") <= limit:
        return False
    brackets = _STRINGS.sub(b"", data).translate(None, _NOT_BRACKETS)
    depth = np.cumsum(_STEPS[np.frombuffer(brackets, np.uint8)])
    return bool(depth.size and int(depth.max()) > limit)


def parse_json(data: bytes, *, careful: bool | None = None) -> Any:
    """Parse one JSON value as RFC 8259 has it, and NaN and Infinity as null; ``careful`` keeps long integers exact (None: if there are
    any).

    :raises BadJSON: for anything that is not JSON, is not UTF-8, or nests deeper than the parser goes.
    """
    if careful or (careful is None and long_digits(data)):
        return _exact(data)
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as problem:
        if b"\\u" in data or "infinity" in str(problem) or b"NaN" in data or b"Infinity" in data:
            return _exact(
                data
            )  # lone surrogates and numbers beyond floats are legal JSON, NaN is what Python writes
        raise BadJSON(_reason(data, problem)) from None


def _exact(data: bytes) -> Any:
    if too_deep(data, 900):
        raise BadJSON("nested deeper than 900 levels")
    try:
        return _DECODER.decode(data.decode("utf-8"))
    except (ValueError, RecursionError) as problem:
        raise BadJSON(_reason(data, problem)) from None


def _reason(data: bytes, problem: Exception) -> str:
    if not data.strip(b" \t\r\n"):
        return "not JSON: empty"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as bad:
        return f"not UTF-8 at byte {bad.start}"
    if isinstance(problem, BadJSON):
        return str(problem)
    if isinstance(problem, json.JSONDecodeError):
        return f"not JSON: {problem}"
    return "nested too deeply" if isinstance(problem, RecursionError) else "not JSON"


def _constant(name: str) -> Any:
    """NaN and the infinities, which are no JSON and which Python writes all the same, are no value."""
    return None


def _integer(digits: str) -> int | str:
    if len(digits) < 19:
        return int(digits)
    if len(digits) > 21:
        return digits
    value = int(digits)
    return value if _MIN <= value <= _MAX else digits


def _float(digits: str) -> float | str:
    value = float(digits)
    return value if math.isfinite(value) else digits


_DECODER = json.JSONDecoder(parse_constant=_constant, parse_int=_integer, parse_float=_float)


def element_decoder() -> json.JSONDecoder:
    """Return the decoder that finds where one value ends (``raw_decode``), as strict as `parse_json`."""
    return _DECODER
