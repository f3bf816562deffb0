"""Questions and answers, each grounded in one passage of a document."""

from __future__ import annotations

from ft_data.synthesis.plan import Request
from ft_data.synthesis.replies import Finding, Row, exchange
from ft_data.synthesis.ways.way import DOCUMENTS, Ask, Said, Way, round_by_round

# Requests about one passage ask after different things: else a model asks the same again.
ANGLES = (
    "after something definite that it states",
    "why or how something in it is so",
    "what something that it names is, or is for",
    "how something in it is done, or used",
    "how two things in it differ, or belong together",
)


def step(request: Request, said: Said) -> Ask | Row | Finding:
    """Ask about the passage; the answer is the row."""
    if not said:
        return Ask("ask", request.passage.shown())
    return exchange(said[0]["question"], said[0]["answer"])


WAY = Way(
    says="questions and answers, each grounded in one passage of a document",
    of=DOCUMENTS,
    step=step,
    words=lambda setting: ANGLES[: setting.spec.each],
    plan=round_by_round,
)
