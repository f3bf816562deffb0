"""What Spark's executors fork their Python workers from: with everything loaded once, as our own server has it."""

from __future__ import annotations

import importlib
import os

from ft_data.warehouse import cores

LOADS = "FT_DATA_LOADS"  # environment variable: the module whose import loads what tasks need

if __name__ == "__main__":
    os.environ.setdefault(cores.VARIABLE, "1")
    importlib.import_module(os.environ[LOADS])
    from pyspark import daemon

    daemon.manager()
