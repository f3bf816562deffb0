"""What `ft-data check` shows: every problem of a recipe and its sources, and what would be read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import orjson

from ft_data.filtering import defaults
from ft_data.filtering import rules as ruling
from ft_data.recipe.load import load
from ft_data.recipe.positions import parse
from ft_data.recipe.problems import Problem, RecipeError
from ft_data.recipe.schema import Recipe
from ft_data.warehouse.home import Home

_LOOK_AT = 2_000  # records a source; enough to see its shapes


@dataclass
class Preview:
    """Problems of one dataset, and one row per source."""

    problems: list[Problem] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)


def inspect(home: Home, name: str) -> Preview:
    """Check the recipe, its rules and its sources."""
    found = Preview()
    path = home.recipe(name)
    try:
        recipe = load(path, name)
    except RecipeError as error:
        found.problems += error.problems
        return found
    file = f"{name}/recipe.yaml"
    _, positions = parse(path.read_text("utf-8"), file)
    from ft_data.signals.groups import GROUPS

    more, unasked = _fitted(found, file, positions, home, recipe, name)
    for index, message in ruling.problems(
        recipe,
        defaults(recipe),
        [signal.name for group in GROUPS for signal in group.signals] + more,
        unasked,
    ):
        found.problems.append(Problem(file, *positions.get(("rules", index), (1, 1)), message))
    if recipe.dedupe.semantic.enabled:
        from ft_data.dedup.meaning import embedding

        try:
            embedding.require()
        except embedding.EmbedMissing as error:
            at = positions.get(("dedupe", "semantic"), (1, 1))
            found.problems.append(Problem(file, *at, str(error)))
    for key, others in ((("siblings",), recipe.siblings), (("dedupe", "against"), recipe.dedupe.against)):
        for other in others:
            if other == name or other not in home.datasets():
                why = "is this dataset itself" if other == name else "is no dataset of this home"
                at = positions.get(key, (1, 1))
                found.problems.append(Problem(file, *at, f"`{'.'.join(key)}`: `{other}` {why}"))
    for source in sorted(recipe.sources):
        row = _source(home, name, recipe, source)
        found.sources.append(row)
        if not row["files"] and not row["unreadable"]:
            at = positions.get(("sources", source, "path"), (1, 1))
            found.problems.append(
                Problem(file, *at, f"`{recipe.sources[source].path}` matches no file in {home.folder(name)}")
            )
    for index, benchmark in enumerate(recipe.benchmarks):
        from ft_data.sources.reading import plan

        if not plan(home.folder(name), benchmark.path, benchmark.format).chunks:
            at = positions.get(("benchmarks", index, "path"), (1, 1))
            found.problems.append(
                Problem(
                    file, *at, f"benchmark `{benchmark.name}`: `{benchmark.path}` matches no readable file"
                )
            )
    return found


def _fitted(
    found: Preview, file: str, positions: Any, home: Home, recipe: Recipe, name: str
) -> tuple[list[str], dict[str, str]]:
    """Return the names of the signals the recipe adds, and of those it could: signal to the key that asks for it."""
    from ft_data.signals.fitted.groups import FITTED
    from ft_data.sources.reading import plan
    from ft_data.stages import fitting, plugged

    base, asked = home.folder(name), fitting.asked(recipe)
    unasked = {s.name: key for n, (group, key) in FITTED.items() if n not in asked for s in group.signals}
    more = [signal.name for n in asked for signal in FITTED[n][0].signals]
    for key, spec in (("targets", recipe.targets), ("references", recipe.references)):
        if spec is not None and not plan(base, spec.path, spec.format).chunks:
            line, column = positions.get((key, "path"), positions.get((key,), (1, 1)))
            found.problems.append(
                Problem(file, line, column, f"`{key}`: `{spec.path}` matches no readable file")
            )
    try:
        more += [signal.name for signal in plugged.signals_of(recipe, base)]
    except RecipeError as error:
        line, column = positions.get(("signals", "models"), (1, 1))
        found.problems += [Problem(file, line, column, problem.message) for problem in error.problems]
    return more, unasked


def _source(home: Home, name: str, recipe: Recipe, source: str) -> dict[str, Any]:
    from ft_data.cleaning import Cleaner
    from ft_data.sources import reading, shapes

    spec, base = recipe.sources[source], home.folder(name)
    plan = reading.plan(base, spec.path, spec.format)
    seen: Counter[str] = Counter()
    rows = rejects = 0
    first = ""
    for chunk in plan.chunks:
        for batch in reading.read(chunk, base, reading.settings_of(spec)):
            rows, rejects = rows + len(batch.rows), rejects + len(batch.rejects)
            for _, raw in batch.rows[: max(0, _LOOK_AT - sum(seen.values()))]:
                value = orjson.loads(raw)
                shape = (
                    spec.shape
                    if spec.shape != "auto"
                    else (lambda d: f"{d.shape}: {d.evidence}")(shapes.detect(value))
                )
                seen[shape] += 1
            if not first and batch.rows:
                cleaner = Cleaner(recipe.clean, recipe.profile, home.key())
                first = cleaner.mask_value(batch.rows[0][1].decode())[0][:300]
    return {
        "dataset": name,
        "source": source,
        "files": len({chunk.uri for chunk in plan.chunks}),
        "bytes": sum(chunk.size for chunk in plan.chunks),
        "rows": rows,
        "rejects": rejects + len(plan.rejects),
        "shapes": dict(seen.most_common()),
        "unreadable": [list(item) for item in plan.rejects],
        "first": first,
    }
