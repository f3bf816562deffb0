"""Execution: Python that comes with tests passes them, in a process that reaches nothing; where there is none it is not run."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import NamedTuple

from ft_data.engine.sandbox.run import Ran, run
from ft_data.signals.flags.structure import dedented, python_blocks
from ft_data.synthesis.generation import Made
from ft_data.synthesis.replies import Finding, Pair

_ASSERT = re.compile(r"^[ \t]*(assert\b.*)$", re.MULTILINE)
NOT_RUN = ("unavailable", "out of reach")


class Tested(NamedTuple):
    """Code with the tests that it comes with: those of the question, its functions `test_*`, its own asserts and examples."""

    code: str
    tests: tuple[str, ...]
    doctests: bool


def executed(made: Sequence[Made]) -> dict[str, Finding]:
    """Run what comes with tests and find what fails, or cannot be run."""
    found: dict[str, Finding] = {}
    for one in made:
        for pair in one.pairs:
            tested = with_tests(pair)
            if tested is not None and (
                finding := finding_of(run(tested.code, tested.tests, doctests=tested.doctests))
            ):
                found.setdefault(one.request.key, finding)
    return found


def finding_of(ran: Ran) -> Finding | None:
    """Name what became of a run, unless all passed."""
    if ran.state == "passed":
        return None
    return Finding("not_run" if ran.state in NOT_RUN else "tests_fail", str(ran))


def with_tests(pair: Pair) -> Tested | None:
    """Return the Python of an answer with its tests; None where it shows none, or nothing tests it."""
    blocks = [dedented(block) for block in python_blocks(pair.answer)]
    if not blocks:
        return None
    code = "\n\n".join(blocks)
    tree = _tree(code)
    asked = tuple(line for line in _ASSERT.findall(pair.question) if _tree(line) is not None)
    if tree is None:  # the sandbox says why; a transcript of `>>> ` is no program and has no asserts
        return Tested(code, asked, False) if asked or _ASSERT.search(code) else None
    functions = tuple(
        f"{node.name}()"
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test") and not _needs(node.args)
    )
    own = any(isinstance(node, ast.Assert) for node in tree.body)
    doctests = ">>> " in code
    return Tested(code, asked + functions, doctests) if asked or functions or own or doctests else None


def _needs(arguments: ast.arguments) -> bool:
    return len(arguments.posonlyargs + arguments.args) > len(arguments.defaults) or any(
        default is None for default in arguments.kw_defaults
    )


def _tree(code: str) -> ast.Module | None:
    """Parse code; None for what is none, such as prose that begins with the word, or is nested too deeply."""
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
