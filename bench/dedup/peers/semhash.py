"""semhash: embeddings and nearest neighbours. Its default model is downloaded, so hashed n-grams stand in."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

HERE = str(Path(__file__).parent)
sys.path = [path for path in sys.path if path != HERE]

import numpy as np  # noqa: E402
from semhash import SemHash  # noqa: E402

sys.path.insert(0, HERE)
import common  # noqa: E402

DIMENSIONS = 256


class Hashed:
    """Words hashed to signed counts: an encoder that needs no model."""

    def encode(self, inputs: Sequence[str], **_: object) -> np.ndarray:
        out = np.zeros((len(inputs), DIMENSIONS), np.float32)
        for row, text in enumerate(inputs):
            for shingle in common.shingles(text):
                h = hash_of(shingle)
                out[row, h % DIMENSIONS] += 1.0 if h >> 40 & 1 else -1.0
        return out


def hash_of(text: str) -> int:
    import zlib

    return zlib.crc32(text.encode()) * 0x9E3779B97F4A7C15 & (1 << 63) - 1


def work() -> Iterable[str]:
    records = [{"id": record, "text": text} for record, text in common.rows()]
    found = SemHash.from_records(records, columns=["text"], model=Hashed()).self_deduplicate(0.9)
    kept = {record["id"] for record in found.selected}
    return [record["id"] for record in records if record["id"] not in kept]


common.report(work, f"cosine >= 0.9 of hashed 5-word shingles ({DIMENSIONS} dimensions), unverified")
