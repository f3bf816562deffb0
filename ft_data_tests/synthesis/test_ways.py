"""What ways make of answers: only of those that are what was asked for."""

from __future__ import annotations

import json

import pytest

from ft_data.recipe.generate import Generate
from ft_data.synthesis import ways
from ft_data.synthesis.passages import Passage
from ft_data.synthesis.plan import plan
from ft_data.synthesis.replies import Finding, Row, exchange
from ft_data.synthesis.schema import wrong
from ft_data.synthesis.ways.way import Ask, BadFile, Setting

TOOL = '[{"name": "remind", "parameters": {"type": "object", "properties": {"task": {"type": "string"}, "day": {"type": "string", "enum": ["Monday"]}}, "required": ["task"]}}]'
SEED = Passage("a" * 24, 0, "She eats fish in the morning.", "How old is the cat, and what does she eat?")


def request(way, passages=(SEED,), files=None, **more):
    made = ways.get(way)
    given = {key: key for key in made.reads}
    spec = Generate.model_validate({"way": way, made.of: "rows", "teacher": {"endpoint": "http://127.0.0.1:9/v1", "model": "m"}, **given, **more})  # fmt: skip
    read = {key: made.reads[key](text) for key, text in (files or {}).items()}
    setting = Setting(made, spec, ways.prompt_of(way, None), None, read)
    return plan(setting, passages)


def step(one, *said):
    return one.setting.way.step(one, said)


@pytest.mark.parametrize("task", ["", " ", "e", "water the roses"])
def test_an_argument_is_said_by_the_request_word_for_word(task):
    (one, *_) = request("tool_dialogue", files={"tools": TOOL})
    found = step(one, {"request": "Remind me to feed the cat.", "arguments": {"task": task, "day": "Monday"}})
    assert found == Finding("invented_argument", "`task` is not what the request says")
    asked = {"request": "Remind me to feed the cat.", "arguments": {"task": "feed the cat", "day": "Monday"}}
    assert isinstance(step(one, asked), Ask)


@pytest.mark.parametrize(
    ("task", "says"),
    [
        ({"$ref": "#/$defs/task"}, "without references"),
        ("string", "are no JSON Schema"),
        ({"type": "string", "enum": 5}, "are no JSON Schema"),
        ({"type": "integer", "minimum": "one"}, "are no JSON Schema"),
        ({"type": "array", "items": {"type": "string"}, "minItems": "one"}, "are no JSON Schema"),
    ],
)
def test_a_tool_that_no_call_could_be_held_to_is_refused_before_anything_is_asked(task, says):
    tool = {"name": "remind", "parameters": {"type": "object", "properties": {"task": task}}}
    with pytest.raises(BadFile, match=says):
        request("tool_dialogue", files={"tools": json.dumps([tool])})


def test_a_call_is_held_to_all_that_its_tool_says():
    days = {"oneOf": [{"type": "string", "pattern": "day$"}, {"type": "null"}]}
    tool = {"name": "remind", "parameters": {"type": "object", "properties": {"day": days}}}
    one = request("tool_dialogue", files={"tools": json.dumps([tool])})[0]
    schema = step(one).schema
    for day, holds in (("Monday", True), (None, True), ("noon", False), (5, False)):
        told = {"request": "Remind me on Monday at noon.", "arguments": {"day": day}}
        assert (wrong(told, schema) == "") is holds, day


def test_a_new_task_is_none_that_was_shown_nor_holds_one():
    other = SEED._replace(record_id="b" * 24, title="When does the post come on a Saturday?")
    (one, *_) = request("instructions_from_seeds", (SEED, other))
    assert len(one.passage.parents) == 2
    for made in ("How old is the cat and what does she eat?", f"{other.title} And who brings the letters of the house, and why so late?"):  # fmt: skip
        assert step(one, {"instruction": made}).reason == "not_new"
    assert isinstance(step(one, {"instruction": "Explain why cats sleep on warm boilers."}), Ask)


def test_a_paraphrase_keeps_numbers_and_names():
    one = request("paraphrase", (SEED._replace(title="How do I get to Leipzig with 3 bags by train?"),))[0]
    for lost in ("How do I get to Leipzig with bags by train?", "How do I get to Dresden with 3 bags by train?", "How do I get to Leipzig with 4 bags by train?"):  # fmt: skip
        assert step(one, {"question": lost}).reason == "meaning_lost", lost
    assert step(one, {"question": "how do i get to Leipzig with 3 bags by train"}).reason == "copied"
    kept = step(one, {"question": "Which train do I take to Leipzig if I have 3 bags?"})
    assert isinstance(kept, Row) and kept.messages[1]["content"] == SEED.text


def test_a_revision_does_not_speak_of_the_answer_that_it_revises():
    one = request("critique_and_revise")[0]
    assert step(one, {"sound": True, "faults": "None."}).reason == "nothing_to_revise"
    fault = {"sound": False, "faults": "It is short."}
    assert step(one, fault, {"answer": "She eats fish, but the answer is wrong."}).reason == "not_grounded"
    assert isinstance(step(one, fault, {"answer": "In the morning she eats fish."}), Row)


