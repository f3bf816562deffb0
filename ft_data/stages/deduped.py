"""deduped: exact and near duplicates removed, each with a kept witness and a score.

Signatures are made once per cleaned part; the decision is global and a function of the set of rows alone. It too
is made in a worker, whose compiled code is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import partial
from typing import Any

import pyarrow.parquet as pq

from ft_data.dedup.bands import lsh_curve, signature_params
from ft_data.dedup.corpus import Corpus
from ft_data.engine.work import Task, Work, makes
from ft_data.evaluation import expectations
from ft_data.example import VERDICT
from ft_data.filtering import ranking
from ft_data.recipe.problems import problem
from ft_data.recipe.schema import Dedupe
from ft_data.stages import aligned, texts
from ft_data.stages import deduped_apart as apart
from ft_data.stages.build import Build, names
from ft_data.stages.sibling_datasets import Other, kept_of, other, overlaps
from ft_data.stages.stage import Stage
from ft_data.warehouse import snapshots, sql, verdicts
from ft_data.warehouse.parts import Part, Receipt
from ft_data.warehouse.snapshots import Snapshot
from ft_data.warehouse.views import Resolver

# Of the messages only what the two texts leave out: reading all of them takes as long as signing them.
_COLUMNS = [
    "record_id",
    "prompt_text",
    "response_text",
    "messages.list.element.tool_calls_json",
    "messages.list.element.weight",
    "chosen.list.element.tool_calls_json",
    "rejected.list.element.content",
    "rejected.list.element.tool_calls_json",
]


def build(build: Build) -> Snapshot:
    """Find duplicates among all cleaned rows and choose who stays."""
    found, signals = texts.of(build), build.current("signals")
    wanted = build.recipe.dedupe
    signed = build.run(signing(build, found.parts))
    meant = build.run(meaning(build, found.parts))
    elsewhere = {
        name: elsewhere_in(build, name) for name in sorted({*wanted.against, *build.recipe.siblings})
    }
    versions = {name: found.version for name, found in elsewhere.items()}
    against, siblings = sorted(set(wanted.against)), sorted(set(build.recipe.siblings))
    beside = sum(apart.rows(elsewhere[name].corpus) for name in {*against, *siblings})
    if apart.needed(found.rows + beside, wanted):
        own = apart.own(build, found.parts, aligned.parts(found.parts, signals), signed, meant)
        tables, stats = _by_exchanges(
            build,
            own,
            {name: elsewhere[name] for name in against},
            {name: elsewhere[name] for name in siblings},
        )
    else:
        receipt = build.apart(
            build.task(
                decide,
                {
                    "own": _own(build, found.parts, signed, meant),
                    "against": [elsewhere[name].corpus for name in against],
                    "siblings": [elsewhere[name].corpus for name in siblings],
                    "ranked": Resolver(build.warehouse).signals(signals),
                },
                {"dedupe": build.settings["dedupe"], "ranking": ranking.terms(build.recipe.profile)},
                {
                    "own": [
                        names(found.parts),
                        [(r.key, r.rows("signatures")) for r in signed],
                        [r.key for r in meant],
                    ],
                    "against": [versions[name] for name in against],
                    "siblings": [(name, versions[name]) for name in siblings],
                    "ranked": {group: names(found) for group, found in signals.parts.items()},
                },
                rows=found.rows,
            )
        )
        tables, stats = dict(receipt.tables), dict(receipt.stats)
    stats |= _figures(found.rows, tables, wanted)
    return build.commit(
        {**snapshots.merge([*signed, *meant]), **tables},
        rows=stats["verdicts"].get("keep", 0) + stats["verdicts"].get("new", 0),
        inputs=[*found.inputs, signals],
        stats=stats,
        facts={"others": versions},
    )


def _by_exchanges(
    build: Build, own: Sequence[apart.Source], against: Mapping[str, Other], siblings: Mapping[str, Other]
) -> tuple[dict[str, tuple[Part, ...]], dict[str, Any]]:
    """Decide as `decide` does, without one process that holds all rows."""

    def plan(names: Sequence[str], sources: Sequence[apart.Source]) -> apart.Plan:
        terms = [list(term) for term in ranking.terms(build.recipe.profile)]
        sizes = apart.Sizes.of(sum(source.rows for source in sources))
        return apart.Plan(build, build.recipe.dedupe, ["", *names], terms, sizes)

    beside = [one for number, found in enumerate(against.values(), 1) for one in apart.others(*found, number)]
    tables, stats = plan(list(against), [*own, *beside]).decided([*own, *beside])
    for name, found in siblings.items():
        sources = [*own, *apart.others(*found, 1)]
        tables["siblings"] += plan([name], sources).overlapping(sources)
    return tables, stats


def _figures(rows: int, tables: Mapping[str, Sequence[Part]], wanted: Dedupe) -> dict[str, Any]:
    """Say how many rows there are in each table, and which pairs are found how likely."""
    shown = ("verdicts", "pairs", "meanings", "overlap", "others", "audit")
    stats: dict[str, Any] = {"rows_in": rows}
    for name, parts in tables.items():
        if name not in shown:
            stats[f"rows_in_{name}"] = sum(part.rows for part in parts)
    signing = signature_params(wanted)
    curve = lsh_curve(signing["bands"], signing["rows"], 0.05)
    stats["recall"] = {f"{jaccard:.2f}": round(recall, 5) for jaccard, recall in curve if jaccard >= 0.5}
    return stats


def sign(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Compute the signatures of one cleaned part."""
    from ft_data.dedup.signatures import signatures

    with pq.ParquetFile(inputs["cleaned"]) as part:
        return Work({"signatures": signatures(part.read(columns=_COLUMNS), params)})


