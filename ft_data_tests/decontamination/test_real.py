"""Known contamination, known false alarms, and planted items, in real text."""

from __future__ import annotations

from collections import Counter

import orjson
import pytest

from bench.support.rows import read_rows
from ft_data.decontamination.benchmarks import read_items
from ft_data.decontamination.index import build_index
from ft_data.decontamination.scan import scan
from ft_data_tests.decontamination.benchmarks import items
from ft_data_tests.dedup.reference import corpus, lines, rows
from ft_data_tests.realdata import shared


def instructions(path, answer):
    found = orjson.loads(shared(path).read_bytes())
    return [(f"{row['instruction']}\n{row.get('input', '')}", row[answer]) for row in found]


def test_gsm8k_326_is_mt_bench_34_with_other_numbers():
    bench = items("mt_bench")
    table = rows(*(("\n\n".join(item.question), item.answer) for item in bench))
    found = scan(table, build_index(items("gsm8k"))).to_pylist()
    assert [(row["record_id"], row["item_id"], row["method"]) for row in found] == [("r034", "326", "edited")]


def test_two_preference_rows_hold_training_questions():
    demo = orjson.loads(shared("data/llama-factory/dpo_en_demo.json").read_bytes())
    table = rows(
        *(
            ("\n\n".join(turn["value"] for turn in row["conversations"]), row["chosen"]["value"])
            for row in demo
        )
    )
    train = read_items(read_rows(shared("data/gsm8k-train/train.jsonl")), "gsm8k_train", split="train")
    found = scan(table, build_index(train)).to_pylist()
    assert {row["record_id"] for row in found} == {"r064", "r207"}


@pytest.mark.parametrize("names", [(), ("humaneval",), ("mt_bench",), ("humaneval", "mt_bench")])
def test_digit_lists_and_boilerplate_of_code_are_not_contamination(names):
    index = build_index(items(*names))
    for path, answer in (
        ("data/codealpaca/code_alpaca_2k.json", "output"),
        ("data/gpteacher/codegen-instruct.json", "response"),
    ):
        found = scan(rows(*instructions(path, answer)), index).to_pylist()
        assert not {("humaneval", "78"), ("mt_bench", "43")} & {
            (row["benchmark"], row["item_id"]) for row in found
        }
        assert len(found) <= 3


def test_the_training_half_of_a_benchmark_is_hardly_the_test_half():
    train = [
        orjson.loads(line)
        for line in shared("data/gsm8k-train/train.jsonl").read_bytes().split(b"\n")
        if line
    ]
    table = rows(*((row["question"], row["answer"]) for row in train))
    found = scan(table, build_index(items("gsm8k"))).to_pylist()
    assert {row["item_id"] for row in found} == {"602", "632", "824"}  # the same stories with other numbers


def test_benchmarks_find_all_their_own_searchable_questions():
    bench = items()
    index = build_index(bench)
    numbers = [i for i, item in enumerate(bench) if i % 7 == 0 or item.benchmark == "mt_bench"]
    table = rows(*((" ".join(bench[i].question + bench[i].choices[::-1]), "") for i in numbers))
    found = {(row["record_id"]) for row in scan(table, index).to_pylist()}
    hopeless = {id(item) for item in index.unsearchable}
    missed = [
        bench[i] for n, i in enumerate(numbers) if f"r{n:03d}" not in found and id(bench[i]) not in hopeless
    ]
    assert len(missed) <= 0.01 * len(numbers), Counter(item.benchmark for item in missed)


@pytest.mark.parametrize("name", ["c10k", pytest.param("c100k", marks=pytest.mark.slow)])
def test_planted_items(name):
    truth = {
        row["id"]: row
        for row in lines(shared(f"corpus/{name}/truth.jsonl.zst"))
        if row["type"] == "contaminated"
    }
    found = scan(corpus(name), build_index(items("gsm8k"))).to_pylist()
    right = {
        row["record_id"]
        for row in found
        if row["item_id"] == str(truth.get(row["record_id"], {}).get("index"))
    }
    planted, caught = Counter(), Counter()
    for record, row in truth.items():
        planted[row["mode"]] += 1
        caught[row["mode"]] += record in right
    for mode, least in {"verbatim": 0.99, "embedded": 0.99, "edited": 0.9, "answer_leak": 0.8}.items():
        assert caught[mode] >= least * planted[mode] > 0, mode
    assert len(right) >= 0.98 * len({row["record_id"] for row in found})
