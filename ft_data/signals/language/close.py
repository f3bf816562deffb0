"""Languages so close to each other that a short text may pass for either."""

from __future__ import annotations

from collections.abc import Collection

GROUPS = tuple(
    frozenset(group.split())
    for group in (
        "no da sv fo", "hr sr bs sl mk bg", "id ms jv", "cs sk", "es gl ca pt ext an", "ru uk be bg",
        "hi ne mr sa",
        "af nl fy", "fr oc wa ht", "it vec lij", "tr az crh tk", "xh zu", "rw lg", "la it es", "fa ps ur",
        "lv ltg",
    )
)  # fmt: skip


def close(one: str, other: str) -> bool:
    """Whether two languages are the same or close."""
    return one == other or any(one in group and other in group for group in GROUPS)


def near(language: str, wanted: Collection[str]) -> bool:
    """Whether a language is close to a wanted one."""
    return any(close(language, one) for one in wanted)
