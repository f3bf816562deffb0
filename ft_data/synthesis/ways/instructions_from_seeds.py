"""New instructions like given ones (self-instruct), each answered in a second call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ft_data.synthesis.passages import Passage
from ft_data.synthesis.plan import Request
from ft_data.synthesis.replies import Finding, Row
from ft_data.synthesis.schema import TEXT, fields
from ft_data.synthesis.ways.way import SEEDS, Ask, Drawn, Said, Setting, Way, answered

SHOWN = 3  # seeds of a request
ALIKE = 0.7  # ROUGE-L from which an instruction is one that was shown
RUN, HELD = (
    5,
    0.8,
)  # words in a row, and share of an example that lies in such runs, from which it is part of another
KINDS = (
    "a question of fact",
    "something to explain",
    "two things to compare",
    "a problem to solve step by step",
    "a short text to write or to rewrite",
)


def plan(setting: Setting, passages: Sequence[Passage]) -> Iterator[Drawn]:
    """Show each row with two others, other ones each time."""
    words, count = setting.words, len(passages)
    for number in range(setting.spec.each):
        for place, one in enumerate(passages):
            further = range(1, min(SHOWN, count))
            others = [passages[(place + step * (2 * number + 1)) % count] for step in further]
            others = [*dict.fromkeys(other for other in others if other != one)]
            shown = one._replace(others=tuple(other.record_id for other in others))
            yield Drawn(
                shown, number, words[(number + place) % len(words)], (one.title, *(o.title for o in others))
            )


def step(request: Request, said: Said) -> Ask | Row | Finding:
    """Ask for an instruction, then for its answer."""
    from ft_data.synthesis.checks.words import in_runs, words
    from ft_data.synthesis.likeness import rouge_l

    if not said:
        return Ask("write", {"examples": [*request.extra]}, fields(instruction=TEXT))
    made = said[0]["instruction"]
    if any(rouge_l(made, seed) >= ALIKE for seed in request.extra):
        return Finding("not_new", "nearly an example that was shown")
    heard = words(made)
    if any(in_runs(words(seed), heard, RUN) >= HELD * len(words(seed)) for seed in request.extra):
        return Finding("not_new", "an example that was shown is part of it")
    return answered(made, said)


WAY = Way(
    says="new instructions like those of rows, each with its answer",
    of=SEEDS,
    step=step,
    words=lambda setting: KINDS,
    plan=plan,
    steps=("write", "answer"),
    gates=("length", "copied"),
)
