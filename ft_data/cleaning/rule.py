"""What a repair rule is, and what it leaves behind when it has changed something."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Edit:
    """One rule's changes to one text.

    ``count`` is how many places changed; ``before`` and ``after`` show the first of them in at most 80
    characters each. Both are ``None`` for personal-data rules and where a snippet would show such data.
    """

    rule: str
    count: int
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Rule:
    """A named repair: a pure function from text to text.

    ``family`` is the key of the recipe's ``clean`` section that switches it, ``when`` the value of that
    key that turns it on. ``apply`` returns the repaired text and the number of places it changed; it is
    idempotent. ``guards`` names the cheap tests of which one must hold before ``apply`` is worth calling; they never decide anything, they only save time. ``skip`` are the profiles in
    which the rule would harm. ``shows`` says what a snippet of its change can show: text that is ``kept``,
    text that was ``cut`` out, or ``nothing`` because what it cuts out names people.
    ``letters`` keeps the rule to mails, tickets and threads, unless the recipe wants it everywhere: elsewhere a mail
    in a text is what the text is about.
    ``turns`` keeps the rule to the turns of a talk (``talk``) or to answers (``answer``): elsewhere a text is data. What
    is repaired in an answer depends on what was asked, so there ``apply`` takes the requests, too.
    ``one_sided`` says of the texts of a talk whether the repair would reach one of them and leave the same in another: then it
    reaches none, for a difference between the sides would be learnt.
    ``subject`` says whether a request is about what the rule repairs: then the answer to it stays as it is.
    Whether it edits by default is no matter of the rule: `ft_data.cleaning.evidence`.
    """

    name: str
    family: str
    when: str
    apply: Callable[..., tuple[str, int]]
    guards: Set[str]
    skip: Set[str] = frozenset()
    shows: str = "kept"
    letters: bool = False
    subject: Callable[[str], bool] | None = None
    turns: Literal["all", "talk", "answer"] = "all"
    one_sided: Callable[[Sequence[str]], bool] | None = None

    @property
    def cuts(self) -> bool:
        """Whether it takes words away, and not only signs."""
        return self.family in ("overrun", "boilerplate")

    def repair(self, text: str, asked: Sequence[str] = ()) -> tuple[str, int]:
        """Return the repaired text and how many places were changed; ``asked``: the requests that it answers."""
        changed, count = self.apply(text, asked) if self.turns == "answer" else self.apply(text)
        if changed == text or (self.subject and any(map(self.subject, asked))):
            return text, 0
        return changed, max(1, count)
