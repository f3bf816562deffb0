from __future__ import annotations

import random

import orjson
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ft_data.dedup.bands import signature_params
from ft_data.dedup.corpus import Corpus
from ft_data.dedup.overlap import overlap
from ft_data.dedup.signatures import signature_schema, signatures
from ft_data.example import VERDICT, message
from ft_data.recipe.schema import Dedupe, Near
from ft_data_tests.dedup.reference import dropped, grams, jaccard, kept, rows, run, shingles

RNG = random.Random(11)
VOCABULARY = [f"{a}{b}{c}" for a in "bdfgk" for b in "aeiou" for c in ("lm", "nt", "rs", "x", "z")]
LONG = " ".join(RNG.choice(VOCABULARY) for _ in range(80))
QUESTION = "How do I reset the password of my account when the mail never arrives?"


def changed(text: str, *places: int) -> str:
    found = text.split()
    for place in places:
        found[place] = f"edit{place}"
    return " ".join(found)


def test_exact_duplicates_need_an_equal_prompt_and_an_equal_answer(tmp_path):
    table = rows(
        ("Ask", "Answer me."), ("ASK ", "answer\nme."), ("Ask", "Answer you."), ("Other", "Answer me.")
    )
    result = run(tmp_path, table)
    gone = dropped(result)
    assert list(gone) == ["r001"]
    assert gone["r001"]["witness_id"] == "r000" and gone["r001"]["reasons"] == ["exact_duplicate"]
    assert gone["r001"]["score"] == 1.0
    assert result.verdicts.schema.equals(VERDICT)


@pytest.mark.parametrize(
    "prompt", ["Is it so?", "Given the long statement below, say in one word whether it holds: " + LONG]
)
def test_short_answers_to_one_prompt_all_stay(tmp_path, prompt):
    answers = ["Yes", "No", "A", "42", "43", "None", "True", "B"]
    result = run(tmp_path, rows(*((prompt, answer) for answer in answers)))
    assert len(kept(result)) == len(answers)
    assert result.conflicts["size"].to_pylist() == [8] * 8


def test_short_answers_without_a_prompt_all_stay(tmp_path):
    assert len(kept(run(tmp_path, rows(*(("", text) for text in ("Yes", "No", "A", "42", "", "None")))))) == 6


def test_near_duplicates_name_a_kept_witness_and_the_true_score(tmp_path):
    result = run(
        tmp_path,
        rows((QUESTION, LONG), (QUESTION, changed(LONG, 40)), (QUESTION, changed(LONG, 5, 25, 45, 65))),
    )
    gone = dropped(result)
    assert list(gone) == ["r001"]
    expected = jaccard(shingles(QUESTION, LONG), shingles(QUESTION, changed(LONG, 40)))
    assert gone["r001"]["score"] == expected
    assert orjson.loads(gone["r001"]["detail"]) == {
        "signal": "jaccard_5_words",
        "value": expected,
        "threshold": 0.8,
    }


def test_one_macro_under_different_questions_is_a_canned_family(tmp_path):
    questions = [QUESTION, "Where is my parcel?", "Why was I charged twice in June?", "Cancel it please."]
    result = run(tmp_path, rows(*((question, LONG) for question in questions)))
    assert len(kept(result)) == 4
    assert result.canned["size"].to_pylist() == [4] * 4
    assert "guarded" in result.pairs["verdict"].to_pylist()
    capped = run(tmp_path, rows(*((question, LONG) for question in questions)), Dedupe(canned_cap=2))
    gone = dropped(capped)
    assert len(gone) == 2 and {row["reasons"][0] for row in gone.values()} == {"canned_cap"}
    assert all(row["witness_id"] in kept(capped) for row in gone.values())


def test_labels_are_not_capped_as_macros(tmp_path):
    table = rows(*((f"Is message {RNG.choice(VOCABULARY)} {i} spam?", "ham") for i in range(20)))
    assert len(kept(run(tmp_path, table, Dedupe(canned_cap=1)))) == 20


def test_tool_calls_and_rejected_answers_tell_rows_apart(tmp_path):
    call = message("assistant", "", tool_calls_json='[{"name":"a"}]')
    other = message("assistant", "", tool_calls_json='[{"name":"b"}]')
    table = rows(("Ask", ""), ("Ask", ""), ("Ask", ""), ("Ask", ""))
    table = table.append_column("messages", pa.array([[call], [other], [call], [message("assistant", "")]]))
    assert kept(run(tmp_path, table)) == ["r000", "r001", "r003"]
    table = rows((QUESTION, LONG), (QUESTION, LONG), (QUESTION, changed(LONG, 40)), (QUESTION, LONG))
    worse = [[message("assistant", text)] for text in ("bad", "awful", "bad", "bad")]
    pairs = table.append_column("rejected", pa.array(worse))
    assert kept(run(tmp_path, pairs)) == ["r000", "r001", "r002"], "another preferred answer is another pair"


