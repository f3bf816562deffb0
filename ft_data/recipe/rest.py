"""What is right in a recipe that cannot be loaded: looked at too, so that all that is wrong is said in one round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from ft_data.recipe.positions import Path as Keys
from ft_data.recipe.positions import Positions
from ft_data.recipe.schema import Recipe

_ROUNDS = 20  # what is left out can make something else wrong
# What has to be said and, unsaid, keeps nobody from looking at the rest.
_STAND_INS = {"purpose": "unsaid", "origin": "human"}


@dataclass(frozen=True)
class Rest:
    """A recipe without its wrong entries, where its entries stand, and the sections that lost one."""

    recipe: Recipe
    positions: Positions
    lost: frozenset[str]

    def knows(self, sections: Iterable[str]) -> bool:
        """Say whether nothing of these sections was left out, so that what is wrong with them is."""
        return self.lost.isdisjoint(sections)


def rest(data: dict[Any, Any], positions: Positions, dataset: str) -> Rest | None:
    """Return what is right in ``data``, which it changes; None where that is no recipe."""
    lost: set[str] = set()
    for _ in range(_ROUNDS):
        try:
            return Rest(Recipe.model_validate(data), positions, frozenset(lost))
        except ValidationError as error:
            wrong = [
                (item["type"], tuple(part for part in item["loc"] if part != "[key]"))
                for item in error.errors()
            ]
        gone: list[Keys] = []
        # From the end, so that the places of a list's first items stay what they are.
        for kind, keys in sorted(wrong, key=lambda one: list(map(_order, one[1])), reverse=True):
            if not keys:
                return None
            if any(keys[: len(left_out)] == left_out for left_out in gone):
                continue
            if kind != "extra_forbidden":  # what nothing knows, nothing needs
                lost.add(str(keys[0]))
            if kind == "missing" and keys == ("dataset",):
                data["dataset"] = dataset
            elif kind == "missing" and keys[-1] in _STAND_INS:
                _at(data, keys[:-1])[keys[-1]] = _STAND_INS[str(keys[-1])]
            else:
                left_out = _left_out(data, keys[:-1] if kind == "missing" else keys)
                gone.append(left_out)
                positions = _moved(positions, left_out)
    return None


def _order(key: Any) -> tuple[int, str]:
    return (key, "") if isinstance(key, int) else (0, str(key))


def _at(data: Any, keys: Keys) -> Any:
    for key in keys:
        data = data[key]
    return data


def _left_out(data: Any, keys: Keys) -> Keys:
    """Leave out what lies at ``keys``, or the deepest entry above it that there is; return where that was."""
    while keys:
        try:
            del _at(data, keys[:-1])[keys[-1]]
        except (KeyError, IndexError, TypeError):
            keys = keys[:-1]
        else:
            break
    return keys


def _moved(positions: Positions, gone: Keys) -> Positions:
    """Return where entries stand when the item of a list at ``gone`` is no longer there."""
    last = gone[-1] if gone else None
    if not isinstance(last, int):
        return positions
    above = gone[:-1]
    return {
        (*above, int(str(at[len(above)])) - 1, *at[len(gone) :]) if _behind(at, above, last) else at: place
        for at, place in positions.items()
        if at[: len(gone)] != gone
    }


def _behind(at: Keys, above: Keys, item: int) -> bool:
    return len(at) > len(above) and at[: len(above)] == above and int(str(at[len(above)])) > item
