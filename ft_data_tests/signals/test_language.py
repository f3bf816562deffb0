# ruff: noqa: E501
"""Language signals against py3langid itself and on real labelled text."""

from __future__ import annotations

import csv
import random

import numpy as np
import pyarrow as pa
import pytest

from ft_data.signals.language.kernel import SAMPLE, _next, sample
from ft_data.signals.language.model import Model, model
from ft_data.text.columns import text_of
from ft_data.text.unicode import classes, lower
from ft_data_tests.realdata import shared
from ft_data_tests.signals.rows import measure, of

TEXTS = [
    "The weather is lovely today and we are going to the beach with our friends.",
    "Das Wetter ist heute schön und wir gehen mit unseren Freunden an den Strand.",
    "Il fait beau aujourd'hui et nous allons à la plage avec nos amis.",
    "El tiempo es agradable hoy y vamos a la playa con nuestros amigos.",
    "今日は天気がいいので、友達と海に行きます。",
    "Сегодня прекрасная погода, и мы идём на пляж с друзьями.",
    "الطقس جميل اليوم وسنذهب إلى الشاطئ مع أصدقائنا.",
    "THE WEATHER IS LOVELY TODAY AND WE ARE GOING OUT",
]


def sampled(text: str) -> bytes:
    """Return the bytes that identification sees of a text."""
    column = text_of(pa.array([text]))
    out, scripts = np.zeros(SAMPLE + 8, np.uint8), np.zeros(12, np.int64)
    length = sample(column.data, column.offsets[0], column.offsets[1], classes(), lower(), out, scripts)
    return out[:length].tobytes()


def raw_scores(data: bytes, m: Model) -> np.ndarray:
    """The untempered scores of one text: walk the states with the kernel's step, count, then add up the weights."""
    seen, state = np.zeros(len(m.weight), np.int64), 0
    for byte in data:
        state = _next(m.state[state, 0], byte, m.step, m.hot, m.rank)
        if m.state[state, 1] >= 0:
            seen[m.state[state, 1]] += 1
    assert seen.any()
    return m.bias + (np.log1p(seen) * m.unit) @ m.weight


@pytest.mark.parametrize("text", TEXTS)
def test_scores_equal_py3langid_on_the_sample(text: str) -> None:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    oracle = LanguageIdentifier.from_model_file(MODEL_FILE)
    seen = sampled(text).decode()
    m = model()
    score = raw_scores(seen.encode(), m)
    expected = oracle._raw_score(oracle._encode(seen))
    np.testing.assert_allclose(score, expected, rtol=1e-4, atol=1e-2)
    assert m.columns[int(score.argmax())] == m.columns[int(expected.argmax())]


@pytest.mark.parametrize(
    ("text", "language"),
    list(zip(TEXTS, ("en", "de", "fr", "es", "ja", "ru", "ar", "en"), strict=True)),
)
def test_languages(text: str, language: str) -> None:
    row = measure("language", [("", text)])[0]
    assert row["response_language"] == language
    assert 0.5 < row["response_language_confidence"] <= 1


@pytest.mark.parametrize(
    "junk", ["", "12345 67", "!!! ???", "😀😀", "x1 = y2", "```\nfor i in range(3): pass\n```"]
)
def test_junk_has_no_language(junk: str) -> None:
    row = measure("language", [("", junk)])[0]
    assert row["response_language"] is None and row["response_language_confidence"] is None


def test_code_links_and_tags_are_not_sampled() -> None:
    assert sampled("Run `git add` on <b>all</b> of https://a.b/c now") == b"Run on all of now"
    assert sampled("One\n```\nimport os\n```\ntwo") == b"One two"


def test_scripts() -> None:
    row = measure("language", [("Привет, мир", "abc где")])[0]
    assert row["prompt_script"] == "Cyrillic" and row["prompt_script_mix"] == 0
    assert row["response_script_mix"] == pytest.approx(0.5)
    assert of("language", "response_script_mix", "漢字とかな") == 0


def test_mismatch_needs_two_sure_languages() -> None:
    question = "How do I treat a cold at home, and when should I see a doctor?"
    german = "Ruhe und viel Wasser helfen. Wenn das Fieber länger als drei Tage dauert, sollten Sie einen Arzt aufsuchen."
    assert of("language", "language_mismatch", german, question)
    assert not of(
        "language", "language_mismatch", "Rest and drink. See a doctor after three days of fever.", question
    )
    assert not of("language", "language_mismatch", "Paris", question)
    assert not of(
        "language",
        "language_mismatch",
        "Many people do away with it.",
        "写一个包含“do away with it”短语的句子。",
    )


def test_unwanted_languages() -> None:
    german = "Ruhe und viel Wasser helfen gegen eine Erkältung, sagt die Ärztin in der Praxis."
    assert of("language", "language_unwanted", german, languages=["en"])
    assert not of("language", "language_unwanted", german, languages=["en", "de"])
    assert not of("language", "language_unwanted", german)


def test_short_support_queries_are_english() -> None:
    with shared("data/banking77/train.csv").open(encoding="utf-8", newline="") as file:
        queries = [row["text"] for row in csv.DictReader(file)]
    rows = measure("language", [(query, "") for query in random.Random(1).sample(queries, 1500)])
    assert np.mean([row["prompt_language"] == "en" for row in rows]) >= 0.98


def test_manual_pages_in_22_languages() -> None:
    root = shared("data/tldr-multilingual")
    texts, labels = [], []
    for path in sorted(root.rglob("*.md")):
        texts.append(path.read_text(encoding="utf-8"))
        labels.append(path.relative_to(root).parts[0].removeprefix("pages.").split("_")[0])
    rows = measure("language", [("", text) for text in texts])
    assert (
        np.mean([row["response_language"] == label for row, label in zip(rows, labels, strict=True)]) >= 0.995
    )


