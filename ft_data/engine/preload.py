"""What the server of the workers loads before it forks them, so that no worker loads it again.

Named, not imported: the engine knows no stage. A module that cannot be imported is left to whoever needs it.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

from ft_data import plugins

AWAKE = "FT_DATA_WORKERS_AWAKE"  # environment variable: the file that the server makes when it is ready
MODULES = (
    "pyarrow.parquet",
    "numba",
    "ft_data.engine.work",
    "ft_data.warehouse.hashing",
    "ft_data.stages.raw",
    "ft_data.sources.guarded",
    "ft_data.sources.readers.jsonl",
    "ft_data.stages.cleaned",
    "ft_data.cleaning",
    "ftfy",
    "phonenumbers",
    "selectolax.lexbor",
    "ft_data.stages.deduped",
    "datasketch",
    "duckdb",
)
# Functions that make the tables which kernels look things up in, and remember them.
TABLES = (
    "ft_data.dedup.normal:prepare",
    "ft_data.text.words:prepare",
    "ft_data.signals.flags.matcher:response_matcher",
    "ft_data.signals.flags.matcher:prompt_matcher",
    "ft_data.signals.language.model:model",
    "ft_data.signals.language.second:known",
)


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


def load() -> None:
    """Import everything in `MODULES`, and the plug-ins that are installed."""
    without_pandas()
    for name in MODULES:
        with suppress(ImportError):
            importlib.import_module(name)
    plugins.preload()


def prepare() -> None:
    """Call everything in `TABLES`."""
    for name in TABLES:
        module, _, function = name.partition(":")
        with suppress(ImportError):
            getattr(importlib.import_module(module), function)()
