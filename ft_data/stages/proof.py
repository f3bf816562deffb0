"""proof: what a model learns from the selection and from what could have been chosen instead, on held-out questions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from pydantic import ValidationError

from ft_data.engine.work import Work, makes
from ft_data.evaluation import expectations
from ft_data.proof import curve, mixture, returned, table
from ft_data.recipe.fitted import Prove
from ft_data.recipe.problems import problem
from ft_data.stages import (
    decontaminated,
    proof_answers,
    proof_arms,
    proof_beside,
    proof_mixture,
    proof_rules,
    reference_corpora,
)
from ft_data.stages.build import Build, names
from ft_data.stages.previous import previous_release
from ft_data.stages.stage import Stage
from ft_data.stages.texts import parts_of
from ft_data.warehouse import views
from ft_data.warehouse.snapshots import Snapshot


def build(build: Build) -> Snapshot:
    """Prove the current version."""
    from ft_data.proof.proxy import Ngram

    formatted = build.current("formatted")
    made_of = _made_of(build, formatted)
    assert build.recipe.prove is not None
    receipt = build.once(prove, made_of, build, formatted, made_of["previous"])
    made, stats = receipt.tables, receipt.stats
    if build.recipe.prove.proxy != Ngram.name:
        beside = proof_beside.made(build, made_of, formatted)
        made = {**made, **beside.tables}
        first, second = (
            pq.read_table([build.path(part) for part in made[name]]) for name in ("main", "beside")
        )
        agrees, more = table.agreement(first, second)
        stats = {**stats, **beside.stats, **agrees, "said": [*stats["said"], *beside.stats["said"], more]}
    return build.commit(
        made,
        rows=receipt.rows("main"),
        inputs=[formatted],
        stats=stats,
        facts={"previous": made_of["previous"]},
    )


def trial(
    build: Build, proxy: str, model: Path | None, results: Path | None, steps: int | None
) -> tuple[list[dict[str, Any]], list[str]]:
    """Prove the current version with another proxy than the recipe's: rows of `table.PROOF` and what they come to.

    Nothing becomes current. Raises RecipeError where the proxy lacks what it needs.
    """
    assert build.recipe.prove is not None
    asked = {
        "proxy": proxy, "steps": steps,
        "model": str(model.absolute()) if model else None, "results": str(results.absolute()) if results else None,
    }  # fmt: skip
    try:
        spec = Prove.model_validate(build.recipe.prove.model_dump() | asked)
    except ValidationError as error:
        raise problem(f"`prove`: {error.errors()[0]['msg'].removeprefix('Value error, ')}") from None
    view = replace(build, recipe=build.recipe.model_copy(update={"prove": spec})).of(STAGE)
    formatted = view.current("formatted")
    beside = proof_beside.made(view, _made_of(view, formatted), formatted)
    rows = pq.read_table(view.files([beside], "beside")).to_pylist()
    return rows, list(beside.stats["said"])


def write_arms(build: Build, folder: Path) -> list[str]:
    """Write what each arm would learn from, and the held-out texts, for a trainer elsewhere. Raises RecipeError."""
    view = build.of(STAGE)
    formatted = view.current("formatted")
    found = proof_arms.loaded(view, formatted, _made_of(view, formatted)["previous"])
    return proof_beside.write(found, folder)


def _made_of(build: Build, formatted: Snapshot) -> dict[str, Any]:
    lineage = views.lineage(build.warehouse, formatted)
    before = previous_release(build, formatted)
    assert build.recipe.prove is not None and build.recipe.targets is not None
    return {
        "formatted": names(formatted.parts["main"]),
        "rows": [
            *(names(lineage["reviewed"].parts.get(part, ())) for part in ("verdicts", "made")),
            names(lineage["filtered"].parts["verdicts"]),
        ],
        "cleaned": names(parts_of(lineage)),
        "held": reference_corpora.digests(build, build.recipe.prove, "prove"),
        "targets": reference_corpora.digests(build, build.recipe.targets, "targets"),
        "benchmarks": decontaminated.index_of(build)[0].name,
        "previous": before.version if before else None,
    }


@makes(main=table.PROOF, rules=returned.RETURNED, mixture=mixture.MIXTURE, curve=curve.CURVE)
def prove(build: Build, formatted: Snapshot, previous: str | None) -> Work:
    """Compare the version with what could have been chosen of the same rows. Raises RecipeError for texts that overlap."""
    from ft_data.proof import overlap
    from ft_data.proof.proxy import Ngram, together

    spec = build.recipe.prove
    assert spec is not None
    found = proof_arms.loaded(build, formatted, previous)
    used, held, pool, asked, ids = found.used, found.held, found.pool, found.asked, found.ids
    corpus = together(pool, found.wanted)
    proxy = Ngram(corpus, asked)
    losses = {name: [proxy.losses(one) for one in each] for name, each in found.drawn.items()}
    made, stats = table.compared(
        proxy.name, losses, found.sizes, np.diff(asked.at) + 1, found.slices, len(used)
    )
    worth = proof_rules.worth(
        found.dropped, ids, pool, found.measured, lambda corpus: Ngram(corpus, asked), spec.draws
    )
    mixed, advice = proof_mixture.advised(found.rows, pool, found.selected, found.wanted, asked)
    stats |= {"said": [*stats["said"], *advice]}
    budgets = curve.CURVE.empty_table()
    if found.ranked:
        order = np.array(sorted(range(len(ids)), key=lambda at: found.ranked[ids[at]]), np.int64)
        tried = int((np.diff(asked.at) + 1).sum())
        budgets = curve.curve(proxy, ids, np.diff(pool.at), order, tried, spec.draws)
    tables = {"main": made, "rules": worth, "mixture": mixed, "curve": budgets}
    if found.mode == "both":
        tables["answers"], more = proof_answers.tried(
            (found.rows, overlap.table(used)), overlap.table(held), found.drawn, found.sizes, found.slices
        )
        agrees, agreed = table.agreement(made, tables["answers"])
        stats |= more | agrees | {"said": [*stats["said"], *more["said"], agreed]}
    return Work(tables, found.facts | stats)


STAGE = Stage(
    name="proof",
    inputs=("formatted",),
    description=(
        "What a proxy model learns from the selection, and from arms of as many words chosen otherwise, measured on held-out "
        "targets: random, balanced, alike, the targets alone, the whole pool, the previous release; with 95% intervals."
    ),
    reads=("prove", "targets", "benchmarks", "clean", "profile"),
    expects=expectations.proof,
    wanted=lambda recipe, item: recipe.prove is not None,
    run=build,
    work=(prove, proof_beside.learn, proof_beside.read_results, decontaminated.make_index),
)
