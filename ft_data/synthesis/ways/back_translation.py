"""A question for a given answer: what somebody wrote is the answer, and only the question is made."""

from __future__ import annotations

from ft_data.synthesis.plan import Request
from ft_data.synthesis.replies import QUESTION, Finding, Row, exchange
from ft_data.synthesis.schema import TEXT, fields
from ft_data.synthesis.ways.way import DOCUMENTS, Ask, Said, Way, in_turn

RUN, TOLD = 8, 0.7  # words in a row, and share of a question in such runs of its answer
FORMS = (
    "a question",
    "a request",
    "what somebody asks who has a problem that this solves",
    "a short question of a few words",
    "a question that begins with what its writer knows already",
)


def step(request: Request, said: Said) -> Ask | Row | Finding:
    """Ask for the question."""
    from ft_data.synthesis.checks.words import in_runs, words

    if not said:
        return Ask("ask", {"answer": request.passage.text}, fields(question=TEXT))
    asked = words(said[0]["question"])
    if in_runs(asked, words(request.passage.text), RUN) >= TOLD * len(asked):
        return Finding("copied", "the question tells what it asks for")
    return exchange(said[0]["question"], request.passage.text, (QUESTION,))


WAY = Way(
    says="questions for given answers: passages of documents are the answers",
    of=DOCUMENTS,
    step=step,
    words=lambda setting: FORMS,
    plan=in_turn,
)
