"""Which licences may stand in one dataset, and which of two is stricter.

A small lattice over SPDX identifiers: what a licence asks for (credit, share-alike, no commerce, no
derivatives) decides. Cleaning, masking and mixing make an adaptation, so share-alike and no-derivatives
count. This is a check for plain mistakes, not legal advice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

CLASSES = (
    "permissive", "attribution", "share-alike", "non-commercial", "no-derivatives", "proprietary", "unknown",
)  # fmt: skip

_PERMISSIVE = {
    "0BSD", "Apache-1.1", "Apache-2.0", "BSD-1-Clause", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0",
    "ISC", "MIT", "MIT-0", "MS-PL", "PDDL-1.0", "PostgreSQL", "PSF-2.0", "Python-2.0", "Unlicense", "WTFPL",
    "X11", "Zlib", "HPND", "NCSA", "AFL-3.0", "Artistic-2.0", "LicenseRef-public-domain",
}  # fmt: skip
_ATTRIBUTION = re.compile(
    r"(CC-BY-\d\.\d(-[A-Z]{2,3})?|ODC-By-1\.0|ODC-By|OGL-UK-\d\.\d|CDLA-Permissive-\d\.\d)\Z"
)
_NO_DERIVATIVES = re.compile(r"CC-BY-(NC-)?ND-\d\.\d(-[A-Z]{2,3})?\Z")
_NON_COMMERCIAL = re.compile(r"CC-BY-NC(-SA)?-\d\.\d(-[A-Z]{2,3})?\Z")
_SHARE_ALIKE = re.compile(
    r"(CC-BY-SA|GPL|LGPL|AGPL|MPL|EPL|EUPL|ODbL|GFDL|CDLA-Sharing)-\d(\.\d)?(-[A-Z]{2,3})?\Z"
)


@dataclass(frozen=True)
class License:
    """What one licence asks for. ``family`` names the share-alike family that derivatives must stay in."""

    name: str
    kind: str
    family: str | None = None
    commercial: bool = True

    @property
    def rank(self) -> int:
        """Strictness: the place of its class, share-alike within non-commercial counting more."""
        return CLASSES.index(self.kind) * 2 + (self.family is not None)


@dataclass(frozen=True)
class Mix:
    """What the licences of a dataset come to: the strictest, and why they cannot be released together."""

    licenses: list[str]
    kind: str
    strictest: str
    commercial: bool
    conflicts: list[str]


@lru_cache(maxsize=4096)
def classify(expression: str | None) -> License:
    """Classify an SPDX expression. Of ``A OR B`` the freer counts, of ``A AND B`` the stricter."""
    text = (expression or "").strip()
    if not text:
        return License("unknown", "unknown")
    if (inner := _unwrapped(text)) is not None:
        return classify(inner)
    for word, choose in (("OR", min), ("AND", max)):
        parts = _split(text, word)
        if len(parts) > 1:
            return choose((classify(part) for part in parts), key=lambda found: (found.rank, found.name))
    name = re.sub(r"(-only|-or-later|\+)\Z", "", text.split(" WITH ")[0].strip())
    return _single(name)


def strictest(expressions: Iterable[str | None]) -> str:
    """Return the name of the strictest licence; of equals the one first in the alphabet."""
    found = [classify(expression) for expression in expressions]
    top = max((one.rank for one in found), default=CLASSES.index("unknown") * 2)
    return min((one.name for one in found if one.rank == top), default="unknown")


def mix(expressions: Iterable[str | None]) -> Mix:
    """Say what the licences of all released rows come to together."""
    found = sorted({classify(expression) for expression in expressions}, key=lambda one: (one.rank, one.name))
    names = [one.name for one in found]
    conflicts = [f"{one.name}: nobody states what it allows" for one in found if one.kind == "unknown"]
    conflicts += [f"{one.name} forbids changed copies" for one in found if one.kind == "no-derivatives"]
    families = sorted({one.family for one in found if one.family})
    if len(families) > 1:
        conflicts.append(
            f"{' and '.join(families)} each demand that the whole is shared under their own terms"
        )
    if families and any(one.kind == "proprietary" for one in found):
        conflicts.append(f"{families[0]} demands sharing, proprietary text forbids it")
    free = [one.family for one in found if one.family and one.commercial]
    if free and not all(one.commercial for one in found):
        conflicts.append(f"{free[0]} demands that commerce is allowed, another licence forbids it")
    top = strictest(names)
    commercial = all(one.commercial for one in found)
    return Mix(names, classify(top).kind, top, commercial, sorted(set(conflicts)))


def blocking(expressions: Iterable[str | None]) -> list[str]:
    """Say why rows under these licences may not be released together, an empty list if they may.

    Only what the licences themselves forbid: a licence that nobody knows is named on the card and blocks nothing.
    """
    return mix(one for one in expressions if classify(one).kind != "unknown").conflicts


def _single(name: str) -> License:
    lowered = {known.lower(): known for known in _PERMISSIVE}
    canonical = lowered.get(name.lower(), name)
    if canonical in _PERMISSIVE:
        return License(canonical, "permissive")
    if name.lower() in ("proprietary", "licenseref-proprietary", "commercial"):
        return License("proprietary", "proprietary")
    upper = re.sub(r"\ACC-", "CC-", name, flags=re.I)
    upper = upper.upper() if upper.upper().startswith(("CC-", "GPL", "LGPL", "AGPL", "MPL")) else upper
    if _NO_DERIVATIVES.match(upper):
        return License(upper, "no-derivatives", commercial="NC" not in upper)
    if _NON_COMMERCIAL.match(upper):
        return License(upper, "non-commercial", "CC-BY-NC-SA" if "-SA-" in upper else None, commercial=False)
    if _ATTRIBUTION.match(upper):
        return License(upper, "attribution")
    if match := _SHARE_ALIKE.match(upper):
        return License(upper, "share-alike", _family(match.group(1)))
    return License(name, "unknown")


def _family(stem: str) -> str | None:
    """Weak copyleft stays within its own files; GPL and AGPL combine."""
    return None if stem in ("LGPL", "MPL", "EPL") else {"AGPL": "GPL"}.get(stem, stem)


def _unwrapped(text: str) -> str | None:
    """Return what is inside if one pair of parentheses spans the whole text."""
    if not (text.startswith("(") and text.endswith(")")):
        return None
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0 and at < len(text) - 1:
            return None
    return text[1:-1]


def _split(text: str, word: str) -> list[str]:
    parts: list[str] = []
    current: list[str] = []
    depth = 0
    for token in re.findall(r"\(|\)|[^\s()]+", text):
        depth += (token == "(") - (token == ")")
        if token == word and depth == 0:
            parts.append(" ".join(current))
            current = []
        else:
            current.append(token)
    return [*parts, " ".join(current)]
