"""Generated rows in a dataset: asked of masked passages, with the rights of their parents, accounted for, forgotten with them."""

from __future__ import annotations

import json

import pytest

from bench.support.teacher import completion, good, passage_of, serving
from ft_data.cli import invoke
from ft_data.inspection.generators import planned
from ft_data.recipe.load import load
from ft_data.recipe.problems import RecipeError
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data.upkeep import forgetting
from ft_data.upkeep.meant import Request
from ft_data.warehouse import catalog
from ft_data.warehouse.funnel import funnel
from ft_data_tests.pipeline import helpers
from ft_data_tests.stages.made import holds
from ft_data_tests.synthesis.made import document

RECIPE = """
dataset: demo
purpose: Answer questions about harbours.
languages: [en]
benchmarks: [{name: bench, path: bench.jsonl, fields: [question, answer]}]
sources:
  docs: {path: sources/*.jsonl, origin: human, map: {license: terms}, consent: contract}
  asked:
    why: Few people ask about harbours.
    generate:
      way: qa_from_documents
      documents: docs
      rows: %d
      teacher: {endpoint: "%s", model: tiny, timeout: 5, price_in: 10, price_out: 10, max_cost: 5}
%s
"""
CANARY = "anna.muster{}@harbour-mail.net"
BENCHMARK = {
    "question": "Which of the pilots of watch fourteen would have met the grain ship from Ostrava near the northern buoy at noon?",
    "answer": "The second one.",
}


def lines() -> list[dict]:
    made = []
    for k in range(8):
        text = f"{document(k)} Write to {CANARY.format(k)} or call +44 20 8366 1{k}77 before you come."
        terms = "CC-BY-SA-4.0" if k % 2 else "MIT"
        made.append({"id": f"doc{k}", "instruction": f"Tell me about Port Ellin {k}.", "response": text, "terms": terms})  # fmt: skip
    return made


def home_of(tmp_path, teacher, rows=6, more=""):
    home = helpers.make(tmp_path, RECIPE % (rows, teacher.address, more), lines())
    (tmp_path / "datasets/demo/bench.jsonl").write_text(json.dumps(BENCHMARK) + "\n")
    return home


UNTIL_MADE = ("raw/docs", "cleaned", "synthesized")
AFTER = ("signals", "deduped", "decontaminated", "filtered", "reviewed", "selected", "formatted")


def make(home, *names):
    graph.make(Build.open(home, "demo"), *names)


def query(home, sql):
    return catalog.query(home.warehouse("demo"), sql)[1]


@pytest.fixture(scope="module")
def passed(tmp_path_factory):
    """A home whose generated rows passed every stage, and the teacher of whom they were asked."""
    with serving() as teacher:
        home = home_of(tmp_path_factory.mktemp("passed"), teacher)
        make(home, *UNTIL_MADE, *AFTER)
        yield home, teacher


def test_generated_rows_pass_every_stage_with_their_parents_and_rights(passed):
    home, teacher = passed
    sent = json.dumps(teacher.requests)
    assert len(teacher.requests) == 6
    make(home, "synthesized")
    assert len(teacher.requests) == 6  # nothing is asked again
    assert "[EMAIL]" in sent and "harbour-mail" not in sent and "8366" not in sent
    made = query(home, "SELECT m.*, r.price, r.prompt_hash, r.model FROM synthesized_made m JOIN synthesized_requests r USING (record_id)")  # fmt: skip
    assert len(made) == 6
    rights = dict(query(home, "SELECT record_id, license FROM cleaned WHERE source = 'docs'"))
    rows = query(
        home, "SELECT record_id, parents, license, consent, origin, extra, source FROM synthesized_made"
    )
    for _, parents, licence, consent, origin, extra, source in rows:
        assert [rights[one] for one in parents] == [licence] and consent == "contract"
        said = json.loads(extra)["generated"]
        assert origin == "synthetic" and source == "asked" and said["model"] == "tiny" and said["price"] > 0
        assert len(said["prompt_hash"]) == 16 and said["parameters"]["temperature"] == 0.8
    assert {licence for _, _, licence, *_ in rows} == {"MIT", "CC-BY-SA-4.0"}
    for asset in (*AFTER, "synthesized"):
        count = "SELECT count(*) FROM {} WHERE source = 'asked'".format("cleaned JOIN signals USING (record_id)" if asset == "signals" else asset)  # fmt: skip
        assert query(home, count) == [(6,)], asset
    stages = {row["stage"]: row for row in funnel(home.warehouse("demo"))}
    assert stages["synthesized"]["new"] == 6 and stages["deduped"]["rows_in"] == 14
    for asset in ("cleaned", "synthesized", "signals", "deduped", "decontaminated"):
        holds(home, asset)


