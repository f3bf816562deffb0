"""Do the fitted signals separate what they should? On data given by path, with 95% intervals.

python -m bench.models targets SHARED [--seed 1]      in-domain against other rows, by number of targets: AUC
python -m bench.models references SHARED [--seed 1]   wrong numbers, dates and names planted: precision, recall
python -m bench.models speed SHARED                   rows a second of each fitted group
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import math
import random
import re
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from ft_data.intervals import wilson
from ft_data.recipe.schema import Source
from ft_data.signals import registry
from ft_data.signals.fitted import align, clusters, facts, references, targets, values
from ft_data.sources import reading
from ft_data.sources.shapes import Mapper

FITTED = {group.name: group for group in registry.fitted()}


def texts(folder: Path, pattern: str) -> list[tuple[str, str, str]]:
    """Read title or prompt, text or answer, and place of every example."""
    found = []
    mapper = Mapper(Source(path="-"), "instruction")
    for chunk in reading.plan(folder, pattern).chunks:
        for batch in reading.read(chunk, folder):
            for row, raw in batch.rows:
                for draft in mapper(orjson.loads(raw)).drafts:
                    said = [turn["content"] for turn in draft.messages]
                    title = " ".join((draft.extra or {}).get("headings") or [])
                    first = title if len(said) == 1 else said[0]
                    found.append((first, said[-1], f"{chunk.uri} row {row}"))
    return found


def corpus(shared: Path) -> list[dict[str, Any]]:
    """Read the mixed corpus."""
    import zstandard

    with open(shared / "corpus/c10k/corpus.jsonl.zst", "rb") as file:
        lines = io.TextIOWrapper(
            zstandard.ZstdDecompressor().stream_reader(file), encoding="utf-8", newline="\n"
        )
        return [json.loads(line) for line in lines]


def table(rows: list[tuple[str, str]]) -> pa.Table:
    return pa.table(
        {
            "record_id": [f"{number:06d}" for number in range(len(rows))],
            "prompt_text": pa.array([prompt for prompt, _ in rows], pa.string()),
            "response_text": pa.array([answer for _, answer in rows], pa.string()),
        }
    )


def auc(high: Any, low: Any) -> tuple[float, float]:
    """Return the area under the ROC curve and half its 95% interval (Hanley & McNeil 1982)."""
    both = np.concatenate([high, low])
    order = np.argsort(both, kind="stable")
    ranks = np.empty(len(both))
    _, start, count = np.unique(both[order], return_index=True, return_counts=True)
    ranks[order] = np.repeat(start + (count + 1) / 2, count)
    n, m = len(high), len(low)
    a = (ranks[:n].sum() - n * (n + 1) / 2) / (n * m)
    q1, q2 = a / (2 - a), 2 * a * a / (1 + a)
    variance = (a * (1 - a) + (n - 1) * (q1 - a * a) + (m - 1) * (q2 - a * a)) / (n * m)
    return float(a), 1.96 * math.sqrt(max(variance, 0.0))


def rate(hits: int, count: int) -> str:
    share, low, high = wilson(hits, count)
    return f"{share:.3f} [{low:.3f}, {high:.3f}] of {count}" if count else "-"


def run_targets(shared: Path, seed: int) -> None:
    draw = random.Random(seed)
    with open(shared / "data/banking77/train.csv", encoding="utf-8", newline="") as file:
        asked = [row["text"] for row in csv.DictReader(file)]
    draw.shuffle(asked)
    held, pool = asked[:2000], asked[2000:]
    mixed = [row for row in corpus(shared) if row["instruction"].strip()]
    draw.shuffle(mixed)
    support = re.compile(r"customer|assistant|agent|card|bank|account|refund|payment", re.I)
    others = {
        "mixed corpus": [row["instruction"] for row in mixed[:2000]],
        "mixed corpus, customer wording": [
            r["instruction"] for r in mixed if support.search(r["instruction"])
        ][:2000],
        "gsm8k questions": [
            json.loads(line)["question"]
            for line in (shared / "data/gsm8k-train/train.jsonl").read_text().split("\n")
            if line
        ][:2000],
        "medical questions": [title for title, _, _ in texts(shared / "data/medquad", "**/*.xml") if title][
            :1500
        ],
    }
    print("| targets | against | perplexity | relevance | importance |\n|---|---|---|---|---|")
    for count in (20, 100, 1000, 5000):
        listed = [targets.Target(text, "", f"row {k}") for k, text in enumerate(pool[:count])]
        background = table([(text, "") for text in held[:500] + others["mixed corpus"][:1500]])
        model = targets.fit(listed, background)
        inside = _measured(model, held)
        for name, found in others.items():
            outside = _measured(model, found)
            cells = []
            for signal, sign in (
                ("target_perplexity", -1),
                ("target_relevance", 1),
                ("target_importance", 1),
            ):
                area, half = auc(sign * inside[signal], sign * outside[signal])
                cells.append(f"{area:.3f} ± {half:.3f}")
            print(f"| {count} | {name} ({len(found)}) | {' | '.join(cells)} |")


def _measured(model: Any, prompts: list[str]) -> dict[str, Any]:
    out = FITTED["targets"].fn(table([(text, "") for text in prompts]), {"model": model})
    found = {
        name: out[name].to_numpy(zero_copy_only=False)
        for name in out.column_names
        if "target_p" in name or "target_r" in name or "target_i" in name
    }
    return {name: column[np.isfinite(column)] for name, column in found.items()}


_SYNONYMS = {
    "use": "employ", "used": "employed", "shows": "displays", "must": "has to", "also": "additionally", "often": "frequently",
    "usually": "normally", "about": "roughly", "because": "since", "large": "big", "people": "persons", "may": "might",
    "returns": "gives back", "specifies": "sets", "contains": "holds", "allows": "lets", "called": "named", "many": "a lot of",
}  # fmt: skip
_OPEN = ["", "", "According to the documentation, ", "Good question! ", "In short: ", "As far as I know, "]


def reworded(text: str, draw: random.Random) -> str:
    """Say it in slightly other words: synonyms, one word in ten gone, an opening."""
    words = text.split(" ")
    kept = []
    for k, word in enumerate(words):
        small = word.lower()
        if small in _SYNONYMS and draw.random() < 0.7:
            kept.append(_SYNONYMS[small])
        elif (
            k
            and word not in ("thousand", "million")
            and word.isalpha()
            and word.islower()
            and len(words) > 8
            and draw.random() < 0.1
        ):
            continue
        else:
            kept.append(word)
    opening = draw.choice(_OPEN)
    return opening + " ".join(kept)


def planted(text: str, kind: str, draw: random.Random, names: list[str]) -> str | None:
    """Change one number, date or name of a sentence; None where it has none."""
    if kind == "name":
        one = align.sentence(text)
        found = [t for k, t in enumerate(one.tokens) if k > 1 and re.fullmatch(r"[A-Z][a-z]{3,}", t.text)]
        if not found:
            return None
        token = draw.choice(found)
        other = draw.choice([name for name in names if name.lower() not in text.lower()])
        return text[: token.start] + other + text[token.start + len(token.text) :]
    found_values = [v for v in values.read(text) if v.kind == kind]
    if not found_values:
        return None
    value = draw.choice(found_values)
    said = text[value.start : value.end]
    if kind == "date":
        changed = re.sub(r"\d{4}", lambda m: str(int(m[0]) + draw.choice([-3, -1, 1, 2, 7])), said, count=1)
    else:
        changed = re.sub(r"\d+", lambda m: str(int(m[0]) + draw.choice([1, 2, 3, 5, 10, 30])), said, count=1)
    return None if changed == said else text[: value.start] + changed + text[value.end :]


_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def built(draw: random.Random, names: list[str]) -> list[tuple[str, str, str]]:
    """Write records that differ in their facts only: what a wrong fact must be told from is another record's right one."""
    found = []
    for number, name in enumerate(names):
        opened = f"{draw.randint(1, 28)} {draw.choice(_MONTHS)} {draw.randint(1950, 2020)}"
        renewed = f"{draw.choice(_MONTHS)} {draw.randint(1, 28)}, {draw.randint(2000, 2024)}"
        text = (
            f"The {name} office opened on {opened} with {draw.randint(5, 90)} desks. Its lease was renewed on {renewed} for "
            f"{draw.randint(2, 20)} years. The {name} office is led from {draw.choice(names)} and serves {draw.randint(2, 400)} thousand customers."
        )
        found.append((f"The {name} office", text, f"offices.jsonl row {number}"))
    return found


