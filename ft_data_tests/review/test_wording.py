from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bench.support.views import row
from ft_data.review.edits import edited, fields, plain, preferred, shape_problems, turned, written
from ft_data.review.rows import Distribution
from ft_data.review.signal_bars import bar, short
from ft_data.review.wording import difference, pieces, segments, shown


def kinds(text: str) -> list[str]:
    return [segment.kind for segment in segments(text)]


def test_code_and_tables_are_found() -> None:
    text = "Before\n\n```python\nx = 1\n\nprint(x)\n```\nafter\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nend"
    found = segments(text)
    assert [segment.kind for segment in found] == ["text", "code", "text", "table", "text"]
    assert found[1].language == "python" and found[1].pieces[0].text == "x = 1\n\nprint(x)"
    assert found[3].rows == [["a", "b"], ["1", "2"]]


def test_an_open_fence_runs_to_the_end_and_pipes_alone_are_text() -> None:
    assert kinds("```\nx\n") == ["code"]
    assert kinds("a | b\nc | d") == ["text"]
    assert kinds("````\n```\n````") == ["code"]
    assert kinds("") == [] and kinds(" \n ") == []


def test_what_cannot_be_seen_is_named() -> None:
    assert [tuple(piece) for piece in pieces("a\u202eb\u200bc\x00")] == [
        ("text", "a"), ("mark", "U+202E"), ("text", "b"), ("mark", "U+200B"), ("text", "c"),
        ("mark", "U+0000"),
    ]  # fmt: skip
    assert [piece.kind for piece in pieces("👩\u200d🔧 tab\t line\n é")] == ["text"]


@given(st.text())
def test_no_character_is_lost(text: str) -> None:
    for piece in (found := pieces(text)):
        assert piece.kind in ("text", "mark")
    rebuilt = "".join(p.text if p.kind == "text" else chr(int(p.text[2:], 16)) for p in found)
    assert rebuilt == text


@given(st.text(), st.text())
def test_a_difference_holds_both_sides(before: str, after: str) -> None:
    found = difference(before, after)
    assert "".join(p.text for p in found if p.kind != "add") == before
    assert "".join(p.text for p in found if p.kind != "del") == after


def test_differences_are_by_word() -> None:
    assert [tuple(p) for p in difference("three days", "nine days")] == [
        ("del", "three"),
        ("add", "nine"),
        ("same", " days"),
    ]


def test_a_huge_text_is_cut_and_says_so() -> None:
    found = shown("x" * 1_000_000)
    assert found.hidden == 980_000 and len(found.segments[0].pieces[0].text) == 20_000


def test_an_edit_keeps_the_shape() -> None:
    example = plain(row("a", "Hi?", "Helo."))
    assert fields(example) == {"messages-0": "Hi?", "messages-1": "Helo."}
    made = edited(example, {"messages-1": "Hello."}).example
    assert (
        made["response_text"] == "Hello."
        and made["prompt_text"] == "Hi?"
        and made["parents"] == [example["record_id"]]
    )
    assert edited(example, {"messages-1": "Hello."}).example == made, "the same edit is the same example"
    assert edited(example, {"messages-1": "Helo."}).example is None
    assert edited(example, {"messages-0": " "}).problems == ["The user text 1 of messages is empty."]
    assert example["response_text"] == "Helo.", "the row itself is untouched"


def test_carriage_returns_of_a_form_are_not_an_edit() -> None:
    example = plain(row("a", "Hi?", "one\ntwo"))
    assert edited(example, {"messages-1": "one\r\ntwo"}).example is None


def test_a_tool_call_may_have_no_words() -> None:
    calls = [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "", "tool_calls_json": "[1]"},
    ]
    assert shape_problems({"kind": "conversation", "messages": calls}) == []
    assert shape_problems({"kind": "conversation", "messages": calls[:1]}) == [
        "The last turn is not the assistant's."
    ]


def test_preferences() -> None:
    a, b = plain(row("a", "Q?", "Good.")), plain(row("b", "Q?", "Bad.", license="MIT", origin="synthetic"))
    made = preferred(a, b, "b")
    assert made["chosen"][0]["content"] == "Bad." and made["rejected"][0]["content"] == "Good."
    assert made["messages"] == a["messages"][:1] and made["kind"] == "preference"
    assert made["license"] is None and made["origin"] == "synthetic" and len(made["parents"]) == 2
    assert preferred(b, a, "a") == {
        **made,
        **{k: preferred(b, a, "a")[k] for k in ("source", "source_uri", "source_row")},
    }
    swapped = turned(plain(row("c", "Q?", "One.", kind="preference", rejected="Two.")))
    assert swapped["response_text"] == "Two." and shape_problems(swapped) == []
    same = row("d", "Q?", "One.", kind="preference", rejected="One.")
    assert shape_problems(same) == ["The chosen and the rejected answer are the same."]


def test_a_written_example_belongs_to_its_passage() -> None:
    passage = plain(row("p", "", "A long passage.", kind="text", labels={"topic": "x"}, subject_id="s"))
    made = written(passage, " What? ", "That.\r\nYes.", "t1").example
    assert (made["kind"], made["prompt_text"], made["response_text"]) == (
        "instruction",
        "What?",
        "That.\nYes.",
    )
    assert made["parents"] == [passage["record_id"]] and made["subject_id"] == "s" and made["labels"] == {}
    assert written(passage, "What?", "That.", "t2").example["record_id"] != made["record_id"]
    assert len(written(passage, "", "", "t").problems) == 2


def test_bars() -> None:
    found = bar(1.0, Distribution(0.0, 10.0, [1, 2, 0, 4]), {"review": "< 3", "drop": "< 1"})
    assert [span.verdict for span in found.spans] == ["review", "drop"]
    assert found.spans[1].x == 0 and found.marker == found.spans[1].width
    assert found.spoken == "value 1; review if < 3, drop if < 1" and len(found.columns) == 4
    assert bar("en", None, {}) is None and bar(None, None, {}) is None and bar(True, None, {}) is None
    assert bar(5, None, {}).spans == []
    assert (short(0.12345), short(12345.6), short(3.0)) == ("0.123", "12,346", "3")


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9), st.floats(0, 1e9))
def test_a_bar_stays_inside(value: float, low: float, width: float) -> None:
    found = bar(value, Distribution(low, low + width, [1] * 4 if width else []), {"drop": "> 3"})
    assert 0 <= found.marker <= 280
    assert all(span.x >= 0 and span.width >= 0 and span.x + span.width <= 280.1 for span in found.spans)
