"""Code versions: a rule that changed must not reuse parts the old rule made."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
from pathlib import Path


@functools.cache
def code_version(*modules: str) -> str:
    """Hash the source of modules and of every module in the named packages (12 hex digits); imports nothing heavy.

    Raises ModuleNotFoundError for a name that does not exist, so that a typo cannot freeze a version.
    """
    digest = hashlib.sha256()
    for name in sorted(modules):
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(name)
        origin = Path(spec.origin)
        paths = sorted(origin.parent.rglob("*.py")) if origin.name == "__init__.py" else [origin]
        for path in paths:
            relative = path.relative_to(origin.parent).as_posix()
            digest.update(f"{name}/{relative}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
