"""A dataset whose loop was closed once: two releases, the second one made after the gaps of the first."""

import pytest
import yaml

from bench.support import harbour
from ft_data.inspection import gaps as inspecting
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data_tests.pipeline import helpers

COLLECTED = [topic for topic in harbour.ANSWERS if topic != "customs"]


def make(home, until="weaknesses"):
    """Make all assets up to one, and those beside it."""
    build = Build.open(home, "demo")
    names = [one for one in graph.assets(build.recipe) if one != "release"]
    return build, graph.make(build, *names[: names.index(until) + 1])


def publish(home):
    build = Build.open(home, "demo")
    graph.make(build, *graph.assets(build.recipe))
    return build.current("release").stats["release"]


def try_out(home, release):
    learned = helpers.query(home, "SELECT prompt_text, response_text FROM formatted WHERE split = 'train'")
    helpers.write(home.folder("demo") / f"feedback/{release}.jsonl", harbour.tried(learned, release))


def outcomes(home):
    return {row["slice"]: row for row in inspecting.read(Build.open(home, "demo")).outcomes}


@pytest.fixture(scope="session")
def told(tmp_path_factory):
    """Return a home with two releases, the second one made after the gaps of the first, and what was said on the way."""
    home = helpers.make(tmp_path_factory.mktemp("loop"), harbour.RECIPE, harbour.rows(COLLECTED, 70))
    folder, said = home.folder("demo"), {}
    (folder / "feedback").mkdir()
    recipe = (folder / "recipe.yaml").read_text()
    (folder / "recipe.yaml").write_text(recipe[: recipe.index("feedback:")])
    assert publish(home) == "1.0.0"  # nobody has tried anything yet
    try_out(home, "1.0.0")
    (folder / "recipe.yaml").write_text(recipe)
    build, _ = make(home)
    found = inspecting.read(build)
    said["steps"] = {one.slice: one for one in found.steps}
    said["files"] = inspecting.write(build, found)
    inspecting.decide(build, found, said["steps"]["slice: refund"].gap, True, "mara", "people ask like that")
    # What the steps say is done: customs are collected, and the rule spares the rows that it is told.
    written = helpers_rules(folder / "gaps/rules.yaml")
    (folder / "recipe.yaml").write_text(recipe.replace('drop: "< 5"', f'drop: "< 5", unless: "{written}"'))
    helpers.write(folder / "sources/collected.jsonl", harbour.rows(["customs"], 70, seed=3))
    make(home)
    said["untried"] = outcomes(home)
    try_out(home, "1.1.0")
    assert publish(home) == "1.1.0"
    said["tried"] = outcomes(home)
    return home, said


def helpers_rules(path):
    (rule,) = yaml.safe_load(path.read_text())
    assert rule["name"] == "too_blunt"
    return rule["unless"]
