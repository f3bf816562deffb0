"""Print the standard library's docstrings and signatures as JSON lines.

Runs in a process of its own (``make_sources.py`` starts it), because importing the whole standard library
is nothing one wants in one's own process. Modules that open windows or browsers, print at import, belong to
test suites or run as programs are left out; whatever fails to import is named on stderr.
"""

from __future__ import annotations

import importlib
import inspect
import json
import os
import pkgutil
import re
import sys
import warnings
import zlib
from collections.abc import Iterator
from types import ModuleType
from typing import Any

SKIP = frozenset(
    """antigravity this idlelib turtle turtledemo tkinter test lib2to3 ensurepip distutils msilib pydoc_data
    encodings.mbcs encodings.oem xxlimited xxlimited_35 xxsubtype nt winreg winsound msvcrt""".split()
)
# Hundreds of tables, and the loaders of other systems.
SKIP_SUBMODULES_OF = frozenset({"encodings", "ctypes", "unittest"})

QUESTIONS = {
    "module": (
        "What is the `{name}` module for?",
        "When would I use Python's `{name}` module?",
        "Give me an overview of `{name}` in the standard library.",
        "What does the module `{name}` provide?",
        "I came across `import {name}`. What is it?",
    ),
    "class": (
        "What is `{name}`?",
        "What does the class `{name}` represent?",
        "How do I use the `{name}` class in Python?",
        "Explain the `{name}` class.",
        "Can you describe `{name}` and how to construct it?",
    ),
    "exception": (
        "When does Python raise `{name}`?",
        "What does the exception `{name}` mean?",
        "I got a `{name}`. What is that?",
    ),
    "function": (
        "What does `{name}` do?",
        "How do I call `{name}`?",
        "Explain `{name}` and its arguments.",
        "What is `{name}` used for in Python?",
        "Can you tell me what `{name}` returns and how to use it?",
        "How does `{name}` work?",
    ),
    "method": (
        "What does `{name}` do?",
        "What does the `{last}` method of `{owner}` do?",
        "How do I use `{last}` on a `{owner}`?",
        "Explain the method `{name}`.",
        "In Python, what happens when I call `{last}` on a `{owner}` object?",
    ),
    "property": (
        "What is the `{last}` attribute of `{owner}`?",
        "What does `{name}` hold?",
        "What do I get from `{last}` on a `{owner}`?",
    ),
    "signature": (
        "What is the signature of `{name}`?",
        "Which parameters does `{name}` take?",
        "What arguments can I pass to `{name}`?",
        "Show me how `{name}` is called.",
    ),
}


def main() -> None:
    """Write one JSON object a line to stdout, in a fixed order."""
    warnings.simplefilter("ignore")
    out, sys.stdout = sys.stdout, sys.stderr  # a module that prints must not end up among the rows
    seen: set[str] = set()
    for module in modules():
        for row in rows(module):
            if row["id"] not in seen:
                seen.add(row["id"])
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
    out.flush()


def modules() -> Iterator[ModuleType]:
    """Import the public modules of the standard library, parents before children, by name."""
    for name in sorted(sys.stdlib_module_names):
        if not name.startswith("_") and name not in SKIP:
            yield from _tree(name)


def _tree(name: str) -> Iterator[ModuleType]:
    try:
        module = importlib.import_module(name)
    except (Exception, SystemExit) as error:  # a module of another system, or one that lacks a library
        sys.stderr.write(f"left out {name}: {type(error).__name__}\n")
        return
    yield module
    if name in SKIP_SUBMODULES_OF or not hasattr(module, "__path__"):
        return
    for child in sorted(info.name for info in pkgutil.iter_modules(module.__path__)):
        full = f"{name}.{child}"
        if not child.startswith("_") and full not in SKIP and child not in ("test", "tests"):
            yield from _tree(full)


def rows(module: ModuleType) -> Iterator[dict[str, str]]:
    """Yield the rows of one module: itself, its functions and classes, and their public members."""
    page = module.__name__
    yield from _row(page, page, "module", module)
    for name in sorted(getattr(module, "__all__", None) or (n for n in dir(module) if not n.startswith("_"))):
        value = getattr(module, name, None)
        home = getattr(value, "__module__", None)
        if inspect.isclass(value):
            if home == page or name in getattr(module, "__all__", ()):
                kind = "exception" if issubclass(value, BaseException) else "class"
                yield from _row(page, f"{page}.{name}", kind, value)
                yield from _members(page, f"{page}.{name}", value)
        elif inspect.isroutine(value) and (home in (page, None) or name in getattr(module, "__all__", ())):
            yield from _row(page, f"{page}.{name}", "function", value)


