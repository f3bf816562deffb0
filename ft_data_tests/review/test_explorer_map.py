"""The map: every row with a text has its place, rows that talk alike lie together, and a stretch of it finds all of its rows."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import numpy as np
import pytest
from starlette.datastructures import QueryParams

from bench.support.views import row, verdict, write_views
from bench.support.web import Client, running
from ft_data.review.asgi import create_app
from ft_data.review.db import Database
from ft_data.review.explore import points
from ft_data.review.explore.build import build
from ft_data.review.explore.facets import meet
from ft_data.review.explore.index import Index
from ft_data.review.explore.view import read
from ft_data_tests.review.station import SETTINGS

RIVERS = "the river carries water past the old bridge towards the delta and the sea"
OVENS = "bake the bread in a hot oven with flour yeast salt and a little patience"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    made = np.random.default_rng(1)
    rows = []
    for n in range(120):
        words = (RIVERS if n % 2 else OVENS).split()
        said = " ".join(made.permutation(words)[:9])
        rows.append(row(f"r{n}", f"Tell me {n}", said, source="rivers" if n % 2 else "ovens"))
    gone = verdict(row("gone", "", ""), "drop", ["empty"], stage="cleaned")
    reader = write_views(
        tmp_path_factory.mktemp("views"), rows, [gone, *(verdict(one, "keep") for one in rows)]
    )
    return build(reader)


def count(index: Index, query: str) -> int:
    view = read(QueryParams(query))
    return len(index.ordered(view, meet([*index.masks(view).values()])))


def test_rows_that_talk_alike_lie_together(index: Index) -> None:
    atlas = index.chart()
    place = np.stack([atlas.x, atlas.y], 1)[:120]
    rivers = index.facets["source"].has([index.facets["source"].values.index("rivers")])[:120]
    assert np.isnan(atlas.x[120:]).all() and ((place >= 0) & (place <= 1)).all()
    apart = np.linalg.norm(place[rivers].mean(0) - place[~rivers].mean(0))
    assert apart > 0.4, apart
    assert np.array_equal(place, np.stack(build(index.reader).chart()[:2], 1)[:120])  # the same every time


def test_a_stretch_finds_all_its_rows_and_the_table_says_the_map(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(points, "MOST", 50)
    atlas, view = index.chart(), read(QueryParams("source=rivers"))
    among = meet([*index.masks(view).values()])
    drawn = points.points(index, atlas, among, "source")
    assert (len(drawn.x), drawn.rows) == (50, 60) and drawn == points.points(index, atlas, among, "source")
    assert {drawn.names[code] for code in drawn.colour} == {"rivers"}
    told = points.table(index, atlas, among, view)
    for one in told:
        assert count(index, one.query) == one.rows and one.mostly == "rivers"
    assert sum(one.rows for one in told) >= 60  # a row on an edge is in both stretches
    assert count(index, "box=0,0,1,1") == 120 and count(index, "source=rivers&box=1,1,0,0") == 60
    left = np.count_nonzero(atlas.x <= 0.5)
    assert count(index, "box=0,0,0.5,1") == left and 0 < left < 120


def test_the_map_is_a_page_and_its_points_are_numbers(tmp_path: Path, db: Database) -> None:
    hostile = "<script>alert(1)</script>"
    rows = [row(f"r{n}", f"Question {n}?", f"Answer {n} {hostile}", source=hostile) for n in range(30)]
    reader = write_views(tmp_path / "views", rows, [verdict(one, "keep") for one in rows])
    with running(create_app(reader, db, SETTINGS, "support")) as port:
        ada = Client(port, "ada")
        page = ada.get("/map?colour=source").text
        assert "All 30 rows are drawn" in page and "alert(1)" in page and hostile not in page
        found = ada.get("/map.json?colour=quality").body
        assert re.fullmatch(rb'\{"x":\[[\d,]+\],"y":\[[\d,]+\],"colour":\[[\d,]+\]\}', found)
        assert ada.get("/map?box=0,0,1").status == 400 and ada.get("/map.json?box=2,0,1,1").status == 400


def test_whoever_waits_for_the_map_it_is_drawn_once(index: Index) -> None:
    new = build(index.reader)
    with new._charting:  # as while a large dataset is read
        assert [new.drawn(lambda: False, 0.01) for _ in range(5)] == [None] * 5
        assert [one.name for one in threading.enumerate()].count("chart") == 1
    new._drawing.join()
    assert new.drawn(lambda: True, 60) is not None


def test_rows_without_a_quality_are_no_bad_ones(tmp_path: Path) -> None:
    rows = [row(f"r{n}", f"Tell me {n}", RIVERS) for n in range(4)]
    new = build(write_views(tmp_path / "views", rows, [verdict(one, "keep") for one in rows]))
    new.numeric, new._signals["quality"] = {"quality"}, np.array([0.05, np.nan, 0.95, np.nan], np.float32)
    drawn = points.points(new, new.chart(), None, "quality")
    assert [drawn.names[code] for code in drawn.colour] == [
        "quality 0.00 to 0.14", "no quality", "quality 0.86 to 1.00", "no quality",
    ]  # fmt: skip


def test_verdicts_are_coloured_as_the_funnel_colours_them(tmp_path: Path) -> None:
    rows = [row(f"r{n}", f"Tell me {n}", OVENS) for n in range(6)]
    said = [verdict(rows[0], "drop", ["short"], stage="cleaned"), verdict(rows[1], "drop", ["short"])]
    said += [verdict(rows[2], "review", ["short"]), *(verdict(one, "keep") for one in rows[3:])]
    index = build(write_views(tmp_path, rows, said))
    drawn = points.points(index, index.chart(), None, "stands")
    assert dict(zip(drawn.names, drawn.tones, strict=True)) == {
        "kept": "keep", "dropped": "drop", "asked about": "review",
    }  # fmt: skip
    assert sorted(drawn.names[code] for code in drawn.colour) == [
        "asked about",
        "dropped",
        "dropped",
        *["kept"] * 3,
    ]
    style = Path(__file__).parents[2] / "ft_data"
    station = (style / "review/static/station.css").read_text()
    report = (style / "evaluation/report/templates/style.css").read_text()
    light, dark = (
        re.findall(r"--(keep|new|review|merge|drop): (#\w+)", part) for part in report.split("@media", 1)
    )
    for name in ("keep", "new", "review", "merge", "drop"):
        assert (
            f".swatch-{name} {{ background: light-dark({dict(light)[name]}, {dict(dark)[name]}); }}"
            in station
        )
