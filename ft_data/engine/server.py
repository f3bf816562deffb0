"""Imported by the server that workers are forked from, on one thread, and by nothing else: importing it loads it all."""

import os
from pathlib import Path

from ft_data.engine import compiled, preload

preload.load()
KERNELS = compiled.load_cached()
preload.prepare()
if preload.AWAKE in os.environ:
    Path(os.environ[preload.AWAKE]).touch()
