"""What a recipe still owes before its first version."""

from __future__ import annotations

import pytest

from ft_data.recipe.template import PURPOSE
from ft_data.stages.readiness import unsaid


@pytest.mark.parametrize(
    "purpose", [PURPOSE, "TODO", "tbd", "...", "TODO: say what it is for", "FIXME later", "XXX what for?"]
)
def test_a_purpose_that_stands_for_one_is_none(purpose: str) -> None:
    assert unsaid(purpose)


@pytest.mark.parametrize(
    "purpose", ["Answer visitors.", "Todo lists are kept short.", "Purpose-built answers."]
)
def test_a_purpose_is_one(purpose: str) -> None:
    assert not unsaid(purpose)