def faulty(request, before=0):
    """Answer the first passages well, others with a planted fault each."""
    text = passage_of(request)
    port = int(text.split("Port Ellin ")[1].split()[0])
    row = json.loads(json.loads(good(request)[2])["choices"][0]["message"]["content"])
    if port == 1:
        row["answer"] = row["answer"].replace("berths", "9999 berths")
    if port == 2:
        row["answer"] = text
    if port == 3:
        row = {"question": BENCHMARK["question"], "answer": row["answer"]}
    if port == 4:
        row["answer"] = "El puerto tiene muchos muelles y los pilotos esperan a los barcos cerca de la boya."
    if port == 5:
        return completion("no JSON at all")
    if port == 6:
        row["question"] = "What is known about anna.muster@gmail.com and the harbour of Port Ellin 6?"
    return completion(json.dumps(row))


def test_rejected_generations_are_rows_of_the_ledger_with_reason_and_price(tmp_path):
    with serving(faulty) as teacher:
        home = home_of(tmp_path, teacher, rows=20)
        make(home, *UNTIL_MADE)
        holds(home, "synthesized")
    found = dict(
        query(home, "SELECT reason, count(*) FROM synthesized_requests WHERE verdict = 'drop' GROUP BY 1")
    )
    assert {"not_grounded", "copied", "other_language", "bad_format", "not_new"} <= found.keys()
    rows = {name for (name,) in query(home, "SELECT record_id FROM synthesized_made")}
    twins = query(home, "SELECT evidence FROM synthesized_requests WHERE reason = 'not_new'")
    assert all(said.split()[-1] in rows for (said,) in twins)
    ((asked, accepted, rejected, pending, why),) = query(home, "SELECT requests, accepted, rejected, pending, exhausted FROM synthesized_accounts")  # fmt: skip
    assert (asked, pending, why) == (
        24,
        0,
        "every request of the plan was made",
    ) and accepted + rejected == 24
    assert rejected == sum(found.values())
    ledger = query(
        home, "SELECT reasons, detail FROM ledger WHERE stage = 'synthesized' AND verdict = 'drop'"
    )
    assert len(ledger) == rejected
    for _, detail in ledger:
        said = json.loads(detail)
        assert said["price"] > 0 and said["parents"] and said["model"] == "tiny"
    assert "muster@" not in str(query(home, "SELECT question, answer, passage FROM synthesized_requests"))
    assert query(home, "SELECT count(*) FROM synthesized_made WHERE prompt_text LIKE '%grain ship%'") == [
        (0,)
    ]


