from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.defects.__main__ import main
from bench.defects.adapters import Absent, run, run_all
from bench.defects.adapters.ft_data import outcome
from bench.defects.pool import BadText
from bench.defects.report import as_table, catalogue, comparison
from bench.defects.score import Outcome, Truth, read_outcome, read_truth, score, severity_misses
from bench.defects.text import wilson, word_f1
from ft_data_tests.defects.reading import read
from ft_data_tests.realdata import ROOT

TEXT = "The harbour freezes in January and opens again when the ice breaks in late March every year."


def _truth() -> Truth:
    clean = {"instruction": "When does the harbour open?", "response": TEXT}
    defects = {
        "a": {"id": "a", "type": "end_token", "clean": clean, "marks": ["</s>"]},
        "b": {"id": "b", "type": "toxic"},
        "c": {"id": "c", "type": "exact_duplicate", "of": "k1"},
    }
    kept = {
        "k1": {"id": "k1", "kind": "ordinary"},
        "k2": {"id": "k2", "kind": "look_alike", "near_miss_of": "toxic"},
    }
    return Truth(defects, kept)


def test_keeping_all_handles_nothing() -> None:
    result = score(_truth(), Outcome({k: {} for k in "abc"} | {"k1": {}, "k2": {}}))
    assert (
        result["macro_recall"] == 0
        and result["clean_false_drop"]["value"] == 0
        and result["informedness"] == 0
    )


def test_what_is_only_marked_is_found_and_not_acted_on() -> None:
    everything = {k: {} for k in "abc"} | {"k1": {}, "k2": {}}
    result = score(_truth(), Outcome(everything, marked={"a", "b", "k2"}))
    assert result["macro_recall"] == 0 and result["macro_found"] == round(2 / 3, 4)
    assert result["classes"]["toxic"]["marked"] == 1 and result["classes"]["toxic"]["missed"] == 0
    assert result["clean_marked"]["hits"] == 1
    assert "marked or acted on" in as_table(result)


def test_dropping_all_handles_all_and_is_worth_nothing() -> None:
    result = score(_truth(), Outcome({}))
    assert (
        result["macro_recall"] == 1
        and result["clean_false_drop"]["value"] == result["look_alike_false_drop"]["value"] == 1
        and result["informedness"] == 0
    )


def test_precision_counts_look_alikes_and_a_share_of_the_rest() -> None:
    truth = _truth()
    truth.clean["k3"] = {"id": "k3", "kind": "ordinary"}
    result = score(truth, Outcome({"k1": {}}))["classes"]
    assert result["toxic"]["precision"] == pytest.approx(1 / (1 + 1 + 1 / 3), abs=1e-4)
    assert result["toxic"]["look_alikes_dropped"]["hits"] == 1
    assert result["end_token"]["precision"] == pytest.approx(1 / (1 + 1 / 3), abs=1e-4)


@pytest.mark.parametrize(
    ("response", "fate"),
    [
        (TEXT, "repaired"),
        (TEXT + "</s>", "missed"),
        (TEXT.replace(" in ", "  in\n"), "repaired"),
        (TEXT[:40], "missed"),
        ("", "missed"),
    ],
)
def test_a_repair_counts_only_when_it_holds(response: str, fate: str) -> None:
    row = {"id": "a", "instruction": "When does the harbour open?", "response": response}
    assert score(_truth(), Outcome({"a": row}))["classes"]["end_token"][fate] == 1


@pytest.mark.parametrize(
    ("response", "fate"),
    [
        (f"{TEXT} Call [PHONE] then.", "repaired"),
        (f"{TEXT} Call 555 0101 then.", "missed"),
        (f"{TEXT} Call then.", "repaired"),
        ("Call [PHONE] then.", "missed"),
        (f"{TEXT} Call [PHONE] then. {TEXT}", "missed"),
    ],
)
def test_a_mask_may_read_as_it_likes_but_the_rest_stays(response: str, fate: str) -> None:
    clean = {"instruction": "When?", "response": f"{TEXT} Call [masked] then."}
    truth = Truth({"a": {"id": "a", "type": "personal_data", "clean": clean, "marks": ["555 0101"]}}, {})
    row = {"id": "a", "instruction": "When?", "response": response}
    assert score(truth, Outcome({"a": row}))["classes"]["personal_data"][fate] == 1


def test_either_row_of_a_pair_may_stay_and_one_has_to() -> None:
    for kept, fate, lost in (
        (("k1",), "dropped", 0),
        (("c",), "dropped", 0),
        (("c", "k1"), "missed", 0),
        ((), "dropped", 1),
    ):
        result = score(_truth(), Outcome({k: {} for k in (*kept, "k2")}))
        assert result["classes"]["exact_duplicate"][fate] == 1, kept
        assert result["all_clean_false_drop"]["hits"] == lost, kept


