"""Files that say the same in two formats stay those of their own format when they are copied."""

import duckdb
import pytest

from ft_data.release import manifest, verify
from ft_data_tests.formatting.examples import many
from ft_data_tests.release import building
from ft_data_tests.release.building import World


@pytest.mark.parametrize("targets", [("openai", "together"), ("together", "openai", "messages")])
def test_formats_with_the_same_lines_keep_their_own_files(tmp_path, targets):
    con = duckdb.connect()
    rows = many(60)
    world = World(rows=rows, targets=targets)
    building.publish(tmp_path / "a", con, world.spec(con))
    world.recipe = world.recipe | {"purpose": "Another purpose."}
    again = building.publish(tmp_path / "a", con, world.spec(con))
    assert again.new
    for name, of in manifest.read(again.path)["targets"].items():
        for split, made in of.items():
            home = f"exports/{name}/{split}" if name != "messages" else f"messages/{split}"
            assert all(path.startswith(home) for path in made["files"]), (name, split, made["files"])
    afresh = building.publish(tmp_path / "b", con, world.spec(con))
    assert again.root == afresh.root
    held = lambda at: {p.relative_to(at).as_posix(): p.read_bytes() for p in at.rglob("*.jsonl")}  # noqa: E731
    assert held(again.path) == held(afresh.path)
    verify._sound.clear()
    assert verify.verify(again.path) == []
