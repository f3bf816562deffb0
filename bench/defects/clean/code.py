"""Real functions of the installed standard library, as answers to requests for code."""

from __future__ import annotations

import ast
import functools
import sysconfig
from pathlib import Path
from random import Random

FILES = """
textwrap heapq bisect statistics random string difflib colorsys fractions shlex calendar csv glob
fnmatch posixpath stat tokenize linecache keyword cmd copy dis inspect pprint reprlib numbers sched
timeit trace types uuid zipfile tarfile gzip configparser netrc mimetypes base64 quopri plistlib
hashlib getpass functools operator shutil tempfile
""".split()


@functools.cache
def functions() -> tuple[tuple[str, str, str], ...]:
    """Return `(name, first line of the docstring, source)` of functions of 4 to 40 lines."""
    found: list[tuple[str, str, str]] = []
    root = Path(sysconfig.get_path("stdlib"))
    for stem in FILES:
        path = root / f"{stem}.py"
        if not path.exists():
            continue
        text = path.read_text("utf-8")
        lines = text.split("\n")
        for node in ast.parse(text).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("__"):
                continue
            said = (ast.get_docstring(node) or "").split("\n")[0].strip().rstrip(".")
            source = "\n".join(lines[node.lineno - 1 : node.end_lineno])
            if 15 <= len(said) <= 100 and 4 <= source.count("\n") <= 40:
                found.append((node.name.lstrip("_"), said, source))
    return tuple(found)


ASKS = (
    "Write a Python function `{name}`. Its docstring should say: {said}.",
    "{said}. How would I write that in Python?",
    "Please implement `{name}` in Python ({said}).",
    "Show me the code of a function called {name}: {said}.",
)


def snippet(rng: Random) -> tuple[str, str]:
    """Return a request for code and the code, without a fence around it."""
    name, said, source = rng.choice(functions())
    return rng.choice(ASKS).format(name=name, said=said), source
