"""The figures, on outcomes small enough to count by hand."""

from __future__ import annotations

import json

import pytest

from bench.natural.__main__ import main
from bench.natural.evidence import evidence
from bench.natural.readings import readings
from bench.natural.report import as_markdown, comparison
from bench.natural.score import score
from bench.natural.stats import beta_binomial, gwet, over_sets, share
from bench.natural.text import change_keys


def row(name: str, number: int, verdict: str, rule: str = "", **more: object) -> dict:
    key = f"{name}{number}"
    rules = {rule: verdict} if rule else {}
    return {"set": name, "row": key, "key": f"k{key}", "at": number, "verdict": verdict, "stage": "filtered",
            "rules": rules, "edits": {}, **change_keys([]), "witness": None, **more}  # fmt: skip


def label(name: str, number: int, verdict: str, **more: object) -> dict:
    serious = verdict == "serious"
    return {"set": name, "row": f"{name}{number}", "verdict": verdict, "drop": serious, "repair": None,
            "worth_asking": serious, "edit_harm": None, "mask_right": None, "duplicate_right": None, **change_keys([]), **more}  # fmt: skip


def drawn(name: str, number: int, group: str, of: int, **more: object) -> dict:
    key = f"{name}{number}"
    return {
        "set": name,
        "row": key,
        "key": f"k{key}",
        "group": group,
        "of": of,
        "witness": None,
        **more,
    }


# Forty rows: ten dropped (two read, one of them rightly), thirty kept (three read, one of them serious).
OUTCOME = {
    "tau": [row("tau", n, "drop", "echo") for n in range(10)] + [row("tau", n, "keep") for n in range(10, 40)]
}
DRAWN = [drawn("tau", n, "drop:echo", 10) for n in (0, 1)] + [
    drawn("tau", n, "plain", 30) for n in (10, 11, 12)
]
SAID = [
    ("tau", 0, "serious"),
    ("tau", 1, "ok"),
    ("tau", 10, "ok"),
    ("tau", 11, "content"),
    ("tau", 12, "serious"),
]
LABELS = {(name, f"{name}{n}"): [label(name, n, said)] for name, n, said in SAID}


def test_reads_stand_for_the_rows_they_were_drawn_from():
    result = score(readings(LABELS, DRAWN, OUTCOME), OUTCOME)
    assert result["drops_right"]["share"] == 0.5
    assert result["kept_serious"]["share"] == pytest.approx(1 / 3, abs=1e-4)
    # Five of ten drops are wrong; of 40 rows 5 + 20 are clean.
    assert result["clean_lost"]["by_set"] == {"tau": 0.2}
    assert result["strata"]["code/en"]["wrong_per_1000"] == 125.0
    assert result["strata"]["code/en"]["too_few"]
    # Fifteen rows are serious: five dropped, ten kept.
    assert result["serious_acted_on"]["dropped"]["share"] == pytest.approx(1 / 3, abs=1e-4)
    assert "| code/en | 40 | 10 | 2 | too few |" in as_markdown(result)


def test_a_repair_that_was_made_leaves_nothing_serious():
    labels = {("tau", "tau10"): [label("tau", 10, "serious", drop=False, repair="markup")]}
    outcome = {"tau": [row("tau", 10, "keep", edits={"html": 2})]}
    result = score(readings(labels, [drawn("tau", 10, "edited:html", 1)], outcome), outcome)
    assert result["kept_serious"]["share"] == 0
    assert result["serious_acted_on"]["repaired"]["share"] == 1


def test_edits_are_judged_only_while_they_are_the_edits_that_were_read():
    read = [["user", "a ⟦<b>⟧c", "a ⟦⟧c"], ["user", "⟦Ann⟧", "⟦[NAME]⟧"]]
    said = label("tau", 10, "ok", edit_harm=True, mask_right=True, **change_keys(read))
    labels, index = {("tau", "tau10"): [said]}, [drawn("tau", 10, "edited:html", 1)]
    same = {"tau": [row("tau", 10, "keep", **change_keys(read))]}
    other = {"tau": [row("tau", 10, "keep", **change_keys([["user", "a ⟦<b>⟧c", "a⟦⟧c"], read[1]]))]}
    assert score(readings(labels, index, same), same)["edit_harm"]["share"] == 1
    found = score(readings(labels, index, other), other)
    assert (found["edit_harm"]["n"], found["mask_right"]["n"]) == (0, 1), (
        "the mask is still the one that was read"
    )


