"""The proof of a version: real texts, equal arms, held-out texts that nobody selected with, and losses said plainly."""

import datetime
import json
import re
from importlib.util import find_spec

import pytest

from ft_data.cli import invoke
from ft_data.inspection.health import proven
from ft_data.recipe.problems import RecipeError
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data_tests.evaluation.reading import Page
from ft_data_tests.pipeline import helpers

ASKED = "{budget: 12, influence: {}}"
WHAT = ("fish", "mouth", "trade")
USED = [
    {
        "prompt": f"I want to know which {what} the {river} has",
        "response": f"The {what} of the {river} is famous.",
    }
    for what in WHAT
    for river in helpers.RIVERS[:4]
]
HELD = [
    {
        "prompt": f"Could you say something on {what} along the {river} for a school talk",
        "response": f"Surveys of the {what} of the {river} were repeated after a flood.",
        "topic": what,
    }
    for what in WHAT
    for river in helpers.RIVERS[4:10]
]
PROVE = "prove: {path: held.jsonl, slice: topic}\n"


def home(root, select=ASKED, prove=PROVE, used=USED, held=HELD, more="", compare="auto"):
    recipe = f"{helpers.RECIPE}targets: {{path: targets.jsonl, compare: {compare}}}\n{prove}select: {select}\n{more}"
    found = helpers.make(root, recipe)
    helpers.write(found.folder("demo") / "targets.jsonl", used)
    helpers.write(found.folder("demo") / "held.jsonl", held)
    return found


def made(found, until="proof"):
    build = Build.open(found, "demo")
    names = list(graph.assets(build.recipe))
    return build, graph.make(build, *names[: names.index(until) + 1])


def beside(proved, root, **change):
    """A copy of the proved home in which something else is asked: what that leaves as it is, is not made again."""
    return home(helpers.copy(proved[0].home, root).root, **change)


def rows(build, snapshot, sql="SELECT * FROM proof"):
    with Versions(build, snapshot) as versions:
        return versions.con.sql(sql).to_arrow_table().to_pylist()


@pytest.fixture(scope="module")
def proved(tmp_path_factory):
    return made(home(tmp_path_factory.mktemp("proof")))


def test_health_says_of_it_what_it_found_and_that_rows_have_changed_since(proved, tmp_path):
    home = helpers.copy(proved[0].home, tmp_path / "home")
    build, now = Build.open(home, "demo"), datetime.datetime.now(datetime.UTC)
    states = {row["arm"]: row for row in rows(*proved) if row["slice"] == "all"}
    (found,) = proven.proof(build, now)
    beaten = states["random"]["selection_high"] < 0
    assert found.level == ("good" if beaten else "attention")
    assert f"{'beats' if beaten else 'cannot be told from'} random (ngram)" in found.said
    more = [
        {
            "id": "late",
            "instruction": "Where is the lock of the Inn?",
            "response": "It is above the town, beside the old mill.",
        }
    ]
    helpers.write(home.folder("demo") / "sources/more.jsonl", more)
    made(home, "formatted")
    (late,) = proven.proof(Build.open(home, "demo"), now)
    assert late.level == "attention" and "of an earlier version" in late.said


def test_every_arm_is_there_of_equal_size_with_an_interval(proved):
    found = {row["arm"]: row for row in rows(*proved) if row["slice"] == "all"}
    assert set(found) == {
        "selection",
        "random",
        "likeness",
        "targets alone",
        "whole pool",
    }  # one source: no balance
    assert found["selection"]["rows"] == 12
    for name in ("random", "likeness", "targets alone"):
        assert 0 < found[name]["words"] <= found["selection"]["words"]
        assert (
            found[name]["selection_low"] <= found[name]["selection_change"] <= found[name]["selection_high"]
        )
    assert found["selection"]["change"] < 0  # the selection is what the held-out texts talk about
    assert "not judged" in found["whole pool"]["said"]
    assert proved[1].stats["held_out"] == len(HELD) and proved[1].stats["targets"] == len(USED)


def test_slices_are_compared_apart_and_the_worst_is_named(proved):
    found = {row["slice"]: row for row in rows(*proved) if row["arm"] == "selection"}
    assert set(found) == {"all", *WHAT} and {found[what]["texts"] for what in WHAT} == {6}
    worst = max(WHAT, key=lambda what: found[what]["change"])
    assert any(line.startswith(f"worst slice, {worst}: ") for line in proved[1].stats["said"])


