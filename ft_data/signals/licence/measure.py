"""Finding licence headers: a filter over whole columns, and the wordings in the few rows that pass it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ft_data.recipe.licenses import allows, spelled, strictest_first

_MAY = r"(?i)SPDX-License|licensed\W+under|terms\W+of\W+the|permission\W+(?:is|to)\W+|redistribution\W+and"
_SPDX = re.compile(r"SPDX-License-Identifier:[ \t]*([A-Za-z0-9.+()][A-Za-z0-9.+() -]{0,120})")


def _wording(text: str) -> re.Pattern[str]:
    """Return a pattern of words in order, over the ends of lines and the signs that begin comments."""
    return re.compile(r"[\s#*/;%!|>\"'-]{1,40}".join(map(re.escape, text.split())), re.I)


_FREE = "under the terms of the GNU"
# Wording of a grant -> its licence; the GNU family says its version after it.
_GRANTS = tuple(
    (_wording(words), license_)
    for words, license_ in (
        (f"{_FREE} Affero General Public License", "AGPL"),
        (f"{_FREE} Lesser General Public License", "LGPL"),
        (f"{_FREE} Library General Public License", "LGPL"),
        (f"{_FREE} General Public License", "GPL"),
        ("Licensed under the Apache License, Version 2.0", "Apache-2.0"),
        (
            "Permission is hereby granted, free of charge, to any person obtaining a copy of this software",
            "MIT",
        ),
        ("Redistribution and use in source and binary forms, with or without modification", "BSD"),
        ("Permission to use, copy, modify, and/or distribute this software for any purpose", "ISC"),
        ("Permission to use, copy, modify, and distribute this software for any purpose", "ISC"),
        ("subject to the terms of the Mozilla Public License, v. 2.0", "MPL-2.0"),
        ("under the terms of the Eclipse Public License v2.0", "EPL-2.0"),
        ("under the terms of the Eclipse Public License v1.0", "EPL-1.0"),
    )
)
_LATEST = {"GPL": "3.0", "LGPL": "3.0", "AGPL": "3.0"}
_VERSION = re.compile(r"version[\s#*/;%!|>-]{1,20}(\d(?:\.\d)?)", re.I)
_LATER = _wording("any later version")
_NEITHER = re.compile(r"\bneither[\s#*/;%!|>-]{1,20}the[\s#*/;%!|>-]{1,20}names?\b", re.I)
_REACH = 400  # characters after a grant in which it says its version


def licence_signals(table: pa.Table, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the group `licence`."""
    rows = table.num_rows
    headers: list[str | None] = [None] * rows
    conflicts: list[int | None] = [None] * rows
    may = pc.or_(
        *(
            pc.fill_null(pc.match_substring_regex(table[name], _MAY), False)
            for name in ("prompt_text", "response_text")
        )
    )
    for row in pc.indices_nonzero(may).to_pylist():
        texts = (table[name][row].as_py() or "" for name in ("prompt_text", "response_text"))
        found = sorted({one for text in texts for one in granted(text)}, key=strictest_first)
        if found:
            headers[row] = found[0]
            declared = table["license"][row].as_py()
            free = bool(declared) and all(allows(frozenset((declared,)), one) for one in found)
            conflicts[row] = 0 if free else 1
    return {"license_header": headers, "license_conflict": conflicts}


def granted(text: str) -> Iterator[str]:
    """Yield the licences (SPDX) that headers in a text grant."""
    for match in _SPDX.finditer(text):
        words = match[1].strip()
        known = spelled(words) or spelled(words.split(" ")[0])
        if known:
            yield known
    for pattern, license_ in _GRANTS:
        for match in pattern.finditer(text):
            yield _named(license_, text[match.end() : match.end() + 20 * _REACH])


def _named(license_: str, after: str) -> str:
    if license_ == "BSD":
        return "BSD-3-Clause" if _NEITHER.search(after[: 3 * _REACH]) else "BSD-2-Clause"
    if license_ not in _LATEST:
        return license_
    near = after[:_REACH]
    version = _VERSION.search(near)
    said = f"{version[1]}{'' if '.' in version[1] else '.0'}" if version else _LATEST[license_]
    return f"{license_}-{said}-{'or-later' if _LATER.search(near) or not version else 'only'}"
