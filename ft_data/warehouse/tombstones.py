"""What was forgotten must not come back: hashes of records, subjects and sources that block re-ingestion."""

from __future__ import annotations

import datetime
import hashlib
import hmac
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from ft_data.warehouse import files, lines
from ft_data.warehouse.home import Warehouse
from ft_data.warehouse.key import id_of

_FILE, _PERSON = "tombstones.jsonl", "subject"


def epoch(root: Path) -> int:
    """Return how far forgetting has come below a warehouse's folder: work that began at another number is outdated."""
    try:
        return (root / _FILE).stat().st_size  # the list only grows
    except FileNotFoundError:
        return 0


def hashes(warehouse: Warehouse) -> list[str]:
    """Return the tombstones of a dataset: opaque hashes, sorted."""
    return sorted({entry["hash"] for entry in entries(warehouse)})


def entries(warehouse: Warehouse) -> list[dict[str, Any]]:
    """Return the tombstones of a dataset, oldest first: hash, kind, actor, at. Raises DamagedFile."""
    return lines.entries(warehouse.root / _FILE)


def subjects(warehouse: Warehouse) -> list[dict[str, Any]]:
    """Return the tombstones of people: the only ones that need the key they were made with."""
    return [entry for entry in entries(warehouse) if entry["kind"] == _PERSON]


def lost(warehouse: Warehouse, held: Collection[str]) -> list[dict[str, Any]]:
    """Return the tombstones of people that were made with none of the keys of these ids (`key.id_of`): nobody is recognised by them.

    Those from before they named their key are lost with every key alone.
    """
    return [one for one in subjects(warehouse) if not held or ("key" in one and one["key"] not in held)]


def give_up(warehouse: Warehouse, held: Collection[str]) -> None:
    """Note that the key of lost tombstones is not coming back: they no longer speak for anybody."""
    gone = {one["hash"] for one in lost(warehouse, held)}
    if gone:
        noted = [
            one | ({"kind": f"{_PERSON} under a lost key"} if one["hash"] in gone else {})
            for one in entries(warehouse)
        ]
        files.write_bytes(warehouse.root / _FILE, b"".join(map(lines.line, noted)))


def add(warehouse: Warehouse, found: Iterable[str], kind: str, actor: str, key: bytes | None = None) -> None:
    """Append tombstones. They hold a hash, a kind, a time and who asked, and what names the key it was made with; never the text or the name."""
    path = warehouse.root / _FILE
    known = set(hashes(warehouse))
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    more = {"key": id_of(key)} if key else {}
    made = [
        lines.line({"hash": value, "kind": kind, "actor": actor, "at": now} | more)
        for value in sorted(set(found) - known)
    ]
    before = path.read_bytes() if path.exists() else b""
    if made:
        files.write_bytes(path, lines.closed(path, before) + b"".join(made))


def of_record(identity: str) -> str:
    """Hash a record's identity."""
    return hashlib.sha256(b"record\0" + identity.encode()).hexdigest()[:32]


def of_source(source: str) -> str:
    """Hash a source's name."""
    return hashlib.sha256(b"source\0" + source.encode()).hexdigest()[:32]


def subject_id(subject: str, key: bytes) -> str:
    """Return the keyed id under which a person is known (HMAC-SHA256, 24 hex digits)."""
    return hmac.new(key, b"subject\0" + subject.encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:24]


def of_subject(subject_id: str, key: bytes) -> str:
    """Hash a subject (already the keyed id that `cleaned` stores)."""
    return hmac.new(key, b"tombstone\0" + subject_id.encode(), "sha256").hexdigest()[:32]
