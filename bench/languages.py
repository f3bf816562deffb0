"""Measure what is found in other languages than English; language identification; which rows `languages: [en]` loses.

    python -m bench.languages [--matrix [LANGUAGE ...] [--reworded | --further | --fresh | --unseen | --figures] [--missed]] [--private] [--chatterbot FOLDER]

The matrix (ft_data_tests/languages) holds kinds of defect in many languages; with `--matrix` only it is measured. `--reworded`: that in
other words, by somebody who had not seen the packs. `--further`: two more sentences of a kind, written before the packs were widened.
`--fresh`: three more of a kind by somebody else again, frozen before they were measured; `--unseen`: the same by a further one, after the
packs had been widened by what `--fresh` showed, and never used to widen them. `--figures`:
three ways of each figure that all languages have, written before the packs were made to know them.

`--private`: personal data planted in sixteen languages, beside letters where a language sets no space, and numbers that are nobody's.

Labelled text below FT_DATA_SHARED (beside the repository): lines of manual pages in 22 languages, English questions, questions
and answers of a FAQ in five languages; and, where FOLDER is given, a corpus of talk with a folder per language.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.natural.prepare import shared
from bench.support import languages as matrix
from bench.support import private as planted
from ft_data.cleaning.privacy import find
from ft_data.signals.language.measure import language_signals

_TAGS = re.compile(r"<[^>]+>")
PLANTED = "planted"
SEED = 16
_UNSPACED = ("zh", "ja", "th")


def lines() -> Iterator[tuple[str, str, str]]:
    """Yield (set, language, text)."""
    pages = shared() / "data/tldr-multilingual"
    for path in sorted(pages.rglob("*.md")):
        language = path.relative_to(pages).parts[0].removeprefix("pages.").split("_")[0]
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line.startswith("- "):
                yield "manual pages", language, line[2:].rstrip(":")
    with (shared() / "data/banking77/train.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield "bank questions", "en", row["text"]
    with (shared() / "natural/covid/faq.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            for field in ("question", "answer"):
                yield (
                    f"FAQ, {field}s",
                    str(row.get("language") or row.get("lang")),
                    _TAGS.sub(" ", row[field]),
                )


def measure(pairs: Iterable[tuple[str, str]], wanted: list[str]) -> dict[str, list[Any]]:
    """Return the signals of (prompt, answer) pairs."""
    prompts, answers = zip(*pairs, strict=True)
    table = pa.table({"prompt_text": pa.array(prompts), "response_text": pa.array(answers)})
    found = language_signals(table, {"languages": wanted})
    return {name: list(found[name]) for name in ("row_language", "language_unwanted")} | {
        name: [None if value is None else str(value) for value in found[name].to_pylist()]
        for name in ("row_language", "response_language")
    }


def words(text: str, language: str) -> float:
    """Return how many words a text has; two characters are one in scripts without spaces."""
    return sum(map(str.isalpha, text)) / 2 if language in _UNSPACED else len(text.split())


def identification() -> None:
    """Print, by set and length, how many rows are right, unknown and wrong."""
    rows = list(lines())
    found = measure((("", text) for _, _, text in rows), [])["response_language"]
    counts: Counter[tuple[str, str, str]] = Counter()
    for (name, language, text), said in zip(rows, found, strict=True):
        length = "5 words and more" if words(text, language) >= 5 else "under 5 words"
        outcome = "unknown" if said is None else "right" if said == language else "wrong"
        for of in (name, "all"):
            counts[of, length, outcome] += 1
    print(f"{'set':16s} {'length':17s} {'rows':>6s} {'right':>7s} {'unknown':>8s} {'wrong':>7s}")
    for name, length in sorted({key[:2] for key in counts}):
        kinds = [counts[name, length, outcome] for outcome in ("right", "unknown", "wrong")]
        total = sum(kinds)
        print(f"{name:16s} {length:17s} {total:6d} " + " ".join(f"{kind / total:7.4f}" for kind in kinds))


def unwanted(folder: Path) -> None:
    """Print the levels of `language_unwanted` by folder, for a recipe that wants English."""
    rows: list[tuple[str, str, str]] = []
    for path in sorted(folder.glob("*/*.yml")):
        for row in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
            if "question" in row:
                rows.append((path.parent.name, str(row["question"]), str(row["answer"])))
    levels = measure(((asked, said) for _, asked, said in rows), ["en"])["language_unwanted"]
    counts = Counter((name, int(level)) for (name, _, _), level in zip(rows, levels, strict=True))
    print("\nfolder, rows by level of language_unwanted (0: wanted or not told; 3, 4: dropped)")
    for name in sorted({name for name, _ in counts}):
        print(f"{name:20s} " + " ".join(f"{level}: {counts[name, level]:5d}" for level in range(5)))


def defects(wanted: list[str], missed: bool, folder: Path) -> None:
    """Print, by kind of defect and language, how many rows are found, and what becomes of the clean ones."""
    found: Counter[tuple[str, str]] = Counter()
    acted: Counter[tuple[str, str, str]] = Counter()
    named: Counter[tuple[str, str]] = Counter()
    of: Counter[tuple[str, str]] = Counter()
    codes = wanted or matrix.languages(folder)
    for code in codes:
        rows = matrix.read(code, folder)
        for row, outcome in zip(rows, matrix.judge(code, rows), strict=True):
            sound = row.fault in (matrix.CLEAN, matrix.ASKED)
            kind = row.fault if sound else PLANTED
            rightly = outcome.found(row)
            of[kind, code] += 1
            acted[code, kind, outcome.verdict] += 1
            (named if sound else found)[row.of, code] += rightly
            if missed and (rightly if sound else not rightly):
                print(f"{code} {row.fault} {row.of:18s} {sorted(outcome.names)} {row.answer[-120:]!r}")
            elif missed and sound and outcome.verdict in ("drop", "review"):
                print(f"{code} {row.fault} {outcome.verdict} {sorted(outcome.names)} {row.answer[-120:]!r}")
    print(f"{'found':20s}" + "".join(f"{code:>5s}" for code in codes))
    for kind in matrix.RIGHT:
        print(f"{kind:20s}" + "".join(f"{found[kind, code]:5d}" for code in codes))
    share = [sum(found[kind, code] for kind in matrix.RIGHT) / of[PLANTED, code] for code in codes]
    print(f"{'all':20s}" + "".join(f"{value:5.2f}" for value in share))
    for kind in (PLANTED, matrix.CLEAN, matrix.ASKED):
        for verdict in ("drop", "review", "mark"):
            print(
                f"{kind}, {verdict}".ljust(20) + "".join(f"{acted[code, kind, verdict]:5d}" for code in codes)
            )
        print(f"{kind}, of".ljust(20) + "".join(f"{of[kind, code]:5d}" for code in codes))
    print("sound rows under the name of the class they speak of, by class and language:")
    print(*(f"{kind} {code}: {count}" for (kind, code), count in sorted(named.items()) if count), sep=", ")


def private(missed: bool) -> None:
    """Print, by kind and language, how much planted personal data a finding covers, and how many numbers of nobody are taken."""
    hit: Counter[tuple[str, str]] = Counter()
    of: Counter[tuple[str, str]] = Counter()
    for one in planted.cases(SEED):
        found = find(one.text, (planted.LOCAL[one.language].region, "US", "GB"))
        at = one.text.find(one.value)
        taken = {place for f in found for place in range(f.start, f.end)}
        covered = all(at + n in taken for n, sign in enumerate(one.value) if sign.isalnum())
        right = covered if one.value else bool(found)
        of[one.kind, one.language] += 1
        hit[one.kind, one.language] += right
        if missed and right != bool(one.value):
            print(one.language, one.kind, one.text, [(f.kind, one.text[f.start : f.end]) for f in found])
    print(f"{'found':12s}" + "".join(f"{code:>5s}" for code in planted.LOCAL) + "  all")
    for kind in planted.KINDS:
        row = [hit[kind, code] for code in planted.LOCAL]
        total = sum(of[kind, code] for code in planted.LOCAL)
        print(f"{kind:12s}" + "".join(f"{one:5d}" for one in row) + f"  {sum(row)}/{total}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--chatterbot", type=Path)
    parser.add_argument("--matrix", nargs="*", metavar="LANGUAGE")
    parser.add_argument("--missed", action="store_true", help="print the defects that were not found")
    parser.add_argument("--reworded", action="store_true", help="the matrix in other words")
    parser.add_argument("--further", action="store_true", help="two more sentences of a kind")
    parser.add_argument("--private", action="store_true", help="personal data planted in sixteen languages")
    parser.add_argument(
        "--fresh", action="store_true", help="three more, by somebody who had read none of it"
    )
    parser.add_argument(
        "--unseen", action="store_true", help="three more, by a further one, frozen after that"
    )
    parser.add_argument(
        "--figures", action="store_true", help="three ways of each figure that all languages have"
    )
    options = parser.parse_args()
    if options.private:
        private(options.missed)
        sys.exit()
    if options.matrix is not None:
        other = {
            "reworded": matrix.REWORDED,
            "further": matrix.FURTHER,
            "fresh": matrix.FRESH,
            "unseen": matrix.UNSEEN,
            "figures": matrix.FIGURES,
        }
        folder = next((of for name, of in other.items() if getattr(options, name)), matrix.FOLDER)
        defects(options.matrix, options.missed, folder)
        sys.exit()
    identification()
    if options.chatterbot:
        unwanted(options.chatterbot)
