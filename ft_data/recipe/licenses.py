"""Licences: how they are spelled, which of two is stricter, which may stand together, what may be said of them.

SPDX expressions are parsed by `license-expression`, whose index says what kind of licence each identifier is.
What a licence asks for (credit, share-alike, no commerce, no derivatives) decides the order. Cleaning, masking and
mixing make an adaptation, so share-alike and no-derivatives count. This is a check for plain mistakes, not legal advice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

CLASSES = (
    "public-domain", "permissive", "attribution", "share-alike", "non-commercial", "no-derivatives", "proprietary",
    "unknown",
)  # fmt: skip
OTHER: Final = "other"  # said in words that are neither a licence nor a short name of one

_LONGEST = 200
_PROPRIETARY = frozenset(
    ["proprietary", "licenseref-proprietary", "commercial", "all-rights-reserved", "no-license", "copyright"]
)
_PUBLIC = frozenset(["public-domain", "licenseref-public-domain"])
# A short name begins with a letter and holds few digits: no e-mail address and no telephone number is one.
_TOKEN = re.compile(r"(?!(?:.*\d){7})[A-Za-z][A-Za-z0-9.+_-]{0,39}\Z")
_REFERENCE = re.compile(r"(?!(?:.*\d){7})LicenseRef-[A-Za-z0-9.-]{1,60}\Z", re.I)
_ATTRIBUTION = re.compile(r"(CC-BY-\d|ODC-By-|OGL-|CDLA-Permissive-|etalab-)")
_FAMILIES = {"AGPL": "GPL"}  # GPL and AGPL combine
_KINDS = {"Public Domain": "public-domain", "Permissive": "permissive"}
# The index calls it limited copyleft; its section 4(c)(ii) lets changed copies go under other terms.
_OWN_KINDS = {"Artistic-2.0": "permissive"}


@dataclass(frozen=True)
class License:
    """What one licence asks for. ``family`` names the share-alike family that derivatives must stay in.

    ``commercial`` is None where the licence does not grant anything that could be relied on.
    """

    name: str
    kind: str
    family: str | None = None
    commercial: bool | None = True

    @property
    def rank(self) -> int:
        """Strictness: the place of its class; a family counts more within it."""
        return CLASSES.index(self.kind) * 2 + (self.family is not None)


@dataclass(frozen=True)
class Mix:
    """What the licences of a dataset come to: the strictest, and why they cannot be released together.

    ``commercial``: True where every licence allows it, False where one forbids it, None where that hangs on owners
    who grant nothing here.
    """

    licenses: list[str]
    kind: str
    strictest: str
    commercial: bool | None
    conflicts: list[str]


def spelled(text: str | None) -> str | None:
    """Return a licence in its one spelling, an SPDX expression or ``proprietary``; None if nobody knows it."""
    parsed = _parsed(text)
    return None if parsed is None else _shown(parsed)


def named(text: str | None, declared: Collection[str] = ()) -> str | None:
    """Return what may be said of a licence where everybody can read it; None for none.

    Its one spelling, else a short name. Other words are published only if the recipe ``declared`` them, as
    ``LicenseRef-...``: a column called `license` may hold anything.
    """
    text = (text or "").strip()
    if not text:
        return None
    known = spelled(text)
    if known is None and text in declared:
        known = "LicenseRef-" + re.sub(r"[^A-Za-z0-9.]+", "-", text).strip("-")[:60]
    return known or (text if _TOKEN.match(text) else OTHER)


@lru_cache(maxsize=4096)
def allows(allowed: frozenset[str], text: str | None) -> bool:
    """Tell whether a licence is among those allowed, however both are spelled. Of ``A OR B`` one is enough."""
    if text in allowed:
        return True
    names = {spelled(one) or one for one in allowed}
    parsed = _parsed(text)
    return parsed is not None and _any(parsed, names)


@lru_cache(maxsize=4096)
def classify(text: str | None) -> License:
    """Classify a licence. Of ``A OR B`` the freer counts, of ``A AND B`` the stricter."""
    parsed = _parsed(text)
    if parsed is None:
        return License((text or "").strip() or "unknown", "unknown", commercial=None)
    return _license(parsed)


def strictest(texts: Iterable[str | None]) -> str:
    """Return the name of the strictest licence; of equals the one first in the alphabet."""
    found = sorted((classify(text) for text in texts), key=lambda one: (-one.rank, one.name))
    return found[0].name if found else "unknown"


def strictness(text: str | None) -> int:
    """Return the place of a licence in the order: 0 for the public domain, most for one nobody knows."""
    return classify(text).rank


def strictest_first(text: str | None) -> tuple[int, str]:
    """Order licences by this key: the strictest first, ties in alphabetical order."""
    return -strictness(text), text or ""


def mix(texts: Iterable[str | None]) -> Mix:
    """Say what the licences of all released rows come to together."""
    found = sorted({classify(text) for text in texts}, key=lambda one: (one.rank, one.name))
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
    if free and any(one.commercial is False for one in found):
        conflicts.append(f"{free[0]} demands that commerce is allowed, another licence forbids it")
    asked = {one.commercial for one in found}
    commercial = False if False in asked else None if None in asked or not asked else True
    top = max(found, key=lambda one: one.rank, default=License("unknown", "unknown"))
    return Mix(names, top.kind, strictest(names), commercial, sorted(set(conflicts)))


def blocking(texts: Iterable[str | None]) -> list[str]:
    """Say why rows under these licences may not be released together, an empty list if they may.

    Only what the licences themselves forbid: a licence that nobody knows is named on the card and blocks nothing.
    """
    return mix(text for text in texts if classify(text).kind != "unknown").conflicts


@lru_cache(maxsize=4096)
def _parsed(text: str | None) -> Any:
    """Parse a licence: an SPDX expression of known identifiers and references, or a usual name of one; else None."""
    text = (text or "").strip()
    if not text or len(text) > _LONGEST:
        return None
    found = _expression(text)
    return _expression(_usual(text)) if found is None else found


def _expression(text: str) -> Any:
    from boolean import ParseError
    from license_expression import ExpressionError

    if text.lower() in _PROPRIETARY | _PUBLIC:
        text = "LicenseRef-proprietary" if text.lower() in _PROPRIETARY else "LicenseRef-public-domain"
    try:
        parsed = _licensing().parse(text)
        found = list(_licensing().license_symbols(parsed, unique=False, decompose=True))
    except (ExpressionError, ParseError, RecursionError, TypeError, AttributeError, ValueError):
        return None
    known = _licensing().known_symbols
    sound = all((one.key in known and not known[one.key].is_exception) or _REFERENCE.match(one.key) or
                (one.key in known and " with " in text.lower()) for one in found)  # fmt: skip
    return parsed.simplify() if found and sound else None


def _usual(text: str) -> str:
    """Write a licence's usual name as its identifier is written: "Apache License, Version 2.0", "CC BY-SA 4.0"."""
    words = _address(text.lower()).replace("licence", "license")
    words = re.sub(r"\bgnu (affero )?(lesser |library )?general public license\b", lambda m: (
        ("a" if m[1] else "") + ("l" if m[2] else "") + "gpl"), words)  # fmt: skip
    words = re.sub(r"\bmozilla public license\b", "mpl", words)
    words = re.sub(r"\bcreative commons zero\b", "cc0", words).replace("creative commons", "cc")
    for long, short in (
        ("attribution", "by"), ("share-?alike", "sa"), ("non-?commercial", "nc"), ("no-?deriv\\w*", "nd"),
    ):  # fmt: skip
        words = re.sub(rf"\b{long}\b", short, words)
    words = re.sub(r"\b(the|licensed?|version|under|international|unported|deed|universal)\b", " ", words)
    words = re.sub(r"\bv\.? ?(?=\d)|(?<=gpl)v(?=\d)", " ", words)
    name = re.sub(r"[\s,_/()-]+", "-", words).strip("-.")
    if re.match(r"(a|l)?gpl-\d\Z|mpl-\d\Z|apache-\d\Z|cc-by[a-z-]*-\d\Z", name):
        name += ".0"
    return {"cc0": "cc0-1.0", "cc-0": "cc0-1.0", "odc-by": "odc-by-1.0", "odbl": "odbl-1.0"}.get(name, name)


