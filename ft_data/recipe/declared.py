"""What a stage says of itself that rooms below the stages may know.

They are handed it (`Stages`, in order): no such room names the stages there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A stage by name. The first of its ``inputs`` that a recipe has is the one whose rows it judges.

    ``reads`` are keys of the recipe (see `ft_data.recipe.reads`), all of them in the settings of a version but for those
    ``aside``, on which nothing that is made depends. ``each``: the section of which every key has an asset of its own.
    ``says`` is what it does to rows, in a few words; ``figure`` a verdict of it worth a headline, and its words.
    ``by_measure``: whether it judges by what was measured on masked text, and by nothing that people or places say.
    """

    name: str
    inputs: tuple[str, ...]
    description: str
    reads: tuple[str, ...]
    aside: tuple[str, ...] = ()
    each: str = ""
    says: str = ""
    figure: tuple[str, str] | None = None
    by_measure: bool = False


Stages = Mapping[str, Declared]


def upstream(stages: Stages, name: str) -> list[str]:
    """Name a stage and all it is made from, the nearest first; only itself where nothing is known of it."""
    found = [name]
    for one in found:
        inputs = stages[one].inputs if one in stages else ()
        found += [before for before in reversed(inputs) if before not in found]
    return found


def keys(stages: Stages, name: str) -> list[str]:
    """Name the keys of the recipe that decide what a stage holds, its inputs' included; of any source, where one is meant."""
    read = {key for one in upstream(stages, name) if one in stages for key in stages[one].reads}
    return sorted(key.replace("{}", "*") for key in read)
