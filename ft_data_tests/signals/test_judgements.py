# ruff: noqa: E501
"""Noise, toxicity, tone and relevance: hand-computed values and the order that people would give."""

from __future__ import annotations

import csv
from math import exp

import numpy as np
import pyarrow as pa
import pytest

from ft_data.signals.lexicon.build import build, censored, find, phrase_key, terms
from ft_data.text.columns import text_of
from ft_data_tests.realdata import shared
from ft_data_tests.signals.rows import measure, of

PROSE = "The cat sat on the mat, and the dog went to the door of the house. It was a cold day in the north."


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("gibberish", "hello xqzvkj", 6 / 11),
        ("gibberish", "asdf well", 0.5),
        ("gibberish", PROSE, 0.0),
        ("word_salad", PROSE, 0.0),
        ("stutter", "the the cat sat sat", 0.4),
        ("gibberish", "What is a fjord?", 0.0),
        ("gibberish", "x = 4, x = -i * sqrt(6), x = i * sqrt(6)", 0.0),
        ("gibberish", "rnbqkbnr/pp1ppppp/8/2p5/4P3/5N2/PPPP1PPP/RNBQKB1R b KQkq - 1 2", 0.0),
        ("gibberish", "Now \\sqrt{x} \\geqslant k and \\textless y.", 0.0),
        (
            "word_salad",
            "Zgodnie z art. 33 ust. 1 ustawy oraz art. 5 ust. 2 tej ustawy inspektor wydaje decyzję. " * 3,
            None,
        ),
        (
            "gibberish",
            "Zgodnie z przepisem człowiek wydaje się być źdźbłem trawy, chrząszcz brzmi w trzcinie.",
            None,
        ),
    ],
)
def test_noise(name: str, text: str, value: float | None) -> None:
    row = measure("noise", [(text, text)])[0]
    expected = value if value is None else pytest.approx(value)
    assert row[f"response_{name}"] == expected
    assert row[f"prompt_{name}"] == expected


def test_shuffled_words_are_salad_and_backward_ones_gibberish() -> None:
    words = PROSE.split()
    assert of("noise", "response_word_salad", " ".join(sorted(words))) > 0.4
    assert of("noise", "response_gibberish", (PROSE + " " + PROSE)[::-1]) > 0.25
    assert of("noise", "response_word_salad", "two words") is None


@pytest.mark.parametrize(
    "text",
    [
        "Use it on a **Raspberry Pi** at home, or on a **CPU** that is not common.",
        "1. Open the app\\n2. Tap the sign\\n\\n**Version Number:** 1.3\\n**Seen?:** y\\n\\n## Expected Result:\\nThe menu opens.",
        "find . -name '*.c' -exec cat {} \\; | sed '/^\\s*#/d;/^\\s*$/d' | wc -l",
        "find /home -size +5000000b -name error_log",
        "The circumference is $$200\\pi$$ and the area is $$100\\pi$$ of the circle.",
        "There are 100 balls, and Ralph hit 2/5 of the balls, so 60 balls are left; 60 balls are many balls.",
    ],
)
def test_signs_around_words_are_no_censored_letters_and_one_mild_word_is_no_insult(text: str) -> None:
    assert of("toxicity", "toxicity", text) < 0.75


def test_what_was_not_measured_is_null() -> None:
    swedish = "Ansökan ska lämnas in senast den sista dagen i månaden, annars går rätten till ersättning förlorad för året."
    found = measure("toxicity", [(swedish, swedish)])[0] | measure("tone", [(swedish, swedish)])[0]
    assert {
        name: found[name] for name in ("toxicity", "prompt_toxicity", "politeness", "rudeness", "formality")
    } == dict.fromkeys(("toxicity", "prompt_toxicity", "politeness", "rudeness", "formality"))
    assert of("tone", "formality", "The box stands on the table and the lamp is in it.") is None
    assert of("toxicity", "toxicity", swedish + " fuck you") > 0.8
    polish = "Zasiłek należy się także wtedy, gdy zachodzą okoliczności wskazane w ustawie, a wniosek złożono w terminie."
    assert of("toxicity", "toxicity", polish) == 0 and of("tone", "sarcasm", polish) is None
    assert of("toxicity", "toxicity", polish + " fuck you") > 0.8


def test_toxicity_is_one_minus_exp_of_the_evidence() -> None:
    row = measure("toxicity", [("fine", "what the fuck is this")])[0]
    assert row["toxicity"] == pytest.approx(1 - exp(-1.9), abs=0.02) or row["toxicity"] > 0.85
    assert "fuck" in row["toxicity_reason"]
    assert row["prompt_toxicity"] == 0


