from ft_data.recipe.docs import render
from ft_data_tests.realdata import ROOT


def test_the_page_is_current():
    assert (ROOT / "docs/recipe.md").read_text() == render(), "run `make docs`"
