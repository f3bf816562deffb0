"""shifts: whether the rows of a version are said differently from those of the release before, where, and by what that is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from ft_data.engine.work import Work, makes
from ft_data.evaluation import shifted
from ft_data.recipe.schema import Recipe
from ft_data.stages.build import Build, names
from ft_data.stages.drift import numeric
from ft_data.stages.previous import previous_release, version_of
from ft_data.stages.reading import Versions
from ft_data.stages.stage import Stage
from ft_data.stages.texts import parts_of
from ft_data.warehouse import sql, views
from ft_data.warehouse.snapshots import Snapshot

SHIFTS = pa.schema(
    [
        *((name, pa.string()) for name in ("release", "kind", "slice", "what")),
        *((name, pa.int64()) for name in ("before_groups", "now_groups")),
        *((name, pa.float64()) for name in ("p", "size")),
        ("drifted", pa.bool_()),
        ("said", pa.string()),
    ]
)
WORDS = pa.schema(
    [(name, pa.string()) for name in ("kind", "slice", "word")]
    + [(name, pa.float64()) for name in ("before", "now")]
)
_COLUMNS = ("prompt_text", "response_text", "source", "group_key")


def wanted(recipe: Recipe, item: str = "") -> bool:
    """Tell whether a recipe asks for it."""
    return recipe.drift is not None


def build(build: Build) -> Snapshot:
    """Compare the current version with the release before, as far as the warehouse still has its rows."""
    formatted = build.current("formatted")
    previous = previous_release(build, formatted)
    release, old = previous.version if previous else None, version_of(build, previous)
    made_of: dict[str, Any] = {"release": release, "now": _texts(build, formatted)}
    made_of |= {"before": _texts(build, old)} if old else {}
    receipt = build.once(find, made_of, build, formatted, release, old)
    return build.commit(
        receipt.tables,
        rows=receipt.rows("main"),
        inputs=[formatted],
        stats=receipt.stats,
        facts={"release": release},
    )


def _texts(build: Build, formatted: Snapshot) -> list[list[str]]:
    """Name the parts that the rows of a version and their signals are read from."""
    lineage = views.lineage(build.warehouse, formatted)
    signals = lineage.get("signals")
    parts = [part for made in signals.parts.values() for part in made] if signals else []
    return [names(formatted.parts["main"]), names(parts_of(lineage)), names(parts)]


@makes(main=SHIFTS, words=WORDS)
def find(build: Build, formatted: Snapshot, release: str | None, old: Snapshot | None) -> Work:
    """Compare rows that came with rows that went, or with those that stay where none went."""
    from ft_data.drift.compare import compare
    from ft_data.drift.told import tested

    spec = build.recipe.drift
    assert spec is not None
    if old is None:
        why = (
            "there is no release before"
            if release is None
            else f"the rows of release {release} are not kept any more"
        )
        return _work([], [], {"said": [f"{why}, so nothing is compared"]})
    with Versions(build, formatted) as versions:
        rows, sides = _rows(build, versions, old, spec.rows)
    found = compare(rows)
    listed = [
        {
            "release": release, "kind": one.kind, "slice": one.slice, "what": one.what, "before_groups": one.before,
            "now_groups": one.now, "p": one.p, "size": one.size, "drifted": one.drifted, "said": tested(one),
        }
        for one in found
    ]  # fmt: skip
    words = [
        {"kind": one.kind, "slice": one.slice, **word._asdict()}
        for one in found
        if one.drifted
        for word in one.words
    ]
    drifted = [row["said"] for row in listed if row["drifted"]]
    calm = (
        f"nothing drifted since {release}, in {len(found)} tests" if found
        else f"too few rows came or went since {release} to say whether anything drifted"
    )  # fmt: skip
    return _work(listed, words, {"said": drifted[:5] or [calm], "compared": sides})


def _work(shifts: list[dict[str, Any]], words: list[dict[str, Any]], stats: dict[str, Any]) -> Work:
    tables = {"main": pa.Table.from_pylist(shifts, SHIFTS), "words": pa.Table.from_pylist(words, WORDS)}
    return Work(
        tables,
        {"tests": len(shifts), "drifted": sum(row["drifted"] for row in shifts), "rows_in": 0, **stats},
    )


def _rows(build: Build, versions: Versions, old: Snapshot, most: int) -> tuple[Any, dict[str, int]]:
    """Return the rows to compare. Those that are in both versions say nothing, and stand in only where a side has few of its own."""
    from ft_data.drift.rows import Rows
    from ft_data.drift.tests import LEAST

    con, resolver = versions.con, views.Resolver(build.warehouse, verified=True)
    con.execute(f"CREATE TEMP VIEW formatted_before AS {resolver.rows(old)}")
    measured = views.lineage(build.warehouse, old).get("signals")
    con.execute(
        f"CREATE TEMP VIEW signals_before AS {resolver.signals(measured) if measured else 'SELECT * FROM signals LIMIT 0'}"
    )
    numbers = sorted(numeric(versions, "signals") & numeric(versions, "signals_before"))
    listed = "".join(f", s.{sql.name(name)}::DOUBLE AS {sql.name(name)}" for name in numbers)
    columns = ", ".join(f"f.{name}" for name in _COLUMNS)
    tables = []
    for side, rows, signals, others in (
        (False, "formatted_before", "signals_before", "formatted"),
        (True, "formatted", "signals", "formatted_before"),
    ):
        query = (
            f"SELECT {columns}, {str(side).lower()} AS now{listed} FROM {rows} f LEFT JOIN {signals} s USING (record_id) "
            f"WHERE {{}} EXISTS (FROM {others} o WHERE o.text_hash = f.text_hash) ORDER BY f.record_id LIMIT {most}"
        )
        own = con.sql(query.format("NOT")).to_arrow_table()
        tables.append([own, con.sql(query.format("")).to_arrow_table()] if own.num_rows < LEAST else [own])
    if all(len(one) == 2 for one in tables):
        tables = [one[:1] for one in tables]  # hardly a row came or went: there is nothing to compare
    whole = pa.concat_tables([table for side in tables for table in side])
    now = whole["now"].to_numpy(zero_copy_only=False).astype(bool)
    signals_of = {
        name: np.asarray(whole[name].to_numpy(zero_copy_only=False), np.float64) for name in numbers
    }
    texts = {name: [one or "" for one in whole[name].to_pylist()] for name in _COLUMNS}
    found = Rows(
        texts["prompt_text"], texts["response_text"], texts["source"], now,
        [[one] if one else [] for one in texts["group_key"]],
        {name: values for name, values in signals_of.items() if len(np.unique(values[np.isfinite(values)])) > 1},
    )  # fmt: skip
    return found, {"before": int((~now).sum()), "now": int(now.sum())}


STAGE = Stage(
    name="shifts",
    inputs=("formatted",),
    wanted=wanted,
    description=(
        "Whether the rows of a version are said differently from those of the release before: within sources and topics first, then how "
        "they are mixed; by a classifier whose folds follow duplicates and threads, by words, and by measurements, all as one family."
    ),
    reads=("drift.rows",),
    expects=shifted.shifts,
    run=build,
    work=(find,),
)
