"""A small home with a dataset that has something for every stage to do."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
from pathlib import Path
from unittest import mock

import pyarrow.parquet as pq

from bench.support import homes
from bench.support.homes import command as command
from bench.support.homes import copy as copy
from bench.support.homes import fresh as fresh
from bench.support.homes import write
from ft_data.assets.execute import Outcome, execute
from ft_data.cli import invoke
from ft_data.recipe.load import load
from ft_data.release.private import Private
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.warehouse import catalog
from ft_data.warehouse.home import Home
from ft_data.warehouse.snapshots import Snapshot

RECIPE = """
dataset: demo
purpose: Answer questions about rivers.
languages: [en]
sources:
  notes: {path: sources/*.jsonl, license: MIT, origin: human}
"""

RIVERS = [
    "Danube",
    "Rhine",
    "Elbe",
    "Loire",
    "Tagus",
    "Volga",
    "Po",
    "Thames",
    "Seine",
    "Ebro",
    "Vistula",
    "Oder",
]


def rows() -> list[dict]:
    made = []
    for number, river in enumerate(RIVERS):
        for what in ("length", "source", "mouth", "fish", "trade"):
            made.append(
                {
                    "id": f"{river}-{what}",
                    "instruction": f"Tell me about the {what} of the river {river}, please.",
                    "response": (
                        f"The {what} of the {river} is described in chapter {number + 3} of our small handbook. "
                        f"People who live near the {river} have written about its {what} for centuries, and "
                        f"surveys of the {what} were repeated whenever the {river} changed its bed after a flood."
                    ),
                }
            )
    made.append(made[0] | {"id": "copy", "instruction": made[0]["instruction"].upper()})
    made.append(
        {
            "id": "mail",
            "instruction": "Whom do I ask about boats?",
            "response": "Write to anna.muster@nebulae.org, who rents boats.",
        }
    )
    made.append({"id": "empty", "instruction": "And the bridges?", "response": ""})
    return made


def make(root: Path, recipe: str = RECIPE, lines: list[dict] | None = None) -> Home:
    folder = root / "datasets/demo/sources"
    folder.mkdir(parents=True, exist_ok=True)
    (folder.parent / "recipe.yaml").write_text(recipe)
    write(folder / "a.jsonl", rows() if lines is None else lines)
    return Home(root)


def give_key(home: Home, root: Path) -> None:
    """Let another home have the same secret: ids and hashes are then the same."""
    shutil.copy(home.key_file, root / home.key_file.name)


def run(home: Home, select: list[str] | None = None, release: bool = True) -> Outcome:
    """Make assets as a user does: through Dagster, with all that is checked of each."""
    recipe = load(home.recipe("demo"), "demo")
    with mock.patch.dict(os.environ, DAGSTER_HOME=str(home.root)):
        return execute(home, "demo", recipe, select or [], release=release)


def materialize(home: Home, until: str = "release") -> Snapshot:
    """Make the assets up to one, as a run makes them but without Dagster and its checks: in a third of the time."""
    build = Build.open(home, "demo")
    names = list(graph.assets(build.recipe))
    return graph.make(build, *names[: names.index(until) + 1])


def told(home: Home, *args: str) -> subprocess.CompletedProcess[str]:
    """Give a command in this process, which has imported already what it needs; return how it ended and what it said."""
    out, err = io.StringIO(), io.StringIO()
    places = {"FT_DATA_HOME": str(home.root), "DAGSTER_HOME": str(home.root)}
    with (
        mock.patch.dict(os.environ, places),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = invoke(list(args))
    return subprocess.CompletedProcess(args, code, out.getvalue(), err.getvalue())


def hashes(home: Home) -> dict[str, str]:
    return homes.hashes(home, "demo")


def manifests(home: Home) -> set[str]:
    return {str(path.relative_to(home.root)) for path in home.warehouse("demo").snapshots.rglob("*.json")}


def parts(home: Home) -> set[str]:
    return {
        str(path.relative_to(home.root)) for path in home.warehouse("demo").parts.rglob("*") if path.is_file()
    }


def query(home: Home, sql: str) -> list[tuple]:
    return catalog.query(home.warehouse("demo"), sql)[1]


def released(home: Home, version: str | None = None) -> set[str]:
    """Return the records of a release, the newest if none is named, by the ids they have in the warehouse."""
    folder = (
        home.root / "releases/demo" / version
        if version
        else max((home.root / "releases/demo").glob("[0-9]*"))
    )
    published = pq.read_table(folder / "index.parquet", columns=["record_id"]).column(0).to_pylist()
    return set(Private.of(home, "demo").records(published).values())
