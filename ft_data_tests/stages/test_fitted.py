"""Fitted models in a dataset: fitted when asked for, pinned, refitted by a person, and never dependent on history."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest

from ft_data.cli import invoke
from ft_data.inspection.preview import inspect
from ft_data.inspection.tuning import effects
from ft_data.inspection.why import why
from ft_data.recipe.problems import RecipeError
from ft_data.signals import registry
from ft_data.stages import fitting, reference_corpora
from ft_data.stages.build import Build
from ft_data.stages.graph import make
from ft_data.stages.reading import Versions
from ft_data.warehouse import snapshots
from ft_data_tests.pipeline import helpers
from ft_data_tests.signals.judge.server import serving

HEAD = "dataset: demo\npurpose: Answer questions about rivers.\nsources: {notes: {path: sources/*.jsonl, license: MIT}}\n"
ASKED = "targets: {path: targets.jsonl}\nreferences: {path: manual.md}\nsignals: {topics: 3}\n"
PARAGRAPH = "The length of the Danube is described in chapter 3 of our small handbook of rivers.\n"


def rows() -> list[dict]:
    made = helpers.rows()
    made.append(
        {
            "id": "wrong", "instruction": "Where do I read of the length of the Danube?",
            "response": "The length of the Danube is described in chapter 9 of our small handbook of rivers.",
        }
    )  # fmt: skip
    return made


def home(tmp_path, recipe=HEAD + ASKED, lines=None):
    found = helpers.make(tmp_path, recipe, rows() if lines is None else lines)
    folder = found.folder("demo")
    helpers.write(
        folder / "targets.jsonl", [{"text": f"How long is the {river}?"} for river in helpers.RIVERS]
    )
    (folder / "manual.md").write_text(f"# Rivers\n\n{PARAGRAPH}")
    return found


def build(found) -> Build:
    return Build.open(found, "demo")


def measure(found):
    one = build(found)
    make(one, "raw/notes")
    make(one, "cleaned")
    return make(one, "signals")


def values(found, columns: str) -> dict:
    one = build(found)
    with Versions(one, one.current("signals")) as versions:
        return {
            row[0]: row[1:]
            for row in versions.con.execute(f"SELECT record_id, {columns} FROM signals").fetchall()
        }


def test_nothing_is_fitted_unless_the_recipe_asks(tmp_path):
    found = home(tmp_path, HEAD)
    made = measure(found)
    assert "models" not in snapshots.assets(found.warehouse("demo"))
    assert sorted(made.parts) == sorted(group.name for group in registry.builtin())
    plain = dict(made.parts)
    found.recipe("demo").write_text(HEAD + ASKED)
    more = measure(found)
    assert sorted(set(more.parts) - set(plain)) == ["contradictions", "targets", "topics"]
    assert {name: more.parts[name] for name in plain} == plain  # what was there was not measured again


def test_what_is_stored_is_what_each_group_measures(tmp_path):
    """One way for every kind of group: a part holds what the group's function makes of the rows, and nothing else."""
    found = home(tmp_path)
    made, one = measure(found), build(found)
    (rows_,) = (pq.read_table(one.path(part)) for part in one.current("cleaned").parts["main"])
    models = snapshots.current(found.warehouse("demo"), "models").parts
    groups = registry.groups(one.recipe, found.folder("demo"))
    assert sorted(group.name for group in groups) == sorted(made.parts)
    for group in groups:
        given = {"languages": one.recipe.languages} if "languages" in group.needs else {}
        given |= {"model": one.path(models[group.name][0])} if "model" in group.needs else {}
        (part,) = made.parts[group.name]
        assert pq.read_table(one.path(part)).equals(group.fn(rows_.select(group.columns), given)), group.name


def test_models_stay_pinned_until_a_person_refits_them(tmp_path, capsys):
    found = home(tmp_path)
    measure(found)
    before = values(found, "target_perplexity, topic, target_importance")
    pinned = snapshots.current(found.warehouse("demo"), "models")
    assert fitting.stale(build(found), pinned) == []
    # New rows: only they are measured, with the models that are there.
    helpers.write(
        found.folder("demo") / "sources/b.jsonl",
        [{"id": "new", "instruction": "How long is it?", "response": "Long enough."}],
    )
    second = measure(found)
    after = values(found, "target_perplexity, topic, target_importance")
    assert {name: after[name] for name in before} == before and len(after) == len(before) + 1
    # Other targets: pinned all the same, and said so.
    helpers.write(found.folder("demo") / "targets.jsonl", [{"text": "Which bridges cross it?"}])
    assert measure(found).parts == second.parts
    assert snapshots.current(found.warehouse("demo"), "models").version == pinned.version
    one = build(found)
    with Versions(one, one.current("signals")) as versions:
        assert fitting.stale_models(one, one.current("signals"), versions) == 1
    # A person refits.
    assert invoke(["--home", str(tmp_path), "fit", "demo", "--json"]) == 0
    said = {row["model"]: row["state"] for row in json.loads(capsys.readouterr().out)}
    assert said["targets"] == "refitted" and said["contradictions"] == "unchanged"
    third = measure(found)
    assert not set(third.parts["targets"]) & set(second.parts["targets"])
    assert fitting.stale(one, snapshots.current(found.warehouse("demo"), "models")) == []
    assert invoke(["--home", str(tmp_path), "fit", "demo", "--json"]) == 0
    assert {row["state"] for row in json.loads(capsys.readouterr().out)} == {"unchanged"}


