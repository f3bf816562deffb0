"""Triage in ``filtered``: who is asked, by budget, or by a guarantee that rests on random audits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ft_data.filtering import overruled
from ft_data.filtering import triage as lines
from ft_data.filtering.judged import Judged
from ft_data.recipe.review import Review
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data.warehouse.detail import Finding

if TYPE_CHECKING:
    import duckdb

Said = dict[str, Any]


def said(build: Build, rules: Sequence[str], audits: bool) -> list[Said]:
    """Return what people said of single rows: of random audits, and of rows that some rules asked about.

    Keys: record_id, content_hash, decision, rules, level (what the rules wanted of it: ``drop`` of rows drawn from what was
    dropped, ``review``, else empty), audit (whether it was drawn at random among what was kept).
    """
    import orjson

    from ft_data.review.store import decisions

    found = []
    for row in decisions(build.warehouse.review).to_pylist():
        if row["task"] != "judge":
            continue
        audit = bool(audits and row["is_audit"] and row["auto_verdict"] == "keep")
        asked = sorted({*rules}.intersection(orjson.loads(row["rules"] or "[]")))
        level = _LEVELS.get((row["auto_verdict"], bool(row["is_audit"])), "")
        if audit or (asked and level):
            found.append(
                {
                    "record_id": row["record_id"],
                    "content_hash": str(row["content_hash"]),
                    "decision": row["decision"],
                    "rules": asked,
                    "level": level,
                    "audit": audit,
                }
            )
    return found


# Rows that people looked at because the rules wanted something of them; who picks a dropped row picks a wrong drop.
_LEVELS = {("review", False): "review", ("drop", True): "drop"}


def of_rules(said: Iterable[Said], sources: Mapping[str, str]) -> Iterator[overruled.Said]:
    """Yield what people said of each rule, of rows that are here (``sources``: the source of each record)."""
    for one in said:
        if one["level"] and one["decision"] in ("keep", "edit", "drop") and one["record_id"] in sources:
            right = one["decision"] == "drop" if one["level"] == "drop" else one["decision"] != "keep"
            for rule in one["rules"]:
                yield overruled.Said(rule, one["level"], sources[one["record_id"]], one["record_id"], right)


def guarantee(
    versions: Versions, judged: dict[str, Judged], scores: pa.Table, review: Review, said: Sequence[Said]
) -> str:
    """Ask about the rows that must be seen for at most ``max_bad`` of the others to be bad; say what that rests on."""
    triage = review.triage
    assert triage.max_bad is not None
    kept = {
        name: value for name, value in _quality(scores).items() if name not in judged or judged[name].kept
    }
    valid = [one for one in _standing(versions.con, said) if one["record_id"] in kept]
    found = lines.certify(
        np.array([*kept.values()]),
        np.array([kept[a["record_id"]] for a in valid]),
        np.array([a["decision"] != "keep" for a in valid], bool),
        triage.max_bad,
        triage.confidence,
    )
    for name, value in kept.items():
        if found.threshold is not None and value < found.threshold:
            below = Finding("uncertified", "quality", value, f"< {found.threshold:.6g}", "review")
            judged[name] = judged.get(name, Judged()).with_question(below)
    return str(found)


def _standing(con: duckdb.DuckDBPyConnection, said: Sequence[Said]) -> list[Said]:
    """Return the audits of rows whose text is still what was judged."""
    audits = [one for one in said if one["audit"]]
    if not audits:
        return []
    now = dict(con.execute("SELECT record_id, content_hash FROM cleaned").fetchall())
    return [one for one in audits if str(now.get(one["record_id"])) == one["content_hash"]]


def audited(
    con: duckdb.DuckDBPyConnection, scores: pa.Table, said: Sequence[Said]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]] | None:
    """Return the score of each row that was audited blindly, and whether people found it bad; None without any."""
    quality = _quality(scores)
    valid = [one for one in _standing(con, said) if one["record_id"] in quality]
    if not valid:
        return None
    bad = np.array([one["decision"] != "keep" for one in valid], bool)
    return np.array([quality[one["record_id"]] for one in valid]), bad


def explain(judged: dict[str, Judged], scores: pa.Table) -> None:
    """Note with each question how the row ranks and why, so that `why` and the station say it."""
    asked = {name for name, one in judged.items() if one.asks}
    for row in scores.filter(pc.is_in(scores["record_id"], pa.array(sorted(asked), pa.string()))).to_pylist():
        if row["because"]:
            words = "; ".join(row["because"])
            found = Finding("ranking", "quality", row["quality"], None, "mark", words)
            one = judged[row["record_id"]]
            judged[row["record_id"]] = replace(one, findings=(*one.findings, found))


def within_budget(judged: dict[str, Judged], scores: pa.Table, review: Review) -> int:
    """Let the questions beyond the budget go, those about the best rows first; returns how many.

    Rows that hold a fuse come first. Without a budget of the recipe's own, what the recipe itself asks is asked beside it.
    """
    quality, triage = _quality(scores), review.triage
    rows = len(quality)
    audits, lottery = triage.audits(rows, review.audit_rate), triage.lottery(rows)
    room = triage.room(rows) - (audits + lottery if triage.budget is None else 0)
    asked = [name for name, one in judged.items() if one.asks and (triage.budget is not None or not one.own)]
    asked.sort(key=lambda name: (not judged[name].fused, quality[name], name))
    for name in asked[max(room, 0) :]:
        judged[name] = judged[name].unasked()
    return len(asked[max(room, 0) :])


def lottery(
    judged: dict[str, Judged], rows: int, review: Review, standing: pa.Table | None = None
) -> pa.Table:
    """Draw marked rows that people are shown, so that what is known of the marks grows: record_id, reason.

    ``standing``: the rows beside those judged here, with verdict and ``rules``.
    """
    marked: dict[str, str] = {}
    if standing is not None:
        kept = standing.filter(pc.equal(standing["verdict"], "keep"))
        first = pc.list_element(kept["rules"], 0)
        marked = dict(zip(kept["record_id"].to_pylist(), first.to_pylist(), strict=True))
    marked |= {name: one.findings[0].rule for name, one in judged.items() if one.kept and one.findings}
    drawn = sorted(sorted(marked, key=_draw)[: review.triage.lottery(rows)])
    return pa.table({"record_id": drawn, "reason": [marked[name] for name in drawn]}, schema=LOTTERY)


LOTTERY = pa.schema([("record_id", pa.string()), ("reason", pa.string())])


def _draw(name: str) -> tuple[str, str]:
    """Order rows at random: by digits of their ids, others than those that draw the audits."""
    return name[-24:-16], name


def _quality(scores: pa.Table) -> dict[str, float]:
    return dict(zip(scores.column(0).to_pylist(), scores.column(1).to_pylist(), strict=True))