def test_what_beats_the_selection_is_said_as_plainly(proved):
    said = {row["arm"]: row["said"] for row in rows(*proved) if row["slice"] == "all"}
    for row in rows(*proved):
        if row["slice"] == "all" and row["arm"] in ("random", "targets alone"):
            won, lost = row["selection_high"] < 0, row["selection_low"] > 0
            start = "beats" if won else "lost to" if lost else "cannot be told from"
            assert said[row["arm"]].startswith(start)


def test_a_rerun_proves_nothing_anew_and_no_order_matters(proved, tmp_path):
    build, first = proved
    assert made(build.home)[1] == first
    turned = home(tmp_path, held=HELD[::-1], used=USED[::-1])
    assert made(turned)[1].content_hash == first.content_hash


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"used": [*USED, HELD[3]]}, "held-out texts are among `targets`"),
        (
            {"held": [*HELD, {"prompt": USED[0]["prompt"].upper() + "?", "response": "No."}]},
            "among `targets`",
        ),
        ({"more": "benchmarks: [{name: quiz, path: quiz.jsonl, fields: [question]}]\n"}, "item 0 of quiz"),
    ],
)
def test_held_out_texts_that_were_selected_with_or_tested_with_are_refused(proved, tmp_path, change, said):
    found = beside(proved, tmp_path, **change)
    helpers.write(found.folder("demo") / "quiz.jsonl", [{"question": HELD[0]["prompt"]}])
    with pytest.raises(RecipeError, match=said) as refused:
        made(found)
    assert "row" in str(refused.value)  # the pair is shown by place


def test_rows_that_hold_a_held_out_text_are_in_no_arm(tmp_path, proved):
    found = beside(proved, tmp_path)
    copy = {"id": "copy-of-held", "instruction": HELD[0]["prompt"], "response": HELD[0]["response"]}
    helpers.write(found.folder("demo") / "sources/b.jsonl", [copy])
    build, proof = made(found)
    assert proof.stats["copies_of_held_out"] == proved[1].stats["copies_of_held_out"] + 1


def test_the_budget_curve_and_the_border_are_in_the_report(proved, tmp_path):
    build, proof = proved
    found = rows(build, proof, "SELECT * FROM proof_curve ORDER BY share")
    assert [row["share"] for row in found] == [0.01, 0.02, 0.05, 0.1, 0.2, 0.5]
    assert all(row["low"] <= row["change"] <= row["high"] for row in found)
    assert found[-1]["rows"] > found[0]["rows"] and found[-1]["loss"] < found[0]["loss"]
    found = beside(proved, tmp_path)  # a report is made in no home that others look at
    graph.make(Build.open(found, "demo"), "eval_report")
    (page,) = found.warehouse("demo").reports.glob("eval_report-*.html")
    text = page.read_text()
    assert "Loss by budget" in text and "<polyline" in text
    ranks = {
        title: [
            int(n)
            for n in re.findall(r'<tr><td class="n">(\d+)</td>', text.split(title)[1].split("</table>")[0])
        ]
        for title in ("The last rows that were taken", "The first rows that were left")
    }
    taken, left = ranks.values()
    assert taken == list(range(1, 13)) and left == list(range(13, 25))


def test_the_border_shows_no_text_that_is_not_masked(tmp_path):
    found = home(tmp_path, more="clean: {pii: keep}\n")
    made(found, "eval_report")
    (page,) = found.warehouse("demo").reports.glob("eval_report-*.html")
    assert "Loss by budget" in page.read_text() and "rows that were taken" not in page.read_text()


def test_a_second_proxy_looks_at_answers_and_their_questions_where_targets_have_both(proved, tmp_path):
    found = {row["arm"]: row for row in rows(*proved, "SELECT * FROM proof_answers") if row["slice"] == "all"}
    assert set(found) == {row["arm"] for row in rows(*proved)} and {
        row["proxy"] for row in found.values()
    } == {"answers"}
    told = proved[1].stats["said"]
    assert told[-2].startswith("answers to their questions: ") and told[-1].startswith(
        "answers and ngram put the 5 arms"
    )
    assert -1 <= proved[1].stats["agreement_answers"] <= 1
    _, alone = made(home(tmp_path, compare="prompt"))
    assert "answers" not in alone.parts and "agreement_answers" not in alone.stats


