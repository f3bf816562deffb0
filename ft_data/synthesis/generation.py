"""Asking in waves until as many rows are accepted as are wanted, and the account of every request.

A wave asks for as many as are still missing, so never one too many is accepted; what is accepted depends on the plan and
on the answers, not on when they came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ft_data.synthesis.passages import Passage
from ft_data.synthesis.plan import Call, Request, first, follow, stands
from ft_data.synthesis.replies import Finding, Pair, Row, read
from ft_data.synthesis.store import Answer

ACCEPTED, REJECTED, PENDING = "new", "drop", "pending"
PLAN_ENDED = "every request of the plan was made"
NOTHING = Finding("")


@dataclass
class Made:
    """What became of one request: a row, a rejection with its reason, or nothing yet. ``answer`` is the last of its ``answers``."""

    request: Request
    answer: Answer | None
    pair: Pair | None = None  # all that the row asks, and all that it answers
    verdict: str = PENDING
    finding: Finding = NOTHING
    row: Row | None = None
    answers: list[Answer] = field(default_factory=list)

    @property
    def price(self) -> float | None:
        """What the calls of the request cost; None where none was answered."""
        return sum(one.price for one in self.answers) if self.answers else None

    @property
    def ground(self) -> Passage:
        """What the row must be supported by."""
        passage = self.request.passage
        return passage._replace(text=self.row.ground, title="") if self.row and self.row.ground else passage

    @property
    def pairs(self) -> Sequence[Pair]:
        """Every question of the row with its answer."""
        return self.row.pairs if self.row else [self.pair] if self.pair else []

    @property
    def worse(self) -> Sequence[str]:
        """The worse answer of a preference pair, where it is one: who trains on pairs trains on it."""
        return [self.row.rejected] if self.row and self.row.rejected else []

    @property
    def written(self) -> Sequence[str]:
        """All that the teacher wrote of the row."""
        return [*(text for pair in self.pairs for _, text in pair.sides()), *self.worse]

    def settle(self, finding: Finding | None) -> None:
        """Accept, or reject for what was found."""
        self.verdict = REJECTED if finding else ACCEPTED
        self.finding = finding or NOTHING


Ask = Callable[[Sequence[Call]], tuple[Mapping[str, Answer], str | None]]  # answers, and why not all
Validate = Callable[[Sequence[Made], Sequence[Made]], tuple[Mapping[str, Finding | None], str | None]]
Repair = Callable[[Request, Row], Row | Finding]
Follow = Callable[[Request, Sequence[Mapping[str, Any]]], Call | Row | Finding]


def as_it_is(request: Request, row: Row) -> Row | Finding:
    """Repair nothing."""
    return row


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

    ``validate`` gets the rows of a wave and what was accepted before, and returns for each its finding (None
    accepts); one that it leaves out is pending, and it says why. ``repair`` comes before: what is validated is what is kept.
    """
    found = Generation(len(plan), wanted)
    at = 0
    while len(kept := found.accepted()) < wanted and at < len(plan) and not found.exhausted:
        wave = plan[at : at + wanted - len(kept)]
        at += len(wave)
        made = [Made(request, None) for request in wave]
        found.made += made
        stopped = _answered(made, ask, repair)
        readable = [one for one in made if one.row is not None and one.verdict == PENDING]
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


def _answered(made: Sequence[Made], ask: Ask, repair: Repair) -> str | None:
    """Make the calls of requests, the next of each once the one before it is answered; return why not all were made."""
    said: dict[str, list[Mapping[str, Any]]] = {one.request.key: [] for one in made}
    waiting = [(one, first(one.request)) for one in made]
    stopped = None
    while waiting and stopped is None:
        answers, stopped = ask([call for _, call in waiting])
        following = []
        for one, call in waiting:
            one.answer = answers.get(call.key)
            if one.answer is None:
                continue
            one.answers.append(one.answer)
            value = read(one.answer, call.schema)
            if isinstance(value, Finding):
                one.settle(
                    Finding("judge_unreadable", value.evidence or value.reason) if call.judge else value
                )
                continue
            said[one.request.key].append(value)
            came = follow(one.request, said[one.request.key])
            came = repair(one.request, came) if isinstance(came, Row) else came
            if isinstance(came, Call):
                following.append((one, came))
            elif isinstance(came, Row):
                one.row, one.pair = came, came.whole
                if fault := stands(one.request, came):
                    one.settle(fault)
            else:
                one.settle(came)
        waiting = following
    return stopped
