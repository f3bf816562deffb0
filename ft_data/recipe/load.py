"""From recipe.yaml to a checked Recipe: every problem at once, each with file, line, column and a suggestion."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from ft_data.recipe.generate import Generate
from ft_data.recipe.licenses import allows
from ft_data.recipe.positions import Path as Keys
from ft_data.recipe.positions import Positions, parse, place
from ft_data.recipe.problems import Problem, RecipeError, problem
from ft_data.recipe.rest import Rest, rest
from ft_data.recipe.schema import Recipe

_Wrong = tuple[Keys, str]  # where, and what is wrong there

# Keys of the schema whose feature is not built: named, never silently ignored.
UNAVAILABLE: Mapping[str, str] = {
    "select.influence.model": "influence by the loss of a model",
}


def load(path: Path, expect_name: str | None = None) -> Recipe:
    """Read and check a recipe. Raises RecipeError with all its problems."""
    return parse_recipe(_text(path), _file(path), expect_name)


def load_rest(path: Path, dataset: str) -> Rest | None:
    """Return what is right in a recipe that `load` refuses; None where that is no recipe."""
    try:
        data, positions = parse(_text(path), _file(path))
    except RecipeError:
        return None
    return rest(data, positions, dataset) if isinstance(data, dict) else None


def _file(path: Path) -> str:
    return path.name if not path.parent.name else f"{path.parent.name}/{path.name}"


def _text(path: Path) -> str:
    file = _file(path)
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise problem("there is no such recipe; `ft-data init NAME` writes one", file) from None
    except (OSError, UnicodeDecodeError) as error:
        raise problem(f"cannot be read: {error}", file) from None


def parse_recipe(text: str, file: str = "recipe.yaml", expect_name: str | None = None) -> Recipe:
    """Check the text of a recipe. Raises RecipeError with all its problems."""
    data, positions = parse(text, file)
    if not isinstance(data, dict):
        raise problem("a recipe is a mapping of keys such as `dataset:` and `sources:`", file, (1, 1))
    wrong, recipe = list(_unavailable(data)), None
    try:
        recipe = Recipe.model_validate(data)
        wrong += _consistency(recipe, expect_name)
    except ValidationError as error:
        wrong += map(_said, error.errors())
    if wrong or recipe is None:
        raise RecipeError([Problem(file, *place(keys, positions), message) for keys, message in wrong])
    return recipe


def _unavailable(data: dict[Any, Any]) -> Iterator[_Wrong]:
    for dotted, feature in UNAVAILABLE.items():
        keys, value = tuple(dotted.split(".")), data
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None  # type: ignore[assignment]
        if value not in (None, False, [], {}):
            yield keys, f"`{dotted}` is not available yet ({feature})"


def explain(item: Any, positions: Positions, file: str) -> Problem:
    """Turn one of pydantic's errors into a problem at its place in the file."""
    keys, message = _said(item)
    return Problem(file, *place(keys, positions), message)


def _said(item: Any) -> _Wrong:
    keys = tuple(part for part in item["loc"] if part != "[key]")
    dotted = ".".join(map(str, keys))
    if item["type"] == "extra_forbidden":
        known = sorted(_fields_at(keys[:-1]))
        near = difflib.get_close_matches(str(keys[-1]), known, n=1, cutoff=0.5)
        hint = f"; did you mean `{near[0]}`?" if near else f"; known here: {', '.join(known)}"
        return keys, f"unknown key `{dotted}`{hint}"
    if item["type"] == "missing":
        return keys[:-1], f"`{dotted}` is required"
    message = item["msg"].removeprefix("Value error, ")
    if item["type"] == "literal_error":
        allowed = [str(option) for option in item["ctx"]["expected"].replace(" or ", ", ").split(", ")]
        near = difflib.get_close_matches(f"'{item['input']}'", allowed, n=1)
        message = f"{item['input']!r} is not one of {', '.join(allowed)}" + (
            f"; did you mean {near[0]}?" if near else ""
        )
    return keys, f"`{dotted}`: {message}" if dotted else message


