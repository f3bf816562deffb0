from __future__ import annotations

import bz2
import gzip
import io
import json
import os
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st

from ft_data.sources import digests, reading
from ft_data.sources.model import SourceChanged

from .helpers import read_all, write

LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:0a1b\nsize 131\n"
TAR = b"data.jsonl".ljust(257, b"\0") + b"ustar\x0000".ljust(255, b"\0")


def reasons(base: Path, pattern: str, fmt: str = "auto") -> dict[str, str]:
    return dict(reading.plan(base, pattern, fmt).rejects)


def test_files_globs_and_folders(tmp_path: Path) -> None:
    for name in ("a/2.jsonl", "a/1.jsonl", "a/b/3.jsonl", "a/.hidden.jsonl", "a/.git/x.jsonl"):
        write(tmp_path, name, '{"text": "x"}\n')
    uris = lambda pattern: [chunk.uri for chunk in reading.plan(tmp_path, pattern).chunks]  # noqa: E731
    assert uris("a/1.jsonl") == ["a/1.jsonl"]
    assert uris("a/*.jsonl") == ["a/1.jsonl", "a/2.jsonl"]
    assert uris("a") == uris("a/**/*.jsonl") == ["a/1.jsonl", "a/2.jsonl", "a/b/3.jsonl"]
    assert uris(str(tmp_path / "a")) == uris("a/") == uris("./a") == uris("a")
    assert [chunk.uri for chunk in reading.plan(tmp_path / "a" / "b", "../1.jsonl").chunks] == ["../1.jsonl"]
    for pattern in ("b/*.jsonl", "missing.jsonl", "missing/", "a/*.csv"):
        assert reading.plan(tmp_path, pattern) == reading.Plan((), ())


