"""A text that is one fence, however long the runs of blanks in it are."""

import pytest

from ft_data.signals.correct.asked import json_of
from ft_data.synthesis.replies import Finding, read
from ft_data.synthesis.store import ANSWERED, Answer
from ft_data.text.fence import unfenced


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ('```json\n{"a": 1}\n```', '{"a": 1}'),
        ('  ```\n{"a": 1}\n```\n', '{"a": 1}'),
        ('{"a": 1}\n', '{"a": 1}'),
        ("```a```\nb", "```a```\nb"),
        ("```js\nx\n```", "js\nx"),
        ("`````", "`````"),
        ("``````", ""),
    ],
)
def test_what_a_fence_holds(text, held):
    assert unfenced(text) == held


def test_runs_of_blanks_cost_no_more_than_their_length():
    """A pattern took days for this one."""
    text = "```json" + "\n" * 60_000 + "x"
    assert json_of(text) == (False, None)
    assert read(Answer(ANSWERED, text, "stop", 0.0)) == Finding("bad_format", "no JSON object")