def _fields_at(path: tuple[Any, ...]) -> set[str]:
    """Name the keys the schema knows at a path, looking through lists, mappings and options."""
    current: Any = Recipe
    for part in path:
        current = _unwrap(current)
        if isinstance(current, type) and issubclass(current, BaseModel):
            field = current.model_fields.get(str(part))
            current = field.annotation if field else None
        elif get_origin(current) in (dict, list):
            current = get_args(current)[-1]
    current = _unwrap(current)
    return (
        set(current.model_fields) if isinstance(current, type) and issubclass(current, BaseModel) else set()
    )


def _unwrap(annotation: Any) -> Any:
    options = [arg for arg in get_args(annotation) if arg is not type(None)]
    is_option = get_origin(annotation) in (Union, type(int | None))
    return options[0] if is_option and options else annotation


def _consistency(recipe: Recipe, expect_name: str | None) -> Iterator[_Wrong]:
    """Check what no key can say alone."""
    if expect_name is not None and recipe.dataset != expect_name:
        yield ("dataset",), f"`dataset: {recipe.dataset}` must equal its folder's name, `{expect_name}`"
    if all(source.generate is not None for source in recipe.sources.values()):
        yield ("sources",), "a recipe needs a source that is read: rows are generated from rows"
    for key in ("mixture", "most_of", "weights"):
        for name in getattr(recipe.select, key):
            if name not in recipe.sources:
                yield ("select", key, name), f"`select.{key}` names no source: `{name}`"
    licenses, consents = recipe.govern.licenses, recipe.govern.consents
    for name, source in recipe.sources.items():
        at = ("sources", name)
        if licenses and source.license and not allows(frozenset(licenses), source.license):
            yield (*at, "license"), f"`{source.license}` is not in `govern.licenses`: {licenses}"
        if consents and source.consent and source.consent not in consents:
            yield (*at, "consent"), f"`{source.consent}` is not in `govern.consents`: {consents}"
        if source.generate is not None:
            yield from _generates(recipe, name, source.generate)
        if source.shape == "map" and not source.map:
            yield at, f"`sources.{name}`: `shape: map` needs a `map`"
    if recipe.select.similarity is not None and recipe.targets is None:
        yield ("select", "similarity"), "`select.similarity` needs `targets` to be like"
    if recipe.select.influence is not None and recipe.targets is None:
        yield ("select", "influence"), "`select.influence` needs `targets` to have influence on"
    if recipe.select.influence is not None and recipe.select.similarity is not None:
        yield (
            ("select", "influence"),
            "`select.influence` and `select.similarity` both say which rows come first: keep one",
        )
    if recipe.select.tokens is not None and recipe.select.budget is not None:
        yield ("select", "tokens"), "`select.tokens` and `select.budget` are one limit in two units: keep one"
    if recipe.prove is not None and recipe.targets is None:
        yield ("prove",), "`prove` needs `targets`: it shows what was selected for them"
    if recipe.select.diversity is not None and recipe.signals.topics is None:
        yield (
            ("select", "diversity"),
            "`select.diversity` needs topics: set `signals.topics`, to 50 for instance",
        )
    yield from _twice(
        "model", {("signals", kind): getattr(recipe.signals, kind) for kind in ("models", "judges")}
    )
    yield from _twice("rule", {("rules",): recipe.rules})
    yield from _twice("benchmark", {("benchmarks",): recipe.benchmarks})


def _generates(recipe: Recipe, name: str, generate: Generate) -> Iterator[_Wrong]:
    """Check what a generator is made from."""
    shown = recipe.sources.get(generate.source)
    key = generate.made.of
    at = ("sources", name, "generate", key)
    if shown is None or shown.generate is not None:
        read = [other for other, one in recipe.sources.items() if one.generate is None]
        yield at, f"`{key}: {generate.source}` names no source that is read; there are: {', '.join(read)}"
    if recipe.stage != generate.made.stage:
        yield (
            ("sources", name, "generate", "way"),
            f"`{generate.way}` makes rows for `stage: {generate.made.stage}`, not for `{recipe.stage}`",
        )


def _twice(what: str, named: Mapping[Keys, Sequence[Any]]) -> Iterator[_Wrong]:
    """Check that no two things of a kind have one name."""
    seen: set[str] = set()
    for where, found in named.items():
        for index, one in enumerate(found):
            if one.name in seen:
                yield (*where, index, "name"), f"{what} `{one.name}` is given twice"
            seen.add(one.name)
