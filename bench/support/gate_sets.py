"""Passages with a question of people's and an answer that the passage gives: what gates must keep."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from ft_data.signals.fitted.facts import sentences
from ft_data.synthesis.checks.copied import ECHO, OF_PASSAGE
from ft_data.synthesis.checks.words import words
from ft_data.synthesis.passages import Passage, passages
from ft_data.synthesis.replies import Pair

_AQA = re.compile(r'passage\n\n"(.*)",\n\nanswer the following question.*?Question: (.*)\Z', re.S)
_QUOREF = re.compile(r"context:\n\n(.*)\n\n[^\n]*answer[^\n]*question[^\n]*\n\n(.*)\Z", re.S)
Case = tuple[Passage, Pair]
LONGEST = 1_500  # characters of a passage, as the recipe has it by default


def read(shared: Path) -> Iterator[Case]:
    """Yield passages with a question about reading them, and the sentence that holds people's answer."""
    for name, shape in (
        ("adversarial_qa_dbert_answer_the_following_q", _AQA),
        ("quoref_Answer_Question_Given_Context", _QUOREF),
    ):
        for line in (shared / "data/t0-p3" / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            if match := shape.search(row["prompt"].strip()):
                passage, question = match[1].strip(), match[2].strip()
                span = row["completion"].replace("<|endoftext|>", "").strip()
                holds = [
                    one
                    for one in sentences(passage)
                    if span and span in one and _fits(one) and not _is_all(one, passage)
                ]
                if holds:
                    yield Passage(passage[:40], 0, passage), Pair(question, holds[0])


def health(shared: Path) -> Iterator[Case]:
    """Yield passages of pages of health agencies, the question that heads them, and a sentence of the passage."""
    rng = random.Random(1)
    for path in sorted((shared / "data/medquad").rglob("*.xml")):
        page = ElementTree.parse(path)
        title = page.findtext("Focus") or ""
        for pair in page.iter("QAPair"):
            question = " ".join((pair.findtext("Question") or "").split())
            text = re.sub(r"[ \t]+", " ", pair.findtext("Answer") or "")
            for passage in passages(path.stem + pair.get("pid", ""), text, LONGEST, title)[:1]:
                holds = [
                    one for one in sentences(passage.text) if _fits(one) and not _is_all(one, passage.text)
                ]
                if holds:
                    yield passage, Pair(question, " ".join(rng.choice(holds).split()))


def _is_all(sentence: str, passage: str) -> bool:
    """Tell whether a sentence is most of its passage: as an answer that is an echo."""
    return len(words(sentence)) >= OF_PASSAGE * len(words(passage))


def _fits(sentence: str) -> bool:
    return 6 <= len(words(sentence)) < ECHO


def squad(path: Path) -> Iterator[Case]:
    """Yield questions of a file in SQuAD's layout about the piece of their text that holds people's answer: that answer where it is
    a sentence or more, else the sentence that it stands in."""
    for number, page in enumerate(json.loads(path.read_text("utf-8"))["data"]):
        for place, paragraph in enumerate(page["paragraphs"]):
            pieces = passages(
                f"{number}-{place}", paragraph["context"], LONGEST, page.get("title", "").replace("_", " ")
            )
            for asked in paragraph["qas"]:
                span = " ".join((asked["answers"] or [{"text": ""}])[0]["text"].split())
                own = len(words(span)) >= 6 and span[-1:] in ".!?"
                for piece in pieces if span else ():
                    held = " ".join(piece.text.split())
                    holds = (
                        [span] if own and span in held else [one for one in sentences(held) if span in one]
                    )
                    if holds and _fits(holds[0]) and not _is_all(holds[0], held):
                        yield piece, Pair(asked["question"].strip(), holds[0])
                        break


SETS = {"health": health, "reading": read}
