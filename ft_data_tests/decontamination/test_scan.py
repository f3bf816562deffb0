from __future__ import annotations

import random

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ft_data.decontamination.benchmarks import BenchmarkItem
from ft_data.decontamination.index import build_index, load_index, save_index
from ft_data.decontamination.scan import HITS, scan
from ft_data.decontamination.verdicts import benchmark_report, verdicts
from ft_data.example import EXAMPLE, MESSAGES, VERDICT, message, said
from ft_data.stages import decontaminated
from ft_data_tests.dedup.reference import rows

BAKER = (
    "A baker prepares seven trays of almond cookies every morning and each tray holds eighteen pieces. "
    "On Tuesday a school orders forty boxes with three cookies per box. How many pieces remain for the shop?"
)
SOLUTION = (
    "Seven trays with eighteen pieces make 126 cookies altogether. The school takes forty boxes of three, "
    "which is 120 cookies, so only six pieces remain on the counter for ordinary customers. #### 6"
)
RIVER = "Which river passes through the old harbour town before reaching the northern salt marshes?"
OPTIONS = (
    "the winding Ember river with its seven wooden bridges",
    "the shallow Otter creek behind the disused tannery",
    "the broad Calder stream that powers the paper mill",
    "none of these waters reaches the marshes at all",
)
LIST = "Print the numbers 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 in a row"
LOOP = "for i in range(1, n): for j in range(1, n): if a[i][j] > b[i][j]: a[i][j] = b[i][j]"
ITEMS = [
    BenchmarkItem("math", "0", (BAKER,), SOLUTION),
    BenchmarkItem("quiz", "0", (RIVER,), "", OPTIONS),
    BenchmarkItem(
        "code",
        "0",
        ("Explain which loop bound makes this matrix routine fail on empty input.\n" + LOOP + "\n" + LIST,),
        "",
    ),
    BenchmarkItem("quiz", "1", ("Why is the sky blue at noon?",), "scattering"),
    BenchmarkItem(
        "known",
        "0",
        ("Describe how a lighthouse keeper trims the wick, winds the clockwork and logs passing vessels.",),
        "",
        (),
        "train",
    ),
]
FILLER = " ".join(f"filler{i}" for i in range(120))


@pytest.fixture(scope="module")
def index():
    return build_index(ITEMS)


def hits(index, *texts):
    found = scan(rows(*texts), index)
    assert found.schema.equals(HITS)
    return [
        (row["record_id"], row["benchmark"], row["item_id"], row["field"], row["method"])
        for row in found.to_pylist()
    ]


def test_a_verbatim_question(index):
    assert hits(index, (BAKER, "Six."), ("Hello", "World")) == [("r000", "math", "0", "question", "verbatim")]


def test_an_embedded_question(index):
    assert hits(index, (f"{FILLER} {BAKER} {FILLER}", "")) == [("r000", "math", "0", "question", "embedded")]


def test_line_breaks_punctuation_and_case_do_not_matter(index):
    text = BAKER.upper().replace(" ", "\n").replace(".", " -- ")
    assert hits(index, (text, "")) == [("r000", "math", "0", "question", "verbatim")]


def test_an_edited_question(index):
    words = BAKER.split()
    for place in (3, 12, 20, 28):
        words[place] = "changed"
    found = scan(rows((" ".join(words), "")), index).to_pylist()
    assert [(row["item_id"], row["method"]) for row in found] == [("0", "edited")]
    assert found[0]["threshold"] <= found[0]["score"] < 0.98


def test_a_leaked_answer(index):
    assert hits(index, ("What was it?", f"{FILLER} {SOLUTION}")) == [
        ("r000", "math", "0", "answer", "answer_leak")
    ]


def test_shuffled_options(index):
    text = RIVER + "".join(
        f"\n{letter}) {option}" for letter, option in zip("ABCD", reversed(OPTIONS), strict=True)
    )
    assert [row[:3] for row in hits(index, (text, ""))] == [("r000", "quiz", "0")]


def test_options_alone_are_found_in_any_order(index):
    weak = build_index([*ITEMS, BenchmarkItem("vague", "0", ("Which one is right?",), "", OPTIONS)])
    text = "Which one is right? " + " / ".join(OPTIONS[::-1])
    assert ("r000", "vague", "0", "choices", "verbatim") in hits(weak, (text, ""))


def test_digit_lists_and_loops_are_not_contamination(index):
    assert hits(index, (LIST, LIST), (LOOP, f"{LOOP}\n{LOOP}"), (f"{LOOP}\n{LIST}", "")) == []


