"""weaknesses: where a model that learned from the dataset fails, and what in the data is the reason."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.engine.work import Work, makes
from ft_data.evaluation import fed_back
from ft_data.stages import feedback, tried
from ft_data.stages.build import Build, names
from ft_data.stages.previous import had, previous_release
from ft_data.stages.reading import Versions
from ft_data.stages.stage import Stage
from ft_data.stages.texts import parts_of
from ft_data.warehouse import views
from ft_data.warehouse.snapshots import Snapshot

if TYPE_CHECKING:
    from ft_data.gaps.tries import Rows
    from ft_data.gaps.weaknesses import Weakness, Weaknesses

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
OUTCOMES = pa.schema(
    [
        *((name, pa.string()) for name in ("kind", "slice", "before", "after", "outcome")),
        *(
            (name, pa.int64())
            for name in (
                "before_failures", "before_tries", "after_failures", "after_tries", "rest_failures", "rest_tries", "needed",
                "before_rows", "after_rows",
            )
        ),
        *((name, pa.float64()) for name in ("change", "low", "high", "left", "left_low", "left_high")),
        ("said", pa.string()),
    ]
)  # fmt: skip
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
    lineage, previous = views.lineage(build.warehouse, formatted), previous_release(build, formatted)
    made_of: dict[str, Any] = {
        "formatted": names(formatted.parts["main"]),
        "feedback": names(found.parts["main"]),
        "texts": names(parts_of(lineage)),
        "verdicts": [names(one.parts["verdicts"]) for one in views.deciding(lineage.values())],
        "previous": previous.version if previous else None,
        "edits": names(lineage["cleaned"].parts.get("edits", ())),
    }
    receipt = build.once(find, made_of, build, formatted, found, previous.version if previous else None)
    return build.commit(
        receipt.tables, rows=receipt.rows("main"), inputs=[formatted, found], stats=receipt.stats, facts={}
    )


@makes(main=WEAKNESSES, rows=ROWS, examples=SHOWN, failures=SHOWN, common=COMMON, outcomes=OUTCOMES)
def find(build: Build, formatted: Snapshot, found: Snapshot, previous: str | None) -> Work:
    """Find where the newest release that was tried fails, and why."""
    from ft_data.gaps import told  # what is compiled loads when it is asked for, not with the list of stages
    from ft_data.gaps.weaknesses import weaknesses

    with Versions(build, formatted, found) as versions:
        everything, rows = tried.feedback(versions), tried.rows(versions)
    releases = tried.releases(everything)
    release = releases[-1] if releases else ""
    given = [row for row in everything if (row["release"] or "") == release]
    made = weaknesses(tried.tries(given), rows)
    tables: dict[str, list[dict[str, Any]]] = {"main": [], "rows": [], "examples": [], "failures": []}
    for one in made.weak:
        tables["main"].append(_weakness(one, release))
        tables["rows"] += _rows(one, rows)
        open_ = [given[at] for at in one.failures if not given[at]["held_back"]]
        tables["failures"] += [
            {"gap": one.id, "feedback_id": given[at]["feedback_id"]} for at in one.failures
        ]
        tables["examples"] += [{"gap": one.id, "feedback_id": row["feedback_id"]} for row in open_[:EXAMPLES]]
    common = [
        {**{name: getattr(one, name) for name in COMMON.names if name != "said"}, "said": told.standout(one)}
        for one in made.out
    ]
    outcomes = _outcomes(everything, releases, made, previous, had(build, previous, rows.ids))
    said = [row["said"] for row in outcomes[:5]]
    said += [told.standout(one) for one in made.out[:2]] + [
        told.weakness(one.slice, one.cause) for one in made.weak[:5]
    ]
    schemas = {"main": WEAKNESSES, "rows": ROWS, "examples": SHOWN, "failures": SHOWN}
    return Work(
        {name: pa.Table.from_pylist(tables[name], schema) for name, schema in schemas.items()}
        | {
            "common": pa.Table.from_pylist(common, COMMON),
            "outcomes": pa.Table.from_pylist(outcomes, OUTCOMES),
        },
        {
            "weaknesses": len(made.weak),
            "failures": sum(row["verdict"] == "wrong" for row in given),
            "tries": len(given),
            "release": release,
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


def _outcomes(
    found: list[dict[str, Any]],
    releases: list[str],
    made: Weaknesses,
    previous: str | None,
    had: npt.NDArray[np.bool_] | None,
) -> list[dict[str, Any]]:
    """Say what became of the slices that failed in the release before: on the newest that was tried.

    Where that is the previous release itself, nobody has tried this version yet, and only the data tells.
    """
    from ft_data.gaps import slices, told
    from ft_data.gaps.outcomes import outcome

    if releases and releases[-1] == previous:
        old, new = releases[-1], None
    elif len(releases) > 1:
        old, new = releases[-2], releases[-1]
    else:
        return []
    before = tried.tries([row for row in found if (row["release"] or "") == old])
    held, after = (
        tried.tries([row for row in found if row["held_back"] and (row["release"] or "") == name])
        for name in (old, new)
    )
    rows = []
    for one in slices.weak(before):
        result = outcome(one, held, after)
        asked = held.of(one.holds(held))
        was = made.evidence.taught(asked, had) if had is not None else None
        now = made.evidence.taught(asked, made.evidence.released)
        (b, of_b), (a, of_a), (r, of_r) = result.before, result.after, result.rest
        rows.append(
            {
                "kind": one.kind, "slice": one.name, "before": old or None, "after": new, "outcome": result.name,
                "before_failures": b, "before_tries": of_b, "after_failures": a, "after_tries": of_a,
                "rest_failures": r, "rest_tries": of_r, "needed": result.needed, "before_rows": was, "after_rows": now,
                "change": _known(result.change.value), "low": _known(result.change.low), "high": _known(result.change.high),
                "left": _known(result.left.value), "left_low": _known(result.left.low), "left_high": _known(result.left.high),
                "said": told.outcome(one.words, result, new or "this version", (was, now)),
            }
        )  # fmt: skip
    return rows


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