_ADDRESS = re.compile(
    r"(?:https?:)?//(?:www\.)?(creativecommons|opensource|apache|gnu|spdx)\.org/(?:licen[sc]es?|publicdomain)/"
    r"([\w.-]+?)(?:\.html|\.txt)?(?:/(\d\.\d))?(?:/(?:[a-z]{2,3}/)?(?:deed|legalcode)?[\w.-]*)?/?\Z"
)


def _address(text: str) -> str:
    """Return the name of the licence that stands at an address; any other text as it is."""
    found = _ADDRESS.match(text)
    if not found:
        return text
    where, name, version = found.groups()
    if where != "creativecommons":
        return name.replace("license", "apache") if where == "apache" else name
    if name in ("zero", "mark"):
        return "cc0-1.0" if name == "zero" else "public-domain"
    return f"cc-{name}-{version or ''}".rstrip("-")


def _license(parsed: Any) -> License:
    from license_expression import AND, OR, LicenseWithExceptionSymbol

    if isinstance(parsed, (AND, OR)):
        parts = [_license(part) for part in parsed.args]
        choose = max if isinstance(parsed, AND) else min
        return choose(parts, key=lambda one: (one.rank, one.name))
    if isinstance(parsed, LicenseWithExceptionSymbol):
        parsed = parsed.license_symbol
    return _single(parsed.key)


