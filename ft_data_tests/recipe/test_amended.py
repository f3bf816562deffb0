"""A rule put into the text of a recipe and taken out again: nothing else of the text changes."""

from __future__ import annotations

import re

import pytest

from ft_data.recipe.amended import NotAmended, with_rule, without_rule
from ft_data.recipe.positions import parse

RULE = {
    "name": "ads",
    "signal": "response_words",
    "drop": ">= 0",
    "where": "coalesce(nullif(\"source\", ''), 'none') IN ('it''s #1: \"a\"')",
    "why": "yes",
}
HEAD = "# What a good dataset means here.\ndataset: shop   # ours\npurpose: Help.\n"
OWN = "rules:\n  # the shortest\n  - {name: short, signal: response_words, drop: '< 2'}   # two\n  - name: long\n    signal: response_words\n    drop: '> 900'\n\n# gates\ngates: {min_rows: 5}\n"
TEXTS = {
    "none": HEAD,
    "no newline at the end": HEAD.rstrip("\n"),
    "commented": f"{HEAD}# rules:   # on top\n#   - {{name: x}}\n",
    "own": HEAD + OWN,
    "not indented": HEAD + "rules:\n- name: short\n  signal: response_words\n  drop: '< 2'\nstage: instruction\n",
    "empty": HEAD + "rules:\n",
    "empty in the middle": HEAD + "rules: # none yet\ngates: {min_rows: 5}\n",
    "an empty list": HEAD + "rules: []\n",
    "an empty list in the middle": HEAD + "rules : [ ]   # none yet\ngates: {min_rows: 5}\n",
}  # fmt: skip


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_rule_goes_in_and_comes_out(text):
    before, _ = parse(text, "r")
    made = with_rule(text, RULE)
    after, _ = parse(made, "r")
    assert after == {**before, "rules": [RULE, *(before.get("rules") or [])]}
    kept = iter(made.splitlines())
    # In their order, comments included; of an empty list its brackets alone go.
    assert all(
        any(line in (one, re.sub(r" *\[ *\] *", " ", one).strip()) for line in kept)
        for one in text.splitlines()
    )
    back = without_rule(made, RULE)
    found, _ = parse(back, "r")
    assert found.get("rules", []) is not None  # a recipe may have no list, but none that is nothing
    assert {**found, "rules": found.get("rules") or None} == {**before, "rules": before.get("rules") or None}
    if before.get("rules"):
        assert back == text


def test_what_is_not_written_line_by_line_is_left_alone():
    for text in (HEAD + "rules: [{name: short, off: true}]\n", HEAD + "rules:\n  [{name: a, off: true}]\n"):  # fmt: skip
        with pytest.raises(NotAmended):
            with_rule(text, RULE)


def test_a_rule_that_somebody_edited_is_not_taken_out():
    made = with_rule(HEAD + OWN, RULE)
    for edited in (
        made.replace(">= 0", ">= 3"),
        HEAD + OWN,
        made.replace("drop: '>= 0'", "drop: '>= 0'   # all"),
    ):
        with pytest.raises(NotAmended):
            without_rule(edited, RULE)
