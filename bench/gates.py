"""Planted faults against the validation of generated rows: `python -m bench.gates SHARED [--set NAME] [--rows N]`.

Passages and questions are people's, by path: `health` are pages of health agencies under their own questions (MedQuAD); `reading` are
questions that were made to be hard to read (adversarial_qa, quoref), many of which nobody understands who has not seen the
passage. The clean answer is a sentence of the passage, of `reading` the one that holds people's answer. Each fault changes one
thing of it.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from ft_data.signals.fitted import align, values
from ft_data.signals.fitted.facts import sentences
from ft_data.synthesis.checks.copied import ECHO
from ft_data.synthesis.checks.language import language
from ft_data.synthesis.checks.words import words
from ft_data.synthesis.generation import Made
from ft_data.synthesis.passages import Passage, passages
from ft_data.synthesis.plan import Request
from ft_data.synthesis.prompts import shipped
from ft_data.synthesis.replies import Finding, Pair
from ft_data.synthesis.validation import alone
from ft_data.synthesis.ways.qa_from_documents import ANGLES

TOLD = words(shipped("qa_from_documents").render("ask", ANGLES[0], None))
_AQA = re.compile(r'passage\n\n"(.*)",\n\nanswer the following question.*?Question: (.*)\Z', re.S)
_QUOREF = re.compile(r"context:\n\n(.*)\n\n[^\n]*answer[^\n]*question[^\n]*\n\n(.*)\Z", re.S)
Case = tuple[Passage, Pair]
_AUX = re.compile(r"\b(is|was|are|were|has|had|can|could|will|would|should|may|must)\b")


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
                holds = [one for one in sentences(passage) if span and span in one and _fits(one)]
                if holds:
                    yield Passage("0", 0, passage), Pair(question, holds[0])


def health(shared: Path) -> Iterator[Case]:
    """Yield passages of pages of health agencies, the question that heads them, and a sentence of the passage."""
    rng = random.Random(1)
    for path in sorted((shared / "data/medquad").rglob("*.xml")):
        page = ElementTree.parse(path)
        title = page.findtext("Focus") or ""
        for pair in page.iter("QAPair"):
            question = " ".join((pair.findtext("Question") or "").split())
            text = re.sub(r"[ \t]+", " ", pair.findtext("Answer") or "")
            for passage in passages("0", text, 1_500, title)[:1]:
                holds = [one for one in sentences(passage.text) if _fits(one)]
                if holds:
                    yield passage, Pair(question, " ".join(rng.choice(holds).split()))


def _fits(sentence: str) -> bool:
    return 6 <= len(words(sentence)) < ECHO


SETS = {"health": health, "reading": read}


def number(passage: Passage, pair: Pair, rng: random.Random) -> Pair | None:
    """Put another number in the place of one."""
    found = [
        one for one in values.read(pair.answer) if one.kind == "number" and pair.answer[one.start].isdigit()
    ]
    if not found:
        return None
    one = rng.choice(found)
    digits = re.match(r"[\d,.]*\d", pair.answer[one.start :])
    assert digits is not None
    other = str(int(re.sub(r"\D", "", digits[0]) or 0) + rng.choice((1, 2, 3, 7, 10, 40)))
    return _put(passage, pair, one.start, one.start + len(digits[0]), other)


def date(passage: Passage, pair: Pair, rng: random.Random) -> Pair | None:
    """Move a year."""
    years = list(re.finditer(r"\b(1[0-9]{3}|20[0-2][0-9])\b", pair.answer))
    if not years:
        return None
    year = rng.choice(years)
    return _put(passage, pair, *year.span(), str(int(year[0]) + rng.choice((-10, -3, -1, 1, 2, 5))))


def name(passage: Passage, pair: Pair, rng: random.Random) -> Pair | None:
    """Put another name in the place of one, wherever it stands in its sentence."""
    one = align.sentence(pair.answer)
    named = frozenset(name for piece in sentences(passage.text) for name in align.sentence(piece).named)
    found = [
        token
        for token in one.tokens
        if token.value is None and token.text.istitle() and len(token.text) > 3 and token.key in named
    ]
    if not found:
        return None
    token = rng.choice(found)
    other = rng.choice(["Velmora", "Quistad", "Harrowby", "Tennick", "Osmera", "Wexholm", "Calder", "Morrow"])
    return _put(passage, pair, token.start, token.start + len(token.text), other)


def _put(passage: Passage, pair: Pair, start: int, end: int, other: str) -> Pair | None:
    if re.search(rf"(?<!\w){re.escape(other)}(?!\w)", passage.whole):
        return None
    return Pair(pair.question, pair.answer[:start] + other + pair.answer[end:])


def negation(passage: Passage, pair: Pair, rng: random.Random) -> Pair | None:
    """Deny the sentence."""
    match = _AUX.search(pair.answer)
    return (
        Pair(pair.question, pair.answer[: match.end()] + " not" + pair.answer[match.end() :])
        if match
        else None
    )


def echo(passage: Passage, pair: Pair, rng: random.Random) -> Pair | None:
    """Answer with the whole passage."""
    return Pair(pair.question, " ".join(words_of(passage.text, 240)))


def words_of(text: str, most: int) -> list[str]:
    """Return the first words as they stand."""
    return text.split()[:most]


FAULTS = {"number": number, "date": date, "name": name, "contradiction": negation, "echo": echo}


def main() -> None:
    """Print the share that each fault is found in, and the share of clean rows that is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--set", choices=sorted(SETS), default="health")
    parser.add_argument("--rows", type=int, default=400)
    parser.add_argument("--show", type=int, default=0)
    given = parser.parse_args()
    rng = random.Random(3)
    found = list(dict.fromkeys(SETS[given.set](given.shared)))
    rng.shuffle(found)
    found = found[: given.rows]
    kept: Counter[str] = Counter()
    missed: dict[str, list[str]] = {}
    clean = []
    for passage, pair in found:
        against = alone(pair, passage, TOLD)
        kept[against.reason if against else "kept"] += 1
        clean += [(passage, pair)] if against is None else []
        if against is not None and given.show:
            missed.setdefault("clean", []).append(f"{against} | {pair}")
    print(f"clean: {kept['kept']} of {len(found)} kept = {kept['kept'] / len(found):.3f}; {dict(kept)}")
    for fault, plant in FAULTS.items():
        planted = [(p, q) for p, pair in found if (q := plant(p, pair, rng)) is not None]
        caught = Counter((a.reason if (a := alone(q, p, TOLD)) else "missed") for p, q in planted)
        missed[fault] = [f"{q.answer}" for p, q in planted if not alone(q, p, TOLD)]
        print(f"{fault}: {1 - caught['missed'] / len(planted):.3f} of {len(planted)}; {dict(caught)}")
    shifted = list(zip(found, found[7:] + found[:7], strict=True))
    far = {
        "off topic": [(p, other) for (p, _), (q, other) in shifted if p != q],
        "a question of another passage": [
            (p, Pair(other.question, pair.answer)) for (p, pair), (q, other) in shifted if p != q
        ],
    }
    for fault, planted in far.items():
        caught = Counter((a.reason if (a := alone(q, p, TOLD)) else "missed") for p, q in planted)
        print(f"{fault}: {1 - caught['missed'] / len(planted):.3f} of {len(planted)}; {dict(caught)}")
    print(f"other language: {_languages(given.shared, clean)}")
    for fault, texts in missed.items():
        for text in texts[: given.show]:
            print(f"  {fault}: {text[:400]}")


def _languages(shared: Path, clean: list[Case]) -> str:
    foreign = [
        Pair("¿Qué es lo que se dice de este puerto en el documento?", "El puerto tiene muchos muelles y los pilotos esperan a los barcos cerca de la boya."),
        Pair("Was wird über den Hafen in diesem Text gesagt?", "Der Hafen hat viele Liegeplätze, und die Lotsen warten in der Nähe der Boje auf die Schiffe."),
        Pair("Que dit ce document au sujet du port ?", "Le port possède de nombreux postes et les pilotes attendent les navires près de la bouée."),
    ]  # fmt: skip
    made = [_made(k, p, foreign[k % 3]) for k, (p, _) in enumerate(clean)]
    own = [_made(k, p, q) for k, (p, q) in enumerate(clean)]
    wrong: dict[str, Finding] = language(own, None)
    return f"{len(language(made, None)) / len(made):.3f} of {len(made)} found, {len(wrong)} of {len(own)} clean rows too"


def _made(number: int, passage: Passage, pair: Pair) -> Made:
    return Made(Request(str(number), b"", passage, 0), None, pair)


if __name__ == "__main__":
    main()
