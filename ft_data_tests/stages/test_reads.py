"""A stage reads what it declares: Dagster calls an asset stale when its data would really be made anew, and only then."""

import copy
from typing import Annotated, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from ft_data.recipe import reads
from ft_data.recipe.bands import Band
from ft_data.recipe.feedback import Feedback, FeedbackFiles
from ft_data.recipe.fitted import Influence, Judge, Plugged, Prove
from ft_data.recipe.probe import Probe
from ft_data.recipe.problems import RecipeError
from ft_data.recipe.reads import Undeclared
from ft_data.recipe.schema import Benchmark, Dedupe, PathSpec, Recipe, Rule, Targets
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.warehouse import snapshots
from ft_data_tests.pipeline import helpers

RECIPE = (
    helpers.RECIPE
    + """
benchmarks: [{name: quiz, path: quiz.jsonl, fields: [question]}]
rules: [{name: too_few, signal: response_words, drop: "< 2", why: Nothing is said.}]
review: {pending: keep, labels: {topic: [river, lake]}}
select: {mixture: {notes: 1.0}}
"""
)
NEW = {
    "profile": "code",
    "packs": ["text"],
    "sources.notes.format": "jsonl",
    "sources.notes.shape": "alpaca",
    "sources.notes.talks": {"id": "talk", "who": "who", "said": "said"},
    "benchmarks.0.format": "jsonl",
    "targets": Targets(path="quiz.jsonl"),
    "references": PathSpec(path="quiz.jsonl"),
    "protected": PathSpec(path="quiz.jsonl"),
    "select.influence": Influence(),
    "prove": Prove(path="quiz.jsonl"),
    "feedback": Feedback(files={"tries": FeedbackFiles(path="quiz.jsonl")}),
    "probe": Probe(endpoint="http://127.0.0.1:9/v1", model="m"),
    "format.label": "topic",
    "format.targets": ["messages"],
    "govern.raw_retention": "400d",
    "sources.notes.refresh": "9d",
    "sources.notes.consent_until": "2999-01-01",
    "version": "3.0.0",
    "benchmarks.0.fields": ["question", "answer"],
    "review.labels": {"topic": ["river", "lake", "sea"]},
    "signals.models": [Plugged(name="small", use="minilm")],
    "signals.judges": [
        Judge(name="wise", endpoint="http://127.0.0.1:9/v1", model="m", rubric={"good": "1 no, 5 yes"})
    ],
}
# Needs an extra, what the small home lacks, or another key changed with it.
CANNOT_RUN = {
    "select.similarity",
    "select.influence",
    "select.diversity",
    "clean.names",
    "dedupe.semantic.enabled",
    "signals.models",
    "signals.judges",
    "probe",
    "format.splits.train",
    "format.splits.validation",
    "format.splits.test",
}


def leaves(value, annotation=None, path=()):
    """Yield every key of a recipe: its path, its value and its type."""
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            if field.annotation is type(None):
                continue  # read-only: a recipe cannot set it
            if name == "generate":
                continue  # which assets there are: another graph
            yield from leaves(getattr(value, name), field.annotation, (*path, name))
    elif isinstance(value, dict) and value and isinstance(next(iter(value.values())), BaseModel):
        for name, one in value.items():
            yield from leaves(one, None, (*path, name))
    elif isinstance(value, list) and value and isinstance(value[0], BaseModel):
        for number, one in enumerate(value):
            yield from leaves(one, None, (*path, number))
    else:
        yield path, value, annotation


def other(path, value, annotation):
    """Return another value of a key."""
    dotted = ".".join(map(str, path))
    if dotted in NEW:
        return NEW[dotted]
    options = [one for part in _parts(annotation) if get_origin(part) is Literal for one in get_args(part)]
    if options:
        return next(one for one in options if one != value)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return type(value)(value / 2) if value > 1 or 0 < value < 1 else value + 1
    if isinstance(value, str):
        return {"signal": "response_chars"}.get(path[-1], f"{value}x")
    if isinstance(value, dict):
        return {
            **value,
            **{"mixture": {"other": 1.0}, "most_of": {"other": 0.5}, "weights": {"other": 2.0}}.get(
                path[-1], {"id": "id"}
            ),
        }
    if isinstance(value, list):
        return [*value, "de"]
    kind = next(part for part in _parts(annotation) if part is not type(None))
    if kind is Band:
        return Band("<", 9.0)
    return kind() if issubclass(kind, BaseModel) else kind(1)


def _parts(annotation):
    listed = get_args(annotation) if get_origin(annotation) in (Union, type(int | None)) else (annotation,)
    return [get_args(one)[0] if get_origin(one) is Annotated else one for one in listed]


def changed(recipe: Recipe, *found) -> Recipe:
    """Return a copy in which some keys have other values."""
    made = copy.deepcopy(recipe)
    for path, value, annotation in found:
        parent = made
        for step in path[:-1]:
            parent = parent[step] if isinstance(parent, dict | list) else getattr(parent, step)
        parent.__dict__[path[-1]] = other(path, value, annotation)
    return made


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    home = helpers.make(tmp_path_factory.mktemp("reads"), RECIPE)
    helpers.write(
        home.folder("demo") / "quiz.jsonl",
        [{"question": "How long is the river that nobody has seen?", "answer": "Nobody knows."}],
    )
    build = Build.open(home, "demo")
    graph.make(build, *graph.assets(build.recipe))
    return build


