"""Every way of making rows, asked of a scripted teacher in one dataset: rows with parents and rights, and no personal data sent."""

from __future__ import annotations

import json

import pytest

from bench.support.teacher import serving
from bench.support.versed import versed
from ft_data.recipe.load import parse_recipe
from ft_data.recipe.problems import RecipeError
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.synthesis.ways import WAYS
from ft_data.warehouse import catalog
from ft_data_tests.pipeline import helpers
from ft_data_tests.stages.made import holds
from ft_data_tests.synthesis.made import document

ROWS = 4
SEEDS, MORE = "seeds: asked", {
    "templates": "templates: templates.txt",
    "tools": "tools: tools.json",
    "gaps": "gaps: gaps.jsonl",
    "turns": "turns: 3",
}  # fmt: skip
RECIPE = """
dataset: demo
purpose: Answer questions about harbours.
stage: {stage}
languages: [en]
clean: {{pii: keep}}
sources:
  docs: {{path: sources/a.jsonl, origin: human, license: MIT, consent: contract}}
  asked: {{path: sources/b.jsonl, origin: human, license: CC-BY-SA-4.0, consent: opt_in}}
{sources}"""
SOURCE = """  {name}:
    generate:
      way: {way}
      {shown}
      rows: {rows}
      {more}
      teacher: {{endpoint: "{address}", model: tiny, timeout: 5, price_in: 10, price_out: 10, max_cost: 5}}
"""
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "depth_of_water",
            "description": "How deep the water is.",
            "parameters": {
                "type": "object",
                "properties": {
                    "port": {"type": "string"},
                    "unit": {"type": "string", "enum": ["m", "ft"]},
                    "day": {"type": "string", "description": "In whose words?"},
                },
                "required": ["port"],
            },
        },
    }
]


def canaries(kind: int, k: int) -> list[str]:
    of = 100 * kind + k
    return [f"anna.muster{of}@port-ellin.net", f"+44 20 8366 1{of:03d}", f"b.beispiel{of}@ellin-mail.com", f"+1 415 667 2{of:03d}"]  # fmt: skip


def signed(text: str, own: list[str]) -> str:
    return f"{text} Write to {own[0]} or call {own[1]}. The pilot is at {own[2]}, phone {own[3]}."


def source(way: str, address: str, rows: int = ROWS, more: str = "") -> str:
    made = WAYS.get(way)
    shown = SEEDS if made.of == "seeds" else "documents: docs"
    keys = [MORE[key] for key in sorted(made.keys) if key in MORE]
    return SOURCE.format(name=way, way=way, shown=shown, rows=rows, address=address, more="\n      ".join([*keys, *([more] if more else [])]))  # fmt: skip


def home_of(tmp_path, stage, sources):
    docs = [{"id": f"doc{k}", "instruction": f"Tell me about Port Ellin {k}.", "response": signed(document(k), canaries(0, k))} for k in range(25)]  # fmt: skip
    seeds = [
        {
            "id": f"seed{k}",
            "instruction": signed(f"How many berths and pilots are there at harbour {k + 40}?", canaries(1, k)[:1] * 4)
            if k % 5 == 0
            else f"How many berths and pilots are there at harbour {k + 40}?",
            "response": signed(document(k + 40), canaries(1, k)),
        }
        for k in range(25)
    ]  # fmt: skip
    if stage == "preference":
        docs, seeds = ([{"id": one["id"], "prompt": one["instruction"], "chosen": one["response"], "rejected": "I do not know."} for one in rows] for rows in (docs, seeds))  # fmt: skip
    home = helpers.make(tmp_path, RECIPE.format(stage=stage, sources=sources), docs)
    folder = tmp_path / "datasets/demo"
    helpers.write(folder / "sources/b.jsonl", seeds)
    mail = canaries(0, 3)[0]
    (folder / "templates.txt").write_text(f"# of ours\nWhat is known about {{part}} and {{other}}?\nAsk {mail}: what is {{part}}?\n")  # fmt: skip
    (folder / "tools.json").write_text(json.dumps(TOOLS).replace("In whose words?", f"Ask {mail}."))
    gaps = [
        {"gap": "a" * 12, "slice": "topic: berths, basin", "why": "thin", "wanted": 9, "words": ["berths"], "examples": [f"Berths? Tell {mail}."], "answers": [None]},
        {"gap": "b" * 12, "slice": "topic: submarine cables", "why": "never_collected", "wanted": 9, "words": ["cables"], "examples": [], "answers": []},
    ]  # fmt: skip
    helpers.write(folder / "gaps.jsonl", gaps)
    graph.make(Build.open(home, "demo"), "raw/docs", "raw/asked", "cleaned", "synthesized")
    return home


def query(home, sql):
    return catalog.query(home.warehouse("demo"), sql)[1]


