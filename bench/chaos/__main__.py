"""Break a home of 300 rows at random and count what is lost.

python -m bench.chaos --kills N --races N --flips N --seed S
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import orjson
import pyarrow.parquet as pq

from ft_data.warehouse import snapshots, verify
from ft_data.warehouse.home import Home

NAME, PERSON, TEXT = "demo", "marigold", "keeps a lighthouse beyond the northern pier"
RECIPE = """
dataset: demo
purpose: Answer questions about rivers.
languages: [en]
sources:
  notes: {path: sources/*.jsonl, license: MIT, origin: human,
          map: {id: id, prompt: instruction, response: response, subject_id: who}}
"""
WORDS = [
    "river",
    "valley",
    "bridge",
    "winter",
    "harvest",
    "market",
    "harbour",
    "mill",
    "forest",
    "meadow",
    "boat",
    "ferry",
    "stone",
    "village",
    "road",
    "castle",
    "lantern",
    "orchard",
    "weaver",
    "miller",
    "baker",
    "sailor",
    "council",
    "ledger",
    "charter",
    "tower",
    "garden",
    "wall",
    "gate",
    "well",
]


def main() -> None:
    """Run what is asked for and print one line of figures each."""
    parser = argparse.ArgumentParser(prog="bench.chaos")
    for what in ("kills", "races", "flips"):
        parser.add_argument(f"--{what}", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        base, chance = Path(folder), random.Random(asked.seed)
        home, seconds = _whole(base / "whole", chance)
        if asked.flips:
            print(_flips(home, asked.flips, chance), flush=True)
        if asked.kills:
            print(_kills(base, home, asked.kills, seconds, chance), flush=True)
        if asked.races:
            print(_races(base, home, asked.races, seconds, chance), flush=True)


def _whole(root: Path, chance: random.Random) -> tuple[Home, float]:
    """Make a home and run it undisturbed; return it and how long that took."""
    folder = root / "datasets" / NAME / "sources"
    folder.mkdir(parents=True)
    (folder.parent / "recipe.yaml").write_text(RECIPE)
    lines = [
        {"id": str(n), "who": PERSON if n % 60 == 7 else f"customer-{n % 40}",
         "instruction": f"What is written about the {' '.join(chance.sample(WORDS, 4))}, number {n}?",
         "response": f"The {' and the '.join(chance.sample(WORDS, 6))} are told of in the year {1200 + n}"
                     + (f"; somebody {TEXT}." if n % 60 == 7 else ".")}
        for n in range(300)
    ]  # fmt: skip
    (folder / "a.jsonl").write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    home, begun = Home(root), time.monotonic()
    done = _start(home, "run", NAME)
    said = done.communicate()[1]
    if done.returncode:
        raise SystemExit(f"the undisturbed run failed: {said.decode()}")
    return home, time.monotonic() - begun


def _start(home: Home, *arguments: str) -> subprocess.Popen[bytes]:
    env = {**os.environ, "FT_DATA_HOME": str(home.root), "DAGSTER_HOME": str(home.root)}
    line = [sys.executable, "-c", "from ft_data.cli import main; main()", *arguments]
    return subprocess.Popen(
        line, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )


def _done(home: Home, *arguments: str) -> int:
    process = _start(home, *arguments)
    process.communicate()
    return process.returncode


def _copy(home: Home, root: Path, fresh: bool) -> Home:
    shutil.rmtree(root, ignore_errors=True)
    made = ("warehouse", "releases", "history", "storage", "schedules") if fresh else ()
    shutil.copytree(home.root, root, ignore=lambda at, _: made if Path(at) == home.root else ())
    return Home(root)


def _hashes(home: Home) -> dict[str, str]:
    """Return the content of every asset but those that tell when they were made."""
    found = {
        asset: snapshots.current(home.warehouse(NAME), asset)
        for asset in snapshots.assets(home.warehouse(NAME))
    }
    return {
        asset: one.content_hash for asset, one in found.items() if one and asset not in ("eval_report", "release")
    }  # fmt: skip


def _held(folder: Path) -> list[str]:
    """Return the files below a folder that hold the person's text."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            if path.suffix == ".parquet":
                data += str(pq.read_table(path).to_pydict()).encode()
            if TEXT.encode() in data:
                found.append(path.name)
    return found


def _kill_at(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Kill a command and all it started after some seconds; tell whether it still ran."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return True
    process.communicate()
    return False


def _flips(home: Home, times: int, chance: random.Random) -> str:
    warehouse = home.warehouse(NAME)
    known = [
        path
        for place in (warehouse.parts, warehouse.snapshots, warehouse.splits)
        for path in sorted(place.rglob("*"))
        if path.suffix in (".parquet", ".json")
    ]
    missed = []
    for _ in range(times):
        path = chance.choice(known)
        whole = path.read_bytes()
        data = bytearray(whole)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        if str(path.relative_to(home.root)) not in dict(verify.damage(home, NAME)):
            missed.append(f"{path.parent.name}/{path.suffix}")
        path.write_bytes(whole)
    return f"flips: {times - len(missed)} of {times} noticed; missed {missed}"


def _kills(base: Path, whole: Home, times: int, seconds: float, chance: random.Random) -> str:
    """Kill a run, run again: the same content. Kill `forget`, ask again: nothing is left."""
    killed = wrong = left = 0
    for number in range(times):
        if number % 2 == 0:
            home = _copy(whole, base / "killed", fresh=True)
            killed += _kill_at(_start(home, "run", NAME), chance.uniform(0.2, seconds))
            wrong += _done(home, "run", NAME) != 0 or _hashes(home) != _hashes(whole)
            continue
        home = _copy(whole, base / "killed", fresh=False)
        ask = ("forget", NAME, "--subject", PERSON, "--purge-releases", "--yes")
        killed += _kill_at(_start(home, *ask), chance.uniform(0.2, 4))
        wrong += _done(home, *ask) != 0
        left += bool(_held(home.warehouse(NAME).root) or _held(home.root / "releases"))
    return f"kills: {times} ({killed} hit a running command), {wrong} wrong, {left} with text left"


def _races(base: Path, whole: Home, times: int, seconds: float, chance: random.Random) -> str:
    """Forget a person at a random moment of a run."""
    left = wrong = 0
    for _ in range(times):
        home = _copy(whole, base / "raced", fresh=True)
        running = _start(home, "run", NAME, "--select", "raw,cleaned")
        running.communicate()
        running = _start(home, "run", NAME)
        time.sleep(chance.uniform(0, seconds))
        wrong += _done(home, "forget", NAME, "--subject", PERSON, "--purge-releases", "--yes") != 0
        running.communicate()
        left += bool(_held(home.warehouse(NAME).root) or _held(home.root / "releases"))
    return f"forget beside a run: {times}, {wrong} refused or failed, {left} with text left"


if __name__ == "__main__":
    main()
