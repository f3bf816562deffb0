"""The lists in the documents are the lists in the code."""

import re

import pytest

from ft_data.cleaning.describe import FOUND_BY, evidence_table, kinds_table, rules_table
from ft_data.cleaning.privacy.detect import FINDERS, KINDS
from ft_data.cleaning.privacy.replace import PLACEHOLDERS
from ft_data.cleaning.rules import RULES
from ft_data.recipe.gates import Govern
from ft_data.recipe.schema import Clean
from ft_data_tests.realdata import ROOT


@pytest.mark.parametrize(
    ("page", "table"), [("cleaning", rules_table), ("cleaning", evidence_table), ("privacy", kinds_table)]
)
def test_the_tables_are_current(page, table):
    text = (ROOT / f"docs/{page}.md").read_text()
    assert table() in text, f"run: python -m ft_data.cleaning.describe, and paste it into docs/{page}.md"


def test_every_kind_has_a_placeholder_and_a_finder():
    assert set(FOUND_BY) == set(PLACEHOLDERS) == set(KINDS)
    named = {finder for finders in FOUND_BY.values() for finder in finders}
    assert {finder for finder, _ in FINDERS} <= named


@pytest.mark.parametrize("page", ["cleaning", "privacy"])
def test_keys_of_the_recipe_exist(page):
    text = (ROOT / f"docs/{page}.md").read_text()
    for block in re.findall(r"```yaml\nclean:\n(.*?)```", text, re.DOTALL):
        assert set(re.findall(r"^  (\w+):", block, re.MULTILINE)) <= set(Clean.model_fields)
    assert set(re.findall(r"`govern\.(\w+)", text)) <= set(Govern.model_fields)
    kept = {name for found in re.findall(r"keep: \[(.*?)\]", text) for name in re.split(r",\s*", found)}
    assert kept <= {rule.name for rule in RULES} | {f"pii_{kind}" for kind in KINDS}
