"""What a text says of its own time: a year that it gives as the present, and versions of things."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

# A year alone says nothing of age: history is full of old ones. Only a year that is given as now does. English words.
_NOW = re.compile(
    r"\b(?:as of|as at|current(?:ly)? (?:as of|for|in)|currently|at present|to date|up to date as of|latest|newest|most recent|"
    r"last updated|updated)\b[^.!?\n]{0,40}?\b((?:19|20)\d\d)\b",
    re.I,
)
_VERSION = re.compile(r"\b([A-Za-z][A-Za-z+#]{1,30})[ -](?:version |v\.? ?)?(\d{1,4}(?:\.\d{1,4}){1,3})\b")
# Words that stand before figures which are no version of anything.
_NO_NAMES = frozenset(
    "about above after and around at before below between by chapter costs equation eur figure for from gbp in is kapitel of on or over page part "
    "point price ratio section step table than the to under until usd version was were with".split()
)  # fmt: skip

Version = tuple[int, ...]


class Mention(NamedTuple):
    """A thing in lower case, and a version of it."""

    name: str
    version: Version


def year(text: str) -> int | None:
    """Return the newest year that a text gives as the present, None where it gives none."""
    return max((int(found[1]) for found in _NOW.finditer(text)), default=None)


def versions(text: str) -> list[Mention]:
    """Return the versions that a text names."""
    return [
        Mention(found[1].lower(), tuple(int(part) for part in found[2].split(".")))
        for found in _VERSION.finditer(text)
        if found[1].lower() not in _NO_NAMES
    ]


def newest(texts: Iterable[str]) -> dict[str, Version]:
    """Return the newest version of each thing that some texts name."""
    found: dict[str, Version] = {}
    for text in texts:
        for one in versions(text):
            found[one.name] = max(found.get(one.name, one.version), one.version)
    return found


def outdated(text: str, known: Mapping[str, Version]) -> Mention | None:
    """Return a thing of which a text names older versions only, by major or minor number, and the newest that it names."""
    named = newest([text])
    for name, version in sorted(named.items()):
        if name in known and version[:2] < known[name][:2]:
            return Mention(name, version)
    return None


def shown(version: Version) -> str:
    """Return a version as it is written."""
    return ".".join(map(str, version))