def test_a_common_phrase_of_the_benchmark_is_not_contamination():
    templated = [
        BenchmarkItem(
            "t", str(i), (f"Read the following passage carefully and name the colour of object {i}.",), ""
        )
        for i in range(60)
    ]
    assert (
        hits(
            build_index(templated),
            ("Read the following passage carefully and name the colour of things.", ""),
        )
        == []
    )


def test_a_short_question_counts_as_a_whole_prompt(index):
    assert hits(index, ("Why is the sky blue at noon?", "Because.")) == [
        ("r000", "quiz", "1", "question", "verbatim")
    ]
    assert hits(index, (f"{FILLER} why is the sky {FILLER} blue at noon?", "")) == []


def test_parts_of_a_question_are_not_the_question(index):
    assert hits(index, (" ".join(BAKER.split()[:12]), FILLER)) == []


def test_a_question_does_not_run_from_prompt_into_response(index):
    half = len(BAKER.split()) // 2
    ours, theirs = " ".join(BAKER.split()[:half]), " ".join(BAKER.split()[half:])
    found = scan(rows((ours, theirs)), index).to_pylist()
    assert [row["method"] for row in found] == ["edited"]  # both halves are here, no run crosses the border


def test_evidence_is_the_span_of_the_row(index):
    prompt = f"Žluťoučký kůň 🐎 {FILLER}. {BAKER} Danke schön, {FILLER}"
    (hit,) = scan(rows((prompt, "")), index).to_pylist()
    assert prompt[hit["start"] : hit["end"]] == BAKER.rstrip("?")
    assert hit["where"] == "prompt" and len(hit["evidence"]) < 250
    assert hit["evidence"].startswith("A baker prepares") and hit["evidence"].endswith("remain for the shop")
    (hit,) = scan(rows(("Ask", SOLUTION)), index).to_pylist()
    assert hit["where"] == "response" and SOLUTION[hit["start"] : hit["end"]] == SOLUTION


def pairs(*texts):
    """A table of (prompt, chosen, rejected turns) rows."""
    return rows(
        *((prompt, chosen) for prompt, chosen, _ in texts),
        rejected=pa.array([turns for *_, turns in texts], MESSAGES),
    )


def test_a_rejected_answer_is_scanned_as_the_chosen_one_is(index):
    told = [message("assistant", "Well."), message("assistant", "Thus.", reasoning=f"Hm. {SOLUTION}")]
    table = pairs((FILLER, "Six.", None), ("Ask", "Six.", told), ("Ask", "Six.", [message("assistant", "5")]))
    (hit,) = scan(table, index).to_pylist()
    assert (hit["record_id"], hit["item_id"], hit["method"], hit["where"]) == (
        *("r001", "0", "answer_leak", "rejected"),
    )
    assert "\n\n".join(map(said, told))[hit["start"] : hit["end"]] == SOLUTION
    found = verdicts(table["record_id"], scan(table, index)).to_pylist()
    assert [row["verdict"] for row in found] == ["keep", "drop", "keep"]
    detail = orjson.loads(found[1]["detail"])
    assert (detail["where"], detail["start"], detail["end"]) == ("rejected", hit["start"], hit["end"])


def test_an_item_is_not_pieced_together_from_both_answers(index):
    half = len(SOLUTION) // 2
    table = pairs(("Ask", SOLUTION[:half], [message("assistant", SOLUTION[half:])]))
    assert len(scan(table, index)) == 0


def test_an_item_in_both_answers_counts_once_and_the_same_in_any_order(index):
    table = pairs(("Ask", SOLUTION, [message("assistant", SOLUTION)]))
    found = scan(table, index)
    assert found["where"].to_pylist() == ["response", "rejected"]
    ids = table["record_id"]
    assert verdicts(ids, found).equals(verdicts(ids, found.take([1, 0])))
    (report,) = (one for one in benchmark_report(index, found).to_pylist() if one["benchmark"] == "math")
    assert (report["items_hit"], report["rows_hit"], report["answer_leak"]) == (1, 1, 1)


def test_the_stage_reads_the_rejected_side_of_a_part(index, tmp_path):
    told = [message("assistant", SOLUTION)]
    example = dict.fromkeys(EXAMPLE.names) | {"record_id": "a", "prompt_text": "Ask", "response_text": "Six."}
    made = [example, example | {"record_id": "b", "rejected": told}]
    pq.write_table(pa.Table.from_pylist(made, EXAMPLE), tmp_path / "part.parquet")
    save_index(index, tmp_path / "index.npz")
    inputs = {"cleaned": str(tmp_path / "part.parquet"), "index": str(tmp_path / "index.npz")}
    found = decontaminated.scan_part(inputs, {}).tables["hits"].to_pylist()
    assert [(hit["record_id"], hit["where"]) for hit in found] == [("b", "rejected")]


