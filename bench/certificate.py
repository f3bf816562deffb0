"""What the certificate finds where the truth is known: `python -m bench.certificate SHARED [PART ...]`.

`files`: human-vs-machine, 150 pairs a file, shared beginnings cut, folds by pair. `null`: halves of human sources, with and without each row
twice. `mixed`: 400 rows of which a fifth is a machine's. `words`: planted give-aways. `collapse`: planted makers.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from ft_data.synthesis.certificate import collapse, twosample, variety
from ft_data.synthesis.certificate.certify import Row, certify
from ft_data.synthesis.certificate.features import vectors
from ft_data.synthesis.certificate.giveaways import giveaways
from ft_data.synthesis.certificate.groups import groups


def pairs(shared: Path) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each file with its pairs of a person's text and a machine's, without what both begin with."""
    for path in sorted((shared / "data/human-vs-machine").glob("*.json")):
        found = json.loads(path.read_text("utf-8"))
        cut = []
        for human, machine in zip(found["original"], found["sampled"], strict=True):
            same = next((k for k, (x, y) in enumerate(zip(human, machine, strict=False)) if x != y), 0)
            cut.append((human[same:].strip(), machine[same:].strip()))
        yield path.name.split(".raw")[0], [one for one in cut if all(one)]


def files(shared: Path) -> None:
    """Print the areas of every file."""
    for name, found in pairs(shared):
        human = [Row("", a, (k,)) for k, (a, _) in enumerate(found)]
        made = [Row("", b, (k,)) for k, (_, b) in enumerate(found)]
        one = certify(made, human)
        told = ", ".join(word.term for word in one.words[:6])
        print(
            f"{name}: {len(found)} pairs, area {one.raw.area:.3f}, length matched {one.matched.area:.3f} "
            f"({one.matched.low:.3f} to {one.matched.high:.3f}), length alone {one.length_alone:.3f}; {told}"
        )


def null(shared: Path, splits: int = 200) -> None:
    """Print how often two halves of one human source are told apart, at 5%."""
    halves({name: [a for a, _ in found] for name, found in pairs(shared) if name.endswith("gpt-4")}, splits)


def contexts(path: Path, most: int = 300) -> list[str]:
    """Return the texts of a file in SQuAD's layout, drawn at random."""
    found = [
        part["context"] for page in json.loads(path.read_text("utf-8"))["data"] for part in page["paragraphs"]
    ]
    unique = sorted(dict.fromkeys(" ".join(text.split()) for text in found))
    return random.Random(1).sample(unique, min(most, len(unique)))


def halves(sources: Mapping[str, Sequence[str]], splits: int) -> None:
    """Print how often two halves of one source are told apart, at 5%, with each row once and twice."""
    rng = random.Random(5)
    for twice in (False, True):
        read = {
            name: (vectors([*texts] * (1 + twice)), groups([*texts] * (1 + twice)))
            for name, texts in sources.items()
        }
        alarms, areas = 0, []
        for number in range(splits):
            name = sorted(sources)[number % len(sources)]
            rows, group = read[name]
            size = len(sources[name])
            dealt = rng.sample(range(size), size // 2)
            made = np.zeros(size, bool)
            made[dealt] = True
            one = twosample.test(rows, np.tile(made, 1 + twice), group, seed=number)
            alarms += one.alarm
            areas.append(one.area)
        print(
            f"null{', each row twice' if twice else ''}: {alarms} of {splits} told apart, area {np.mean(areas):.3f} "
            f"(sd {np.std(areas):.3f}); { ({name: len(texts) for name, texts in sources.items()}) }",
            flush=True,
        )


def mixed(shared: Path, draws: int = 20) -> None:
    """Print how often 400 rows of which a fifth is a machine's are told from 400 of people."""
    found = dict(pairs(shared))
    human = sorted({a for name in found for a, _ in found[name]})
    machine = [b for name in found for _, b in found[name]]
    rng = random.Random(9)
    told = []
    for number in range(draws):
        rng.shuffle(human)
        texts = human[:400] + human[400:720] + rng.sample(machine, 80)
        made = np.array([False] * 400 + [True] * (len(texts) - 400))
        told.append(twosample.test(vectors(texts), made, groups(texts), seed=number))
    count = sum(one.verdict == twosample.TOLD for one in told)
    print(
        f"mixed: told in {count} of {draws}; 400 against {len(texts) - 400}, of which 80 a machine's; people's texts {len(human)}; "
        f"areas {min(one.area for one in told):.3f} to {max(one.area for one in told):.3f}"
    )


def planted(shared: Path, draws: int = 10) -> None:
    """Print how often planted words are among those that are named."""
    human = [a for name, found in pairs(shared) if name == "xsum_gpt-4" for a, _ in found]
    rng, both = random.Random(2), 0
    for _ in range(draws):
        rng.shuffle(human)
        half = len(human) // 2
        other = [
            text.replace(". ", ". In conclusion, ", 1) + (" We delve into it." if rng.random() < 0.6 else "")
            for text in human[half:]
        ]
        texts = human[:half] + other
        made = np.array([False] * half + [True] * len(other))
        named = " | ".join(word.term for word in giveaways(texts, made, groups(texts)))
        both += "delve" in named and "in conclusion" in named
    print(f"words: both planted ones named in {both} of {draws}")


def makers(shared: Path) -> None:
    """Print what is found of makers that collapsed, and of healthy people."""
    human = {name: [a for a, _ in found] for name, found in pairs(shared) if name.endswith("gpt-4")}
    rng = random.Random(4)
    ground = human["xsum_gpt-4"]
    templated = [f"Based on the information provided, {text[:300]}" for text in ground]
    named = [text.replace(". ", f". As Dr Velmora {rng.choice(['said', 'noted', 'put it'])}, ", 1) for text in human["writing_gpt-4"]]  # fmt: skip
    cold = [rng.choice(ground[:40]) for _ in range(150)]
    for title, made in {"one template": templated, "one name": named, "temperature 0": cold}.items():
        print(f"{title}: {_found(made, ground)}")
    for title, made in human.items():
        for other, beside in human.items():
            print(f"people, {title} beside {other}: {_found(made, beside)}")


def _found(made: Sequence[str], human: Sequence[str]) -> str:
    """Name what has collapsed, and say of how many kinds each side is."""
    rows = vectors([*human, *made])
    drawn = variety.drawn(rows, np.arange(len(rows)) >= len(human))
    kinds, of_people = (variety.variety(one) for one in drawn)
    found = [*collapse.collapsed(made, human, "answer"), *collapse.few_kinds(len(drawn[0]), kinds, of_people)]
    return f"{[one.name for one in found]}; {kinds.vendi:.0f} kinds, people's {of_people.vendi:.0f}; coverage {variety.coverage(*drawn):.2f}"


PARTS = {"files": files, "null": null, "mixed": mixed, "words": planted, "collapse": makers}


def main() -> None:
    """Run the parts that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []])
    parser.add_argument(
        "--squad", type=Path, nargs="+", help="other human sources for `null` alone, in SQuAD's layout"
    )
    parser.add_argument("--splits", type=int, default=200)
    given = parser.parse_args()
    if given.squad:
        halves({path.stem: contexts(path) for path in given.squad}, given.splits)
        return
    for part in given.parts or PARTS:
        PARTS[part](given.shared)


if __name__ == "__main__":
    main()
