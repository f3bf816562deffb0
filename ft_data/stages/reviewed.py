"""reviewed: people's decisions applied, edits included; undecided rows wait and are counted.

In come filtered's kept and review rows, and dropped rows that a person rescued. A decision counts only while the
row still has the content that the person saw; a changed row asks again.
"""

from __future__ import annotations

import datetime
from typing import Any

import orjson
import pyarrow as pa

from ft_data.engine.code import code_version
from ft_data.example import EXAMPLE, VERDICT
from ft_data.stages import verdicts
from ft_data.stages.build import Build, name_of, names
from ft_data.stages.reading import Versions
from ft_data.stages.typed import Typed
from ft_data.warehouse.snapshots import Snapshot

SCHEMAS = {"verdicts": VERDICT, "made": EXAMPLE}
_MASKING = {"pii", "pii_regions", "keep"}  # what of `clean` decides how people's own text is masked


def build(build: Build) -> Snapshot:
    """Apply the decisions there are."""
    from ft_data.review.store import decisions

    filtered = build.current("filtered")
    pending, clean = build.recipe.review.pending, build.recipe.clean
    code = code_version(
        "ft_data.stages.reviewed", "ft_data.stages.typed", "ft_data.cleaning", "ft_data.example"
    )
    standing = decisions(build.warehouse.review).to_pylist()
    people = name_of([{key: str(value) for key, value in row.items()} for row in standing])

    def make() -> Any:
        with Versions(build, filtered) as versions:
            return _apply(versions, standing, pending, Typed(clean, build.recipe.profile, build.home.key()))

    receipt = build.once(
        "reviewed",
        [code, pending, people, clean.model_dump(include=_MASKING), names(filtered.parts["verdicts"])],
        SCHEMAS,
        make,
    )
    stats = dict(receipt.stats)
    found = stats["verdicts"]
    return build.commit(
        "reviewed",
        dict(receipt.tables),
        rows=found.get("keep", 0) + found.get("new", 0),
        inputs=[filtered],
        code=code,
        settings={"pending": pending, "decisions": people[:12]},
        stats=stats,
    )


def _apply(versions: Versions, standing: list[dict[str, Any]], pending: str, typed: Typed) -> Any:
    con = versions.con
    judged = {(row["record_id"], row["content_hash"]): row for row in standing if _judges(row)}
    con.register(
        "people", pa.table({"record_id": pa.array(sorted({name for name, _ in judged}), pa.string())})
    )
    con.execute(
        """
        CREATE TEMP TABLE asked AS
        SELECT f.record_id, f.verdict, f.reasons, c.content_hash FROM filtered_verdicts f
        JOIN cleaned c USING (record_id)
        WHERE f.verdict = 'review' OR f.record_id IN (SELECT record_id FROM people)
        """
    )
    decided: list[dict[str, Any]] = []
    made: dict[str, dict[str, Any]] = {}
    for name, verdict, reasons, shown in con.execute("SELECT * FROM asked ORDER BY record_id").fetchall():
        decision = judged.get((name, shown))
        if decision and not (verdict == "drop" and decision["decision"] == "drop"):
            decided += _by_person(name, decision, verdict, made, typed)
        elif verdict == "review":
            fate = {"hold": "review", "keep": "keep", "drop": "drop"}[pending]
            why = ["undecided"] if fate == "keep" else ["undecided", *reasons]
            decided.append(verdicts.verdict(name, fate, why, evidence=f"pending: {pending}"))
    for row in standing:
        if not _judges(row) and row["example"]:
            decided += _written(row, made, typed)
    kept = con.sql(
        "SELECT record_id FROM filtered_verdicts WHERE verdict IN ('keep', 'new')"
    ).to_arrow_table()
    table = verdicts.kept_and(kept.column(0), decided)
    pieces, stats = verdicts.in_parts(table)
    applied = {row["record_id"] for row in decided if "undecided" not in row["reasons"]}
    stats |= {
        "rows_in": table.num_rows - stats["verdicts"].get("new", 0),
        "decisions": len(standing),
        "decisions_on_other_content": len({name for name, _ in judged} - applied),
    }
    return {"verdicts": pieces, "made": pa.Table.from_pylist(list(made.values()), EXAMPLE)}, stats


def _judges(decision: dict[str, Any]) -> bool:
    """Tell a decision on a row from a new example; to prefer within one preference row is to judge it."""
    within = decision["task"] == "prefer" and decision.get("other_id") is None
    return bool(decision["task"] == "judge" or (within and decision["decision"] in ("keep", "edit", "drop")))


def _facts(decision: dict[str, Any]) -> dict[str, Any]:
    return {
        "actor": decision["actor"],
        "decided_at": decision["decided_at"].isoformat(),
        "rubric_version": decision["rubric_version"],
        "opinions": decision["opinions"],
    }


def _by_person(
    name: str, decision: dict[str, Any], before: str, made: dict[str, dict[str, Any]], typed: Typed
) -> list[dict[str, Any]]:
    """Turn what people decided on a row into verdicts; an edit drops the row and makes a derived one."""
    facts = _facts(decision) | {"evidence": typed.note(decision["reason"]) or None}
    if decision["decision"] == "edit" and decision["example"]:
        example, masked = typed.example(_example(decision))
        made[example["record_id"]] = example
        return [
            verdicts.verdict(name, "drop", ["edited_by_person"], example["record_id"], **facts),
            verdicts.verdict(
                example["record_id"],
                "new",
                ["edited_by_person"],
                parents=[name],
                masked=masked or None,
                **facts,
            ),
        ]
    if decision["decision"] == "keep":
        reason = "rescued_by_person" if before == "drop" else "kept_by_person"
        return [verdicts.verdict(name, "keep", [reason], **facts)]
    return [verdicts.verdict(name, "drop", ["dropped_by_person"], **facts)]


def _written(decision: dict[str, Any], made: dict[str, dict[str, Any]], typed: Typed) -> list[dict[str, Any]]:
    """Add an example that a person wrote or preferred; the rows it was made from keep their own verdicts."""
    example, masked = typed.example(_example(decision))
    if example["record_id"] in made:
        return []
    made[example["record_id"]] = example
    reason = {"prefer": "preferred_by_person"}.get(decision["decision"], "written_by_person")
    return [
        verdicts.verdict(
            example["record_id"],
            "new",
            [reason],
            parents=example["parents"],
            masked=masked or None,
            **_facts(decision),
        )
    ]


def _example(decision: dict[str, Any]) -> dict[str, Any]:
    """Read the complete example that the review station stored, in the types of the schema."""
    example = {
        name: value for name, value in orjson.loads(decision["example"]).items() if name in EXAMPLE.names
    }
    if isinstance(example.get("created_at"), str):
        example["created_at"] = datetime.datetime.fromisoformat(example["created_at"])
    for name in ("groups", "labels"):
        value = example.get(name)
        example[name] = (
            sorted(value.items()) if isinstance(value, dict) else [tuple(item) for item in value or []]
        )
    return example
