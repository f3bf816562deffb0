"""Lists that only grow: no entry is lost or becomes another without a word."""

import json

import pytest

from ft_data.warehouse import lines, tombstones
from ft_data.warehouse.home import Warehouse
from ft_data.warehouse.sums import DamagedFile

ENTRIES = [{"version": "1.0.0", "who": "person 1"}, {"version": "1.1.0", "who": "é"}, {"n": 3}]


@pytest.fixture
def path(tmp_path):
    for entry in ENTRIES:
        lines.append(tmp_path / "log.jsonl", entry)
    return tmp_path / "log.jsonl"


def test_every_flipped_bit_is_noticed_or_changes_no_entry(path):
    whole = path.read_bytes()
    assert lines.entries(path) == ENTRIES
    for at in range(8 * len(whole)):
        flipped = bytearray(whole)
        flipped[at // 8] ^= 1 << at % 8
        path.write_bytes(flipped)
        try:
            found = lines.entries(path)
        except DamagedFile as error:
            assert str(path) in str(error) and "line" in str(error)
            continue
        # What is left is a flip in the name of the checksum itself.
        assert [
            {k: v for k, v in one.items() if k in sum(map(list, ENTRIES), [])} for one in found
        ] == ENTRIES, (at // 8, at % 8)


def test_a_torn_line_costs_only_itself(path):
    whole = path.read_bytes()
    last = len(whole[:-1]) - whole[:-1].rfind(b"\n") - 1
    for cut in range(1, last + 1):
        path.write_bytes(whole[:-cut])
        kept = ENTRIES if cut == 1 else ENTRIES[:2]  # all of it is there but the end of the line
        assert lines.entries(path) == kept
        lines.append(path, {"n": 4})
        assert lines.entries(path) == [*kept, {"n": 4}]
    path.unlink()
    lines.append(path, {"n": 1})
    assert lines.entries(path) == [{"n": 1}]


def test_a_last_line_whose_end_was_changed_is_not_taken_for_a_torn_one(path):
    changed = path.read_bytes()[:-1] + b"\x0b"
    path.write_bytes(changed)
    with pytest.raises(DamagedFile, match="line 3"):
        lines.append(path, {"n": 4})
    assert path.read_bytes() == changed


def test_a_tombstone_follows_a_line_that_an_editor_left_without_an_end(tmp_path):
    warehouse = Warehouse("demo", tmp_path / "demo", tmp_path / "releases")
    tombstones.add(warehouse, ["a"], "record", "officer")
    file = warehouse.root / "tombstones.jsonl"
    file.write_bytes(file.read_bytes().rstrip(b"\n"))
    tombstones.add(warehouse, ["b"], "record", "officer")
    assert tombstones.hashes(warehouse) == ["a", "b"]


def test_lines_from_before_there_were_checksums_are_read(tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_bytes(b'{"n":1}\n{"n": 2, "torn\n' + json.dumps({"n": 3}).encode() + b"\n")
    assert lines.entries(path) == [{"n": 1}, {"n": 3}]
    path.write_bytes(b'{"n":1}\n{"n"; 2}\n')
    with pytest.raises(DamagedFile):
        lines.entries(path)
    assert lines.entries(tmp_path / "none.jsonl") == []
