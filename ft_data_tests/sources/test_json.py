from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import orjson
import pytest

from ft_data.sources import reading
from ft_data.sources.readers import json_document

from ..realdata import shared
from .helpers import Read, read_all, read_one, write


def by_file(found: Read) -> dict[str, tuple[int, int]]:
    counts: dict[str, tuple[int, int]] = {}
    for uri, _, _ in found.rows:
        rows, rejects = counts.get(uri, (0, 0))
        counts[uri] = rows + 1, rejects
    for uri, _, _ in found.rejects:
        rows, rejects = counts.get(uri, (0, 0))
        counts[uri] = rows, rejects + 1
    return counts


# No JSON, and written by Python's own module: read as null.
PYTHONS = ("n_number_NaN.json", "n_number_infinity.json", "n_number_minus_infinity.json")


def test_json_test_suite() -> None:
    folder = shared("data/json-test-suite")
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 318
    counts = by_file(read_all(folder, "."))
    for name in names:
        rows, rejects = counts.get(name, (0, 0))
        if name.startswith("y_"):
            assert rejects == 0, name
        elif name in PYTHONS:
            assert (rows, rejects) == (1, 0), name
        elif name.startswith("n_"):
            assert (rows, rejects) == (0, 1), name
        else:
            assert rejects <= 1, name


def test_json_test_suite_as_lines() -> None:
    """The same verdicts when a document without line ends is a line of a .jsonl file."""
    folder = shared("data/json-test-suite")
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        if b"\n" in data or not data.strip() or path.name.startswith("i_"):
            continue
        found = read_all(folder, path.name, "jsonl")
        assert len(found.rejects) == (path.name.startswith("n_") and path.name not in PYTHONS), path.name


def test_lines_end_at_newline_only(tmp_path: Path) -> None:
    text = "one\u0085two\u2028three\x0bfour\x0c\x1c"
    data = json.dumps({"text": text}, ensure_ascii=False) + "\r\n" + json.dumps({"text": "b"}) + "\n"
    found = read_one(tmp_path, "a.jsonl", data)
    assert [value["text"] for value in found.values] == [text, "b"]
    assert found.positions == [1, 2]


def test_lines_that_are_not_json_keep_their_place(tmp_path: Path) -> None:
    data = b'\xef\xbb\xbf{"a": 1}\n\n  \r\n{broken}\n{"a": "\xe9"}\n[1, 2]\n"x"\nnull\n{"a": 2'
    found = read_one(tmp_path, "a.jsonl", data)
    assert [(position, value) for _, position, value in found.rows] == [
        (1, {"a": 1}),
        (6, {"value": [1, 2]}),
        (7, {"value": "x"}),
        (8, {"value": None}),
    ]
    assert [(position, reason[:9]) for _, position, reason in found.rejects] == [
        (4, "not JSON:"),
        (5, "not UTF-8"),
        (9, "not JSON:"),
    ]
    assert not any("broken" in reason for reason in found.reasons)


