"""Why is this row in, or out? Everything the ledger knows about one record, stage by stage."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ft_data.release.spec import COPIES
from ft_data.warehouse import catalog, snapshots, views
from ft_data.warehouse.detail import Detail
from ft_data.warehouse.home import Warehouse

if TYPE_CHECKING:
    from ft_data.release.private import Private

_VIEWS = frozenset(
    {
        "ledger",
        "cleaned",
        "edits",
        "formatted_main",
        "reviewed_made",
        "filtered_quality",
        "selected_influence",
        "selected_main",
    }
)
_EXCERPT = 400
_CONTRADICTS = "contradicts_reference"  # the rule whose evidence lies in a column of its own


def why(warehouse: Warehouse, record_id: str) -> list[dict[str, Any]]:
    """Return one object per stage that judged the record: verdict, reasons, evidence; empty when it is unknown.

    The last object tells where it stands: released, waiting, or out at which stage.
    """
    with catalog.reader(warehouse, only=lambda name: name in _VIEWS) as con:
        if not _has_ledger(con):
            return []
        found = con.execute(
            "SELECT stage, verdict, reasons, witness_id, score, detail FROM ledger WHERE record_id = ?",
            [record_id],
        ).fetchall()
        if not found:
            return []
        judges = [snapshot.asset for snapshot in views.deciding(views.Resolver(warehouse).current().values())]
        steps = [_step(*row) for row in sorted(found, key=lambda row: judges.index(row[0]))]
        _add_evidence(warehouse, record_id, steps)
        _add_rank(con, record_id, steps)
        _add_influence(con, record_id, steps)
        steps.append(_standing(steps, _copies(con, record_id)))
        text = _text(con, record_id)
        if text:
            text["detail"] |= _kind(warehouse, record_id, text["detail"]["source"])
            steps.append(text)
    return steps


def record_of(warehouse: Warehouse, private: Private, id_: str) -> str | None:
    """Return the record an id means, be it a record_id or one that was published; None if nothing is called so."""
    with catalog.reader(warehouse, only=lambda name: name == "ledger") as con:
        if not _has_ledger(con):
            return None
        if con.execute("SELECT 1 FROM ledger WHERE record_id = ? LIMIT 1", [id_]).fetchall():
            return id_
        if known := private.records([id_]):
            return known[id_]
        ids = con.execute("SELECT DISTINCT record_id FROM ledger")
        while rows := ids.fetchmany(50_000):
            if found := private.among(id_, (row[0] for row in rows)):
                return found
    return None


def _has_ledger(con: Any) -> bool:
    """Tell whether any stage has judged anything (all may have been forgotten)."""
    return _has(con, "ledger")


def _has(con: Any, view: str) -> bool:
    return bool(con.execute("SELECT 1 FROM duckdb_views() WHERE view_name = ?", [view]).fetchall())


def _step(
    stage: str, verdict: str, reasons: list[str], witness: str | None, score: float | None, detail: str | None
) -> dict[str, Any]:
    found = Detail.read(detail)
    said = {"evidence": found.evidence, "actor": found.actor, "flags": [*found.flags]}
    said["rules"] = [asdict(one) for one in found.rules]
    return {
        "stage": stage,
        "verdict": verdict,
        "reasons": reasons or [],
        "signal": found.signal,
        "value": found.value,
        "threshold": found.threshold,
        "witness_id": witness,
        "score": score,
        "detail": {
            name: value for name, value in (said | dict(found.facts)).items() if value not in (None, [])
        }
        or None,
    }


def _add_evidence(warehouse: Warehouse, record_id: str, steps: list[dict[str, Any]]) -> None:
    """Say what the reference says where that is why a row was asked about."""
    asked = [step for step in steps if _CONTRADICTS in step["reasons"]]
    if not asked:
        return
    with catalog.reader(warehouse, only=lambda name: name == "signals") as con:
        row = con.execute(
            "SELECT contradiction_evidence FROM signals WHERE record_id = ?", [record_id]
        ).fetchone()
    evidence = row[0] if row else None
    for step in asked if evidence else ():
        step["detail"] = (step["detail"] or {}) | {"evidence": evidence}


def _kind(warehouse: Warehouse, record_id: str, source: str) -> dict[str, Any]:
    """Say what the row was taken for, which decides what evidence and which rules hold for it, and who said so."""
    measured = snapshots.current(warehouse, "signals")
    if measured is None:
        return {}
    with catalog.reader(warehouse, only=lambda name: name == "signals") as con:
        row = con.execute(
            "SELECT row_kind, row_kind_confidence FROM signals WHERE record_id = ?", [record_id]
        ).fetchone()
    if row is None or row[0] is None:
        return {}
    said = measured.settings.get("groups", {}).get("kind", {}).get("row_kinds", {})
    by = "the recipe" if source in said else f"its text (confidence {row[1]:.2f})"
    return {"row_kind": row[0], "row_kind_by": by}


def _add_rank(con: Any, record_id: str, steps: list[dict[str, Any]]) -> None:
    """Say what the row's quality is, and what speaks most against it."""
    if not _has(con, "filtered_quality"):
        return
    ranked = con.execute(
        "SELECT quality, because FROM filtered_quality WHERE record_id = ?", [record_id]
    ).fetchone()
    for step in steps:
        if ranked and step["stage"] == "filtered":
            said = {"quality": ranked[0], "because": ranked[1]}
            step["detail"] = (step["detail"] or {}) | {name: value for name, value in said.items() if value}


