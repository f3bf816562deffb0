"""Splits: sticky, grouped, the same in any order, and nothing near a test row enters train."""

from __future__ import annotations

import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ft_data.formatting import links, splits
from ft_data.stages.splits import Ledger
from ft_data.upkeep import removal
from ft_data.warehouse import hashing
from ft_data.warehouse.home import Warehouse
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


def says(records, texts):
    return [(r, f"says:{t}") for r, t in zip(records, texts, strict=True)]


def test_rows_keep_their_places_when_their_ids_change():
    """A source was renamed or regrouped: every id is new, what the rows say is not."""
    old, new = ids(400), ids(400, 9000)
    texts = [f"{i:x}" for i in range(400)]
    prompts = [f"prompt:{i // 2}" for i in range(400)]
    first = run(old, [*zip(old, prompts, strict=True), *says(old, texts)])
    links = [*zip(new, prompts, strict=True), *says(new, texts)]
    after = run(new, links, grow(NOTHING, first), frozen={"test"})
    assert after.quarantined.num_rows == 0
    before, now = where(first), where(after)
    assert [before[r] for r in old] == [now[r] for r in new]
    assert "test" in before.values()
    again = run(new, links, grow(grow(NOTHING, first), after), frozen={"test"})
    assert again.assignments.equals(after.assignments) and again.new_ledger_rows.num_rows == 0


def test_rows_keep_their_places_when_ids_change_hands():
    """The ids were line numbers and a line was put in front: what was held out must not become training data."""
    records, texts = ids(400), [f"{i:x}" for i in range(400)]
    first = run(records, says(records, texts))
    shifted = ["new", *texts[:-1]]
    after = run(records, says(records, shifted), grow(NOTHING, first), frozen={"test"})
    before = dict(zip(texts, (where(first)[r] for r in records), strict=True))
    now = dict(zip(shifted, (where(after)[r] for r in records), strict=True))
    assert all(now[t] == before[t] for t in texts[:-1])
    # An edit after that leaves the row where it is now, not where its id was long ago.
    ledger = grow(grow(NOTHING, first), after)
    edited = run(records, says(records, [f"{t}, edited" for t in shifted]), ledger, frozen={"test"})
    assert where(edited) == where(after)


def test_a_ledger_that_does_not_know_what_rows_say_learns_it():
    records, later = ids(300), ids(300, 9000)
    texts = [f"{i:x}" for i in range(300)]
    ledger = grow(NOTHING, run(records))  # as written before texts were remembered
    learnt = run(records, says(records, texts), ledger, frozen={"test"})
    assert learnt.assignments.num_rows == 300
    ledger = grow(ledger, learnt)
    now = where(run(later, says(later, texts), ledger, frozen={"test"}))
    assert [now[r] for r in later] == [where(learnt)[r] for r in records]


def test_a_new_row_is_not_placed_beside_a_row_that_came_to_share_its_key():
    """The key was placed by a row that is gone; another row, placed elsewhere, was edited to share it."""
    records = ids(200)
    first = run(records, [(records[0], "prompt:x"), (records[1], "prompt:y")])
    placed = where(first)
    held = next(r for r in records[2:] if placed[r] == "test")
    gone, key = next(
        (r, k) for r, k in ((records[0], "prompt:x"), (records[1], "prompt:y")) if placed[r] == "train"
    )
    (new,) = ids(1, 5000)
    links = [(held, key), (new, key)]
    here = [r for r in records if r != gone] + [new]
    after = run(here, links, grow(NOTHING, first))
    assert [(q["record_id"], q["witness_id"]) for q in after.quarantined.to_pylist()] == [(new, held)]
    again = run(here, links, grow(grow(NOTHING, first), after))
    assert again.assignments.equals(after.assignments) and again.quarantined.equals(after.quarantined)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_running_again_changes_nothing(data):
    universe = ids(20)
    texts = ["says:a", "says:b", "says:c", "says:d"]
    nodes = [*universe, "prompt:a", "prompt:b", "subject:c", "e" * 24]
    ledger = NOTHING
    for _ in range(3):
        now = data.draw(st.lists(st.sampled_from(universe), unique=True, max_size=20))
        said = {r: data.draw(st.sampled_from([*texts, f"says:{r}"])) for r in now}
        edges = data.draw(
            st.lists(st.tuples(st.sampled_from(nodes), st.sampled_from(nodes)), max_size=12)
        ) + list(said.items())
        closed = data.draw(st.sampled_from([(), ("test",)]))
        first = run(now, edges, ledger, frozen=closed)
        ledger = grow(ledger, first)
        for _ in range(2):
            again = run(now, edges, ledger, frozen=("test",))
            assert again.assignments.equals(first.assignments)
            assert again.quarantined.select(["record_id"]).equals(first.quarantined.select(["record_id"]))
            assert again.new_ledger_rows.num_rows == 0


