"""The recipe's file as the station amends it: whole or not at all, with the line ends and the rights that it had."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ft_data.errors import WrongInput
from ft_data.recipe.amended import NotAmended, rules_of
from ft_data.recipe.load import parse_recipe
from ft_data.warehouse.files import appearing, sync

Rule = Mapping[str, Any]
_CRLF = "\r\n"


def problem(recipe: Path) -> str | None:
    """Say why no rule can be written into a recipe, None where one can: it is there and loads."""
    try:
        _require_loads(_read(recipe.resolve()))
    except NotAmended as error:
        return str(error)
    return None


def names(recipe: Path) -> set[str]:
    """Return the names of the recipe's own rules. Raises NotAmended where it cannot be read."""
    return {str(one.get("name")) for one in rules_of(_read(recipe.resolve())) if isinstance(one, dict)}


def amend(recipe: Path, change: Callable[[str, Rule], str], rule: Rule, *, loads: bool) -> None:
    """Rewrite a recipe, wherever a link to it leads; with ``loads`` only if what comes of it loads. Raises NotAmended."""
    file = recipe.resolve()
    text = _read(file)
    ends = _CRLF if text.count("\n") == text.count(_CRLF) > 0 else "\n"
    made = change(text.replace(ends, "\n"), rule)
    if loads:
        _require_loads(made)
    try:
        with appearing(file) as temporary:
            temporary.write_bytes(made.replace("\n", ends).encode())
            shutil.copymode(file, temporary)
        sync(file.parent)
    except OSError as error:
        raise NotAmended(f"the recipe cannot be written: {error.strerror}") from None


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode()
    except OSError as error:
        raise NotAmended(f"the recipe cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise NotAmended("the recipe cannot be read: it is not UTF-8") from None


def _require_loads(text: str) -> None:
    try:
        parse_recipe(text)
    except WrongInput as error:
        raise NotAmended(f"the recipe does not load, mend it first: {str(error).splitlines()[0]}") from None
