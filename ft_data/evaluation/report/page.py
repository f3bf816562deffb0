"""Putting the page together: pick rows, fetch their text once, fill the templates."""

from __future__ import annotations

import base64
import functools
import hashlib
import os
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ft_data.evaluation.expectation import masks
from ft_data.evaluation.report import (
    budgets,
    compare,
    contamination,
    families,
    generated,
    inside,
    links,
    overview,
    proof,
    removals,
    repeats,
    shape,
    summary,
    text,
    weak,
)
from ft_data.evaluation.report.reader import Reader, Stored
from ft_data.recipe.declared import Stages
from ft_data.recipe.schema import Recipe
from ft_data.warehouse.snapshots import Snapshot

if TYPE_CHECKING:
    import duckdb
    import jinja2

_HERE = Path(__file__).parent / "templates"
_VALUES = 40  # numbers listed under one query


def render(
    recipe: Recipe,
    con: duckdb.DuckDBPyConnection,
    snapshot: Snapshot,
    lineage: Mapping[str, Snapshot],
    previous: Mapping[str, Any] | None,
    known: Stages,
) -> str:
    """Return the page of one version as HTML.

    ``con`` has the views of exactly this version (each asset, ``<asset>_<table>``, ``upstream_verdicts``,
    ``raw_rejects``, ``eval_report``); one that is missing leaves its part of the page empty. ``snapshot`` is
    the one of ``eval_report``, ``lineage`` those it was made from, ``previous`` the manifest of the previous
    release, ``known`` the stages there are. Row text is shown only when the recipe masks personal data.
    """
    reader = Reader(con)
    threshold = recipe.dedupe.near.threshold
    masked = masks(recipe.clean.pii)
    picked, near = removals.pick(reader, masked), repeats.pick(reader, threshold)
    alike, read = families.pick(reader), summary.picked(reader)
    texts = (
        reader.texts(
            [
                *removals.ids(picked),
                *near.ids(),
                *families.ids(alike),
                *(one for group in read for one in group.ids),
            ]
        )
        if masked
        else {}
    )
    to = links.Links(recipe.dataset, reader)
    stages, gates = overview.funnel(reader, known), overview.gates(recipe, reader)
    blind = removals.blind_spots(reader)
    mixes = shape.mixes(reader, list(recipe.sources), lineage)
    silent = [entry.name for entry in mixes.get("Source", ()) if not entry.count]
    filtered = lineage.get("filtered")
    in_force = (filtered.settings.get("rules") or ()) if filtered else ()
    within, fair = inside.inside(reader), inside.fairness(reader)
    release = str(previous.get("version") or "") if previous else None
    failed = [gate for gate in gates if gate.holds is False]
    findings = [
        *overview.findings(stages, reader, failed, silent, len(blind)),
        *inside.findings(within, fair, release),
    ]
    context: dict[str, Any] = {
        "recipe": recipe,
        "snapshot": snapshot,
        "formatted": lineage.get("formatted"),
        "lineage": dict(sorted(lineage.items())),
        "masked": masked,
        "stages": stages,
        "gates": gates,
        "failed": failed,
        "answers": summary.answers(gates, summary.against_random(reader), lineage, findings, recipe.dataset),
        "examples": summary.shown(read, texts),
        "figures": overview.figures(stages, known, to),
        "links": to,
        "findings": findings,
        "inside_": within,
        "fairness": fair,
        "probed": inside.probed(reader),
        "reasons": removals.reasons(reader, stages, picked, texts),
        "rejects": reader.numbers("rejects"),
        "rules": removals.rules(reader, in_force, recipe),
        "blind_spots": blind,
        "blind_limits": removals.BLIND_LIMITS,
        "histograms": shape.lengths(reader),
        "mixes": mixes,
        "splits": shape.splits(reader, recipe.format.splits.model_dump()),
        "repairs": shape.repairs(reader) if masked else [],
        "duplicates": reader.numbers("duplicates"),
        "cluster_sizes": repeats.sizes(reader),
        "similarities": repeats.similarities(reader, threshold),
        "sides": repeats.sides(reader, threshold),
        "clusters": repeats.clusters(near, texts),
        "under": repeats.compared(near.under, texts),
        "over": repeats.compared(near.over, texts),
        "meant": repeats.compared(near.meant, texts),
        "families": families.groups(alike, texts),
        "matrix": repeats.matrix(reader),
        "siblings": reader.numbers("rows shared with other datasets"),
        "search": repeats.search(lineage["deduped"].stats.get("recall", {}) if "deduped" in lineage else {}),
        "benchmarks": contamination.benchmarks(reader, [benchmark.name for benchmark in recipe.benchmarks]),
        "proof": proof.proof(reader),
        "generators": generated.generators(reader, masked),
        "loop_": weak.loop(reader, lineage.get("weaknesses")),
        "budgets": budgets.budgets(reader, masked),
        "comparison": compare.compare(previous, recipe.model_dump(), lineage, stages, reader, known),
        "queries": _queries(reader),
        "values_shown": _VALUES,
    }
    css = style()
    html: str = (
        _environment()
        .get_template("page.html.jinja")
        .render(**context, style=css, style_hash=style_hash(css))
    )
    return html.encode("utf-8", "replace").decode()


def _queries(reader: Reader) -> list[Stored]:
    return [*reader.stored, *reader.asked]


def style() -> str:
    """Return the style of pages that people open from a file."""
    return (_HERE / "style.css").read_text("utf-8")


def style_hash(style: str) -> str:
    """Return what the content security policy calls a style."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def environment(folder: Path) -> jinja2.Environment:
    """Return what fills the templates of a folder: every value is escaped, and a missing one is an error."""
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        bytecode_cache=_kept(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _kept(folder: Path) -> jinja2.BytecodeCache | None:
    """Return what keeps compiled templates beside the compiled modules of a package; None where it may not be written."""
    import jinja2

    place = folder / "__pycache__"
    try:
        place.mkdir(exist_ok=True)
    except OSError:
        return None
    # Jinja's own mark of what compiled them is of Python, not of Jinja.
    made_by = metadata.version("jinja2")
    return (
        jinja2.FileSystemBytecodeCache(str(place), f"%s.{made_by}.cache")
        if os.access(place, os.W_OK)
        else None
    )


@functools.cache
def _environment() -> jinja2.Environment:
    made = environment(_HERE)
    made.filters |= {"words": text.words, "number": text.number, "show": text.show}
    return made