def test_lines_of_manual_pages_and_questions_are_right_or_unknown() -> None:
    root = shared("data/tldr-multilingual")
    lines = [
        (line[2:].rstrip(":"), path.relative_to(root).parts[0].removeprefix("pages.").split("_")[0])
        for path in sorted(root.rglob("*.md"))
        for line in path.read_text(encoding="utf-8").split("\n")
        if line.startswith("- ")
    ]
    with shared("data/banking77/train.csv").open(encoding="utf-8", newline="") as file:
        lines += [(row["text"], "en") for row in csv.DictReader(file)][::4]
    rows = measure("language", [("", text) for text, _ in lines])
    counts = {short: [0, 0, 0] for short in (True, False)}  # all, right, wrong
    for row, (text, language) in zip(rows, lines, strict=True):
        found = row["response_language"]
        letters = sum(character.isalpha() for character in text)
        short = letters < 10 if language in ("zh", "ja", "th") else len(text.split()) < 5
        for at, holds in enumerate((True, found == language, found not in (None, language))):
            counts[short][at] += holds
    assert counts[True][2] <= 0.005 * counts[True][0], counts
    assert counts[False][1] >= 0.98 * counts[False][0] and counts[False][2] <= 0.005 * counts[False][0], (
        counts
    )


TRANSLATIONS = [
    ("Traduis cette phrase en espagnol : le train arrive à huit heures ce soir à la gare.", "El tren llega a las ocho de esta tarde a la estación central de la ciudad."),
    ("Übersetze ins Spanische: Der Laden schließt um sechs und öffnet erst am Montag wieder.", "La tienda cierra a las seis y no vuelve a abrir hasta el lunes por la mañana."),
    ("Traduzca al chino: Ella fue a la escuela el lunes, pero no encontró a nadie.", "她星期一去了学校，但是那里一个人也没有，后来她才知道那天放假。"),
    ("Agis comme correcteur d'anglais et réponds seulement avec la version corrigée : « j'aimer beaucoup cette ville »", "I have grown very fond of this city and its quiet streets by the river."),
    ("把下面的句子改得更简洁。\n\nHe ran to the bus stop because the bus was due in five minutes.", "He ran to catch the bus that was due in five minutes at the stop near the old town hall."),
    ("Skriv ett svar på polska till kunden som väntar på sitt paket sedan i måndags.", "Szanowna Pani, paczka została nadana w poniedziałek i dotrze do Pani najpóźniej w piątek rano."),
    ("この文を韓国語にしてください。今日はとても寒いので、家にいます。", "오늘은 너무 추워서 집에 있을 거예요. 내일은 날씨가 좋아지면 좋겠어요."),
]  # fmt: skip


@pytest.mark.parametrize(("prompt", "answer"), TRANSLATIONS)
def test_a_language_that_was_asked_for_is_never_flagged(prompt: str, answer: str) -> None:
    row = measure("language", [(prompt, answer)], languages=["fr", "de", "es", "zh", "sv", "ja"])[0]
    assert not row["language_mismatch"] and not row["language_unwanted"]


def test_another_language_that_nobody_asked_for_is_flagged() -> None:
    rows = [
        ("Quand faut-il déposer la demande pour recevoir l'aide de cette année ?", TRANSLATIONS[0][1]),
        ("Wann muss der Antrag für das laufende Jahr spätestens gestellt werden?", TRANSLATIONS[2][1]),
    ]
    found = measure("language", rows, languages=["fr", "de"])
    assert all(row["language_mismatch"] and row["language_unwanted"] for row in found)


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [
        ("Wat is scheikunde?", "Scheikunde is de wetenschap die de samenstelling en de eigenschappen van stoffen bestudeert."),
        ("天気予報", "明日は午後から雨が降るそうですので、傘を持って出かけたほうがいいと思います。"),
        ("Thermodynamique?", "C'est la science de la chaleur, du travail et de leurs transformations dans les systèmes."),
    ],
)  # fmt: skip
def test_a_few_words_do_not_say_in_which_language_is_asked(prompt: str, answer: str) -> None:
    assert measure("language", [(prompt, answer)])[0]["language_mismatch"] is False


def test_a_row_is_in_no_wanted_script_only_as_a_whole() -> None:
    russian = (
        "Заявление подается не позднее последнего дня месяца, иначе право на выплату за этот год теряется. "
        * 3
    )
    english = "The application is due on the last day of the month, or the right to be paid is lost. " * 4
    chinese = "申请必须在每月最后一天之前提交，否则当年的付款权利就会丧失，请务必注意截止日期。" * 3
    mixed = f"可以使用 set pen color 块来改变 {english} 然后用 stamp 块留下图像，" + chinese

    def found(prompt: str, answer: str, *languages: str) -> object:
        return measure("language", [(prompt, answer)], languages=list(languages))[0]["script_unwanted"]

    assert found("Когда подавать заявление?", russian, "en") is True
    assert found("When is it due?", russian, "en") is False
    assert found("", english, "zh") is True and found("", mixed, "zh") is False
    assert found("Когда?", russian, "sr") is False and found("いつですか", chinese, "ja") is False
    assert found("Когда?", russian, "xx") is None and found("Когда?", russian) is None
    assert found("Привет", "Да", "en") is True and found("你好吗", "好", "en") is True
    # A sign is no word, and letters as symbols are Latin.
    assert found("", "π", "en") is False and found("", "ℝ 𝐇𝐞𝐥𝐥𝐨 ﬁ ˈwɔːtə", "en") is False
