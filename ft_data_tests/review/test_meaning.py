"""Rows found by what they are about: by the vectors of a run, with the model they were made by, and a word on how to get them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench.support.views import ParquetReader, row, verdict, write_views
from bench.support.web import Client, running
from ft_data.dedup.meaning import embedding
from ft_data.dedup.meaning.meanings import meanings
from ft_data.recipe.review import Review
from ft_data.review.asgi import create_app
from ft_data.review.db import Database
from ft_data.review.explore import meaning
from ft_data.review.explore.as_rule import proposed
from ft_data.review.explore.build import build
from ft_data.review.explore.view import View
from ft_data.review.people import issue_token

TEXTS = {
    "refund": ("How do I get my money back for a damaged lamp?", "We pay the price back within a week after the lamp has arrived at our warehouse."),
    "parcel": ("Where is the package that I ordered last week?", "The carrier has your package and will bring it to your door by Friday evening at the latest."),
    "cake": ("What do I need to bake a chocolate cake at home?", "You need flour, eggs, sugar, butter and a good deal of dark chocolate for it."),
    "german": ("Wo ist mein Paket, das ich bestellt habe?", "Das Paket ist auf dem Weg und kommt in den nächsten Tagen bei Ihnen an."),
}  # fmt: skip


@pytest.fixture
def rows() -> dict[str, dict]:
    return {name: row(name, *texts) for name, texts in TEXTS.items()}


@pytest.fixture
def reader(tmp_path: Path, rows: dict[str, dict]) -> ParquetReader:
    columns = ("record_id", "prompt_text", "response_text")
    table = pa.table({name: [one[name] for one in rows.values()] for name in columns})
    try:
        pq.write_table(meanings(table), tmp_path / "deduped_vectors.parquet", row_group_size=2)
    except embedding.EmbedMissing as error:
        pytest.skip(str(error))
    return write_views(tmp_path, [*rows.values()], [verdict(one, "keep") for one in rows.values()])


def found(page: str, rows: dict[str, dict]) -> list[str]:
    """Return the names of the rows of a page in their order."""
    places = {name: page.find(f'href="/rows/{one["record_id"]}" data-hit') for name, one in rows.items()}
    return sorted((name for name, place in places.items() if place >= 0), key=places.__getitem__)


def test_rows_are_found_by_what_they_are_about(reader, rows, db: Database) -> None:
    with running(create_app(reader, db, Review(), "support")) as port:
        lea = Client(port, token=issue_token(db, "lea", "lead"))
        by = "by=meaning&q="
        assert found(lea.get(f"/rows?{by}reimbursement+of+a+broken+product").text, rows)[0] == "refund"
        page = lea.get(f"/rows?{by}shipment+tracking").text
        # The row in another language has no vector; those that have one are all there, the nearest first.
        assert found(page, rows)[0] == "parcel" and set(found(page, rows)) == set(rows) - {"german"}
        assert "at most 1,000 of the 3 that have a vector" in page and "nearness 0." in page
        assert "About:" in page.replace('<span class="muted">', "") and "nearest first" in page
        assert found(lea.get("/rows?q=shipment+tracking").text, rows) == []  # no row has these words
        ordered = found(lea.get(f"/rows?{by}shipment&signal=response_words&order=up").text, rows)
        assert ordered == sorted(set(rows) - {"german"}, key=lambda name: len(TEXTS[name][1].split()))
        assert found(lea.get(f"/rows?{by}shipment&source=none").text, rows) == []
        lines = list(csv.DictReader(io.StringIO(lea.get(f"/rows.csv?{by}baking").text)))
        nearness = [float(line["nearness"]) for line in lines]
        assert lines[0]["record_id"] == rows["cake"]["record_id"] and nearness == sorted(
            nearness, reverse=True
        )
        assert lea.get(f"/rule?{by}baking").status == 200
        view = View(words="baking", meant=True)
        assert proposed(view, "baking", "", ([], []), {}).unsayable == ["what rows are about"]
        assert lea.get(f"/rows?{by}{'%F0%9F%AB%A5' * 3}").status in (200, 409)


def test_the_cosine_is_that_of_the_nearer_side(reader, rows) -> None:
    index = build(reader)
    near = index.near("Where is my package?")
    vectors = {one["record_id"]: one for one in reader.sql("SELECT * FROM deduped_vectors")}
    ((wanted,), _) = embedding.embed(["Where is my package?"])
    wanted = wanted.astype(float)
    for place, cosine in zip(near.places, near.cosine, strict=True):
        one = vectors[index.places.ids(np.array([place]))[0]]
        sides = [
            np.frombuffer(side, np.int8).astype(float)
            for side in (one["prompt_vector"], one["response_vector"])
        ]
        each = [side @ wanted / np.linalg.norm(side) / np.linalg.norm(wanted) for side in sides]
        assert cosine == pytest.approx(max(each), abs=1e-5)


def test_many_vectors_are_read_some_at_a_time_and_the_nearest_kept(reader, rows, monkeypatch) -> None:
    whole = build(reader).near("a cake")
    monkeypatch.setattr(meaning, "_AT_ONCE", 1)
    monkeypatch.setattr(meaning, "MOST", 2)
    some = build(reader).near("a cake")
    assert some.places.tolist() == whole.places[:2].tolist() and some.known == 3
    np.testing.assert_array_equal(some.cosine, whole.cosine[:2])


def test_where_there_are_no_vectors_the_page_says_how_to_get_them(tmp_path: Path, rows, db: Database) -> None:
    reader = write_views(tmp_path, [*rows.values()], [verdict(one, "keep") for one in rows.values()])
    with running(create_app(reader, db, Review(), "support")) as port:
        lea = Client(port, token=issue_token(db, "lea", "lead"))
        for path in ("/rows", "/rows.csv", "/act"):
            answer = lea.get(f"{path}?by=meaning&q=package")
            assert answer.status == 409, path
        text = lea.get("/rows?by=meaning&q=package").text
        assert "dedupe: {semantic: {enabled: true}}" in text and "ft-data[embed]" in text
        assert 'href="/rows?q=package"' in text
        assert lea.get("/rows?by=meaning").status == 200  # no words: all rows


def test_without_the_model_nothing_is_fetched(reader, db: Database, monkeypatch) -> None:
    def missing(texts):
        raise embedding.EmbedMissing("pip install 'ft-data[embed]'")

    monkeypatch.setattr(embedding, "embed", missing)
    with pytest.raises(meaning.NoMeaning, match="needs the model that vectors were made by"):
        build(reader).near("package")
