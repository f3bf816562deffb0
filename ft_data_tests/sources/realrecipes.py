"""Source entries for real data that nobody here wrote, as a recipe would have them, with what they hold.

Paths are relative to the folder that `ft_data_tests.realdata.shared` finds. ``rows`` and ``rejects`` are what
is present as the data's own description counts it; ``examples`` is how many records make at least one.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ft_data.recipe.schema import Source


class Real(NamedTuple):
    """One source over real files, the stage it is meant for, and what must come out."""

    source: Source
    stage: str
    rows: int
    rejects: int = 0
    examples: int | None = None  # records that map; None: all of them
    ids: int = 0  # records with a detected or mapped id
    reasons: tuple[str, ...] = ()  # why the others do not map


def entry(
    path: str,
    stage: str,
    rows: int,
    *,
    rejects: int = 0,
    examples: int | None = None,
    ids: int = 0,
    reasons: tuple[str, ...] = (),
    **source: Any,
) -> Real:
    return Real(Source(path=f"data/{path}", **source), stage, rows, rejects, examples, ids, reasons)


MAJORITY = {"safety": "$.annotations.safety.majority_human"}
PERSON = ["given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state"]

REAL: dict[str, list[Real]] = {
    "banking77": [
        entry(
            "banking77/train.csv", "instruction", 10_003, license="CC-BY-4.0", labels={"intent": "category"}
        )
    ],
    "benchmarks": [
        entry("benchmarks/gsm8k/test.jsonl", "instruction", 1_319, license="MIT"),
        entry(
            "benchmarks/ifeval/input_data.jsonl",
            "instruction",
            540,
            examples=0,
            ids=540,
            map={"id": "key"},
            reasons=("no_response",),
        ),
        entry("benchmarks/ifeval/input_data.jsonl", "pretraining", 540),
        entry(
            "benchmarks/mt_bench/question.jsonl",
            "instruction",
            80,
            examples=0,
            ids=80,
            map={"id": "question_id"},
            reasons=("no_response",),
        ),
        entry(
            "benchmarks/mt_bench/reference_answer/gpt-4.jsonl",
            "pretraining",
            30,
            ids=30,
            origin="synthetic",
            map={"text": "$.choices[0].turns"},
        ),
        entry("benchmarks/bbh/*.json", "instruction", 6_511, license="MIT"),
        entry("benchmarks/truthfulqa/TruthfulQA.csv", "instruction", 817),
        entry("benchmarks/humaneval/HumanEval.jsonl.gz", "instruction", 164, ids=164, license="MIT"),
    ],
    "codealpaca": [
        entry(
            "codealpaca/code_alpaca_2k.json",
            "instruction",
            2_017,
            examples=2_015,
            reasons=("empty_response",),
            origin="synthetic",
            license="CC-BY-NC-4.0",
        ),
        entry(
            "codealpaca/new_codealpaca.json", "instruction", 4_535, origin="synthetic", license="CC-BY-NC-4.0"
        ),
    ],
    "fastchat-dummy": [entry("fastchat-dummy", "instruction", 500, ids=500, license="Apache-2.0")],
    "febrl": [
        entry(
            "febrl/*.csv",
            "pretraining",
            6_000,
            ids=6_000,
            license="BSD-3-Clause",
            map={
                "id": "rec_id",
                "text": PERSON,
                "name": ["given_name", "surname"],
                "subject_id": "soc_sec_id",
            },
        )
    ],
    "ftfy-mojibake": [
        entry(
            "ftfy-mojibake/test_cases.json",
            "pretraining",
            161,
            license="Apache-2.0",
            map={"text": "original"},
            labels={"expect": "expect"},
        )
    ],
    "gpteacher": [
        entry("gpteacher/codegen-instruct.json", "instruction", 4_535, origin="synthetic", license="MIT"),
        entry(
            "gpteacher/toolformer-dedupe-only-dataset.json",
            "instruction",
            7_673,
            origin="synthetic",
            license="MIT",
        ),
        entry(
            "gpteacher/toolformer-similarity-0.9-dataset.json",
            "instruction",
            5_959,
            origin="synthetic",
            license="MIT",
        ),
    ],
    "gsm8k-train": [entry("gsm8k-train/train.jsonl", "instruction", 7_473, license="MIT")],
    "hate-offensive": [
        entry(
            "hate-offensive/labeled_data.csv",
            "instruction",
            24_783,
            license="MIT",
            labels={"class": "class", "votes": "count"},
        )
    ],
    "hh-rlhf": [
        entry(
            "hh-rlhf",
            "preference",
            2_312,
            rejects=1,
            examples=2_308,
            license="MIT",
            reasons=("empty_response",),
        )
    ],
    "human-vs-machine": [
        entry("human-vs-machine/*.json", "pretraining", 900, map={"text": "original"}),
        entry("human-vs-machine/*.json", "pretraining", 900, origin="synthetic", map={"text": "sampled"}),
    ],
    "irc-ubuntu": [
        entry(
            "irc-ubuntu",
            "instruction",
            535,
            examples=291,
            reasons=("no_response",),
            license="CC-BY-4.0",
            language="en",
        )
    ],
    "json-test-suite": [
        entry(
            "json-test-suite",
            "pretraining",
            127,
            rejects=196,
            examples=64,
            ids=1,
            reasons=("unknown_shape", "empty_text"),
        )
    ],
    "judge-bench": [
        entry(
            "judge-bench/dices_990.json", "instruction", 990, ids=990, labels=MAJORITY, license="CC-BY-4.0"
        ),
        entry("judge-bench/data-adversarial.json", "preference", 319, ids=319, license="MIT"),
    ],
    "llama-factory": [
        entry("llama-factory/dpo_en_demo.json", "preference", 300),
        entry("llama-factory/glaive_toolcall_en_demo.json", "instruction", 300, origin="synthetic"),
        entry("llama-factory/alpaca_zh_demo.json", "instruction", 1_000, origin="synthetic", language="zh"),
        entry("llama-factory/c4_demo.jsonl", "pretraining", 300),
    ],
    "medquad": [
        entry(
            "medquad",
            "instruction",
            1_791,
            examples=999,
            reasons=("empty_response",),
            license="CC-BY-4.0",
            groups={"publisher": "$.document.source"},
        )
    ],
    "msrp": [
        entry(
            "msrp/msr_paraphrase_train.txt",
            "instruction",
            4_076,
            map={"text": ["#1 String", "#2 String"]},
            labels={"same": "Quality"},
        )
    ],
    "naughty-strings": [
        entry(
            "naughty-strings/blns.json",
            "pretraining",
            515,
            examples=513,
            license="MIT",
            reasons=("empty_text",),
        ),
        entry("naughty-strings/blns.txt", "pretraining", 1, license="MIT"),
    ],
    "postgresql-manual": [
        entry("postgresql-manual", "instruction", 39, license="PostgreSQL", shape="manual")
    ],
    "presidio-pii": [
        entry("presidio-pii/synth_dataset_v2.json", "instruction", 1_500, license="MIT", origin="synthetic")
    ],
    "self-instruct": [
        entry("self-instruct/seed_tasks.jsonl", "instruction", 175, ids=175, license="Apache-2.0")
    ],
    "sms-spam": [entry("sms-spam/sms.tsv", "instruction", 5_574)],
    "spdx-licenses": [entry("spdx-licenses/spdx-full.json", "pretraining", 727, ids=727, license="CC0-1.0")],
    "surge-toxicity": [entry("surge-toxicity/toxicity_en.csv", "instruction", 1_000, license="MIT")],
    "t0-p3": [entry("t0-p3", "instruction", 2_800, rejects=1)],
    "taskmaster": [
        entry(
            "taskmaster/data_07.json",
            "instruction",
            210,
            ids=210,
            license="CC-BY-4.0",
            groups={"vertical": "vertical"},
        ),
        entry(
            "taskmaster/reward_07.json",
            "instruction",
            167,
            ids=167,
            license="CC-BY-4.0",
            map={"id": "conversation_id", "messages": ["$.context", "$.generation"]},
            labels={"reward": "reward"},
        ),
    ],
    "tldr-multilingual": [entry("tldr-multilingual", "instruction", 830, license="CC-BY-4.0")],
    "web-html": [
        entry("web-html/html/*.html.gz", "pretraining", 181),
        entry("web-html/ground-truth.json", "pretraining", 181, ids=181),
    ],
}
