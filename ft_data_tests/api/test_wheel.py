"""The built wheel, alone: installed beside its dependencies, used in an empty folder, the repository nowhere on the path."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import urllib.request
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from ft_data_tests.pipeline import helpers
from ft_data_tests.realdata import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Build it offline, from a copy: building writes beside the sources."""
    if int(metadata.version("setuptools").split(".")[0]) < 77:
        pytest.skip("needs setuptools 77 to build a wheel (extra `dev`)")
    place = tmp_path_factory.mktemp("wheel")
    source = place / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "ft_data", source / "ft_data", ignore=shutil.ignore_patterns("__pycache__"))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-index", "--quiet"]
    call([*pip, "--no-deps", "--no-build-isolation", "-w", str(place), str(source)], place, {})
    (built,) = place.glob("*.whl")
    return built


class Place:
    """An empty folder, and an environment that has the wheel and what it depends on."""

    def __init__(self, folder: Path, wheel: Path):
        self.folder, self.bin = folder / "home", folder / "env/bin"
        self.folder.mkdir()
        call([sys.executable, "-m", "venv", "--without-pip", str(folder / "env")], folder, {})
        (site,) = (folder / "env").glob("lib/python*/site-packages")
        # A path, not a site folder: what is installed there for editing, such as this repository, stays out of it.
        (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
        pip = [
            sys.executable,
            "-m",
            "pip",
            "--disable-pip-version-check",
            "--python",
            str(self.bin / "python"),
        ]
        call([*pip, "install", "--quiet", "--no-index", "--no-deps", str(wheel)], folder, {})

    @property
    def env(self) -> dict[str, str]:
        kept = {name: said for name, said in os.environ.items() if name not in ("PYTHONPATH", "FT_DATA_HOME")}
        return {**kept, "DAGSTER_HOME": str(self.folder)}

    def say(self, *line: str) -> str:
        return call([str(self.bin / line[0]), *line[1:]], self.folder, self.env)


def call(line: list[str], where: Path, env: dict[str, str]) -> str:
    found = subprocess.run(line, cwd=where, env=env or None, capture_output=True, text=True)
    assert found.returncode == 0, f"{' '.join(line)}\n{found.stdout[-4000:]}\n{found.stderr[-4000:]}"
    return found.stdout


@pytest.fixture(scope="module")
def place(wheel, tmp_path_factory) -> Place:
    return Place(tmp_path_factory.mktemp("place"), wheel)


def test_the_wheel_holds_the_package_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    package = ROOT / "ft_data"
    there = {
        str(path.relative_to(ROOT))
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert held == there
    assert {Path(name).suffix for name in held} >= {
        ".py",
        ".yaml",
        ".jinja",
        ".css",
        ".js",
        ".html",
        ".typed",
    }


def test_from_a_csv_to_a_release_in_an_empty_folder(place):
    with (place.folder / "Tickets 2024.csv").open("w", newline="") as file:
        rows = [{"question": row["instruction"], "answer": row["response"]} for row in helpers.rows()]
        writer = csv.DictWriter(file, ["question", "answer"])
        writer.writeheader()
        writer.writerows(rows)
    where = place.say("python", "-c", "import ft_data; print(ft_data.__file__)").strip()
    assert Path(where).is_relative_to(place.bin.parent), where
    stated = ["--purpose", "Answer questions about rivers.", "--license", "MIT", "--consent", "contract"]
    said = place.say("ft-data", "init", "rivers", "Tickets 2024.csv", *stated, "--language", "en")
    assert "ft-data check rivers" in said
    assert f"{len(rows)} rows" in place.say("ft-data", "check", "rivers")
    place.say("ft-data", "run", "rivers")
    release = place.folder / "releases/rivers/1.0.0"
    assert json.loads((release / "manifest.json").read_text()) and (release / "README.md").exists()
    assert list(place.folder.glob("warehouse/rivers/reports/*.html"))
    place.say("ft-data", "card", "rivers", "--verify")
    funnel = json.loads(place.say("python", "-m", "ft_data", "funnel", "rivers", "--json"))
    assert funnel[0]["rows_in"] == len(rows) and funnel[-1]["rows_out"] > 50
    code = "import ft_data; print(len(ft_data.open('rivers').table('formatted').df()))"
    assert int(place.say("python", "-c", code)) == funnel[-1]["rows_out"]

    answers_and_stops(place, "rivers")
    place.say("python", "-m", "dagster", "definitions", "validate", "-m", "ft_data.definitions")


def answers_and_stops(place: Place, name: str) -> None:
    """Start the review station, look at it, stop it as a person would."""
    line = [str(place.bin / "ft-data"), "review", name, "--port", "0"]
    process = subprocess.Popen(line, cwd=place.folder, env=place.env, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = re.search(r"http://\S+", process.stdout.readline())
        assert address is not None
        page = urllib.request.urlopen(address.group(), timeout=30)
        assert page.status == 200 and name in page.read().decode()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
