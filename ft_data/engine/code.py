"""Code versions: a rule that changed must not reuse parts the old rule made."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
from pathlib import Path

# Templates, styles and tables shape what a stage makes as much as its Python does.
_SUFFIXES = frozenset({".py", ".jinja", ".html", ".css", ".js", ".svg", ".yaml", ".json"})


@functools.cache
def code_version(*modules: str) -> str:
    """Hash the source of modules and of every source file in the named packages (12 hex digits); imports nothing heavy.

    Raises ModuleNotFoundError for a name that does not exist, so that a typo cannot freeze a version.
    """
    digest = hashlib.sha256()
    for name in sorted(modules):
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(name)
        origin = Path(spec.origin)
        package = origin.name == "__init__.py"
        paths = sorted(p for p in origin.parent.rglob("*") if p.suffix in _SUFFIXES) if package else [origin]
        for path in paths:
            relative = path.relative_to(origin.parent).as_posix()
            digest.update(f"{name}/{relative}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
