"""A harder, longer or more constrained task made of a row's, answered in a second call."""

from __future__ import annotations

from ft_data.synthesis.plan import Request
from ft_data.synthesis.replies import Finding, Row
from ft_data.synthesis.schema import TEXT, fields
from ft_data.synthesis.ways.way import SEEDS, Ask, Said, Way, answered, in_turn

SAME = 0.9  # ROUGE-L from which nothing was evolved
ABOUT = 0.2  # share of telling words that are left of the task
OPERATIONS = (
    "add one condition that a good answer has to meet",
    "ask for a reason or an explanation beside the result",
    "put it into one definite situation, with details",
    "make it need one more step of thinking",
    "ask after a rarer case of the same thing",
)


def step(request: Request, said: Said) -> Ask | Row | Finding:
    """Ask for the task, then for its answer."""
    from ft_data.synthesis.likeness import rouge_l, shared

    before = request.passage.title
    if not said:
        return Ask("write", {"instruction": before}, fields(instruction=TEXT))
    made = said[0]["instruction"]
    if rouge_l(made, before) >= SAME:
        return Finding("not_new", "nearly the task that was shown")
    if shared(made, before) < ABOUT:
        return Finding("off_topic", "hardly a word of the task is left")
    return answered(made, said)


WAY = Way(
    says="harder, longer or more constrained tasks made of those of rows, each with its answer",
    of=SEEDS,
    step=step,
    words=lambda setting: OPERATIONS,
    plan=in_turn,
    steps=("write", "answer"),
    gates=("length", "copied"),
)