def test_what_a_rule_removed_is_tried_with_its_interval_and_told_beside_the_rule(tmp_path, capsys):
    """One rule keeps out what the held-out texts talk about, one what nobody talks about; both by many rows."""
    recipe = (
        "rules:\n"
        "  - {name: no_fish, signal: prompt_words, drop: '> 0', where: \"prompt_text LIKE '%fish%'\"}\n"
        "  - {name: no_noise, signal: prompt_words, drop: '> 0', where: \"prompt_text LIKE '%qux%'\"}\n"
    )
    found = home(tmp_path, more=recipe)
    noise = [
        {
            "id": f"noise-{n}",
            "instruction": f"qux number {n} of the list, which one is it and where does it stand",
            "response": " ".join(f"item{n}x{m} stands at shelf{n}y{m}" for m in range(20)),
        }
        for n in range(40)
    ]
    helpers.write(found.folder("demo") / "sources/b.jsonl", noise)
    build, proof = made(found)
    worth = {row["rule"]: row for row in rows(build, proof, "SELECT * FROM proof_rules")}
    assert worth["no_fish"]["rows"] == len(helpers.RIVERS) and worth["no_noise"]["rows"] == 40
    assert worth["no_fish"]["high"] < 0 and worth["no_fish"]["said"].startswith("costs: its rows would help")
    assert worth["no_noise"]["low"] > 0 and worth["no_noise"]["said"].startswith("worth it")
    assert all(row["low"] <= row["change"] <= row["high"] and row["texts"] == 18 for row in worth.values())
    assert worth["every rule"]["rows"] >= 40 + len(helpers.RIVERS)
    assert invoke(["--home", str(tmp_path), "rules", "demo", "--json"]) == 0
    told = {row["rule"]: row["worth"] for row in json.loads(capsys.readouterr().out)}
    assert told["no_fish"] == worth["no_fish"]["said"]
    graph.make(build, "eval_report")
    (page,) = found.warehouse("demo").reports.glob("eval_report-*.html")
    assert "What each rule is worth" in page.read_text() and worth["no_noise"]["said"] in page.read_text()


def test_a_recipe_without_targets_has_no_proof_and_its_card_says_so(tmp_path, capsys):
    plain = helpers.make(tmp_path)
    assert "proof" not in graph.assets(Build.open(plain, "demo").recipe)
    assert invoke(["--home", str(tmp_path), "prove", "demo"]) == 2
    assert "names no `targets` to select for" in capsys.readouterr().err


def results(losses, **more):
    """One line an arm and seed; ``losses``: by arm, a value a seed."""
    return [
        {"arm": arm, "seed": seed, "value": value, **more}
        for arm, each in losses.items()
        for seed, value in enumerate(each)
    ]


def test_results_of_a_trainer_elsewhere_are_a_proxy_like_the_others(proved, tmp_path, capsys):
    found = beside(
        proved, tmp_path, prove="prove: {path: held.jsonl, proxy: external, results: runs.jsonl}\n"
    )
    lines = results(
        {"selection": [2.0, 2.1, 2.2], "random": [2.5, 2.6, 2.7], "targets alone": [1.5, 1.6, 1.7]}
    )
    helpers.write(found.folder("demo") / "runs.jsonl", lines)
    build, proof = made(found)
    told = {row["arm"]: row for row in rows(build, proof, "SELECT * FROM proof_beside")}
    assert told["selection"]["change"] == pytest.approx(
        100 * (2.0 / 2.5 + 2.1 / 2.6 + 2.2 / 2.7 - 3) / 3, abs=1e-3
    )
    assert told["random"]["said"].startswith("beats a random choice") and told["selection"]["texts"] == 3
    assert told["targets alone"]["said"].startswith("lost to the 12 targets alone: write more such answers")
    said = [line for line in proof.stats["said"] if line.startswith("external")]
    assert "do not say which selection" in said[-2] and "put the 3 arms in one order" in said[-1]
    made(found, "eval_report")
    (page,) = found.warehouse("demo").reports.glob("eval_report-*.html")
    shown = [row for row in Page(page.read_text()).rows["proof"] if row[0] in ("answers", "external")]
    assert [row[0] for row in shown] == ["answers", "external"], "a line for each proxy beside the first"
    assert shown[1][1] == "3" and shown[1][3].startswith("-19") and shown[1][-1] == told["random"]["said"]
    helpers.write(found.folder("demo") / "runs.jsonl", [{**lines[0], "selection": "0" * 16}, *lines[1:]])
    assert invoke(["--home", str(tmp_path), "prove", "demo"]) == 2
    assert "runs.jsonl line 1: of the selection 0000000000000000" in capsys.readouterr().err


