from __future__ import annotations

import ast
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from bench.defects.__main__ import main
from bench.defects.model import classes
from bench.defects.natural import Patterns, garble, luhn
from bench.defects.plant import Plan, plant, write
from bench.defects.pool import BadText
from bench.defects.pool import read as read_text
from bench.defects.text import jaccard, shingles, wrong_sums
from ft_data_tests.defects.reading import read
from ft_data_tests.realdata import shared


def test_thirty_classes_and_more_and_most_of_them_occur_in_real_sets() -> None:
    known = classes()
    origins = Counter(c.origin for c in known.values())
    assert len(known) >= 30 and origins["natural"] >= len(known) / 2
    assert all(c.definition and c.seen_in for c in known.values())
    assert all(c.look_alikes for c in known.values() if c.shape == "pair")


def test_every_class_is_planted_and_every_row_is_accounted_for(planted: Path) -> None:
    rows = read(planted, "corpus") + read(planted, "conversations")
    truth, clean = read(planted, "truth"), read(planted, "clean")
    ids = [row["id"] for row in rows]
    assert len(set(ids)) == len(ids) == 1500
    assert sorted(ids) == sorted([t["id"] for t in truth] + [c["id"] for c in clean])
    counts = Counter(t["type"] for t in truth)
    assert set(counts) == set(classes()) and min(counts.values()) >= 5
    summary = json.loads((planted / "summary.json").read_text("utf-8"))
    assert summary["rows"] == 1500 and summary["counts"]["clean"] == len(clean)
    kinds = Counter(c["kind"] for c in clean)
    for kind in (
        "short_answer",
        "code",
        "json_answer",
        "mathematics",
        "list_answer",
        "table",
        "dialect",
        "non_native",
    ):
        assert kinds[kind] >= 8, kind
    for kind in (
        "quoted_markup",
        "correct_refusal",
        "toxicity_question",
        "verse",
        "look_alike",
        "conversation",
    ):
        assert kinds[kind] >= 5, kind


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(
    installed_text: Path, tmp_path: Path
) -> None:
    sums = []
    for number, seed in enumerate((5, 5, 6)):
        plan = Plan(rows=700, seed=seed)
        sums.append(write(plant([installed_text], plan, None), plan, tmp_path / str(number))["sha256"])
    assert sums[0] == sums[1]
    assert not set(sums[0].values()) & set(sums[2].values()) - {sums[0]["benchmark"]}


def test_marks_stand_in_the_row_and_not_in_its_repair(planted: Path) -> None:
    rows = {r["id"]: r for r in read(planted, "corpus") + read(planted, "conversations")}
    repairable = [t for t in read(planted, "truth") if t.get("marks")]
    assert len({t["type"] for t in repairable}) >= 20
    for record in repairable:
        row = rows[record["id"]]
        text = (
            "\n".join(m["content"] for m in row["messages"])
            if "messages" in row
            else f"{row['instruction']}\n{row['response']}"
        )
        repaired = json.dumps(record["clean"], ensure_ascii=False)
        assert any(mark in text for mark in record["marks"]), record["type"]
        assert not any(
            json.dumps(mark, ensure_ascii=False)[1:-1] in repaired
            for mark in record["marks"]
            if len(mark) > 3
        )


def test_copies_are_what_they_say(planted: Path) -> None:
    rows = {r["id"]: r for r in read(planted, "corpus")}
    clean = {c["id"] for c in read(planted, "clean")}
    seen = Counter()
    for record in read(planted, "truth"):
        if "of" not in record:
            continue
        one, other = (f"{rows[i]['instruction']} {rows[i]['response']}" for i in (record["id"], record["of"]))
        assert record["of"] in clean
        if record["type"] == "exact_duplicate":
            assert one.split()[0].lower() == other.split()[0].lower() and one.split()[1:] == other.split()[1:]
        else:
            assert 0.8 <= jaccard(shingles(one), shingles(other)) < 1
        seen[record["type"]] += 1
    assert set(seen) == {"exact_duplicate", "near_duplicate"}


