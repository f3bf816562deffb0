"""What stands beside a text: what asks and what answers in files of their own, documents that ask, what is found in a text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ft_data.inspection.looking import look
from ft_data.inspection.preview import inspect
from ft_data.recipe.problems import RecipeError
from ft_data.recipe.schema import Source
from ft_data.sources.shapes import map_record
from ft_data.stages.proposing import propose
from ft_data.warehouse.home import Home

from .test_unmapped import home, run


def halves_of(tmp_path: Path, files: dict[str, str], more: str = "") -> Home:
    folder = tmp_path / "datasets" / "odd"
    for name, text in files.items():
        (folder / "sources" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "sources" / name).write_text(text, "utf-8")
    recipe = f"dataset: odd\npurpose: Test a layout.\nstage: pretraining\nsources:\n  main:\n    path: sources\n    license: CC0-1.0\n{more}"
    (folder / "recipe.yaml").write_text(recipe, "utf-8")
    return Home(tmp_path)


ASKED = "".join(f"lines that hold number {n}\n" for n in range(9))
ANSWERED = "".join(f"(.*{n}.*)\n" for n in range(9))
QUESTIONS = "".join(json.dumps({"question_id": n, "text": f"How long is bridge {n}?", "kind": "x"}) + "\n" for n in range(9))  # fmt: skip
ANSWERS = "".join(
    json.dumps({"answer_id": f"a{n}", "question_id": n % 9, "text": f"It has {n} metres of length."}) + "\n"
    for n in range(18)
)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"src.txt": ASKED, "targ.txt": ANSWERED}, "paste sources/"),
        ({"train.source": ASKED, "train.target": ANSWERED}, "paste sources/"),
        ({f"{side}/00{n}.txt": text for n in range(4) for side, text in (("source", ASKED), ("target", ANSWERED))}, "by its number"),
        ({"a/question.jsonl": QUESTIONS, "a/said/b.jsonl": ANSWERS}, "belong together by `question_id`"),
    ],
)  # fmt: skip
def test_what_asks_in_one_file_and_answers_in_another_is_no_text_alone(
    files: dict[str, str], said: str, tmp_path: Path
) -> None:
    found = halves_of(tmp_path / "before", files)
    (problem,) = inspect(found, "odd").problems
    assert said in problem.message
    with pytest.raises(RecipeError, match="can join"):
        run(found)
    looked = look(tmp_path / "before" / "datasets" / "odd", "sources").proposed
    assert said in looked.unclear and not looked.map
    texts = halves_of(tmp_path / "texts", files, "    shape: text\n")
    assert not inspect(texts, "odd").problems


def test_files_that_only_lie_beside_each_other_are_texts(tmp_path: Path) -> None:
    found = halves_of(tmp_path, {"input.txt": ASKED, "notes.txt": ANSWERED, "output/log_of_days.txt": ASKED})
    assert not inspect(found, "odd").problems


def test_documents_are_to_be_read_unless_nearly_all_of_them_ask(tmp_path: Path) -> None:
    prose = "The bridge is made of stone and stands at the river, where it has stood for many years now, as people say."
    asking = {f"faq/{n}.md": f"# How long is bridge {n}?\n\n{prose}\n" for n in range(6)}
    manual = {f"book/{n}.md": f"# Bridge {n}\n\n{prose}\n\n## Why stone?\n\n{prose}\n" for n in range(6)}
    halves_of(tmp_path, asking | manual)
    sources = tmp_path / "datasets" / "odd" / "sources"
    assert look(sources, "book").proposed.stage == "pretraining"
    assert look(sources, "faq").proposed.stage == "instruction"


def test_what_is_found_in_a_text_answers_it() -> None:
    rows = [
        {
            "full_text": f"Bridge {n} stands at the old town of Odo.",
            "spans": [{"kind": "place", "from": 25 + n}],
        }
        for n in range(9)
    ]
    found = propose(rows)
    assert {name: one.paths for name, one in found.map.items()} == {
        "prompt": ("full_text",),
        "response": ("spans",),
    }
    draft = map_record(
        rows[2], Source(path="-", map={"prompt": "full_text", "response": "spans"}), "instruction"
    ).drafts[0]
    assert draft.messages[-1]["content"] == '[{"from":27,"kind":"place"}]'
    plain = propose([{"text": one["full_text"], "parse": [1, 2], "lang": "en"} for one in rows])
    assert plain.stage == "pretraining" and plain.beside == ("parse",), "what is trained without it is said"


def test_an_answer_under_two_names_is_read_under_both() -> None:
    rows = [
        {"Asked": {"SUBJECT": f"Box {n}", "MESSAGE": f"How many stones lie in box {n}, please?"},
         "Answers": {"Ref": {"ANSWER": f"There are {n} stones in it, I think."}} if n % 2 else {"Refs": [{"ANSWER": f"About {n} of them, I believe."}, {"ANSWER": "Many."}]}}
        for n in range(12)
    ]  # fmt: skip
    found = propose(rows)
    assert found.map["prompt"].paths == ("Asked.SUBJECT", "Asked.MESSAGE")
    source = Source(path="-", map={name: [*one.paths] for name, one in found.map.items()})
    made = [map_record(one, source, "instruction").drafts[0].messages[-1]["content"] for one in rows]
    assert made[1] == "There are 1 stones in it, I think." and made[2] == "About 2 of them, I believe."


def messages_of(tree: int) -> list[dict]:
    said = [("prompter", f"How long is bridge {tree}?", None, None), ("assistant", f"I cannot say {tree}.", 0, 1),
            ("assistant", f"It has {tree} metres.", 0, 0), ("prompter", f"And how wide is bridge {tree}?", 2, None), ("assistant", f"Two metres wide, and {tree}.", 3, 0)]  # fmt: skip
    return [
        {"message_id": f"m{tree}-{n}", "parent_id": None if parent is None else f"m{tree}-{parent}", "text": text, "role": role, "rank": rank, "message_tree_id": f"m{tree}-0"}
        for n, (role, text, parent, rank) in enumerate(said)
    ]  # fmt: skip


def test_messages_that_say_what_they_answer_become_a_tree(tmp_path: Path) -> None:
    rows = [one for tree in range(6) for one in messages_of(tree)]
    found = home(tmp_path / "before", rows)
    (problem,) = inspect(found, "odd").problems
    line = problem.message.splitlines()[-1]
    assert "talks: {id: message_tree_id, who: role, said: text, turn: message_id, answers: parent_id}" in line
    rows.append({**rows[-1], "message_id": "lost", "parent_id": "nobody"})
    mended = home(tmp_path / "after", rows, f"    {line.strip()}\n")
    preview = inspect(mended, "odd")
    assert not preview.problems and preview.sources[0]["rejects"] == 1, "what answers nobody is a reject"
    assert run(mended) == 6
    draft = preview.sources[0]["samples"][0]["after"]
    assert (
        "It has 0 metres." in str(draft)
        and "Two metres wide, and 0." in str(draft)
        and "cannot" not in str(draft)
    )


def test_a_question_alone_is_no_text_and_a_guess_is_not_accepted(tmp_path: Path) -> None:
    asked = propose([{"question": f"How long is bridge {n}?", "level": n % 3} for n in range(30)])
    assert "`question` asks" in asked.unclear and asked.stage == "instruction"
    rows = [
        {"un": f"a bridge {n} of stone, as it is", "deux": f"un pont {n} de pierre, tel quel est"}
        for n in range(30)
    ]
    found = home(tmp_path / "before", rows)
    (problem,) = inspect(found, "odd").problems
    assert "no name says which column asks" in problem.message and propose(rows).unclear
    mended = home(tmp_path / "after", rows, f"    {problem.message.splitlines()[-1].strip()}\n")
    assert not inspect(mended, "odd").problems and run(mended) == 30
