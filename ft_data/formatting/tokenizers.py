"""Exact token counts, offline: the o200k and cl100k encodings, any ``tokenizer.json``, any Tekken file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from ft_data.warehouse import cores

Counts = npt.NDArray[np.int32]
ENCODINGS = {"o200k": "o200k_base", "cl100k": "cl100k_base"}


class Tokenizer(Protocol):
    """Counts the tokens of texts; ``identity`` changes when its counts could."""

    name: str
    identity: str

    def count(self, texts: Sequence[str]) -> Counts:
        """Return the number of tokens of each text, special tokens read as plain text."""
        ...


def load(spec: str, base: Path = Path()) -> Tokenizer:
    """Return the tokenizer named ``o200k``, ``cl100k`` or by the path of its file, from ``base``.

    ``tokenizer.json`` needs the package ``tokenizers``, ``tekken.json`` needs ``mistral-common``. Raises
    ``ValueError`` for an unknown name, ``ImportError`` with what to install.
    """
    if spec in ENCODINGS:
        return _Tiktoken(spec)
    path = base / spec
    if not path.is_file():
        raise ValueError(
            f"unknown tokenizer {spec!r}: use {', '.join(ENCODINGS)} or the path of a tokenizer.json"
        )
    return _Tekken(path) if path.name.startswith("tekken") else _HuggingFace(path)


def missing(spec: str, base: Path) -> str | None:
    """Say what :func:`load` lacks for a tokenizer named in a recipe of the folder ``base``, or return None."""
    if spec in ENCODINGS:
        return None
    if not (base / spec).is_file():
        return f"`{spec}` is neither {' nor '.join(ENCODINGS)} nor a file in {base}"
    module, package = (
        ("mistral_common", "mistral-common") if Path(spec).name.startswith("tekken") else ("tokenizers",) * 2
    )
    return None if find_spec(module) else f"to count with {spec} install the package `{package}`"


class _Tiktoken:
    """OpenAI's encodings through toktok, whose ids are those of tiktoken."""

    def __init__(self, name: str) -> None:
        import toktok

        self.name = name
        self.identity = f"{ENCODINGS[name]}/toktok-{toktok.__version__}"

    def count(self, texts: Sequence[str]) -> Counts:
        import toktok

        threads = cores.allowed(4)  # counts do not depend on it
        return np.asarray(toktok.batch_count(texts, ENCODINGS[self.name], threads=threads), np.int32)


class _HuggingFace:
    def __init__(self, path: Path) -> None:
        try:
            from tokenizers import Tokenizer as Loaded
        except ImportError as error:
            raise ImportError(f"to count with {path} install the package `tokenizers`") from error
        self._tokenizer: Any = Loaded.from_file(str(path))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.name = path.parent.name or path.name
        self.identity = _sha256(path)

    def count(self, texts: Sequence[str]) -> Counts:
        found = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return np.fromiter((len(one.ids) for one in found), np.int32, len(texts))


class _Tekken:
    def __init__(self, path: Path) -> None:
        try:
            from mistral_common.tokens.tokenizers.tekken import Tekkenizer
        except ImportError as error:
            raise ImportError(f"to count with {path} install the package `mistral-common`") from error
        self._tokenizer: Any = Tekkenizer.from_file(path)
        self.name = path.stem
        self.identity = _sha256(path)

    def count(self, texts: Sequence[str]) -> Counts:
        found = (len(self._tokenizer.encode(text, bos=False, eos=False)) for text in texts)
        return np.fromiter(found, np.int32, len(texts))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
