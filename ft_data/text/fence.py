"""A text that is one code fence."""

from __future__ import annotations

_MARK = "```"


def unfenced(text: str) -> str:
    """Return what a fence (plain, or of JSON) holds where a text is one, else the text; without blanks around it.

    No pattern does this: one that skips blanks on both sides tries every way to share a run of them.
    """
    bare = text.strip()
    if len(bare) < 2 * len(_MARK) or not (bare.startswith(_MARK) and bare.endswith(_MARK)):
        return bare
    return bare[len(_MARK) : -len(_MARK)].removeprefix("json").strip()
