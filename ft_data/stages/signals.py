"""signals: every measurement of every cleaned example, independent of thresholds.

Each group of signals is a family of parts of its own, so a new group never recomputes the others. Groups that depend
on something fitted, and models of the recipe's choice, are measured only where the recipe asks for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.engine.work import Work
from ft_data.stages import fitting, plugged
from ft_data.stages.build import Build, add_counts
from ft_data.warehouse import snapshots
from ft_data.warehouse.snapshots import Snapshot


def schemas(params: Mapping[str, Any]) -> dict[str, pa.Schema]:
    """Declare the table of one group: ``record_id`` and a column per signal."""
    from ft_data.signals.groups import GROUPS

    return {group.name: group.schema for group in GROUPS if group.name == params["group"]}


def build(build: Build) -> Snapshot:
    """Measure every cleaned part, group by group."""
    from ft_data.signals.groups import GROUPS

    cleaned = build.current("cleaned")
    available = {"languages": sorted(build.recipe.languages), "profile": build.recipe.profile}
    tasks, codes, used = [], [], {}
    for group in GROUPS:
        settings: dict[str, Any] = {name: available[name] for name in group.params if name in available}
        code = group.code_version
        codes.append(f"{group.name}={code}")
        used[group.name] = settings
        for part in cleaned.parts["main"]:
            tasks.append(
                build.task(
                    "signals",
                    "ft_data.stages.signals:measure",
                    {"cleaned": build.path(part)},
                    {"group": group.name, "settings": settings},
                    [group.name, part.file, code, settings],
                    rows=part.rows,
                )
            )
    models = fitting.ensure(build, cleaned)
    if models is not None:
        more, named = fitting.tasks(build, cleaned, models)
        tasks += more
        used |= {name: {"model": facts["model"]} for name, facts in named.items()}
        codes += [f"{name}={facts['code']}/{facts['model'][:8]}" for name, facts in named.items()]
    asked = plugged.tasks(build, cleaned)
    tasks += asked.tasks
    used |= asked.settings
    codes += asked.codes
    # Part by part: what a worker has read serves it for the next group too. And neighbours are of different groups, so
    # that a kernel that must be compiled is compiled by one worker, not by all of them at once.
    receipts = build.run("signals", sorted(tasks, key=lambda task: str(task.inputs["cleaned"])))
    made = snapshots.merge(receipts)
    return build.commit(
        "signals",
        made,
        rows=cleaned.rows,
        inputs=[cleaned, *([models] if models else [])],
        code=" ".join(codes),
        settings=used,
        stats=add_counts(receipts) | {"groups": len(used)} | asked.stats,
    )


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
