"""What people are asked next: the borderline by value, and random audits of what was decided without them.

The queue is rebuilt from the ledger whenever a snapshot changes. Items are keyed by (record_id,
content_hash): a row that changed is a new item, a row that did not keeps its decisions and its place.
"""

from __future__ import annotations

import json
import math
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import xxhash

from ft_data.recipe.review import Review
from ft_data.review import asked
from ft_data.review.audits import AUTOMATIC, STAGE, Audits, audits
from ft_data.review.comparing import comparing, group_of
from ft_data.review.db import Database, now, stamp
from ft_data.review.reader import Reader, shows
from ft_data.warehouse.detail import Detail, Finding

_SMALLEST_CLUSTER = 3
_NO_DIGITS = dict.fromkeys(map(ord, "0123456789"), " ")

PAGE = 10_000  # rows held in memory at a time; also how long the queue is locked for writing

_COLUMNS = """c.record_id, c.content_hash, c.kind, c.source, l.verdict, l.reasons, l.score, l.detail,
  c.response_text[1:120] AS opening"""

_PAGE = f"""FROM ledger l JOIN cleaned c USING (record_id)
WHERE l.stage = ? AND {{which}} AND l.record_id > ? ORDER BY l.record_id LIMIT {PAGE}"""

_WAITING = "l.verdict = 'review'"

_AUDITED = f"{AUTOMATIC} AND right(l.record_id, 8) < '{{below}}'"
_SOURCES = """SELECT c.source, count(*) FILTER (l.verdict = 'review') AS waiting, count(*) AS rows
FROM ledger l JOIN cleaned c USING (record_id) WHERE l.stage = ? AND l.verdict <> 'drop' GROUP BY c.source"""

# Removals that similarity decided, each beside the row that stayed for it. A witness in another dataset is not here.
_REMOVED = """SELECT c.record_id, c.content_hash, c.kind, c.source, l.verdict, l.reasons, l.score, l.detail,
  a.witness_id, w.content_hash AS witness_hash
FROM deduped_audit a JOIN cleaned c USING (record_id) JOIN cleaned w ON w.record_id = a.witness_id
JOIN ledger l ON l.record_id = a.record_id AND l.stage = 'deduped'
WHERE c.kind <> 'preference' ORDER BY c.record_id"""


# Rows that rules only mark, drawn so that what is known of the marks grows.
_LOTTERY = f"""SELECT {_COLUMNS} FROM filtered_lottery d JOIN ledger l USING (record_id) JOIN cleaned c USING (record_id)
WHERE l.stage = ? AND l.verdict = 'keep' AND c.kind <> 'preference' ORDER BY c.record_id"""


# Rows of groups that one rule dropped almost entirely. Nobody drew them at random, so they are no audit.
_BLIND = f"""SELECT {_COLUMNS} FROM filtered_blind b JOIN ledger l USING (record_id) JOIN cleaned c USING (record_id)
WHERE l.stage = ? AND l.verdict = 'drop' AND c.kind <> 'preference' ORDER BY c.record_id"""


# Rows of which somebody outside of the rules says that their answer is wrong.
_ASKED = f"""SELECT {_COLUMNS} FROM ledger l JOIN cleaned c USING (record_id)
WHERE l.stage = ? AND l.verdict IN ('keep', 'new', 'drop') AND c.kind <> 'preference'
AND c.record_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY c.record_id"""


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did: items in the queue now, new ones among them, ones that left it."""

    queued: int
    added: int
    retired: int


def refresh(reader: Reader, db: Database, settings: Review, asking: asked.Asking | None = None) -> Refreshed:
    """Bring the queue in line with the snapshots the reader shows, and with what ``asking`` names. Idempotent.

    Written page by page, so that nobody's decision waits long, and only where something differs.
    """
    seen: set[int] = set()
    added = 0
    drawn = audits(reader, db, settings)
    for items in (
        *judging(reader, settings, drawn),
        comparing(reader, STAGE, share, lambda name: _need(name, settings)),
        removed(reader, settings, drawn.beside),
        unseen(reader, settings, drawn),
        marked(reader, settings, drawn),
        named(reader, settings, drawn, asked.findings(asking, db)),
    ):
        added += _store(db, items, seen)
    return Refreshed(len(seen), added, _retire(db, seen))


def items_of(reader: Reader, settings: Review, record_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Make an item of each of these rows that reached the stage, whatever its verdict there."""
    marks = ", ".join("?" * len(record_ids))
    query = f"SELECT {_COLUMNS} FROM ledger l JOIN cleaned c USING (record_id) WHERE l.stage = ? AND l.record_id IN ({marks})"
    rows = reader.sql(query, [STAGE, *record_ids])
    return [_item(row, settings, share(row["record_id"], "place"), None) | {"need": 1} for row in rows]


