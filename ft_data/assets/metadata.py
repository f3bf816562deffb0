"""What an asset's page shows: the same numeric keys every run (so that trends plot), one small picture, few words.

Never row text: examples are for the reports, which mask them.
"""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import dagster as dg

from ft_data import addresses
from ft_data.stages.build import Build
from ft_data.warehouse.snapshots import Snapshot

_INLINE = 999  # Dagster shows markdown inline below 1,000 characters


def describe(build: Build, snapshot: Snapshot, seconds: float) -> dict[str, Any]:
    """Return the metadata of one materialization."""
    stats = snapshot.stats
    found = dict(stats.get("verdicts", {}))
    rejected = int(stats.get("rejects", 0))
    rows_in = int(stats.get("rows_in", snapshot.rows + rejected))
    # Only a stage that decides about rows keeps less than all; the rows of a report are its numbers.
    kept = found.get("keep", 0) + found.get("new", 0) if found else rows_in - rejected
    metadata: dict[str, Any] = {
        "dagster/row_count": snapshot.rows,
        "rows_in": rows_in,
        "rows_dropped": found.get("drop", 0) + found.get("merge", 0) + rejected,
        "rows_review": found.get("review", 0),
        "kept_ratio": round(kept / rows_in, 6) if rows_in else 1.0,
        "seconds": seconds,
        "rows_per_second": _rate(build, snapshot, rows_in, seconds),
        "version": snapshot.version,
        "content_hash": snapshot.content_hash,
        "parts": sum(len(parts) for parts in snapshot.parts.values()),
    }
    metadata |= {
        name: value
        for name, value in stats.items()
        if isinstance(value, int | float) and name not in metadata
    }
    if said := stats.get("said"):  # in words, what the figures come to
        metadata["verdict"] = dg.MetadataValue.md("\n".join(f"- {line}" for line in said)[:_INLINE])
    reasons = _reasons(stats)
    if reasons:
        metadata["why"] = dg.MetadataValue.table(
            [dg.TableRecord({"verdict": v, "reason": r, "rows": n}) for v, r, n in reasons[:15]]
        )
    if behind := rows_behind(build.recipe.dataset, snapshot):
        metadata["rows"] = dg.MetadataValue.md(behind)
    bars = reasons or [
        ("", name, count) for name, count in sorted(stats.get("edits", {}).items(), key=lambda i: -i[1])
    ]
    if bars:
        metadata["picture"] = dg.MetadataValue.md(bar_chart([(name, count) for _, name, count in bars]))
    report = build.warehouse.reports / f"eval_report-{snapshot.version:06d}.html"
    if snapshot.asset == "release":
        metadata |= {
            "path": dg.MetadataValue.path(str(build.home.root / stats["path"])),
            "release": stats["release"],
        }
    if snapshot.asset == "eval_report" and report.exists():
        metadata["report"] = dg.MetadataValue.path(str(report))
    return metadata


def rows_behind(dataset: str, snapshot: Snapshot) -> str:
    """Link the figures of a stage to their rows, as many as Dagster shows inline; empty where it decides about none."""
    found = {v: n for v, n in snapshot.stats.get("verdicts", {}).items() if n}
    if not found:
        return ""
    said = f"Opens while `{addresses.start(dataset)}` runs."
    listed = [(f"{n:,} {v}", {"at": f"{snapshot.asset}.{v}"}) for v, n in found.items()]
    listed += [
        (f"{n:,} {r}", {"reason": f"{snapshot.asset}.{v}.{r}"}) for v, r, n in _reasons(snapshot.stats)
    ]
    text = ""
    for name, wanted in listed:
        address = addresses.station(addresses.rows(dataset, **wanted))
        line = f"- [{name.replace('_', ' ')}]({address})\n"
        if len(text) + len(line) + len(said) >= _INLINE:
            break
        text += line
    return f"{text}\n{said}"


def _rate(build: Build, snapshot: Snapshot, rows: int, seconds: float) -> int:
    """Return how many rows a second were worked on: those whose parts were written just now, not those found ready."""
    began = time.time() - seconds
    parts = [part for parts in snapshot.parts.values() for part in parts]
    fresh = [part for part in parts if os.path.getmtime(build.path(part)) >= began - 0.01]
    total = sum(part.rows for part in parts)
    share = sum(part.rows for part in fresh) / total if total else float(bool(fresh))
    return round(rows * share / max(seconds, 0.001))


def _reasons(stats: Mapping[str, Any]) -> list[tuple[str, str, int]]:
    found = [(v, r, n) for v, reasons in stats.get("reasons", {}).items() for r, n in reasons.items()]
    return sorted(found, key=lambda item: (-item[2], item[1]))


def bar_chart(bars: Sequence[tuple[str, int]], most: int = 5) -> str:
    """Draw horizontal bars as a data-URI SVG short enough that Dagster shows it inline."""
    while most:
        top = max((count for _, count in bars[:most]), default=1) or 1
        rows = "".join(
            f"<rect y='{14 * i}' width='{round(90 * n / top)}' height='9' fill='#5b6ee1'/>"
            f"<text x='95' y='{14 * i + 9}'>{escape(label[:22])} {n}</text>"
            for i, (label, n) in enumerate(bars[:most])
        )
        size = 14 * len(bars[:most])
        svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='280' height='{size}' font-size='10' fill='#888'>{rows}</svg>"
        text = f"![rows by reason](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"
        if len(text) <= _INLINE:
            return text
        most -= 1
    return ""
