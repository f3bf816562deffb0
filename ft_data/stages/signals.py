"""signals: every measurement of every cleaned example, independent of thresholds.

Each group of signals is a family of parts of its own, so a new group never recomputes the others. Groups that depend
on something fitted, and models of the recipe's choice, are measured only where the recipe asks for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.engine.work import Task, Work
from ft_data.stages import fitting, model_plugins
from ft_data.stages.build import Build, add_counts
from ft_data.stages.stage import Stage
from ft_data.warehouse import snapshots
from ft_data.warehouse.parts import Part
from ft_data.warehouse.snapshots import Snapshot


def build(build: Build) -> Snapshot:
    """Measure every cleaned part, group by group."""
    cleaned = build.current("cleaned")
    models = fitting.ensure(build, cleaned)
    measuring, used = tasks(build, cleaned.parts["main"], models)
    judges = model_plugins.judges(build, cleaned)
    used |= judges.settings
    # Part by part: what a worker has read serves it for the next group too. And neighbours are of different groups, so
    # that a kernel that must be compiled is compiled by one worker, not by all of them at once.
    receipts = build.run(sorted([*measuring, *judges.tasks], key=lambda task: str(task.inputs["cleaned"])))
    made = snapshots.merge(receipts)
    return build.commit(
        made,
        rows=cleaned.rows,
        inputs=[cleaned, *([models] if models else [])],
        stats=add_counts(receipts) | {"groups": len(used)} | judges.stats,
        facts={"groups": used},
    )


def tasks(build: Build, parts: Sequence[Part], models: Snapshot | None) -> tuple[list[Task], dict[str, Any]]:
    """Return the work of measuring parts of text, and by group what decides its values; judges apart."""
    from ft_data.signals.api import code_of
    from ft_data.signals.groups import GROUPS

    available = {"languages": sorted(build.recipe.languages), "profile": build.recipe.profile}
    found: list[Task] = []
    used: dict[str, Any] = {}
    for group in GROUPS:
        settings: dict[str, Any] = {name: available[name] for name in group.params if name in available}
        used[group.name] = {"code": code_of(group)} | settings
        found += [
            build.task(
                measure,
                {"cleaned": part},
                {"group": group.name, "settings": settings},
                rows=part.rows,
                code=used[group.name]["code"],
            )
            for part in parts
        ]
    for planned in (fitting.tasks(build, parts, models), model_plugins.tasks(build, parts)):
        found += planned[0]
        used |= planned[1]
    return found, used


def measure(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Measure one group of signals on one cleaned part."""
    from ft_data.signals.groups import GROUPS

    found = next(group for group in GROUPS if group.name == params["group"])
    return Work({found.name: found.fn(_rows(inputs["cleaned"]), params["settings"])})


@lru_cache(maxsize=1)
def _rows(part: str) -> pa.Table:
    """Read what the groups look at in a part; the next task of this worker is likely about the same one."""
    from ft_data.signals.groups import GROUPS

    return pq.read_table(
        part, columns=list(dict.fromkeys(name for group in GROUPS for name in group.columns))
    )


STAGE = Stage(
    name="signals",
    inputs=("cleaned",),
    kinds=("duckdb", "python"),
    description=(
        "Every measurement of every cleaned example, whatever the thresholds are: text statistics, repetition, "
        "readability, language, tone, toxicity and flags for faults that hurt fine-tuning (docs/signals.md); likeness "
        "to targets, topics, contradictions of references and models of your choice where the recipe asks."
    ),
    # Targets and references are cleaned as rows are.
    reads=("languages", "profile", "targets", "references", "signals", "clean"),
    run=build,
    work=(measure, fitting.fit, fitting.measure, model_plugins.measure, model_plugins.collect),
)