def judging(reader: Reader, settings: Review, drawn: Audits) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows to judge in pages: every row with verdict review, and the audit sample of the others."""
    clusters = {
        row["record_id"]: _cluster(row)
        for page in _pages(
            reader, "l.record_id, c.source, l.reasons, c.response_text[1:120] AS opening", _WAITING
        )
        for row in page
    }
    sizes = Counter(clusters.values())
    largest = max(sizes.values(), default=1)
    hanging = {row["source"]: row["waiting"] / row["rows"] for row in reader.sql(_SOURCES, [STAGE])}
    values = array("d")
    for page in _pages(reader, _COLUMNS, _WAITING):
        items = []
        for row in page:
            cluster = clusters.get(row["record_id"], "")
            value = (
                0.5 * uncertainty(row["score"])
                + 0.25 * math.log1p(sizes[cluster]) / math.log1p(largest)
                + 0.25 * hanging.get(row["source"], 0.0)
            )
            named = cluster if sizes[cluster] >= _SMALLEST_CLUSTER else None
            items.append(_item(row, settings, value, named))
            values.append(value)
        yield items
    yield from _auditing(reader, settings, drawn.below, sorted(values) or [0.5])


def _auditing(
    reader: Reader, settings: Review, below: str, values: Sequence[float]
) -> Iterator[list[dict[str, Any]]]:
    people = _auditors(settings)
    turn = 0
    for page in _pages(reader, _COLUMNS, _AUDITED.format(below=below)):
        items = []
        for row in sorted(page, key=lambda row: share(row["record_id"], "turn")):
            # An audit takes the value of a random review item, so that audits spread over the whole queue.
            place = values[int(share(row["record_id"], "place") * len(values))]
            audit = _item(row, settings, place, None)
            audit["assignee"] = people[turn % len(people)] if people else None
            items.append({**audit, "is_audit": 1})
            turn += 1
        yield items


def _pages(reader: Reader, columns: str, which: str) -> Iterator[list[dict[str, Any]]]:
    last = ""
    while True:
        page = reader.sql(f"SELECT {columns} {_PAGE.format(which=which)}", [STAGE, last])
        if page:
            yield page
        if len(page) < PAGE:
            return
        last = page[-1]["record_id"]


def removed(reader: Reader, settings: Review, most: int) -> list[dict[str, Any]]:
    """List the sample of removed duplicates, to be judged beside the row that each was removed for."""
    if most == 0 or not shows(reader, "deduped_audit"):
        return []
    rows = sorted(reader.sql(_REMOVED), key=lambda row: share(row["record_id"], "removed"))
    people = _auditors(settings)
    return [
        {
            **_item(row, settings, share(row["record_id"], "place"), None),
            "other_id": row["witness_id"],
            "other_hash": row["witness_hash"],
            "is_audit": 1,
            "assignee": people[turn % len(people)] if people else None,
        }
        for turn, row in enumerate(rows[:most])
    ]


def unseen(reader: Reader, settings: Review, drawn: Audits) -> list[dict[str, Any]]:
    """List rows of blind spots: dropped, as was nearly all of their source, language or topic, by one rule."""
    if drawn.beside == 0 or not shows(reader, "filtered_blind"):
        return []
    return _shown(reader.sql(_BLIND, [STAGE]), settings, drawn)[: drawn.beside]


def marked(reader: Reader, settings: Review, drawn: Audits) -> list[dict[str, Any]]:
    """List rows that are kept and only marked: a lottery, which is how the rules that mark are learnt about."""
    return _shown(reader.sql(_LOTTERY, [STAGE]), settings, drawn) if shows(reader, "filtered_lottery") else []


def named(
    reader: Reader, settings: Review, drawn: Audits, found: Mapping[str, Finding]
) -> list[dict[str, Any]]:
    """List rows whose answer is said to be wrong, before all others; a duplicate that is gone already is none."""
    if not found:
        return []
    rows = {row["record_id"]: row for row in reader.sql(_ASKED, [STAGE, list(found)])}
    return [
        {
            **_item(row, settings, 1.0, None),
            "reasons": json.dumps([found[name].rule]),
            "detail": json.dumps([asdict(found[name])], ensure_ascii=False),
        }
        for name in found
        if (row := rows.get(name)) and name[-8:] >= drawn.below
    ]


def _shown(rows: Sequence[Mapping[str, Any]], settings: Review, drawn: Audits) -> list[dict[str, Any]]:
    """Make items of rows that are shown with their reasons; those that are audited anyway stay audits."""
    found = [row for row in rows if row["record_id"][-8:] >= drawn.below]
    found.sort(key=lambda row: share(row["record_id"], "place"))
    return [_item(row, settings, share(row["record_id"], "place"), None) for row in found]


def _auditors(settings: Review) -> list[str]:
    return sorted(name for name, role in settings.reviewers.items() if role != "approver")


def uncertainty(score: float | None) -> float:
    """How undecided a quality score in 0..1 is: 1 at one half, 0 at either end; one half when unknown."""
    if score is None or not 0 <= score <= 1:
        return 0.5
    return 1.0 - abs(2.0 * score - 1.0)


def share(record_id: str, purpose: str) -> float:
    """Place a record in [0, 1), the same on every machine and independent between purposes."""
    return xxhash.xxh3_64_intdigest(f"{purpose}\x1f{record_id}".encode()) / 2.0**64


def _item(row: Mapping[str, Any], settings: Review, value: float, cluster: str | None) -> dict[str, Any]:
    return {
        "record_id": row["record_id"],
        "content_hash": row["content_hash"],
        "task": "prefer" if row["kind"] == "preference" else "judge",
        "other_id": None,
        "other_hash": "",
        "source": row["source"],
        "auto_verdict": row["verdict"],
        "reasons": json.dumps(list(row["reasons"] or ())),
        "detail": findings(row["reasons"], row["detail"]),
        "is_audit": 0,
        "value": round(value, 6),
        "need": _need(row["record_id"], settings),
        "cluster": cluster,
        "assignee": None,
    }


def findings(reasons: Sequence[str] | None, detail: str | None) -> str:
    """Say in JSON what stands behind a verdict in the ledger: one ``Finding`` a rule."""
    return json.dumps([asdict(one) for one in Detail.read(detail).findings(reasons)], ensure_ascii=False)


def _need(record_id: str, settings: Review) -> int:
    return 2 if share(record_id, "overlap") < settings.overlap else 1


def _cluster(row: Mapping[str, Any]) -> str:
    """Name the rows that the same rules sent here and whose answers open alike, digits aside."""
    words = (row["opening"] or "").lower().translate(_NO_DIGITS).split()[:8]
    about = [row["source"] or "", *sorted(row["reasons"] or ()), "\x1f", *words]
    return xxhash.xxh3_64_hexdigest("\x1e".join(about).encode("utf-8", "replace"))


_UPSERT = """INSERT INTO item (record_id, content_hash, task, other_id, other_hash, source, auto_verdict,
  reasons, detail, is_audit, value, need, cluster, assignee, added_at)
