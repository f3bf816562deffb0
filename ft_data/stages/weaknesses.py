"""weaknesses: where a model that learned from the dataset fails, and what in the data is the reason."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from ft_data.engine.work import Work, makes
from ft_data.evaluation import fed_back
from ft_data.stages import feedback, tried
from ft_data.stages.build import Build, names
from ft_data.stages.reading import Versions
from ft_data.stages.stage import Stage
from ft_data.stages.texts import parts_of
from ft_data.warehouse import views
from ft_data.warehouse.snapshots import Snapshot

if TYPE_CHECKING:
    from ft_data.gaps.tries import Rows
    from ft_data.gaps.weaknesses import Weakness

EXAMPLES, NAMED = 5, 500  # failures shown of each weakness, and rows named

WEAKNESSES = pa.schema(
    [
        ("gap", pa.string()),
        ("release", pa.string()),
        ("kind", pa.string()),
        ("slice", pa.string()),
        *((name, pa.int64()) for name in ("tries", "failures")),
        *((name, pa.float64()) for name in ("rate", "rest_rate", "low", "high", "p", "weight")),
        ("cause", pa.string()),
        *(
            (name, pa.int64())
            for name in ("rows", "removed_rows", "usual_rows", "wrong_rows", "rescue_rows", "wanted")
        ),
        ("rule", pa.string()),
        ("common", pa.string()),
        ("said", pa.string()),
    ]
)
ROWS = pa.schema(
    [("gap", pa.string()), ("record_id", pa.string()), ("role", pa.string()), ("failures", pa.int64())]
)
SHOWN = pa.schema([("gap", pa.string()), ("feedback_id", pa.string())])
COMMON = pa.schema(
    [
        ("trait", pa.string()),
        ("value", pa.string()),
        *((name, pa.int64()) for name in ("wrong", "of", "rows")),
        *((name, pa.float64()) for name in ("expected", "z", "p")),
        ("said", pa.string()),
    ]
)


def build(build: Build) -> Snapshot:
    """Find the weaknesses of the current version."""
    formatted, found = build.current("formatted"), build.current("feedback")
    lineage = views.lineage(build.warehouse, formatted)
    made_of: dict[str, Any] = {
        "formatted": names(formatted.parts["main"]),
        "feedback": names(found.parts["main"]),
        "texts": names(parts_of(lineage)),
        "verdicts": [names(one.parts["verdicts"]) for one in views.deciding(lineage.values())],
        "edits": names(lineage["cleaned"].parts.get("edits", ())),
    }
    receipt = build.once(find, made_of, build, formatted, found)
    return build.commit(
        receipt.tables, rows=receipt.rows("main"), inputs=[formatted, found], stats=receipt.stats, facts={}
    )


@makes(main=WEAKNESSES, rows=ROWS, examples=SHOWN, common=COMMON)
def find(build: Build, formatted: Snapshot, found: Snapshot) -> Work:
    """Find where the newest release that was tried fails, and why."""
    from ft_data.gaps import told  # what is compiled loads when it is asked for, not with the list of stages
    from ft_data.gaps.weaknesses import weaknesses

    with Versions(build, formatted, found) as versions:
        given, rows = tried.feedback(versions), tried.rows(versions)
    release = tried.releases(given)[-1] if given else ""
    given = [row for row in given if (row["release"] or "") == release]
    made = weaknesses(tried.tries(given), rows)
    tables: dict[str, list[dict[str, Any]]] = {"main": [], "rows": [], "examples": []}
    for one in made.weak:
        tables["main"].append(_weakness(one, release))
        tables["rows"] += _rows(one, rows)
        open_ = [given[at] for at in one.failures if not given[at]["held_back"]]
        tables["examples"] += [{"gap": one.id, "feedback_id": row["feedback_id"]} for row in open_[:EXAMPLES]]
    common = [
        {**{name: getattr(one, name) for name in COMMON.names if name != "said"}, "said": told.standout(one)}
        for one in made.out
    ]
    said = [told.standout(one) for one in made.out[:2]] + [
        told.weakness(one.slice, one.cause) for one in made.weak[:5]
    ]
    schemas = {"main": WEAKNESSES, "rows": ROWS, "examples": SHOWN}
    return Work(
        {name: pa.Table.from_pylist(tables[name], schema) for name, schema in schemas.items()}
        | {"common": pa.Table.from_pylist(common, COMMON)},
        {
            "weaknesses": len(made.weak),
            "failures": sum(row["verdict"] == "wrong" for row in given),
            "tries": len(given),
            "rows_in": len(given),
            "said": said or ["no slice fails more often than the rest, as far as the tries can tell"],
        },
    )


def _weakness(one: Weakness, release: str) -> dict[str, Any]:
    from ft_data.gaps import told

    slice, cause = one.slice, one.cause
    return {
        "gap": one.id,
        "release": release or None,
        "kind": slice.kind,
        "slice": slice.name,
        "tries": slice.tries,
        "failures": slice.failures,
        "rate": slice.rate,
        "rest_rate": _known(slice.rest),
        "low": _known(slice.more.low),
        "high": _known(slice.more.high),
        "p": _known(slice.p),
        "weight": slice.weight,
        "cause": cause.name,
        "rows": cause.released,
        "removed_rows": cause.removed,
        "usual_rows": cause.usual,
        "wrong_rows": len(cause.wrong),
        "rescue_rows": len(cause.rescue),
        "wanted": cause.wanted,
        "rule": cause.rule or None,
        "common": cause.from_ or None,
        "said": told.weakness(slice, cause),
    }


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _rows(one: Weakness, rows: Rows) -> list[dict[str, Any]]:
    """Name the rows that a person should look at: those that say the wrong answer, and those that a rule removed."""
    against = Counter(at for found in one.found for at in found.against.tolist())
    removed = Counter(at for found in one.found for at in found.removed.tolist())
    listed = []
    for role, wanted, often in (("wrong", one.cause.wrong, against), ("removed", one.cause.rescue, removed)):
        for at in sorted(wanted, key=lambda at: (-often[at], rows.ids[at]))[:NAMED]:
            listed.append({"gap": one.id, "record_id": rows.ids[at], "role": role, "failures": often[at]})
    return listed


STAGE = Stage(
    name="weaknesses",
    inputs=("formatted", "feedback"),
    wanted=feedback.wanted,
    description=(
        "Where a model that learned from the dataset fails: slices in words, their failure rate against the rest, their weight, and "
        "the cause in the data: never collected, removed by a rule, thin, wrong rows and what they have in common, stale, or none."
    ),
    reads=(),
    expects=fed_back.weaknesses,
    run=build,
    work=(find,),
)
