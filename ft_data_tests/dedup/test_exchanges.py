"""The decision by exchanges is that of one process, however rows are cut and brought together."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ft_data.dedup.resolve import deduplicate
from ft_data.recipe.schema import Dedupe, Near
from ft_data.stages.deduped_apart import Sizes
from ft_data.warehouse import sql
from ft_data_tests.dedup.exchanged import exchanged, same, sources
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
    found = list(base)
    for prompt, answer in base:
        found += rng.choice(
            [
                [],
                [],
                [(prompt, answer)] * rng.randrange(1, 4),
                [(prompt.upper(), answer)],
                [(prompt, answer.replace(" ", ", ", 2))],
                [(prompt, edited(rng, answer, 1))],
                [(prompt, macro)],
                [("", answer), (answer, "")],
            ]
        )
    prompt, answer = text(rng, 15), text(rng, 80)
    for _ in range(size // 4):  # a chain
        answer = edited(rng, answer, 2)
        found.append((prompt, answer))
    for _ in range(size // 2):  # forms, and a crowd of edited copies
        names = {key: rng.choice(WORDS) for key in "abcd"}
        found.append(
            (text(rng, 12), form.format(a=names["a"].title(), b=rng.randrange(9999), c=names["c"].title()))
        )
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
CUT = [Sizes(500, 10_000, 1), Sizes(30, 40, 5), Sizes(70, 1, 8), Sizes(1, 7, 64)]


@pytest.mark.parametrize("name", RECIPES)
def test_every_table_is_that_of_one_process(tmp_path, name):
    wanted = RECIPES[name]
    table = corpus(len(name), 40)
    found = sources(tmp_path, "own", table, wanted, 6)
    with sql.connect() as con:
        whole = deduplicate([one.signed for one in found], [one.texts for one in found], None, wanted, con)
    for sizes in CUT:
        same(exchanged(tmp_path / str(sizes.partitions), found, wanted, sizes), whole)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.sampled_from(sorted(RECIPES)), st.sampled_from(CUT), st.integers(1, 9))
def test_any_small_corpus(tmp_path_factory, seed, name, sizes, parts):
    folder, wanted = tmp_path_factory.mktemp("any"), RECIPES[name]
    found = sources(folder, "own", corpus(seed, 12), wanted, parts)
    with sql.connect() as con:
        whole = deduplicate([one.signed for one in found], [one.texts for one in found], None, wanted, con)
    same(exchanged(folder, found, wanted, sizes), whole)
