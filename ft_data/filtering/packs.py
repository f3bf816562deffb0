"""Rule packs: files of rules in the recipe's own language, and what is known of them. Profiles are the built-in ones."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ft_data.filtering.known import Grounds, Known, Proof
from ft_data.plugins import Broken, Plugin, Registry
from ft_data.recipe.load import explain
from ft_data.recipe.positions import parse
from ft_data.recipe.problems import RecipeError
from ft_data.recipe.rules import Profile

PROFILES = "profiles"
BROUGHT, EVIDENCE, GROUNDS, RANKING = (
    "recipe",
    "evidence",
    "grounds",
    "ranking",
)  # files there that are no profiles


@dataclass(frozen=True)
class Pack:
    """Rules in a file ``rules`` of a package, and what is known of them in ``evidence``, a file of the same package.

    Its name is that of its entry point in ``ft_data.rules``, of a profile that of its file. Without evidence, or where that does
    not suffice, the bands of its rules only mark. ``like``: the built-in profile whose kind of text it is for, which decides
    how text is cleaned where the pack is the profile.
    """

    package: str
    rules: str
    evidence: str = ""
    like: str = "chat"

    def profile(self) -> Profile:
        """Return its rules. Raises RecipeError when the file is wrong, OSError when it is not there."""
        found: Profile = _read(self.package, self.rules, Profile)
        return found

    def proof(self) -> Proof:
        """Return what is known of its rules. Raises as `profile` does."""
        found: Proof = _read(self.package, self.evidence, Proof) if self.evidence else Proof()
        return found


def _names() -> list[str]:
    found = {path.stem for path in Path(__file__).with_name(PROFILES).glob("*.yaml")}
    return sorted(found - {BROUGHT, EVIDENCE, GROUNDS, RANKING})


def _guarded(pack: Pack, plugin: Plugin) -> Pack:
    try:
        pack.profile(), pack.proof()
    except (OSError, ImportError, TypeError, RecipeError) as problem:
        raise Broken(f"{plugin} cannot be used: {problem}") from problem
    if pack.like not in PACKS.builtin:
        raise Broken(f"{plugin} cannot be used: `like` is one of {', '.join(PACKS.builtin)}")
    return pack


PACKS = Registry(
    "rules", Pack, _names, lambda name: Pack(str(__package__), f"{PROFILES}/{name}.yaml", like=name), _guarded
)


def shipped(name: str, kind: Any) -> Any:
    """Read one of the built-in files that are no profiles."""
    return _read(str(__package__), f"{PROFILES}/{name}.yaml", kind)


def known() -> Known:
    """Return what was read of the built-in rules."""
    found: Known = shipped(EVIDENCE, Known)
    return found


def grounds() -> Grounds:
    """Return what may let a built-in rule drop."""
    found: Grounds = shipped(GROUNDS, Grounds)
    return found


@functools.lru_cache(64)
def _read(package: str, file: str, kind: Any) -> Any:
    """Read a file of rules as the recipe is read: unknown keys and bad bands are errors with their line."""
    data, positions = parse(resources.files(package).joinpath(file).read_text("utf-8"), file)
    try:
        return TypeAdapter(kind).validate_python(data)
    except ValidationError as error:
        raise RecipeError([explain(item, positions, file) for item in error.errors()]) from None
