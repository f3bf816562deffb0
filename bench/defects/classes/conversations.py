"""Conversations whose turns are wrong: roles, order, gaps."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from bench.defects.model import Planted, Row, Turn, defect
from bench.defects.natural import Patterns


def _with(row: Row, turns: list[Turn]) -> Row:
    return replace(row, messages=tuple(turns))


@defect(
    "swapped_roles",
    definition="Who speaks is labelled the wrong way round: the person answers and the assistant asks.",
    origin="documented",
    severity="drop",
    seen_in="conversions between human/gpt and user/assistant layouts; oumi checks role order",
    shape="conversation",
)
def swapped_roles(row: Row, rng: Random, patterns: Patterns) -> Planted:
    other = {"user": "assistant", "assistant": "user"}
    return Planted(_with(row, [(other.get(turn[0], turn[0]), *turn[1:]) for turn in row.messages]))


@defect(
    "lost_turn",
    definition="A turn is missing, so that one side speaks twice in a row and the second answer hangs in the air.",
    origin="documented",
    severity="drop",
    seen_in="ShareGPT exports; FastChat drops conversations with wrong turn order",
    shape="conversation",
)
def lost_turn(row: Row, rng: Random, patterns: Patterns) -> Planted | None:
    turns = list(row.messages)
    middle = [i for i, turn in enumerate(turns[:-1]) if turn[0] in ("user", "assistant") and i > 1]
    if not middle:
        return None
    gone = rng.choice(middle)
    return Planted(_with(row, turns[:gone] + turns[gone + 1 :]), detail={"lost": gone})


@defect(
    "empty_turn",
    definition="A turn of the assistant is empty.",
    origin="natural",
    severity="drop",
    seen_in="hh-rlhf: 4 empty final turns",
    shape="conversation",
)
def empty_turn(row: Row, rng: Random, patterns: Patterns) -> Planted:
    turns = list(row.messages)
    spots = [i for i, turn in enumerate(turns) if turn[0] == "assistant" and len(turn) == 2]
    spot = spots[-1] if rng.random() < 0.6 else rng.choice(spots)
    turns[spot] = ("assistant", rng.choice(patterns.blank_turns.values))
    return Planted(_with(row, turns), patterns.blank_turns.source, detail={"turn": spot})


@defect(
    "unanswered_end",
    definition="The conversation ends with a question of the person and has no answer to it.",
    origin="documented",
    severity="repair",
    seen_in="abandoned chats in support exports and ShareGPT",
    shape="conversation",
)
def unanswered_end(row: Row, rng: Random, patterns: Patterns) -> Planted:
    last = rng.choice(
        (
            "And how would I undo that later?",
            "Hello? Are you still there?",
            "What if it does not work?",
            "Why is that?",
        )
    )
    return Planted(_with(row, [*row.messages, ("user", last)]), clean=row, marks=(last,))


@defect(
    "late_system",
    definition="A system message stands in the middle of the conversation.",
    origin="documented",
    severity="review",
    seen_in="joined sessions; oumi's quality check names it",
    shape="conversation",
)
def late_system(row: Row, rng: Random, patterns: Patterns) -> Planted:
    turns = list(row.messages)
    said = rng.choice(("You are a helpful assistant.", "Answer briefly and politely.", "Session restored."))
    spot = 2 * rng.randint(1, max(1, len(turns) // 2 - 1))
    turns.insert(spot, ("system", said))
    return Planted(_with(row, turns), clean=row, marks=(said,))
