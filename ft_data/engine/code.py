"""Code versions: data that a rule made is stale when the rule changes, and only then.

The version of a function is a digest of its closure: every definition of this package that it can reach, through
names, imports inside functions and modules named by a string, with the files beside a module that reads such. Sections
of the recipe are left out: what they say reaches the work as settings, and those are compared by value, so a new key
of the recipe makes nothing stale that does not read it.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.util
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ft_data.engine.definitions import BODY, RESOURCES, Contents, Definition, read
from ft_data.warehouse import files

Function = Callable[..., Any] | str
_PACKAGE = Path(__file__).parents[1]
_RECIPE, _BY_VALUE = "ft_data.recipe.", "ft_data.recipe.base.Section"
_ALL = "*"
_LAYOUT = 1  # of the index that is kept between processes


def function_name(function: Function) -> str:
    """Return ``module:name`` of a function of a module."""
    return function if isinstance(function, str) else f"{function.__module__}:{function.__qualname__}"


def code_version(*functions: Function) -> str:
    """Return 12 hex digits that change when anything changes that one of the functions can reach.

    Raises ModuleNotFoundError or AttributeError for a name that does not exist: a typo cannot freeze a version.
    """
    return _version(tuple(sorted(map(function_name, functions))))


def closure(*functions: Function) -> dict[str, str]:
    """Return what the functions can reach: ``module:name``, or the path of a file, with a digest."""
    return _here().closure(sorted(map(function_name, functions)))


@functools.cache
def _version(functions: tuple[str, ...]) -> str:
    return version(_here().closure(functions))


def version(found: dict[str, str]) -> str:
    """Name a closure."""
    listed = "\n".join(f"{name}={digest}" for name, digest in sorted(found.items()))
    return hashlib.sha256(listed.encode()).hexdigest()[:12]


@functools.cache
def _here() -> Code:
    return Code(_PACKAGE, Path(importlib.util.cache_from_source(__file__)).with_name("closure.json"))


class Code:
    """The source of the package below a folder. ``kept``: a file that remembers what was read, by size and time."""

    def __init__(self, package: Path, kept: Path | None = None) -> None:
        self._package, self._kept = package, kept
        self._contents: dict[str, Contents] = {}
        self._files: dict[str, Path | None] = {}
        self._edges: dict[tuple[str, str], tuple[dict[str, str], list[tuple[str, str]]]] = {}
        self._index: dict[str, Any] = {}
        if kept is not None:
            with contextlib.suppress(OSError, ValueError):
                stored = json.loads(kept.read_bytes())
                self._index = stored["modules"] if stored["layout"] == _LAYOUT else {}

    def closure(self, functions: Iterable[str]) -> dict[str, str]:
        """Return what the functions can reach, with digests."""
        before = len(self._contents)
        found: dict[str, str] = {}
        seen: set[tuple[str, str]] = set()
        waiting: list[tuple[str, str]] = []
        for function in functions:
            module, _, name = function.partition(":")
            if self._file(module) is None:
                raise ModuleNotFoundError(module)
            if name not in self._read(module).definitions:
                raise AttributeError(f"{module} defines no {name}")
            waiting.append((module, name))
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                says, leads = self._visited(node)
                found |= says
                waiting += leads
        if len(self._contents) > before:
            self._keep()
        return found

    def _visited(self, node: tuple[str, str]) -> tuple[dict[str, str], list[tuple[str, str]]]:
        """Return what `_visit` finds and where it leads: most of what a function reaches, others reach too."""
        if node not in self._edges:
            says: dict[str, str] = {}
            leads = list(dict.fromkeys(self._visit(*node, says)))
            self._edges[node] = says, leads
        return self._edges[node]

    def _visit(self, module: str, name: str, found: dict[str, str]) -> Iterator[tuple[str, str]]:
        contents = self._read(module)
        # Whoever uses a module runs what it does when imported, and what its packages do.
        yield from ((package, BODY) for package in _with_packages(module))
        definition = contents.definitions.get(name)
        if definition is None or self._by_value(module, definition):
            return
        found[f"{module}:{name}"] = definition.digest
        for used in definition.uses:
            if used == RESOURCES:
                found |= dict(self._resources(module))
            elif "." in used:
                yield from self._target(used)
            elif used in contents.definitions:
                yield module, used
            elif "__getattr__" in contents.definitions and used in contents.imports:
                yield module, "__getattr__"

    def _target(self, dotted: str) -> Iterator[tuple[str, str]]:
        """Find the definitions behind a dotted name: one, or all of a module that is used as a whole."""
        parts = dotted.split(".")
        cut = next((n for n in range(len(parts), 0, -1) if self._file(".".join(parts[:n]))), 0)
        module, rest = ".".join(parts[:cut]), parts[cut:]
        if not cut:
            return
        if rest[:1] == [_ALL]:
            for path in sorted(self._folder(module).glob("*.py")):
                yield from self._target(module if path.stem == "__init__" else f"{module}.{path.stem}")
            return
        contents = self._read(module)
        if not rest:
            yield from ((module, name) for name in contents.definitions)
        elif rest[0] in contents.definitions:
            yield module, rest[0]
        elif rest[0] in contents.imports:
            yield module, BODY
            yield from self._target(".".join([contents.imports[rest[0]], *rest[1:]]))
        elif (
            cut > 1
        ):  # a name that only a look at run time would explain; those of the package itself lead to all of it
            yield from ((module, name) for name in contents.definitions)

    def _by_value(self, module: str, definition: Definition) -> bool:
        """Whether a class is a section of the recipe; what others add to one is code."""
        if not module.startswith(_RECIPE):
            return False
        for base in definition.bases:
            where, name = module, base
            if "." in base:
                if base == _BY_VALUE:
                    return True
                where, _, name = base.rpartition(".")
            if self._file(where) is not None:
                found = self._read(where).definitions.get(name)
                if found is not None and found is not definition and self._by_value(where, found):
                    return True
        return False

    def _resources(self, module: str) -> Iterator[tuple[str, str]]:
        """Digest the files beside a module that are no code, and those in folders there that are no packages."""
        folder = self._folder(module)
        for path in sorted(folder.rglob("*")):
            inside = [one for one in path.relative_to(folder).parents if one != Path()]
            own = not any((folder / one / "__init__.py").exists() for one in inside)
            if own and path.is_file() and path.suffix != ".py" and "__pycache__" not in path.parts:
                name = path.relative_to(self._package.parent).as_posix()
                yield name, hashlib.sha256(path.read_bytes()).hexdigest()[:16]

    def _folder(self, module: str) -> Path:
        file = self._file(module)
        assert file is not None
        return file.parent

    def _file(self, module: str) -> Path | None:
        if module not in self._files:
            first, *rest = module.split(".")
            if first != self._package.name:
                found = []
            else:  # thousands of names are asked about: plain strings are looked up in half the time
                base = os.path.join(self._package, *rest)
                found = [os.path.join(base, "__init__.py"), f"{base}.py"]
            self._files[module] = next((Path(path) for path in found if os.path.isfile(path)), None)
        return self._files[module]

    def _read(self, module: str) -> Contents:
        if module not in self._contents:
            self._contents[module] = self._remembered(module)
        return self._contents[module]

    def _remembered(self, module: str) -> Contents:
        path = self._file(module)
        assert path is not None
        stat = path.stat()
        state = [stat.st_size, stat.st_mtime_ns]
        known = self._index.get(module)
        if known is None or known["state"] != state:
            contents = read(path.read_text("utf-8"), module, path.name == "__init__.py")
            self._index[module] = {"state": state, "new": True, **asdict(contents)}
            return contents
        made = {name: Definition(*one.values()) for name, one in known["definitions"].items()}
        return Contents(made, known["imports"])

    def _keep(self) -> None:
        """Write what was read for the next process; where that is not allowed, it reads again."""
        if self._kept is None or not any(known.pop("new", False) for known in self._index.values()):
            return
        body = json.dumps({"layout": _LAYOUT, "modules": self._index})
        with contextlib.suppress(OSError):
            files.write_bytes(self._kept, body.encode())


def _with_packages(module: str) -> Iterator[str]:
    parts = module.split(".")
    for length in range(1, len(parts) + 1):
        yield ".".join(parts[:length])
