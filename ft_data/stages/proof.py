"""proof: what a model learns from the selection and from what could have been chosen instead, on held-out questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ft_data.engine.work import Work, makes
from ft_data.evaluation import expectations
from ft_data.proof import arms, curve, mixture, returned, table
from ft_data.recipe.problems import problem
from ft_data.stages import decontaminated, proof_answers, proof_mixture, proof_rules, reference_corpora
from ft_data.stages.build import Build, names
from ft_data.stages.previous import previous_release
from ft_data.stages.reading import Versions
from ft_data.stages.stage import Stage
from ft_data.stages.texts import parts_of
from ft_data.warehouse import views
from ft_data.warehouse.snapshots import Snapshot

if TYPE_CHECKING:
    from ft_data.proof import overlap
    from ft_data.signals.fitted.words import Words

MOST_ROWS, MOST_WORDS = 100_000, 3_000_000  # of the pool: those with the smallest ids, which are hashes


def build(build: Build) -> Snapshot:
    """Prove the current version."""
    formatted = build.current("formatted")
    lineage = views.lineage(build.warehouse, formatted)
    before = previous_release(build, formatted)
    assert build.recipe.prove is not None and build.recipe.targets is not None
    made_of: dict[str, Any] = {
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
    receipt = build.once(prove, made_of, build, formatted, before.version if before else None)
    return build.commit(
        receipt.tables,
        rows=receipt.rows("main"),
        inputs=[formatted],
        stats=receipt.stats,
        facts={"previous": before.version if before else None},
    )


@makes(main=table.PROOF, rules=returned.RETURNED, mixture=mixture.MIXTURE, curve=curve.CURVE)
def prove(build: Build, formatted: Snapshot, previous: str | None) -> Work:
    """Compare the version with what could have been chosen of the same rows. Raises RecipeError for texts that overlap."""
    from ft_data.proof import overlap
    from ft_data.proof import proxy as proxies
    from ft_data.signals.fitted import retrieval, targets
    from ft_data.signals.fitted.stop import function_words

    spec = build.recipe.prove
    assert spec is not None and build.recipe.targets is not None
    used, held, slices = texts(build)
    refuse_overlap(build, used, held)
    mode = targets.resolve(
        build.recipe.targets.compare, [targets.Target(one.prompt, one.response, one.place) for one in used]
    )
    with Versions(build, formatted) as versions:
        rows = versions.con.sql(
            "SELECT record_id, source, prompt_text, response_text, "
            "record_id IN (SELECT record_id FROM formatted_main) AS selected "
            f"FROM reviewed ORDER BY record_id LIMIT {MOST_ROWS}"
        ).to_arrow_table()
        arrived = versions.con.sql("SELECT count(*) FROM reviewed").fetchall()[0][0]
        most = rows["record_id"][-1].as_py() if rows.num_rows < arrived else None
        dropped = proof_rules.removed(versions, most)
        ranked = _ranked(versions)
    index = overlap.index(held)
    copies, rows = _without(rows, overlap.overlapping(rows, index))
    _, dropped = _without(dropped, overlap.overlapping(dropped, index))

    def measured(found: pa.Table) -> Words:
        return targets.words_in(found, mode)

    pool = measured(rows)
    wanted, asked = (measured(overlap.table(found)) for found in (used, held))
    room = int(np.searchsorted(pool.at[1:], MOST_WORDS, "right"))
    rows, pool = rows.slice(0, room), proxies.taken(pool, np.arange(min(room, rows.num_rows)))
    nearest, score = retrieval.nearest(pool, retrieval.index(wanted, "cosine", function_words()), "cosine")
    selected = rows["selected"].to_numpy(zero_copy_only=False)
    if not selected.any():
        raise problem("`prove`: no row is selected, so there is nothing to prove")
    corpus = proxies.together(pool, wanted)
    ids = rows["record_id"].to_pylist()
    drawn = arms.arms(
        arms.Pool(
            ids, np.diff(corpus.at), rows["source"].to_pylist(), nearest[:, 0], score[:, 0], selected,
            _released(build, previous, ids),
        ),
        spec.draws,
    )  # fmt: skip
    proxy = proxies.named(spec.proxy, corpus, asked)
    losses = {name: [proxy.losses(one) for one in found] for name, found in drawn.items()}
    sizes = {name: (len(found[0]), int(np.diff(corpus.at)[found[0]].sum())) for name, found in drawn.items()}
    made, stats = table.compared(proxy.name, losses, sizes, np.diff(asked.at) + 1, slices, len(used))
    facts = {
        "rows_in": arrived,
        "looked_at": len(ids),
        "copies_of_held_out": copies,
        "targets": len(used),
    }
    if len(ids) < arrived - copies:
        dropped = dropped.filter(pc.less_equal(dropped["record_id"], ids[-1]))
    worth = proof_rules.worth(
        dropped, ids, pool, measured, lambda corpus: proxies.named(spec.proxy, corpus, asked), spec.draws
    )
    mixed, advice = proof_mixture.advised(rows, pool, selected, wanted, asked)
    stats |= {"said": [*stats["said"], *advice]}
    budgets = curve.CURVE.empty_table()
    if ranked:
        order = np.array(sorted(range(len(ids)), key=lambda at: ranked[ids[at]]), np.int64)
        tried = int((np.diff(asked.at) + 1).sum())
        budgets = curve.curve(proxy, ids, np.diff(pool.at), order, tried, spec.draws)
    tables = {"main": made, "rules": worth, "mixture": mixed, "curve": budgets}
    if mode == "both":
        tables["answers"], more = proof_answers.tried(
            (rows, overlap.table(used)), overlap.table(held), drawn, sizes, slices
        )
        stats |= more | {"said": [*stats["said"], *more["said"]]}
        stats["agreement"] = table.agreement(made, tables["answers"])
    return Work(tables, facts | stats)


def _ranked(versions: Versions) -> dict[str, int]:
    """Return the turn of every row that arrived, where rows were taken by influence; else nothing."""
    if "influence" not in versions.found["selected"].parts:
        return {}
    return dict(versions.con.execute("SELECT record_id, rank FROM selected_influence").fetchall())


def _without(rows: pa.Table, copies: Any) -> tuple[int, pa.Table]:
    kept = pc.invert(pc.is_in(rows["record_id"], pa.array(list(copies), pa.string())))
    return len(copies), rows.filter(kept)


def texts(build: Build) -> tuple[list[overlap.Text], list[overlap.Text], list[str]]:
    """Read the targets that were selected with, the held-out ones, and the slice of each of these; no text twice."""
    spec = build.recipe.prove
    assert spec is not None and build.recipe.targets is not None
    used = _distinct(reference_corpora.read(build, build.recipe.targets, "targets"))
    held = _distinct(reference_corpora.read(build, spec, "prove", spec.slice))
    for key, found in (("targets", used), ("prove", held)):
        if not found:
            raise problem(f"`{key}`: the files hold no text")
    return [one for one, _ in used], [one for one, _ in held], [slice for _, slice in held]


def _distinct(entries: Any) -> list[tuple[overlap.Text, str]]:
    from ft_data.proof import overlap

    found: dict[tuple[str, str], tuple[overlap.Text, str]] = {}
    for one in entries:
        if one.prompt.strip() or one.response.strip():
            found.setdefault(
                (one.prompt, one.response), (overlap.Text(one.prompt, one.response, one.place), one.slice)
            )
    return [found[key] for key in sorted(found)]


def refuse_overlap(build: Build, used: Sequence[overlap.Text], held: Sequence[overlap.Text]) -> None:
    """Raise RecipeError where held-out texts were selected with, or where either are of a benchmark."""
    from ft_data.proof import overlap

    said = [f"{a} is {b}" for a, b in overlap.pairs(used, held)]
    if said:
        raise problem(
            f"`prove`: held-out texts are among `targets`, so they would prove nothing: {_few(said)}"
        )
    if build.recipe.benchmarks:
        from ft_data.decontamination.index import load_index
        from ft_data.decontamination.scan import scan

        index = load_index(decontaminated.index_of(build)[0])
        for key, found in (("targets", used), ("prove", held)):
            hits = scan(overlap.table(found), index).to_pylist()
            said = [f"{hit['record_id']} is item {hit['item_id']} of {hit['benchmark']}" for hit in hits]
            if said:
                raise problem(f"`{key}`: to select for a benchmark is to train on it: {_few(said)}")


def _few(said: Sequence[str]) -> str:
    return "; ".join(said[:3]) + (f"; and {len(said) - 3} more" if len(said) > 3 else "")


def _released(build: Build, version: str | None, ids: Sequence[str]) -> Any:
    """Tell which rows the previous release had, None where that is not known."""
    from ft_data.release.private import Private

    path = Private.of(build.home, build.name).table(version) if version else None
    if path is None:
        return None
    import pyarrow.parquet as pq

    listed = pq.read_table(path, columns=["record_id", "content_hash"])
    had = set(listed.filter(pc.is_valid(listed["content_hash"]))["record_id"].to_pylist())
    return np.array([name in had for name in ids], bool)


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
    work=(prove, decontaminated.make_index),
)
