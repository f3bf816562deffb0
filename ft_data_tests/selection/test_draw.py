import random

from hypothesis import given
from hypothesis import strategies as st

from ft_data.selection.draw import Row, select

ROWS = st.lists(
    st.builds(Row, st.uuids().map(str), st.sampled_from("ab"), st.booleans(), st.floats(0, 1)),
    max_size=60,
    unique_by=lambda r: r.record_id,
)


@given(ROWS, st.none() | st.integers(1, 40), st.none() | st.floats(0, 1), st.randoms(use_true_random=False))
def test_every_row_is_kept_or_explained_and_order_does_not_matter(rows, budget, cap, chance):
    chosen = select(rows, budget, {}, cap)
    assert set(chosen.kept).isdisjoint(chosen.left_out)
    assert set(chosen.kept) | set(chosen.left_out) == {row.record_id for row in rows}
    if budget is not None:
        assert len(chosen.kept) <= budget
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert set(select(shuffled, budget, {}, cap).kept) == set(chosen.kept)


@given(ROWS, st.floats(0, 0.99))
def test_the_share_of_synthetic_rows_is_capped(rows, cap):
    kept = set(select(rows, None, {}, cap).kept)
    synthetic = sum(row.synthetic for row in rows if row.record_id in kept)
    assert synthetic <= cap * len(kept) + 1e-6


def rows_of(**counts):
    return [Row(f"{source}{n}", source, False, 0.5) for source, count in counts.items() for n in range(count)]


def test_a_mixture_with_a_budget_gives_each_source_its_share():
    kept = select(rows_of(a=100, b=100), 50, {"a": 0.8, "b": 0.2}, None).kept
    assert (sum(name[0] == "a" for name in kept), len(kept)) == (40, 50)


def test_what_a_source_cannot_fill_goes_to_the_others():
    kept = select(rows_of(a=10, b=100), 50, {"a": 0.8, "b": 0.2}, None).kept
    assert (sum(name[0] == "a" for name in kept), len(kept)) == (10, 50)


def test_a_mixture_alone_keeps_the_proportions():
    kept = select(rows_of(a=100, b=30), None, {"a": 0.5, "b": 0.5}, None).kept
    assert (sum(name[0] == "a" for name in kept), len(kept)) == (30, 60)


def test_better_rows_are_drawn_more_often():
    chance = random.Random(1)
    rows = [Row(str(n), "a", False, 0.9 if n % 2 else 0.1) for n in range(2000)]
    chance.shuffle(rows)
    kept = select(rows, 500, {}, None).kept
    assert sum(int(name) % 2 for name in kept) > 400


SIZED = st.lists(
    st.builds(
        Row, st.uuids().map(str), st.sampled_from("ab"), st.booleans(), st.floats(0, 1), size=st.integers(1, 50),
        place=st.none() | st.integers(1, 9),
    ),
    max_size=40,
    unique_by=lambda r: r.record_id,
)  # fmt: skip


@given(SIZED, st.integers(1, 200), st.booleans(), st.randoms(use_true_random=False))
def test_a_budget_of_tokens_is_kept_whatever_the_order(rows, budget, mixed, chance):
    mixture = {"a": 0.7, "b": 0.3} if mixed else {}
    chosen = select(rows, budget, mixture, None)
    sizes = {row.record_id: row.size for row in rows}
    assert sum(sizes[name] for name in chosen.kept) <= budget
    assert set(chosen.kept) | set(chosen.left_out) == set(sizes)
    chance.shuffle(rows)
    assert set(select(rows, budget, mixture, None).kept) == set(chosen.kept)


def test_rows_with_a_turn_come_in_it():
    rows = [Row(str(n), "a", False, 1.0 if n else 0.1, place=n + 1) for n in range(9)]
    assert select(rows, 3, {}, None).kept == ("0", "1", "2")


def test_a_row_that_never_fits_stops_nobody():
    rows = [Row("long", "a", False, 0.5, place=1, size=99), Row("short", "a", False, 0.5, place=2, size=4)]
    assert select(rows, 9, {}, None).kept == ("short",)
    assert select(rows, 9, {"a": 1.0}, None).kept == ("short",)


def test_a_synthetic_row_that_never_fits_keeps_none_of_the_others_out():
    people = [Row(f"p{n}", "a", False, 0.5, size=10, place=n) for n in range(9)]
    made = [Row("long", "b", True, 0.5, size=500, place=0), Row("short", "b", True, 0.5, size=5, place=10)]
    chosen = select([*people, *made], None, {}, 0.1)
    assert "short" in chosen.kept and chosen.left_out == {"long": ("over_synthetic_share", 500, 10)}


def test_no_source_has_more_than_its_limit_and_limits_hold_together():
    rows = [
        Row(f"{source}{n}", source, source != "people", 0.5)
        for source in ("people", "asked", "again")
        for n in range(60)
    ]

    def counts(**limits):
        kept = select(rows, None, {}, limits.pop("synthetic", None), most_of=limits).kept
        return {
            source: sum(name.startswith(source) for name in kept) for source in ("people", "asked", "again")
        }

    assert counts(asked=0.2) == {"people": 60, "asked": 30, "again": 60}
    assert counts(asked=0.1, again=0.1) == {"people": 60, "asked": 7, "again": 7}
    both = counts(asked=0.4, again=1.0, synthetic=0.5)
    whole = sum(both.values())
    assert both["people"] == 60 and both["asked"] <= 0.4 * whole and both["asked"] + both["again"] == 60
    assert counts(asked=0.0)["asked"] == 0 and counts() == {"people": 60, "asked": 60, "again": 60}
    assert all(
        rule == "over_share"
        for rule, *_ in select(rows, None, {}, None, most_of={"asked": 0.2}).left_out.values()
    )
