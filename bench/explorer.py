"""How long the explorer's pages take over HTTP on a home that ran, however large:

    python -m bench.explorer HOME NAME [--times 10]

``--times`` shows every row so many times, each under an id of its own, without running anything on them again.
Prints seconds of the clock and of CPU in the station's process (the client's is in it too): reading the index, the first page, choosing a
value of each facet, a search new and remembered, an order new and remembered, and the map.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import duckdb

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


class Times:
    """The views of a reader with every row several times, in files written for it. The ids of a turn are others."""

    def __init__(self, ran: ViewReader, folder: Path, times: int) -> None:
        self._stages, self._folder, self._times = ran.stages(), folder, times
        there = {one["view_name"] for one in ran.sql("SELECT view_name FROM duckdb_views()")}
        self._con = duckdb.connect()
        for name in sorted(VIEWS & there):
            rows = ran._connection().cursor().sql(f"SELECT * FROM {name}").to_arrow_table()
            named = [column for column in ("record_id", "witness_id") if column in rows.column_names]
            for turn in range(times):
                others = ", ".join(f"md5({column} || '{turn}')[1:24] AS {column}" for column in named)
                self._con.execute(
                    f"COPY (SELECT * REPLACE ({others}) FROM rows) TO '{self._file(name, turn)}' (COMPRESSION zstd)"
                )
            files = [str(self._file(name, turn)) for turn in range(times)]
            self._con.execute(f"CREATE VIEW {name} AS FROM read_parquet({files})")

    def _file(self, view: str, turn: int) -> Path:
        return self._folder / f"{view}-{turn}.parquet"

    def sql(self, query: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
        done = self._con.cursor().execute(query, list(params))
        names = [column[0] for column in done.description]
        return [dict(zip(names, row, strict=True)) for row in done.fetchall()]

    def columns(self, query: str, params: Sequence[Any] = ()) -> dict[str, Any]:
        return dict(self._con.cursor().execute(query, list(params)).fetchnumpy())

    def batches(self, query: str, rows: int) -> Iterator[Any]:
        yield from self._con.cursor().sql(query).to_arrow_reader(rows)

    def measured(self, columns: Collection[str]) -> str:
        return "signals"

    def pieces(self, view: str) -> list[str]:
        files = (self._file(view, turn) for turn in range(self._times))
        return [f"read_parquet('{file}', file_row_number = true)" for file in files if file.exists()]

    def stages(self) -> list[str]:
        return list(self._stages)

    def version(self) -> str:
        return "measured"


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("name")
    parser.add_argument("--times", type=int, default=1)
    given = parser.parse_args()
    home = Home(given.home)
    reader: Any = ViewReader(home.warehouse(given.name), VIEWS)
    recipe = load(home.recipe(given.name), given.name)
    with tempfile.TemporaryDirectory() as folder:
        if given.times > 1:
            ran, reader = reader, Times(reader, Path(folder), given.times)
            ran.close()
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
            for turn in ("first page", "first page again"):
                timed(turn, lambda: get("/rows"))
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
    if isinstance(reader, ViewReader):
        reader.close()


if __name__ == "__main__":
    main()
