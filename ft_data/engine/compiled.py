"""Compiled kernels, loaded ahead of their use.

The first compiled function that a process calls makes numba set itself up (0.7 CPU seconds) before it is read from
the disk cache. The server that workers are forked from does both once, on one thread, and every worker has them.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def load_cached() -> int:
    """Load every kernel of the package that an earlier process compiled and cached; return how many.

    Nothing is compiled here: a kernel that is not cached, or whose source changed, is left to its first use.
    """
    loaded = 0
    for name in sorted(set(_modules())):
        loaded += sum(map(_load, vars(importlib.import_module(name)).values()))
    return loaded


def cached(package: Path = PACKAGE) -> bool:
    """Say whether an earlier process compiled kernels of this very source; if not, the next one compiles what it calls.

    Where they are kept elsewhere (a package that may not be written to, ``NUMBA_CACHE_DIR``) nobody looks: True.
    """
    if os.environ.get("NUMBA_CACHE_DIR") or not os.access(package, os.W_OK):
        return True
    return any(index.stat().st_mtime >= source.stat().st_mtime for index, source in _indexes(package))


def _indexes(package: Path) -> Iterator[tuple[Path, Path]]:
    """Yield numba's index files, ``module.function-line.python.nbi``, each with the module it is of."""
    for index in package.rglob("__pycache__/*.nbi"):
        source = index.parents[1] / f"{index.name.partition('.')[0]}.py"
        if source.exists():
            yield index, source


def _modules() -> Iterator[str]:
    """Name the modules with cached kernels."""
    for _, source in _indexes(PACKAGE):
        yield ".".join(source.relative_to(PACKAGE.parent).with_suffix("").parts)


def _load(kernel: object) -> int:
    cache = getattr(kernel, "_cache", None)
    try:
        found = cache._cache_file._load_index()  # type: ignore[union-attr]
        wanted = {key: key[0] for key in found}
        for key, signature in wanted.items():
            if cache._index_key(signature, kernel.targetctx.codegen()) == key:  # type: ignore[union-attr,attr-defined]
                kernel.compile(signature)  # type: ignore[attr-defined]
    except Exception:  # numba's cache has no public way to list it; without it kernels load on first use
        return 0
    return len(wanted)
