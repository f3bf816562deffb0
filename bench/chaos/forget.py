"""Forget a person beside a run, after a killed run, or while forgetting itself is killed, at random moments.

A run makes one asset after another and holds the dataset for each, as Dagster's pages do: forgetting may come between any
two. One time in ten it is the command, which holds the dataset from its beginning to its end.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path

from bench.chaos import home as small
from bench.chaos import warm
from bench.chaos.home import NAME, PERSON, TEXT
from bench.support.homes import held
from ft_data.warehouse.home import Home

ASK = ("forget", NAME, "--subject", PERSON, "--purge-releases", "--yes")
WAYS = ("beside a run", "beside the command", "run killed", "forgetting killed")


def forget(base: Path, whole: Home, times: int, chance: random.Random) -> tuple[str, bool]:
    """Do it so many times; return a line of figures, and whether all is well."""
    begun = small.again(whole, base / "begun", fresh=True)
    if warm.fork(lambda: steps(begun, 2), begun).wait():
        raise SystemExit(f"the undisturbed beginning failed: {warm.said(begun)}")
    seconds = _timed(small.again(begun, base / "timed"))
    took = _seconds_of_forgetting(small.again(whole, base / "timed"))
    done: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for number in range(times):
        way = WAYS[1] if number % 10 == 9 else WAYS[(0, 2, 3)[number % 3]]
        home = small.again(chance.choice((whole, begun)), base / "raced")
        small.grow(home, number)
        found = _once(home, way, chance.uniform(0, took if way == WAYS[3] else seconds))
        found += _left(home)
        if not found and number % 4 == 0:  # and nothing comes back
            if warm.fork(lambda home=home: steps(home), home).wait():  # type: ignore[misc]
                found.append("the next run failed")
            found += _left(home)
        done[way] += 1
        wrong.update(found)
        if found:
            print(f"  {number}, {way}: {', '.join(found)}\n{warm.said(home)}", flush=True)
    counts = ", ".join(f"{count} {way}" for way, count in sorted(done.items()))
    failed = (
        "; ".join(f"{count} times {what}" for what, count in sorted(wrong.items()))
        or "0 with text left, 0 refused"
    )
    return f"forget: {times} ({counts}): {failed}", not wrong


def steps(home: Home, most: int = 99) -> int:
    """Make the assets of a dataset one after another, each with the dataset held; 2 where one is refused."""
    from ft_data.assets import history
    from ft_data.errors import WrongInput
    from ft_data.recipe.load import load
    from ft_data.stages import graph
    from ft_data.stages.build import Build
    from ft_data.upkeep import forgetting

    try:
        for asset in list(graph.assets(load(home.recipe(NAME), NAME)))[:most]:
            with forgetting.holding(home, NAME, history.purge):
                graph.make(Build.open(home, NAME), asset)
    except WrongInput as error:
        print(error, flush=True)
        return 2
    return 0


def _once(home: Home, way: str, delay: float) -> list[str]:
    if way == WAYS[3]:
        asked = warm.command(home, *ASK)
        asked.wait(delay)
        asked.kill()
        return _asked(home)
    running = warm.command(home, "run", NAME) if way == WAYS[1] else warm.fork(lambda: steps(home), home)
    running.wait(delay)
    if way == WAYS[2]:
        running.kill()
    found = _asked(home)
    if running.wait(300) not in (0, 2, -9):
        found.append("the run broke")
    return found


def _asked(home: Home) -> list[str]:
    return [] if warm.command(home, *ASK).wait(300) == 0 else ["forgetting refused or found something left"]


def _left(home: Home) -> list[str]:
    """Look for the text in all that was made, by other means than forgetting does."""

    def look() -> int:
        places = [home.root / name for name in ("warehouse", "releases", "history", "storage", "schedules")]
        found = [file for place in places for file in held(place, TEXT)]
        print(*found, flush=True)
        return bool(found)

    return ["text left"] if warm.fork(look, home).wait() else []


def _timed(home: Home) -> float:
    begun = time.monotonic()
    warm.fork(lambda: steps(home), home).wait(600)
    return time.monotonic() - begun


def _seconds_of_forgetting(home: Home) -> float:
    begun = time.monotonic()
    warm.command(home, *ASK).wait(600)
    return time.monotonic() - begun
