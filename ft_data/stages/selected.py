"""selected: influence on targets or likeness to them, coverage of topics, budget, mixture and the cap on synthetic rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from ft_data.engine.work import Work, makes
from ft_data.evaluation import expectations
from ft_data.example import VERDICT
from ft_data.selection import copies
from ft_data.selection.draw import Row, select
from ft_data.selection.likeness import like
from ft_data.stages import influences, weighing
from ft_data.stages.build import Build, Missing, names
from ft_data.stages.reading import Versions
from ft_data.stages.stage import Stage
from ft_data.warehouse import verdicts, views
from ft_data.warehouse.snapshots import Snapshot

WEIGHTS = pa.schema([("record_id", pa.string()), ("weight", pa.float64()), ("quality", pa.float64())])
_PLAIN = 0.5  # the quality of a row that was never measured


def build(build: Build) -> Snapshot:
    """Choose the rows that are trained on."""
    reviewed, filtered = build.current("reviewed"), build.current("filtered")
    made_of = {
        "reviewed": [names(reviewed.parts.get(table, ())) for table in ("verdicts", "made", "measured")],
        "filtered": names(filtered.parts["quality"]),
        "fitted": _measured_by(build, filtered),
    }
    if build.recipe.select.tokens is not None:
        made_of["tokenizer"] = _tokenizer(build).identity
    receipt = build.once(choose, made_of, build, (reviewed, filtered))
    return build.commit(
        receipt.tables,
        rows=receipt.rows("main"),
        inputs=[reviewed, filtered],
        stats=receipt.stats,
    )


def _measured_by(build: Build, filtered: Snapshot) -> list[list[str]]:
    """Name the parts that selection reads of what is fitted: the model of influence, signals."""
    select = build.recipe.select
    asked = (("targets", select.similarity), ("topics", select.diversity))
    wanted = [group for group, spec in asked if spec is not None]
    if not wanted and select.influence is None:
        return []
    lineage = views.lineage(build.warehouse, filtered)
    measured = lineage["signals"]
    for group in wanted:
        if group not in measured.parts:
            raise Missing(f"signals has no `{group}` yet: run `ft-data run {build.name}` from `signals` on")
    model = [] if select.influence is None else [names(influences.model(build, lineage))]
    return model + [names(measured.parts[group]) for group in wanted]


def _tokenizer(build: Build) -> Any:
    from ft_data.formatting import tokenizers

    return tokenizers.load(build.recipe.format.tokenizer, build.home.folder(build.name))


@makes(main=WEIGHTS, verdicts=VERDICT)
def choose(build: Build, inputs: Sequence[Snapshot]) -> Work:
    """Draw from the rows of the inputs' versions."""
    settings = build.settings["select"]
    with Versions(build, *inputs) as versions:
        found, weighed = None, None
        if settings["influence"] is not None:
            weighed = influences.weigh(versions, build.path(influences.model(build, versions.found)[0]))
        if settings["tokens"] is not None:
            found = _tokens(versions, _tokenizer(build))
        return _choose(versions, settings, weighed, found, weighing.given(build, versions))


def _tokens(versions: Versions, tokenizer: Any) -> dict[str, int]:
    """Count the tokens of every row that arrived: prompt and answer."""
    counted: dict[str, int] = {}
    rows = versions.con.sql("SELECT record_id, prompt_text, response_text FROM reviewed").to_arrow_reader(
        8_192
    )
    for batch in rows:
        sides = [tokenizer.count([text or "" for text in batch.column(side).to_pylist()]) for side in (1, 2)]
        counted |= zip(batch.column(0).to_pylist(), (sides[0] + sides[1]).tolist(), strict=True)
    return counted


