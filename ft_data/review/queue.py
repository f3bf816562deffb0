"""What people are asked next: the borderline by value, and random audits of what was decided without them.

The queue is rebuilt from the ledger whenever a snapshot changes. Items are keyed by (record_id,
content_hash): a row that changed is a new item, a row that did not keeps its decisions and its place.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import xxhash

from ft_data.review.db import Database, now, stamp
from ft_data.review.findings import findings
from ft_data.review.reader import Reader, Settings

STAGE = "filtered"
MAX_PAIRS = 2_000
_SMALLEST_CLUSTER = 3

_COLUMNS = """c.record_id, c.content_hash, c.kind, c.source, l.verdict, l.reasons, l.score, l.detail,
  c.response_text[1:120] AS opening"""

_REVIEW = f"""SELECT {_COLUMNS} FROM ledger l JOIN cleaned c USING (record_id)
WHERE l.stage = ? AND l.verdict = 'review' ORDER BY c.record_id"""

# Record ids are hash digits, so their last eight are a uniform sample that no text function decides.
_AUDITS = f"""SELECT {_COLUMNS} FROM ledger l JOIN cleaned c USING (record_id)
WHERE l.stage = ? AND l.verdict IN ('keep', 'drop') AND c.kind <> 'preference'
AND right(l.record_id, 8) < ? ORDER BY c.record_id"""

_SOURCES = """SELECT c.source, count(*) FILTER (l.verdict = 'review') AS waiting, count(*) AS rows
FROM ledger l JOIN cleaned c USING (record_id) WHERE l.stage = ? AND l.verdict <> 'drop' GROUP BY c.source"""

_PAIRS = f"""WITH pool AS (
  SELECT c.record_id, c.content_hash, c.prompt_text, c.response_text, c.source
  FROM ledger l JOIN cleaned c USING (record_id)
  WHERE l.stage = ? AND l.verdict IN ('keep', 'review') AND c.kind = 'instruction' AND c.prompt_text <> ''
), conflict AS (
  SELECT prompt_text, min(record_id) AS a FROM pool GROUP BY prompt_text
  HAVING min(response_text) <> max(response_text)
)
SELECT a.record_id, a.content_hash, a.source, min(b.record_id) AS other_id
FROM conflict k JOIN pool a ON a.record_id = k.a
JOIN pool b ON b.prompt_text = k.prompt_text AND b.response_text <> a.response_text
GROUP BY a.record_id, a.content_hash, a.source ORDER BY a.record_id LIMIT {MAX_PAIRS}"""


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did: items in the queue now, new ones among them, ones that left it."""

    queued: int
    added: int
    retired: int


def refresh(reader: Reader, db: Database, settings: Settings) -> Refreshed:
    """Bring the queue in line with the snapshots the reader shows. Idempotent."""
    items = [*judging(reader, settings), *comparing(reader, settings)]
    return _store(db, items)


def judging(reader: Reader, settings: Settings) -> list[dict[str, Any]]:
    """List the rows to judge: every row with verdict review, and the audit sample of the others."""
    waiting = reader.sql(_REVIEW, [STAGE])
    below = f"{math.ceil(settings.audit_rate * 2**32):08x}"
    audits = reader.sql(_AUDITS, [STAGE, below]) if settings.audit_rate < 1 else _everything(reader)
    hanging = {row["source"]: row["waiting"] / row["rows"] for row in reader.sql(_SOURCES, [STAGE])}
    clusters = _clusters(waiting)
    sizes = Counter(clusters.values())
    largest = max(sizes.values(), default=1)
    items = []
    for row in waiting:
        cluster = clusters[row["record_id"]]
        value = (
            0.5 * uncertainty(row["score"])
            + 0.25 * math.log1p(sizes[cluster]) / math.log1p(largest)
            + 0.25 * hanging.get(row["source"], 0.0)
        )
        items.append(_item(row, settings, value, cluster if sizes[cluster] >= _SMALLEST_CLUSTER else None))
    values = sorted(item["value"] for item in items) or [0.5]
    people = sorted(name for name, role in settings.reviewers.items() if role != "approver")
    for turn, row in enumerate(sorted(audits, key=lambda row: share(row["record_id"], "turn"))):
        # An audit takes the value of a random review item, so that audits are spread over the whole queue.
        place = values[int(share(row["record_id"], "place") * len(values))]
        audit = _item(row, settings, place, None)
        audit["assignee"] = people[turn % len(people)] if people else None
        items.append({**audit, "is_audit": 1})
    return items


def comparing(reader: Reader, settings: Settings) -> list[dict[str, Any]]:
    """List the pairs to compare: two answers to the same prompt (preference rows come with ``judging``)."""
    pairs = reader.sql(_PAIRS, [STAGE])
    hashes: dict[str, str] = {}
    if pairs:
        marks = ", ".join("?" * len(pairs))
        query = f"SELECT record_id, content_hash FROM cleaned WHERE record_id IN ({marks})"
        hashes = {
            row["record_id"]: row["content_hash"] for row in reader.sql(query, [p["other_id"] for p in pairs])
        }
    return [
        {
            "record_id": pair["record_id"],
            # A pair is asked again when either side changes.
            "content_hash": _joint(pair["content_hash"], hashes[pair["other_id"]]),
            "task": "prefer",
            "other_id": pair["other_id"],
            "other_hash": hashes[pair["other_id"]],
            "source": pair["source"],
            "auto_verdict": None,
            "reasons": '["conflict_group"]',
            "detail": None,
            "is_audit": 0,
            "value": share(pair["record_id"], "pair"),
            "need": _need(pair["record_id"], settings),
            "cluster": None,
            "assignee": None,
        }
        for pair in pairs
    ]


