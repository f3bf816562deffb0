"""What is in a version, beside the previous release and the targets: read, compared, and put into tables of `eval_report`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from ft_data.engine import pool
from ft_data.evaluation.inside import grouped as grouped_by
from ft_data.evaluation.inside import measures, tables
from ft_data.evaluation.inside.coverage import Cell, coverage
from ft_data.evaluation.inside.parity import parity
from ft_data.recipe.schema import Recipe
from ft_data.stages import reference_corpora
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data.warehouse.snapshots import Snapshot

SCHEMAS = tables.SCHEMAS
if TYPE_CHECKING:
    from ft_data.evaluation.inside.texts import Sampled

MODELS = "models"


class Target(NamedTuple):
    """A target: its texts, and where it lies as far as is known."""

    prompt: str
    response: str
    topic: str | None
    language: str | None
    groups: dict[str, str]


def grouped(recipe: Recipe) -> dict[str, str]:
    """Return the field of records that holds each group."""
    return {name: field for one in recipe.sources.values() for name, field in sorted(one.groups.items())}


def look(
    build: Build, versions: Versions, previous: Snapshot | None, grouped: Mapping[str, str]
) -> dict[str, pa.Table]:
    """Return the tables of a version of which is `held` what the `queries` name."""
    from ft_data.evaluation.inside import pair, read  # what is compiled loads when it is asked for
    from ft_data.evaluation.inside.versus import versus

    now, then = read.version(versions.con, versions.ask), None
    if previous is not None:
        with Versions(build, previous) as old:
            held(old, [sql for _, sql in queries(old)])
            then = read.version(old.con, old.ask)
    sampled = now.sampled
    # Texts are measured where compiled code is loaded already, if there are workers.
    found: pair.Measured = pool.alone(pair.measured, sampled, then.sampled if then else None)
    made = [*tables.beside(tables.THIS, None, sampled.rows, found.variety)]
    compared = None
    if then is not None:
        compared = versus(then, now, old.found.get(MODELS) == versions.found.get(MODELS), found.versus)
        for side, against, at in ((tables.THIS, tables.BEFORE, 1), (tables.BEFORE, None, 0)):
            figures = {name: values[at] for name, values in compared.pair.variety.items()}
            made += tables.beside(side, against, compared.pair.rows[at], figures)
    targets = _targets(build, versions, grouped)
    made += _beside_targets(sampled, targets)
    return {
        "sample": tables.sample(sampled.ids(), found.measures, compared.strange if compared else None),
        "beside": pa.Table.from_pylist(made, tables.BESIDE),
        "changes": tables.changed(compared.changes if compared else ()),
        "parity": tables.parity(
            parity(now.columns, read.slicings(versions.con, grouped_by.places(), now.columns.family))
        ),
        "coverage": pa.Table.from_pylist(_coverage(versions, targets), tables.COVERAGE),
    }


def queries(versions: Versions) -> list[tuple[str, str]]:
    """Return section and SQL of every number of these tables and of the measures of rows."""
    from ft_data.evaluation.inside import read

    named = read.groups(versions.con)
    return [*measures.queries(read.signals(versions.con), named), *grouped_by.queries(), *tables.QUERIES]


def held(versions: Versions, asked: Sequence[str]) -> None:
    """Keep in memory what some queries and the measures read of rows and their signals; answers, which are long, but once."""
    from ft_data.evaluation.inside import read

    versions.hold("signals", asked)
    versions.hold("formatted", [*asked, *read.FORMATTED], but=("response_text",))


def digests(build: Build) -> list[str]:
    """Name what is read of the targets."""
    spec = build.recipe.targets
    return reference_corpora.digests(build, spec, "targets") if spec is not None else []


def _targets(build: Build, versions: Versions, grouped: Mapping[str, str]) -> list[Target]:
    spec = build.recipe.targets
    if spec is None:
        return []
    entries = list(reference_corpora.read(build, spec, "targets"))
    said = {
        name: [one.slice for one in reference_corpora.read(build, spec, "targets", field)]
        for name, field in grouped.items()
    }
    table = pa.table(
        {
            "record_id": [str(at) for at in range(len(entries))],
            "prompt_text": [one.prompt for one in entries],
            "response_text": [one.response for one in entries],
        }
    )
    topics, languages = _topics(build, versions, table), _languages(build, table)
    return [
        Target(
            one.prompt, one.response, topics[at], languages[at], {name: values[at] for name, values in said.items()}
        )
        for at, one in enumerate(entries)
    ]  # fmt: skip


def _topics(build: Build, versions: Versions, table: pa.Table) -> Sequence[str | None]:
    """Return the topic of each text under the model that the version was measured with."""
    models = versions.found.get(MODELS)
    if models is None or "topics" not in models.parts or "topics" not in versions.found["signals"].parts:
        return [None] * table.num_rows
    from ft_data.signals.fitted import clusters

    (part,) = models.parts["topics"]
    return list(clusters.measure(table, {"model": build.path(part)})["topic_name"])


def _languages(build: Build, table: pa.Table) -> Sequence[str | None]:
    from ft_data.signals.language.measure import language_signals

    found: list[str | None] = language_signals(table, {"languages": build.recipe.languages})[
        "row_language"
    ].to_pylist()
    return found


def _beside_targets(sampled: Sampled, targets: Sequence[Target]) -> list[dict[str, Any]]:
    """Compare the variety of the rows with that of the targets, at one size."""
    if not targets:
        return []
    from ft_data.evaluation.inside import pair
    from ft_data.evaluation.inside.texts import READ, Sampled, Texts

    ids = [f"target {at}" for at in range(len(targets))]
    prompts, answers = ([getattr(one, name) for one in targets[:READ]] for name in ("prompt", "response"))
    theirs = Sampled(Texts(ids[:READ], ids[:READ], prompts, answers, len(targets)), learns=False)
    both, (_, ours) = pool.alone(pair.levelled, theirs, sampled)
    made: list[dict[str, Any]] = []
    for side, against, at in ((tables.THIS, tables.TARGETS, 1), (tables.TARGETS, None, 0)):
        made += tables.beside(side, against, ours, {name: one[at] for name, one in both.items()})
    return made


def _coverage(versions: Versions, targets: Sequence[Target]) -> list[dict[str, Any]]:
    """Compare topic, language and each group with the targets."""
    if not targets:
        return []
    from ft_data.evaluation.inside import read

    con, named = versions.con, read.groups(versions.con)
    columns = read.signals(con)
    topical = "topic_name" in columns
    dimensions = (["topic"] if topical else []) + ["language"]
    places = measures.slices(columns, named)
    found: list[dict[str, Any]] = []
    for grouping in (None, *named):
        if grouping is not None and not any(one.groups.get(grouping) for one in targets):
            continue
        names = [*dimensions, *([grouping] if grouping else [])]
        listed = [places[name] for name in dimensions]
        listed += [places[f"group {grouping}"]] if grouping else []
        counted = con.execute(f"SELECT {', '.join(listed)}, count(*) FROM {measures.ROWS} GROUP BY ALL").fetchall()  # fmt: skip
        rows = Counter({tuple(row[:-1]): row[-1] for row in counted})
        met = Counter(
            (*((one.topic,) * topical), one.language or "unknown", *((one.groups.get(grouping),) if grouping else ()))
            for one in targets
        )  # fmt: skip
        cells: list[Cell] = coverage(rows, met)
        found += tables.covered(names, grouping, cells)
    return found
