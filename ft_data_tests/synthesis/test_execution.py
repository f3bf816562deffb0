"""Code rows: what comes with tests must pass them, in the sandbox; where there is none, nothing is run and nothing passes."""

from __future__ import annotations

import pytest

from ft_data.engine.sandbox.run import unavailable
from ft_data.synthesis.checks import execution
from ft_data.synthesis.checks.execution import executed, with_tests
from ft_data.synthesis.generation import Made
from ft_data.synthesis.passages import Passage
from ft_data.synthesis.plan import Request
from ft_data.synthesis.replies import Pair, exchange

ASKED = (
    "Write berths(n), which doubles n.\nYour code should pass:\nassert berths(2) == 4\nassert berths(0) == 0"
)
GOOD = "```python\ndef berths(n):\n    return 2 * n\n```"
needs = pytest.mark.skipif(bool(unavailable()), reason=f"no sandboxed process here: {unavailable()}")


def look(question, answer):
    row = exchange(question, answer)
    passage = Passage("0" * 24, 0, "The harbour of Port Ellin.")
    found = executed([Made(Request("k", b"", passage, 0), None, row.whole, row=row)])
    return (found["k"].reason, found["k"].evidence) if found else None


@needs
@pytest.mark.parametrize(
    ("question", "answer", "found"),
    [
        (ASKED, GOOD, None),
        (ASKED, GOOD.replace("2 *", "3 *"), ("tests_fail", "failed (test 1: AssertionError)")),
        (ASKED, GOOD.replace("2 *", "4 -"), ("tests_fail", "failed (test 1: AssertionError)")),
        (ASKED, GOOD.replace("return 2", "import os; os._exit(0); return 2"), ("tests_fail", "left")),
        (ASKED, GOOD.replace("return 2", "open('/tmp/x', 'w'); return 2"), ("not_run", "out of reach (test 1: PermissionError)")),
        (ASKED, GOOD.replace("def", "import numpy\ndef"), ("not_run", "out of reach (code: ModuleNotFoundError)")),
        ("Write it with a test.", GOOD.replace("n\n`", "n\n\ndef test_it():\n    assert berths(1) == 3\n`"), ("tests_fail", "failed (test 1: AssertionError)")),
        ("Write it with an example.", 'def berths(n):\n    """Double it.\n\n    >>> berths(2)\n    5\n    """\n    return 2 * n', ("tests_fail", "failed (doctest: another result)")),
        (ASKED, "```python\ndef (\n```", ("tests_fail", "failed (code: SyntaxError)")),
        (ASKED, GOOD.replace("return", "print n; return"), ("tests_fail", "failed (code: SyntaxError)")),
        ("Write it.", GOOD + "\n```python\nassert berths(3) == 6 6\n```", ("tests_fail", "failed (code: SyntaxError)")),
        (f"Write it.\nassert {'-' * 99_999}1\nassert {'not ' * 99_999}1", GOOD, None),
        ("Write it.", GOOD + "\nand\n```python\nassert berths(3) == 7\n```", ("tests_fail", "failed (code: AssertionError)")),
    ],
)  # fmt: skip
def test_code_passes_the_tests_it_comes_with(question, answer, found):
    assert look(question, answer) == found


def test_what_nothing_tests_is_not_run(monkeypatch):
    monkeypatch.setattr(execution, "run", None)  # calling it would fail
    for question, answer in [
        ("Write it.", GOOD), (ASKED, "It doubles n."), (ASKED, "```js\nconst x = 1\n```"), ("Write it.", "```python\n>>> berths(2)\n4\n```"),
        ("assert yourself: how?", GOOD), ("Write it.", "def test_it(fixture):\n    assert fixture"),
    ]:  # fmt: skip
        assert with_tests(Pair(question, answer)) is None and look(question, answer) is None


def test_where_there_is_no_such_process_code_with_tests_is_no_row(monkeypatch):
    from ft_data.engine.sandbox import run as outside

    monkeypatch.setattr(outside.sys, "platform", "plan9")
    unavailable.cache_clear()
    try:
        assert look(ASKED, GOOD) == ("not_run", "unavailable (plan9 offers no such process; Linux does)")
    finally:
        unavailable.cache_clear()
