"""Rows in languages that a recipe does not list: the source is asked about as a whole, and the recipe's word decides."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pytest

from ft_data.filtering.force import in_force
from ft_data.filtering.languages import Wanted, mixtures, wanted
from ft_data.filtering.rules import explain, fired
from ft_data.recipe.load import parse_recipe

BASE = "dataset: a\npurpose: test it\nsources: {s: {path: x}}\n"
ENGLISH, GERMAN, GREETING, CODE = 0, 4, 3, 4
RULES = ("script_unwanted", "language_unwanted", "language_unwanted_brief")


def rows(*levels: int, others: bool = True, **more: object) -> duckdb.DuckDBPyConnection:
    """Return a connection with ``rows``, one a level of `language_unwanted`, of one source."""
    con = duckdb.connect()
    table = pa.Table.from_pylist([
        {"record_id": f"r{n}", "source": "s", "kind": "instruction", "row_kind": "chat", "answer_kind": "prose", "response_text": "",
         "prompt_words": 30, "response_words": 60, "prompt_language": "de", "row_language": "de" if level else "en", "second_language": "de",
         "response_script": "Latin", "prompt_script": "Latin", "language_unwanted": level, "script_unwanted": False, "other_languages": others} | more
        for n, level in enumerate(levels)
    ])  # fmt: skip
    con.register("rows", table)
    return con


def verdicts(con: duckdb.DuckDBPyConnection, recipe: str) -> list[str]:
    rules = [one for one in in_force(parse_recipe(BASE + recipe)) if one.name in RULES]
    return [explain(rules, *found)[0].verdict or "" for _, *found in fired(con, rules, "rows")]


def test_a_source_with_several_languages_is_one_question() -> None:
    con = rows(*[ENGLISH] * 70, *[GERMAN] * 20, *[GREETING] * 10)
    (one,) = mixtures(con, "rows", Wanted(("en",), ()))
    assert (one.source, one.rows, one.of, one.languages) == ("s", 30, 100, (("de", 30),))
    assert "30 of 100 rows of `s` are in de (30)" in one.text and "other_languages: drop" in one.text


@pytest.mark.parametrize(("foreign", "of", "asked"), [(3, 100, 0), (4, 100, 1), (5, 1000, 0), (6, 1000, 1)])
def test_strays_are_no_question(foreign: int, of: int, asked: int) -> None:
    con = rows(*[GERMAN] * foreign, *[ENGLISH] * (of - foreign))
    assert len(mixtures(con, "rows", Wanted(("en",), ()))) == asked


def test_nothing_is_asked_where_somebody_answered_or_no_language_is_listed() -> None:
    con = rows(*[GERMAN] * 50)
    assert not mixtures(con, "rows", Wanted(("en",), ("s",))) and not mixtures(con, "rows", Wanted((), ()))


def test_code_and_headings_are_in_no_language() -> None:
    listed = Wanted(("en",), ())
    assert not mixtures(rows(*[GERMAN] * 50, answer_kind="code"), "rows", listed)
    assert not mixtures(rows(*[GERMAN] * 50, prompt_words=0, response_words=12), "rows", listed)
    assert not mixtures(rows(*[GREETING] * 50, others=False), "rows", listed), "a few words look foreign"


def test_a_language_within_a_script_marks_until_the_recipe_says_drop() -> None:
    con = rows(GERMAN, GREETING, 2, 1, ENGLISH)
    assert verdicts(con, "languages: [en]\n") == ["mark"] * 4
    assert verdicts(con, "languages: [en]\nother_languages: drop\n") == ["drop", "drop", "review", "review"]
    own = "languages: [en]\nrules: [{name: language_unwanted, drop: '>= 4'}]\n"
    assert verdicts(con, own)[0] == "drop", "who writes the band means it"


def test_a_source_can_be_decided_alone() -> None:
    recipe = BASE.replace("sources: {s: {", "sources: {blog: {path: y, other_languages: drop}, s: {")
    assert wanted(parse_recipe(recipe + "languages: [en]\n")).dropped == ("blog",)
    rules = [one for one in in_force(parse_recipe(recipe + "languages: [en]\n")) if one.name in RULES]
    for source, verdict in (("blog", "drop"), ("s", "mark")):
        ((_, *found),) = fired(rows(GERMAN, source=source), rules, "rows")
        assert explain(rules, *found)[0].verdict == verdict
    back = BASE.replace("sources: {s: {", "sources: {s: {other_languages: ask, ")
    assert wanted(parse_recipe(back + "languages: [en]\nother_languages: drop\n")).dropped == ()


SCRIPT = {"script_unwanted": True, "response_script": "Cyrillic", "prompt_script": "Cyrillic"}


def test_forty_words_of_another_script_drop_by_construction() -> None:
    assert verdicts(rows(GERMAN, **SCRIPT), "languages: [en]\n") == ["drop"]
    assert verdicts(rows(GERMAN, **SCRIPT, prompt_words=3, response_words=20), "languages: [en]\n") == [
        "mark"
    ]
    latin = SCRIPT | {"response_script": "Latin"}
    assert verdicts(rows(GERMAN, **latin), "languages: [ru]\n") == ["mark"], "identifiers, names and links"
    assert verdicts(rows(GERMAN, **SCRIPT, answer_kind="code"), "languages: [en]\n") == ["mark"]