def test_hits_do_not_depend_on_batches(index):
    rng = random.Random(1)
    texts = [
        (rng.choice([BAKER, RIVER, FILLER, LOOP]), rng.choice([SOLUTION, "", FILLER])) for _ in range(1500)
    ]
    table = rows(*texts)
    whole = scan(table, index)
    assert pa.concat_tables([scan(table.slice(at, 333), index) for at in range(0, 1500, 333)]).equals(whole)
    assert len(scan(table.slice(0, 0), index)) == 0


def test_an_index_survives_the_disk_and_is_named_by_its_content(index, tmp_path):
    save_index(index, tmp_path / "index.npz")
    loaded = load_index(tmp_path / "index.npz")
    assert loaded.key == index.key and loaded.items == index.items
    texts = [(BAKER, SOLUTION), (RIVER, ""), (FILLER, FILLER)]
    assert scan(rows(*texts), loaded).equals(scan(rows(*texts), index))
    other = [ITEMS[0]._replace(answer=SOLUTION + "!"), *ITEMS[1:]]
    assert build_index(other).key != index.key == build_index(list(ITEMS)).key


def test_an_empty_index_finds_nothing():
    assert hits(build_index([]), (BAKER, SOLUTION)) == []


def test_verdicts_drop_test_items_and_note_train_items(index):
    table = rows((BAKER, ""), (FILLER, FILLER), (ITEMS[4].question[0], "ok"))
    found = verdicts(table["record_id"], scan(table, index))
    assert found.schema.equals(VERDICT)
    first, second, third = found.to_pylist()
    assert (first["verdict"], first["reasons"], second["verdict"], second["detail"]) == (
        "drop",
        ["contaminated"],
        "keep",
        None,
    )
    detail = orjson.loads(first["detail"])
    assert (detail["benchmark"], detail["item_id"], detail["method"]) == ("math", "0", "verbatim")
    assert detail["value"] == first["score"] == 1.0 and detail["evidence"]
    assert third["verdict"] == "keep" and orjson.loads(third["detail"])["allowed"] == "train split"


def test_hits_of_unknown_rows_are_an_error(index):
    found = scan(rows((BAKER, "")), index)
    with pytest.raises(ValueError, match="not among the rows"):
        verdicts(pa.array(["somebody else"]), found)


def test_the_report_counts_what_cannot_be_searched(index):
    sums = [BenchmarkItem("sums", str(i), (f"{i} + {i} * 3 =",), str(i * 4)) for i in range(5)]
    weak = build_index([*ITEMS, *sums])
    report = {
        row["benchmark"]: row
        for row in benchmark_report(weak, scan(rows((BAKER, SOLUTION)), weak)).to_pylist()
    }
    assert report["sums"]["items"] == report["sums"]["unsearchable"] == 5
    assert report["math"] == {
        **{"benchmark": "math", "items": 1, "unsearchable": 0, "items_hit": 1, "rows_hit": 1},
        **{"verbatim": 1, "embedded": 0, "edited": 0, "answer_leak": 0},
    }


def test_the_same_question_with_other_numbers_and_names_is_edited(index):
    text = (
        BAKER.replace("seven", "nine")
        .replace("eighteen", "12")
        .replace("forty", "30")
        .replace("Tuesday", "Friday")
    )
    (hit,) = scan(rows((text.replace("almond", "ginger"), "")), index).to_pylist()
    assert (hit["method"], hit["signal"]) == ("edited", "alignment") and hit["score"] >= 0.8


def test_questions_in_scripts_without_spaces():
    item = BenchmarkItem(
        "zh",
        "0",
        ("小明每天早上骑自行车去学校，路程是三公里，他每分钟骑两百米，请问他需要多少分钟才能到达学校？",),
        "",
    )
    chinese = build_index(
        [
            item,
            item._replace(item_id="1", question=("请把下面的句子翻译成英文，并解释其中的成语是什么意思。",)),
        ]
    )
    changed = item.question[0].replace("小明", "小红").replace("三公里", "五公里")
    assert [
        row[2]
        for row in hits(
            chinese,
            ("题目：" + item.question[0], ""),
            (changed, ""),
            ("今天天气很好，我们去公园散步吧。", ""),
        )
    ] == ["0", "0"]
