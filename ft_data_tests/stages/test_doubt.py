"""What stands beside texts and may be what they are for: nothing is trained alone before somebody says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ft_data.inspection.looking import look
from ft_data.inspection.preview import inspect
from ft_data.sources.alongside import classes, halves
from ft_data.stages.proposing import propose

from .test_beside import halves_of
from .test_unmapped import home

WORDS = [f"The bridge number {n} is made of stone and stands at the river." for n in range(12)]


@pytest.mark.parametrize(
    ("beside", "said"),
    [
        (lambda n: {"insult": n % 2, "threat": int(n % 3 == 0)}, "labels: {insult: insult}"),
        (lambda n: {"billing": str(n % 2 == 0), "delivery": str(n % 3 == 0), "quality": str(n % 4 == 0)}, "`billing`, `delivery`, `quality` say yes or no"),
        (lambda n: {"question": f"Of what is bridge {n} made?", "url": f"u{n}"}, "map: {prompt: question, response: text}"),
    ],
)  # fmt: skip
def test_texts_are_not_trained_without_what_they_are_for(beside: Any, said: str, tmp_path: Path) -> None:
    rows = [{"text": text, **beside(n)} for n, text in enumerate(WORDS)]
    found = propose(rows)
    assert said in found.unclear and found.stage == "instruction" and not found.map and not found.labels
    (problem,) = inspect(home(tmp_path / "a", rows), "odd").problems
    assert said in problem.message
    assert not inspect(
        home(tmp_path / "b", rows, "stage: pretraining\n".replace("stage", "    shape: text\nstage")), "odd"
    ).problems


def test_two_texts_of_a_kind_are_asked_about() -> None:
    rows = [{"id": n, "text_1": text, "text_2": f"{text} It is old."} for n, text in enumerate(WORDS)]
    assert "map: {prompt: text_1, response: text_2}" in propose(rows).unclear
    assert not propose([{**one, "label": one["id"] % 2} for one in rows]).unclear, "a label says it"


def test_texts_with_what_is_only_about_them_are_texts() -> None:
    rows = [{"text": text, "url": f"u{n}", "source": "web", "seen": n % 2} for n, text in enumerate(WORDS)]
    found = propose(rows)
    assert not found.unclear and found.stage == "pretraining" and "source" in found.beside


def test_the_corrected_text_answers_the_noisy_one() -> None:
    for names in (("text", "clean"), ("ocr", "corrected"), ("draft", "rewritten")):
        rows = [{names[1]: text, names[0]: text.replace("i", "1")} for text in WORDS]
        found = propose(rows)
        assert (found.map["prompt"].paths, found.map["response"].paths) == ((names[0],), (names[1],)), names


def test_an_answer_under_any_name_that_answers_is_read() -> None:
    rows = [
        {"asks": f"How long is bridge {n}?", ("reply", "response")[n % 2]: text}
        for n, text in enumerate(WORDS)
    ]
    assert {*propose(rows).map["response"].paths} in ({"reply", "$.response"}, {"response", "$.reply"})
    lists = [
        {"Subject": f"Box {n}", "Question": f"How long is bridge {n}?", **({"ReferenceAnswer": text} if n % 2 else {"RefAnswers": {"RefAnswer": [text, "Or so."]}})}
        for n, text in enumerate(WORDS)
    ]  # fmt: skip
    assert propose(lists).map["response"].paths == ("ReferenceAnswer", "$.RefAnswers.RefAnswer[0]")


def test_a_question_is_told_what_in_a_list_may_answer_it() -> None:
    rows = [
        {"vars": {"question": f"How long is bridge {n}?"}, "assert": [{"type": "equals", "value": text}]}
        for n, text in enumerate(WORDS)
    ]
    assert 'response: "$.assert[0].value"' in propose(rows).unclear


def test_spans_without_a_text_of_their_own_propose_no_empty_path() -> None:
    rows = [
        {"id": n, "data": {"text": text}, "annotations": [{"result": [{"value": {"start": 4, "end": 9, "labels": ["THING"]}}]}], "prompt": []}
        for n, text in enumerate(WORDS)
    ]  # fmt: skip
    assert all(one.paths for one in propose(rows).map.values())


def test_rows_that_name_their_talk_shortly_are_joined() -> None:
    rows = [
        {"c_id": n // 2, "role": ("user", "assistant")[n % 2], "message": text}
        for n, text in enumerate(WORDS)
    ]
    assert propose(rows).talks["id"].paths == ("c_id",)


def test_folders_and_files_that_belong_together_are_told(tmp_path: Path) -> None:
    files = {
        f"{kind}/{n:03}.txt": f"{WORDS[n]}\n\nSo it was.\n"
        for n in range(8)
        for kind in [("ham", "spam")[n % 2]]
    }
    halves_of(tmp_path, files)
    looked = look(tmp_path / "datasets" / "odd", "sources").proposed
    assert "the folders ham, spam" in looked.unclear and looked.stage == "instruction"
    assert (
        classes(["a/guide.md", "b/start.md", "a/c.md"]) == []
        and classes(["2019/01.txt", "2020/01.txt"] * 3) == []
    )
    assert halves([f"{n:02}_{what}.txt" for n in range(4) for what in ("transcript", "summary")])
    assert halves([name for n in range(4) for name in (f"ocr/X{n}.txt", f"key/X{n}.json")])


def test_two_files_given_as_two_sources_are_told(tmp_path: Path) -> None:
    found = halves_of(tmp_path, {"src.txt": "\n".join(WORDS), "targ.txt": "\n".join(WORDS[::-1])})
    recipe = tmp_path / "datasets" / "odd" / "recipe.yaml"
    text = recipe.read_text("utf-8")
    at = text.index("  main:")
    one = text[at:]
    recipe.write_text(
        text[:at] + one.replace("main", "src").replace("path: sources", "path: sources/src.txt #", 1)
        + one.replace("main", "targ").replace("path: sources", "path: sources/targ.txt #", 1), "utf-8",
    )  # fmt: skip
    assert any("can join files" in problem.message for problem in inspect(found, "odd").problems)


def test_many_records_that_hold_no_text_are_a_problem(tmp_path: Path) -> None:
    rows = [
        {
            "messages": [
                {"role": "user", "content": [{"type": "image", "image": f"i{n}"}]},
                {"role": "assistant", "content": text},
            ]
        }
        for n, text in enumerate(WORDS)
    ]
    assert "not_text 12" in inspect(home(tmp_path, rows), "odd").problems[0].message
