# ruff: noqa: E501
"""Rows in languages that a recipe does not list: the whole row, the answer alone, or as one detector says."""

from __future__ import annotations

from typing import Any

import pytest

from ft_data_tests.signals.rows import measure

WHOLE = [
    ("Как дела?", "Хорошо"), ("你好吗", "好"), ("元気？", "はい"), ("여보세요", "네"), ("שלום", "היי"), ("ありがとう", "2002年"),
    ("Come ti senti oggi?", "Bene, e tu?"), ("Guten Morgen!", "Danke dir, ebenso."), ("¿Qué tal?", "Muy bien, gracias."),
    ("Apa kabar?", "Baik saja."), ("Nasılsın?", "İyiyim, teşekkürler."), ("Tudo bem?", "Tudo, e você?"), ("Salut, ça va ?", "Oui, et toi ?"),
    ("Hoe gaat het?", "Goed, dank je."), ("Wie hoch ist der Turm am Hafen?", "Etwa 40 Meter."),
]  # fmt: skip
ENGLISH = [
    ("Who wrote Il Principe?", "Niccolò Machiavelli."),
    ("Deprecated?", "Deprecated."), ("Ok", "Ok"), ("2 + 2", "4"), ("Who composed it?", "Johann Sebastian Bach"),
    ("What is the sign for the standard deviation?", "σ"), ("Which greeting do sailors use?", "Ahoy!"), ("x", ""), ("", "π"),
]  # fmt: skip
ASKED = [
    ("Translate to French: good morning", "Bonjour"), ("How do you say thank you in Japanese?", "ありがとう"), ("What is the Russian word for dog?", "собака"),
    ("Write a haiku about rain in Spanish.", "Cae la lluvia, el jardín la bebe, calla la tarde."),
]  # fmt: skip


def _of(prompt: str, answer: str, *languages: str) -> dict[str, Any]:
    return measure("language", [(prompt, answer)], languages=list(languages))[0]


@pytest.mark.parametrize(("prompt", "answer"), WHOLE)
def test_a_whole_row_in_another_language_is_unwanted_however_short(prompt: str, answer: str) -> None:
    row = _of(prompt, answer, "en")
    assert row["language_unwanted"] >= 3 and row["second_unwanted"] >= 3 and row["row_language"] != "en"
    assert row["language_unwanted"] == 4 or row["script_unwanted"] is False


@pytest.mark.parametrize(("prompt", "answer"), ENGLISH)
def test_names_terms_and_signs_in_english_rows_are_wanted(prompt: str, answer: str) -> None:
    row = _of(prompt, answer, "en")
    assert row["language_unwanted"] == 0 and row["second_unwanted"] == 0 and row["script_unwanted"] is False


@pytest.mark.parametrize(("prompt", "answer"), ASKED)
def test_what_is_asked_for_is_wanted(prompt: str, answer: str) -> None:
    row = _of(prompt, answer, "en")
    assert row["language_unwanted"] == 0 and row["second_unwanted"] == 0


QUERY = 'SELECT DISTINCT WRITESalias0.PAPERID FROM AUTHOR AS AUTHORalias0 , WRITES AS WRITESalias0 WHERE AUTHORalias0.AUTHORNAME = "{0}" AND WRITESalias0.AUTHORID = AUTHORalias0.AUTHORID ;'


@pytest.mark.parametrize("asked", ["papers by {0}", "papers citing {0}", "datasets by {0}"])
@pytest.mark.parametrize("name", ["orsino vellari", "tomaso brandeli"])
def test_a_prompt_of_few_words_in_a_listed_language_is_one(asked: str, name: str) -> None:
    row = _of(asked.format(name), QUERY.format(name), "en")
    assert row["prompt_language"] == "en" and row["language_unwanted"] <= 2


@pytest.mark.parametrize(("prompt", "answer"), [
    ("1974 spielte das Ensemble The Lantern Keepers and the Seven Keys to Marlow Bridge vor vollem Haus.\n\nWie hieß das Stück?", "The Lantern Keepers and the Seven Keys to Marlow Bridge"),
    ("Sie leitet das Haus als Executive Vice President of Theatre Operations and General Manager seit drei Jahren.\n\nWelche Position hat sie inne?", "Executive Vice President of Theatre Operations and General Manager"),
])  # fmt: skip
def test_an_answer_quoted_from_its_prompt_is_wanted(prompt: str, answer: str) -> None:
    assert _of(prompt, answer, "de")["language_unwanted"] == 0
    assert _of(prompt.replace(answer, "ein Stück in drei Akten"), answer, "de")["language_unwanted"] == 2


@pytest.mark.parametrize("answer", ["Der Antrag muss bis zum letzten Tag des Monats gestellt werden, sonst verfällt er.", "Не позднее последнего дня месяца."])  # fmt: skip
def test_an_answer_that_nobody_asked_for_in_its_language_is_asked_about(answer: str) -> None:
    assert (
        _of("When does the application have to be handed in this year?", answer, "en")["language_unwanted"]
        == 2
    )


def test_close_languages_pass_for_each_other_while_short() -> None:
    assert _of("Hvordan går det med deg?", "Bare bra, takk.", "da")["language_unwanted"] < 2
    assert _of("Как дела?", "Хорошо", "uk")["language_unwanted"] < 2
    assert _of("Hvordan går det?", "Bare bra, takk.", "en")["language_unwanted"] == 3


@pytest.mark.parametrize(("prompt", "answer"), [("Capital of Peru?", "Lima"), ("Name three dishes from Italy.", "Spaghetti carbonara, risotto, pizza margherita."), ("Make this shorter: 申请必须在每月最后一天之前提交，请务必注意截止日期。", "请在月底之前提交申请。")])  # fmt: skip
def test_names_and_phrases_alone_drop_nothing(prompt: str, answer: str) -> None:
    assert _of(prompt, answer, "en")["language_unwanted"] < 4


def test_latin_terms_do_not_make_text_of_another_script_unwanted() -> None:
    for answer in (
        "2007年の元旦は the first of January のことです。",
        "モノは、The Color and the Shape の2番目のシングルです。",
    ):
        assert _of("教えてください。", answer, "ja")["language_unwanted"] == 0


def test_han_without_kana_is_chinese_and_with_kana_japanese() -> None:
    assert _of("", "株式市場", "zh")["row_language"] == "zh"
    assert _of("", "株式市場の動きについて説明してください。", "zh")["row_language"] == "ja"


@pytest.mark.parametrize("languages", [[], ["xx"], ["en", "qqq"]])
def test_nothing_is_said_without_languages_that_both_detectors_know(languages: list[str]) -> None:
    row = _of("Как дела?", "Хорошо", *languages)
    assert row["language_unwanted"] is None and row["second_unwanted"] is None


def test_what_stands_beside_a_row_changes_nothing() -> None:
    rows = [*WHOLE, *ENGLISH, *ASKED]
    together = measure("language", rows, languages=["en"])
    alone = [_of(prompt, answer, "en") for prompt, answer in rows]
    assert [{**row, "record_id": "r0"} for row in together] == alone