def test_the_order_and_the_files_of_rows_change_nothing(tmp_path):
    one, other = home(tmp_path / "a"), home(tmp_path / "b", lines=[])
    lines = rows()
    for number in range(4):
        helpers.write(other.folder("demo") / f"sources/{number}.jsonl", lines[number::4][::-1])
    assert measure(one).content_hash == measure(other).content_hash
    asset = [snapshots.current(h.warehouse("demo"), "models").content_hash for h in (one, other)]
    assert asset[0] == asset[1]


def test_a_contradiction_asks_a_person_and_never_drops(tmp_path):
    found = home(tmp_path)
    measure(found)
    one = build(found)
    make(one, "deduped", "decontaminated", "filtered")
    with Versions(one, one.current("filtered")) as versions:
        asked = versions.con.execute(
            "SELECT v.record_id, v.verdict, v.reasons, s.contradiction_evidence FROM filtered_verdicts v JOIN signals s USING "
            "(record_id) JOIN cleaned c USING (record_id) WHERE s.contradicts_reference > 0"
        ).fetchall()
    ((wrong, verdict, reasons, evidence),) = asked
    assert verdict == "review" and "contradicts_reference" in reasons
    assert "'9' where the reference has '3'" in evidence[0] and "manual.md" in evidence[0]
    rule = {row["rule"]: row for row in effects(one)}["contradicts_reference"]
    assert rule["drop"] is None and rule["reviewed"] == 1
    (step,) = [step for step in why(found.warehouse("demo"), wrong) if step["stage"] == "filtered"]
    assert step["detail"]["evidence"] == evidence
    # Another manual: the index follows the files, without `fit`.
    (found.folder("demo") / "manual.md").write_text(f"# Rivers\n\n{PARAGRAPH.replace('3', '9')}")
    measure(found)
    counts = values(found, "contradicts_reference")
    assert (
        counts[wrong] == (0,) and sum(count or 0 for (count,) in counts.values()) == 2
    )  # now the other row is wrong, and its copy


def test_personal_data_of_targets_is_masked_before_anything_is_fitted(tmp_path):
    found = home(tmp_path)
    helpers.write(
        found.folder("demo") / "targets.jsonl",
        [{"text": "Write to kim.example@nebulae.org about the Danube."}],
    )
    measure(found)
    parts = [path.read_bytes() for path in (found.warehouse("demo").parts / "models").glob("*.parquet")]
    from ft_data.signals.fitted.words import hash_of

    words = [hash_of(word).to_bytes(8, "little") for word in ("danube", "kim")]
    model = snapshots.current(found.warehouse("demo"), "models").files("targets")
    data = b"".join(pq.read_table(found.warehouse("demo").parts / model[0])["data"].to_pylist())
    assert parts and words[0] in data and words[1] not in data


def test_selection_draws_towards_targets_and_across_topics(tmp_path):
    choose = "select: {budget: 12, similarity: {strength: 4, keep: 0.5}, diversity: {balance: 1}}\n"
    found = home(tmp_path, HEAD + ASKED + choose)
    measure(found)
    one = build(found)
    make(one, "deduped", "decontaminated", "filtered", "reviewed")
    made = make(one, "selected")
    assert made.rows == 12 and made.stats["reasons"]["drop"]["unlike_targets"] > 0
    scores = values(found, "target_importance, topic")
    with Versions(one, made) as versions:
        rows_ = versions.con.execute("SELECT record_id, verdict, reasons FROM selected_verdicts").fetchall()
    stayed = [scores[name][0] for name, _, reasons in rows_ if "unlike_targets" not in reasons]
    left = [scores[name][0] for name, _, reasons in rows_ if "unlike_targets" in reasons]
    assert min(stayed) >= max(left)
    kept = [scores[name][1] for name, verdict, _ in rows_ if verdict == "keep"]
    there = {scores[name][1] for name, _, reasons in rows_ if "unlike_targets" not in reasons}
    assert set(kept) == there  # every topic that could be is represented
    assert make(one, "selected").version == made.version
    make(one, "formatted", "eval_report")
    numbers = helpers.query(found, "SELECT section, sum(value) FROM eval_report GROUP BY section")
    told = {section: value for section, value in numbers if section.startswith(("mix by", "arrived by"))}
    for section in ("topic", "likeness to targets", "check against references"):
        assert told[f"mix by {section}"] == 12 and told[f"arrived by {section}"] == len(scores)
    (page,) = found.warehouse("demo").reports.glob("*.html")
    assert "Likeness to targets" in page.read_text() and "Checked against references" in page.read_text()


