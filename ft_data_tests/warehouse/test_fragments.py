"""A text is found again however it was written down and packed, and nothing else is taken for it."""

import base64
import bz2
import gzip
import html
import io
import json
import quopri
import random
import sqlite3
import zipfile
import zlib
from urllib.parse import quote

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ft_data.warehouse import unpacked
from ft_data.warehouse.fragments import Fragments, everywhere, fold, slices

TEXT = 'She keeps a lighthouse beyond the northern pier,\nand said: "Come over" to Зоя, живущей у моря круглый год; 灯台の北側の桟橋の向こうに住んでいる人がいます'
UTF8 = TEXT.encode()
FORMS = {
    "utf-8": UTF8,
    "utf-16": TEXT.encode("utf-16"),
    "utf-16-be": b"odd" + TEXT.encode("utf-16-be"),
    "json": json.dumps({"a": TEXT}).encode(),
    "json with its letters": json.dumps({"a": TEXT}, ensure_ascii=False, indent=2).encode(),
    "json in json": json.dumps(json.dumps({"a": TEXT})).encode(),
    "url": quote(TEXT).encode(),
    "url twice": quote(quote(TEXT, safe="")).encode(),
    "html": html.escape(TEXT).encode("ascii", "xmlcharrefreplace"),
    "quoted-printable": quopri.encodestring(UTF8),
    "hex": UTF8.hex().upper().encode(),
    "capitals": TEXT.upper().encode(),
    **{f"base64 at {n}": base64.encodebytes(b"xyz"[:n] + UTF8) for n in range(3)},
    **{f"base64 of json at {n}": base64.urlsafe_b64encode(b"xyz"[:n] + json.dumps(TEXT).encode()) for n in range(3)},
}  # fmt: skip
WANTED = everywhere(slices([TEXT]))


def found(data: bytes, wanted: Fragments = WANTED) -> bool:
    """Look for it in one stream, cut at a place where it matters."""
    return wanted.inside([data[: len(data) // 2], data[len(data) // 2 :]])


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_found(form):
    noise = random.Random(3).randbytes(5000)
    assert found(noise + FORMS[form] + noise)
    assert not found(noise)


def test_a_part_of_sixty_letters_is_found_and_other_text_is_not():
    half = TEXT[5:65]
    assert found(half.encode())
    assert not found(
        b"A lighthouse beyond the southern pier is kept by nobody, and the river runs by it." * 50
    )
    assert not everywhere(slices(["Yes.", "12 March", "customer-7"])), (
        "too little to tell it from anything else"
    )


def test_short_texts_and_many_texts():
    short = everywhere(slices(["anna.muster@nebulae.org"]))
    assert short.inside([b'{"to": "Anna.Muster@nebulae.org"}']) and not short.inside(
        [b"anna.master@nebulae.org"]
    )
    chance = random.Random(5)
    many = ["".join(chance.choices("abcdefghij klmno", k=300)) for _ in range(400)]
    few = slices(many, most=400)
    assert len(few) == 400  # one of each
    wanted = everywhere(few)
    assert all(wanted.inside([text.encode()]) for text in many)


def test_what_is_kept_of_them_is_no_text():
    told = json.dumps(WANTED.plain())
    assert fold(b"lighthouse") not in fold(told.encode())
    assert Fragments.of_plain(json.loads(told)).inside([UTF8])


def packed(path, kind):
    """Write the text into a file of a kind, such that it does not lie open in it."""
    table = pa.table({"a": [TEXT, "b"], "n": [1, 2]})
    if kind == "parquet":
        pq.write_table(table, path, compression="zstd")
    elif kind == "nested parquet":
        pq.write_table(pa.table({"a": [[{"m": TEXT}]]}), path, compression="zstd")
    elif kind == "dictionary entry no row uses":
        column = pa.DictionaryArray.from_arrays([1], ["x" + TEXT, "b"])
        pq.write_table(pa.table({"a": column}), path, compression="zstd")
    elif kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.txt", UTF8)
    elif kind == "parquet in a zip":
        inner = io.BytesIO()
        pq.write_table(table, inner, compression="zstd")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.parquet", inner.getvalue())
    elif kind == "gzip":
        path.write_bytes(gzip.compress(b"a") + gzip.compress(UTF8))
    elif kind == "bzip2":
        path.write_bytes(bz2.compress(UTF8))
    elif kind == "zstd":
        path.write_bytes(pa.compress(UTF8, "zstd", asbytes=True))
    elif kind == "compressed value of sqlite":
        with sqlite3.connect(path) as con:
            con.execute("CREATE TABLE t (body BLOB)")
            con.execute("INSERT INTO t VALUES (?)", [zlib.compress(UTF8)])
        con.close()
    elif kind == "table of duckdb":
        with duckdb.connect(str(path)) as con:
            con.execute("CREATE TABLE t AS SELECT ? AS a FROM range(3000)", [TEXT])


@pytest.mark.parametrize(
    "kind",
    ["parquet", "nested parquet", "dictionary entry no row uses", "zip", "parquet in a zip", "gzip", "bzip2", "zstd",
     "compressed value of sqlite", "table of duckdb"],
)  # fmt: skip
def test_what_is_packed_is_unpacked(tmp_path, kind):
    path = tmp_path / "file"
    packed(path, kind)
    assert any(WANTED.inside(stream) for stream in unpacked.streams(path))


def test_freed_pages_logs_and_footers_are_read(tmp_path):
    path = tmp_path / "a.sqlite"
    con = sqlite3.connect(path, isolation_level=None)
    con.execute("PRAGMA journal_mode = WAL")
    con.execute("PRAGMA secure_delete = OFF")
    con.execute("CREATE TABLE t (a)")
    con.execute("INSERT INTO t VALUES (?)", [TEXT])
    log = path.with_name("a.sqlite-wal")
    assert any(WANTED.inside(stream) for stream in unpacked.streams(log))
    con.execute("DELETE FROM t")
    con.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert con.execute("SELECT count(*) FROM t").fetchone() == (0,)
    assert any(WANTED.inside(stream) for stream in unpacked.streams(path))
    con.close()
    table = pa.table({"n": [1]}).replace_schema_metadata({"note": TEXT})
    pq.write_table(table, tmp_path / "a.parquet")
    assert any(WANTED.inside(stream) for stream in unpacked.streams(tmp_path / "a.parquet"))


@pytest.mark.parametrize("kind", ["parquet", "zip", "gzip", "table of duckdb"])
def test_what_is_damaged_is_said(tmp_path, kind):
    path = tmp_path / "file"
    packed(path, kind)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(unpacked.Unreadable) as told:
        [list(stream) for stream in unpacked.streams(path)]
    assert "lighthouse" not in str(told.value)


def test_archives_within_archives_are_followed_to_an_end(tmp_path, monkeypatch):
    monkeypatch.setattr(unpacked, "_FOLLOWED", 4 << 20)
    data = b"{}\n" * (1 << 18)
    for level in range(5):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in range(8):
                archive.writestr(f"{level}-{copy}.zip", data)
        data = made.getvalue()
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    with pytest.raises(unpacked.Unreadable, match="more than is followed"):
        any(WANTED.inside(stream) for stream in unpacked.streams(path))
