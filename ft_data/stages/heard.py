"""What is masked in one text of a record is masked in all of them, and what is nobody's in one is in all, whatever told it there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ft_data.cleaning import Cleaner
from ft_data.cleaning.privacy.finding import PLACEHOLDER
from ft_data.cleaning.privacy.talks import given
from ft_data.example import written

_Turns = Sequence[Mapping[str, Any]]
Made = tuple[dict[str, Any], dict[str, int]]  # an example, and how often each rule changed it


def everywhere(
    cleaner: Cleaner,
    edits: list[dict[str, Any]],
    counts: dict[str, int],
    turns: _Turns,
    make: Callable[[], Made],
) -> Made:
    """Make an example; once more where another of its texts, or its talk (``turns``, as they were read), settles whose a masked value is.

    ``make`` adds to ``edits`` and ``counts``; what the first time added is taken back.
    """
    noted, before = len(edits), dict(counts)
    cleaner.weigh([turn.get("content") or "" for turn in turns] if len(turns) > 1 else ())
    known = given(turns) if len(turns) > 2 else {}
    cleaner.listen(known)
    made = make()
    if any(rule.startswith("pii_") for rule in made[1]):
        missed, public = cleaner.unsettled(written(made[0]), turns)
        if missed or public:
            del edits[noted:]
            counts.clear()
            counts.update(before)
            cleaner.listen({**known, **missed}, public)
            made = make()
    cleaner.listen()
    return made


def turns_of(draft: Any) -> _Turns:
    """Return the turns of a draft, the preferred ones last."""
    return [*(draft.messages or ()), *(draft.chosen or ())]


def as_turns(prompt: str, response: str) -> _Turns:
    """Return a question and its answer as turns."""
    return [{"role": "user", "content": prompt}, {"role": "assistant", "content": response}]


def private(found: Mapping[str, int]) -> list[str]:
    """Name the rules of personal data among those that changed an example."""
    return sorted(rule for rule in found if rule.startswith("pii_"))


HIDDEN = "differs_in_mask"


def hidden(draft: Any, chosen: _Turns | None, rejected: _Turns | None) -> dict[str, int]:
    """Say whether what tells the two sides of a pair apart was masked: then nothing can be learnt from it any more."""
    if not draft.chosen or not draft.rejected or chosen != rejected or draft.chosen == draft.rejected:
        return {}
    masked = any(PLACEHOLDER.search(turn.get("content") or "") for turn in chosen or ())
    return {HIDDEN: 1} if masked else {}
