"""How long the explorer's pages take over HTTP on a home that ran, however large:

    python -m bench.explorer HOME NAME

Prints seconds of the clock and of CPU in the station's process (the client's is in it too): reading the index, the first page, choosing a
value of each facet, a search new and remembered, an order new and remembered, and the map.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from bench.support.web import Client, running
from ft_data.recipe.load import load
from ft_data.review.asgi import create_app
from ft_data.review.db import Database
from ft_data.review.reader import VIEWS
from ft_data.warehouse.home import Home
from ft_data.warehouse.view_reader import ViewReader


def timed(what: str, work: Callable[[], object]) -> None:
    """Run something once and print what it took."""
    clock, cpu = time.perf_counter(), time.process_time()
    work()
    print(
        f"{what:<44} {time.perf_counter() - clock:8.3f} s  {time.process_time() - cpu:8.3f} CPU s", flush=True
    )


def resident() -> int:
    """Return the memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("name")
    given = parser.parse_args()
    home = Home(given.home)
    reader = ViewReader(home.warehouse(given.name), VIEWS)
    recipe = load(home.recipe(given.name), given.name)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(reader, Database(Path(folder) / "review.sqlite"), recipe.review, given.name)
        station = app.state.app
        station.follow = lambda **_: None  # filling the queue is not what is measured
        with running(app) as port:
            ada, before = Client(port, "ada"), resident()

            def get(path: str, **fields: str) -> None:
                assert ada.get(f"{path}?{urlencode(fields)}").status == 200

            timed("reading the index", station.shelf.index)
            index = station.shelf.index()
            print(f"{len(index):,} rows; the index and what reading it left: {resident() - before} MB")
            timed("first page", lambda: get("/rows"))
            for name, facet in index.facets.items():
                value = facet.values[int(facet.count(None).argmax())]
                timed(
                    f"choosing a value of {name}",
                    lambda name=name, value=value: get("/rows", **{name: value}),
                )
            for turn in ("new", "remembered"):
                timed(f"search, {turn}", lambda: get("/rows", q="refund"))
                timed(f"order by a signal, {turn}", lambda: get("/rows", signal="response_words"))
            timed("placing all rows on the map", index.chart)
            timed("map", lambda: get("/map"))
            timed("points of the map", lambda: get("/map.json"))
            timed("a stretch of the map", lambda: get("/rows", box="0.2,0.2,0.5,0.5"))
    reader.close()


if __name__ == "__main__":
    main()