def test_a_template_is_filled_with_words_of_the_passage():
    one = request("templates", files={"templates": "What does {who} eat at {time}?"})[0]
    for slots, fits, reason in (
        ({"who": "the dog", "time": "morning"}, True, "not_grounded"),
        ({"who": "", "time": "morning"}, True, "bad_format"),
        ({"who": "she", "time": "morning"}, False, "unfitting"),
    ):
        assert step(one, {"fits": fits, "slots": slots, "answer": "Fish."}).reason == reason
    row = step(one, {"fits": True, "slots": {"who": "she", "time": "morning"}, "answer": "Fish."})
    assert row.messages[0]["content"] == "What does she eat at morning?"


@pytest.mark.parametrize(
    ("said", "better"),
    [
        (["first", "second"], ("a", "b")),
        (["second", "first"], ("b", "a")),
        (["first", "first"], None),  # whichever stands first
        (["neither", "neither"], None),
    ],
)
def test_only_what_a_judge_says_in_both_orders_ranks(said, better):
    judge = {"endpoint": "http://127.0.0.1:9/v1", "model": "critic"}
    one = request("preference_pairs", rank="judge", judge=judge)[0]
    answers = [{"answer": "a"}, {"answer": "b"}]
    asked = [step(one, *answers), step(one, *answers, {"better": said[0]})]
    assert [(ask.shown["first"], ask.shown["second"], ask.judge) for ask in asked] == [("a", "b", True), ("b", "a", True)]  # fmt: skip
    found = step(one, *answers, *({"better": one} for one in said))
    if better is None:
        assert found.reason == "no_difference"
    else:
        assert (found.messages[1]["content"], found.rejected) == better


def test_gaps_get_the_passages_that_speak_of_them_and_no_others():
    gaps = [{"slice": "topic: fish, cat", "words": ["fish", "cats"], "examples": []}, {"slice": "topic: tunnels", "words": [], "examples": []}]  # fmt: skip
    other = SEED._replace(record_id="b" * 24, text="The post comes at ten.", title="When?")
    found = request("edge_cases", (SEED, other), {"gaps": "\n".join(map(json.dumps, gaps))})
    assert [(one.passage.record_id, one.extra["slice"]) for one in found] == [(SEED.record_id, gaps[0]["slice"])]  # fmt: skip


def test_a_question_is_no_example_and_does_not_tell_its_answer():
    gap = {
        "slice": "topic: fish, cat",
        "words": ["fish"],
        "examples": ["What happens to it in winter?"],
        "wanted": 1,
    }
    assert request("edge_cases", files={"gaps": json.dumps(gap | {"wanted": 0})}) == []
    (one,) = request("edge_cases", files={"gaps": json.dumps(gap)}, each=1)
    assert step(one, {"question": "What happens to it in winter?", "answer": "It eats."}).reason == "not_new"
    assert isinstance(step(one, {"question": "What fish does the cat eat?", "answer": "Any."}), Row)
    text = "She eats fish in the morning and sleeps on the warm boiler in winter, when it is cold."
    back = request("back_translation", (SEED._replace(text=text),))[0]
    told = {"question": f"{text} What is the question about?"}
    assert step(back, told).reason == "copied"
    assert isinstance(step(back, {"question": "What does the cat eat in the morning?"}), Row)


def test_a_prompt_that_is_silent_at_a_step_is_refused(tmp_path):
    from ft_data.synthesis.prompts import BadPrompt

    (tmp_path / "own.jinja").write_text("{% if step == 'write' %}Write.{% endif %}")
    with pytest.raises(BadPrompt, match="says nothing where `step` is `answer`"):
        ways.prompt_of("evolve", tmp_path / "own.jinja")
    assert all(ways.prompt_of(name, None).version for name in ways.WAYS.builtin)


@pytest.mark.parametrize(
    ("question", "answer", "reason"),
    [
        (SEED.title, "She eats fish in the morning.", "not_new"),
        ("What is this?", "She eats fish in the morning.", "off_topic"),
        ("What does the passage say about the cat?", "She eats fish in the morning.", "off_topic"),
        ("What does the cat eat in the morning?", "In the morning she eats fish, which is called", "truncated"),
        ("What does the cat eat in the morning?", "She eats fish in the morning.", None),
        ("猫は朝に何を食べますか", "猫は朝に魚を食べます。", None),
    ],
)  # fmt: skip
def test_a_question_stands_alone_and_its_answer_comes_to_an_end(question, answer, reason):
    from ft_data.synthesis.plan import stands

    found = stands(request("qa_from_documents")[0], exchange(question, answer))
    assert (found.reason if found else None) == reason


def test_a_plugged_in_way_that_raises_rejects_its_request_without_a_word_of_it():
    from dataclasses import replace

    from ft_data.plugins import Plugin

    def broken(request, said):
        raise ValueError(f"cannot use {request.passage.text}")

    plugin = Plugin("ways", "harbour", "harbour:WAY", "harbour", "1.0")
    guarded = ways._guarded(replace(ways.get("evolve"), step=broken), plugin)
    assert guarded.step(request("evolve")[0], ()) == Finding("way_failed", "harbour raises ValueError")
