"""Splits: sticky, grouped, the same in any order, and nothing near a test row enters train."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ft_data.formatting import links, splits
from ft_data_tests.formatting.examples import example, table

SHARES = {"train": 0.8, "validation": 0.1, "test": 0.1}
NOTHING = splits.LEDGER.empty_table()


def ids(n: int, start: int = 0) -> list[str]:
    return [f"{i:024x}" for i in range(start, start + n)]


def run(records, pairs=(), ledger=NOTHING, **options):
    table = pa.table({"a": [a for a, _ in pairs], "b": [b for _, b in pairs]}, schema=links.LINK)
    return splits.assign(pa.array(records, pa.string()), table, ledger, SHARES, **options)


def where(result) -> dict[str, str]:
    return dict(
        zip(result.assignments["record_id"].to_pylist(), result.assignments["split"].to_pylist(), strict=True)
    )


def grow(ledger, result):
    return pa.concat_tables([ledger, result.new_ledger_rows])


def test_fractions_hold_on_many_rows():
    counts = list(where(run(ids(20_000))).values())
    assert abs(counts.count("test") / 20_000 - 0.1) < 0.01
    assert abs(counts.count("validation") / 20_000 - 0.1) < 0.01


def test_order_of_rows_and_links_changes_nothing():
    records = ids(500)
    pairs = [(records[i], f"prompt:{i % 90}") for i in range(300)]
    first = run(records, pairs)
    random.Random(1).shuffle(records)
    random.Random(2).shuffle(pairs)
    again = run(records, [(b, a) for a, b in pairs])
    assert first.assignments.equals(again.assignments)
    assert first.new_ledger_rows.equals(again.new_ledger_rows)


@pytest.mark.parametrize("change", ["add 1%", "add 10%", "remove 5%", "shuffle"])
def test_no_row_moves(change):
    rng = random.Random(7)
    records = ids(3000)
    prompts = {r: f"prompt:{rng.randrange(1500)}" for r in ids(6000)}
    first = run(records, [(r, prompts[r]) for r in records])
    before, ledger = where(first), grow(NOTHING, first)
    later = list(records)
    if change.startswith("add"):
        later += ids(30 if change == "add 1%" else 300, 3000)
    if change == "remove 5%":
        later = rng.sample(records, 2850)
    if change == "shuffle":
        rng.shuffle(later)
    after = run(later, [(r, prompts[r]) for r in later], ledger)
    kept = set(before) & set(later)
    now = where(after)
    assert all(now[r] == before[r] for r in kept if r in now)
    assert not [r for r in after.quarantined["record_id"].to_pylist() if r in kept]
    assert len(now) + after.quarantined.num_rows == len(later)


def test_near_duplicate_of_a_test_row_follows_it_even_when_that_row_is_gone():
    records = ids(200)
    first = run(records)
    held_out = next(r for r, s in where(first).items() if s == "test")
    ledger = grow(NOTHING, first)
    (new,) = ids(1, 5000)
    assert where(run([*records, new], [(new, held_out)], ledger))[new] == "test"
    without = [r for r in records if r != held_out]
    assert where(run([*without, new], [(new, held_out)], ledger))[new] == "test"


def test_bridge_is_quarantined_and_names_its_witness():
    first = run(ids(200))
    placed = where(first)
    a = next(r for r, s in placed.items() if s == "train")
    b = next(r for r, s in placed.items() if s == "test")
    new, follower = ids(2, 5000)
    result = run([*ids(200), new, follower], [(new, a), (b, new), (follower, a)], grow(NOTHING, first))
    assert result.quarantined.to_pylist() == [
        {"record_id": new, "reason": "split_bridge", "splits": ["test", "train"], "witness_id": b}
    ]
    assert where(result)[a] == "train" and where(result)[b] == "test"
    assert where(result)[follower] == "train"
    assert new not in result.new_ledger_rows["node"].to_pylist()


def test_two_placed_rows_that_turn_out_to_be_linked_do_not_both_stay():
    first = run(ids(200))
    placed = where(first)
    a = next(r for r, s in placed.items() if s == "train")
    b = next(r for r, s in placed.items() if s == "test")
    result = run(ids(200), [(a, "prompt:x"), (b, "prompt:x")], grow(NOTHING, first))
    assert result.quarantined.to_pylist() == [
        {"record_id": a, "reason": "split_bridge", "splits": ["test", "train"], "witness_id": b}
    ]
    assert where(result)[b] == "test"


def test_frozen_test_takes_no_new_rows():
    first = run(ids(400))
    held_out = next(r for r, s in where(first).items() if s == "test")
    new = ids(2000, 5000)
    result = run([*ids(400), *new], [(new[0], held_out)], grow(NOTHING, first), frozen={"test"})
    assert {where(result)[r] for r in new[1:]} == {"train", "validation"}
    assert result.quarantined.to_pylist()[0]["reason"] == "frozen_neighbour"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_arrives_nothing_moves_and_no_link_crosses_splits(data):
    universe = ids(24)
    nodes = [*universe, "prompt:a", "prompt:b", "subject:c", "e" * 24]
    ledger, seen = NOTHING, {}
    edges: list[tuple[str, str]] = []
    for _ in range(3):
        now = data.draw(st.lists(st.sampled_from(universe), unique=True, max_size=24))
        edges = edges + data.draw(
            st.lists(st.tuples(st.sampled_from(nodes), st.sampled_from(nodes)), max_size=12)
        )
        result = run(now, edges, ledger)
        placed = where(result)
        assert sorted([*placed, *result.quarantined["record_id"].to_pylist()]) == sorted(now)
        assert all(seen.get(r, s) == s for r, s in placed.items())
        for a, b in edges:
            if a in placed and b in placed:
                assert placed[a] == placed[b]
        for key in ("prompt:a", "prompt:b", "subject:c"):
            sharing = {placed[r] for a, b in edges for r, k in ((a, b), (b, a)) if k == key and r in placed}
            assert len(sharing) <= 1
        seen |= placed
        ledger = grow(ledger, result)
        assert len(set(ledger["node"].to_pylist())) == ledger.num_rows


def test_prompt_key_ignores_system_case_and_spacing():
    def talk(*turns):
        return [{"role": r, "content": c} for r, c in turns]

    rows = [
        talk(("system", "Be brief."), ("user", "What  is\nit?"), ("assistant", "A")),
        talk(("user", "what is it"), ("assistant", "B")),
        talk(("user", "What was it?"), ("assistant", "B")),
        talk(("assistant", "only text")),
        [],
    ]
    kind = pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))
    a, b, c, d, e = links.prompt_keys(pa.array(rows, kind)).to_pylist()
    assert a == b != c and d is None and e is None
    sliced = links.prompt_keys(pa.array(rows, kind).slice(1, 2)).to_pylist()
    assert sliced == [b, c]


def test_texts_are_linked_by_what_they_say():
    part = table(
        *(example(("assistant", said), kind="text", record_id=f"{i:024x}") for i, said in enumerate("Aab")),
        example(("assistant", " "), kind="text", record_id="9" * 24),
    )
    found = links.of_examples(part).to_pylist()
    assert [link["a"][-1] for link in found] == ["0", "1", "2"]
    assert found[0]["b"] == found[1]["b"] != found[2]["b"] and found[0]["b"].startswith("text:")


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="unique"):
        run([ids(1)[0]] * 2)
    with pytest.raises(ValueError, match="add up"):
        splits.assign(pa.array(ids(1)), links.LINK.empty_table(), NOTHING, {"train": 0.5})
    with pytest.raises(ValueError, match="unknown"):
        splits.assign(pa.array(ids(1)), links.LINK.empty_table(), NOTHING, {"train": 0.5, "dev": 0.5})