@pytest.mark.parametrize("stage", ["instruction", "preference"])
def test_every_way_makes_rows_with_parents_rights_and_no_personal_data_in_a_request(tmp_path, stage):
    """A recording endpoint is searched for 200 canaries, which the rows of the sources keep."""
    names = [name for name in WAYS.builtin if WAYS.get(name).stage == stage]
    with serving(versed) as teacher:
        sources = "".join(source(name, teacher.address) for name in names)
        if stage == "preference":
            of_judge = f'rank: judge\n      judge: {{endpoint: "{teacher.address}", model: critic}}'
            sources += source("preference_pairs", teacher.address, more=of_judge).replace("  preference_pairs:", "  ranked:")  # fmt: skip
            names += ["ranked"]
        home = home_of(tmp_path, stage, sources)
        sent = json.dumps(teacher.requests)
    holds(home, "synthesized")
    every = [one for kind in (0, 1) for k in range(25) for one in canaries(kind, k)]
    kept = str(query(home, "SELECT prompt_text, response_text FROM cleaned WHERE origin = 'human'"))
    assert len(every) == 200 and all(one in kept for one in every)
    assert [one for one in every if one in sent] == []
    reasons = dict(query(home, "SELECT source, list(DISTINCT reason || ': ' || evidence) FROM synthesized_requests GROUP BY 1"))  # fmt: skip
    found = dict(query(home, "SELECT source, accepted FROM synthesized_accounts"))
    assert found == dict.fromkeys(names, ROWS), {name: reasons[name] for name in names if found[name] != ROWS}
    rights = dict(query(home, "SELECT record_id, license FROM cleaned WHERE origin = 'human'"))
    for name, parents, licence, extra in query(home, "SELECT source, parents, license, extra FROM synthesized_made"):  # fmt: skip
        said = json.loads(extra)["generated"]
        assert {rights[one] for one in parents} == {licence} and said["price"] > 0
        assert said["way"] in (name, "preference_pairs") and len(said["prompt_hash"]) == 16
    kinds = {kind for (kind,) in query(home, "SELECT DISTINCT kind FROM synthesized_made")}
    assert kinds == ({"preference"} if stage == "preference" else {"instruction", "conversation"})
    if stage == "preference":
        assert query(home, "SELECT count(*) FROM synthesized_made WHERE rejected[1].content LIKE 'Nobody knows%'") == [(2 * ROWS,)]  # fmt: skip
        return
    three = query(home, "SELECT len(parents) FROM synthesized_made WHERE source = 'instructions_from_seeds'")
    assert three == [(3,)] * ROWS
    ((messages, tools),) = query(home, "SELECT messages, tools_json FROM synthesized_made WHERE source = 'tool_dialogue' LIMIT 1")  # fmt: skip
    assert [one["role"] for one in messages] == ["user", "assistant", "tool", "assistant"] and tools
    call = json.loads(messages[1]["tool_calls_json"])[0]["function"]
    assert json.loads(call["arguments"])["port"] in messages[0]["content"]
    talks = query(home, "SELECT len(messages) FROM synthesized_made WHERE source = 'dialogue'")
    assert talks == [(6,)] * ROWS
    cables = query(home, "SELECT count(*) FROM synthesized_requests WHERE source = 'edge_cases' AND question LIKE '%cable%'")  # fmt: skip
    assert cables == [(0,)]  # no passage speaks of them


@pytest.mark.parametrize(
    ("way", "old", "new", "says"),
    [
        ("paraphrase", "seeds: asked", "documents: docs", "`paraphrase` needs `seeds`"),
        ("paraphrase", "seeds: asked", "seeds: asked\n      documents: docs", "`documents` is nothing that it has"),
        ("dialogue", "turns: 3", "samples: 3", "`samples` is nothing that `dialogue` has"),
        ("templates", "templates: templates.txt", "", "`templates` needs `templates`, a file"),
        ("evolve", "way: evolve", "way: evolv", "did you mean 'evolve'"),
        ("preference_pairs", "seeds: asked", "seeds: asked", "makes rows for `stage: preference`"),
        ("evolve", "seeds: asked", "seeds: nobody", "names no source that is read"),
    ],
)  # fmt: skip
def test_what_a_way_does_not_have_is_refused_by_name(way, old, new, says):
    text = RECIPE.format(stage="instruction", sources=source(way, "http://127.0.0.1:9/v1"))
    assert old in text
    with pytest.raises(RecipeError, match=says):
        parse_recipe(text.replace(old, new))


def test_a_judge_ranks_where_the_recipe_says_so_and_nowhere_else():
    text = RECIPE.format(stage="preference", sources=source("preference_pairs", "http://127.0.0.1:9/v1", more="rank: judge"))  # fmt: skip
    with pytest.raises(RecipeError, match="`rank: judge` and `judge` belong together"):
        parse_recipe(text)


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("tools.json", "[]", "no list of tools"),
        ("tools.json", '[{"name": "f", "parameters": {"type": "object", "$ref": "#/$defs/f"}}]', "without references"),
        ("templates.txt", "What is it?", "no text with slots"),
        ("gaps.jsonl", "{}", "line 1 says no `slice`"),
        ("gaps.jsonl", None, "gaps.jsonl cannot be read"),
    ],
)  # fmt: skip
def test_a_file_that_a_way_cannot_use_is_an_error_of_the_recipe(tmp_path, monkeypatch, file, text, says):
    way = {"tools.json": "tool_dialogue", "templates.txt": "templates", "gaps.jsonl": "edge_cases"}[file]
    home = helpers.make(tmp_path, RECIPE.format(stage="instruction", sources=source(way, "http://127.0.0.1:9/v1")), [{"id": "a", "instruction": "Why?", "response": "So."}])  # fmt: skip
    helpers.write(tmp_path / "datasets/demo/sources/b.jsonl", [{"id": "b", "instruction": "Why so?", "response": "So it is."}])  # fmt: skip
    if text is not None:
        (tmp_path / "datasets/demo" / file).write_text(text)
    with pytest.raises(RecipeError, match=says):
        graph.make(Build.open(home, "demo"), "raw/docs", "raw/asked", "cleaned", "synthesized")