def test_clean_rows_are_not_near_copies_of_each_other(planted: Path) -> None:
    rows = {r["id"]: r for r in read(planted, "corpus")}
    kinds = {c["id"]: c for c in read(planted, "clean") if c["id"] in rows}
    plain = [
        k for k, c in kinds.items() if c.get("near_miss_of") not in ("exact_duplicate", "near_duplicate")
    ]
    sets = [shingles(f"{rows[k]['instruction']} {rows[k]['response']}") for k in plain]
    holders: dict[tuple[str, ...], list[int]] = {}
    for number, mine in enumerate(sets):
        for other, common in Counter(o for s in mine for o in holders.get(s, ())).most_common(3):
            assert common / (len(mine) + len(sets[other]) - common) < 0.8
        for run in mine:
            holders.setdefault(run, []).append(number)


def test_defects_are_real_where_a_machine_can_tell(planted: Path) -> None:
    rows = {r["id"]: r for r in read(planted, "corpus") + read(planted, "conversations")}
    for record in read(planted, "truth"):
        row, kind = rows[record["id"]], record["type"]
        if kind == "broken_json":
            text = re.sub(r"\A```json\n|\n```\Z", "", row["response"])
            with pytest.raises(ValueError):
                json.loads(text)
        elif kind == "wrong_arithmetic":
            assert record["said"].split("=")[0] + f"={record['right']}" != record["said"]
            left, said = record["said"].split("=")
            assert _value(left.replace("x", "*")) == record["right"] != int(said) and said in row["response"]
        elif kind == "empty_answer":
            assert not row["response"].strip()
        elif kind == "empty_turn":
            assert any(
                not m["content"].strip()
                for m in row["messages"]
                if m["role"] == "assistant" and "tool_calls" not in m
            )
        elif kind == "swapped_roles":
            assert [m["role"] for m in row["messages"] if m["role"] in ("user", "assistant")][
                0
            ] == "assistant"
        elif kind == "lost_turn":
            roles = [m["role"] for m in row["messages"] if m["role"] != "system"]
            wrong = (
                any(a == b for a, b in zip(roles, roles[1:], strict=False))
                or roles[-1] in ("user", "tool")
                or roles[0] != "user"
            )
            assert wrong or "tool" in roles
        elif kind == "unanswered_end":
            assert row["messages"][-1]["role"] == "user"
        elif kind == "truncated_answer":
            assert len(row["response"]) == record["kept_chars"] < record["clean_chars"]
        elif kind == "personal_data" and record["kind"] == "CREDIT_CARD":
            assert luhn(record["marks"][0])


def _value(expression: str) -> float:
    node = ast.parse(expression, mode="eval").body
    assert (
        isinstance(node, ast.BinOp)
        and isinstance(node.left, ast.Constant)
        and isinstance(node.right, ast.Constant)
    )
    a, b = node.left.value, node.right.value
    return {ast.Add: a + b, ast.Sub: a - b, ast.Mult: a * b}[type(node.op)]


def test_hard_clean_rows_are_right(planted: Path) -> None:
    rows = {r["id"]: r for r in read(planted, "corpus")}
    checked = Counter()
    for record in read(planted, "clean"):
        row = rows.get(record["id"])
        if row is None:
            continue
        if record["kind"] == "json_answer":
            assert isinstance(json.loads(row["response"]), dict)
            checked["json"] += 1
        elif record["kind"] == "code":
            ast.parse(re.sub(r"\A(?:Here it is:\n\n)?```python\n|\n```\Z", "", row["response"]))
            checked["code"] += 1
        elif record["kind"] == "mathematics":
            for a, op, b, said in re.findall(
                r"(?m)(?<![\d^x] )\b(\d+) ([-+*]) (\d+) = (\d+)$", row["response"]
            ):
                assert {"+": int(a) + int(b), "-": int(a) - int(b), "*": int(a) * int(b)}[op] == int(said)
                checked["maths"] += 1
        assert row["instruction"].strip() and row["response"].strip()
    assert min(checked["json"], checked["code"], checked["maths"]) >= 8


