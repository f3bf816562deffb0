"""All rows of a dataset: what a view shows is what SQL over the same snapshots says, and nothing a row holds is more than text."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from starlette.datastructures import QueryParams

from bench.support.views import ParquetReader, row, verdict, write_views
from bench.support.web import Client, running
from ft_data import addresses
from ft_data.api.dataset import Dataset
from ft_data.assets.metadata import rows_behind
from ft_data.cli import output
from ft_data.recipe.review import Review
from ft_data.review.asgi import create_app
from ft_data.review.db import Database
from ft_data.review.explore.build import build
from ft_data.review.explore.facets import meet
from ft_data.review.explore.listing import shelf
from ft_data.review.explore.places import RowPlaces
from ft_data.review.explore.shelf import Shelf
from ft_data.review.explore.view import View, read
from ft_data.review.people import issue_token
from ft_data.review.reader import VIEWS
from ft_data.warehouse import snapshots
from ft_data.warehouse.view_reader import ViewReader
from ft_data_tests.review.station import SETTINGS

HOSTILE = "<script>document.title = 'owned'</script><b>bold</b> \u202ereordered"


class Words(HTMLParser):
    """The text of a page, and its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said, self.tags = "", []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.said += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def view(query: str) -> View:
    return read(QueryParams(query))


def count(index, query: str) -> int:
    asked = view(query)
    return len(index.ordered(asked, meet([*index.masks(asked).values()])))


@pytest.fixture(scope="module")
def made(finished):
    """The index of a dataset that ran through to a release, and its reader."""
    home, _ = finished
    reader = ViewReader(home.warehouse("demo"), VIEWS)
    yield build(reader), reader
    reader.close()


def test_every_figure_of_the_funnel_is_the_number_of_its_rows(made) -> None:
    index, reader = made
    found = reader.sql("SELECT stage, verdict, count(*) AS n FROM ledger GROUP BY ALL")
    assert len(found) > 8
    for one in found:
        assert count(index, f"at={one['stage']}.{one['verdict']}") == one["n"], one
    assert len(index) == reader.sql("SELECT count(DISTINCT record_id) AS n FROM ledger")[0]["n"]


