"""Engines to try: those whose extras are installed. ``make test-engines`` installs them, and then none may be missing."""

import itertools
import os
import shutil
import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from bench.support.homes import ROOT
from ft_data.engine import choice
from ft_data.sources.model import Chunk
from ft_data.stages import raw
from ft_data_tests.pipeline import helpers

REQUIRED = "FT_DATA_ENGINES_REQUIRED"  # a comma between the modules that must be there


def need(module: str) -> None:
    """Skip a test whose engine is not installed, unless it has to be."""
    if find_spec(module) is None:
        assert module not in os.environ.get(REQUIRED, "").split(","), f"{module} is not installed"
        pytest.skip(f"{module} is not installed: `make test-engines`")


@pytest.fixture(scope="session")
def sail():
    """Sail's Spark Connect server, in a process of its own."""
    need("pysail")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "pysail", "spark", "server", "--ip", "127.0.0.1", "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            assert server.poll() is None, "the server did not start"
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"sc://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(params=["ray", "sail", "spark"])
def engine(request, monkeypatch) -> str:
    """Have the environment name an engine; return its kind."""
    kind = request.param
    if kind == "sail":
        address = request.getfixturevalue("sail")
    else:
        need({"ray": "ray", "spark": "pyspark"}[kind])
        if kind == "spark" and not shutil.which("java"):
            pytest.skip("Spark itself needs Java")
        address = f"{kind}://local"
    monkeypatch.setenv(choice.VARIABLE, address)
    monkeypatch.setenv("FT_DATA_WORKERS", "2")
    return kind


@pytest.fixture(scope="session")
def here(tmp_path_factory):
    """A home of several parts whose dataset ran through on this machine alone."""
    home = helpers.make(tmp_path_factory.mktemp("here"), lines=[])
    fill(home.folder("demo") / "sources")
    done = helpers.command(home, "run", "demo", timeout=500)
    assert done.returncode == 0, done.stderr
    return home


def fill(folder: Path) -> None:
    """Write three files, with names after which a pack of small files ends, so each becomes a part."""
    names = (f"notes{number}" for number in itertools.count())
    ends = (name for name in names if len(list(raw._packs([_chunk(name), _chunk("z")]))) == 2)
    for number, name in enumerate(itertools.islice(ends, 3)):
        lines = [
            row
            | {"id": f"{name}-{row['id']}", "response": row["response"] + f" So says volume {number + 1}."}
            for row in helpers.rows()
        ] * 20
        helpers.write(
            folder / f"{name}.jsonl", (one | {"id": f"{at}-{one['id']}"} for at, one in enumerate(lines))
        )


def _chunk(name: str) -> Chunk:
    return Chunk(f"sources/{name}.jsonl", "", 0, None, 1, "jsonl", 1)
