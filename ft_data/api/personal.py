"""Looking for personal data in a text, without repeating any of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from ft_data.cleaning.privacy.finding import Finding


def scan_pii(
    text: str, *, languages: Sequence[str] = (), public: Literal["none", "organisations"] = "none"
) -> list[Finding]:
    """Find personal data and secrets in a text, in order and without overlaps.

    A finding has ``kind`` (``email``, ``phone``, ``secret``, ... see docs/privacy.md), ``start`` and ``end`` (characters, end
    excluded), and not the value. ``languages`` (``de``) say whose national telephone numbers are looked for beside those of
    the US and Britain. ``public`` leaves out what is no person's, as ``clean.public`` of a recipe does. Names in running text
    are not looked for.

    >>> scan_pii("Mail anna.muster@mails.org, or call +44 20 7947 0958")
    [Finding(kind='email', start=5, end=26), Finding(kind='phone', start=36, end=52)]
    """
    from ft_data.cleaning.privacy.detect import left
    from ft_data.cleaning.privacy.regions import regions_of

    if not isinstance(text, str):
        raise TypeError(f"a text is needed, not {type(text).__name__}")
    return left(text, regions_of(("US", "GB"), languages), public)
