"""What `ft-data check` shows: every problem of a recipe and its sources, and what would be read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import orjson

from ft_data import plugins
from ft_data.filtering.force import no_place_for_texts
from ft_data.filtering.told import risks
from ft_data.inspection import mixture
from ft_data.inspection.mapped import broken
from ft_data.inspection.problems import of_rest
from ft_data.inspection.samples import Samples
from ft_data.recipe.generate import read_sources
from ft_data.recipe.load import load, load_rest
from ft_data.recipe.positions import parse, place
from ft_data.recipe.problems import Problem, RecipeError
from ft_data.recipe.rest import Rest
from ft_data.recipe.schema import Recipe, Source
from ft_data.sources.shapes.draft import Draft
from ft_data.stages import readiness
from ft_data.stages.raw import nothing_read
from ft_data.stages.unmapped import idle, problem_of, unanswered
from ft_data.warehouse.home import Home

_LOOK_AT = 2_000  # records a source; enough to see its shapes
_SAMPLES = 8  # shapes of a source that are shown
_REASONS = 10
_FIELDS = 60


@dataclass
class Preview:
    """Problems of one dataset, what keeps it from being released, what its rules risk, and one row per source."""

    problems: list[Problem] = field(default_factory=list)
    against_release: list[str] = field(default_factory=list)
    risks: list[str] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)


def inspect(home: Home, name: str) -> Preview:
    """Check the recipe, its rules and its sources."""
    found = Preview()
    path, file = home.recipe(name), f"{name}/recipe.yaml"
    try:
        recipe = load(path, name)
    except RecipeError as error:
        found.problems += error.problems
        if rest := load_rest(path, name):
            found.problems += of_rest(home, name, rest)
            if not plugins.problems() and rest.knows(("stage",)):
                _sources(found, home, name, rest)
        found.problems.sort()
        return found
    _, positions = parse(path.read_text("utf-8"), file)
    whole = Rest(recipe, positions, frozenset())
    found.problems += of_rest(home, name, whole)
    if plugins.problems():
        return found
    found.risks += risks(recipe)
    _sources(found, home, name, whole)
    found.against_release += readiness.of_recipe(recipe)
    found.against_release += readiness.lost(
        home.warehouse(name).releases, {row["source"]: row["rows"] for row in found.sources}
    )
    return found


def _sources(found: Preview, home: Home, name: str, rest: Rest) -> None:
    """Look at the sources of a recipe, and say of which of them nothing can be made."""
    file, positions = f"{name}/recipe.yaml", rest.positions
    for source in sorted({*read_sources(rest.recipe.sources)} - dict(broken(rest.recipe)).keys()):
        row = _source(home, name, rest.recipe, source)
        found.sources.append(row)
        found.risks += [row["unlisted"]] if row["unlisted"] else []
        at = place(("sources", source, "path"), positions)
        told = any((problem.line, problem.column) == at for problem in found.problems)
        if row["files"] and not row["rows"] and not told:
            found.problems.append(Problem(file, *at, nothing_read(source, row["why_not"])))
        if message := row["unmapped"]:
            found.problems.append(Problem(file, *place(("sources", source), positions), message))
    said = any(row["unmapped"] for row in found.sources)
    if not said and (
        message := unanswered(
            rest.recipe,
            {row["source"]: row["kinds"] for row in found.sources},
            {name: one.path for name, one in rest.recipe.sources.items() if one.path},
        )
    ):
        found.problems.append(Problem(file, *place(("stage",), positions), message))


def _source(home: Home, name: str, recipe: Recipe, source: str) -> dict[str, Any]:
    from ft_data.sources import guarded, listing, reading, shapes

    spec, base = recipe.sources[source], home.folder(name)
    plan = reading.plan(base, spec.path, spec.format)
    seen: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    rows = 0
    why_not = ""
    looked_at: list[dict[str, Any]] = []
    samples: dict[str, dict[str, Any]] = {}
    mapper, kinds, reasons = shapes.Mapper(spec, recipe.stage), Counter[str](), Counter[str]()
    shown = Samples(home, recipe, source)
    drafts: list[Draft] = []
    for chunk, batch in guarded.read(plan.chunks, base, reading.settings_of(spec)):
        rows += len(batch.rows)
        refused.update(why for _, why in batch.rejects)
        why_not = why_not or (f"{chunk.uri}: {batch.rejects[0][1]}" if batch.rejects else "")
        for _, raw in batch.rows[: max(0, _LOOK_AT - sum(seen.values()))]:
            value = orjson.loads(raw)
            shape = _shape(spec, value)
            seen[shape] += 1
            mapped = mapper(value)
            kinds.update(draft.kind for draft in mapped.drafts)
            drafts += mapped.drafts[: max(0, mixture.LOOK_AT - len(drafts))]
            if mapped.reason:
                reasons[mapped.reason.partition(":")[0]] += 1
            if isinstance(value, dict):
                looked_at.append(value)
            if len(samples) < _SAMPLES and (shape not in samples or not samples[shape]["after"]):
                if mapped.drafts or shape not in samples:
                    samples[shape] = {"shape": shape, **shown.of(value, mapped)}
    spoken = mixture.spoken(drafts)
    files = {chunk.uri for chunk in plan.chunks}
    return {
        "dataset": name,
        "source": source,
        "files": len(files),
        "bytes": sum(chunk.size for chunk in plan.chunks),
        "rows": rows,
        "rejects": sum(refused.values()) + len(plan.rejects),
        "shapes": dict(seen.most_common()),
        "fields": list(dict.fromkeys(key for record in looked_at for key in record))[:_FIELDS],
        "refused": dict(refused.most_common(_REASONS)),
        "unreadable": [list(item) for item in plan.rejects],
        "beside": dict(listing.left_out(base, spec.path).most_common()),
        "samples": list(samples.values()),
        "why_not": why_not,
        "people": _people(spec, looked_at),
        "languages": dict(spoken.most_common()),
        "unlisted": mixture.unlisted(recipe, source, spoken),
        "kinds": sorted(kinds),
        "idle": _idle(recipe, spec, source, kinds["text"]),
        "no_example": dict(reasons.most_common()),
        "unmapped": problem_of(source, recipe, spec, kinds, reasons, lambda: looked_at, lambda: files),
    }


def _idle(recipe: Recipe, spec: Source, source: str, texts: int) -> str:
    """Say what texts are of use for, where no format of the dataset holds them and the recipe says nothing of them."""
    if not texts or spec.generate or recipe.references or not no_place_for_texts(recipe):
        return ""
    return idle(texts, source, spec, recipe.stage)


def _shape(spec: Source, value: object) -> str:
    """Say by what a record is known: what the recipe says of it goes first."""
    from ft_data.sources import shapes
    from ft_data.sources.shapes import mapper

    if mapper.maps_content(spec):
        return f"map: {', '.join(spec.map)}"
    if spec.shape != "auto":
        return spec.shape
    found = shapes.detect(value)
    return f"{found.shape}: {found.evidence}"


def _people(spec: Source, records: list[dict[str, Any]]) -> dict[str, str]:
    """Return the columns that look as if they held data of people and are not mapped: column -> what is done, and what to say."""
    from ft_data.cleaning.privacy.columns import header, proposals

    mapped = {path for paths in spec.map.values() for path in ([paths] if isinstance(paths, str) else paths)}
    how = {}
    for column, kind in proposals(records).items():
        if column in mapped:
            continue
        if kind == "name":
            done = "masked in its rows" if header(column) else "not masked"
            how[column] = (
                f"names of people ({done}); say so with `map: {{name: {orjson.dumps(column).decode()}}}`"
            )
        else:
            how[column] = f"{kind} of people (masked where it has the form of one)"
    return how