def _members(page: str, owner: str, cls: type) -> Iterator[dict[str, str]]:
    for name in sorted(n for n in dir(cls) if not n.startswith("_") and n not in dir(object)):
        try:
            value = getattr(cls, name)
        except Exception:  # descriptors that only work on instances
            continue
        if inspect.isroutine(value):
            yield from _row(page, f"{owner}.{name}", "method", value)
        elif isinstance(value, property) or inspect.isdatadescriptor(value):
            yield from _row(page, f"{owner}.{name}", "property", value)


def _row(page: str, path: str, kind: str, value: Any) -> Iterator[dict[str, str]]:
    try:
        doc = inspect.getdoc(value)
    except Exception:
        doc = None
    if not isinstance(doc, str) or not doc.strip():
        return
    path = path.removeprefix("builtins.")
    defined = _defined_name(value) or path
    call, doc = _split_signature(defined, kind, doc, value)
    # A crawl meets an inherited or re-exported object on many pages, under its own name or under the page's:
    # that is where the true duplicates of this source come from.
    name = defined if zlib.crc32(path.encode()) % 2 else path
    yield _record(page, path, name, kind, f"`{call}`\n\n{doc}".strip() if call else doc)
    if call.count(",") >= 2 and kind in ("function", "method") and defined == path:
        yield _record(page, path, name, "signature", f"`{call}`")


def _defined_name(value: Any) -> str:
    """Name an object by where it was defined; empty where it does not say or where that is private."""
    if inspect.ismodule(value):
        return ""
    cls = getattr(value, "__objclass__", value)
    home, own = getattr(cls, "__module__", None), getattr(cls, "__qualname__", None)
    if not isinstance(home, str) or not isinstance(own, str) or "<" in own:
        return ""
    full = f"{home}.{own}" if cls is value else f"{home}.{own}.{getattr(value, '__name__', '')}"
    return "" if re.search(r"(?:\A|\.)_", full) else full.removeprefix("builtins.")


def _record(page: str, path: str, name: str, kind: str, answer: str) -> dict[str, str]:
    owner, _, last = name.rpartition(".")
    choices = QUESTIONS[kind]
    question = choices[zlib.crc32(f"{kind}:{name}".encode()) % len(choices)]
    return {
        "id": f"stdlib:{kind}:{page}:{path}",
        "question": question.format(name=name, owner=owner, last=last),
        "answer": answer,
        "module": page,
        "name": name,
        "kind": kind,
    }


def _split_signature(name: str, kind: str, doc: str, value: Any) -> tuple[str, str]:
    """Return the call as one line and the docstring without it; an empty call where there is none."""
    first, _, rest = doc.partition("\n")
    written = re.match(rf"(?:[\w.]*\.)?{re.escape(name.rpartition('.')[2])}(\(.*)", first)
    if written and first.count("(") == first.count(")"):
        return (name + written[1]).rstrip(" :.-"), rest.strip("\n")
    if kind in ("module", "property", "exception"):
        return "", doc
    try:
        signature = inspect.signature(value)
        parameters = [p.replace(default=_shown(p.default)) for p in signature.parameters.values()]
        call = f"{name}{signature.replace(parameters=parameters)}"
    except Exception:  # signatures of C code are evaluated, and may name what is not there
        return "", doc
    return ("", doc) if " at 0x" in call else (call, doc)


class _Raw(str):
    """A string whose repr is itself."""

    __repr__ = str.__str__


def _shown(default: Any) -> Any:
    """Replace a default that shows this machine (a path, an environment, an address) by an ellipsis."""
    if isinstance(default, str):
        return _Raw("...") if os.path.isabs(default) else default
    if (
        default is inspect.Parameter.empty
        or default is None
        or isinstance(default, bool | int | float | bytes)
    ):
        return default
    if isinstance(default, tuple):
        return tuple(_shown(item) for item in default)
    if inspect.isclass(default) or inspect.isroutine(default):
        return _Raw(default.__qualname__)
    return _Raw("...")


if __name__ == "__main__":
    main()