VALUES (:record_id, :content_hash, :task, :other_id, :other_hash, :source, :auto_verdict, :reasons,
  :detail, :is_audit, :value, :need, :cluster, :assignee, :added_at)
ON CONFLICT (record_id, content_hash, task, other_hash) DO UPDATE SET active = 1, source = excluded.source,
  auto_verdict = excluded.auto_verdict, reasons = excluded.reasons, detail = excluded.detail,
  is_audit = excluded.is_audit, value = excluded.value, cluster = excluded.cluster,
  assignee = coalesce(assignee, excluded.assignee),
  need = iif(state = 'open' AND done = 0, excluded.need, need)"""


_COMPARED = ("source", "auto_verdict", "reasons", "detail", "is_audit", "value", "cluster")
_KEY = ("record_id", "content_hash", "task", "other_hash")


def _store(db: Database, items: list[dict[str, Any]], seen: set[int]) -> int:
    """Write what differs from the queue as it is; returns how many items are new."""
    if not items:
        return 0
    ids = json.dumps([item["record_id"] for item in items])
    with db.write() as con:
        forgotten = {row["record_id"] for row in con.execute("SELECT record_id FROM forgotten")}
        found = con.execute("SELECT * FROM item WHERE record_id IN (SELECT value FROM json_each(?))", (ids,))
        known = {tuple(row[name] for name in _KEY): row for row in found}
        wanted = [item for item in items if not forgotten & _members(item)]
        changed = [item for item in wanted if not _same(known.get(tuple(item[name] for name in _KEY)), item)]
        added_at = now()
        con.executemany(_UPSERT, ({**item, "added_at": added_at} for item in changed))
        found = con.execute("SELECT * FROM item WHERE record_id IN (SELECT value FROM json_each(?))", (ids,))
        present = {tuple(row[name] for name in _KEY): row["item_id"] for row in found}
        seen.update(present[tuple(item[name] for name in _KEY)] for item in wanted)
        return len(present) - len(known)


def _members(item: Mapping[str, Any]) -> set[str | None]:
    """Return the rows that an item is about."""
    return {item["record_id"], item["other_id"], *(name for name, _ in group_of(item["detail"]))}


def _retire(db: Database, seen: set[int]) -> int:
    """Take out of the queue what no page named, and leases nobody can use any more."""
    with db.write() as con:
        active = {row["item_id"] for row in con.execute("SELECT item_id FROM item WHERE active = 1")}
        gone = [(item_id,) for item_id in active - seen]
        con.executemany("UPDATE item SET active = 0 WHERE item_id = ?", gone)
        day = stamp(datetime.now(UTC) - timedelta(days=1))
        con.execute("DELETE FROM lease WHERE until < ?", (day,))
        return len(gone)


def _same(row: Any, item: Mapping[str, Any]) -> bool:
    if row is None or not row["active"]:
        return False
    settled = row["done"] > 0 or row["state"] != "open" or row["need"] == item["need"]
    assigned = row["assignee"] is not None or item["assignee"] is None
    return settled and assigned and all(row[name] == item[name] for name in _COMPARED)
