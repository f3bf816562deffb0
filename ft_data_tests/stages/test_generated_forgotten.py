"""What was made of a row goes with it: generated rows, answers of teachers and judges, edits of people, reports, by their bytes."""

from __future__ import annotations

import json

from bench.support.homes import held
from bench.support.teacher import completion, good, serving
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.upkeep import forgetting
from ft_data.upkeep.meant import Request
from ft_data.warehouse import catalog
from ft_data_tests.pipeline import helpers
from ft_data_tests.synthesis.made import document

CANARY = "Quistadel"
RECIPE = """
dataset: demo
purpose: Answer questions about harbours.
languages: [en]
sources:
  docs: {path: sources/*.jsonl, origin: human, map: {license: terms}, consent: contract}
  asked:
    generate:
      way: qa_from_documents
      documents: docs
      rows: 9
      agree: 1
      judge: {endpoint: "%s", model: critic}
      teacher: {endpoint: "%s", model: tiny, timeout: 5}
  again:
    generate: {way: paraphrase, seeds: docs, rows: 3, teacher: {endpoint: "%s", model: tiny}}
"""
STAGES = ("raw/docs", "cleaned", "synthesized", "signals", "deduped", "decontaminated", "filtered", "reviewed", "selected", "formatted", "certificate", "eval_report")  # fmt: skip


def answers(request, before=0):
    """Answer requests of every kind with words of what was shown."""
    shown = json.loads(request["messages"][-1]["content"])
    if "passage" in shown and "question" not in shown:
        return good(request, before)
    if "passage" in shown:  # asked again
        name = shown["question"].removeprefix("What is known about ").rstrip("?")
        said = next(part for part in shown["passage"].split(". ") if name in part)
        return completion(json.dumps({"answer": f"It is known that {said}."}))
    return completion(
        json.dumps(
            {"question": f"Please say: {shown.get('question', '')}", "answer": shown.get("answer", "")}
        )
    )


def test_nothing_of_a_row_is_left_once_it_is_forgotten(tmp_path):
    lines = [
        {"id": f"doc{k}", "instruction": f"Tell me about Port Ellin {k}.", "response": document(k).replace("pilots", CANARY if k == 3 else "pilots"), "terms": "MIT"}
        for k in range(5)
    ]  # fmt: skip

    def judging(request, before=0):
        return completion('{"supported": true}')

    with serving(answers) as teacher, serving(judging) as judge:
        home = helpers.make(tmp_path, RECIPE % (judge.address, teacher.address, teacher.address), lines)
        graph.make(Build.open(home, "demo"), *STAGES)
        warehouse = home.warehouse("demo")

        def query(sql):
            return catalog.query(warehouse, sql)[1]

        ((parent,),) = query(
            f"SELECT record_id FROM cleaned WHERE source = 'docs' AND response_text LIKE '%{CANARY}%'"
        )
        children = {
            name
            for (name,) in query(
                f"SELECT record_id FROM synthesized_made WHERE list_contains(parents, '{parent}')"
            )
        }
        assert children and CANARY in str(teacher.requests) and CANARY in str(judge.requests)
        assert held(warehouse.root, CANARY)
        gone = forgetting.forget(
            home, "demo", Request(records=(parent,), actor="me"), lambda home, wanted: None
        )
        assert children < set(gone.records) and gone.residual == 0
        assert held(warehouse.root, CANARY) == []
        before = len(teacher.requests)
        graph.make(Build.open(home, "demo"), *STAGES)
        assert held(warehouse.root, CANARY) == []
        assert CANARY not in str(teacher.requests[before:])
        assert not query(f"SELECT * FROM formatted WHERE list_contains(parents, '{parent}')")


def test_depth_is_counted_and_can_be_capped(tmp_path):
    """Rows of people, of a machine's file, and of a file that a generator wrote from such rows before."""

    def line(name, k, **more):
        return {
            "id": f"{name}{k}",
            "instruction": f"Tell me about Port {name} {k}.",
            "response": document(k),
            **more,
        }

    recipe = """
dataset: demo
purpose: Answer questions about harbours.
languages: [en]
sources:
  people: {path: sources/*.jsonl, origin: human}
  machine: {path: machine/*.jsonl, origin: synthetic}
  asked: {generate: {way: qa_from_documents, documents: people, rows: 2, teacher: {endpoint: "%(at)s", model: tiny}}}
  again: {generate: {way: qa_from_documents, documents: machine, rows: 2, teacher: {endpoint: "%(at)s", model: tiny}}}
  capped: {generate: {way: qa_from_documents, documents: machine, depth: 1, rows: 2, teacher: {endpoint: "%(at)s", model: tiny}}}
"""
    with serving(good) as teacher:
        home = helpers.make(tmp_path, recipe % {"at": teacher.address}, [line("Ellin", k) for k in range(3)])
        folder = tmp_path / "datasets/demo/machine"
        folder.mkdir()
        (folder / "rows.jsonl").write_text(
            "".join(json.dumps(line("Wexholm", k + 9)) + "\n" for k in range(3))
        )
        graph.make(Build.open(home, "demo"), "raw/people", "raw/machine", *STAGES[1:11])

    def query(sql):
        return catalog.query(home.warehouse("demo"), sql)[1]

    assert query("SELECT DISTINCT source, depth FROM synthesized_requests ORDER BY 1") == [
        ("again", 2),
        ("asked", 1),
    ]
    extra = dict(query("SELECT source, extra FROM synthesized_made"))
    assert {name: json.loads(said)["generated"]["depth"] for name, said in extra.items()} == {
        "again": 2,
        "asked": 1,
    }
    assert [
        row[:4]
        for row in query("SELECT source, depth, requests, accepted FROM certificate_depths ORDER BY 1")
    ] == [("again", 2, 2, 2), ("asked", 1, 2, 2)]
    assert query("SELECT requests, exhausted FROM synthesized_accounts WHERE source = 'capped'") == [
        (0, "every request of the plan was made")
    ]
