"""Who acts at the station, and which lane is open to whom.

Asked where a claim and a decision are written, so that no form and no address can say more than a role allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ft_data.errors import Blocked

ROLES = ("reviewer", "lead", "approver")
DECIDERS = ("reviewer", "lead")
LEADS = ("lead",)
TRUSTED = ("lead", "approver")  # who overrules and signs off: a name alone is no proof of it
# `write`: examples that people add; `answer`: answers they call wrong, as who only reads may; the queue's lanes are those of `claims`.
_OPEN_TO: Mapping[str, tuple[str, ...]] = {
    "judge": DECIDERS,
    "prefer": DECIDERS,
    "write": DECIDERS,
    "answer": ROLES,
    "ask": DECIDERS,
    "span": DECIDERS,
    "lead": ("lead",),
}


class NotAllowed(Blocked):
    """Somebody may not do this; the message says why, in a sentence for them."""


@dataclass(frozen=True)
class Person:
    """Who is deciding, in which role (reviewer | lead | approver)."""

    name: str
    role: str = "reviewer"

    def may_enter(self, lane: str) -> bool:
        """Say whether this person's role has a place in a lane (judge | prefer | lead | write | answer)."""
        return self.role in _OPEN_TO[lane]

    def enter(self, lane: str) -> None:
        """Raise NotAllowed when the lane is not this person's."""
        if not self.may_enter(lane):
            raise NotAllowed(f"{self.name} is a {self.role}; this is for a {' or '.join(_OPEN_TO[lane])}.")
