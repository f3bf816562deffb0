"""Break a home of 300 rows at random and count what is lost.

python -m bench.chaos --kills N --races N --flips N --seed S
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from bench.support.homes import copy, hashes, held, kill_at, start, write
from ft_data.warehouse import verify
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
    write(folder / "a.jsonl", lines)
    home, begun = Home(root), time.monotonic()
    done = start(home, "run", NAME, stderr=subprocess.PIPE)
    said = done.communicate()[1]
    if done.returncode:
        raise SystemExit(f"the undisturbed run failed: {said.decode()}")
    return home, time.monotonic() - begun


def _again(home: Home, root: Path, fresh: bool) -> Home:
    shutil.rmtree(root, ignore_errors=True)
    return copy(home, root, fresh)


def _done(home: Home, *arguments: str) -> int:
    process = start(home, *arguments)
    process.communicate()
    return process.returncode


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
            home = _again(whole, base / "killed", fresh=True)
            killed += kill_at(start(home, "run", NAME), chance.uniform(0.2, seconds))
            wrong += _done(home, "run", NAME) != 0 or hashes(home, NAME) != hashes(whole, NAME)
            continue
        home = _again(whole, base / "killed", fresh=False)
        ask = ("forget", NAME, "--subject", PERSON, "--purge-releases", "--yes")
        killed += kill_at(start(home, *ask), chance.uniform(0.2, 4))
        wrong += _done(home, *ask) != 0
        left += bool(held(home.warehouse(NAME).root, TEXT) or held(home.root / "releases", TEXT))
    return f"kills: {times} ({killed} hit a running command), {wrong} wrong, {left} with text left"


def _races(base: Path, whole: Home, times: int, seconds: float, chance: random.Random) -> str:
    """Forget a person at a random moment of a run."""
    left = wrong = 0
    for _ in range(times):
        home = _again(whole, base / "raced", fresh=True)
        running = start(home, "run", NAME, "--select", "raw,cleaned")
        running.communicate()
        running = start(home, "run", NAME)
        time.sleep(chance.uniform(0, seconds))
        wrong += _done(home, "forget", NAME, "--subject", PERSON, "--purge-releases", "--yes") != 0
        running.communicate()
        left += bool(held(home.warehouse(NAME).root, TEXT) or held(home.root / "releases", TEXT))
    return f"forget beside a run: {times}, {wrong} refused or failed, {left} with text left"


if __name__ == "__main__":
    main()
