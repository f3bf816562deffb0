"""From recipe.yaml to a checked Recipe: every problem at once, each with file, line, column and a suggestion."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from ft_data.recipe.licenses import allows
from ft_data.recipe.positions import Positions, parse
from ft_data.recipe.problems import Problem, RecipeError
from ft_data.recipe.schema import Recipe

# Keys of the schema whose feature is not built: named, never silently ignored.
UNAVAILABLE: Mapping[str, str] = {
    "select.influence": "selection by influence",
}


def load(path: Path, expect_name: str | None = None) -> Recipe:
    """Read and check a recipe. Raises RecipeError with all its problems."""
    file = path.name if not path.parent.name else f"{path.parent.name}/{path.name}"
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise RecipeError(
            [Problem(file, 0, 0, "there is no such recipe; `ft-data init NAME` writes one")]
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise RecipeError([Problem(file, 0, 0, f"cannot be read: {error}")]) from None
    return parse_recipe(text, file, expect_name)


def parse_recipe(text: str, file: str = "recipe.yaml", expect_name: str | None = None) -> Recipe:
    """Check the text of a recipe. Raises RecipeError with all its problems."""
    data, positions = parse(text, file)
    if not isinstance(data, dict):
        raise RecipeError(
            [Problem(file, 1, 1, "a recipe is a mapping of keys such as `dataset:` and `sources:`")]
        )
    problems = list(_unavailable(data, positions, file))
    recipe: Recipe | None = None
    try:
        recipe = Recipe.model_validate(data)
    except ValidationError as error:
        problems += [explain(item, positions, file) for item in error.errors()]
    if recipe is not None:
        problems += _consistency(recipe, positions, file, expect_name)
    if problems or recipe is None:
        raise RecipeError(problems)
    return recipe


def _unavailable(data: dict[Any, Any], positions: Positions, file: str) -> Iterator[Problem]:
    for dotted, feature in UNAVAILABLE.items():
        path, value = tuple(dotted.split(".")), data
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None  # type: ignore[assignment]
        if value not in (None, False, [], {}):
            yield Problem(file, *_at(path, positions), f"`{dotted}` is not available yet ({feature})")


def explain(item: Any, positions: Positions, file: str) -> Problem:
    """Turn one of pydantic's errors into a problem at its place in the file."""
    path = tuple(part for part in item["loc"] if part != "[key]")
    dotted = ".".join(map(str, path))
    if item["type"] == "extra_forbidden":
        known = sorted(_fields_at(path[:-1]))
        near = difflib.get_close_matches(str(path[-1]), known, n=1, cutoff=0.5)
        hint = f"; did you mean `{near[0]}`?" if near else f"; known here: {', '.join(known)}"
        return Problem(file, *_at(path, positions), f"unknown key `{dotted}`{hint}")
    if item["type"] == "missing":
        return Problem(file, *_at(path[:-1], positions), f"`{dotted}` is required")
    message = item["msg"].removeprefix("Value error, ")
    if item["type"] == "literal_error":
        allowed = [str(option) for option in item["ctx"]["expected"].replace(" or ", ", ").split(", ")]
        near = difflib.get_close_matches(f"'{item['input']}'", allowed, n=1)
        message = f"{item['input']!r} is not one of {', '.join(allowed)}" + (
            f"; did you mean {near[0]}?" if near else ""
        )
    return Problem(file, *_at(path, positions), f"`{dotted}`: {message}" if dotted else message)


def _at(path: tuple[Any, ...], positions: Positions) -> tuple[int, int]:
    while path and path not in positions:
        path = path[:-1]
    return positions.get(path, (1, 1))


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


def _consistency(
    recipe: Recipe, positions: Positions, file: str, expect_name: str | None
) -> Iterator[Problem]:
    def at(*path: Any) -> tuple[int, int]:
        return _at(path, positions)

    if expect_name is not None and recipe.dataset != expect_name:
        yield Problem(
            file, *at("dataset"), f"`dataset: {recipe.dataset}` must equal its folder's name, `{expect_name}`"
        )
    for name in recipe.select.mixture:
        if name not in recipe.sources:
            yield Problem(file, *at("select", "mixture", name), f"`select.mixture` names no source: `{name}`")
    allowed = recipe.govern.licenses
    for name, source in recipe.sources.items():
        if allowed and source.license and not allows(frozenset(allowed), source.license):
            yield Problem(
                file,
                *at("sources", name, "license"),
                f"`{source.license}` is not in `govern.licenses`: {allowed}",
            )
        consents = recipe.govern.consents
        if consents and source.consent and source.consent not in consents:
            yield Problem(
                file,
                *at("sources", name, "consent"),
                f"`{source.consent}` is not in `govern.consents`: {consents}",
            )
        if source.shape == "map" and not source.map:
            yield Problem(file, *at("sources", name), f"`sources.{name}`: `shape: map` needs a `map`")
    yield from _label(recipe, positions, file)
    yield from _fitted(recipe, positions, file)
    seen: set[str] = set()
    for index, rule in enumerate(recipe.rules):
        if rule.name in seen:
            yield Problem(file, *at("rules", index, "name"), f"rule `{rule.name}` is given twice")
        seen.add(rule.name)
    names = [benchmark.name for benchmark in recipe.benchmarks]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield Problem(file, *at("benchmarks", index, "name"), f"benchmark `{name}` is given twice")


def _fitted(recipe: Recipe, positions: Positions, file: str) -> Iterator[Problem]:
    """Check that what selection reads is measured, and that no two models have one name."""
    if recipe.select.similarity is not None and recipe.targets is None:
        yield Problem(
            file, *_at(("select", "similarity"), positions), "`select.similarity` needs `targets` to be like"
        )
    if recipe.select.diversity is not None and recipe.signals.topics is None:
        where = _at(("select", "diversity"), positions)
        yield Problem(
            file, *where, "`select.diversity` needs topics: set `signals.topics`, to 50 for instance"
        )
    seen: set[str] = set()
    named = [("models", index, one.name) for index, one in enumerate(recipe.signals.models)]
    named += [("judges", index, one.name) for index, one in enumerate(recipe.signals.judges)]
    for kind, index, name in named:
        if name in seen:
            where = _at(("signals", kind, index, "name"), positions)
            yield Problem(file, *where, f"model `{name}` is given twice")
        seen.add(name)


def _label(recipe: Recipe, positions: Positions, file: str) -> Iterator[Problem]:
    """Check that a label is trained on only where one is, and where something asks for it."""
    label, asked = recipe.format.label, "classification" in recipe.format.targets
    known = {*recipe.review.labels, *(name for source in recipe.sources.values() for name in source.labels)}
    if label is None and asked:
        where = _at(("format", "targets"), positions)
        yield Problem(
            file, *where, "`classification` needs `format.label`, the label that becomes the answer"
        )
    if label is not None:
        where = _at(("format", "label"), positions)
        if not asked:
            yield Problem(
                file, *where, "`format.label` is for the target `classification`, which is not written"
            )
        if label not in known:
            names = ", ".join(sorted(known)) or "none"
            yield Problem(
                file,
                *where,
                f"`format.label` names no label of `review.labels` or a source's `labels`: {names}",
            )
