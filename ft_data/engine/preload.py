"""What the server of the workers loads before it forks them, so that no worker loads it again.

Named, not imported: what the work itself needs is said by whoever starts it. A module that cannot be imported is
left to whoever needs it.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from ft_data import plugins
from ft_data.engine import compiled

AWAKE = "FT_DATA_WORKERS_AWAKE"  # environment variable: the file that the server makes when it is ready
MODULES = ("pyarrow.parquet", "numba", "duckdb", "ft_data.engine.work", "ft_data.warehouse.hashing")


class _Unfindable(MetaPathFinder):
    """Makes one import fail."""

    def __init__(self, name: str):
        self.name = name

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Raise for the one name, know nothing of any other."""
        if fullname == self.name:
            raise ModuleNotFoundError(fullname, name=fullname)
        return None


def without_pandas() -> None:
    """Let pyarrow find out now that there is no pandas in this process, which it remembers.

    It would import pandas, where installed, to tell the first list it is given from a series: 0.4 seconds and
    40 MB in every worker. Whoever imports pandas for its own sake gets it as ever.
    """
    if "pandas" in sys.modules:
        return
    import pyarrow as pa

    finder = _Unfindable("pandas")
    sys.meta_path.insert(0, finder)
    try:
        pa.array([0])
    finally:
        sys.meta_path.remove(finder)


def load(loads: Callable[[], Iterable[str]]) -> None:
    """Import `MODULES`, what ``loads`` names and the plug-ins that are installed; then load the compiled kernels, call
    the functions among what is named, and say that all is there.

    ``loads`` names a module, or as ``module:function`` what makes the tables that kernels look things up in.
    """
    without_pandas()
    named = [*MODULES, *loads()]
    for name in named:
        with suppress(ImportError):
            importlib.import_module(name.partition(":")[0])
    plugins.preload()
    compiled.load_cached()
    for name in named:
        module, _, function = name.partition(":")
        if function:
            with suppress(ImportError):
                getattr(importlib.import_module(module), function)()
    if AWAKE in os.environ:
        Path(os.environ[AWAKE]).touch()
