"""What is wrong with a dataset before any row is cleaned: one list, shown by `check` and refused by every run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ft_data import example, plugins
from ft_data.filtering import rules as ruling
from ft_data.filtering.force import defaults, layers, plugged_rules
from ft_data.inspection import mapped
from ft_data.recipe.positions import parse, place
from ft_data.recipe.problems import Problem, RecipeError
from ft_data.recipe.rest import Rest
from ft_data.recipe.schema import STAGE_TARGETS, Recipe
from ft_data.warehouse.home import Home


def problems(home: Home, name: str, recipe: Recipe) -> list[Problem]:
    """Return every problem of a recipe that could be read: its rules, models, files and what they need installed."""
    _, positions = parse(home.recipe(name).read_text("utf-8"), f"{name}/recipe.yaml")
    return of_rest(home, name, Rest(recipe, positions, frozenset()))


def of_rest(home: Home, name: str, rest: Rest) -> list[Problem]:
    """Return every problem of what is right in a recipe that could not be read, as far as the rest can tell."""
    file, recipe, positions = f"{name}/recipe.yaml", rest.recipe, rest.positions
    if broken := plugins.problems():  # which of them the dataset needs, nobody can tell
        return [Problem(file, 0, 0, message) for message in broken]
    try:
        layers(recipe.profile, *recipe.packs)
    except plugins.Broken as problem:
        return [Problem(file, *place(("packs",), positions), str(problem))]
    found = [
        *(_measures(home, name, recipe) if rest.knows(("signals", "packs", "profile")) else ()),
        *_extras(home, name, recipe),
        *(_targets(recipe) if rest.knows(("stage", "format")) else ()),
        *(_label(recipe) if rest.knows(("sources", "format", "review")) else ()),
        *_others(home, name, recipe),
        *_files(home, name, recipe),
    ]
    return [Problem(file, *place(key, positions), message) for key, message in found]


_Found = Iterator[tuple[tuple[Any, ...], str]]  # where in the recipe, and what


def _measures(home: Home, name: str, recipe: Recipe) -> _Found:
    """Check the rules against the signals there are, those of models of the recipe's choice included."""
    from ft_data.signals import registry

    try:
        groups = registry.groups(recipe, home.folder(name))
    except RecipeError as error:
        yield from ((("signals", "models"), problem.message) for problem in error.problems)
        groups = registry.groups(recipe, home.folder(name), (registry.always, registry.asked))
    signals = [signal.name for group in groups for signal in group.signals]
    unasked = {s.name: g.asked for g in registry.declared() if g not in groups for s in g.signals}
    for index, message in ruling.problems(recipe, defaults(recipe), signals, unasked):
        yield ("rules", index), message
    for rule in plugged_rules(recipe):
        if rule.signal is not None and rule.signal not in {*signals, *unasked}:
            yield ("packs",), f"rule `{rule.name}` of a plug-in reads an unknown signal, `{rule.signal}`"
        for message in ruling.unsound(rule, {*signals, *example.EXAMPLE.names, *ruling.FACTS}):
            yield ("packs",), f"{message} (of a plug-in)"


def _extras(home: Home, name: str, recipe: Recipe) -> _Found:
    """Check that what the recipe switches on is installed, and that its tokenizer is there."""
    from ft_data.cleaning.privacy import prose_names
    from ft_data.dedup.meaning import embedding
    from ft_data.formatting import tokenizers

    if recipe.dedupe.semantic.enabled:
        try:
            embedding.require()
        except embedding.EmbedMissing as error:
            yield ("dedupe", "semantic"), str(error)
    if recipe.clean.names == "prose" and not prose_names.available():
        yield ("clean", "names"), f"`clean.names: prose`: {prose_names.MISSING}"
    missing = tokenizers.missing(recipe.format.tokenizer, home.folder(name))
    if missing:
        yield ("format", "tokenizer"), f"`format.tokenizer`: {missing}"


def _targets(recipe: Recipe) -> _Found:
    """Check that some format can hold the rows of the stage: else everything is made and nothing released."""
    from ft_data.formatting import targets

    wrong = []
    for name in recipe.format.targets:
        exporter = targets.get(name)
        if not exporter.needs_label and not any(map(exporter.holds, _samples(recipe.stage))):
            wrong.append(name)
    if wrong and len(wrong) == len(recipe.format.targets):
        fitting = ", ".join(STAGE_TARGETS[recipe.stage])
        yield (
            ("format", "targets"),
            f"`format.targets`: {', '.join(wrong)} cannot hold the rows of `stage: {recipe.stage}`; write {fitting}",
        )


