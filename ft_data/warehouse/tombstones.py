"""What was forgotten must not come back: hashes of records, subjects and sources that block re-ingestion."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
from collections.abc import Iterable
from pathlib import Path

from ft_data.warehouse import files
from ft_data.warehouse.home import Warehouse

_FILE = "tombstones.jsonl"


def epoch(root: Path) -> int:
    """Return how far forgetting has come below a warehouse's folder: work that began at another number is outdated."""
    try:
        return (root / _FILE).stat().st_size  # the list only grows
    except FileNotFoundError:
        return 0


def hashes(warehouse: Warehouse) -> list[str]:
    """Return the tombstones of a dataset: opaque hashes, sorted."""
    return sorted({entry["hash"] for entry in entries(warehouse)})


def entries(warehouse: Warehouse) -> list[dict[str, str]]:
    """Return the tombstones of a dataset, oldest first: hash, kind, actor, at."""
    path = warehouse.root / _FILE
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def subjects(warehouse: Warehouse) -> list[dict[str, str]]:
    """Return the tombstones of people: the only ones that need the key they were made with."""
    return [entry for entry in entries(warehouse) if entry["kind"] == "subject"]


def add(warehouse: Warehouse, found: Iterable[str], kind: str, actor: str) -> None:
    """Append tombstones. They hold a hash, a kind, a time and who asked; never the text or the name."""
    path = warehouse.root / _FILE
    known = set(hashes(warehouse))
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    lines = [
        json.dumps({"hash": value, "kind": kind, "actor": actor, "at": now})
        for value in sorted(set(found) - known)
    ]
    before = path.read_bytes() if path.exists() else b""
    if lines:
        files.write_bytes(path, before + ("\n".join(lines) + "\n").encode())


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
