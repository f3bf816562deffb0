"""Compiled kernels, loaded ahead of their use.

The first compiled function that a process calls makes numba set itself up (0.7 CPU seconds) before it is read from
the disk cache. The server that workers are forked from does both once, on one thread, and every worker has them.
"""

from __future__ import annotations

import importlib
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


def _modules() -> Iterator[str]:
    """Name the modules with cached kernels; numba's index files are ``module.function-line.python.nbi``."""
    for index in PACKAGE.rglob("__pycache__/*.nbi"):
        source = index.parents[1] / f"{index.name.partition('.')[0]}.py"
        if source.exists():
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
