"""Packs of languages: those built in, a YAML file each, and those of installed packages (docs/extending.md)."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import yaml
from pydantic import ValidationError

from ft_data import plugins
from ft_data.languages.schema import Language
from ft_data.plugins import Broken, Plugin, Registry


@dataclass(frozen=True)
class Pack:
    """A language in a file ``words`` of a package; its name is the language's code (ISO 639-1), as is that of its entry point."""

    package: str
    words: str

    def read(self) -> Language:
        """Return what it holds. Raises Broken for a wrong key or value, OSError when the file is not there."""
        return _read(self.package, self.words)


def _guarded(pack: Pack, plugin: Plugin) -> Pack:
    try:
        pack.read()
    except (OSError, ImportError, Broken) as problem:
        raise Broken(f"{plugin} cannot be used: {problem}") from problem
    return pack


PACKS = Registry(
    "languages",
    Pack,
    lambda: sorted(path.stem for path in Path(__file__).parent.glob("*.yaml")),
    lambda code: Pack(str(__package__), f"{code}.yaml"),
    _guarded,
)


def codes() -> tuple[str, ...]:
    """Return the codes of the languages that have a pack, in one order everywhere."""
    return tuple(sorted(PACKS.names()))


def language(code: str) -> Language:
    """Return the pack of a language. Raises Unknown when it has none, Broken when it cannot be used."""
    return PACKS.get(code).read()


def identities() -> dict[str, str]:
    """Return which packages' packs are in use, with their identities: what is measured with them is measured again without."""
    return plugins.describe("languages", PACKS.names())


@functools.lru_cache(128)
def _read(package: str, file: str) -> Language:
    text = resources.files(package).joinpath(file).read_text("utf-8")
    try:
        return Language.model_validate(yaml.load(text, Loader=yaml.CSafeLoader))
    except (ValidationError, yaml.YAMLError) as error:
        raise Broken(f"{file}: {error}") from None
