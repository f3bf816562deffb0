"""Asking in waves until as many rows are accepted as are wanted, and the account of every request.

A wave asks for as many as are still missing, so never one too many is accepted; what is accepted depends on the plan and
on the answers, not on when they came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ft_data.synthesis.plan import Request
from ft_data.synthesis.replies import Finding, Pair, read
from ft_data.synthesis.store import Answer

ACCEPTED, REJECTED, PENDING = "new", "drop", "pending"
PLAN_ENDED = "every request of the plan was made"
NOTHING = Finding("")


@dataclass
class Made:
    """What became of one request: a row, a rejection with its reason, or nothing yet."""

    request: Request
    answer: Answer | None
    pair: Pair | None = None
    verdict: str = PENDING
    finding: Finding = NOTHING

    def settle(self, finding: Finding | None) -> None:
        """Accept, or reject for what was found."""
        self.verdict = REJECTED if finding else ACCEPTED
        self.finding = finding or NOTHING


Ask = Callable[[Sequence[Request]], tuple[Mapping[str, Answer], str | None]]  # answers, and why not all
Validate = Callable[[Sequence[Made], Sequence[Made]], tuple[Mapping[str, Finding | None], str | None]]
Repair = Callable[[Request, Pair], Pair | Finding]


def as_it_is(request: Request, pair: Pair) -> Pair | Finding:
    """Repair nothing."""
    return pair


@dataclass
class Generation:
    """All requests of one generator that were made or tried, in the order of the plan."""

    planned: int
    wanted: int
    made: list[Made] = field(default_factory=list)
    exhausted: str = ""  # why there are fewer accepted rows than wanted

    def accepted(self) -> list[Made]:
        """Return what became a row."""
        return [one for one in self.made if one.verdict == ACCEPTED]

    def account(self) -> dict[str, int]:
        """Count the requests: each is accepted, rejected for one reason, or pending. The counts add up."""
        found = Counter(
            one.finding.reason if one.verdict == REJECTED else one.verdict.replace("new", "accepted")
            for one in self.made
        )
        return dict(sorted(found.items()))


def generate(
    plan: Sequence[Request], wanted: int, ask: Ask, validate: Validate, repair: Repair = as_it_is
) -> Generation:
    """Ask until ``wanted`` rows are accepted, the plan is at its end, or asking stops.

    ``validate`` gets the readable generations of a wave and what was accepted before, and returns for each its finding (None
    accepts); one that it leaves out is pending, and it says why. ``repair`` comes before: what is validated is what is kept.
    """
    found = Generation(len(plan), wanted)
    at = 0
    while len(kept := found.accepted()) < wanted and at < len(plan) and not found.exhausted:
        wave = plan[at : at + wanted - len(kept)]
        at += len(wave)
        answers, stopped = ask(wave)
        made = [Made(request, answers.get(request.key)) for request in wave]
        found.made += made
        readable = []
        for one in made:
            if one.answer is None:
                continue
            said = read(one.answer)
            said = repair(one.request, said) if isinstance(said, Pair) else said
            if isinstance(said, Pair):
                one.pair = said
                readable.append(one)
            else:
                one.settle(said)
        findings, silent = validate(readable, kept)
        for one in readable:
            if one.request.key in findings:
                one.settle(findings[one.request.key])
        found.exhausted = stopped or silent or ""
    if len(found.accepted()) >= wanted:
        found.exhausted = ""
    elif not found.exhausted:
        found.exhausted = PLAN_ENDED
    return found
