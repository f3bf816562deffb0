"""The tour of the README, line by line as it is written, in a small home of what `make run` makes."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from ft_data_tests.realdata import ROOT

ENV = {"DAGSTER_DISABLE_TELEMETRY": "1", "PYTHONPATH": str(ROOT), "GX_ANALYTICS_ENABLED": "False"}


def tour() -> list[str]:
    """Return the commands of the README's tour, without their comments."""
    block = (ROOT / "README.md").read_text().partition("tour\n\n```sh\n")[2].partition("```")[0]
    return [re.sub(r"\s+# .*", "", line) for line in block.strip().splitlines()]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A clone with little in it: the same commands, the same dataset with fewer rows."""
    place = tmp_path_factory.mktemp("tour")
    for name in ("Makefile", "workspace.yaml", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, place)
    (place / ".venv/bin").mkdir(parents=True)
    for name in ("python", "ft-data", "dagster"):
        (place / ".venv/bin" / name).symlink_to(os.path.join(os.path.dirname(sys.executable), name))
    folder = place / "datasets/python_helper"
    shutil.copytree(
        ROOT / "datasets/python_helper", folder, ignore=shutil.ignore_patterns("sources", "benchmarks")
    )
    subprocess.run([sys.executable, folder / "make_sources.py"], check=True, capture_output=True)
    for path in (folder / "sources/stdlib").glob("*.jsonl"):
        path.write_text("".join(path.read_text().splitlines(keepends=True)[:120]))
    for path in sorted((folder / "sources/chatterbot").iterdir())[3:]:
        shutil.rmtree(path)
    recipe = (folder / "recipe.yaml").read_text()
    (folder / "recipe.yaml").write_text(recipe.replace("min_rows: 2000", "min_rows: 100"))
    call(place, ".venv/bin/ft-data run python_helper")
    return place


def environment(place) -> dict[str, str]:
    # A reader's shell is not inside another `make`, which would pass on its flags and announce its folders.
    outside = {
        name: said for name, said in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    }
    return {**outside, **ENV, "FT_DATA_HOME": str(place), "DAGSTER_HOME": str(place)}


def call(place, line: str) -> str:
    found = subprocess.run(
        ["sh", "-c", line], cwd=place, env=environment(place), capture_output=True, text=True
    )
    assert found.returncode == 0, f"{line}\n{found.stdout}\n{found.stderr}"
    return found.stdout


def serves(place, line: str, address: str | None) -> bool:
    """Start a server, wait until it answers, stop it. Without an address it says its own."""
    process = subprocess.Popen(
        ["sh", "-c", f"exec {line}"], cwd=place, env=environment(place), start_new_session=True, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        address = address or re.search(r"http://\S+", process.stdout.readline()).group()
        for _ in range(1200):
            assert process.poll() is None, f"{line} ended"
            try:
                return urllib.request.urlopen(address, timeout=5).status == 200
            except OSError:
                time.sleep(0.2)
        return False
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


@pytest.mark.slow
def test_every_line_of_the_tour_does_what_it_says(place):
    lines, said = tour(), ""
    assert len(lines) == 10
    for line in lines:
        if line == "make ui":
            command = call(place, "make -n ui").strip().splitlines()[-1]
            port = free_port()
            assert serves(
                place, command.replace("-p 3000", f"-p {port}"), f"http://127.0.0.1:{port}/server_info"
            )
        elif " review " in line:
            assert serves(place, f"{line} --port 0", None)
        else:
            record = re.search(r"\b[0-9a-f]{24}\b", said)
            said = call(place, line.replace("RECORD_ID", record.group() if record else "RECORD_ID"))
            assert said.strip(), line
    assert (place / "releases/my_dataset/1.0.0/README.md").exists()
    assert (place / "releases/python_helper/1.0.0/README.md").exists()
