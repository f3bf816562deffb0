"""Rows that are there already."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from bench.defects.model import Planted, Row, defect
from bench.defects.natural import Patterns
from bench.defects.text import jaccard, shingles

SWAPS = {
    "use": "utilise", "shows": "displays", "big": "large", "also": "additionally", "get": "obtain", "but": "however",
    "many": "numerous", "start": "begin", "returns": "gives", "create": "make", "may": "might", "because": "since",
}  # fmt: skip


@defect(
    "exact_duplicate",
    definition="The row is in the set twice, word for word; letter case and spacing may differ.",
    origin="documented",
    severity="drop",
    seen_in="llama-factory: 35 + 8 + 5; presidio-pii: 108; sms-spam: 414",
)
def exact_duplicate(row: Row, rng: Random, patterns: Patterns) -> Planted | None:
    if len(row.text()) < 40:
        return None
    mode = rng.choice(("same", "same", "spacing", "case"))
    made = {
        "same": replace(row, kind=row.kind),  # an object of its own: rows are told apart by identity
        "spacing": replace(row, instruction=row.instruction + " ", response=row.response + "\n"),
        "case": replace(row, instruction=row.instruction[:1].swapcase() + row.instruction[1:]),
    }[mode]
    return Planted(made, of=row, detail={"mode": mode})


@defect(
    "near_duplicate",
    definition="A copy with a few words changed, added or left out; at least 0.8 of its 5-word runs are those of the original.",
    origin="documented",
    severity="drop",
    seen_in="gpteacher removed 1,714 such rows from its toolformer set; re-crawled and re-generated text",
)
def near_duplicate(row: Row, rng: Random, patterns: Patterns) -> Planted | None:
    tokens = row.response.split(" ")
    if not 60 <= len(tokens) <= 600:
        return None
    spots = rng.sample(range(4, len(tokens)), max(1, len(tokens) // 80))
    for spot in spots:
        word = tokens[spot]
        tokens[spot] = rng.choice((SWAPS.get(word, "very " + word), word + " indeed", ""))
    made = replace(row, response=" ".join(t for t in tokens if t))
    like = jaccard(shingles(row.text()), shingles(made.text()))
    if not 0.8 <= like < 1:
        return None
    return Planted(made, of=row, detail={"jaccard5": round(like, 4)})
