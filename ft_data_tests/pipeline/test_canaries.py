"""Made-up personal data in every claimed place: none is in any file afterwards. The whole sweep is `bench/canaries.py`."""

import random

import pytest

from bench.canaries import leaks, plant, report, run
from bench.canary_kinds import KINDS
from ft_data.stages import privacy
from ft_data.stages.build import Build
from ft_data.stages.graph import make
from ft_data.stages.reading import Versions
from ft_data.warehouse.home import Home


def kinds(*names: str) -> dict:
    return {name: KINDS[name] for name in names}


def test_cleaning_leaves_none_of_it(tmp_path):
    planted = plant(
        tmp_path / "datasets/canaries",
        random.Random(3),
        kinds("e-mail", "phone GB", "card", "key of a code host"),
    )
    build = Build.open(Home(tmp_path), "canaries")
    for source in sorted(build.recipe.sources):
        make(build, f"raw/{source}")
    snapshot = make(build, "cleaned")
    with Versions(build, snapshot) as versions:
        assert versions.con.execute("SELECT count(*) FROM cleaned").fetchone()[0] > 200
        assert privacy.residual(build, snapshot, versions) == 0
    text, wrong = report(planted, leaks(tmp_path, planted, ""))
    assert wrong == 0, text


def test_the_search_sees_what_is_there(tmp_path):
    """Masking off: nearly all that was planted in the claimed places is found again, so an empty answer means something."""
    folder = tmp_path / "datasets/canaries"
    planted = plant(folder, random.Random(3), kinds("e-mail"))
    recipe = folder / "recipe.yaml"
    recipe.write_text(recipe.read_text() + "clean: {pii: keep}\n")
    build = Build.open(Home(tmp_path), "canaries")
    for source in sorted(build.recipe.sources):
        make(build, f"raw/{source}")
    make(build, "cleaned")
    _, found_again = report(planted, leaks(tmp_path, planted, ""))
    assert found_again > 0.75 * sum(one.claimed for one in planted)


@pytest.mark.slow
def test_a_whole_run_leaves_none_of_it(tmp_path):
    planted = plant(tmp_path / "datasets/canaries", random.Random(4))
    said = run(tmp_path)
    assert list(tmp_path.glob("releases/canaries/*/README.md")), said[-2000:]
    text, wrong = report(planted, leaks(tmp_path, planted, said))
    assert wrong == 0, text