def test_a_name_with_brackets_is_a_name(tmp_path: Path) -> None:
    write(tmp_path, "export [1].jsonl", '{"text": "x"}\n')
    assert [chunk.uri for chunk in reading.plan(tmp_path, "export [1].jsonl").chunks] == ["export [1].jsonl"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("data.jsonl.gz", LFS, "Git LFS pointer"),
        ("data.parquet", LFS, "Git LFS pointer"),
        ("data.csv", b"../.git/annex/objects/aa/bb/SHA256E-s1--00.csv/SHA256E-s1--00.csv\n", "git-annex"),
        ("data.jsonl", b"", "empty file"),
        ("data.json", b" \n\t ", "blanks"),
        ("data.jsonl", b"\xef\xbb\xbf\n", "blanks"),
        ("data.bin", b"\x00\x01\x02\xff" * 50, "known format"),
        ("data.parquet", b"text, not a table", "not such a file"),
        ("data.pdf", b"text", "not such a file"),
        ("data.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel"),
        ("data.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Word"),
        ("data.tar.gz", gzip.compress(b"x" * 2000), "tar archive.*unpack it.*\\.zip"),
        ("data", TAR, "tar archive"),
        ("data.bin.gz", gzip.compress(TAR), "tar archive"),
        ("data.tbz2", bz2.compress(TAR), "tar archive"),
        ("data", b"\xfd7zXZ\0" + b"\0" * 50, "damaged|ends early"),
        ("data", b"7z\xbc\xaf\x27\x1c" + b"\0" * 50, "7z archive"),
        ("data", b"Rar!\x1a\x07\x01\0" + b"\0" * 50, "RAR archive"),
        ("data.jsonl.gz", b"\x00\x01\x02", "not packed that way"),
        ("data.jsonl.gz", gzip.compress(b"x" * 4000)[:-900], "empty|damaged|ends early"),
        ("data.jsonl.zst", b"\x28\xb5\x2f\xfd" + b"\xff" * 40, "damaged|ends early"),
        ("data.zip", b"PK\x03\x04" + b"\x00" * 60, "damaged|ends early"),
        ("data.rtf", b"{\\rtf1 text}", "RTF"),
    ],
    ids=lambda value: (
        value if isinstance(value, str) else ""
    ),  # packed bytes hold the time they were packed at
)
def test_files_that_cannot_be_read_are_rejects(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    write(tmp_path, name, data)
    found = read_all(tmp_path, name)
    assert found.rows == []
    assert len(found.rejects) == 1
    assert re.search(reason, found.reasons[0]), found.reasons


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_permission_denied_is_a_reject(tmp_path: Path) -> None:
    write(tmp_path, "a.jsonl", "{}").chmod(0)
    assert "Permission denied" in reasons(tmp_path, "a.jsonl")["a.jsonl"]


def test_unreadable_is_a_reject(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.jsonl", "{}")
    (tmp_path / "gone.jsonl").symlink_to(tmp_path / "nowhere.jsonl")
    os.mkfifo(tmp_path / "pipe.jsonl")
    found = reasons(tmp_path, "*.jsonl")
    assert found == {
        "gone.jsonl": "unreadable: No such file or directory",
        "pipe.jsonl": "not a regular file",
    }

    def denied(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:  # what runs the test opens files, too
        patch.setattr("builtins.open", denied)
        found = reasons(tmp_path, "a.jsonl")
    assert found == {"a.jsonl": "unreadable: Permission denied"}


def test_the_bytes_decide_and_the_name_breaks_ties(tmp_path: Path) -> None:
    table = "name\tage\nann\t3\nbob\t4\n"
    chat = "[10:00] <ann> hi\n[10:01] <bob> hello\n=== eve [x] has joined #c\n"
    mail = "From a@b.example Thu Jan  1 00:00:00 2024\nFrom: a@b.example\nSubject: s\n\nhi\n"
    for name, data, expected in (
        ("lines.json", '{"a": 1}\n{"a": 2}\n', "jsonl"),
        ("pretty.jsonl", '[\n  {"a": 1},\n  {"a": 2}\n]\n', "json"),
        ("pretty2.jsonl", '{\n  "a": 1\n}\n', "json"),
        ("broken.jsonl", '{"a": \n{"a": 2}\n', "jsonl"),
        ("doc.json", '[{"a": 1},\n {"a": 2}]', "json"),
        ("table.txt", table, "tsv"),
        ("chat.log", chat, "irc"),
        ("excel.txt", 'No.\tAsk\tSay\r\n1\t"a\nb"\tc\r\n2\td\t"e\n\nf"\r\n', "tsv"),
        ("semicolons.txt", "No.;Frage;Antwort\n1;a b;c\n2;d;e\n", "csv"),
        ("commas.txt", 'id,ask,say\n1,"a, b",c\n2,d,"e\nf"\n', "csv"),
        ("list.txt", "apples, pears, plums\nbeans, peas, leeks\nbread, rolls, buns\n", "txt"),
        ("verse.txt", "O wind, O rain, O snow!\nO day, O night, O sea!\nO tree, O leaf, O bird!\n", "txt"),
        (
            "prose.txt",
            "He came; he saw; he left.\nShe sat; she ate; she slept.\nIt ran; it hid; it won.\n",
            "txt",
        ),
        ("rows.txt", "1,2,3\n4,5,6\n7,8,9\n", "txt"),
        ("notes.txt", "Dear all,\n\nthis is text.\n", "txt"),
        ("nameless", '{"a": 1}\n{"a": 2}\n', "jsonl"),
        ("nameless2", "<!DOCTYPE html><p>x", "html"),
        ("nameless3", "<?xml version='1.0'?><a/>", "xml"),
        ("inbox", mail, "mbox"),
        ("x.csv", "a,b\n1,2\n", "csv"),
        ("x.YAML", "a: 1\n", "yaml"),
    ):
        write(tmp_path, name, data)
        chunk = reading.plan(tmp_path, name).chunks[0]
        assert chunk.format == expected, name


def test_a_long_first_line_does_not_hide_that_lines_follow(tmp_path: Path) -> None:
    line = json.dumps({"text": "x" * 200_000})
    write(tmp_path, "a.json", f"{line}\n{line}\n")
    assert {chunk.format for chunk in reading.plan(tmp_path, "a.json").chunks} == {"jsonl"}


def test_chunks_are_whole_lines_and_appending_keeps_them(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": number, "text": "y" * (number % 97)}).encode() + b"\n" for number in range(4000)
    ]
    path = write(tmp_path, "a.jsonl", b"".join(lines))
    before = reading.plan(tmp_path, "a.jsonl", chunk_bytes=16_000).chunks
    assert len(before) > 5
    data = path.read_bytes()
    at, row = 0, 1
    for chunk in before:
        assert chunk.length is not None
        piece = data[at : at + chunk.length]
        assert (chunk.offset, chunk.first_row) == (at, row)
        assert piece.endswith(b"\n")
        assert chunk.digest == xxhash.xxh3_128_hexdigest(piece)
        at, row = at + len(piece), row + piece.count(b"\n")
    assert at == len(data)
    path.write_bytes(data + lines[0] * 300)
    after = reading.plan(tmp_path, "a.jsonl", chunk_bytes=16_000).chunks
    assert after[: len(before) - 1] == before[:-1]
    assert len(read_all(tmp_path, "a.jsonl", chunk_bytes=16_000).rows) == 4300


@given(
    lines=st.lists(st.integers(0, 60), max_size=80),
    chunk=st.integers(1, 200),
    more=st.lists(st.integers(0, 60), max_size=20),
    tail=st.booleans(),
)
def test_cuts_cover_everything_once(lines: list[int], chunk: int, more: list[int], tail: bool) -> None:
    data = b"".join(b"x" * size + b"\n" for size in lines)
    data = data if tail else data.removesuffix(b"\n")
    found = digests.cuts(io.BytesIO(data), chunk)
    at, row = 0, 1
    for cut in found:
        piece = data[at : at + cut.length]
        assert (cut.offset, cut.first_row, cut.digest) == (at, row, xxhash.xxh3_128_hexdigest(piece))
        at, row = at + cut.length, row + piece.count(b"\n")
    assert at == len(data)
    assert all(data[cut.offset - 1 : cut.offset] == b"\n" for cut in found[1:])
    longer = digests.cuts(io.BytesIO(data + b"".join(b"z" * size + b"\n" for size in more)), chunk)
    assert longer[: max(0, len(found) - 1)] == found[:-1]


def test_cuts_do_not_depend_on_block_size(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"".join(b"a" * (number % 13) + b"\n" for number in range(500))
    expected = digests.cuts(io.BytesIO(data), 100)
    for block in (1, 7, 99, 100, 101, 4096):
        monkeypatch.setattr(digests, "_BLOCK", block)
        assert digests.cuts(io.BytesIO(data), 100) == expected


def test_whole_file_digest_is_of_the_file(tmp_path: Path) -> None:
    data = b"a,b\n1,2\n"
    write(tmp_path, "a.csv", data)
    assert reading.plan(tmp_path, "a.csv").chunks[0].digest == xxhash.xxh3_128_hexdigest(data)


def test_annotations_are_part_of_a_log_and_of_its_digest(tmp_path: Path) -> None:
    write(tmp_path, "c.raw.txt", "[10:00] <ann> hi\n[10:01] <bob> hello\n[10:02] <eve> hm\n")
    alone = reading.plan(tmp_path, "c.raw.txt").chunks[0].digest
    write(tmp_path, "c.annotation.txt", "0 1 -\n")
    planned = reading.plan(tmp_path, ".")
    assert [chunk.uri for chunk in planned.chunks] == ["c.raw.txt"]
    assert planned.chunks[0].digest != alone
    assert len(read_all(tmp_path, ".").rows) == 2


def test_members_of_an_archive_are_chunks(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("in/b.csv", "text,label\nhi,1\n")
        archive.writestr("a.jsonl", '{"text": "x"}\n{"text": "y"}\n')
        archive.writestr("empty.json", "")
        archive.writestr("inner.zip", b"PK\x03\x04" + b"\0" * 30)
        archive.writestr("__MACOSX/._a.jsonl", "junk")
    found = read_all(tmp_path, "a.zip")
    assert [(uri, position) for uri, position, _ in found.rows] == [
        ("a.zip!a.jsonl", 1),
        ("a.zip!a.jsonl", 2),
        ("a.zip!in/b.csv", 2),
    ]
    assert {uri: reason.split(":")[0] for uri, _, reason in found.rejects} == {
        "a.zip!empty.json": "empty file",
        "a.zip!inner.zip": "a packed file within an archive",
    }
    assert len({chunk.digest for chunk in reading.plan(tmp_path, "a.zip").chunks}) == 2


def test_a_changed_file_stops_the_reading(tmp_path: Path) -> None:
    for name, old, new in (
        ("a.jsonl", b'{"a": 1}\n', b'{"a": 2}\n'),
        ("a.csv", b"a,b\n1,2\n", b"a,b\n3,4\n"),
        ("a.json", b'[{"a": 1}]', b'[{"a": 2}]'),
    ):
        write(tmp_path, name, old)
        chunk = reading.plan(tmp_path, name).chunks[0]
        write(tmp_path, name, new)
        with pytest.raises(SourceChanged):
            list(reading.read(chunk, tmp_path))


def test_a_vanished_file_is_a_reject(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", b'{"a": 1}\n')
    chunk = reading.plan(tmp_path, "a.jsonl").chunks[0]
    path.unlink()
    assert [batch.rejects for batch in reading.read(chunk, tmp_path)] == [
        [(None, "unreadable: No such file or directory")]
    ]


def test_the_cache_saves_hashing_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "data/a.jsonl", '{"a": 1}\n')
    write(tmp_path, "data/b.csv", LFS)
    os.utime(path, (1, 1))
    os.utime(tmp_path / "data/b.csv", (1, 1))
    cache = digests.Cache(tmp_path / "cache" / "digests.json")
    first = reading.plan(tmp_path, "data", cache=cache)
    calls: list[Any] = []
    original = reading._examine
    monkeypatch.setattr(reading, "_examine", lambda *args: calls.append(args) or original(*args))
    again = reading.plan(tmp_path, "data", cache=digests.Cache(tmp_path / "cache" / "digests.json"))
    assert again == first
    assert calls == []
    write(tmp_path, "data/a.jsonl", '{"a": 2}\n')
    changed = reading.plan(tmp_path, "data", cache=digests.Cache(tmp_path / "cache" / "digests.json"))
    assert changed.chunks[0].digest != first.chunks[0].digest
    assert len(calls) == 1
    # The file is young: the same size and time could hide another change, so it was not remembered.
    reading.plan(tmp_path, "data", cache=digests.Cache(tmp_path / "cache" / "digests.json"))
    assert len(calls) == 2


def test_a_broken_cache_is_no_cache(tmp_path: Path) -> None:
    write(tmp_path, "a.jsonl", '{"a": 1}\n')
    for junk in ("", "[]", "{", "null"):
        write(tmp_path, "digests.json", junk)
        assert (
            len(reading.plan(tmp_path, "a.jsonl", cache=digests.Cache(tmp_path / "digests.json")).chunks) == 1
        )


def test_saved_huggingface_datasets(tmp_path: Path) -> None:
    import pyarrow as pa

    for split in ("train", "test"):
        folder = tmp_path / "ds" / split
        folder.mkdir(parents=True)
        table = pa.table({"text": ["a", "b"]})
        path = str(folder / "data-00000-of-00001.arrow")
        with pa.OSFile(path, "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        write(folder, "state.json", json.dumps({"_data_files": [{"filename": "data-00000-of-00001.arrow"}]}))
        write(folder, "dataset_info.json", "{}")
        write(folder, "cache-1234.arrow", b"stale")
    write(tmp_path, "ds/dataset_dict.json", json.dumps({"splits": ["train", "test"]}))
    found = read_all(tmp_path, "ds")
    assert found.rejects == []
    assert [(uri.split("/")[1], value["text"]) for uri, _, value in found.rows] == [
        ("test", "a"),
        ("test", "b"),
        ("train", "a"),
        ("train", "b"),
    ]


def test_an_archive_whose_names_are_damaged_is_a_reject_of_the_plan(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("é.jsonl", "{}\n")
        archive.writestr("b.jsonl", "{}\n")
    data = (tmp_path / "a.zip").read_bytes()
    (tmp_path / "a.zip").write_bytes(data.replace("é".encode(), b"\x9b\x9b", 1))
    plan = reading.plan(tmp_path, "a.zip")
    assert [chunk.member for chunk in plan.chunks] == ["b.jsonl"]
    assert plan.rejects == (("a.zip!é.jsonl", "a damaged archive (UnicodeDecodeError)"),)
