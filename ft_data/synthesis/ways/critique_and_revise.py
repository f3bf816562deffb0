"""The answer of a row, criticised and then revised. What it states must stay: a correction of facts is people's work."""

from __future__ import annotations

from ft_data.synthesis.plan import Request
from ft_data.synthesis.replies import ANSWER, Finding, Row, exchange
from ft_data.synthesis.schema import TEXT, fields
from ft_data.synthesis.ways.way import SEEDS, Ask, Said, Way, in_turn

SIDES = (
    "whether it answers what was asked, and all of it",
    "whether somebody new to the subject can follow it",
    "whether it is in a good order, and no longer than it must be",
)


def step(request: Request, said: Said) -> Ask | Row | Finding:
    """Ask what is wrong with the answer, then for a better one."""
    from ft_data.synthesis.checks.words import words

    row = {"question": request.passage.title, "answer": request.passage.text}
    if not said:
        return Ask("critique", row, fields(sound={"type": "boolean"}, faults=TEXT))
    if said[0]["sound"]:
        return Finding("nothing_to_revise", "no fault was found")
    if len(said) == 1:
        return Ask("revise", row | {"faults": said[0]["faults"]}, fields(answer=TEXT))
    now, before = words(said[1]["answer"]), words(f"{row['question']} {row['answer']}")
    if {"answer", "fault", "faults", "passage", "revised"} & {*now} - {*before}:
        return Finding("not_grounded", "it speaks of the answer that it revises")
    return exchange(request.passage.title, said[1]["answer"], (ANSWER,))


WAY = Way(
    says="the answers of rows, criticised and revised; what they state must stay",
    of=SEEDS,
    step=step,
    words=lambda setting: SIDES,
    plan=in_turn,
    steps=("critique", "revise"),
)
