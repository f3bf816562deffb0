"""What a list of gaps says is missing: questions of that kind about passages that speak of it."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ft_data.synthesis.passages import Passage
from ft_data.synthesis.plan import Request
from ft_data.synthesis.replies import Finding, Row, exchange
from ft_data.synthesis.ways.way import DOCUMENTS, Ask, BadFile, Drawn, Said, Setting, Way

Gap = Mapping[str, Any]
LEAST = 2  # telling words of a gap that a passage has, or it does not speak of it
EXAMPLES = 3
SAME = 0.9  # ROUGE-L from which a question is an example


def read(text: str) -> list[Gap]:
    """Read a gap list (docs/loop.md): `slice` says what is missing, `words` and `examples` how people ask, `wanted` how many rows are
    enough. Raises BadFile."""
    found: list[Gap] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            one = json.loads(line)
        except (ValueError, RecursionError):
            raise BadFile(f"line {number} is no JSON") from None
        if not isinstance(one, dict) or not isinstance(one.get("slice"), str):
            raise BadFile(f"line {number} says no `slice`")
        lists = {key: one.get(key) or [] for key in ("words", "examples")}
        if not all(
            isinstance(said, list) and all(isinstance(w, str) for w in said) for said in lists.values()
        ):
            raise BadFile(f"line {number}: `words` and `examples` are lists of texts")
        wanted = one.get("wanted")
        if wanted is not None and (type(wanted) is not int or wanted < 0):
            raise BadFile(f"line {number}: `wanted` is no number of rows")
        found.append({"slice": one["slice"], "wanted": wanted} | lists)
    if not found:
        raise BadFile("there is no gap in it")
    return found


def plan(setting: Setting, passages: Sequence[Passage]) -> Iterator[Drawn]:
    """For each gap take the passages that say most of its words, the rare ones above all; every gap once before any again."""
    from ft_data.synthesis.checks.words import content

    spoken = [frozenset(content(one.whole)) for one in passages]
    held = Counter(word for one in spoken for word in one)
    near = []
    for gap in setting.files["gaps"]:
        wanted = {*content(" ".join([gap["slice"], *gap["words"], *gap["examples"]]))}
        ranked = []
        for place, one in enumerate(spoken):
            common = wanted & one
            if len(common) >= min(LEAST, len(wanted)) and common:
                ranked.append((-sum(math.log(1 + len(spoken) / held[word]) for word in common), place))
        near.append([passages[place] for _, place in sorted(ranked)][: gap["wanted"]])
    for number in range(max(map(len, near), default=0)):
        for gap, found in zip(setting.files["gaps"], near, strict=True):
            if number < len(found):
                yield Drawn(found[number], number, "", gap)


def step(request: Request, said: Said) -> Ask | Row | Finding:
    """Ask about the passage what the gap is about."""
    from ft_data.synthesis.likeness import rouge_l

    if not said:
        gap = request.extra
        missing = {"missing": gap["slice"], "asked_like": gap["examples"][:EXAMPLES]}
        return Ask("ask", request.passage.shown() | missing)
    question = said[0]["question"]
    if any(rouge_l(question, shown) >= SAME for shown in request.extra["examples"]):
        return Finding("not_new", "an example of how people ask")
    return exchange(question, said[0]["answer"])


WAY = Way(
    says="questions and answers that a list of gaps asks for, about passages that speak of them",
    of=DOCUMENTS,
    step=step,
    plan=plan,
    reads={"gaps": read},
)