@pytest.mark.parametrize(
    "text", ["f*ck this", "F**K this", "fuuuuck this", "fuck1ng hell", "#fuck this", "fu­ck fuck"]
)
def test_obfuscated_obscenities_are_found(text: str) -> None:
    assert of("toxicity", "toxicity", text) > 0.8


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        "The cock crowed at dawn.",
        "He was an assistant in Scunthorpe.",
        "E*rode\\, v. t. To wear away.",
        "",
        "Fat dissolves in oil.",
    ],
)
def test_plain_text_is_not_toxic(text: str) -> None:
    assert of("toxicity", "toxicity", text) < 0.5
    assert of("toxicity", "toxicity_reason", text) is None or of("toxicity", "toxicity", text) >= 0.3


def test_real_comments_are_ranked() -> None:
    from sklearn.metrics import roc_auc_score

    with shared("data/surge-toxicity/toxicity_en.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    scores = [row["toxicity"] or 0.0 for row in measure("toxicity", [("", row["text"]) for row in rows])]
    assert roc_auc_score([row["is_toxic"] == "Toxic" for row in rows], scores) >= 0.88


def test_tone() -> None:
    polite = "Thank you for your patience. I'm sorry for the inconvenience, and I'd be happy to help."
    rude = "That's not my problem. Learn to read before wasting my time."
    irony = "Oh great, because obviously I have a crystal ball. Good luck with that."
    rows = measure("tone", [("Where is it?", text) for text in (polite, rude, irony, "", "tree")])
    assert rows[0]["politeness"] == pytest.approx(0.8, abs=0.1) and rows[0]["rudeness"] == 0
    assert rows[1]["rudeness"] > 0.7 and "not my problem" in rows[1]["tone_reason"]
    assert rows[2]["sarcasm"] > 0.7 and rows[0]["sarcasm"] < 0.3
    assert all(
        rows[3][name] is None for name in ("politeness", "rudeness", "sarcasm", "formality", "sentiment")
    )
    assert rows[4]["formality"] is None and rows[4]["sentiment"] is None


def test_formality_and_sentiment_by_hand() -> None:
    assert of("tone", "formality", "Furthermore, yeah") == pytest.approx((1 + 1) / (2 + 2))
    assert of("tone", "formality", "Furthermore, moreover") == pytest.approx((2 + 1) / (2 + 2))
    assert of("tone", "sentiment", "excellent excellent terrible") == pytest.approx((2 - 1) / (3 + 2))


def test_relevance_by_hand() -> None:
    row = measure("relevance", [("red apples rot", "apple trees grow red fruit")])[0]
    assert row["prompt_overlap"] == pytest.approx(2 / 3)  # red, apple(s)
    assert row["echo"] == 0 and row["copied"] == 0 and row["answers_other_question"] == 0
    assert of("relevance", "echo", "Say this over again.", "say this over again") == 1
    assert of("relevance", "copied", "one two three four", "zero one two three") == pytest.approx(0.5)
    assert of("relevance", "prompt_overlap", "...", "apples") is None


def test_answers_to_other_questions() -> None:
    prompt = "How do mountain glaciers shape valleys over thousands of years?"
    answer = (
        "Preheat the oven, butter a tin, whisk eggs with sugar until pale, fold in flour and melted chocolate, bake "
        "twenty minutes, cool on a rack, dust with cocoa powder, slice, serve with cream and berries on plates."
    )
    # 1 - exp(-m n / 40): 6 prompt stems (mount, glaci, shape, valle, thous, years) by n of the answer.
    assert of("relevance", "answers_other_question", answer, prompt) > 0.95
    assert of(
        "relevance", "answers_other_question", "Whisk eggs.", "Glaciers shape valleys."
    ) == pytest.approx(1 - exp(-3 * 2 / 40))
    assert (
        of("relevance", "answers_other_question", "Moving ice carves the valley floor into a U.", prompt) == 0
    )


def test_lexicon_phrases_and_spellings() -> None:
    lexicon = build({"a": {1.0: ["dark", "dark night"]}, "b": {2.0: ["well well"]}}, ["dark"])
    found = find(
        text_of(pa.array(["Dark night. d**k", "night dark", "well. well", "Well, well!", ""])), lexicon
    )
    np.testing.assert_allclose(found.sums, [[3, 0], [1, 0], [0, 0], [0, 2], [0, 0]])
    assert terms(found, lexicon, 0) == ["d**k", "dark", "dark night"]
    assert terms(found, lexicon, 0, ["b"]) == []
    assert "d*rk" in censored("dark") and "d*k" not in censored("dark")
    with pytest.raises(ValueError, match="1 to 7"):
        phrase_key("a b c d e f g h")
