"""All that the loop knows: every number of its report can be derived again, and forgetting reaches all of it.

That is answers of a probed model, the replay set, targets, the queue, rules and every report.
"""

import dataclasses

import pytest

from bench.support import harbour
from bench.support.endpoint import Endpoint, completion, served
from bench.support.homes import held
from ft_data.inspection import gaps as inspecting
from ft_data.inspection import renewal
from ft_data.stages.build import Build
from ft_data.upkeep import forgetting
from ft_data.upkeep.meant import Request
from ft_data_tests.evaluation.walking import walked
from ft_data_tests.pipeline import helpers
from ft_data_tests.stages.looped import publish

pytestmark = pytest.mark.slow

CANARY = "Quistadel"
HERS = f"Is it true that the widow {CANARY} paid twelve crowns a night at the guest pontoon?"
OLD = f"As of 2019 the boats of {CANARY} lie at the guest pontoon for twelve crowns a night."


class Model(Endpoint):
    """Says again what it learned of somebody, by name alone."""

    def answered(self, path, headers, raw):
        return completion(f"Ask {CANARY} of the pontoon.", tokens=(20, 10))


def desks():
    """Questions to two desks, of which one answers at length."""
    way = (
        "You follow the yellow line along the quay as far as the lamp. At the chandlery you turn left and pass the two old cranes. "
        "Ask the warden in the small hut for the key, who is there from seven until noon. Bring it back before the evening ferry leaves."
    )
    return [
        {"instruction": f"How is shed {at} reached from the {desk} gate?", "response": f"{way if desk == 'southern' else 'By the quay.'} It is shed {at}.", "desk": desk}
        for desk in ("northern", "southern")
        for at in range(60)
    ]  # fmt: skip


def walk(home):
    """Every number of a page that shows all that the loop knows is what its printed query says."""
    page = max(home.warehouse("demo").reports.glob("eval_report-*.html"))
    missing = {
        "in it: all rows", "in it: a sample", "in it: variety", "what changed", "the version before", "disparities", "gaps between groups",
        "rows of each group", "what is missing", "cells beside the targets", "rows and targets", "failing slices", "earlier gaps",
        "what wrong rows share", "gaps of the tuned model", "what the tuned model answers", "questions of the probe",
    } - walked(home, page)  # fmt: skip
    assert not missing


def test_nothing_that_was_made_of_a_row_is_left_in_any_file_once_it_is_forgotten(told, tmp_path):
    """Every file of the home is walked, but for those that people brought: sources and feedback."""
    home = helpers.copy(told[0], tmp_path / "home")
    folder, recipe = home.folder("demo"), home.recipe("demo")
    answer = f"The house of {CANARY} had a berth for the price of twelve crowns until the pontoon was closed."
    helpers.write(
        folder / "sources/hers.jsonl",
        [
            {"id": "hers", "instruction": HERS, "response": answer},
            {"id": "old", "instruction": "Whose boats lie at the guest pontoon?", "response": OLD},
        ],
    )
    (folder / "feedback/1.1.0.jsonl").write_text(
        (folder / "feedback/1.0.0.jsonl").read_text().replace('"1.0.0"', '"1.1.0"')
    )
    wrong_ones = [
        {"prompt": f"{HERS} ({number})", "answer": "No.", "expected": harbour.ANSWERS["customs"], "slice": "customs", "verdict": "wrong"}
        for number in range(6)
    ]  # fmt: skip
    right = {"prompt": HERS, "answer": answer, "slice": "berth", "verdict": "right"}
    helpers.write(
        folder / "feedback/hers.jsonl", [{**one, "release": "1.1.0"} for one in (*wrong_ones, right)]
    )
    with served(Model()) as model:
        probe = f"probe: {{endpoint: '{model.address}', model: tiny, kinds: [gender]}}\n"
        recipe.write_text(f"{recipe.read_text()}drift: {{}}\n{probe}")
        recipe.write_text(recipe.read_text().replace("rules:", "targets: {path: wanted.jsonl}\nrules:", 1))
        recipe.write_text(
            recipe.read_text().replace("sources/*.jsonl,", "sources/*.jsonl, groups: {desk: desk},", 1)
        )
        helpers.write(folder / "sources/desks.jsonl", desks())
        german = [
            {
                "instruction": f"Wann fährt die Fähre Nummer {at} auf die Insel zurück?",
                "response": "Sie fährt zu jeder vollen Stunde.",
            }
            for at in range(20)
        ]
        helpers.write(folder / "wanted.jsonl", [*harbour.rows(["ferry", "storm"], 20, seed=8), *german])
        version = publish(home)
        walk(home)
        build = Build.open(home, "demo")
        inspecting.write(build, inspecting.read(build))
        found = renewal.read(build)
        (stale,) = [one for one in found.proposals if one.reason == "year"]
        renewal.decide(build, found, stale.id, True, "mara")
        gone_too = dataclasses.replace(stale, action="retire")
        retired = dataclasses.replace(found, proposals=[gone_too])
        renewal.decide(build, retired, gone_too.id, True, "mara")
        renewal.write(build, retired)
        brought = ("sources", "feedback")
        made = lambda: {  # noqa: E731
            name
            for part in ("warehouse", "releases", "datasets/demo/gaps")
            for name in held(home.root / part, CANARY)
        }
        assert made() >= {"probe.sqlite", "targets.jsonl", "replay.jsonl"} and "manifest.json" not in made()
        query = f"SELECT record_id FROM formatted WHERE response_text LIKE '%{CANARY}%'"
        rows = [row for (row,) in helpers.query(home, query)]
        (old,) = stale.rows
        assert len(rows) == 2 and old in rows
        assert all(old in (folder / f"gaps/{name}").read_text() for name in ("retire.yaml", "queue.jsonl"))
        assert {path.stat().st_mode & 0o777 for path in (folder / "gaps").iterdir()} == {0o600}
        request = Request(records=rows, actor="mara", purge_releases=True)
        gone = forgetting.forget(home, "demo", request, lambda home, wanted: None)
        assert gone.purged == [version] and gone.residual == 0
        assert made() == set()
        left = {
            path.relative_to(folder).parts[0]
            for path in folder.rglob("*")
            if path.name in held(folder, CANARY)
        }
        assert left == set(brought)
        assert not [
            path for path in (folder / "gaps").iterdir() if any(row in path.read_text() for row in rows)
        ]
        for name in brought:  # what people brought they take out by hand, and then nothing comes back
            (folder / name / "hers.jsonl").unlink()
        asked = len(model.requests)
        recipe.write_text(recipe.read_text().replace(probe, ""))
        publish(home)
        assert held(home.root, CANARY) == [] and len(model.requests) == asked
