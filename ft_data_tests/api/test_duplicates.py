"""`deduplicate`: the decisions of stage `deduped`, for rows in whatever form somebody has them."""

from __future__ import annotations

import random
import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ft_data
from ft_data_tests.dedup.reference import jaccard, shingles

RNG = random.Random(5)
WORDS = [f"{a}{b}{c}" for a in "bdfgk" for b in "aeiou" for c in ("lm", "nt", "rs", "x", "z")]
LONG = " ".join(RNG.choice(WORDS) for _ in range(60))
NEAR = LONG.rsplit(" ", 1)[0]
TEXTS = [LONG, "Something else entirely.", LONG.upper(), NEAR, ""]


def test_every_removed_row_has_a_witness_that_stays_and_a_true_score():
    result = ft_data.deduplicate(TEXTS)
    assert result.kept == [LONG, "Something else entirely.", ""]
    assert result.removed == [LONG.upper(), NEAR]
    exact, near = result.witnesses
    assert (exact.row, exact.witness, exact.reason, exact.score) == (2, 0, "exact_duplicate", 1.0)
    assert (near.row, near.witness, near.reason) == (3, 0, "near_duplicate")
    assert near.score == near["score"] == jaccard(shingles("", LONG), shingles("", NEAR))


def rows_of(texts: list[str]) -> list[dict]:
    return [
        {"id": number, "instruction": "Say it, please, in the words of old.", "output": text}
        for number, text in enumerate(texts)
    ]


@pytest.mark.parametrize("form", ["dicts", "tuple", "frame", "arrow", "polars"])
def test_rows_come_back_in_the_form_they_came_in(form):
    rows = rows_of(TEXTS)
    if form == "polars":
        pl = pytest.importorskip("polars")
        given = pl.DataFrame(rows)
    else:
        given = {"dicts": list, "tuple": tuple, "frame": pd.DataFrame, "arrow": pa.Table.from_pylist}[form](
            rows
        )
    result = ft_data.deduplicate(given, prompt="instruction", response="output")
    assert type(result.kept) is type(given) is type(result.removed)
    assert [one.row for one in result.witnesses] == [2, 3]
    ids = result.kept["id"] if hasattr(given, "columns") else [row["id"] for row in result.kept]
    assert list(ids.to_pylist() if form == "arrow" else ids) == [0, 1, 4]


def test_a_frame_keeps_its_index_and_a_list_may_change_afterwards():
    frame = pd.DataFrame({"text": TEXTS}, index=list("abcde"))
    assert list(ft_data.deduplicate(frame).kept.index) == ["a", "b", "e"]
    assert list(ft_data.deduplicate(frame["text"]).removed.index) == ["c", "d"]
    texts = [*TEXTS]
    result = ft_data.deduplicate(texts)
    texts.clear()
    assert len(result.kept) == 3 and texts == []


def test_rows_are_recognised_as_records_of_a_source_are():
    chat = [{"role": "user", "content": "What is it?"}, {"role": "assistant", "content": LONG}]
    other = [
        {"role": "user", "content": "Where was the ferry built?"},
        {"role": "assistant", "content": LONG},
    ]
    rows = [
        {"messages": chat},
        {"messages": other},  # the same macro under another question stays
        {"instruction": "what is IT?", "output": LONG},
        {"strange": [1, 2], "n": None},
        {"n": None, "strange": [1, 2]},
        {"strange": [1, 3], "n": None},
    ]
    assert [(one.row, one.witness) for one in ft_data.deduplicate(rows).witnesses] == [(2, 0), (4, 3)]


def test_frames_hold_what_frames_hold():
    chat = [{"role": "user", "content": "What is it?"}, {"role": "assistant", "content": LONG}]
    nested = pd.DataFrame(
        {"messages": [np.array(chat, dtype=object)] * 2, "at": [pd.Timestamp("2024-01-01"), pd.NaT]}
    )
    assert [one.row for one in ft_data.deduplicate(nested).witnesses] == [1]
    numbers = pd.DataFrame(
        {"question": [LONG, LONG], "answer": ["yes it is", None], "n": [1.5, float("nan")]}
    )
    assert len(ft_data.deduplicate(numbers).kept) == 2
    assert ft_data.deduplicate(["half \ud800 of it", "half \ud800 of it"]).kept == ["half \ud800 of it"]
    deep: dict = {}
    for _ in range(300):
        deep = {"a": deep}
    with pytest.raises(ValueError, match="row 1: nested too deeply"):
        ft_data.deduplicate(["a", deep])


