"""Flip one bit of a file at a time: is it noticed?"""

from __future__ import annotations

import random

from bench.chaos.home import NAME
from ft_data.warehouse import verify
from ft_data.warehouse.home import Home


def flips(home: Home, times: int, chance: random.Random) -> tuple[str, bool]:
    """Flip bits of parts, manifests and the split ledger, and look for each."""
    warehouse = home.warehouse(NAME)
    known = [
        path
        for place in (warehouse.parts, warehouse.snapshots, warehouse.splits)
        for path in sorted(place.rglob("*"))
        if path.suffix in (".parquet", ".json")
    ]
    missed = []
    for _ in range(times):
        path = chance.choice(known)
        whole = path.read_bytes()
        data = bytearray(whole)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        if str(path.relative_to(home.root)) not in dict(verify.damage(home, NAME)):
            missed.append(f"{path.parent.name}/{path.suffix}")
        path.write_bytes(whole)
    return f"flips: {times - len(missed)} of {times} noticed; missed {missed}", not missed
