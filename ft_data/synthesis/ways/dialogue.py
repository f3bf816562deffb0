"""Conversations of several turns about one passage: every answer is grounded in it, a call for each turn."""

from __future__ import annotations

from ft_data.synthesis.plan import Request
from ft_data.synthesis.replies import EXCHANGE, Finding, Row
from ft_data.synthesis.ways.way import DOCUMENTS, Ask, Said, Way, in_turn

BEGINNINGS = (
    "somebody who wants to know something definite",
    "somebody who has to do something with it",
    "somebody who doubts what he was told",
)


def step(request: Request, said: Said) -> Ask | Row | Finding:
    """Ask for the next question and its answer, until there are as many as the recipe says."""
    from ft_data.synthesis.checks.words import words

    asked = [tuple(words(one["question"])) for one in said]
    if len(set(asked)) < len(asked):
        return Finding("not_new", "one question twice in a conversation")
    assert request.setting is not None
    if len(said) < request.setting.spec.turns:
        shown = request.passage.shown() | ({"so_far": [*said]} if said else {})
        return Ask("next" if said else "first", shown, EXCHANGE)
    turns = [(role, one[name]) for one in said for role, name in (("user", "question"), ("assistant", "answer"))]  # fmt: skip
    return Row(tuple({"role": role, "content": content} for role, content in turns))


WAY = Way(
    says="conversations of several turns about one passage, every answer grounded in it",
    of=DOCUMENTS,
    step=step,
    words=lambda setting: BEGINNINGS,
    plan=in_turn,
    steps=("first", "next"),
    calls=lambda spec: spec.turns,
    takes=frozenset({"turns"}),
)