def signing(build: Build, parts: Sequence[Part]) -> list[Task]:
    """Return the work of signing parts of text."""
    params = signature_params(build.recipe.dedupe)
    return [build.task(sign, {"cleaned": part}, params, rows=part.rows) for part in parts]


def elsewhere_in(build: Build, name: str) -> Other:
    """Return another dataset as it is compared with. Raises RecipeError when it was never made."""
    return other(build, name, partial(build.task, sign), signature_params(build.recipe.dedupe))


def meaning(build: Build, parts: Sequence[Part]) -> list[Task]:
    """Return the work of embedding parts of text, if the recipe asks. Raises RecipeError without the extra."""
    if not build.recipe.dedupe.semantic.enabled:
        return []
    from ft_data.dedup.meaning import embedding

    try:
        embedding.require()
    except embedding.EmbedMissing as error:
        raise problem(str(error)) from None
    return [
        build.task(embed, {"cleaned": part}, {"model": embedding.VERSION}, rows=part.rows) for part in parts
    ]


def embed(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Compute the meanings of one cleaned part."""
    from ft_data.dedup.meaning.meanings import meanings

    return Work({"vectors": meanings(pq.read_table(inputs["cleaned"], columns=_COLUMNS[:3]))})


def _own(build: Build, parts: Sequence[Part], signed: Sequence[Receipt], meant: Sequence[Receipt]) -> Corpus:
    texts = [build.path(part) for part in parts]
    return Corpus(build.files(signed, "signatures"), texts, build.name, build.files(meant, "vectors"))


@makes(verdicts=VERDICT)
def decide(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Deduplicate: ``own``, ``against`` and ``siblings`` are corpora, ``ranked`` is a SELECT of the signals."""
    from ft_data.dedup.resolve import deduplicate

    own, wanted = inputs["own"], Dedupe.model_validate(params["dedupe"])
    with sql.connect() as con:
        kinds = f"SELECT record_id, kind FROM {sql.parquet(own.texts)}"  # conditions of rules read it
        con.execute(f"CREATE VIEW signals AS FROM ({inputs['ranked']}) JOIN ({kinds}) USING (record_id)")
        terms = [ranking.Term(*one) for one in params["ranking"]]
        result = deduplicate(
            own.signatures,
            own.texts,
            ranking.scores(con, "signals", terms),  # higher quality stays
            wanted,
            con,
            against=inputs["against"],
            meanings=own.meanings,
        )
    pieces, stats = verdicts.in_parts(result.verdicts)
    tables: dict[str, Any] = {field.name: getattr(result, field.name) for field in fields(result)}
    tables["siblings"] = overlaps(own, inputs["siblings"], wanted)
    return Work(tables | {"verdicts": pieces}, stats)


STAGE = Stage(
    name="deduped",
    inputs=(*texts.STAGES, "signals"),
    kinds=("duckdb", "python"),
    description=(
        "Exact and near duplicates removed, and those by meaning where the recipe asks. Near means 5-word-shingle "
        "Jaccard at or above the threshold, verified exactly, with a guard on the prompts; each removed row names a kept "
        "witness and its score. Canned families and conflict groups are kept and reported."
    ),
    reads=("dedupe", "siblings", "profile"),
    says="exact and near duplicates removed",
    figure=("drop", "duplicates removed"),
    by_measure=True,
    expects=expectations.deduped,
    run=build,
    loads=(
        "datasketch",
        "ft_data.dedup.normal:prepare",
        "ft_data.text.words:prepare",
    ),
    work=(sign, embed, decide, kept_of, ranking.terms, *apart.WORK),
)
