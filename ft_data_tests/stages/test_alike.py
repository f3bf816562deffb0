"""A cut that makes answers of a source the same is not made there, and is told once."""

from __future__ import annotations

from pathlib import Path

from ft_data.cleaning.rule import Edit
from ft_data.stages.alike import Alike, told
from ft_data.stages.build import Build
from ft_data.stages.graph import make
from ft_data.warehouse import catalog
from ft_data.warehouse.home import Home
from ft_data_tests.pipeline import helpers

SAME = "I am glad that you asked me about it."
PLACES = ("harbour", "mill", "station", "market", "bridge", "quarry", "garden", "tower")


def line(number: int, same: bool) -> dict:
    """Return a record whose answer opens with the request; what is left of it is the same in every record, or not."""
    place = PLACES[number % 8]
    asked = f"How do I get from stop {number} to the {place} of the old town?"
    answer = SAME if same else f"Take the road to the {place}, which needs {number + 2} minutes."
    return {"id": str(number), "instruction": asked, "response": f"{asked}\n\n{answer}"}


def answers(home: Home) -> list[str]:
    rows = catalog.query(home.warehouse("demo"), "SELECT response_text FROM cleaned ORDER BY record_id")[1]
    return [text for (text,) in rows]


def run(root: Path, same: bool, more: str = "", *stages: str) -> tuple[Home, Build]:
    home = helpers.make(root, lines=[line(number, same) for number in range(8)])
    home.recipe("demo").write_text(helpers.RECIPE + more)
    build = Build.open(home, "demo")
    for stage in ("raw/notes", "cleaned", *stages):
        make(build, stage)
    return home, build


def test_a_cut_that_leaves_the_same_in_many_answers_is_held_and_found(tmp_path):
    home, build = run(tmp_path, True, "", "signals", "deduped", "decontaminated", "filtered")
    assert all(text.endswith(SAME) and text != SAME for text in answers(home)), "nothing is cut"
    assert build.current("cleaned").stats["held"] == {"notes": {"copied_request": [8, 8]}}
    query = "SELECT source, rows, \"of\", text FROM filtered_findings WHERE about = 'repair'"
    ((source, rows, of, text),) = catalog.query(home.warehouse("demo"), query)[1]
    assert (source, rows, of) == ("notes", 8, 8)
    assert text.startswith("repair `copied_request` would leave the same")


def test_answers_that_differ_are_cut(tmp_path):
    home, build = run(tmp_path, False)
    assert not any(text.startswith("How do I") for text in answers(home))
    assert "held" not in build.current("cleaned").stats and "alike" not in build.current("cleaned").stats


def test_a_recipe_that_asks_for_the_repair_gets_it(tmp_path):
    home, _ = run(tmp_path, True, "clean: {repair: [copied_request]}\n")
    assert {*answers(home)} == {SAME}


def test_what_was_the_same_before_and_labels_are_no_sign():
    seen = Alike()
    for number in range(9):
        seen.note(
            [Edit("next_turn", 1, None, None)],
            "One and the same answer.\nHuman: hi",
            "One and the same answer.",
        )
        seen.note([Edit("next_row", 1, None, None)], f"positive\n{number}. Instruction: x", "positive")
        seen.note([Edit("whitespace", 1, None, None)], f"It is so and so.{' ' * number}", "It is so and so.")
    assert told([{"alike": seen.counts()}], 9) == {}
