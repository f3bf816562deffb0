# ruff: noqa: E501
"""Language signals against py3langid itself and on real labelled text."""

from __future__ import annotations

import csv
import random

import numpy as np
import pyarrow as pa
import pytest

from ft_data.signals.columns import text_array
from ft_data.signals.language.kernel import SAMPLE, raw_scores, sample
from ft_data.signals.language.model import model
from ft_data.signals.unicode import classes, lower
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
    column = text_array(pa.array([text]))
    out, scripts = np.zeros(SAMPLE + 8, np.uint8), np.zeros(12, np.int64)
    length = sample(column.data, column.offsets[0], column.offsets[1], classes(), lower(), out, scripts)
    return out[:length].tobytes()


@pytest.mark.parametrize("text", TEXTS)
def test_scores_equal_py3langid_on_the_sample(text: str) -> None:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    oracle = LanguageIdentifier.from_model_file(MODEL_FILE)
    seen = sampled(text).decode()
    m = model()
    score = np.zeros(len(m.bias), np.float32)
    data = np.frombuffer(seen.encode(), np.uint8)
    assert raw_scores(data, len(data), m.step, m.hot, m.rank, m.state, m.weight, m.unit, m.bias, score) > 0
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
