"""What any model of sentence vectors measures: how alike a row's prompt and answer are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.signals.api import Signal
from ft_data.signals.plugins.api import PluginMissing, Spec

MOST_CHARS = 20_000  # of a text: a sentence encoder reads its beginning


class Embedder(Protocol):
    """Turns texts into vectors; each vector depends on nothing but its text."""

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one vector per text, of any length; zeros where the model has nothing to say."""


class Similarity:
    """Scores rows by the cosine of their prompt's vector and their answer's."""

    def __init__(self, spec: Spec, embedder: Embedder, version: str, source: str):
        self._name, self._embedder, self._version, self._source = spec.name, embedder, version, source

    def signals(self) -> Sequence[Signal]:
        """Return the one signal."""
        return (
            Signal(
                f"{self._name}_similarity", pa.float32(), "both", "cosine -1..1",
                "Cosine of the vectors of prompt and answer; null where either is empty.", self._source,
            ),
        )  # fmt: skip

    def version(self) -> str:
        """Return the digest of the model's files and settings."""
        return self._version

    def score(self, rows: pa.Table) -> Mapping[str, Any]:
        """Return the cosines."""
        sides = [
            [(text or "")[:MOST_CHARS] for text in rows.column(name).to_pylist()]
            for name in ("prompt_text", "response_text")
        ]
        distinct = sorted({text for side in sides for text in side if text.strip()})
        place = {text: number for number, text in enumerate(distinct)}
        out = np.full(rows.num_rows, np.nan)
        if distinct:
            vectors = np.asarray(self._embedder.embed(distinct), np.float64)
            norm = np.linalg.norm(vectors, axis=1)
            for row, (prompt, answer) in enumerate(zip(*sides, strict=True)):
                a, b = place.get(prompt), place.get(answer)
                if a is not None and b is not None and norm[a] > 0 and norm[b] > 0:
                    out[row] = np.clip(vectors[a] @ vectors[b] / (norm[a] * norm[b]), -1.0, 1.0)
        return {f"{self._name}_similarity": out}


def digest_of(paths: Iterable[Path], *settings: Any) -> str:
    """Return 16 hex digits over a model's files (all below a folder) and its settings."""
    digest = hashlib.sha256(repr(settings).encode())
    for path in sorted(paths, key=lambda found: found.name):
        files = (
            [(p.relative_to(path).as_posix(), p) for p in path.rglob("*") if p.is_file()]
            if path.is_dir()
            else []
        )
        for name, file in sorted(files) or [(path.name, path)]:
            digest.update(b"\0" + name.encode() + b"\0")
            with open(file, "rb") as handle:
                while block := handle.read(1 << 20):
                    digest.update(block)
    return digest.hexdigest()[:16]


def folder_of(spec: Spec) -> Path:
    """Return the path of a spec. Raises PluginMissing when it is not set or nothing is there."""
    if spec.path is None:
        raise PluginMissing(f"model `{spec.name}` (`{spec.use}`) needs a `path`: nothing is downloaded")
    found = Path(spec.path)
    if not found.exists():
        raise PluginMissing(f"model `{spec.name}`: there is nothing at `{spec.path}`")
    return found
