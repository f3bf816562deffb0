"""The home that is broken: 300 rows, five of them one person's."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

from bench.chaos import warm
from bench.support.homes import copy, write
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


def make(root: Path, chance: random.Random) -> Home:
    """Make a home and run it, with the command, to its release."""
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
    home = Home(root)
    if warm.command(home, "run", NAME).wait(600):
        raise SystemExit(f"the undisturbed run failed: {warm.said(home)}")
    return home


def targeted(whole: Home, root: Path) -> Home:
    """Make of a home one with models: fitted to targets, references and topics, of which the files say more since."""
    home = again(whole, root)
    folder = home.folder(NAME)
    with open(folder / "recipe.yaml", "a") as recipe:
        recipe.write(
            "targets: {path: wanted/*.jsonl}\nreferences: {path: books/*.md}\nsignals: {topics: 6}\n"
        )
    for name in ("wanted", "books"):
        (folder / name).mkdir()
    lines = [
        {"instruction": f"When was the {word} built?", "response": f"The {word} was built in the year {1300 + n}."}
        for n, word in enumerate(WORDS)
    ]  # fmt: skip
    write(folder / "wanted/a.jsonl", lines[:20])
    (folder / "books/a.md").write_text(
        "# Of the town\n\nThe mill is told of in the year 1230. The tower stands since 1301.\n"
    )
    if warm.command(home, "run", NAME).wait(600):
        raise SystemExit(f"the undisturbed run failed: {warm.said(home)}")
    write(folder / "wanted/b.jsonl", lines[20:])
    (folder / "books/b.md").write_text(
        "# Of the river\n\nThe ferry is told of in the year 1240, and the wall in 1310.\n"
    )
    return home


def again(home: Home, root: Path, fresh: bool = False) -> Home:
    """Copy a home over another, whole or with its sources alone."""
    shutil.rmtree(root, ignore_errors=True)
    return copy(home, root, fresh)


def grow(home: Home, number: int) -> None:
    """Add a row to the sources, so that a run has something to do."""
    line = {"id": f"more-{number}", "who": "customer-1", "instruction": f"What is told of the year {number}?",
            "response": f"In the year {number} the {WORDS[number % len(WORDS)]} was built anew by the council."}  # fmt: skip
    with open(home.folder(NAME) / "sources/a.jsonl", "a") as file:
        file.write(json.dumps(line) + "\n")