def stale(recipe: Recipe, now: Recipe) -> set[str]:
    return {
        asset
        for asset, (stage, item) in graph.assets(recipe).items()
        if stage.version(now, item) != stage.version(recipe, item)
    }


def test_keys_that_dagster_does_not_compare_change_nothing(made):
    for asset in graph.assets(made.recipe):
        free = [
            key for key in leaves(made.recipe) if asset not in stale(made.recipe, changed(made.recipe, key))
        ]
        before = snapshots.current(made.warehouse, asset)
        now = Build(made.home, made.name, changed(made.recipe, *free))
        assert graph.make(now, asset) == before, asset
        assert free or asset == "release"


def test_every_key_makes_stale_who_reads_it_and_nobody_else(made):
    found = {
        ".".join(map(str, key[0])): stale(made.recipe, changed(made.recipe, key))
        for key in leaves(made.recipe)
    }
    told = {key: who - {"eval_report", "release"} for key, who in found.items()}
    assert [key for key, who in found.items() if "release" not in who] == []
    assert {key for key, who in found.items() if "eval_report" not in who} == {"sources.notes.why"}
    assert told["govern.conflicts"] == told["review.triage.budget"] == {"filtered"}
    assert told["stage"] == {"cleaned", "filtered", "reviewed"}
    assert told["format.targets"] == {"filtered", "reviewed", "formatted"}
    assert told["siblings"] == {"deduped"}
    assert told["version"] == {"formatted"}
    assert told["clean.html"] == {"cleaned", "signals", "reviewed"}
    assert told["sources.notes.limits.row_bytes"] == {"raw/notes"}
    assert told["select.seed"] == {"selected"}
    for key in ("purpose", "owners", "release", "rules.0.why", "gates.min_rows", "govern.approvals"):
        assert told[key] == set(), key


@pytest.mark.slow
def test_keys_that_dagster_compares_make_another_version(made):
    for key in leaves(made.recipe):
        dotted, now = ".".join(map(str, key[0])), changed(made.recipe, key)
        for asset in stale(made.recipe, now) if dotted not in CANNOT_RUN else ():
            if asset in ("eval_report", "release"):
                continue
            before = snapshots.current(made.warehouse, asset)
            try:
                after = graph.make(Build(made.home, made.name, now), asset)
            except RecipeError:  # it asks for what other stages did not measure: that is noticed
                continue
            assert (after.settings, after.code_version) != (before.settings, before.code_version), (
                dotted,
                asset,
            )
            graph.make(made, asset)


def test_reading_what_is_not_declared_is_an_error(made):
    stage = graph.stages()["cleaned"]
    seen = made.of(stage).recipe
    assert seen.clean.pii == "mask" and seen.sources["notes"].license == "MIT"
    for read in (lambda: seen.dedupe, lambda: seen.govern.conflicts, lambda: seen.sources["notes"].path):
        with pytest.raises(reads.Undeclared, match="`cleaned` reads"):
            read()
    with pytest.raises(AttributeError):
        _ = seen.no_such_key
    with pytest.raises(Undeclared, match="filtered"):
        made.of(stage).current("filtered")
    with pytest.raises(Undeclared, match="sign"):
        made.of(stage).task(graph.stages()["deduped"].work[0], {}, {}, rows=1)


def test_work_names_all_it_can_see(made):
    build = made.of(graph.stages()["deduped"])
    sign = graph.stages()["deduped"].work[0]
    (part,) = made.current("cleaned").parts["main"]
    one = build.task(sign, {"cleaned": part}, {"bands": 2}, rows=1)
    assert set(one.made_of) == {"code", "cleaned", "bands"}
    assert one.key != build.task(sign, {"cleaned": part}, {"bands": 3}, rows=1).key
    assert one.key == build.task(sign, {"cleaned": part}, {"bands": 2}, rows=2, beside={"base": "/here"}).key
    with pytest.raises(Undeclared, match="names its input `cleaned`"):
        build.task(sign, {"cleaned": "/somewhere"}, {}, rows=1)


def test_declared_keys_are_dumped_as_they_are_nested():
    recipe = Recipe(
        dataset="d", purpose="To see.", sources={"a": {"path": "x", "license": "MIT"}, "b": {"path": "y"}},
        rules=[Rule(name="r", signal="s", drop="< 1", why="so")], dedupe=Dedupe(canned_cap=3),
        benchmarks=[Benchmark(name="q", path="q")],
    )  # fmt: skip
    found = reads.settings(recipe, ("sources.*.license", "rules", "dedupe.canned_cap"), ("rules.*.why",))
    assert found["sources"] == {"a": {"license": "MIT"}, "b": {"license": None}}
    assert found["dedupe"] == {"canned_cap": 3} and "why" not in found["rules"][0]
    assert reads.settings(recipe, ("sources.{}.path",), item="b") == {"sources": {"b": {"path": "y"}}}
    assert reads.settings(recipe, reads.EVERYTHING) == recipe.model_dump(mode="json")