def _single(key: str) -> License:
    if key.lower() in _PROPRIETARY:
        return License("proprietary", "proprietary", commercial=None)
    if key.lower() in _PUBLIC:
        return License(key, "public-domain")
    if key.startswith("CC-BY-") and "-ND" in key:
        return License(key, "no-derivatives", commercial="-NC" not in key)
    if key.startswith("CC-BY-NC"):
        return License(key, "non-commercial", "CC-BY-NC-SA" if "-SA" in key else None, commercial=False)
    if "Noncommercial" in key:
        return License(key, "non-commercial", commercial=False)
    if _ATTRIBUTION.match(key):
        return License(key, "attribution")
    category = _categories().get(key, "")
    kind = _OWN_KINDS.get(key) or _KINDS.get(category)
    if kind:
        return License(key, kind)
    if category.startswith("Copyleft") or key.startswith(
        ("CC-BY-SA", "ODbL", "GFDL", "EUPL", "CDLA-Sharing")
    ):
        return License(key, "share-alike", _family(key, category))
    if category:
        return License(key, "proprietary", commercial=None)
    return License(key, "unknown", commercial=None)


def _family(key: str, category: str) -> str | None:
    """Weak copyleft stays within its own files; the rest demands the whole."""
    stem = re.split(r"-\d", key)[0]
    whole = category == "Copyleft" or stem in ("CC-BY-SA", "ODbL", "GFDL", "EUPL", "CDLA-Sharing")
    return _FAMILIES.get(stem, stem) if whole else None


def _shown(parsed: Any) -> str:
    text = str(parsed.render("{symbol.key}"))
    return re.sub(r"LicenseRef-proprietary", "proprietary", text, flags=re.I)


def _any(parsed: Any, names: Collection[str]) -> bool:
    from license_expression import AND, OR

    if _shown(parsed) in names:
        return True
    if isinstance(parsed, OR):
        return any(_any(part, names) for part in parsed.args)
    return isinstance(parsed, AND) and all(_any(part, names) for part in parsed.args)


@cache
def _licensing() -> Any:
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()


@cache
def _categories() -> dict[str, str]:
    from license_expression import get_license_index

    found: dict[str, str] = {}
    for entry in get_license_index():
        for key in (entry.get("spdx_license_key"), *entry.get("other_spdx_license_keys", ())):
            if key:
                found[key] = entry["category"]
    return found
