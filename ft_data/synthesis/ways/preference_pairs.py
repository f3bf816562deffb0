"""A better and a worse answer to a row's question: several are sampled and ranked.

`reference`: by the telling words shared with the answer that the row has. `heuristics`: by what anybody sees to be wrong. `judge`: a
judge compares the best so far with the next, each shown first once; only what it says both times counts.
"""

from __future__ import annotations

from collections.abc import Sequence

from ft_data.synthesis.plan import Request
from ft_data.synthesis.replies import ANSWER, Finding, Row, exchange
from ft_data.synthesis.schema import TEXT, fields, one_of
from ft_data.synthesis.ways.way import SEEDS, Ask, Said, Way, in_turn

APART = 0.1  # least difference of two scores, of 1
DRAWS = 100  # between the seeds of two samples: no other request has them
MANNERS = ("as well as you can",)
_SORRY = ("i'm sorry", "i am sorry", "i cannot", "i can't", "as an ai")


def step(request: Request, said: Said) -> Ask | Row | Finding:
    """Ask for the samples, have them compared where a judge ranks, and keep the best beside a worse one."""
    assert request.setting is not None
    spec, question = request.setting.spec, request.passage.title
    if len(said) < spec.samples:
        return Ask("answer", {"question": question}, fields(answer=TEXT), draw=DRAWS * len(said))
    samples = [one["answer"] for one in said[: spec.samples]]
    if spec.rank == "judge":
        found = _judged(question, samples, said[spec.samples :])
        if isinstance(found, Ask):
            return found
    else:
        found = _ranked(request, samples)
    if found is None:
        return Finding("no_difference", f"none of {spec.samples} answers is better than another")
    return exchange(question, found[0], (ANSWER,), rejected=found[1])


def _ranked(request: Request, samples: Sequence[str]) -> tuple[str, str] | None:
    from ft_data.synthesis.likeness import shared

    assert request.setting is not None
    if request.setting.spec.rank == "reference":
        scores = [shared(one, request.passage.text) for one in samples]
    else:
        scores = [_seen(request.passage.title, one) for one in samples]
    best, worst = max(scores), min(scores)
    if best - worst < APART:
        return None
    return samples[scores.index(best)], samples[scores.index(worst)]


def _seen(question: str, answer: str) -> float:
    """Score what anybody sees: an answer about the question, that refuses nothing, repeats nothing and comes to an end."""
    from ft_data.synthesis.checks.words import content, words

    heard, asked = words(answer), set(content(question))
    if not heard:
        return 0.0
    sentences = [one.strip().lower() for one in answer.replace("\n", ". ").split(". ") if one.strip()]
    about = len(asked & set(content(answer))) / len(asked) if asked else 1.0
    varied = len(set(sentences)) / len(sentences)
    ended = answer.rstrip().endswith((".", "!", "?", "```", ")", '"', ":"))
    refused = answer.lower().startswith(_SORRY)
    return (about + varied + ended + (not refused)) / 4


def _judged(question: str, samples: Sequence[str], said: Said) -> Ask | tuple[str, str] | None:
    """Go on comparing, or return the last best with one that it is better than; None where nothing is better."""
    best, worse, at = 0, -1, 0
    for other in range(1, len(samples)):
        if samples[best] == samples[other]:
            continue
        pair = [one["better"] for one in said[at : at + 2]]
        at += 2
        if len(pair) < 2:
            sides = (best, other) if not pair else (other, best)
            shown = {"question": question, "first": samples[sides[0]], "second": samples[sides[1]]}
            return Ask("rank", shown, fields(better=one_of(("first", "second", "neither"))), judge=True)
        if pair == ["first", "second"]:
            worse = other
        elif pair == ["second", "first"]:
            best, worse = other, best
    return (samples[best], samples[worse]) if worse >= 0 else None


WAY = Way(
    says="a better and a worse answer to the questions of rows, ranked by reference, by heuristics or by a judge",
    of=SEEDS,
    step=step,
    words=lambda setting: MANNERS,
    plan=in_turn,
    steps=("answer", "rank"),
    gates=("length",),
    stage="preference",
    calls=lambda spec: spec.samples,
    takes=frozenset({"samples", "rank"}),
)