def test_a_trial_with_another_proxy_pins_nothing(proved, tmp_path, capsys):
    found = beside(proved, tmp_path)
    build, proof = made(found)
    path = tmp_path / "runs.csv"
    path.write_text("arm,seed,value\nselection,1,2\nselection,2,2\nrandom,1,3\nrandom,2,3.1\n")
    asked = ["--home", str(tmp_path), "prove", "demo", "--proxy", "external", "--results", str(path)]
    assert invoke([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {row["proxy"] for row in told} == {"external"} and {row["arm"] for row in told} == {
        "selection",
        "random",
    }
    assert build.current("proof") == proof
    path.write_text("arm,seed,value\nselection,1,2\nchosen,2,2\n")
    assert invoke(asked) == 2
    assert "runs.csv line 3: `arm` is one of selection, random" in capsys.readouterr().err
    assert invoke(["--home", str(tmp_path), "prove", "demo", "--proxy", "lora"]) == 2
    assert "`proxy: lora` and `model` need each other" in capsys.readouterr().err


@pytest.mark.skipif(find_spec("torch") is not None, reason="torch is installed here")
def test_without_torch_it_is_said_what_to_install(proved, tmp_path, capsys):
    found = beside(proved, tmp_path)
    made(found)
    assert invoke(["--home", str(tmp_path), "prove", "demo", "--proxy", "tiny"]) == 2
    assert "the proxy `tiny` needs torch" in capsys.readouterr().err


def test_a_small_neural_model_learns_from_every_arm(tmp_path, capsys):
    pytest.importorskip("torch")
    found = home(tmp_path, prove="prove: {path: held.jsonl, slice: topic, proxy: tiny, steps: 3}\n")
    build, proof = made(found)
    told = {
        row["arm"]: row for row in rows(build, proof, "SELECT * FROM proof_beside") if row["slice"] == "all"
    }
    assert set(told) == {"selection", "random", "likeness", "targets alone", "whole pool", "no tuning"}
    assert {row["proxy"] for row in told.values()} == {"tiny"}
    assert told["selection"]["loss"] < told["no tuning"]["loss"]
    assert (
        "learned from for as many steps" in told["whole pool"]["said"]
    )  # which an n-gram model says nothing about
    assert any(line.startswith("tiny and ngram put the 5 arms in one order") for line in proof.stats["said"])
    again = made(
        home(tmp_path / "again", prove="prove: {path: held.jsonl, slice: topic, proxy: tiny, steps: 3}\n")
    )
    assert again[1].content_hash == proof.content_hash


def test_the_proof_is_in_report_card_and_command(proved, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    found = beside(proved, tmp_path)
    assert invoke(["--home", str(tmp_path), "run", "demo"]) == 0
    capsys.readouterr()
    assert invoke(["--home", str(tmp_path), "prove", "demo", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {row["arm"] for row in told} >= {"selection", "random", "whole pool"}
    (release,) = (path for path in found.warehouse("demo").releases.iterdir() if path.name[0].isdigit())
    card = (release / "README.md").read_text()
    assert "## Does the selection help?" in card and "worst slice" in card and "| targets alone |" in card
    assert json.loads((release / "manifest.json").read_text())["snapshots"]["proof"]["content_hash"]
    (page,) = found.warehouse("demo").reports.glob("eval_report-*.html")
    assert "tried on 18 held-out targets" in page.read_text()
    assert invoke(["--home", str(tmp_path), "card", "demo", "--verify"]) == 0
