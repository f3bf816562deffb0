"""JSON against a JSON Schema of whoever wrote the row: nothing is fetched, no pattern backtracks, no reference runs away."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, cast

import orjson
import re2
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, UnknownType, ValidationError
from jsonschema.validators import extend
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from ft_data.errors import Unusable

LARGEST = 1 << 16  # characters of a schema, and of what is held against it
_VISITS = 2_000  # keywords that are looked at: nested references multiply
_MOST = 20  # faults that are counted

_left: ContextVar[int] = ContextVar("_left")
Keyword = Callable[[Any, Any, Any, Any], Iterator[ValidationError] | None]
_REFUSED = (
    SchemaError,
    UnknownType,
    Unresolvable,
    RecursionError,
    OverflowError,
    TypeError,
    ValueError,
    re2.error,
)


class _TooMuch(Unusable, ValueError):
    pass


def faults(schema: str, value: Any) -> list[tuple[str, str]] | None:
    """Return (keyword, path) of what a value breaks of a schema, 20 at most; None where the schema is none, or asks for too much.

    What a schema says of formats is not checked, nor are `unevaluatedItems` and `unevaluatedProperties`.
    """
    checker = _checker(schema)
    if checker is None:
        return None
    token = _left.set(_VISITS)
    try:
        found = []
        for error in checker.iter_errors(value):
            found.append((str(error.validator), "/".join(map(str, error.absolute_path))))
            if len(found) == _MOST:
                break
        return found
    except _REFUSED:
        return None
    finally:
        _left.reset(token)


@lru_cache(512)
def _checker(schema: str) -> Any:
    if len(schema) > LARGEST:
        return None
    try:
        read = orjson.loads(schema)
        if not isinstance(read, dict):
            return None
        read.pop("$schema", None)  # one dialect: what others say differently is rare in rows
        Draft202012Validator.check_schema(read)
        return _Checker(read, registry=Registry().with_resource("", DRAFT202012.create_resource(read)))
    except _REFUSED:
        return None


def _counted(keyword: Keyword) -> Keyword:
    def look(checker: Any, said: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
        left = _left.get() - 1
        _left.set(left)
        if left < 0:
            raise _TooMuch
        yield from keyword(checker, said, value, schema) or ()

    return look


def _pattern(checker: Any, said: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    if checker.is_type(value, "string") and re2.search(said, value) is None:
        yield ValidationError("does not match")


def _pattern_properties(checker: Any, said: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    if checker.is_type(value, "object"):
        for pattern, inner in said.items():
            for name, item in value.items():
                if re2.search(pattern, name) is not None:
                    yield from checker.descend(item, inner, path=name, schema_path=pattern)


def _more_properties(checker: Any, said: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    if not checker.is_type(value, "object"):
        return
    patterns = schema.get("patternProperties", {})
    for name, item in value.items():
        if name not in schema.get("properties", {}) and not any(re2.search(one, name) for one in patterns):
            if said is False:
                yield ValidationError("is not declared")
            elif said is not True:
                yield from checker.descend(item, said, path=name)


def _unique(checker: Any, said: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    if said and checker.is_type(value, "array"):
        if len({json.dumps(one, sort_keys=True) for one in value}) < len(value):
            yield ValidationError("is not unique")


_OWN: Mapping[str, Keyword] = {
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "additionalProperties": _more_properties,
    "uniqueItems": _unique,
}
_LEFT_OUT = ("format", "unevaluatedItems", "unevaluatedProperties", "$dynamicRef")
_KEYWORDS = {
    name: _counted(_OWN.get(name, cast(Keyword, keyword)))
    for name, keyword in Draft202012Validator.VALIDATORS.items()
    if name not in _LEFT_OUT
}
_Checker: Any = extend(
    Draft202012Validator,
    _KEYWORDS | {name: lambda checker, said, value, schema: None for name in _LEFT_OUT},
)
