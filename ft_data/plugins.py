"""The seams: what installed packages add to what is built in, found by entry point (docs/extending.md).

A registry is the built-in things of one seam and those of packages with an entry point in the group ``ft_data.<seam>``;
both are declared by the same class. A plug-in never takes the place of something built in, nor of another plug-in.
"""

from __future__ import annotations

import difflib
import functools
import hashlib
import importlib
import importlib.util
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Generic, TypeVar

from ft_data.errors import WrongInput

PREFIX = "ft_data."  # of the groups of entry points
# Where the registry of a seam is, below this package. Looked up when somebody asks, so whoever names a seam depends on
# the thing he gets, which is named by its value, and not on all that could be had.
SEAMS: Mapping[str, str] = {
    "readers": "sources.readers:READERS",
    "shapes": "sources.shapes.words:SHAPES",
    "exporters": "formatting.targets:EXPORTERS",
    "rules": "filtering.packs:PACKS",
    "signals": "signals.plugins.api:SIGNALS",
    "models": "signals.plugins.api:MODELS",
    "ways": "synthesis.ways:WAYS",
    "languages": "languages.packs:PACKS",
}
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")  # names become folders, views and words of the recipe
Thing = TypeVar("Thing")


class Broken(WrongInput, RuntimeError):
    """A plug-in cannot be used; the message says which, whose it is and why."""


class Unknown(WrongInput, ValueError):
    """Nobody offers a thing of that name here; the message lists what is there."""


@dataclass(frozen=True)
class Plugin:
    """One entry point: a name in a seam, ``value`` (``module:attribute``) behind it, and the distribution that has it."""

    seam: str
    name: str
    value: str
    distribution: str
    version: str

    def __str__(self) -> str:
        return f"plug-in `{self.name}` ({PREFIX}{self.seam}) of {self.distribution} {self.version}"

    @property
    def identity(self) -> str:
        """Distribution, version and a digest of its files: what this makes is made again when one of them changes."""
        return f"{self.distribution} {self.version} {_code(self.value)}"

    def load(self, kind: type[Thing]) -> Thing:
        """Import what is behind the entry point. Raises Broken when that fails or gives no ``kind``."""
        point = metadata.EntryPoint(self.name, self.value, PREFIX + self.seam)
        try:
            found = point.load()
        except (Exception, SystemExit) as problem:  # whatever a stranger's module does when it is imported
            raise Broken(f"{self} cannot be used: {type(problem).__name__}: {problem}") from problem
        if not isinstance(found, kind):
            raise Broken(f"{self} cannot be used: `{self.value}` is no {kind.__module__}.{kind.__name__}")
        return found


def offered(seam: str) -> tuple[Plugin, ...]:
    """Return the plug-ins of a seam that are installed here, by name."""
    return _installed(seam, tuple(sys.path))


