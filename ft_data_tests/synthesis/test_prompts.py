"""Prompts of a recipe: what fails as a template is refused by name."""

from __future__ import annotations

import pytest

from ft_data.synthesis import prompts


@pytest.mark.parametrize("text", ["{{ 1 / 0 }}", "{% for a in range(10**9) %}{% endfor %}", "{{ 'a' + 1 }}", "{{ nobody }}", "{{"])  # fmt: skip
def test_a_prompt_that_fails_in_any_way_is_a_bad_prompt(tmp_path, text):
    (tmp_path / "own.jinja").write_text(text)
    with pytest.raises(prompts.BadPrompt, match="own.jinja is no prompt"):
        prompts.own(tmp_path / "own.jinja")
