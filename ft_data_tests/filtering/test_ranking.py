"""The ranking: what adds to it, its words, its shipped numbers, and what audits move."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from ft_data.filtering import ranking
from ft_data.filtering.packs import PACKS

PLAIN = {
    "response_terminal_lines": 1.0, "prompt_words": 50, "response_alpha_ratio": 0.8, "response_punctuation_ratio": 0.04,
    "response_max_word_length": 8, "prompt_max_word_length": 8, "merged_instruction": False, "needs_page": False,
    "kind": "instruction",
}  # fmt: skip


def scored(*rows: dict, columns: dict = PLAIN) -> list[dict]:
    con = duckdb.connect()
    kinds = {name: pa.array([value]).type for name, value in PLAIN.items()}
    table = {name: pa.array([{**columns, **row}[name] for row in rows], kinds[name]) for name in columns}
    con.register("rows", pa.table({"record_id": [f"r{n}" for n in range(len(rows))], **table}))
    return ranking.scores(con, "rows", ranking.terms("chat")).to_pylist()


def test_marks_lower_the_score_and_are_its_words_the_strongest_first() -> None:
    plain, cut, both = scored(
        {}, {"merged_instruction": True}, {"merged_instruction": True, "needs_page": True}
    )
    assert plain["because"] == [] and plain["quality"] > 0.95
    assert plain["quality"] > cut["quality"] > both["quality"]
    weights = {one.name: one for one in ranking.terms("chat")}
    expected = sorted((weights["merged_instruction"], weights["needs_page"]), key=lambda one: -one.weight)
    assert both["because"] == [one.says for one in expected]
    assert cut["quality"] == pytest.approx(
        1 / (1 + np.exp(weights[""].weight + weights["merged_instruction"].weight)), abs=1e-6
    )


def test_at_most_three_reasons() -> None:
    (row,) = scored({"merged_instruction": True, "needs_page": True, "response_terminal_lines": 0.0, "prompt_words": 2,
                     "prompt_max_word_length": 60})  # fmt: skip
    assert len(row["because"]) == ranking.REASONS


def test_what_was_not_measured_adds_nothing() -> None:
    (plain,) = scored({})
    (null,) = scored(dict.fromkeys(PLAIN))
    (absent,) = scored({}, columns={"kind": "instruction", "merged_instruction": False})
    assert null["quality"] == absent["quality"] and null["because"] == absent["because"] == []
    assert plain["quality"] == null["quality"]


def test_no_rows_no_scores() -> None:
    con = duckdb.connect()
    con.execute("CREATE TABLE rows (record_id VARCHAR, prompt_words DOUBLE)")
    assert ranking.scores(con, "rows", ranking.terms("chat")).schema == ranking.SCORES


def test_the_shipped_numbers_belong_to_rules_that_are_there_and_no_mark_speaks_for_a_row() -> None:
    card = ranking.card()
    known = {one.name for name in PACKS.builtin for one in ranking.features(name)}
    assert {*card.rules, *card.measures} <= known
    assert {*card.measures} == {one.signal for one in ranking.MEASURES}
    assert {*card.rules} == {*card.fired}
    assert card.mark > 0 and min(card.rules.values()) >= 0
    assert sum(rows for rows, _ in card.deciles) == card.mean.rows
    assert sum(serious for _, serious in card.deciles) == card.mean.serious


def test_it_ranks_sets_that_it_was_not_fitted_to() -> None:
    card = ranking.card()
    assert card.mean.auc >= 0.75 and card.mean.weighted >= 0.75
    worst, best = card.deciles[0], card.deciles[-1]
    assert worst[1] / worst[0] > 5 * best[1] / best[0]


def test_audits_move_the_intercept_and_never_the_order() -> None:
    rng = np.random.default_rng(3)
    quality = rng.uniform(0.6, 0.99, 400)
    good, bad = np.zeros(400, bool), rng.random(400) < 0.5
    better, worse = ranking.offset(quality, good), ranking.offset(quality, bad)
    assert better.high < 0 < worse.low
    few = ranking.offset(quality[:10], good[:10])
    assert few.high - few.low > better.high - better.low  # ten audits say less than four hundred
    table = pa.table(
        {"record_id": [f"{n:03}" for n in range(400)], "quality": quality, "because": [[]] * 400}
    )
    moved = ranking.moved(table, worse).column("quality").to_numpy()
    assert (moved < quality).all() and (
        np.argsort(moved, kind="stable") == np.argsort(quality, kind="stable")
    ).all()


@pytest.mark.parametrize("shift", [-1.0, 0.0, 2.0])
def test_the_interval_holds_the_shift_that_made_the_audits(shift: float) -> None:
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(100):
        quality = rng.uniform(0.5, 0.98, 200)
        odds = np.log((1 - quality) / quality) + shift
        found = ranking.offset(quality, rng.random(200) < 1 / (1 + np.exp(-odds)))
        held += found.low <= shift <= found.high
    assert held >= 80