def test_zero_bytes_and_bare_returns(tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.jsonl", b'{"a": 1}\r{"a": 2}\n\x00\n{"a": "\\u0000"}\n')
    assert found.positions == [3]
    assert found.values == [{"a": "\0"}]
    assert [position for _, position, _ in found.rejects] == [1, 2]


def test_equal_records_have_equal_bytes_whatever_wrote_them(tmp_path: Path) -> None:
    data = b'{"b": 1.0, "a": "\\u00e9"}\n{"a":"\xc3\xa9","b":1.0}\n{"a": "\xc3\xa9", "b": 1.00}\n'
    write(tmp_path, "a.jsonl", data)
    batches = list(reading.read(reading.plan(tmp_path, "a.jsonl").chunks[0], tmp_path))
    assert len({raw for batch in batches for _, raw in batch.rows}) == 1


def test_surrogates_and_long_integers_survive(tmp_path: Path) -> None:
    data = (
        b'{"text": "cut \\ud83d"}\n{"id": 123456789012345678901234567890}\n'
        b'{"id": 12345678901234567890123e400}\n'
    )
    assert read_one(tmp_path, "a.jsonl", data).values == [
        {"text": "cut \ufffd"},
        {"id": "123456789012345678901234567890"},
        {"id": "12345678901234567890123e400"},
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_encodings_of_json_lines(tmp_path: Path, encoding: str) -> None:
    text = "".join(
        json.dumps({"text": f"Grüße {number} 😀"}, ensure_ascii=False) + "\n" for number in range(2000)
    )
    found = read_one(tmp_path, "a.jsonl", text.encode(encoding))
    assert found.rejects == []
    assert found.values[1999] == {"text": "Grüße 1999 😀"}
    assert found.positions == list(range(1, 2001))


def test_a_declared_encoding_wins(tmp_path: Path) -> None:
    data = '{"text": "Größe"}\n'.encode("cp1252")
    assert read_one(tmp_path, "a.jsonl", data).reasons == ["not UTF-8 at byte 12"]
    assert read_one(tmp_path, "a.jsonl", data, encoding="windows-1252").values == [{"text": "Größe"}]


def test_long_lines_are_rejects_and_are_not_kept(tmp_path: Path) -> None:
    long = b'{"text": "' + b"x" * 9_000_000 + b'"}'
    path = write(tmp_path, "a.jsonl", b'{"a": 1}\n' + long + b'\n{"a": 2}\n' + long)
    settings = reading.ReadSettings(row_bytes=100_000)
    tracemalloc.start()
    found = read_all(tmp_path, "a.jsonl", settings=settings)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.values == [{"a": 1}, {"a": 2}]
    assert [(position, "row_bytes" in reason) for _, position, reason in found.rejects] == [
        (2, True),
        (4, True),
    ]
    assert peak < path.stat().st_size / 2


@pytest.mark.parametrize("chunk_bytes", [1, 10, 37, 1000, 10**6])
def test_chunking_changes_nothing(tmp_path: Path, chunk_bytes: int) -> None:
    data = (
        b"".join(b'{"n": %d, "t": "%s"}\n' % (n, b"z" * (n % 40)) for n in range(300))
        + b"{bad\n\n"
        + b'{"n": 1}'
    )
    write(tmp_path, "a.jsonl", data)
    whole = read_all(tmp_path, "a.jsonl")
    assert read_all(tmp_path, "a.jsonl", chunk_bytes=chunk_bytes) == whole
    assert (len(whole.rows), len(whole.rejects)) == (301, 1)


LAYOUTS = [
    ('[{"a": 1}, {"a": 2}]', [{"a": 1}, {"a": 2}]),
    ('{"canary": "c", "examples": [{"input": "x", "target": "y"}]}', [{"input": "x", "target": "y"}]),
    ('{"version": 1, "data": [{"a": 1}, {"a": 2}], "notes": [{"n": 1}]}', [{"a": 1}, {"a": 2}]),
    (
        '{"original": ["a", "b"], "sampled": ["c", "d"]}',
        [{"original": "a", "sampled": "c"}, {"original": "b", "sampled": "d"}],
    ),
    (
        '{"MIT": {"name": "m", "text": "t"}, "ISC": {"name": "i", "text": "u"}}',
        [{"id": "MIT", "name": "m", "text": "t"}, {"id": "ISC", "name": "i", "text": "u"}],
    ),
    (
        '{"k1": {"id": 7, "q": "a"}, "k2": {"id": 8, "q": "b"}}',
        [{"_key": "k1", "id": 7, "q": "a"}, {"_key": "k2", "id": 8, "q": "b"}],
    ),
    (
        '{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}',
        [{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}],
    ),
    (
        '{"prompt": ["a", "b"], "completion": ["c", "d"]}',
        [{"prompt": "a", "completion": "c"}, {"prompt": "b", "completion": "d"}],
    ),
    (
        '{"instruction": "a", "output": "b", "tags": [{"t": 1}, {"t": 2}]}',
        [{"instruction": "a", "output": "b", "tags": [{"t": 1}, {"t": 2}]}],
    ),
    ('{"data": {"text": ["a"], "label": [1]}}', [{"text": "a", "label": 1}]),
    ('["a", 1, null]', [{"value": "a"}, {"value": 1}, {"value": None}]),
    ('"alone"', [{"value": "alone"}]),
    ('{"a": 1}', [{"a": 1}]),
    ("{}", [{}]),
    ("[]", []),
]


@pytest.mark.parametrize(("text", "expected"), LAYOUTS)
def test_where_the_records_are(tmp_path: Path, text: str, expected: list[object]) -> None:
    found = read_one(tmp_path, "a.json", text)
    assert found.values == expected
    assert found.rejects == []
    assert found.positions == list(range(1, len(expected) + 1))


def test_a_document_is_all_or_nothing(tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.json", '[{"a": 1}, {"a": 2},]')
    assert found.rows == []
    assert "line 1 column" in found.reasons[0]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32-le", "utf-8-sig"])
def test_encodings_of_documents(tmp_path: Path, encoding: str) -> None:
    assert read_one(tmp_path, "a.json", '[{"text": "Grüße"}]'.encode(encoding)).values == [{"text": "Grüße"}]


def test_a_deep_record_is_a_reject_of_its_own(tmp_path: Path) -> None:
    deep = "[" * 300 + "]" * 300
    found = read_one(tmp_path, "a.json", f'[{{"a": 1}}, {{"a": {deep}}}, {{"a": 2}}]')
    assert found.values == [{"a": 1}, {"a": 2}]
    assert [(position, reason) for _, position, reason in found.rejects] == [
        (2, "nested deeper than 254 levels (nesting)")
    ]
    found = read_one(tmp_path, "b.jsonl", '{"a": [[[1]]]}\n{"a": [[1]]}\n', nesting=3)
    assert found.values == [{"a": [[1]]}]
    assert found.reasons == ["nested deeper than 3 levels (nesting)"]


STREAMED = [
    ("[]", 0, None),
    (" [ ] \n", 0, None),
    ('[{"a": 1}, 2 ,"x", [3], null, 12345]', 6, None),
    ('[{"a": "]},["}]', 1, None),
    ("[1, 2", 0, "comma"),
    ("[1, 2,", 0, "does not end"),
    ("[1 2]", 0, "comma"),
    ("[1, 2] 3", 0, "more text"),
    ("[1, ]", 0, "not JSON"),
    ('[1, {"a": }]', 0, "not JSON"),
    ('[NaN, -Infinity, {"a": Infinity}]', 3, None),
    ("[Nan]", 0, "not JSON"),
    ('["\xe9"]', 0, "not UTF-8"),
]


@pytest.mark.parametrize(("text", "rows", "reason"), STREAMED)
@pytest.mark.parametrize("block", [1, 3, 1 << 20])
def test_long_arrays_are_read_piece_by_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, rows: int, reason: str | None, block: int
) -> None:
    monkeypatch.setattr(json_document, "STREAM_BYTES", 0)
    monkeypatch.setattr(json_document, "BLOCK", block)
    found = read_one(tmp_path, "a.json", text.encode("latin-1"), "json")
    assert len(found.rows) == rows
    assert bool(found.rejects) == bool(reason)
    if reason:
        assert reason in found.reasons[0]


def test_streaming_gives_what_loading_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values = [{"n": n, "t": "é😀" * (n % 50), "f": n / 7, "l": [n, {"x": None}]} for n in range(3000)]
    write(tmp_path, "a.json", json.dumps(values, indent=1))
    whole = read_all(tmp_path, "a.json")
    monkeypatch.setattr(json_document, "STREAM_BYTES", 1000)
    assert read_all(tmp_path, "a.json") == whole
    assert whole.values == values


def test_memory_does_not_grow_with_an_array(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_document, "STREAM_BYTES", 1 << 20)
    peaks = []
    for rows in (4_500, 9_000):
        write(tmp_path, "a.json", b"[" + b",".join([orjson.dumps({"text": "x" * 1000})] * rows) + b"]")
        chunk = reading.plan(tmp_path, "a.json").chunks[0]
        tracemalloc.start()
        count = sum(len(batch.rows) for batch in reading.read(chunk, tmp_path))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert count == rows
    assert peaks[1] < peaks[0] * 1.2


OBJECTS = """{
  "question": "ask",
  "answer": "say"
}
{
  "question": "a", "answer": "b"
}
"""


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.txt", "a"])
@pytest.mark.parametrize("between", ["\n", ",\n", ""])
def test_objects_over_lines_one_after_another(tmp_path: Path, name: str, between: str) -> None:
    found = read_one(tmp_path, name, OBJECTS.replace("}\n{", "}" + between + "{"))
    assert found.values == [{"question": "ask", "answer": "say"}, {"question": "a", "answer": "b"}]
    assert found.positions == [1, 2]


def test_a_broken_object_among_several(tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.json", OBJECTS + '{"question": \n "c", }\n' + OBJECTS)
    assert len(found.values) == 2
    assert [(position, "not JSON" in reason) for _, position, reason in found.rejects] == [(3, True)]
    assert "question" not in found.reasons[0]


def test_numbers_that_are_none_are_null_in_every_format(tmp_path: Path) -> None:
    line = '{"question": "ask", "answer": "say", "score": NaN, "top": -Infinity}'
    want = {"question": "ask", "answer": "say", "score": None, "top": None}
    for name, text in (("a.jsonl", f"{line}\n{line}\n"), ("a.json", f"[{line}]")):
        found = read_one(tmp_path, name, text)
        assert not found.rejects and found.values[0] == want


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_an_object_over_several_lines_may_follow_those_on_one(tmp_path: Path, name: str) -> None:
    found = read_one(tmp_path, name, b'{"q": 1}\n{"q": 2}\n{\n  "q":\n  3\n}\n{"q": 4}\n')
    assert [value["q"] for value in found.values] == [1, 2, 3, 4] and not found.rejects
    # A broken line is one reject, and the others are read.
    found = read_one(tmp_path, name, b'{"q": 1}\n{"q":\n{"q": 3}\n')
    assert [value["q"] for value in found.values] == [1, 3] and len(found.rejects) == 1


@pytest.mark.parametrize("keys", [("0", "1", "2"), ("4", "17", "9")])
def test_columns_whose_values_stand_by_the_number_of_their_row(tmp_path: Path, keys: tuple[str, ...]) -> None:
    asks, says = ["What is chalk?", "What is flint?", "What is slate?"], ["Soft.", "Hard.", "Flat."]
    table = {"instruction": dict(zip(keys, asks, strict=True)), "output": dict(zip(keys, says, strict=True))}
    assert read_one(tmp_path, "a.json", json.dumps(table)).values == [
        {"instruction": ask, "output": say} for ask, say in zip(asks, says, strict=True)
    ]
    talks = {
        "conversations": {key: [{"from": "human", "value": say}] for key, say in zip(keys, asks, strict=True)}
    }
    table = {**talks, "id": {key: f"house_{key}" for key in keys}}
    assert [value["id"] for value in read_one(tmp_path, "b.json", json.dumps(table)).values] == [
        f"house_{key}" for key in keys
    ]


def test_objects_by_number_stay_objects_by_key(tmp_path: Path) -> None:
    table = {
        "7": {"question": "What is chalk?", "answer": "Soft."},
        "8": {"question": "And flint?", "answer": "Hard."},
    }
    assert [value["id"] for value in read_one(tmp_path, "a.json", json.dumps(table)).values] == ["7", "8"]