def _choose(
    versions: Versions,
    settings: dict[str, Any],
    weighed: influences.Weighed | None,
    tokens: dict[str, int] | None,
    given: Mapping[str, float],
) -> Work:
    similarity, diversity = settings["similarity"], settings["diversity"]
    added = ", s.target_importance" if similarity else ", NULL"
    added += ", s.topic" if diversity else ", NULL"
    signals, scores = "signals", "filtered_quality"
    if "measured" in versions.found["reviewed"].parts:  # rows that people wrote
        signals = (
            "(SELECT * FROM signals UNION ALL BY NAME SELECT * EXCLUDE (quality) FROM reviewed_measured)"
        )
        scores = "(FROM filtered_quality UNION ALL BY NAME SELECT record_id, quality FROM reviewed_measured)"
    measured = f"LEFT JOIN {signals} s USING (record_id)" if similarity or diversity else ""
    found = versions.con.execute(
        f"""
        SELECT r.record_id, r.source, r.origin = 'synthetic', coalesce(q.quality, {_PLAIN}) {added}
        FROM reviewed r LEFT JOIN {scores} q USING (record_id) {measured}
        """
    ).fetchall()
    near = like({row[0]: row[4] for row in found}, **similarity) if similarity else None
    places = influences.places(weighed, settings["influence"]["turns"]) if weighed else {}
    weigh = {row[0]: settings["weights"].get(row[1], 1.0) * given.get(row[0], 1.0) for row in found}
    times = {name: copies.copies(weight, name, settings["seed"]) for name, weight in weigh.items()}
    rows = [
        Row(
            row[0], row[1], row[2], row[3], factor=near.factors[row[0]] if near else 1.0, topic=row[5],
            place=places.get(row[0]), size=times[row[0]] * (max(tokens[row[0]], 1) if tokens is not None else 1),
        )
        for row in found
        if times[row[0]] and (near is None or row[0] not in near.left_out)
    ]  # fmt: skip
    chosen = select(
        rows,
        settings["budget"] if tokens is None else settings["tokens"],
        settings["mixture"],
        settings["max_synthetic"],
        settings["seed"],
        diversity["balance"] if diversity else None,
        settings["most_of"],
    )
    quality = {row.record_id: row.quality for row in rows}
    kept = sorted(chosen.kept)
    chosen_rows = pa.table(
        {
            "record_id": kept,
            "weight": [float(times[name]) for name in kept],
            "quality": [quality[name] for name in kept],
        },
        schema=WEIGHTS,
    )
    left_out = [
        verdicts.verdict(name, "drop", [rule], signal="draw_rank", value=value, threshold=threshold)
        for name, (rule, value, threshold) in chosen.left_out.items()
    ]
    left_out += [
        verdicts.verdict(
            name, "drop", ["unlike_targets"], signal="target_importance", value=value, threshold=least
        )
        for name, (value, least) in (near.left_out if near else {}).items()
    ]
    left_out += [
        verdicts.verdict(
            name, "drop", ["sampled_out"], signal="weight", value=weigh[name],
            threshold=copies.chance(name, settings["seed"]),
        )
        for name, count in times.items()
        if not count and (near is None or name not in near.left_out)
    ]  # fmt: skip
    arrived = pa.chunked_array([pa.array([row[0] for row in found], pa.string())])
    pieces, stats = verdicts.in_parts(verdicts.kept_and(arrived, left_out))
    if tokens is not None:
        stats["tokens"] = sum(tokens[name] * times[name] for name in kept)
    if any(times[name] != 1 for name in kept):
        stats["copies"] = sum(times[name] for name in kept)
    tables: dict[str, Any] = {"main": chosen_rows, "verdicts": pieces}
    if weighed is not None:
        tables["influence"] = influences.table(weighed, places)
        stats["mean_influence"] = influences.mean(weighed, kept)
        stats["mean_influence_arrived"] = influences.mean(weighed, list(places))
    return Work(tables, stats | {"rows_in": len(found)})


_READS = (
    "budget", "tokens", "influence", "mixture", "max_synthetic", "most_of", "seed", "similarity", "diversity", "weights",
)  # fmt: skip
STAGE = Stage(
    name="selected",
    inputs=("reviewed", "filtered"),
    description=(
        "Influence on targets or likeness to them, coverage of topics, budget, mixture of sources and the cap on synthetic rows, by a draw "
        "that depends on nothing but the rows, their measures and the seed. Every row carries a weight."
    ),
    reads=(*(f"select.{key}" for key in _READS), "format.tokenizer"),
    says="influence, likeness, topics, budget and mixture",
    expects=expectations.selected,
    run=build,
    work=(choose,),
)
