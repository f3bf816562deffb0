"""Imported by the server that workers are forked from, on one thread: a worker starts with all of this loaded."""

import duckdb  # noqa: F401
import numba  # noqa: F401
import pyarrow.compute
import pyarrow.parquet  # noqa: F401

import ft_data.engine.work  # noqa: F401
from ft_data.engine.compiled import load_cached

KERNELS = load_cached()
