"""A later run is judged by its own drops: what nobody read is drawn, and what was read stands for its draw."""

from __future__ import annotations

from bench.natural.again import redraw
from bench.natural.readings import readings
from bench.natural.score import A_RULE_AND_SET, score
from ft_data_tests.natural.facts import fact

SAID = {"verdict": "ok", "drop": False, "repair": None, "worth_asking": False, "edit_harm": None}
SAID |= {"mask_right": None, "duplicate_right": None, "edit_key": None, "mask_key": None}


def keyed(*rows: dict) -> dict:
    return {"tau": [{**row, "set": "tau"} for row in rows]}


def test_of_each_rule_and_set_some_are_drawn_and_what_was_read_is_not_read_again():
    rows = [fact(n, "drop", "echo") for n in range(20)] + [fact(n, "review", "rude") for n in range(100, 400)]
    rows += [fact(n, html=1) for n in range(500, 502)] + [fact(n) for n in range(600, 700)]
    drawn = redraw(keyed(*rows), {("tau", f"{3:016x}"): "earlier"}, seed=1)
    by_group = {one: [row for row in drawn if row["group"] == one] for one in {row["group"] for row in drawn}}
    assert {one: len(rows) for one, rows in by_group.items()} == {
        "again:drop:echo": A_RULE_AND_SET, "again:asked:rude": A_RULE_AND_SET, "again:html": 2,
    }  # fmt: skip
    (known,) = [row for row in drawn if not row["n"]]
    assert (known["row"], known["of"]) == ("earlier", 20)
    assert sorted(row["n"] for row in drawn if row["n"]) == [*range(1, len(drawn))]
    assert {row["of"] for row in by_group["again:asked:rude"]} == {300}


def test_a_row_drawn_again_stands_for_its_later_draw_and_the_others_for_what_they_stood_for():
    first = [{**fact(n), "set": "tau", "group": "plain", "of": 90} for n in range(3)]
    later = [{**fact(n), "set": "tau", "group": "again:drop:echo", "of": 2} for n in (0, 50)]
    labels = {("tau", row["row"]): [{**SAID, "row": row["row"]}] for row in [*first, *later]}
    outcome = keyed(*(fact(n, "drop", "echo") for n in (0, 50)), *(fact(n) for n in range(1, 90) if n != 50))
    found = {int(one.row, 16): one for one in readings(labels, [*first, *later], outcome)}
    assert {n: one.weight for n, one in found.items()} == {0: 1.0, 50: 1.0, 1: 30.0, 2: 30.0}
    assert score(list(found.values()), outcome)["strata"]["code/en"]["drops"] == 2