def test_review_is_handled_and_counted_apart(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("k1\nk2\nb\n")
    (tmp_path / "review.jsonl").write_text('{"id": "b"}\n')
    result = score(_truth(), read_outcome(tmp_path / "kept.txt", tmp_path / "review.jsonl"))
    assert (
        result["classes"]["toxic"]["review"] == 1
        and result["classes"]["toxic"]["recall_without_review"]["value"] == 0
    )
    assert result["review_share"]["hits"] == 1


def test_ids_nobody_planted_are_an_error() -> None:
    with pytest.raises(BadText, match="stranger"):
        score(_truth(), Outcome({"stranger": {}}))


def test_a_broken_list_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "kept.jsonl").write_text('{"id": "a"}\n{"no": 1}\n')
    with pytest.raises(BadText, match=r"kept\.jsonl:2"):
        read_outcome(tmp_path / "kept.jsonl")


def test_the_perfect_tool_scores_one(planted: Path) -> None:
    truth = read_truth(planted)
    kept = {k: {} for k in truth.clean}
    kept |= {k: t["clean"] for k, t in truth.defects.items() if t["severity"] == "repair" and "clean" in t}
    result = score(truth, Outcome(kept))
    assert (
        result["macro_recall"] == 1
        and result["informedness"] == 1
        and result["all_clean_false_drop"]["hits"] == 0
    )
    assert result["classes"]["mail_chain"]["repaired"] == result["classes"]["mail_chain"]["n"]
    assert not severity_misses(truth, Outcome(kept))
    table = as_table(result, "perfect")
    assert "marked or acted on, over" in table and "1.000" in table


def test_the_lazy_tool_scores_nothing(planted: Path) -> None:
    rows = {r["id"]: r for r in read(planted, "corpus") + read(planted, "conversations")}
    result = score(read_truth(planted), Outcome(rows))
    assert result["macro_recall"] == 0, {n: c for n, c in result["classes"].items() if c["missed"] < c["n"]}
    assert comparison({"lazy": result, "same": result}).count("0.000") >= 4


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_contains_the_share(pair: tuple[int, int]) -> None:
    hits, n = pair
    low, high = wilson(hits, n)
    assert 0 <= low <= hits / n + 1e-12 and hits / n - 1e-12 <= high <= 1


def test_wilson_equals_a_published_value() -> None:
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263 gives 0.2553 to 0.3662.
    assert wilson(81, 263) == (pytest.approx(0.2553, abs=5e-5), pytest.approx(0.3662, abs=5e-5))
    assert wilson(0, 20) == (0.0, pytest.approx(0.1611, abs=5e-5))


def test_word_f1_by_hand() -> None:
    assert word_f1("a b c d", "a b x") == pytest.approx(2 * 2 / 7)
    assert word_f1("", "") == 1 and word_f1("a", "") == 0


def test_an_adapter_runs_and_an_absent_tool_is_named(
    planted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_all(planted, ["nemo_like", "datatrove"], tmp_path / "no", tmp_path / "out") == 0
    printed = capsys.readouterr().out
    assert "datatrove: skipped" in printed and "pip install datatrove" in printed and "nemo_like" in printed
    result = json.loads((tmp_path / "out" / "nemo_like.json").read_text())
    wrong = read(tmp_path / "out", "nemo_like.errors")
    assert sum(e["error"] == "clean row dropped" for e in wrong) == result["all_clean_false_drop"]["hits"]
    assert all(e["row"]["id"] == e["id"] for e in wrong)
    assert 0.9 < result["clean_kinds"]["short_answer"]["value"] <= 1  # the reason this benchmark exists
    with pytest.raises(Absent):
        run("data_juicer", planted, tmp_path / "no")


def test_the_ledger_becomes_an_outcome(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"id": "d1"}\n{"id": "d2"}\n{"id": "d3"}\n')
    (tmp_path / "conversations.jsonl").write_text('{"id": "d4"}\n')
    base = {"extra": "{}", "prompt_text": "p", "response_text": "r", "messages": "[]", "source": "pairs"}
    chat = {"source": "chats", "messages": [{"role": "user", "content": "x"}]}
    rows = [
        {**base, "source_row": 1, "stage": "cleaned", "verdict": "keep"},
        {**base, "source_row": 1, "stage": "filtered", "verdict": "review"},
        {**base, "source_row": 2, "stage": "deduped", "verdict": "drop"},
        {**base, "source_row": 2, "stage": "cleaned", "verdict": "keep"},
        {**base, "extra": '{"id": "d3"}', "source_row": 9, "stage": "filtered", "verdict": "keep"},
        {**base, **chat, "source_row": 1, "stage": "filtered", "verdict": "keep"},
    ]
    got = outcome(rows, tmp_path)
    assert got.review == {"d1"} and set(got.kept) == {"d3", "d4"}
    assert (
        got.kept["d3"] == {"instruction": "p", "response": "r"}
        and got.kept["d4"]["messages"][0]["content"] == "x"
    )


def test_scoring_by_command_line(planted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "kept.txt").write_text("\n".join(c["id"] for c in read(planted, "clean")))
    assert main(["score", "--truth", str(planted), "--kept", str(tmp_path / "kept.txt"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["macro_recall"] == 1
    assert main(["score", "--truth", str(tmp_path), "--kept", str(tmp_path / "kept.txt")]) == 2


def test_the_catalogue_in_the_docs_is_the_one_in_the_code() -> None:
    text = (ROOT / "docs" / "defects.md").read_text("utf-8")
    assert catalogue().strip() in text, "run: python -m bench.defects list, and paste it into docs/defects.md"