class Registry(Generic[Thing]):
    """What there is of one seam: ``builtin`` names what is built in, ``load`` gets it, a plug-in must be a ``kind``.

    ``guard`` holds a plug-in to what its seam asks for. ``heavy`` ones take long to import and are, where they are used.
    """

    def __init__(
        self,
        seam: str,
        kind: type[Thing],
        builtin: Callable[[], Iterable[str]],
        load: Callable[[str], Thing],
        guard: Callable[[Thing, Plugin], Thing] = lambda thing, plugin: thing,
        heavy: bool = False,
    ) -> None:
        self.seam, self.kind = seam, kind
        self._named, self._load, self._guard, self._heavy = builtin, load, guard, heavy

    @functools.cached_property
    def builtin(self) -> tuple[str, ...]:
        """The names of what is built in."""
        return tuple(self._named())

    def names(self) -> tuple[str, ...]:
        """Name everything there is, what is built in first."""
        more = {one.name for one in offered(self.seam)} - {*self.builtin}
        return (*self.builtin, *sorted(filter(_NAME.match, more)))

    def plugin(self, name: str) -> Plugin | None:
        """Return the plug-in behind a name, None for what is built in or unknown. Raises Broken when two have the name."""
        if name in self.builtin or not _NAME.match(name):
            return None
        found = [one for one in offered(self.seam) if one.name == name]
        if len(found) > 1:
            raise Broken(_clash(found[1], str(found[0])))
        return found[0] if found else None

    def get(self, name: str) -> Thing:
        """Return the thing of that name. Raises Unknown when there is none, Broken when it cannot be used."""
        if name in self.builtin:
            return self._load(name)
        plugin = self.plugin(name)
        if plugin is None:
            raise Unknown(self.unknown(name))
        return self._guard(plugin.load(self.kind), plugin)

    def unknown(self, name: object, words: Iterable[str] = ()) -> str:
        """Say that there is nothing of that name, what there is (and which other ``words``), and what may have been meant."""
        names = (*words, *self.names())
        near = difflib.get_close_matches(str(name), names, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        return f"{name!r} is not one of {', '.join(map(repr, names))}{hint}"

    def problems(self) -> list[str]:
        """Say what is wrong with the plug-ins of this seam, one sentence each."""
        found, seen = [], dict.fromkeys(self.builtin, "what is built in")
        for plugin in offered(self.seam):
            if not _NAME.match(plugin.name):
                found.append(f"{plugin} cannot be used: a name has a-z, 0-9 and _, and starts with a letter")
                continue
            if plugin.name in seen:
                found.append(_clash(plugin, seen[plugin.name]))
                continue
            seen[plugin.name] = str(plugin)
            if self._heavy:
                continue
            try:
                self.get(plugin.name)
            except Broken as problem:
                if str(problem) not in found:
                    found.append(str(problem))
        return found


def registry(seam: str) -> Registry[Any]:
    """Return the registry of a seam."""
    module, _, name = SEAMS[seam].partition(":")
    found: Registry[Any] = getattr(importlib.import_module(f"{__package__}.{module}"), name)
    return found


def problems() -> list[str]:
    """Say what is wrong with the plug-ins that are installed here."""
    return [problem for seam in SEAMS if offered(seam) for problem in registry(seam).problems()]


def preload() -> None:
    """Import every plug-in that can be used, for processes that are forked from this one."""
    for seam in SEAMS:
        if offered(seam):
            registry(seam).problems()


def describe(seam: str, names: Iterable[str]) -> dict[str, str]:
    """Return those of some names that plug-ins offer, as ``seam.name``, with the identity of each."""
    if not offered(seam):
        return {}
    wanted = {*names}
    mine = [one for one in offered(seam) if one.name in wanted - {*registry(seam).builtin}]
    return {f"{seam}.{one.name}": one.identity for one in mine}


def _clash(plugin: Plugin, other: str) -> str:
    return f"{plugin} cannot be used: the name is taken by {other}; uninstall one of them"


@functools.lru_cache(32)
def _installed(seam: str, path: tuple[str, ...]) -> tuple[Plugin, ...]:
    """Find the plug-ins on a search path, which is told apart since tests and notebooks add to it."""
    points = metadata.entry_points(group=PREFIX + seam)
    found = {
        Plugin(seam, point.name, point.value, point.dist.name, point.dist.version)
        for point in points
        if point.dist is not None
    }
    return tuple(sorted(found, key=lambda plugin: (plugin.name, plugin.distribution, plugin.value)))


@functools.lru_cache(256)
def _code(value: str) -> str:
    """Digest all files of the package that an entry point leads to: 12 hex digits."""
    digest = hashlib.sha256()
    for name, file in sorted(_files(value.partition(":")[0].strip())):
        digest.update(f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\0".encode())
    return digest.hexdigest()[:12]


def _files(module: str) -> Iterable[tuple[str, Path]]:
    parts = module.split(".")
    for length in range(1, len(parts) + 1):  # beyond packages that only hold others
        try:
            spec = importlib.util.find_spec(".".join(parts[:length]))
        except (ImportError, ValueError):
            return []
        if spec is None:
            return []
        if spec.origin is None:
            continue
        if not spec.submodule_search_locations:
            return [(spec.name, Path(spec.origin))] if Path(spec.origin).is_file() else []
        return [
            (path.relative_to(folder).as_posix(), path)
            for folder in map(Path, spec.submodule_search_locations)
            for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        ]
    return []
