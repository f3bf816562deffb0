"""Planted faults against all gates that a generated row passes: `python -m bench.gates SHARED [--set NAME | --squad FILE] [--rows N]`.

Passages and questions are people's, by path: `health` are pages of health agencies under their own questions (MedQuAD); `reading` are
questions that were made to be hard to read (adversarial_qa, quoref), many of which nobody understands who has not seen the
passage; `--squad` reads any file in SQuAD's layout. The clean answer is a sentence of the passage that holds people's answer, or that
answer. Each fault changes one thing of it. Benchmark items are those of the benchmarks in SHARED, planted as a teacher would bring them.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bench.contamination import benchmark
from bench.support.gate_faults import FAULTS
from bench.support.gate_sets import SETS, Case, squad
from ft_data.decontamination.benchmarks import BenchmarkItem
from ft_data.decontamination.index import build_index
from ft_data.signals.registry import declared
from ft_data.stages.generating import contamination_by
from ft_data.synthesis import ways
from ft_data.synthesis.checks.language import language
from ft_data.synthesis.checks.measured import measured, wanted
from ft_data.synthesis.checks.standing import alone
from ft_data.synthesis.generation import Made, Validate
from ft_data.synthesis.plan import Request
from ft_data.synthesis.replies import Finding, Pair, exchange
from ft_data.synthesis.validation import validator

WAY = "qa_from_documents"
Found = list[Finding | None]


def gates(items: Sequence[BenchmarkItem]) -> Validate:
    """Return what a row of documents goes through, but for a judge and people."""
    way, prompt = ways.get(WAY), ways.prompt_of(WAY, None)
    told = "\n".join(prompt.render("ask", words, None) for words in ways.qa_from_documents.ANGLES)
    first = [partial(language, said=None), partial(measured, groups=wanted(declared()))]
    return validator(
        told, lambda request: request.key, first, [contamination_by(build_index(items))], (), way.gates
    )


def judged(validate: Validate, cases: Sequence[Case]) -> Found:
    """Return what the gates find of each case; none of them knows of the others."""
    found: Found = []
    for start in range(0, len(cases), 500):
        wave = [_made(start + k, *case) for k, case in enumerate(cases[start : start + 500])]
        said, _ = validate(wave, ())
        # What is found before any gate comes first: `ft_data.synthesis.plan.stands`.
        found += [alone(one.pairs, one.request.passage) or said[one.request.key] for one in wave]
    return found


def _made(number: int, passage, pair: Pair) -> Made:  # type: ignore[no-untyped-def]
    apart = passage._replace(
        record_id=f"{number}-{passage.record_id}"
    )  # rows of one passage are not compared here
    row = exchange(pair.question, pair.answer)
    return Made(Request(str(number), b"", apart, 0), None, row.whole, row=row)


def benchmarks(shared: Path) -> list[BenchmarkItem]:
    """Read the benchmarks."""
    root = shared / "data/benchmarks"
    paths = [root / "bbh", *(next(p for p in sorted(path.iterdir()) if p.is_file()) for path in sorted(root.iterdir()) if path.name != "bbh")]  # fmt: skip
    return [item for path in paths for item in benchmark(path)]


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", text.lower()).split())


def _edited(text: str) -> str:
    """Leave out every fifteenth word."""
    words = text.split()
    return " ".join(word for at, word in enumerate(words) if at % 15 != 9 or len(words) < 12)


def _asked(item: BenchmarkItem) -> str:
    """Return a question with the choices that belong to it."""
    options = "".join(
        f"\n({letter}) {choice}" for letter, choice in zip("ABCDEFGHIJKLMNOPQRS", item.choices, strict=False)
    )
    return " ".join(item.question) + (options if item.benchmark == "bbh" else "")


# What a teacher that knows a benchmark may write: its question, plain or framed, with the answer or in the answer.
BROUGHT: dict[str, Callable[[BenchmarkItem, Pair], Pair]] = {
    "the question": lambda item, pair: Pair(_asked(item), pair.answer),
    "in lower case": lambda item, pair: Pair(_plain(_asked(item)), pair.answer),
    "framed": lambda item, pair: Pair(f"Here is a task for you. {_asked(item)} Explain it.", pair.answer),
    "in the answer": lambda item, pair: Pair(pair.question, f"{pair.answer} {_asked(item)}"),
    "a word in 15 left out": lambda item, pair: Pair(_edited(_asked(item)), pair.answer),
    "question and answer": lambda item, pair: Pair(_asked(item), item.answer or pair.answer),
}


def contaminated(
    validate: Validate, items: Sequence[BenchmarkItem], cases: Sequence[Case], rng: random.Random
) -> None:
    """Print the share of benchmark items that no gate lets through, and that are named as such where they come so far."""
    by_name: dict[str, list[BenchmarkItem]] = {}
    for item in items:
        by_name.setdefault(item.benchmark, []).append(item)
    drawn = [
        item for name in sorted(by_name) for item in rng.sample(by_name[name], min(80, len(by_name[name])))
    ]
    for title, brought in BROUGHT.items():
        for shown, what in (("benchmark item", validate), ("  that gate alone", None)):
            planted = [(p, brought(item, pair)) for item, (p, pair) in zip(drawn, cases * 9, strict=False)]
            found = judged(what, planted) if what else _scanned(items, planted)
            missed = Counter(item.benchmark for item, one in zip(drawn, found, strict=True) if one is None)
            caught = sum(one is not None for one in found)
            print(
                f"{shown}, {title}: {caught / len(found):.3f} of {len(found)}; {_reasons(found)}; missed {dict(missed)}"
            )


def _scanned(items: Sequence[BenchmarkItem], planted: Sequence[Case]) -> Found:
    made = [_made(k, *case) for k, case in enumerate(planted)]
    said = contamination_by(build_index(items))(made)
    return [said.get(one.request.key) for one in made]


def _reasons(found: Found) -> dict[str, int]:
    return dict(Counter(one.reason if one else "kept" for one in found).most_common())


def main() -> None:
    """Print the share that each fault is found in, and the share of clean rows that is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--set", choices=sorted(SETS), default="health")
    parser.add_argument("--squad", type=Path)
    parser.add_argument("--rows", type=int, default=400)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--items", action="store_true", help="benchmark items too")
    given = parser.parse_args()
    rng = random.Random(3)
    found = list(dict.fromkeys(squad(given.squad) if given.squad else SETS[given.set](given.shared)))
    rng.shuffle(found)
    found = list({pair.question: (passage, pair) for passage, pair in found}.values())[: given.rows]
    items = benchmarks(given.shared)
    validate = gates(items)
    shifted = found[7:] + found[:7]
    planted: dict[str, list[Case]] = {"clean": found}
    for fault, plant in FAULTS.items():
        planted[fault] = [(p, q) for p, pair in found if (q := plant(p, pair, rng)) is not None]
    planted["about another passage"] = [
        (p, q) for (p, _), (other, q) in zip(found, shifted, strict=True) if p != other
    ]
    planted["the question of another"] = [
        (p, Pair(q.question, own.answer))
        for (p, own), (other, q) in zip(found, shifted, strict=True)
        if p != other
    ]
    planted["another language"] = [(p, FOREIGN[k % len(FOREIGN)]) for k, (p, _) in enumerate(found)]
    for fault, cases in planted.items():
        said = judged(validate, cases)
        kept = sum(one is None for one in said)
        share = kept if fault == "clean" else len(said) - kept
        print(
            f"{fault}: {share / max(len(said), 1):.3f} of {len(said)} {'kept' if fault == 'clean' else 'found'}; {_reasons(said)}"
        )
        wrong = [
            (one, case) for one, case in zip(said, cases, strict=True) if (one is None) != (fault == "clean")
        ]
        for one, (_, pair) in wrong[: given.show]:
            print(
                f"  {one.reason + ': ' + one.evidence if one else 'missed'} | {pair.question[:160]} | {pair.answer[:300]}"
            )
    if given.items:
        contaminated(validate, items, found, rng)


FOREIGN = [
    Pair("¿Qué es lo que se dice de este puerto en el documento?", "El puerto tiene muchos muelles y los pilotos esperan a los barcos cerca de la boya."),
    Pair("Was wird über den Hafen in diesem Text gesagt?", "Der Hafen hat viele Liegeplätze, und die Lotsen warten in der Nähe der Boje auf die Schiffe."),
    Pair("Que dit ce document au sujet du port ?", "Le port possède de nombreux postes et les pilotes attendent les navires près de la bouée."),
]  # fmt: skip


if __name__ == "__main__":
    main()