def uncertainty(score: float | None) -> float:
    """How undecided a quality score in 0..1 is: 1 at one half, 0 at either end; one half when unknown."""
    if score is None or not 0 <= score <= 1:
        return 0.5
    return 1.0 - abs(2.0 * score - 1.0)


def share(record_id: str, purpose: str) -> float:
    """Place a record in [0, 1), the same on every machine and independent between purposes."""
    return xxhash.xxh3_64_intdigest(f"{purpose}\x1f{record_id}".encode()) / 2.0**64


def _everything(reader: Reader) -> list[dict[str, Any]]:
    return reader.sql(_AUDITS.replace("right(l.record_id, 8) < ?", "? <> ''"), [STAGE, "all"])


def _item(row: Mapping[str, Any], settings: Settings, value: float, cluster: str | None) -> dict[str, Any]:
    return {
        "record_id": row["record_id"],
        "content_hash": row["content_hash"],
        "task": "prefer" if row["kind"] == "preference" else "judge",
        "other_id": None,
        "other_hash": None,
        "source": row["source"],
        "auto_verdict": row["verdict"],
        "reasons": json.dumps(list(row["reasons"] or ())),
        "detail": json.dumps(findings(row["reasons"], row["detail"]), ensure_ascii=False),
        "is_audit": 0,
        "value": round(value, 6),
        "need": _need(row["record_id"], settings),
        "cluster": cluster,
        "assignee": None,
    }


def _need(record_id: str, settings: Settings) -> int:
    return 2 if share(record_id, "overlap") < settings.overlap else 1


def _joint(first: str, second: str) -> str:
    return xxhash.xxh3_128_hexdigest(f"{first}:{second}".encode())


def _clusters(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Group rows that the same rules sent here and whose answers open alike, digits aside."""
    named = {}
    for row in rows:
        words = "".join(" " if ch.isdigit() else ch for ch in (row["opening"] or "").lower()).split()[:8]
        about = [row["source"] or "", *sorted(row["reasons"] or ()), "\x1f", *words]
        named[row["record_id"]] = xxhash.xxh3_64_hexdigest("\x1e".join(about).encode("utf-8", "replace"))
    return named


_UPSERT = """INSERT INTO item (record_id, content_hash, task, other_id, other_hash, source, auto_verdict,
  reasons, detail, is_audit, value, need, cluster, assignee, added_at)
VALUES (:record_id, :content_hash, :task, :other_id, :other_hash, :source, :auto_verdict, :reasons,
  :detail, :is_audit, :value, :need, :cluster, :assignee, :added_at)
ON CONFLICT (record_id, content_hash, task) DO UPDATE SET active = 1, source = excluded.source,
  auto_verdict = excluded.auto_verdict, reasons = excluded.reasons, detail = excluded.detail,
  is_audit = excluded.is_audit, value = excluded.value, cluster = excluded.cluster,
  assignee = coalesce(assignee, excluded.assignee),
  need = iif(state = 'open' AND done = 0, excluded.need, need)"""


_COMPARED = ("source", "auto_verdict", "reasons", "detail", "is_audit", "value", "cluster")
_KEY = ("record_id", "content_hash", "task")


def _store(db: Database, items: list[dict[str, Any]]) -> Refreshed:
    """Write what differs from the queue as it is; a refresh without news writes nothing."""
    with db.write() as con:
        forgotten = {row["record_id"] for row in con.execute("SELECT record_id FROM forgotten")}
        known = {tuple(row[name] for name in _KEY): row for row in con.execute("SELECT * FROM item")}
        active = {key for key, row in known.items() if row["active"]}
        added_at = now()
        wanted = {
            tuple(item[name] for name in _KEY): {**item, "added_at": added_at}
            for item in items
            if not forgotten & {item["record_id"], item["other_id"]}
        }
        changed = [item for key, item in wanted.items() if not _same(known.get(key), item)]
        gone = [(known[key]["item_id"],) for key in active - wanted.keys()]
        con.executemany("UPDATE item SET active = 0 WHERE item_id = ?", gone)
        con.executemany(_UPSERT, changed)
        day = stamp(datetime.now(UTC) - timedelta(days=1))
        con.execute("DELETE FROM lease WHERE until < ?", (day,))
        return Refreshed(len(wanted), len(wanted.keys() - known.keys()), len(gone))


def _same(row: Any, item: Mapping[str, Any]) -> bool:
    if row is None or not row["active"]:
        return False
    settled = row["done"] > 0 or row["state"] != "open" or row["need"] == item["need"]
    assigned = row["assignee"] is not None or item["assignee"] is None
    return settled and assigned and all(row[name] == item[name] for name in _COMPARED)
