"""Subtitles: what is said, once and without times; a talk where speakers are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from .helpers import mapped, read_one, said

VTT = """WEBVTT - title

NOTE nobody
sees this

STYLE
::cue{color:red}

1
00:00:00.000 --> 00:00:02.000 align:start position:0%
<v Ana Example>Hello &amp; <i>welcome</i>.</v>

00:02.000 --> 00:04.000
<v.loud Bo>Thanks<00:00:03.000><c> a lot</c>.

00:04.000 --> 00:06.000
<v Bo>How does
it work?

intro 2
00:06.000 --> 00:08.000
<v Ana Example>It asks if a < b.</v>
"""


def test_voices_are_turns(tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.vtt", VTT)
    assert found.positions == [10]
    assert found.values == [
        {
            "messages": [
                {"author": "Ana Example", "text": "Hello & welcome."},
                {"author": "Bo", "text": "Thanks a lot. How does it work?"},
                {"author": "Ana Example", "text": "It asks if a < b."},
            ]
        }
    ]
    (draft,) = mapped(found.values[0]).drafts
    assert said(draft.messages)[1] == ("assistant", "Thanks a lot. How does it work?")


def srt(*captions: tuple[str, str]) -> str:
    return "\ufeff" + "\r\n".join(
        f"{number}\r\n{times}\r\n{text}\r\n" for number, (times, text) in enumerate(captions, 1)
    )


def at(start: float, end: float) -> str:
    return " --> ".join(
        f"00:{int(one // 60):02}:{int(one % 60):02},{int(one * 1000 % 1000):03}" for one in (start, end)
    )


def test_names_before_what_is_said_are_turns(tmp_path: Path) -> None:
    data = srt(
        (at(0, 2), "[music]"),
        (at(2, 4), "ANA: Is it\r\nopen?"),
        (at(4, 6), ">> MR. BO: Yes."),
        (at(6, 8), "Since nine."),
        (at(8, 9), "ANA: Good: thank you."),
    )
    found = read_one(tmp_path, "a.srt", data)
    assert found.values[0]["messages"] == [
        {"author": "ANA", "text": "Is it open?"},
        {"author": "MR. BO", "text": "Yes. Since nine."},
        {"author": "ANA", "text": "Good: thank you."},
    ]
    assert found.left_out == 1


def test_without_names_captions_are_a_text(tmp_path: Path) -> None:
    data = srt(
        (at(0, 2), "<i>Hello there.</i>"),
        (at(2, 4), "{\\an8}Note: it is\r\nopen."),
        (at(4, 6), "- Yes.\r\n- Since nine."),
        (at(20, 22), "Later,\r\n\r\n12"),
        (at(22, 24), "[door closes]"),
    )
    found = read_one(tmp_path, "a.srt", data)
    assert found.values == [{"text": "Hello there. Note: it is open.\n- Yes.\n- Since nine.\n\nLater, 12"}]
    assert found.positions == [2]


@pytest.mark.parametrize("name", ["a.txt", "a"])
def test_subtitles_are_known_by_what_they_hold(tmp_path: Path, name: str) -> None:
    assert read_one(tmp_path, name, srt((at(0, 2), "Hello."))).values == [{"text": "Hello."}]
    assert read_one(tmp_path, name, "WEBVTT\n\n00:00.000 --> 00:02.000\nHello.\n").values == [
        {"text": "Hello."}
    ]


def test_lines_that_roll_up_stand_once(tmp_path: Path) -> None:
    data = (
        "WEBVTT\nKind: captions\nLanguage: en\n\n00:00:00.000 --> 00:00:02.000\nso today we\n\n"
        "00:00:02.000 --> 00:00:02.010\nso today we\n\n00:00:02.010 --> 00:00:04.000\nso today we\nlook at<00:00:03.000><c> pumps</c>\n\n"
        "00:00:04.000 --> 00:00:06.000\nlook at pumps\nand at valves\n\n00:00:08.000 --> 00:00:09.000\nand at valves\n"
    )
    assert read_one(tmp_path, "a.vtt", data).values == [
        {"text": "so today we look at pumps and at valves and at valves"}
    ]


def test_subviewer_and_what_is_none(tmp_path: Path) -> None:
    assert read_one(
        tmp_path, "a.sbv", "0:00:00.000,0:00:02.000\nHello.\n\n0:00:02.000,0:00:03.000\nBye.\n"
    ).values == [{"text": "Hello. Bye."}]
    assert read_one(tmp_path, "b.srt", "no times here\n").reasons == ["subtitles without text"]


def test_a_long_talk_is_cut(tmp_path: Path) -> None:
    data = srt(*((at(one, one + 1), f"{'ANA' if one % 2 else 'BO'}: line {one}") for one in range(450)))
    assert [len(value["messages"]) for value in read_one(tmp_path, "a.srt", data).values] == [200, 200, 50]


def test_captions_of_many_lines_are_compared_in_one_pass(tmp_path: Path) -> None:
    lines = "\n".join(f"line {number}" for number in range(40_000))
    found = read_one(
        tmp_path,
        "a.srt",
        f"1\n00:00:01,000 --> 00:00:02,000\n{lines}\n\n2\n00:00:02,000 --> 00:00:03,000\n{lines}\n",
    )
    assert found.reasons == [] and len(found.values) == 1


def test_a_mark_that_begins_a_line_makes_no_noise_of_it(tmp_path: Path) -> None:
    said_ = (
        "#Hashtags were new then",
        "* one point of several",
        "# la la #",
        "*applause*",
        "♪ la",
        "And so on",
    )
    data = srt(*((at(number, number + 1), text) for number, text in enumerate(said_)))
    assert read_one(tmp_path, "a.srt", data).values == [
        {"text": "#Hashtags were new then * one point of several And so on"}
    ]


def test_marks_that_never_close_are_looked_for_once(tmp_path: Path) -> None:
    line = "<rt>" * 100_000
    assert read_one(tmp_path, "a.srt", srt((at(1, 2), line))).values == [{"text": line}]
