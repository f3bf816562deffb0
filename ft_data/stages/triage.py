"""Triage in ``filtered``: who is asked, by budget, or by a guarantee that rests on random audits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from ft_data.filtering import triage as lines
from ft_data.recipe.schema import Triage
from ft_data.stages import verdicts
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions


def audits(build: Build) -> list[dict[str, str]]:
    """Return what people said of randomly audited rows that the rules had kept: record_id, content_hash, decision."""
    from ft_data.review.store import decisions

    return [
        {"record_id": row["record_id"], "content_hash": str(row["content_hash"]), "decision": row["decision"]}
        for row in decisions(build.warehouse.review).to_pylist()
        if row["is_audit"] and row["task"] == "judge" and row["auto_verdict"] == "keep"
    ]


def apply(
    versions: Versions,
    decided: dict[str, dict[str, Any]],
    scores: pa.Table,
    triage: Triage,
    audits: list[dict[str, str]],
) -> dict[str, Any]:
    """Move the line between what people see and what they do not, in ``decided``; say what that rests on."""
    quality = dict(zip(scores.column(0).to_pylist(), scores.column(1).to_pylist(), strict=True))
    said: dict[str, Any] = {}
    if triage.max_bad is not None:
        kept = {name: value for name, value in quality.items() if name not in decided}
        now = (
            dict(versions.con.execute("SELECT record_id, content_hash FROM cleaned").fetchall())
            if audits
            else {}
        )
        valid = [
            a for a in audits if a["record_id"] in kept and str(now.get(a["record_id"])) == a["content_hash"]
        ]
        found = lines.certify(
            np.array([*kept.values()]),
            np.array([kept[a["record_id"]] for a in valid]),
            np.array([a["decision"] != "keep" for a in valid], bool),
            triage.max_bad,
            triage.confidence,
        )
        said["guarantee"] = str(found)
        for name, value in kept.items():
            if found.threshold is not None and value < found.threshold:
                decided[name] = verdicts.verdict(
                    name,
                    "review",
                    ["uncertified"],
                    signal="quality",
                    value=value,
                    threshold=f"< {found.threshold:.6g}",
                )
    if triage.budget is not None:
        asked = [name for name, row in decided.items() if row["verdict"] == "review"]
        stay = lines.within_budget(asked, [quality[name] for name in asked], len(quality), triage.budget)
        for name in asked:
            if name not in stay:
                decided[name] = {**decided[name], "verdict": "keep"}
        said["over_budget"] = len(asked) - len(stay)
    return said
