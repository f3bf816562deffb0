"""What generators of a recipe would ask, and what it can cost; nothing is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ft_data.recipe.generate import generators
from ft_data.stages import generating, graph
from ft_data.stages.build import Build
from ft_data.stages.generating import Generator

EXAMPLES = 3


def planned(build: Build) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Yield for each generating source its plan and what its first requests say.

    Raises Missing when the documents were never cleaned.
    """
    build = build.of(graph.stages()["synthesized"])
    parts = build.current("cleaned").parts["main"]
    for name in generators(build.recipe.sources):
        one = generating.generator(build, name, parts)
        yield _plan(build, one), [_said(request) for request in one.requests[:EXAMPLES]]


def _plan(build: Build, one: Generator) -> dict[str, Any]:
    teacher = one.spec.teacher
    known = 0
    if generating.store_path(build.warehouse).exists():
        with generating.opened(build.warehouse) as store:
            known = len(store.answers(request.key for request in one.requests))
    away = " and ".join(dict.fromkeys(one.spec.away.values()))
    return {
        "source": one.name,
        "way": one.spec.way,
        "model": teacher.model,
        one.setting.way.of: one.spec.source,
        "passages": one.passages,
        "wanted": one.spec.rows,
        "requests": len(one.requests),
        "answered": known,
        "prompt": str(one.setting.prompt),
        "most_cost": round(one.most_cost(), 6),
        "spent": round(generating.spent(build.warehouse, one.name), 6),
        "cap": teacher.max_cost,
        "leaves": f"to {away}, masked" if away else "nothing: the model is on this machine",
    }


def _said(request: Any) -> dict[str, Any]:
    messages = json.loads(request.body)["messages"]
    return {"request": request.key, "parent": request.passage.record_id, "system": messages[0]["content"], "user": messages[1]["content"]}  # fmt: skip
