"""Real text with planted duplicates: recall by similarity, and every removal recomputed from the strings."""

from __future__ import annotations

import csv
from collections import Counter

import orjson
import pyarrow as pa
import pytest

from ft_data.dedup.differences import objection
from ft_data.recipe.schema import Dedupe, Near
from ft_data_tests.dedup.reference import (
    corpus,
    dropped,
    grams,
    jaccard,
    kept,
    lines,
    normal,
    rows,
    run,
    shingles,
)
from ft_data_tests.realdata import shared


def check_removals(table, result, threshold=0.8):
    """Every removal has a kept witness; its score is recomputed from the two strings."""
    texts = dict(
        zip(
            table["record_id"].to_pylist(),
            zip(table["prompt_text"].to_pylist(), table["response_text"].to_pylist(), strict=True),
            strict=True,
        )
    )
    gone = dropped(result)
    for record, row in gone.items():
        ours, theirs = texts[record], texts[row["witness_id"]]
        assert row["witness_id"] not in gone
        if row["reasons"] == ["exact_duplicate"]:
            assert tuple(map(normal, ours)) == tuple(map(normal, theirs))
        else:
            assert row["reasons"] == ["near_duplicate"]
            assert row["score"] == jaccard(shingles(*ours), shingles(*theirs)) >= threshold
            assert jaccard(grams(ours[0]), grams(theirs[0])) >= 0.25
    return gone


@pytest.mark.parametrize("name", ["c10k", pytest.param("c100k", marks=pytest.mark.slow)])
def test_planted_duplicates(tmp_path, name):
    table, truth = corpus(name), lines(shared(f"corpus/{name}/truth.jsonl.zst"))
    gone = check_removals(table, run(tmp_path, table, parts=3))
    texts = {row["record_id"]: (row["prompt_text"], row["response_text"]) for row in table.to_pylist()}
    found, planted, why = Counter(), Counter(), Counter()
    for row in truth:
        if row["type"] not in ("exact_dup", "near_dup"):
            continue
        score = row.get("jaccard5", 1.0)
        band = (
            row["type"]
            if row["type"] == "exact_dup"
            else ">=.85"
            if score >= 0.85
            else ">=.80"
            if score >= 0.8
            else None
        )
        if band:
            removed = row["id"] in gone or row["of"] in gone
            planted[band] += 1
            found[band] += removed
            if not removed and band != "exact_dup":
                why[band, objection(*zip(texts[row["of"]], texts[row["id"]], strict=True))] += 1
    assert found["exact_dup"] == planted["exact_dup"] > 0
    print(dict(found), dict(planted), dict(why))
    assert found[">=.85"] >= 0.95 * planted[">=.85"] > 0
    assert found[">=.80"] >= 0.9 * planted[">=.80"] > 0
    assert why[">=.85", None] <= 0.01 * planted[">=.85"]  # those the search does not find
    assert why[">=.80", None] <= 0.05 * planted[">=.80"]
    related = {row["id"] for row in truth if row["type"] in ("exact_dup", "near_dup")} | {
        row.get("of") for row in truth
    }
    assert set(gone) <= related  # nothing that was not planted is removed


@pytest.mark.slow
def test_result_of_the_planted_corpus_ignores_order_and_arrival(tmp_path):
    import numpy as np

    table = corpus("c10k")
    whole = run(tmp_path, table)
    order = np.random.default_rng(3).permutation(len(table))
    other = run(tmp_path, table.take(pa.array(order)), parts=7)
    by_id = [("record_id", "ascending")]
    assert whole.verdicts.sort_by(by_id).equals(other.verdicts.sort_by(by_id))
    assert whole.pairs.equals(other.pairs) and whole.merged.sort_by(by_id).equals(other.merged.sort_by(by_id))


def test_licence_texts_are_removed_only_with_reason(tmp_path):
    licences = orjson.loads(shared("data/spdx-licenses/spdx-full.json").read_bytes())
    names = sorted(licences)
    table = rows(
        *(("", licences[name].get("licenseText") or licences[name].get("text") or "") for name in names)
    )
    table = table.set_column(0, "record_id", pa.array(names))
    result = run(tmp_path, table)
    gone = check_removals(table, result)
    assert 0 < len(gone) < 150
    assert {"MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "GPL-3.0-only"} & set(names)
    sizes = Counter(result.clusters["cluster_id"].to_pylist())
    assert sizes.most_common(1)[0][1] >= 3  # families such as the GPL "only" and "or later" twins


def test_people_in_two_spellings_have_a_known_f1(tmp_path):
    """febrl 3: five thousand people, three thousand of them misspelt copies, a dozen words each."""
    path = shared("data/febrl/dataset3.csv")
    with open(path, newline="") as file:
        people = [{key.strip(): value.strip() for key, value in row.items()} for row in csv.DictReader(file)]
    ids = [person.pop("rec_id") for person in people]
    table = rows(*(("", " ".join(value for value in person.values() if value)) for person in people))
    table = table.set_column(0, "record_id", pa.array(ids))
    result = run(tmp_path, table, Dedupe(near=Near(threshold=0.2)))
    right = sum(
        record.split("-")[1] == row["witness_id"].split("-")[1] for record, row in dropped(result).items()
    )
    precision, recall = right / len(dropped(result)), right / 3000
    f1 = 2 * precision * recall / (precision + recall)
    print(f"febrl 3: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")
    assert precision >= 0.99 and f1 >= 0.45


def test_codealpaca_and_gpteacher_are_one_dataset(tmp_path):
    first = orjson.loads(shared("data/codealpaca/new_codealpaca.json").read_bytes())
    second = orjson.loads(shared("data/gpteacher/codegen-instruct.json").read_bytes())
    texts = [(f"{r['instruction']}\n{r.get('input', '')}", r.get("output", r.get("response"))) for r in first]
    texts += [
        (f"{r['instruction']}\n{r.get('input', '')}", r.get("response", r.get("output"))) for r in second
    ]
    source = ["codealpaca"] * len(first) + ["gpteacher"] * len(second)
    licence = ["CC-BY-NC-4.0"] * len(first) + ["MIT"] * len(second)
    result = run(tmp_path, rows(*texts, source=source, license=licence), Dedupe(near=Near(enabled=False)))
    assert len(kept(result)) <= len(second)
    cells = {(row["source"], row["other"]): row["rows"] for row in result.overlap.to_pylist()}
    assert cells["codealpaca", "gpteacher"] == len(first) and cells["gpteacher", "codealpaca"] == len(second)
    assert set(result.merged["license"].to_pylist()) == {"CC-BY-NC-4.0"}
