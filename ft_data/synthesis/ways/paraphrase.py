"""The question of a row in other words, as somebody else would ask it; the answer stays."""

from __future__ import annotations

from ft_data.synthesis.plan import Request
from ft_data.synthesis.replies import QUESTION, Finding, Row, exchange
from ft_data.synthesis.schema import TEXT, fields
from ft_data.synthesis.ways.way import SEEDS, Ask, Said, Way, in_turn

STYLES = (
    "in other words, as plainly as can be",
    "as somebody in a hurry types it",
    "politely, in a whole letter's tone",
    "as a beginner who does not know the terms",
    "as an expert, in the terms of the field",
    "as part of a sentence about what one is doing just now",
    "as a request, not as a question",
    "as an impatient customer",
)


def step(request: Request, said: Said) -> Ask | Row | Finding:
    """Ask for other words; numbers and names must be the same ones."""
    from ft_data.synthesis.checks.grounding import strays
    from ft_data.synthesis.checks.words import words

    before = request.passage.title
    if not said:
        return Ask("ask", {"question": before}, fields(question=TEXT))
    now = said[0]["question"]
    if words(now) == words(before):
        return Finding("copied", "the question as it was")
    if strays(before, now) or strays(now, before):
        return Finding("meaning_lost", "a number, a name or the subject is not in both wordings")
    return exchange(now, request.passage.text, (QUESTION,))


WAY = Way(
    says="the question of a row in other words, styles or persons; the answer stays",
    of=SEEDS,
    step=step,
    words=lambda setting: setting.spec.styles or STYLES,
    plan=in_turn,
    gates=("length", "copied"),
    takes=frozenset({"styles"}),
)