def test_a_judge_and_a_model_of_ones_own_become_signals(tmp_path):
    def rate(number, request):
        from ft_data_tests.signals.judge.server import completion

        return completion(json.dumps({"scores": {"useful": 4}, "reason": "It helps."}))

    with serving(rate) as endpoint:
        recipe = (
            HEAD
            + "signals:\n  judges:\n    - {name: opinion, endpoint: '"
            + endpoint.address
            + "', model: tiny, rows: 20, "
            "rubric: {useful: 5 helps}}\nrules:\n  - {name: useless, signal: opinion_useful, review: '< 3'}\n"
        )
        found = home(tmp_path, recipe)
        assert not inspect(found, "demo").problems
        made = measure(found)
        assert len(endpoint.requests) == 20 and made.stats["model_opinion"]["rated"] == 20
        scores = values(found, "opinion_useful, opinion_reason")
        assert sum(score is not None for score, _ in scores.values()) == 20 + _twins(found, scores)
        assert max(scores, key=lambda name: (scores[name][0] is not None, name)) and set(scores.values()) == {
            (4.0, "It helps."),
            (None, None),
        }
        assert measure(found).version == made.version and len(endpoint.requests) == 20
        found.recipe("demo").write_text(recipe.replace("rows: 20", "rows: 25"))
        assert measure(found).version == made.version + 1 and len(endpoint.requests) == 25


def _twins(found, scores: dict) -> int:
    """Rows beyond the sample whose text equals that of an asked row: one answer serves both."""
    asked = sorted(name for name, (score, _) in scores.items() if score is not None)
    return len(asked) - 20


def test_what_a_recipe_asks_for_is_checked_before_it_runs(tmp_path):
    recipe = (
        HEAD + "targets: {path: nothing/*.csv}\nsignals: {models: [{name: mine, use: nobody}]}\n"
        "rules: [{name: strange, signal: contradicts_reference, review: '> 0'}]\n"
    )
    found = home(tmp_path, recipe)
    said = " | ".join(problem.message for problem in inspect(found, "demo").problems)
    assert "`targets`: `nothing/*.csv` matches no readable file" in said
    assert "no model is called `nobody`" in said
    assert "which is measured only with `references`" in said
    found.recipe("demo").write_text(
        HEAD + "rules: [{name: strange, signal: contradicts_reference, review: '> 0'}]\n"
    )
    measure(found)
    one = build(found)
    make(one, "deduped", "decontaminated")
    with pytest.raises(RecipeError, match="rule `strange` reads `contradicts_reference`: not measured here"):
        make(one, "filtered")
    with pytest.raises(RecipeError, match="needs topics"):
        found.recipe("demo").write_text(HEAD + "select: {diversity: {balance: 0.5}}\n")
        build(found)
    with pytest.raises(RecipeError, match="needs `targets`"):
        found.recipe("demo").write_text(HEAD + "select: {similarity: {strength: 1}}\n")
        build(found)


def test_fit_says_when_there_is_nothing_to_fit(tmp_path, capsys):
    found = home(tmp_path, HEAD)
    assert invoke(["--home", str(found.root), "fit", "demo"]) == 2
    assert "asks for nothing that is fitted" in capsys.readouterr().err


def test_what_was_fitted_before_there_were_rows_is_fitted_again(tmp_path):
    found = home(tmp_path, lines=[{"id": "none", "instruction": "", "response": ""}])
    measure(found)
    assert set(fitting.asked(build(found).recipe)) == {"targets", "topics", "contradictions"}
    helpers.write(found.folder("demo") / "sources" / "late.jsonl", rows())
    measure(found)
    measured = values(found, "topic_name, target_importance")
    assert any(topic for topic, _ in measured.values())
    assert any(importance for _, importance in measured.values())


def test_targets_of_a_preference_dataset_may_be_plain_texts(tmp_path):
    found = home(tmp_path, HEAD + "stage: preference\ntargets: {path: targets.jsonl}\n", lines=[])
    texts = [
        entry.prompt or entry.response
        for entry in reference_corpora.read(build(found), build(found).recipe.targets, "targets")
    ]
    assert texts == [f"How long is the {river}?" for river in helpers.RIVERS]