class Figures(HTMLParser):
    """The figures of a report that lead to rows, with the addresses that they lead to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._href = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._href = (
            given["href"] or "" if tag == "a" and "rows" in (given.get("class") or "").split() else ""
        )

    def handle_data(self, data: str) -> None:
        if self._href:
            self.found.append((self._href, data))
            self._href = ""


def test_every_figure_of_the_report_leads_to_as_many_rows(made, finished) -> None:
    index, reader = made
    (report,) = finished[0].warehouse("demo").reports.glob("eval_report-*.html")
    figures, pages = Figures(report.read_text()).found, 0
    for href, text in figures:
        address = href.removeprefix(addresses.station("/rows")).lstrip("?")
        if address.startswith("/"):
            assert reader.sql("SELECT 1 FROM ledger WHERE record_id = ?", [address[1:]]), href
            pages += 1
        else:
            assert QueryParams(address).get("of") == "demo", href
            assert count(index, address) == int(re.search(r"[\d,]+", text)[0].replace(",", "")), (href, text)
    facets = {name for href, _ in figures for name in QueryParams(href.partition("?")[2])}
    assert len(figures) > 50 and pages
    assert facets >= {"at", "reason", "source", "language", "split", "length", "prompt_length", "repair"}


def test_dagsters_figures_lead_to_as_many_rows(made, finished) -> None:
    index, _ = made
    lines = [
        found
        for asset in index.verdicts.stages
        for found in re.findall(
            r"- \[([\d,]+) [^]]*\]\(http://127.0.0.1:8765/rows\?([^)]*)\)\n",
            rows_behind("demo", snapshots.current(finished[0].warehouse("demo"), asset)),
        )
    ]
    assert len(lines) > len(index.verdicts.stages) + 3
    for rows, query in lines:
        assert count(index, query) == int(rows.replace(",", "")), query


def test_a_terminals_figures_lead_to_as_many_rows(made, finished, monkeypatch, capsys) -> None:
    index, _ = made
    for name, value in {"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": "160"}.items():
        monkeypatch.setenv(name, value)
    output.funnel(Dataset(finished[0], "demo").funnel(), False)
    said = capsys.readouterr().out
    links = re.findall(
        "\x1b]8;[^;]*;http://127.0.0.1:8765/rows\\?([^\x1b]*)\x1b\\\\ *([0-9,]+) *\x1b]8;;", said
    )
    assert len(links) > 2 * len(index.verdicts.stages)
    for query, rows in links:
        assert count(index, query) == int(rows.replace(",", "")), query
    assert "ft-data review demo" in said and "of=demo&at=STAGE.VERDICT" in said


def test_counts_are_those_of_the_rows_that_the_rest_of_the_view_leaves(made) -> None:
    index, reader = made
    asked = view("source=notes&at=filtered.keep&length=50")
    masks = index.masks(asked)
    for name, facet in index.facets.items():
        rest = {other: values for other, values in asked.facets.items() if other != name}
        counts = index.counts(masks, name)
        for value, found in zip(facet.values, counts, strict=True):
            alone = View({**rest, name: (value,)})
            assert found == len(index.ordered(alone, meet([*index.masks(alone).values()]))), (name, value)


def test_words_phrases_and_ids_find_their_rows(made) -> None:
    index, reader = made
    (wanted,) = reader.sql("SELECT record_id FROM cleaned WHERE prompt_text LIKE '%fish%Rhine%'")
    for query in ("q=FISH rhine", 'q="fish of the river Rhine"', f"q={wanted['record_id'][:12]}"):
        asked = view(query)
        found = index.places.ids(index.ordered(asked, meet([*index.masks(asked).values()])))
        assert found == [wanted["record_id"]], query
    assert count(index, 'q="Rhine fish"') == count(index, "q=' OR 1=1 --") == count(index, "q=%25_%25") == 0


def test_any_signal_orders_and_bounds_and_missing_ones_come_last(made) -> None:
    index, reader = made
    described = index.numeric
    assert {"response_words", "quality"} <= set(described)
    for up in (False, True):
        asked = View(signal="response_words", up=up)
        values = index.signal("response_words")[index.ordered(asked, None)]
        known = values[~np.isnan(values)]
        assert (
            np.isnan(values[len(known) :]).all()
            and (np.diff(known) >= 0 if up else np.diff(known) <= 0).all()
        )
    (bounded,) = reader.sql("SELECT count(*) AS n FROM signals WHERE response_words BETWEEN 10 AND 44.5")
    assert count(index, "signal=response_words&low=10&high=44.5") == bounded["n"]


def test_ids_that_share_their_first_digits_are_told_apart() -> None:
    high = np.array([7, 7, 7, 9], np.uint64)
    places = RowPlaces(high, np.array([3, 1, 2, 1], np.uint32))
    found, known = places.find(
        {"high": np.array([7, 7, 7, 9, 9], np.uint64), "low": np.array([1, 2, 4, 1, 0], np.uint32)}
    )
    assert known.tolist() == [True, True, False, True, False] and found[known].tolist() == [1, 2, 3]
    assert places.ids(np.array([0])) == ["000000000000000700000003"]


def test_an_address_says_the_view_and_is_written_in_one_way() -> None:
    asked = view("source=b&source=a&source=b&q= two words &order=up&signal=x&low=1e3&page=2&made_up=1&kind=")
    assert asked.facets == {"source": ("b", "a")} and asked.words == "two words" and asked.low == 1000
    assert view(asked.query) == asked
    assert asked.with_value("source", "b").facets == {"source": ("a",)}
    assert addresses.rows("demo", at="filtered.drop") == "/rows?of=demo&at=filtered.drop"
    with pytest.raises(ValueError, match="colour"):
        addresses.rows("demo", colour="red")


def test_rows_are_text_and_files_are_for_who_is_trusted(tmp_path: Path, db: Database) -> None:
    rows = [row("hostile", f"=cmd {HOSTILE}", HOSTILE), row("plain", "What is open?", "Every day.")]
    reader = write_views(tmp_path / "views", rows, [verdict(one, "keep") for one in rows])
    settings = Review(reviewers={"ada": "reviewer", "lea": "lead"})
    token = issue_token(db, "lea", "lead")
    with running(create_app(reader, db, settings, "support")) as port:
        ada, lea = Client(port, "ada"), Client(port, token=token)
        page = Words(ada.get("/rows?q=reordered").text)
        assert "<script>document.title" in page.said and "U+202E" in page.said and page.tags.count("b") == 0
        assert page.tags.count("script") == 2  # the station's own
        assert ada.get("/rows.csv").status == 403 and ".csv" not in ada.get("/rows").text
        lines = [
            json.loads(line)
            for line in lea.get("/rows.jsonl?order=up&signal=response_words").text.splitlines()
        ]
        assert [line["response"] for line in lines] == ["Every day.", HOSTILE]
        (first,) = csv.DictReader(io.StringIO(lea.get("/rows.csv?q=bold").text))
        assert first["prompt"].startswith("'=cmd") and first["stands"] == "kept at filtered"
        assert lea.get("/rows.exe").status == 404 and lea.get("/rows?page=1e9").status == 400
        stranger = Client(port)
        assert (
            stranger.get("/rows?q=a+b&at=x.y").headers["location"]
            == "/sign-in?next=/rows%3Fq%3Da%2Bb%26at%3Dx.y"
        )
        asks = {"Sec_Fetch_Site": "cross-site"}
        page = stranger.get("/rows?q=a+b&x=%22%3E%3Cscript%3E", **asks)
        assert page.status == 200 and 'content="0; url=/rows?q=a+b&amp;x=%22%3E%3Cscript%3E"' in page.text
        assert stranger.get("/review", **asks).status == 303 and stranger.get("/rows").status == 303
        for page in ("rows", "map", "map.json"):
            other = ada.get(f"/{page}?of=another")
            assert other.status == 409 and "another" in other.text
        assert lea.get("/act?of=another").status == lea.get("/rows.csv?of=another").status == 409
        links = re.findall(
            r'(?:href|data-rows)="(?:/\w+)?\?([^"]+)"', ada.get("/rows").text + ada.get("/map").text
        )
        assert len(links) > 5 and all(link.startswith("of=support") for link in links), (
            "kept, each says of what"
        )


def test_every_value_of_a_facet_can_be_asked_for(tmp_path: Path) -> None:
    licences = ("", "MIT", " MIT ", "a&b=c", "none")
    rows = [row(f"r{n}", f"Question {n}?", "Yes.", license=one) for n, one in enumerate(licences)]
    index = build(write_views(tmp_path / "views", rows, [verdict(one, "keep") for one in rows]))
    found = shelf(index, View(), {}, "license")
    assert len(found.choices) == 5 and {count(index, one.query) for one in found.choices} == {1}


def test_texts_that_nobody_masked_leave_in_no_file(warehouse: ParquetReader, db: Database) -> None:
    with running(create_app(warehouse, db, SETTINGS, "support", masked=False)) as port:
        line = json.loads(Client(port, "ada").get("/rows.jsonl").text.splitlines()[0])
    assert {"record_id", "stands"} <= line.keys() and not {"prompt", "response"} & line.keys()


def test_pages_hold_fifty_and_every_row_is_on_one(tmp_path: Path, db: Database) -> None:
    rows = [row(f"r{n}", f"Question {n}?", f"Answer {n}.") for n in range(120)]
    reader = write_views(tmp_path / "views", rows, [verdict(one, "keep") for one in rows])
    with running(create_app(reader, db, SETTINGS, "support")) as port:
        ada = Client(port, "ada")
        pages = [
            re.findall(r'href="/rows/([0-9a-f]{24})" data-hit', ada.get(f"/rows?page={n}").text)
            for n in range(4)
        ]
    assert [len(page) for page in pages] == [50, 50, 20, 0]
    assert sum(pages, []) == [one["record_id"] for one in rows]


class Counting(ParquetReader):
    """Counts the passes over whole tables, which reading an index alone makes."""

    passes, snapshots = 0, "1"

    def columns(self, query, params=()):
        self.passes += 1
        return super().columns(query, params)

    def version(self) -> str:
        return self.snapshots


def test_a_station_reads_its_index_when_somebody_looks(warehouse: ParquetReader, db: Database) -> None:
    reader = Counting(warehouse.folder)
    station = create_app(reader, db, SETTINGS, "support").state.app
    station.follow(wait=True)
    assert station.queue_state == "filled" and reader.passes == 0
    with running(create_app(reader, db, SETTINGS, "support")) as port:
        assert Client(port, "ada").get("/rows").status == 200
    assert reader.passes


def test_an_index_that_was_looked_at_follows_the_snapshots(warehouse: ParquetReader) -> None:
    reader = Counting(warehouse.folder)
    held = Shelf(reader)
    held.renew()
    assert reader.passes == 0
    first, once = held.index(), reader.passes
    held.renew()
    assert held.index() is first and reader.passes == once
    reader.snapshots = "2"
    held.renew()
    assert reader.passes == 2 * once and held.index().version == "2" and reader.passes == 2 * once
