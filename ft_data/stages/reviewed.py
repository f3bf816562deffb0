"""reviewed: people's decisions applied, edits included; undecided rows wait and are counted.

In come filtered's kept and review rows, and dropped rows that a person rescued. A decision counts only while the
row still has the content that the person saw; a changed row asks again.
"""

from __future__ import annotations

from typing import Any

import orjson
import pyarrow as pa

from ft_data.example import EXAMPLE, VERDICT, content_hash, record_id, texts
from ft_data.stages import verdicts
from ft_data.stages.build import Build, code_version, name_of, names
from ft_data.stages.reading import Versions
from ft_data.warehouse.snapshots import Snapshot

SCHEMAS = {"verdicts": VERDICT, "made": EXAMPLE}


def build(build: Build) -> Snapshot:
    """Apply the decisions there are."""
    from ft_data.review.store import decisions

    filtered = build.current("filtered")
    code, pending = code_version("ft_data.stages.reviewed"), build.recipe.review.pending
    standing = decisions(build.warehouse.review)
    by_person = name_of([{k: str(v) for k, v in row.items()} for row in standing.to_pylist()])

    def make() -> Any:
        with Versions(build, filtered) as versions:
            return _apply(versions, standing.to_pylist(), pending)

    receipt = build.once(
        "reviewed", [code, pending, by_person, names(filtered.parts["verdicts"])], SCHEMAS, make
    )
    stats = dict(receipt.stats)
    found = stats["verdicts"]
    return build.commit(
        "reviewed",
        dict(receipt.tables),
        rows=found.get("keep", 0) + found.get("new", 0),
        inputs=[filtered],
        code=code,
        settings={"pending": pending, "decisions": by_person[:12]},
        stats=stats,
    )


def _apply(versions: Versions, standing: list[dict[str, Any]], pending: str) -> Any:
    con = versions.con
    by_id = {row["record_id"]: row for row in standing}
    con.register("people", pa.table({"record_id": pa.array(list(by_id), pa.string())}))
    con.execute(
        """
        CREATE TEMP TABLE arrived AS
        SELECT f.record_id, f.verdict, f.reasons, p.record_id IS NOT NULL AS decided FROM filtered_verdicts f
        LEFT JOIN people p USING (record_id)
        WHERE f.verdict IN ('keep', 'new', 'review') OR p.record_id IS NOT NULL
        """
    )
    texts_now = {
        row["record_id"]: row
        for row in con.execute("SELECT * FROM cleaned WHERE record_id IN (SELECT record_id FROM people)")
        .to_arrow_table()
        .to_pylist()
    }
    decided: list[dict[str, Any]] = []
    made: list[dict[str, Any]] = []
    unchanged: list[str] = []
    stale = 0
    asked = con.execute(
        "SELECT record_id, verdict, reasons, decided FROM arrived WHERE decided OR verdict = 'review'"
    )
    for name, verdict, reasons, has_decision in asked.fetchall():
        decision = by_id.get(name) if has_decision else None
        if decision and decision["content_hash"] != texts_now[name]["content_hash"]:
            stale += 1
            decision = None
        if decision and not (verdict == "drop" and decision["decision"] == "drop"):
            decided += _by_person(texts_now[name], decision, verdict, made)
        elif verdict == "review":
            fate = {"hold": "review", "keep": "keep", "drop": "drop"}[pending]
            why = ["undecided", *reasons] if fate != "keep" else ["undecided"]
            decided.append(verdicts.verdict(name, fate, why, evidence=f"pending: {pending}"))
        elif verdict in ("keep", "new"):
            unchanged.append(name)
    kept = con.execute("SELECT record_id FROM arrived WHERE verdict IN ('keep', 'new') ORDER BY record_id")
    table = verdicts.kept_and(kept.to_arrow_table().column(0), decided)
    pieces, stats = verdicts.in_parts(table)
    stats |= {"rows_in": table.num_rows - len(made), "decisions": len(standing), "decisions_outdated": stale}
    return {"verdicts": pieces, "made": pa.Table.from_pylist(made, EXAMPLE)}, stats


def _by_person(
    row: dict[str, Any], decision: dict[str, Any], before: str, made: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Turn one person's decision into verdicts; an edit drops the row and makes a derived one."""
    facts: dict[str, Any] = {
        "actor": decision["actor"],
        "decided_at": str(decision["decided_at"]),
        "rubric_version": decision.get("rubric_version"),
        "rescued": True if before == "drop" and decision["decision"] != "drop" else None,
    }
    name, fate = row["record_id"], decision["decision"]
    edited = decision.get("edited")
    if fate in ("edit", "new", "prefer") and edited:
        example = _derived(row, orjson.loads(edited))
        made.append(example)
        new = verdicts.verdict(example["record_id"], "new", [f"person_{fate}"], parents=[name], **facts)
        original = (
            verdicts.verdict(name, "drop", ["edited_by_person"], witness_id=example["record_id"], **facts)
            if fate == "edit"
            else verdicts.verdict(
                name, "drop" if before == "review" else "keep", ["derived_by_person"], **facts
            )
        )
        return [original, new]
    kept = fate == "keep"
    reasons = [
        ("rescued_by_person" if facts["rescued"] else "kept_by_person") if kept else "dropped_by_person"
    ]
    if decision.get("reason"):
        facts["evidence"] = decision["reason"]
    return [verdicts.verdict(name, "keep" if kept else "drop", reasons, **facts)]


def _derived(parent: dict[str, Any], edited: dict[str, Any]) -> dict[str, Any]:
    """Make the example that a person wrote: what they changed over what the row was, with the row as its parent."""
    example = {**parent, **{key: value for key, value in edited.items() if key in EXAMPLE.names}}
    example |= {"parents": [parent["record_id"]], "origin": "human"}
    prompt, response = texts(example["kind"], example["messages"] or [], example["chosen"])
    example |= {"prompt_text": prompt, "response_text": response}
    example["content_hash"] = content_hash(example)
    example["record_id"] = record_id(parent["record_id"], "edit", example["content_hash"])
    return example