def run_references(shared: Path, seed: int) -> None:
    draw = random.Random(seed)
    documents = texts(shared / "data/postgresql-manual", "*.html")
    documents += [
        (title, text, place) for title, text, place in texts(shared / "data/medquad", "**/*.xml") if text
    ]
    documents = [one for one in documents if len(one[1].split()) > 20]
    capital = {
        t.text
        for _, text, _ in documents
        for t in align.sentence(text[:1000]).names
        if re.fullmatch(r"[A-Z][a-z]{5,}", t.text)
    }
    documents += built(draw, draw.sample(sorted(capital), 300))
    draw.shuffle(documents)
    known, unknown = documents[: len(documents) // 2], documents[len(documents) // 2 :]
    model = references.fit([references.Document(*one) for one in known])
    names = sorted(
        {
            t.text
            for _, text, _ in known
            for k, t in enumerate(align.sentence(text[:2000]).tokens)
            if k and re.fullmatch(r"[A-Z][a-z]{4,}", t.text)
        }
    )
    rows: list[tuple[str, str, str]] = []  # class, prompt, answer
    for inside, group in ((True, known), (False, unknown)):
        for title, text, _ in group:
            pieces = [p for p in facts.checkable(text) if len(p.split()) >= 6]
            for piece in draw.sample(pieces, min(3, len(pieces))):
                for form, said in (("verbatim", piece), ("reworded", reworded(piece, draw))):
                    prompt = f"What do you know about {title}?" if title else "Tell me more."
                    rows.append(
                        (f"{'clean' if inside else 'clean, not in references'}, {form}", prompt, said)
                    )
                    for kind in ("number", "date", "name") if inside else ():
                        wrong = planted(said, kind, draw, names)
                        if wrong:
                            rows.append((f"wrong {kind}, {form}", prompt, wrong))
    for row in corpus(shared)[:5000]:
        rows.append(("mixed corpus, clean", row["instruction"], row["response"]))
    used = time.process_time()
    out = FITTED["contradictions"].fn(
        table([(prompt, answer) for _, prompt, answer in rows]), {"model": model}
    )
    used = time.process_time() - used
    flagged, checked, total = Counter(), Counter(), Counter()
    examples: dict[str, list[str]] = defaultdict(list)
    for (name, _, _), count, evidence in zip(
        rows, out["contradicts_reference"].to_pylist(), out["contradiction_evidence"].to_pylist(), strict=True
    ):
        total[name] += 1
        checked[name] += count is not None
        flagged[name] += bool(count)
        if count:
            examples[name].append(evidence[0])
    print(f"{model.facts}, {len(rows)} rows, {len(rows) / used:,.0f} rows/s of CPU\n")
    print("| class | judged | flagged |\n|---|---|---|")
    for name in sorted(total):
        print(f"| {name} | {rate(checked[name], total[name])} | {rate(flagged[name], total[name])} |")
    right = sum(flagged[name] for name in total if name.startswith("wrong"))
    print(f"\nprecision {rate(right, sum(flagged.values()))}")
    for form in ("verbatim", "reworded"):
        wrong = [name for name in total if name.startswith("wrong") and name.endswith(form)]
        print(f"recall, {form} {rate(sum(flagged[n] for n in wrong), sum(total[n] for n in wrong))}")
    for name, found in sorted(examples.items()):
        if name.startswith(("clean", "mixed")):
            print(f"\n{name}:", *found[:8], sep="\n  ")


def run_speed(shared: Path, seed: int) -> None:
    rows = table([(row["instruction"], row["response"]) for row in corpus(shared)])
    entries = [
        targets.Target(row["instruction"], row["response"], str(k))
        for k, row in enumerate(corpus(shared)[:5000])
    ]
    documents = [references.Document(*one) for one in texts(shared / "data/postgresql-manual", "*.html")]
    makers = {
        "targets": lambda: targets.fit(entries, rows),
        "topics": lambda: clusters.fit(rows, 50),
        "contradictions": lambda: references.fit(documents),
    }
    for name, make in makers.items():
        group = FITTED[name]
        group.fn(rows.slice(0, 50), {"model": make()})  # compiled
        fitting = time.process_time()
        model = make()
        fitting = time.process_time() - fitting
        used = time.process_time()
        group.fn(rows, {"model": model})
        used = time.process_time() - used
        print(f"{name}: fitted in {fitting:.2f} s, {rows.num_rows / used:,.0f} rows/s of CPU on one core")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["targets", "references", "speed"])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    {"targets": run_targets, "references": run_references, "speed": run_speed}[given.what](
        given.shared, given.seed
    )


if __name__ == "__main__":
    main()