def test_a_table_of_a_dataset_can_be_given(finished):
    table = ft_data.open("demo", finished[0].root).table("cleaned")
    result = ft_data.deduplicate(table)
    assert isinstance(result.kept, ft_data.Table) and len(result.kept) + len(result.removed) == len(table)
    gone = ft_data.open("demo", finished[0].root).query(
        "SELECT count(*) AS n FROM ledger WHERE stage = 'deduped' AND verdict = 'drop'"
    )
    assert len(result.removed) == gone.to_dicts()[0]["n"] > 0


def test_rethreshold_is_what_a_fresh_call_says():
    texts = [
        " ".join(w for i, w in enumerate(LONG.split()) if i not in RNG.sample(range(60), n)) for n in range(8)
    ]
    result = ft_data.deduplicate(texts)
    assert result.threshold == 0.8
    counts = []
    for threshold in (0.3, 0.5, 0.8, 0.95, 1.0):
        again = result.rethreshold(threshold)
        assert again.threshold == threshold
        assert [dict(one) for one in again.witnesses] == [
            dict(one) for one in ft_data.deduplicate(texts, threshold=threshold).witnesses
        ]
        counts.append(len(again.removed))
    assert counts == sorted(counts, reverse=True) and counts[0] > counts[-1]


def test_the_longest_stays_if_asked_for():
    assert ft_data.deduplicate([LONG, LONG + " and more"], keep="longest").kept == [LONG + " and more"]


def test_clusters_are_a_table_and_drawn_without_markup_of_a_row():
    hostile = '<script>alert(1)</script> & "x" \x1b[31m ' + LONG
    result = ft_data.deduplicate([hostile, "alone", hostile.upper()])
    assert result.clusters.to_dicts()[0]["kept"] is True
    assert result.clusters.df()[["cluster", "row"]].values.tolist() == [[0, 0], [0, 2]]
    page = result._repr_html_()
    assert "<script" not in page.lower() and "&lt;script&gt;" in page and "\x1b" not in page + repr(result)
    assert set(re.findall(r"<(\w+)", page)) <= {"div", "p", "table", "thead", "tbody", "tr", "th", "td"}
    assert "3 rows, 2 kept, 1 removed (1 exact_duplicate) at threshold 0.8" in repr(result)
    assert "and 5 more rows in `.clusters`" in repr(ft_data.deduplicate(["the same"] * 25))


@pytest.mark.parametrize("rows", [[], (), pd.DataFrame({"text": []})], ids=type)
def test_nothing_stays_nothing(rows):
    result = ft_data.deduplicate(rows)
    assert len(result.kept) == len(result.removed) == len(result.witnesses) == len(result.clusters) == 0
    assert "0 rows" in repr(result) and result._repr_html_()


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: ft_data.deduplicate("a text"), TypeError, "not str"),
        (lambda: ft_data.deduplicate(iter(["a"])), TypeError, "list_iterator"),
        (lambda: ft_data.deduplicate(["a", 3]), TypeError, "row 1"),
        (lambda: ft_data.deduplicate(["a"], response="b"), ft_data.WrongInput, "no row has a field `b`"),
        (lambda: ft_data.deduplicate([{"a": "x"}], prompt="b"), ft_data.WrongInput, "there are a"),
        (lambda: ft_data.deduplicate(["a"], threshold=1.5), ft_data.WrongInput, "near.threshold"),
        (lambda: ft_data.deduplicate(["a"]).rethreshold(0), ft_data.WrongInput, "near.threshold"),
        (lambda: ft_data.deduplicate(["a"], keep="worst"), ft_data.WrongInput, "keep"),
    ],
)
def test_wrong_arguments_say_what_is_wrong(call, error, words):
    with pytest.raises(error, match=words):
        call()


@settings(max_examples=15)
@given(st.lists(st.text(max_size=20) | st.sampled_from([LONG, NEAR, LONG + "!"]), max_size=12))
def test_nothing_is_lost_and_order_stays(texts):
    result = ft_data.deduplicate(texts)
    gone = [one.row for one in result.witnesses]
    assert gone == sorted(gone) and result.removed == [texts[row] for row in gone]
    assert result.kept == [text for row, text in enumerate(texts) if row not in gone]
    assert all(one.witness not in gone for one in result.witnesses)
