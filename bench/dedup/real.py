"""Deduplication of real, labelled data: person records, licence texts, paraphrases, one-word answers.

    python -m bench.dedup.real DATA_DIR [febrl spdx paraphrases labels]

DATA_DIR holds ``febrl/dataset{1,3}.csv``, ``spdx-licenses/spdx-full.json``, ``msrp/msr_paraphrase_train.txt`` and
``t0-p3/*.jsonl``. Everything goes through the code that a run uses, with the shipped settings unless it says so.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from bench.contamination import rate
from ft_data.dedup.bands import signature_params
from ft_data.dedup.resolve import deduplicate
from ft_data.dedup.signatures import signatures
from ft_data.dedup.tables import DedupResult
from ft_data.recipe.schema import Dedupe, Near, Semantic

Row = tuple[str, str, str]  # id, prompt, response


def run(rows: list[Row], settings: Dedupe | None = None) -> DedupResult:
    settings = settings or Dedupe()
    names = "record_id", "prompt_text", "response_text"
    table = pa.table({name: [row[i] for row in rows] for i, name in enumerate(names)})
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as con:
        paths = [f"{folder}/{name}.parquet" for name in ("texts", "signatures", "meanings")]
        pq.write_table(table, paths[0])
        pq.write_table(signatures(table, signature_params(settings)), paths[1])
        if settings.semantic.enabled:
            from ft_data.dedup.meaning.meanings import meanings

            pq.write_table(meanings(table), paths[2])
        meant = paths[2:] if settings.semantic.enabled else []
        return deduplicate(paths[1:2], paths[:1], None, settings, con, meanings=meant)


def gone(result: DedupResult) -> dict[str, dict]:
    return {row["record_id"]: row for row in result.verdicts.to_pylist() if row["verdict"] == "drop"}


def febrl(data: Path) -> None:
    print("febrl: person records as one line of text; a removal is right when its witness is the same person")
    for name in ("dataset1", "dataset3"):
        with open(data / "febrl" / f"{name}.csv", newline="") as file:
            records = [[field.strip() for field in record] for record in csv.reader(file)][1:]
        rows = [(record[0], "", " ".join(filter(None, record[1:]))) for record in records]
        people = Counter(record[0].split("-")[1] for record in records)
        truth = sum(count - 1 for count in people.values())
        for threshold in (0.8, 0.5, 0.3, 0.2):
            removed = gone(run(rows, Dedupe(near=Near(threshold=threshold, guard=False))))
            right = sum(row["witness_id"].split("-")[1] == i.split("-")[1] for i, row in removed.items())
            precision, recall = right / max(len(removed), 1), right / truth
            f1 = 2 * precision * recall / max(precision + recall, 1e-9)
            print(
                f"  {name} threshold {threshold}: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}"
            )


def spdx(data: Path) -> None:
    licences = json.loads((data / "spdx-licenses" / "spdx-full.json").read_text())
    rows = [(name, "", found.get("licenseText") or "") for name, found in sorted(licences.items())]
    result = run(rows)
    removed = gone(result)
    print(f"spdx: {len(rows)} licences, {len(removed)} merged")
    families: dict[str, list[str]] = {}
    for name, row in removed.items():
        families.setdefault(row["witness_id"], []).append(f"{name} {row['score']:.3f}")
    for kept, names in sorted(families.items(), key=lambda item: (-len(item[1]), item[0])):
        print(f"  {kept} <- {', '.join(sorted(names))}")
    kinds = Counter(row["verdict"] for row in result.pairs.to_pylist())
    print(f"  pairs nearest to the threshold: {dict(kinds)}")
    for row in result.pairs.to_pylist():
        if row["verdict"] == "guarded" or (row["verdict"] == "different" and row["jaccard"] >= 0.77):
            print(f"  kept: {row['a']} / {row['b']}: {row['verdict']}, Jaccard {row['jaccard']:.3f}")
    for name in sorted(set(result.templates["family_id"].to_pylist())):
        members = [r["record_id"] for r in result.templates.to_pylist() if r["family_id"] == name]
        print(f"  template family of {len(members)}: {', '.join(members)}")


def paraphrases(data: Path) -> None:
    """Judge labelled pairs: of those the shipped settings would merge, how many are labelled the same?"""
    from ft_data.dedup.meaning.guards import objection
    from ft_data.dedup.meaning.meanings import meanings

    threshold = Semantic().threshold
    print(f"paraphrases: pairs merged at cosine {threshold} with guards, and with the cosine alone")
    right_all = merged_all = 0
    for name, pairs in pair_sets(data):
        texts = sorted({text for a, b, _ in pairs for text in (a, b)})
        table = pa.table({"record_id": texts, "prompt_text": [""] * len(texts), "response_text": texts})
        found = meanings(table)
        keys = dict(zip(texts, found["meaning_key"].to_pylist(), strict=True))
        vectors = dict(zip(texts, found["response_vector"].to_pylist(), strict=True))
        alone, merged = [], []
        for a, b, same in pairs:
            if not keys[a] or not keys[b] or cosine(vectors[a], vectors[b]) < threshold:
                continue
            alone.append(same)
            if keys[a] == keys[b] and objection(a, b) is None:
                merged.append(same)
        if name != "t0-p3 mrpc":  # the same sentences as msrp
            right_all, merged_all = right_all + sum(merged), merged_all + len(merged)
        print(f"  {name}: {len(pairs)} pairs, {sum(p[2] for p in pairs)} the same")
        print(f"    precision {rate(sum(merged), len(merged))}; cosine alone {rate(sum(alone), len(alone))}")
    print(f"  together (mrpc left out): precision {rate(right_all, merged_all)}")


def pair_sets(data: Path) -> Iterator[tuple[str, list[tuple[str, str, bool]]]]:
    lines = (data / "msrp" / "msr_paraphrase_train.txt").read_text("utf-8-sig").split("\n")[1:]
    fields = [line.strip("\r").split("\t") for line in lines]
    yield "msrp", [(row[3], row[4], row[0] == "1") for row in fields if len(row) == 5]
    patterns = {
        "mrpc": ("glue_mrpc_same_thing", r"[^\n]*\n([^\n]*)\n([^\n]*)\n"),
        "paws": ("paws_labeled_final_Meaning", r"Sentence 1: ([^\n]*)\nSentence 2: ([^\n]*)\n"),
        "qqp": ("glue_qqp_duplicate", r'I received the questions "(.*)" and "(.*)"\. Are they'),
    }
    for name, (file, pattern) in patterns.items():
        rows = [json.loads(s) for s in (data / "t0-p3" / f"{file}.jsonl").read_text().split("\n") if s]
        matches = [(re.match(pattern, row["prompt"], re.S), row["completion"]) for row in rows]
        yield f"t0-p3 {name}", [(m[1], m[2], label.lower().startswith("yes")) for m, label in matches if m]


def cosine(a: bytes, b: bytes) -> float:
    import numpy as np

    x, y = (np.frombuffer(vector, np.int8).astype(float) for vector in (a, b))
    return float(x @ y / np.sqrt((x @ x) * (y @ y)))


def labels(data: Path) -> None:
    answers = ["Yes", "No", "A", "42", "None", "True", "B"]
    settings = Dedupe(semantic=Semantic(enabled=True))
    for prompt in ("", "Is this about sport or about weather? Answer in one word."):
        result = run([(str(i), prompt, answer) for i, answer in enumerate(answers)], settings)
        print(f"labels: {len(answers)} rows, {len(gone(result))} removed, meaning on")


def main() -> None:
    data, *chosen = sys.argv[1:]
    every = {"febrl": febrl, "spdx": spdx, "paraphrases": paraphrases, "labels": labels}
    for name in chosen or every:
        every[name](Path(data))


if __name__ == "__main__":
    main()
