"""The automaton of literal parts never loses what a pattern would find, and never says more than it."""

from __future__ import annotations

import pyarrow as pa
import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from ft_data.signals.flags.atoms import Atom, atoms
from ft_data.signals.flags.matcher import Matcher, expand, options, relax
from ft_data.signals.flags.wording import families
from ft_data.text.columns import text_of


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        (rb"\bguns?\b", {b"gun", b"guns"}),
        (rb"\bpoison\w*\b", {b"poison"}),
        (rb"\bsumm?ari[sz]e", {b"sumarise", b"sumarize", b"summarise", b"summarize"}),
        (rb"sorry[^.]{0,40}\bcannot help", {b"cannot help"}),
        (rb"\bto \d{4,6}\b", {b"to 0000"}),
        (rb"(?:^|\n)\s*home\b", {b"home"}),
    ],
)
def test_literal_parts_are_read_off_a_pattern(pattern: bytes, texts: set[bytes]) -> None:
    assert {atom.text for atom in atoms(pattern)[0]} == texts


def test_an_atom_knows_the_edges_it_needs_and_whether_it_is_all_there_is() -> None:
    assert atoms(rb"\bguns\b")[0] == {Atom(b"guns", True, True, False, False, True)}
    assert atoms(rb"\bpoison\w*\b")[0] == {Atom(b"poison", True, False, False, False, True)}
    assert atoms(rb"(?:^|\n)menu ?\n")[0] == {Atom(b"menu", False, False, True, True, False)}


def test_of_a_pattern_with_a_gap_two_parts_are_needed() -> None:
    first, second = atoms(rb"\bsorry\b[^.]{0,40}\bcannot help\b")
    assert ({atom.text for atom in first}, {atom.text for atom in second}) == ({b"cannot help"}, {b"sorry"})


def test_a_pattern_without_a_literal_part_is_refused() -> None:
    with pytest.raises(ValueError, match="no literal part"):
        atoms(rb"\w+\d*")


_FAMILIES = dict(zip(("response", "prompt"), families("en"), strict=True))
_MATCHERS = {name: Matcher(families, 1 << 16) for name, families in _FAMILIES.items()}


def _by_hand(families: dict[str, tuple[str, ...]], text: bytes) -> dict[str, list[tuple[int, int]]]:
    """Every pattern by itself, as slow as it is plain."""
    found: dict[str, list[tuple[int, int]]] = {}
    for name, patterns in families.items():
        context = name.startswith("asks_")
        for pattern in patterns:
            source = relax(expand(pattern)) if context else expand(pattern)
            hit = re2.compile(source, options()).search(text)
            if hit is not None:
                found.setdefault(name, []).extend([] if context else [hit.span()])
    return found


@st.composite
def _texts(draw: st.DrawFn) -> tuple[str, str]:
    """Text that a pattern of ours matches, between other text."""
    side = draw(st.sampled_from(sorted(_FAMILIES)))
    families = {k: v for k, v in _FAMILIES[side].items() if not k.startswith("may_")}
    pattern = draw(st.sampled_from([p for patterns in families.values() for p in patterns]))
    inside = draw(st.from_regex(pattern.replace(r"\b", r"(?:\b)")))
    around = st.text(st.sampled_from(" \n\t.,'’\"AaiItT0123é"), max_size=8)
    return side, draw(around) + inside + draw(around)


@settings(max_examples=60, deadline=None)
@given(_texts())
def test_the_automaton_and_every_pattern_by_itself_agree(drawn: tuple[str, str]) -> None:
    side, text = drawn
    raw = text.encode()
    families = {k: v for k, v in _FAMILIES[side].items() if not k.startswith("may_")}
    expected = _by_hand(families, raw)
    found = _MATCHERS[side].find(text_of(pa.array([text])))
    assert {name for name in found.names(0) if not name.startswith("may_")} == set(expected)
    spans = found.spans.get(0, {})
    assert {k: v for k, v in expected.items() if v} == spans


def test_of_a_long_prompt_both_ends_are_read() -> None:
    matcher = Matcher({"asks_guns": (r"\bguns?\b",), "asks_code": (r"\bcode\b",)}, 40, ends=True)
    text = "Some code, and " + "x" * 50 + " gun " + "y" * 50 + " the end"
    found = matcher.find(text_of(pa.array([text, "a gun", None])))
    assert [found.names(row) for row in range(3)] == [{"asks_code"}, {"asks_guns"}, frozenset()]