def test_a_judge_that_errs_or_talks_nonsense_lets_nothing_through(tmp_path):
    for content, reason in (("I think so!", "judge_unreadable"), ('{"supported": "yes"}', "judge_unreadable"), ('{"supported": false}', "judge_refused")):  # fmt: skip
        folder = tmp_path / str(abs(hash(content)))
        with serving() as teacher, serving(lambda r, n, said=content: completion(said)) as judge:
            home = home_of(
                folder,
                teacher,
                2,
                f'      requests: 4\n      judge: {{endpoint: "{judge.address}", model: critic}}',
            )
            make(home, *UNTIL_MADE)
        assert query(home, "SELECT DISTINCT reason, verdict FROM synthesized_requests") == [(reason, "drop")]
    with serving() as teacher, serving(lambda r, n: (500, {}, b"")) as judge:
        home = home_of(
            tmp_path / "errs",
            teacher,
            2,
            f'      judge: {{endpoint: "{judge.address}", model: critic, retries: 0}}',
        )
        make(home, *UNTIL_MADE)
        assert query(home, "SELECT requests, accepted, pending, exhausted FROM synthesized_accounts") == [(2, 0, 2, "the judge does not answer")]  # fmt: skip
    with serving(lambda r, n: completion('{"supported": true}')) as judge, serving() as teacher:
        home = home_of(
            tmp_path / "agrees", teacher, 2, f'      judge: {{endpoint: "{judge.address}", model: critic}}'
        )
        make(home, *UNTIL_MADE)
        assert query(home, "SELECT accepted FROM synthesized_accounts") == [(2,)] and len(judge.requests) == 2


def test_forgetting_a_parent_removes_all_that_was_made_of_it(tmp_path):
    with serving() as teacher:
        home = home_of(tmp_path, teacher, rows=16)
        make(home, *UNTIL_MADE, *AFTER)
        (parent,), *_ = query(home, "SELECT parents[1] FROM synthesized_made ORDER BY 1")
        children = [
            name
            for (name,) in query(
                home, f"SELECT record_id FROM synthesized_made WHERE parents[1] = '{parent}'"
            )
        ]
        gone = forgetting.forget(
            home, "demo", Request(records=(parent,), actor="me"), lambda home, wanted: None
        )
        assert set(children) < set(gone.records) and len(children) == 2 and gone.residual == 0
        make(home, *UNTIL_MADE, *AFTER)
        left = query(home, f"SELECT count(*) FROM formatted WHERE list_contains(parents, '{parent}')")
        assert left == [(0,)] and query(home, "SELECT count(*) FROM synthesized_made") == [(16,)]


def test_forgetting_a_generated_row_keeps_its_parents_and_it_never_comes_back(tmp_path):
    with serving() as teacher:
        home = home_of(tmp_path, teacher)
        make(home, *UNTIL_MADE)
        ((row, parent, words),) = query(home, "SELECT record_id, parents[1], response_text FROM synthesized_made ORDER BY 1 LIMIT 1")  # fmt: skip
        gone = forgetting.forget(home, "demo", Request(records=(row,), actor="me"), lambda home, wanted: None)
        assert gone.records == [row] and gone.residual == 0
        store = (home.warehouse("demo").root / "teachers.sqlite").read_bytes()
        assert words[15:60].encode() not in store
        asked = len(teacher.requests)
        make(home, *UNTIL_MADE)
        assert query(home, f"SELECT count(*) FROM cleaned WHERE record_id = '{parent}'") == [(1,)]
        rows = [name for (name,) in query(home, "SELECT record_id FROM synthesized_made")]
        assert row not in rows and len(rows) == 6 and len(teacher.requests) == asked + 1


def test_a_generating_source_that_is_withdrawn_asks_nothing_more(tmp_path):
    with serving() as teacher:
        home = home_of(tmp_path, teacher)
        make(home, *UNTIL_MADE)
        asked = len(teacher.requests)
        forgetting.forget(home, "demo", Request(sources=("asked",), actor="me"), lambda home, wanted: None)
        make(home, *UNTIL_MADE)
        assert query(home, "SELECT count(*) FROM synthesized_made") == [(0,)]
        assert len(teacher.requests) == asked


