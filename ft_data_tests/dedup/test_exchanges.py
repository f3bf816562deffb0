"""The decision by exchanges is that of one process, however rows are cut and brought together."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.support.exchanged import build, exchanged, plan, same, sources
from ft_data.dedup.corpus import Corpus
from ft_data.dedup.meaning.embedding import DIMENSIONS
from ft_data.dedup.meaning.meanings import MEANINGS
from ft_data.dedup.overlap import SIBLINGS, overlap
from ft_data.dedup.resolve import deduplicate
from ft_data.recipe.schema import Dedupe, Near, Semantic
from ft_data.stages.deduped_apart import Sizes
from ft_data.warehouse import sql
from ft_data_tests.dedup.reference import rows

WORDS = [f"{a}{b}{c}" for a in "bdfgk" for b in "aeiou" for c in ("lm", "nt", "rs", "x", "z")]
COLUMNS = ("source", "origin", "license")


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    monkeypatch.setenv("FT_DATA_WORKERS", "1")


def text(rng: random.Random, words: int) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(words))


def edited(rng: random.Random, given: str, times: int) -> str:
    words = given.split()
    for _ in range(times):
        words[rng.randrange(len(words))] = rng.choice(WORDS)
    return " ".join(words)


def corpus(seed: int, size: int) -> pa.Table:
    """Texts of their own, copies in another spelling, near copies and chains of them, forms that are filled in, crowds, macros."""
    rng = random.Random(seed)
    form = "please tell {a} that the order {b} of the garden table was sent to {c} on monday and will come by friday night"
    slot = "the {a} is kept in the drawer next to the {b} and you should never put the {c} there because the air is damp and the {d} rusts"
    macro = text(rng, 20)
    base = [(text(rng, 12), text(rng, rng.randrange(3, 60))) for _ in range(size)]
    found = [*base, *((text(rng, 12), macro) for _ in range(6))]
    for prompt, answer in base:
        found += rng.choice(
            [
                [],
                [],
                [(prompt, answer)] * rng.randrange(1, 4),
                [(prompt.upper(), answer)],
                [(prompt, answer.replace(" ", ", ", 2))],
                [(prompt, edited(rng, answer, 1))],
                [("", answer), (answer, "")],
            ]
        )
    prompt, answer = text(rng, 15), text(rng, 80)
    for _ in range(size // 4):  # a chain
        answer = edited(rng, answer, 2)
        found.append((prompt, answer))
    for _ in range(size // 2):  # forms, and a crowd of edited copies
        names = {key: rng.choice(WORDS) for key in "abcd"}
        found.append((prompt, form.format(a=names["a"].title(), b=rng.randrange(9999), c=names["c"].title())))
        found.append((prompt, slot.format(**names)))
    for _ in range(size // 2):
        found.append((prompt, edited(rng, base[0][1] + macro + base[1][1], rng.randrange(0, 3))))
    rng.shuffle(found)
    pick = lambda *values: [rng.choice(values) for _ in found]  # noqa: E731
    return rows(
        *found,
        source=pick("a", "b", None),
        origin=pick("human", "synthetic"),
        license=pick("MIT", "GPL-3.0", None),
    )


RECIPES = {
    "default": Dedupe(),
    "similarity": Dedupe(near=Near(guard=False)),
    "capped": Dedupe(near=Near(guard=False, templates="cap", template_cap=3), canned_cap=2),
    "asked": Dedupe(near=Near(templates="review"), keep="longest"),
    "equal": Dedupe(near=Near(enabled=False), canned_cap=1),
    "near": Dedupe(exact=False, keep="first"),
    "nothing": Dedupe(exact=False, near=Near(enabled=False, templates="review")),
}
CUT = {
    "whole": Sizes(500, 10_000, 1),
    "five": Sizes(40, 60, 5),
    "eight": Sizes(70, 20, 8),
    "many": Sizes(40, 90, 64),
}
SAID = [("default", cut) for cut in CUT] + [(name, "five") for name in RECIPES if name != "default"]


def files(found, name="") -> Corpus:
    vectors = [one.meanings for one in found if one.meanings]
    return Corpus([one.signed for one in found], [one.texts for one in found], name, vectors)


def decided(folder, table, wanted, sizes, parts):
    found = sources(folder, "own", table, wanted, parts)
    with sql.connect() as con:
        whole = deduplicate(*files(found)[:2], None, wanted, con)
    same(exchanged(folder / "home", found, wanted, sizes), whole)
    return whole


@pytest.mark.parametrize(("name", "cut"), SAID)
def test_every_table_is_that_of_one_process(tmp_path, name, cut):
    whole = decided(tmp_path, corpus(len(name), 40), RECIPES[name], CUT[cut], 6)
    assert name == "nothing" or set(whole.verdicts["verdict"].to_pylist()) == {"keep", "drop"}
    if name == "default":
        reasons = {reason for found in whole.verdicts["reasons"].to_pylist() for reason in found}
        assert reasons == {"exact_duplicate", "near_duplicate"}
        assert not [
            name for name in ("clusters", "canned", "conflicts", "templates") if not len(getattr(whole, name))
        ]
        assert set(whole.pairs["verdict"].to_pylist()) == {"duplicate", "guarded", "different"}


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(0, 10**6), st.sampled_from(sorted(RECIPES)), st.sampled_from(sorted(CUT)), st.integers(1, 9)
)
def test_any_small_corpus(tmp_path_factory, seed, name, cut, parts):
    decided(tmp_path_factory.mktemp("any"), corpus(seed, 12), RECIPES[name], CUT[cut], parts)


def test_other_datasets_are_witnesses_and_siblings_are_compared(tmp_path):
    wanted, table = Dedupe(), corpus(7, 40)
    own = sources(tmp_path, "own", table.slice(0, 90), wanted, 3)
    other = sources(tmp_path, "older", table.slice(60), wanted, 2, corpus=1)
    with sql.connect() as con:
        whole = deduplicate(*files(own)[:2], None, wanted, con, against=[files(other, "older")])
        shared = overlap(files(own), files(other, "older"), wanted, con)
    assert len(whole.others) and len(shared) > 30 and set(shared["kind"].to_pylist()) == {"exact", "near"}
    same(exchanged(tmp_path / "against", [*own, *other], wanted, CUT["five"], ("", "older")), whole)
    for cut in ("whole", "eight"):
        made = build(tmp_path / cut)
        parts = plan(made, wanted, CUT[cut], ("", "older")).overlapping([*own, *other])
        found = pa.concat_tables([pq.read_table(made.path(part)) for part in parts])
        assert found.schema.equals(SIBLINGS) and set(found["dataset"].to_pylist()) == {"older"}
        assert sorted(map(repr, found.drop_columns("dataset").to_pylist())) == sorted(
            map(repr, shared.to_pylist())
        )


def test_rows_of_one_meaning(tmp_path):
    """Vectors as a model could have made them: rows near one of a few directions, some of them not judged."""
    wanted = Dedupe(semantic=Semantic(enabled=True, threshold=0.9))
    found, rng = sources(tmp_path, "own", corpus(3, 40), wanted, 4), np.random.default_rng(3)
    directions = rng.normal(0, 30, (6, DIMENSIONS))
    for number, one in enumerate(found):
        ids = pq.read_table(one.texts, columns=["record_id"])["record_id"]
        near = directions[rng.integers(0, 6, len(ids))] + rng.normal(0, 8, (len(ids), DIMENSIONS))
        vectors = [bytes(row.astype(np.int8)) if rng.random() < 0.8 else None for row in near.clip(-127, 127)]
        keys = np.where([vector is None for vector in vectors], 0, rng.integers(1, 4, len(ids))).astype(
            np.uint64
        )
        meant = pa.table(
            [ids, keys, pa.nulls(len(ids), pa.binary()), pa.array(vectors, pa.binary())], MEANINGS
        )
        path = str(tmp_path / f"meant-{number}.parquet")
        pq.write_table(meant, path)
        found[number] = replace(one, meanings=path)
    with sql.connect() as con:
        whole = deduplicate(*files(found)[:2], None, wanted, con, meanings=files(found).meanings)
    assert len(whole.meanings) > 20
    same(exchanged(tmp_path / "home", found, wanted, CUT["five"]), whole)


def test_rows_without_their_text_are_refused(tmp_path):
    found = sources(tmp_path, "own", corpus(1, 10), Dedupe(), 1)
    table = pq.read_table(found[0].texts)
    pq.write_table(table.slice(1), found[0].texts)
    with pytest.raises(ValueError, match=f"{len(table)} rows have signatures, {len(table) - 1} rows"):
        exchanged(tmp_path / "less", found, Dedupe(), CUT["whole"])
    pq.write_table(pa.concat_tables([table, table]), found[0].texts)
    with pytest.raises(ValueError, match="not unique"):
        exchanged(tmp_path / "twice", found, Dedupe(), CUT["whole"])


def test_no_rows_at_all(tmp_path):
    decided(tmp_path, corpus(1, 10).slice(0, 0), Dedupe(), CUT["five"], 1)