def test_the_best_row_survives(tmp_path):
    import datetime

    date = [datetime.datetime(2024, 1, day, tzinfo=datetime.UTC) for day in (5, 4, 3, 2)]
    table = rows(
        *[(QUESTION, LONG)] * 4,
        origin=["synthetic", "human", "human", "human"],
        license=["MIT", "proprietary", "MIT", "MIT"],
        created_at=pa.array(date, pa.timestamp("us", "UTC")),
        source=["a", "b", "c", "c"],
    )
    assert kept(run(tmp_path, table)) == ["r003"]  # permissive, human, earliest
    rank = pa.table({"record_id": ["r000", "r001"], "quality": [0.1, 0.9]})
    result = run(tmp_path, table, rank=rank)
    assert kept(result) == ["r001"]
    merged = result.merged.to_pylist()
    assert merged == [
        {
            "record_id": "r001",
            "copies": 3,
            "sources": ["a", "b", "c"],
            "licenses": ["MIT", "proprietary"],
            "license": "proprietary",
            "origins": ["human", "synthetic"],
        }
    ]
    assert kept(run(tmp_path, table, Dedupe(keep="first"), rank)) == ["r003"]
    longer = rows((QUESTION, changed(LONG, 1)), (QUESTION, LONG + " and some more words"))
    assert kept(run(tmp_path, longer, Dedupe(keep="longest"))) == ["r001"]


def test_no_chains_of_similarity(tmp_path):
    """b is near a and c, a and c are far from each other: only b may go, whatever the rank."""
    a, b, c = changed(LONG, 10, 11, 12), LONG, changed(LONG, 60, 61, 62)
    assert jaccard(shingles("", a), shingles("", c)) < 0.8 <= jaccard(shingles("", a), shingles("", b))
    alike = Dedupe(near=Near(guard=False))
    assert kept(run(tmp_path, rows(("", a), ("", b), ("", c)), alike)) == ["r000", "r002"]
    assert kept(run(tmp_path, rows(("", b), ("", a), ("", c)), alike)) == ["r000"]


def test_off_means_off(tmp_path):
    table = rows((QUESTION, LONG), (QUESTION, LONG), (QUESTION, changed(LONG, 40)))
    off = Near(enabled=False)
    assert kept(run(tmp_path, table, Dedupe(exact=False, near=off))) == ["r000", "r001", "r002"]
    assert kept(run(tmp_path, table, Dedupe(near=off))) == ["r000", "r002"]
    gone = dropped(run(tmp_path, table, Dedupe(exact=False)))
    assert {record: row["reasons"] for record, row in gone.items()} == {
        "r001": ["near_duplicate"],
        "r002": ["near_duplicate"],
    }


def test_the_threshold_of_the_recipe_decides(tmp_path):
    table = rows((QUESTION, LONG), (QUESTION, changed(LONG, 40)))
    score = jaccard(shingles(QUESTION, LONG), shingles(QUESTION, changed(LONG, 40)))
    assert len(kept(run(tmp_path, table, Dedupe(near=Near(threshold=score))))) == 1
    assert len(kept(run(tmp_path, table, Dedupe(near=Near(threshold=score + 1e-6))))) == 2


def test_copies_of_a_removed_row_share_its_witness(tmp_path):
    table = rows((QUESTION, changed(LONG, 40)), (QUESTION, LONG), (QUESTION, LONG), (QUESTION, LONG.upper()))
    gone = dropped(run(tmp_path, table))
    assert {row["witness_id"] for row in gone.values()} == {"r000"}
    assert {row["reasons"][0] for row in gone.values()} == {"near_duplicate"}


def test_rows_of_another_dataset_are_witnesses_and_get_no_verdict(tmp_path):
    import duckdb
    import pyarrow.parquet as pq

    from ft_data.dedup.resolve import deduplicate

    params = signature_params(Dedupe())
    own = rows((QUESTION, LONG), ("What else?", changed(LONG, 1, 30, 60)), (QUESTION, changed(LONG, 50)))
    other = rows((QUESTION, changed(LONG, 40)), (QUESTION, changed(LONG, 40)))
    corpora = []
    for name, table in (("own", own), ("other", other)):
        text, signed = str(tmp_path / f"{name}.parquet"), str(tmp_path / f"{name}-signed.parquet")
        pq.write_table(table, text)
        pq.write_table(signatures(table, params), signed)
        corpora.append(Corpus([signed], [text], name))
    con = duckdb.connect()
    result = deduplicate(corpora[0].signatures, corpora[0].texts, None, Dedupe(), con, corpora[1:])
    assert result.verdicts["record_id"].to_pylist() == ["r000", "r001", "r002"]
    gone = dropped(result)
    assert sorted(gone) == ["r000", "r002"]
    assert orjson.loads(gone["r000"]["detail"])["dataset"] == "other"
    found = overlap(*corpora, Dedupe(), con).to_pylist()
    assert [(row["record_id"], row["kind"]) for row in found] == [("r000", "near"), ("r002", "near")]
    assert found[0]["score"] == jaccard(shingles(QUESTION, LONG), shingles(QUESTION, changed(LONG, 40)))
    assert len(overlap(corpora[0], corpora[0], Dedupe(), con)) == 3


