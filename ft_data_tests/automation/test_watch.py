import json

from ft_data.automation.watch import decide, digest, look


class Folder:
    """A folder, and a sensor's view of it from tick to tick."""

    def __init__(self, path):
        self.path, self.cursor, self.hashed = path, None, []

    def tick(self):
        found = decide(self.cursor, look(self.path, ["*.jsonl"]), self._hash)
        self.cursor = found.cursor
        return found

    def _hash(self, name):
        self.hashed.append(name)
        return digest(self.path / name)


def test_a_new_file_runs_once_it_stopped_growing(tmp_path):
    folder = Folder(tmp_path)
    (tmp_path / "a.jsonl").write_text("1\n")
    assert folder.tick().run_key is None  # just appeared
    (tmp_path / "a.jsonl").write_text("1\n2\n")
    assert folder.tick().run_key is None  # still growing
    assert folder.tick().run_key is not None
    assert folder.tick().run_key is None
    assert folder.hashed == ["a.jsonl"]  # only hashed when it changed and settled


def test_a_touched_or_renamed_file_asks_for_nothing(tmp_path):
    folder = Folder(tmp_path)
    (tmp_path / "a.jsonl").write_text("1\n")
    folder.tick(), folder.tick()
    (tmp_path / "a.jsonl").rename(tmp_path / "b.jsonl")
    assert [folder.tick().run_key for _ in range(3)] == [None] * 3


def test_going_back_to_old_content_runs_again(tmp_path):
    folder, keys = Folder(tmp_path), []
    for text in ("A\n", "B\n", "A\n"):
        (tmp_path / "a.jsonl").write_text(text * 7)
        folder.tick()
        keys.append(folder.tick().run_key)
    assert None not in keys and len(set(keys)) == 3


def test_a_removed_file_is_a_change(tmp_path):
    folder = Folder(tmp_path)
    for name in "ab":
        (tmp_path / f"{name}.jsonl").write_text(name)
    folder.tick(), folder.tick()
    (tmp_path / "b.jsonl").unlink()
    assert folder.tick().run_key


def test_the_cursor_holds_no_clock(tmp_path):
    folder = Folder(tmp_path)
    (tmp_path / "a.jsonl").write_text("1\n")
    folder.tick(), folder.tick()
    assert set(json.loads(folder.cursor)) == {"look", "hashes", "content", "changes"}