def test_a_recipe_that_generates_no_more_has_no_generated_rows(passed, tmp_path):
    home = helpers.copy(passed[0], tmp_path)
    assert query(home, "SELECT count(*) FROM cleaned WHERE origin = 'synthetic'") == [(6,)]
    recipe = home.recipe("demo")
    recipe.write_text(recipe.read_text().split("  asked:")[0])
    make(home, "cleaned", *AFTER)
    assert query(home, "SELECT count(*) FROM cleaned WHERE origin = 'synthetic'") == [(0,)]
    assert query(home, "SELECT count(*) FROM formatted WHERE source = 'asked'") == [(0,)]
    assert "synthesized" not in [row["stage"] for row in funnel(home.warehouse("demo"))]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("way: qa_from_documents", "way: qa", "'qa' is not one of .*'qa_from_documents'"),
        ("documents: docs", "documents: docks", "names no source that is read; there are: docs"),
        ('endpoint: "X"', 'endpoint: "https://models.example.org/v1"', "send: never"),
        (
            "    why: Few",
            "    license: MIT\n    why: Few",
            "`license` is nothing that a source with `generate` has",
        ),
        ("    why: Few", "    path: a.txt\n    why: Few", "`path` is nothing"),
        ("    why: Few", "    origin: human\n    why: Few", "origin"),
        ("  docs: {path: sources/*.jsonl, ", "  docs: {", "path` is required"),
    ],
)
def test_what_cannot_be_generated_is_refused_by_name(tmp_path, old, new, says):
    text = (RECIPE % (6, "X", "")).replace('"X"', '"http://127.0.0.1:9/v1"') if "X" not in old else RECIPE % (6, "X", "")  # fmt: skip
    assert old in text
    path = tmp_path / "recipe.yaml"
    path.write_text(text.replace(old, new))
    with pytest.raises(RecipeError, match=says):
        load(path)


def test_the_command_shows_the_plan_without_sending_and_then_makes_the_rows(tmp_path, capsys):
    with serving() as teacher:
        home = home_of(tmp_path, teacher)
        assert invoke(["generate", "demo", "--dry-run"]) == 2
        assert "has not been made yet" in capsys.readouterr().err
        make(home, "raw/docs", "cleaned")
        assert invoke(["generate", "demo", "--dry-run"]) == 0
        said = capsys.readouterr().out
        assert said.count("--- request") == 3 and "most_cost" in said and "on this machine" in said
        assert "harbour-mail" not in said and not teacher.requests
        assert invoke(["generate", "demo"]) == 0
        assert len(teacher.requests) == 6 and "accepted" in capsys.readouterr().out
        recipe = home.recipe("demo")
        recipe.write_text(recipe.read_text().split("  asked:")[0])
        assert (
            invoke(["generate", "demo"]) == 2
            and "no source of this recipe generates" in capsys.readouterr().err
        )


def test_a_plan_says_that_text_leaves_for_a_judge_elsewhere(tmp_path):
    with serving() as teacher:
        judge = '{endpoint: "https://judge.example/v1", model: big, price_in: 1, max_cost: 2}'
        home = home_of(tmp_path, teacher, more=f"      send: masked\n      judge: {judge}")
        make(home, "raw/docs", "cleaned")
        ((plan, _),) = planned(Build.open(home, "demo"))
        assert plan["leaves"] == "to https://judge.example/v1, masked" and not teacher.requests