def _add_influence(con: Any, record_id: str, steps: list[dict[str, Any]]) -> None:
    """Say in which turn a row came, and for which target, where it was taken or left out by influence."""
    if not _has(con, "selected_influence"):
        return
    found = con.execute(
        "SELECT influence, reason FROM selected_influence WHERE record_id = ?", [record_id]
    ).fetchone()
    for step in steps if found else ():
        if step["stage"] == "selected":
            step["score"] = found[0]
            step["detail"] = (step["detail"] or {}) | {"evidence": found[1]}


def _copies(con: Any, record_id: str) -> str:
    """Say how often a row that is in stands in every export, and in which split."""
    if not (_has(con, "formatted_main") and _has(con, "selected_main")):
        return ""
    found = con.execute(
        f"SELECT split, {COPIES} FROM formatted_main JOIN selected_main USING (record_id) WHERE record_id = ?",
        [record_id],
    ).fetchone()
    if found is None:
        return ""
    split, times = found
    return f", {'once' if times == 1 else f'{times} times'} in `{split}` of every export that holds it"


def _standing(steps: list[dict[str, Any]], copies: str) -> dict[str, Any]:
    last = steps[-1]
    if last["stage"] == "formatted" and last["verdict"] in ("keep", "new"):
        where = f"in: it is part of the formatted version{copies}"
    elif last["verdict"] == "review":
        where = f"waiting: `{last['stage']}` asks a person"
    elif last["verdict"] in ("drop", "merge"):
        where = f"out: `{last['stage']}` gave `{last['verdict']}` ({', '.join(last['reasons'])})"
    else:
        where = f"on its way: kept by `{last['stage']}`, later stages have not run on it"
    return {"stage": "now", "verdict": where, "reasons": []}


def _text(con: Any, record_id: str) -> dict[str, Any] | None:
    relation = con.execute(
        "SELECT source, source_uri, source_row, license, origin, parents, prompt_text, response_text FROM cleaned WHERE record_id = ?",
        [record_id],
    )
    names = [column[0] for column in relation.description]
    row = relation.fetchone()
    if row is None:
        return None
    facts = dict(zip(names, row, strict=True))
    for name in ("prompt_text", "response_text"):
        facts[name] = facts[name][:_EXCERPT] + ("…" if len(facts[name]) > _EXCERPT else "")
    edits = con.execute(
        "SELECT rule, sum(count)::BIGINT FROM edits WHERE record_id = ? GROUP BY rule ORDER BY rule",
        [record_id],
    )
    return {"stage": "row", "verdict": "", "reasons": [], "detail": facts | {"edits": dict(edits.fetchall())}}
