"""Flip one bit of a file at a time: is it noticed?"""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bench.chaos.home import NAME
from ft_data.warehouse import verify
from ft_data.warehouse.home import Home


def flips(home: Home, times: int, chance: random.Random) -> tuple[str, bool]:
    """Flip bits of parts, manifests, the split ledger and the tables of published ids, and look for each.

    Of the two kinds of tables that are read whole, what lies outside of pages and changes nothing that is read is no loss.
    """
    warehouse = home.warehouse(NAME)
    whole_tables = (warehouse.splits, warehouse.root / "published")
    known = [
        path
        for place in (warehouse.parts, warehouse.snapshots, *whole_tables)
        for path in sorted(place.rglob("*"))
        if path.suffix in (".parquet", ".json")
    ]
    missed, harmless = [], 0
    for _ in range(times):
        path = chance.choice(known)
        whole = path.read_bytes()
        data = bytearray(whole)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        before = pq.read_table(path) if path.parent in whole_tables else None
        path.write_bytes(data)
        if before is not None and _reads(path) == before:
            harmless += 1
        elif str(path.relative_to(home.root)) not in dict(verify.damage(home, NAME)):
            missed.append(f"{path.parent.name}/{path.suffix}")
        path.write_bytes(whole)
    told = f"flips: {times - len(missed) - harmless} of {times} noticed, {harmless} change nothing; missed {missed}"
    return told, not missed


def _reads(path: Path) -> pa.Table | None:
    try:
        return pq.read_table(path)
    except (OSError, ValueError, pa.ArrowException):
        return None