def test_signatures_and_texts_must_hold_the_same_rows(tmp_path):
    import duckdb
    import pyarrow.parquet as pq

    from ft_data.dedup.resolve import deduplicate

    table = rows((QUESTION, LONG), (QUESTION, changed(LONG, 40)))
    pq.write_table(table.slice(0, 1), tmp_path / "text.parquet")
    pq.write_table(signatures(table), tmp_path / "signed.parquet")
    paths = [str(tmp_path / "signed.parquet")], [str(tmp_path / "text.parquet")]
    with pytest.raises(ValueError, match="2 rows have signatures"):
        deduplicate(*paths, None, Dedupe(), duckdb.connect())
    pq.write_table(pa.concat_tables([table, table]), tmp_path / "text.parquet")
    with pytest.raises(ValueError, match="not unique"):
        deduplicate(*paths, None, Dedupe(), duckdb.connect())


def test_an_empty_dataset(tmp_path):
    result = run(
        tmp_path,
        rows().cast(pa.schema([(n, pa.string()) for n in ("record_id", "prompt_text", "response_text")])),
    )
    assert len(result.verdicts) == 0 and len(result.clusters) == 0
    assert signatures(rows(("a", "b")).slice(0, 0)).schema.equals(signature_schema())


@pytest.mark.parametrize("size", [1, 7, 1024, 5000])
def test_signatures_do_not_depend_on_batches(size):
    rng = random.Random(2)
    texts = [
        " ".join(rng.choice([*VOCABULARY, "naïve", "数学", "İ"]) for _ in range(rng.randrange(0, 30)))
        for _ in range(2100)
    ]
    table = rows(*zip(texts, reversed(texts), strict=True))
    step = max(size, 50) if size == 1 else size
    parts = [signatures(table.slice(at, step)) for at in range(0, len(table), step)]
    assert pa.concat_tables(parts).equals(signatures(table))


DOCUMENT = st.lists(st.sampled_from(VOCABULARY[:40]), min_size=0, max_size=14).map(" ".join)
ROW = st.tuples(st.sampled_from(["", "ask this", "ask that", "please tell me all of it"]), DOCUMENT)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, min_size=1, max_size=12), st.randoms(use_true_random=False), st.integers(1, 4))
def test_result_is_independent_of_order_and_parts_and_every_removal_is_witnessed(tmp_path, texts, rng, parts):
    texts = texts + [(prompt, changed(text, 3) if len(text.split()) > 3 else text) for prompt, text in texts]
    table = rows(*texts)
    whole = run(tmp_path, table)
    order = list(range(len(table)))
    rng.shuffle(order)
    other = run(tmp_path, table.take(order), parts=parts)
    assert kept(whole) == kept(other)
    assert dropped(whole) == dropped(other)
    stays = set(kept(whole))
    for record, row in dropped(whole).items():
        (p, r), (wp, wr) = texts[int(record[1:])], texts[int(row["witness_id"][1:])]
        assert row["witness_id"] in stays
        if row["reasons"] == ["near_duplicate"]:
            assert row["score"] >= 0.8 and jaccard(grams(p), grams(wp)) >= 0.25
            if len(f"{p} {r}".split()) >= 5:
                assert row["score"] == jaccard(shingles(p, r), shingles(wp, wr))
        else:
            assert (p, r) == (wp, wr)


def test_a_sample_of_removals_is_drawn_for_people(tmp_path):
    """The same rows whatever their order; copies that are equal need no second look."""
    texts = [" ".join(RNG.choice(VOCABULARY) for _ in range(60)) for _ in range(70)]
    edited = [(QUESTION, changed(text, 7 + i % 40)) for i, text in enumerate(texts)]
    table = rows(*((QUESTION, text) for text in texts), *edited, (QUESTION, texts[0].upper()))
    found = run(tmp_path, table)
    audit = found.audit.to_pylist()
    gone = dropped(found)
    near = [record for record, row in gone.items() if row["reasons"] == ["near_duplicate"]]
    assert len(near) > 50 == len(audit)
    assert all(row["reason"] == "near_duplicate" and row["removed"] == len(near) for row in audit)
    assert all(gone[row["record_id"]]["witness_id"] == row["witness_id"] for row in audit)
    again = run(tmp_path, table.take(pa.array(list(range(len(table)))[::-1])))
    assert again.audit.equals(found.audit)
