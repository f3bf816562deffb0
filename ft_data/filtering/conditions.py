"""Conditions of rules (`where`, `unless`): one SQL expression over signals and columns, and nothing else.

A recipe may come from somebody else, so its conditions are parsed before they are run: DuckDB's own parser says what an
expression is made of, and only comparisons, logic, cases, casts and the functions named here are let through.
"""

from __future__ import annotations

import atexit
import difflib
import functools
import json
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

# What a parsed expression may be made of; a subquery, a window, a star or a parameter is none of these.
_PARTS = frozenset(
    {
        "BETWEEN",
        "CASE",
        "CAST",
        "COLUMN_REF",
        "COMPARISON",
        "CONJUNCTION",
        "CONSTANT",
        "FUNCTION",
        "LAMBDA",
        "OPERATOR",
    }
)
# Pure functions of their arguments, as DuckDB spells them after parsing (`~~` is LIKE, `!~~*` NOT ILIKE).
_FUNCTIONS = frozenset(
    [
        "~~",
        "!~~",
        "~~*",
        "!~~*",
        "~~~",
        "+",
        "-",
        "*",
        "/",
        "//",
        "%",
        "||",
        "abs",
        "array_length",
        "ceil",
        "concat",
        "contains",
        "ends_with",
        "floor",
        "greatest",
        "if",
        "ifnull",
        "json_extract",
        "json_extract_string",
        "least",
        "left",
        "len",
        "length",
        "list_any_value",
        "list_contains",
        "list_filter",
        "list_has_all",
        "list_has_any",
        "list_transform",
        "lower",
        "map_extract",
        "map_extract_value",
        "nullif",
        "prefix",
        "regexp_extract",
        "regexp_full_match",
        "regexp_matches",
        "replace",
        "right",
        "round",
        "starts_with",
        "strlen",
        "strpos",
        "substring",
        "suffix",
        "trim",
        "upper",
        "list_value",
        "row",
        "element_at",
        "list_element",
        "array_extract",
        "list_has",
        "array_contains",
        "array_has",
        "date_part",
        "year",
        "month",
        "day",
    ]
)


def problem(text: str, columns: Collection[str]) -> str | None:
    """Say what is wrong with a condition, None when nothing is. ``columns``: what it may read."""
    parsed = _parsed(text)
    if isinstance(parsed, str):
        return parsed
    inner: set[str] = set()
    for part in _parts(parsed):
        inner.update(_parameters(part))
    for part in _parts(parsed):
        kind = part["class"]
        if kind == "TYPE":
            continue
        if kind not in _PARTS:
            return f"a condition is one expression over signals and columns; {kind.lower()} is no part of one"
        if kind == "FUNCTION" and part["function_name"].lower() not in _FUNCTIONS:
            return f"`{part['function_name']}` is no function that a condition may use"
        if kind == "COLUMN_REF":
            name = part["column_names"][0]
            if name not in columns and name not in inner:
                near = difflib.get_close_matches(name, columns, n=1)
                hint = f"; did you mean `{near[0]}`?" if near else ""
                return f"there is no signal and no column `{name}`{hint}"
    return None


@functools.lru_cache(maxsize=512)
def _parsed(text: str) -> Any:
    """Return the parsed expression, or why it is none."""
    row = _parser().cursor().execute("SELECT json_serialize_sql(?)", [f"SELECT ({text}\n)"]).fetchone()
    found = json.loads(row[0]) if row else {}
    if found.get("error", True):
        return f"not an SQL expression: {found.get('error_message', 'it cannot be read')}"
    statements = found["statements"]
    node = statements[0]["node"] if len(statements) == 1 else {}
    plain = node.get("type") == "SELECT_NODE" and len(node.get("select_list", ())) == 1
    if not plain or node.get("from_table", {}).get("type") not in (None, "EMPTY") or node.get("where_clause"):
        return "a condition is one expression, and nothing after it"
    return node["select_list"][0]


@functools.cache
def _parser() -> duckdb.DuckDBPyConnection:
    """Return a database that reads nothing and parses; opening one takes longer than a hundred conditions."""
    from ft_data.warehouse import sql

    atexit.register(_parser.cache_clear)  # one that lives on as the interpreter ends is called leaked
    return sql.connect(threads=1, only=())


def _parts(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "class" in node:
            yield node
        for value in node.values():
            yield from _parts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _parts(value)


def _parameters(part: dict[str, Any]) -> Iterator[str]:
    """Name the parameters of a lambda, which are no columns."""
    if part["class"] == "LAMBDA":
        for found in _parts(part.get("lhs")):
            if found["class"] == "COLUMN_REF":
                yield found["column_names"][-1]
        for entry in part.get("named_parameters") or ():
            yield str(entry)