def test_all_generators_are_not_what_files_say_machines_wrote(tmp_path):
    more = """  files: {path: machine/*.jsonl, origin: synthetic}
  again: {generate: {way: qa_from_documents, documents: docs, rows: 3, teacher: {endpoint: "%s", model: tiny, seed: 8}}}
"""
    with serving() as teacher:
        home = home_of(tmp_path, teacher, 4, more % teacher.address)
        folder = tmp_path / "datasets/demo/machine"
        folder.mkdir()
        rows = [{"instruction": f"What is berth {k} for?", "response": f"Berth {k} is for {document(k + 50)}"} for k in range(5)]  # fmt: skip
        (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        make(home, "raw/docs", "raw/files", *UNTIL_MADE[1:], *AFTER, "certificate")
    selected = dict(query(home, "SELECT source, count(*) FROM selected GROUP BY 1"))
    counts = dict(query(home, "SELECT source, rows FROM certificate"))
    assert selected["files"] and counts["all generators"] == counts["asked"] + counts["again"] == selected["asked"] + selected["again"]  # fmt: skip


def test_the_certificate_stands_in_report_and_card_and_collapse_blocks(tmp_path):
    from ft_data.release.card import FACTS
    from ft_data.stages.card_facts import synthetic

    with serving() as teacher:
        home = home_of(tmp_path, teacher, rows=16)
        make(home, *UNTIL_MADE, *AFTER, "certificate", "eval_report")
        holds(home, "certificate")
        ((verdict, rows, people, price),) = query(home, "SELECT verdict, rows, human_rows, price_of_a_row FROM certificate")  # fmt: skip
        assert rows == 16 and people == 8 and price > 0 and verdict == "cannot tell"
        stages = query(home, "SELECT stage, reached, rejected FROM certificate_passing ORDER BY number")
        asked, selected = stages[0][1], stages[-1][1] - stages[-1][2]
        assert (
            asked
            == 16
            == selected
            == query(home, "SELECT count(*) FROM selected WHERE source = 'asked'")[0][0]
        )
        ((kinds, of_people),) = query(home, "SELECT vendi, human_vendi FROM certificate")
        assert 1 <= kinds <= 8 and 1 <= of_people <= 8  # as many are drawn of each
        page = next((home.warehouse("demo").reports).glob("*.html")).read_text()
        assert (
            'id="generated"' in page
            and "16 accepted of 16 wanted" in page
            and "beside what was shown" in page
            and "(Vendi score)" in page
        )
        build = Build.open(home, "demo")
        with Versions(build, build.current("eval_report")) as versions:
            said = synthetic(versions)
        assert "synthetic" in FACTS and {"Generators", "Beside people's rows"} <= {
            t["title"] for t in said["tables"]
        }
        template = [one for one in graph.expectations("certificate", build.recipe) if one.blocking]
        assert [one.name for one in template] == ["generators_have_not_collapsed"]
        recipe = home.recipe("demo")
        recipe.write_text(recipe.read_text() + "gates: {max_told_apart: 0.6}\n")
        gated = [
            one for one in graph.expectations("certificate", Build.open(home, "demo").recipe) if one.blocking
        ]
        assert [one.high for one in gated] == [0, 0.6]


def test_the_bundled_example_offers_a_generator_that_is_off():
    import re

    from ft_data.recipe.load import parse_recipe
    from ft_data_tests.realdata import ROOT

    text = (ROOT / "datasets/python_helper/recipe.yaml").read_text()
    assert parse_recipe(text).sources.keys().isdisjoint({"asked"})
    on = re.sub(r"^  # (?=asked:|  )", "  ", text, flags=re.M)
    assert parse_recipe(on).sources["asked"].generate.documents == "language_reference"


def test_no_personal_data_is_in_any_request_even_where_the_recipe_keeps_it(tmp_path):
    """A recording endpoint is searched for 200 canaries."""
    canaries, made = [], []
    for k in range(50):
        own = [f"anna.muster{k}@port-ellin.net", f"+44 20 8366 1{k:03d}", f"b.beispiel{k}@ellin-mail.com", f"+1 415 667 2{k:03d}"]  # fmt: skip
        canaries += own
        text = f"{document(k)} Write to {own[0]} or call {own[1]}. The pilot of the day is at {own[2]}, phone {own[3]}."
        made.append(
            {"id": f"doc{k}", "instruction": f"Who answers at {own[0]}?", "response": text, "terms": "MIT"}
        )
    with serving() as teacher:
        text = RECIPE % (50, teacher.address, "clean: {pii: keep}")
        home = helpers.make(tmp_path, text, made)
        (tmp_path / "datasets/demo/bench.jsonl").write_text(json.dumps(BENCHMARK) + "\n")
        make(home, *UNTIL_MADE)
        sent = json.dumps(teacher.requests)
    kept = str(query(home, "SELECT prompt_text, response_text FROM cleaned WHERE source = 'docs'"))
    assert len(canaries) == 200 and all(one in kept for one in canaries)
    assert len(teacher.requests) >= 50 and [one for one in canaries if one in sent] == []
