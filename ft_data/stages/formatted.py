"""formatted: sticky, group-aware splits and one export per trainer format.

A function of ``selected`` and the split ledger. The ledger is append-only and a recorded input: a row that was
ever placed stays where it is, and new rows follow the groups they belong to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ft_data import plugins
from ft_data.engine.work import Work, makes
from ft_data.evaluation import expectations
from ft_data.example import VERDICT
from ft_data.formatting import export as exporting
from ft_data.formatting import weights
from ft_data.formatting.outcome import Uses
from ft_data.formatting.targets import get
from ft_data.stages.build import Build, name_of, names
from ft_data.stages.labels import Labelling, labelled
from ft_data.stages.linked import by_part, link_part, linked_rows, uses, what_rows_say
from ft_data.stages.reading import Versions
from ft_data.stages.splits import Ledger
from ft_data.stages.stage import Stage
from ft_data.stages.texts import with_written
from ft_data.warehouse import parts, snapshots, verdicts
from ft_data.warehouse.snapshots import Snapshot

# What the view adds to a row's text. `text_hash` is what the row says, whatever its id and its source are called.
PLACED = pa.schema([(name, pa.string()) for name in ("record_id", "split", "group_key", "text_hash")])


def build(build: Build) -> Snapshot:
    """Place every selected row, then write it for every target."""
    selected = build.current("selected")
    targets = [str(name) for name in build.recipe.format.targets]
    receipt, state = _placed(build, selected)
    made = snapshots.merge([receipt, *_exports(build, selected, receipt, targets)])
    return build.commit(
        made,
        rows=receipt.rows("main"),
        inputs=[selected],
        stats={**receipt.stats, "targets": len(targets)},
        facts={"ledger": state},
    )


def _placed(build: Build, selected: Snapshot) -> tuple[parts.Receipt, str]:
    """Assign splits; return the receipt and the state of the ledger.

    What is made is named by the ledger *after* it, so that running again finds it done.

    A frozen split matters to rows that have no place yet: where all have one, it is not in the name.
    """
    shares, ledger = build.recipe.format.splits.model_dump(), Ledger(build.warehouse.splits)
    frozen = _frozen(build, shares)

    def once(closed: list[str], state: str, work: Work | None = None) -> parts.Receipt | None:
        made_of = {
            "shares": shares, "selected": names(selected.parts["verdicts"]), "frozen": closed, "ledger": state,
        }  # fmt: skip
        return build.stored(place, made_of, work)

    state = ledger.digest()
    for closed in ([], frozen):
        done = once(closed, state)
        if done:
            return done, state
    work = place(build, selected, shares, frozen)
    state = ledger.digest()
    made = once(frozen if work.stats["verdicts"].get("drop") else [], state, work)
    assert made is not None
    return made, state


def _frozen(build: Build, shares: dict[str, float]) -> list[str]:
    """Name the splits that take no new rows: the published test split, until a major version is declared."""
    from ft_data.release import versions

    found = versions.frozen_splits(build.warehouse.releases, build.recipe.version)
    return sorted(found) if any(share > 0 for split, share in shares.items() if split not in found) else []


@makes(main=PLACED, verdicts=VERDICT)
def place(build: Build, selected: Snapshot, shares: dict[str, float], frozen: list[str]) -> Work:
    """Give every row of a version of ``selected`` its split, and write that down in the ledger."""
    with Versions(build, selected) as versions:
        says, shared = by_part(build, versions)
        linked = pa.concat_tables([linked_rows(versions, shared), what_rows_say(versions, says)])
        return _place(versions, linked, says, Ledger(build.warehouse.splits), shares, frozen)


def _place(
    versions: Versions,
    linked: pa.Table,
    said: pa.Table,
    ledger: Ledger,
    shares: dict[str, float],
    frozen: list[str],
) -> Work:
    ids = (
        versions.con.sql("SELECT record_id FROM selected_main ORDER BY record_id").to_arrow_table().column(0)
    )
    result = ledger.place(ids, linked, shares, frozen)
    refused = [
        verdicts.verdict(
            row["record_id"],
            "drop",
            [row["reason"]],
            row["witness_id"],
            evidence=", ".join(row["splits"] or []),
        )
        for row in result.quarantined.to_pylist()
    ]
    pieces, stats = verdicts.in_parts(verdicts.kept_and(ids, refused))
    stats |= {"rows_in": len(ids)}
    for counted in result.assignments.column("split").value_counts().to_pylist():
        stats[f"rows_{counted['values']}"] = counted["counts"]
    hashes = pa.table(
        [said["a"], pc.utf8_slice_codeunits(said["b"], len("says:"))], names=["record_id", "text_hash"]
    )
    main = result.assignments.join(hashes, "record_id").sort_by("record_id")
    return Work({"main": main.select(PLACED.names), "verdicts": pieces}, stats)


def _exports(
    build: Build, selected: Snapshot, placed: parts.Receipt, targets: list[str]
) -> list[parts.Receipt]:
    with Versions(build, selected) as versions:
        con = versions.con
        con.register(
            "placed",
            pq.read_table(build.files([placed]), columns=["record_id"]),
        )
        used, labelling = uses(build, versions), Labelling(build.recipe, versions)
        tasks = []
        for path, ids in _by_part(build, versions):
            for target in targets:
                params: dict[str, Any] = {"target": target, "uses": used._asdict()}
                made_by = plugins.describe("exporters", [target])
                given: dict[str, str] = {}
                if get(target).needs_label:
                    params |= {"label": labelling.name, "values": labelling.values}
                    given = labelling.of(ids)
                # A part, since a task carries names, and these are as many as there are rows.
                named = {"ids": name_of(ids), "labels": given}
                (rows,) = build.once(list_rows, named, ids, given, settings=False).tables["rows"]
                tasks.append(
                    build.task(
                        export_part,
                        {"text": path, "rows": rows},
                        params,
                        {"text": path.rsplit("/", 2)[-1]} | made_by,
                        rows=len(ids),
                    )
                )
    return build.run(tasks)


def _by_part(build: Build, versions: Versions) -> Iterator[tuple[str, list[str]]]:
    """Yield each file that holds text of placed rows, with their ids."""
    files = [build.path(part) for part in with_written(versions.found)]
    rows = versions.con.execute(
        "SELECT filename, list(record_id ORDER BY record_id) FROM read_parquet(?, filename = true) "
        "WHERE record_id IN (SELECT record_id FROM placed) GROUP BY filename ORDER BY filename",
        [files],
    ).fetchall()
    yield from rows


def list_rows(ids: Sequence[str], labels: Mapping[str, str]) -> Work:
    """List rows to be written, with the value that people gave to the label of some."""
    columns = [pa.array(ids, pa.string()), pa.array([labels.get(one) for one in ids], pa.string())]
    return Work({"rows": pa.table(columns, names=["record_id", "label"])})


def export_part(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Write the rows of one part of text that are listed for one target."""
    rows = pq.read_table(inputs["rows"])
    table = pq.read_table(inputs["text"], filters=[("record_id", "in", rows["record_id"].to_pylist())])
    table = weights.evened(table)
    label = params.get("label")
    if label:
        given = rows.filter(pc.is_valid(rows["label"]))
        pairs = zip(given["record_id"].to_pylist(), given["label"].to_pylist(), strict=True)
        table = labelled(table, label, dict(pairs))
    made = exporting.export(
        table, params["target"], uses=Uses(**params["uses"]), label=label, values=params.get("values", ())
    )
    return Work({params["target"]: made.rows, "outcomes": made.outcomes})


STAGE = Stage(
    name="formatted",
    inputs=("selected",),
    kinds=("duckdb", "parquet"),
    description=(
        "Splits that never move a row and never part a group (duplicates, conversation, subject, shared prompt), and "
        "one export per trainer format."
    ),
    # A new major version opens the test split again.
    reads=("format.splits", "format.targets", "format.label", "review.labels", "version"),
    says="placed in splits, written for trainers",
    expects=expectations.formatted,
    plugs=(("format.targets", "exporters"),),
    run=build,
    work=(place, link_part, list_rows, export_part),
)