def test_what_a_row_says_holds_its_turns_roles_and_calls_and_not_its_names():
    part = table(
        example(("user", "Hi"), ("assistant", "Ho"), record_id="1" * 24, source="a"),
        example(("user", "Hi"), ("assistant", "Ho"), record_id="2" * 24, source="b", license="MIT"),
        example(("user", "Hi"), ("user", "Ho"), record_id="3" * 24),
        example(("user", "Hi"), record_id="4" * 24),
        example(record_id="5" * 24),
    )
    said = [link["b"] for link in links.says(part).to_pylist()]
    assert said[0] == said[1] and len(set(said)) == 4
    assert [link["b"] for link in links.says(part.slice(1, 3)).to_pylist()] == said[1:4]


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


def test_a_talk_that_begins_with_another_row_is_in_its_split():
    """A format that writes a row for each answer writes the first exchange of a talk as a row of its own."""
    talk = [
        ("user", "Where is the key?"),
        ("assistant", "On the hook."),
        ("user", "And the lock?"),
        ("assistant", "On the door."),
    ]

    def row(at: int, turns: list[tuple[str, str]]):
        return example(*turns, record_id=ids(1, at)[0])

    part = table(
        row(0, talk), row(1, talk[:2]), row(2, [("system", "Be kind."), *talk[:2], ("user", "Why?"), ("assistant", "It hangs.")]),
        row(3, [talk[0], ("assistant", "Nobody knows."), ("user", "Who then?"), talk[3]]), row(4, [("user", "Where?"), ("assistant", "Here.")]), row(5, [("user", "Alone.")]),
    )  # fmt: skip
    found = [
        one for one in links.together(links.of_examples(part)).to_pylist() if one["b"].startswith("opening:")
    ]
    assert [one["a"] for one in found] == ids(3) and len({one["b"] for one in found}) == 1
    result = splits.assign(part["record_id"], links.together(links.of_examples(part)), NOTHING, SHARES)
    groups = dict(
        zip(*(result.assignments[name].to_pylist() for name in ("record_id", "group_key")), strict=True)
    )
    assert groups[ids(3)[0]] == groups[ids(3)[1]] == groups[ids(3)[2]] and len({*groups.values()}) == 4


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


def test_a_ledger_is_read_as_it_was_when_reading_began(tmp_path):
    class Busy(Ledger):
        """Another run places rows as soon as this one has looked which files there are."""

        def _files(self):
            found = super()._files()
            Ledger(tmp_path).place(
                pa.array(ids(5, start=100 * (1 + len(found)))), links.LINK.empty_table(), SHARES
            )
            return found

    Ledger(tmp_path).place(pa.array(ids(5)), links.LINK.empty_table(), SHARES)
    busy = Busy(tmp_path)
    assert len(busy.read()) == 5
    assert len(busy.read()) == 10
    before = Ledger(tmp_path).digest()
    assert busy.digest() == before != Ledger(tmp_path).digest()


def test_a_ledger_says_what_its_rows_add_up_to(tmp_path, monkeypatch):
    warehouse = Warehouse("demo", tmp_path / "warehouse", tmp_path / "releases")
    warehouse.splits.mkdir(parents=True)
    placed = [ids(30), ids(20, start=30)]
    for new in placed:
        Ledger(warehouse.splits).place(pa.array(new), links.LINK.empty_table(), SHARES)
    rows = Ledger(warehouse.splits).read()
    whole = hashing.to_hex(hashing.table_hash(rows, ["node", "group_key", "split"]))
    with monkeypatch.context() as patched:
        patched.setattr(
            hashing, "table_hash", lambda *_: pytest.fail("rows that were hashed are hashed again")
        )
        assert Ledger(warehouse.splits).digest() == whole

    # One that was written before files said so.
    first = min(warehouse.splits.glob("*.parquet"))
    pq.write_table(pq.read_table(first).replace_schema_metadata(None), first, write_page_checksum=True)
    assert Ledger(warehouse.splits).digest() == whole

    # What was forgotten is not added up.
    gone = pa.array(placed[0][:7] + placed[1][:7])
    assert removal.rewrite_splits(warehouse, gone) == []
    left = Ledger(warehouse.splits)
    assert left.read().num_rows == 50 - 14
    assert (
        left.digest()
        == hashing.to_hex(hashing.table_hash(left.read(), ["node", "group_key", "split"]))
        != whole
    )
