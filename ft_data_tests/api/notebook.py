"""Runs a notebook without Jupyter: its code cells in order, in this process, from an empty folder.

`python -m ft_data_tests.api.notebook docs/tour.ipynb` prints the outputs of each code cell; with `--write` they are put into the notebook.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

Outputs = list[dict[str, Any]]


def code(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def execute(notebook: dict[str, Any]) -> list[Outputs]:
    """Return what every code cell printed, and what its last expression is, as a notebook stores it."""
    names: dict[str, Any] = {"__name__": "__main__"}
    return [_run("".join(cell["source"]), number, names) for number, cell in enumerate(code(notebook), 1)]


def _run(source: str, number: int, names: dict[str, Any]) -> Outputs:
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(body, []), f"<cell {number}>", "exec"), names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), f"<cell {number}>", "eval"), names)
    found: Outputs = []
    if printed.getvalue():
        found.append({"name": "stdout", "output_type": "stream", "text": _lines(printed.getvalue())})
    if value is not None:
        data = {"text/plain": _lines(repr(value))}
        if hasattr(value, "_repr_html_"):
            data = {"text/html": _lines(value._repr_html_()), **data}
        found.append(
            {"data": data, "execution_count": number, "metadata": {}, "output_type": "execute_result"}
        )
    return found


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def main() -> None:
    path = Path(sys.argv[1]).resolve()
    notebook = json.loads(path.read_text())
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        found = execute(notebook)
        os.chdir("/")
    if "--write" not in sys.argv:
        print(json.dumps(found))
        return
    for number, (cell, outputs) in enumerate(zip(code(notebook), found, strict=True), 1):
        cell |= {"outputs": outputs, "execution_count": number}
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
