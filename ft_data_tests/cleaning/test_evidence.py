"""A repair edits by default only where its construction or reads of what it did let it."""

from __future__ import annotations

import pytest

from ft_data.cleaning import RULES, Cleaner
from ft_data.cleaning.evidence import READ_SETS, READS, Count, Known, by_default, known
from ft_data.recipe.problems import RecipeError
from ft_data.recipe.schema import Clean
from ft_data.signals import registry

ASKED = "Why is the sky blue in the evening?"
GOES_ON = "The light scatters in the air.\n\nHuman: And at night?\nAssistant: Then it is dark."


def reads(sets: int, each: int, harmed: int = 0, known: bool = False) -> tuple[Count, ...]:
    """Return reads of some sets, of which the first few rows are harmed."""
    return tuple(Count(f"s{n}", "prose/en", each, harmed if n == 0 else 0, known) for n in range(sets))


@pytest.mark.parametrize(
    ("one", "edits"),
    [
        (Known("construction"), True),
        (Known("construction", counts=reads(3, 2)), True),
        (Known("construction", counts=reads(3, 2, harmed=2)), False),
        (Known("construction", counts=reads(10, 8, harmed=1)), True),
        (Known("reads"), False),
        (Known("reads", counts=reads(READ_SETS, 8)), True),
        (Known("reads", counts=reads(READ_SETS - 1, 8)), False),
        (Known("reads", counts=reads(READ_SETS, READS // READ_SETS - 1)), False),
        (Known("reads", counts=reads(READ_SETS, 8, known=True)), False),
        (Known("reads", counts=reads(READ_SETS, 8, harmed=1)), False),
        (Known("reads", counts=reads(10, 8, harmed=1)), True),
        (Known("reads", counts=(*reads(READ_SETS, 8), Count("old", "code/en", 8, 3, True))), False),
    ],
)
def test_what_a_repair_may_do(one: Known, edits: bool) -> None:
    assert one.edits is edits


def test_every_repair_has_a_ground_and_none_edits_without_evidence() -> None:
    assert set(known()) == {rule.name for rule in RULES}
    assert by_default() == {name for name, one in known().items() if one.edits}
    for name in by_default():
        one = known()[name]
        fresh = sum(count.reads for count in one.counts if not count.known)
        assert one.ground == "construction" or fresh >= READS, name


def test_what_only_marks_is_marked_by_signals_that_exist() -> None:
    names = {signal.name for group in registry.builtin() for signal in group.signals}
    for name, one in known().items():
        missing = {*one.seen_by} - {each.removeprefix("response_") for each in names} - names
        assert not missing, name


def test_a_repair_without_evidence_leaves_the_text_and_a_recipe_turns_it_on() -> None:
    assert "next_turn" not in by_default()
    kept = Cleaner(Clean(), "chat", b"k").clean(GOES_ON, role="assistant", asked=[ASKED])
    assert kept == (GOES_ON, ())
    text, edits = Cleaner(Clean(repair=["next_turn"]), "chat", b"k").clean(
        GOES_ON, role="assistant", asked=[ASKED]
    )
    assert text == "The light scatters in the air."
    assert [edit.rule for edit in edits] == ["next_turn"]


def test_a_repair_nobody_knows_is_refused_by_name() -> None:
    with pytest.raises(RecipeError, match="next_trun"):
        Cleaner(Clean(repair=["next_trun"]), "chat", b"k")


def test_a_held_repair_does_not_edit() -> None:
    held = Cleaner(Clean(repair=["next_turn"]), "chat", b"k", held=frozenset({"next_turn"}))
    assert held.clean(GOES_ON, role="assistant", asked=[ASKED])[0] == GOES_ON