def test_patterns_come_from_real_sets_where_they_are(planted: Path) -> None:
    patterns = Patterns(shared("data"))
    assert "<|endoftext|>" in patterns.end_tokens.values and patterns.end_tokens.source == "t0-p3"
    assert len(patterns.unanswered.values) > 700
    assert len(patterns.calculations.values) > 5000
    assert ("cp1252",) in patterns.mojibake_chains.values
    assert len(patterns.toxic.values) > 300 and len(patterns.spam.values) > 400
    assert len({language for language, _ in patterns.foreign.values}) >= 15
    lines = patterns.channel_lines.values
    assert patterns.channel_lines.source == "irc-ubuntu" and all(
        "@" not in line and "~" not in line for line in lines
    )
    assert all("@{who}" in text or "@" not in text for text in patterns.retweets.values)


def test_without_real_sets_every_pattern_is_ours(tmp_path: Path) -> None:
    for data in (None, tmp_path):
        patterns = Patterns(data)
        names = [n for n in vars(Patterns) if not n.startswith("_")]
        assert len(names) >= 20
        assert all(getattr(patterns, n).source == "built-in" for n in names)
        assert all(getattr(patterns, n).values for n in names if n != "slips")


def test_a_wrong_decoding_is_undone_by_its_inverse() -> None:
    for chain in (("cp1252",), ("latin-1",), ("mac-roman",)):
        text = garble("é", chain)
        assert text != "é" and text.encode(chain[0]).decode("utf-8") == "é"
    assert garble("\u201d", ("cp1252",)) == ""  # its third byte has no character in this code page


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("6*2.5 = $18.00", True), ("So 14*20=140 minutes", True), ("2 + 2 = 5.", True),
        ("2*15 = $30.00", False), ("3 + 4 + 5 = 12", False), ("1/2 * 4 = 2", False),
        ("x^2 + 3 = 9", False), ("2 * 3 = 6 + 1", False),
        ("1,200 + 300 = 1,500", False), ("5+2(4)=13", False),
    ],
)  # fmt: skip
def test_wrong_sums_are_kept_out_of_the_clean_part(text: str, wrong: bool) -> None:
    assert wrong_sums(text) is wrong


def test_planted_rows_of_another_corpus_are_not_taken_for_clean(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text(
        '{"id": "a", "instruction": "Say hello.", "response": "Hello."}\n'
        '{"id": "b", "instruction": "Say bye.", "response": ""}\n'
        '{"id": "c", "instruction": "Mixed.", "response": "Other.", "source": "mix/x"}\n'
    )
    (tmp_path / "truth.jsonl").write_text('{"id": "b", "type": "empty"}\n')
    assert [row.instruction for row in read_text([tmp_path])] == ["Say hello."]


@pytest.mark.parametrize("content", ["", "not json\n", '{"text": "no pair"}\n'])
def test_text_without_rows_is_an_error_that_says_what_is_wanted(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.jsonl").write_text(content)
    with pytest.raises(BadText, match="instruction"):
        list(read_text([tmp_path / "x.jsonl"]))


def test_the_command_line_refuses_what_cannot_be_done(
    tmp_path: Path, installed_text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(tmp_path / "o")]
    assert main(["plant", "--text", str(tmp_path / "none"), *out]) == 2
    assert "does not exist" in capsys.readouterr().err
    assert main(["plant", "--text", str(installed_text), "--rows", "30000", *out]) == 2
    assert "needed" in capsys.readouterr().err
    assert main(["plant", "--text", str(installed_text), "--only", "nosuch", *out]) == 2
    assert "end_token" in capsys.readouterr().err