def _label(recipe: Recipe) -> _Found:
    """Check that a label is trained on only where one is, and where something asks for it."""
    from ft_data.formatting import targets

    label, asking = recipe.format.label, [n for n in recipe.format.targets if targets.get(n).needs_label]
    known = {*recipe.review.labels, *(name for source in recipe.sources.values() for name in source.labels)}
    if label is None and asking:
        yield (
            ("format", "targets"),
            f"`{asking[0]}` needs `format.label`, the label that becomes the answer",
        )
    if label is not None and not asking:
        yield ("format", "label"), "`format.label` is for a target that asks for one, which is not written"
    if label is not None and label not in known:
        names = ", ".join(sorted(known)) or "none"
        yield (
            ("format", "label"),
            f"`format.label` names no label of `review.labels` or a source's `labels`: {names}",
        )


def _samples(stage: str) -> list[dict[str, Any]]:
    """Return one example of each kind of row that a stage makes."""
    asked, answered = example.message("user", "a"), example.message("assistant", "b")
    blank: dict[str, Any] = {"chosen": [], "rejected": [], "tools_json": None, "labels": {}}
    plain = {**blank, "kind": "text", "messages": [asked]}
    if stage == "pretraining":
        return [plain]
    if stage == "preference":
        rated = {**blank, "kind": "instruction", "messages": [asked, answered], "labels": {"label": "true"}}
        pair = {"chosen": [answered], "rejected": [example.message("assistant", "c")]}
        return [{**blank, "kind": "preference", "messages": [asked], **pair}, rated]
    return [{**blank, "kind": "instruction", "messages": [asked, answered]}, plain]


def _others(home: Home, name: str, recipe: Recipe) -> _Found:
    for key, others in ((("siblings",), recipe.siblings), (("dedupe", "against"), recipe.dedupe.against)):
        for other in others:
            if other == name or other not in home.datasets():
                why = "is this dataset itself" if other == name else "is no dataset of this home"
                yield key, f"`{'.'.join(key)}`: `{other}` {why}"


def _files(home: Home, name: str, recipe: Recipe) -> _Found:
    """Check that every path leads to files that can be read."""
    from ft_data.sources import digests, reading
    from ft_data.sources.listing import hint
    from ft_data.stages.raw import unread
    from ft_data.warehouse import tombstones

    base, warehouse = home.folder(name), home.warehouse(name)
    cache = digests.Cache(warehouse.root / "digests.json") if warehouse.root.is_dir() else None
    forgotten = tombstones.hashes(warehouse)
    wrong_maps = dict(mapped.broken(recipe))
    yield from ((("sources", source, "map"), message) for source, message in wrong_maps.items())
    for source, spec in sorted(recipe.sources.items()):
        if spec.path and tombstones.of_source(source) not in forgotten:
            plan = reading.plan(base, spec.path, spec.format, cache=cache)
            unreadable = list(unread(source, spec.path, base, plan))
            yield from ((("sources", source, "path"), message) for message in unreadable)
            if not unreadable and source not in wrong_maps:
                for section, field, message in mapped.absent(spec, plan, base):
                    yield ("sources", source, section, field), f"`sources.{source}`: {message}"
    for index, benchmark in enumerate(recipe.benchmarks):
        if not reading.plan(base, benchmark.path, benchmark.format).chunks:
            where = f"benchmark `{benchmark.name}`: `{benchmark.path}`"
            yield (
                ("benchmarks", index, "path"),
                f"{where} matches no readable file{hint(base, benchmark.path)}",
            )
    for key, given in (
        ("targets", recipe.targets),
        ("references", recipe.references),
        ("protected", recipe.protected),
    ):
        if given is not None and not reading.plan(base, given.path, given.format).chunks:
            yield (key, "path"), f"`{key}`: `{given.path}` matches no readable file{hint(base, given.path)}"
    for key, files in (recipe.feedback.files if recipe.feedback else {}).items():
        if not reading.plan(base, files.path, files.format).chunks:
            where = f"`feedback.files.{key}`: `{files.path}`"
            yield (
                ("feedback", "files", key, "path"),
                f"{where} matches no readable file{hint(base, files.path)}",
            )
