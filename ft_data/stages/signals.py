"""signals: every measurement of every cleaned example, independent of thresholds.

Each group of signals is a family of parts of its own, so a new group never recomputes the others. Groups that depend
on something fitted, models of the recipe's choice and judges are measured only where the recipe asks for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.engine.work import Task, Work
from ft_data.evaluation import expectations
from ft_data.languages.packs import identities
from ft_data.recipe.rules import kind_of_text
from ft_data.signals import registry
from ft_data.signals.api import Group, code_of
from ft_data.stages import fitting, opinions, texts
from ft_data.stages.build import Build, add_counts
from ft_data.stages.opinions import Answers
from ft_data.stages.stage import Stage
from ft_data.warehouse import snapshots
from ft_data.warehouse.parts import Part
from ft_data.warehouse.snapshots import Snapshot


def build(build: Build) -> Snapshot:
    """Measure every cleaned part, group by group."""
    found = texts.of(build)
    models = fitting.ensure(build, found.inputs[0])
    answers = opinions.ask(build, found.parts)
    measuring, used = tasks(build, found.parts, models, answers)
    # Part by part: what a worker has read serves it for the next group too. And neighbours are of different groups, so
    # that a kernel that must be compiled is compiled by one worker, not by all of them at once.
    receipts = build.run(sorted(measuring, key=lambda task: str(task.inputs["cleaned"])))
    made = snapshots.merge(receipts)
    return build.commit(
        made,
        rows=found.rows,
        inputs=[*found.inputs, *([models] if models else [])],
        stats=add_counts(receipts) | {"groups": len(used)} | answers.stats,
        facts={"groups": used},
    )


def tasks(
    build: Build, parts: Sequence[Part], models: Snapshot | None, answers: Answers | None = None
) -> tuple[list[Task], dict[str, Any]]:
    """Return the work of measuring parts of text, and by group what decides its values.

    Groups whose model is not among ``models`` are left out, and judges where there are no ``answers`` of them.
    """
    providers = registry.ROWS if answers is None else registry.ALL
    groups = registry.groups(build.recipe, build.home.folder(build.name), providers)
    columns = tuple(dict.fromkeys(name for group in groups for name in group.columns))
    recipe: dict[str, Any] = {
        "languages": sorted(build.recipe.languages),
        "profile": kind_of_text(build.recipe.profile),
    }
    said = {name: source.row_kind for name, source in build.recipe.sources.items() if source.row_kind}
    if said:
        recipe["row_kinds"] = said
    found: list[Task] = []
    used: dict[str, Any] = {}
    packs = identities()
    for group in groups:
        settings = {**group.settings, **{name: recipe[name] for name in group.needs if name in recipe}}
        if packs and "packs" in group.needs:
            settings["packs"] = packs
        inputs: dict[str, Any] = {}
        if "model" in group.needs:
            if models is None or group.name not in models.parts:
                continue
            (inputs["model"],) = models.parts[group.name]
            settings["model"] = inputs["model"].hash
        if answers is not None and "answers" in group.needs:
            inputs["answers"] = answers.store
        code = code_of(group)
        used[group.name] = {"code": code, **settings}
        known = answers.known.get(group.name, {}) if answers is not None else {}
        found += [
            build.task(
                measure,
                {"cleaned": part, **inputs},
                {"group": group.name, "settings": settings},
                {"answers": known.get(part.file, "")} if "answers" in inputs else {},
                rows=part.rows,
                beside={"measured": group, "columns": columns},
                code=code,
                of=part,
            )
            for part in parts
        ]
    return found, used


def measure(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Measure one group of signals on one cleaned part."""
    group: Group = params["measured"]
    rows = _rows(inputs["cleaned"], params["columns"])
    given = {name: path for name, path in inputs.items() if name != "cleaned"}
    return Work({group.name: group.fn(rows, {**params["settings"], **given})})


@lru_cache(maxsize=1)
def _rows(part: str, columns: tuple[str, ...]) -> pa.Table:
    """Read what the groups look at in a part; the next task of this worker is likely about the same one."""
    return pq.read_table(part, columns=list(columns))


STAGE = Stage(
    name="signals",
    inputs=texts.STAGES,
    kinds=("duckdb", "python"),
    description=(
        "Every measurement of every cleaned example, whatever the thresholds are: text statistics, repetition, "
        "readability, language, tone, toxicity and flags for faults that hurt fine-tuning (docs/signals.md); likeness "
        "to targets, topics, contradictions of references and models of your choice where the recipe asks."
    ),
    # Targets and references are cleaned as rows are.
    reads=(
        "languages",
        "profile",
        "targets",
        "references",
        "protected",
        "signals",
        "clean",
        "sources.*.row_kind",
    ),
    expects=expectations.signals,
    plugs=(("signals.models.*.use", "signals"), ("signals.models.*.use", "models")),
    run=build,
    loads=(
        "ft_data.signals.flags.matcher:english",
        "ft_data.signals.language.model:model",
        "ft_data.signals.language.second:known",
    ),
    work=(measure, fitting.fit, registry.groups),
)