def test_a_row_is_found_by_its_words_when_its_id_has_changed():
    outcome = {"tau": [{**row("tau", 0, "keep"), "row": "renamed"}]}
    (one,) = readings(LABELS, DRAWN, outcome)
    assert (one.row, one.fate["row"]) == ("tau0", "renamed")


def test_a_row_whose_words_have_changed_is_not_the_row_that_was_read():
    assert readings(LABELS, DRAWN, {"tau": [{**row("tau", 0, "keep"), "key": "other words"}]}) == []


def test_two_readers_count_half_each_and_their_agreement_is_told():
    twice = {**LABELS, ("tau", "tau0"): [label("tau", 0, "serious"), label("tau", 0, "debatable")]}
    result = score(readings(twice, DRAWN, OUTCOME), OUTCOME)
    assert result["agreement"]["rows"] == 1
    assert result["agreement"]["drop"]["agreed"] == 0
    assert result["drops_right_weighted"]["share"] == 0.25


def test_the_same_row_in_two_languages_should_fare_the_same():
    outcome = {
        "alpaca_en": [row("alpaca_en", n, v, "echo") for n, v in enumerate(["drop", "drop", "keep", "keep"])],
        "alpaca_zh": [
            row("alpaca_zh", n, v, "echo") for n, v in enumerate(["drop", "keep", "keep", "review"])
        ],
    }
    labels = {("alpaca_en", f"alpaca_en{n}"): [label("alpaca_en", n, "serious")] for n in (0, 1)}
    index = [drawn("alpaca_en", n, "drop:echo", 2) for n in (0, 1)]
    result = score(readings(labels, index, outcome), outcome)
    assert result["alpaca_pair"] == {"rows": 4, "same": 0.5}
    assert result["alpaca_found_in_chinese"] == {"rows": 2, "share": 0.5}


def test_evidence_counts_a_rule_in_every_set_where_it_fired():
    found = evidence(readings(LABELS, DRAWN, OUTCOME), OUTCOME)["echo"]
    assert (found["fired"], found["reads"], found["right"], found["sets"]) == (10, 2, 1, 1)
    assert found["strata"] == {"code/en": {"reads": 2, "right": 1, "worth": 1}}
    assert found["wrong_per_10000"] == 2000.0


def test_agreement_and_intervals():
    assert gwet([(1, 1), (0, 0)]) == 1
    assert gwet([(1, 1)] * 9 + [(0, 1)]) == pytest.approx((0.9 - 0.095) / (1 - 0.095))
    assert gwet([]) is None
    assert share([(1, 2), (3, 6)]) == 0.5
    assert over_sets([(1, 2), (1, 2)]) is None
    low, high = over_sets([(0, 10), (10, 10), (5, 10), (5, 10)]) or (1, 0)
    assert low < 0.5 < high


def test_a_rule_that_is_right_everywhere_promises_more_than_one_that_is_right_in_one_set():
    steady = beta_binomial([(8, 8)] * 5)
    uneven = beta_binomial([(17, 21), (3, 85), (8, 8)])
    assert steady["mean"] > 0.9 > uneven["mean"]
    assert steady["next_set"] > 0.8 > uneven["next_set"]
    assert beta_binomial([(0, 0)])["mean"] == pytest.approx(0.5, abs=0.01)


def test_any_tool_is_scored_by_its_verdicts_alone(tmp_path, capsys):
    verdicts, index, labels = tmp_path / "tool.jsonl", tmp_path / "sample.jsonl", tmp_path / "a.jsonl"
    plain = [{"set": "tau", "row": one["row"], "verdict": one["verdict"]} for one in OUTCOME["tau"]]
    for path, rows in ((verdicts, plain), (index, DRAWN), (labels, [one for (one,) in LABELS.values()])):
        path.write_text("".join(json.dumps(one) + "\n" for one in rows))
    common = ["--index", str(index), "--labels", str(labels)]
    assert main(["score", str(verdicts), *common]) == 0
    assert "| tau | report | code/en | 40 | 10 |" in capsys.readouterr().out
    assert main(["score", str(tmp_path / "nothing.jsonl"), *common]) == 2
    result = score(readings(LABELS, DRAWN, OUTCOME), OUTCOME)
    assert "| tool | 0.250 | 0.500, n=2, 1 sets |" in comparison({"tool": result})
