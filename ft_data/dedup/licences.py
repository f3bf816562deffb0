"""How strict a licence is: for choosing survivors, and for saying what their text may be used for."""

from __future__ import annotations

from functools import lru_cache

# From least to most strict; the first pattern found decides. A text published under two licences may be
# used under either by its readers, but a curator who cannot tell which one is right must assume the stricter.
_PATTERNS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (6, ("proprietary", "licenseref", "all rights", "no licence", "no license")),
    (5, ("-nd", "nonderiv")),
    (4, ("-nc", "noncommercial", "non-commercial")),
    (3, ("gpl", "-sa", "odbl", "cdla-sharing", "mpl", "epl", "eupl", "cc-by-sa")),
    (0, ("cc0", "unlicense", "pddl", "public domain", "0bsd", "wtfpl")),
    (2, ("cc-by", "odc-by", "cdla-permissive", "ogl", "etalab")),
    (1, ("mit", "apache", "bsd", "isc", "zlib", "postgresql", "python", "psf", "boost", "bsl-1.0")),
)
UNKNOWN = 7


@lru_cache(4096)
def strictness(licence: str | None) -> int:
    """Return 0 (public domain) to 6 (proprietary), 7 for no licence or one nobody knows."""
    text = (licence or "").strip().lower()
    for level, patterns in _PATTERNS:
        if any(pattern in text for pattern in patterns):
            return level
    return UNKNOWN


def strictest_first(licence: str | None) -> tuple[int, str]:
    """Order licences by this key: the strictest first, ties in alphabetical order."""
    return -strictness(licence), licence or ""
