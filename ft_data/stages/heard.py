"""What is masked in one text of a record is masked in all of them, whatever gave it away there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ft_data.cleaning import Cleaner
from ft_data.example import written

Made = tuple[dict[str, Any], dict[str, int]]  # an example, and how often each rule changed it


def everywhere(
    cleaner: Cleaner, edits: list[dict[str, Any]], counts: dict[str, int], make: Callable[[], Made]
) -> Made:
    """Make an example; once more where a value that was masked stands in another text, which does not give it away.

    ``make`` adds to ``edits`` and ``counts``; what the first time added is taken back.
    """
    noted, before = len(edits), dict(counts)
    cleaner.listen()
    made = make()
    if any(rule.startswith("pii_") for rule in made[1]) and (known := cleaner.missed(written(made[0]))):
        del edits[noted:]
        counts.clear()
        counts.update(before)
        cleaner.listen(known)
        made = make()
    cleaner.listen()
    return made
