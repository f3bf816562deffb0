"""Packs of languages: each can be read and compiled, tells its language, finds defects in it; what one lacks is null; and a
seventeenth takes one file."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
import yaml
from pydantic import ValidationError

from bench.support import languages as matrix
from ft_data.languages import packs
from ft_data.languages.packs import codes
from ft_data.languages.patterns import either, wide
from ft_data.languages.schema import Language
from ft_data.signals.spoken import of_packs
from ft_data.text.columns import text_of
from ft_data_tests.signals.rows import measure

CODES = [code for code in packs.codes() if code != "en"]
FLAGS = {
    "refusal": "refusal_phrase", "speaks_as_ai": "hedge", "foreign_identity": "foreign_identity", "cutoff_date": "cutoff_date",
    "placeholder": "placeholder", "template_slots": "template_slots", "filler": "filler", "truncated": "truncated",
    "merged_instruction": "merged_instruction", "dialogue_leak": "dialogue_leak", "boilerplate": "boilerplate",
}  # fmt: skip


def test_the_matrix_has_a_pack_per_language() -> None:
    assert matrix.languages() == CODES


@pytest.mark.parametrize("code", ["ar", "de", "zh"])
def test_defects_are_found_and_their_near_misses_are_not(code: str) -> None:
    rows = [row for row in matrix.read(code) if row.of in FLAGS]
    found = measure("flags", [(row.prompt, row.answer) for row in rows])
    planted = [
        bool(one[FLAGS[row.of]]) or bool(one["null_answer"])
        for row, one in zip(rows, found, strict=True)
        if row.fault != matrix.CLEAN
    ]
    sound = [
        row.answer
        for row, one in zip(rows, found, strict=True)
        if row.fault == matrix.CLEAN and one[FLAGS[row.of]]
    ]
    assert sum(planted) >= 0.9 * len(planted) and sound == []


@pytest.mark.parametrize("code", ["ru", "ko"])
def test_manners_are_measured_in_a_languages_own_words(code: str) -> None:
    rows = [row for row in matrix.read(code) if row.of in ("toxic", "rude")]
    pairs = [(row.prompt, row.answer) for row in rows]
    for row, toxic, tone in zip(rows, measure("toxicity", pairs), measure("tone", pairs), strict=True):
        assert (toxic["toxicity"] > 0.75) == (row.fault == "toxic"), row
        assert (tone["rudeness"] > 0.55) == (row.fault == "rude") or row.fault == "toxic", row
        assert tone["sarcasm"] is None


def test_what_a_pack_lacks_is_null() -> None:
    prompt, answer = "Wie wird das Wetter?", "Es bleibt trocken, und am Abend wird es kühler als gestern."
    flags = measure("flags", [(prompt, answer)])[0]
    assert flags["refusal"] is False and flags["boilerplate"] == 0
    assert flags["spam_marks"] is flags["modality"] is None


SWEDISH = """
name: Swedish
stop_words: och att det som en ett på är av för med till den har inte om ett men var jag du han hon vi ni de kan ska när hur
open_words: och att en ett av för med till som eller men
no_answer: inget svar
labels: {asker: användare, answerer: assistent}
answer:
  refusal: ['\\b(?:tyvärr|ledsen)%NEAR%\\bkan (?:jag )?inte\\b']
toxicity: {profanity: {2.1: "jävla idiot, dra åt helvete"}}
tone: {rude: {1.0: "inte mitt problem"}, polite: {1.0: "tack"}}
"""


@pytest.fixture
def swedish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package with one file of words and the line that names it."""
    package, named = tmp_path / "swedish_words", tmp_path / "swedish_words-1.dist-info"
    package.mkdir()
    named.mkdir()
    (package / "sv.yaml").write_text(SWEDISH, encoding="utf-8")
    (package / "__init__.py").write_text(
        "from ft_data.languages.packs import Pack\n\nPACK = Pack('swedish_words', 'sv.yaml')\n"
    )
    (named / "METADATA").write_text("Metadata-Version: 2.1\nName: swedish_words\nVersion: 1\n")
    (named / "entry_points.txt").write_text("[ft_data.languages]\nsv = swedish_words:PACK\n")
    monkeypatch.syspath_prepend(str(tmp_path))


ASKED = "När ska jag lämna in ansökan om det?"
SAID = "Den ska lämnas in på måndag, och det kan du göra till klockan tre."


def test_a_seventeenth_language_takes_one_file(swedish: None) -> None:
    assert "sv" in packs.codes()
    answers = (
        SAID, "Tyvärr kan jag inte hjälpa dig med det som du har frågat om.", f"{SAID}\nAnvändare: Och sen?\nAssistent: Sen är det klart.",
        "Inget svar", "Dra åt helvete, det är en jävla idiot som frågar.", "Det är inte mitt problem, och du kan fråga en annan.",
    )  # fmt: skip
    pairs = [(ASKED, answer) for answer in answers]
    flags, toxic, tone = (measure(group, pairs) for group in ("flags", "toxicity", "tone"))
    assert [one["refusal_phrase"] for one in flags] == [False, True, False, False, False, False]
    assert [one["dialogue_leak"] for one in flags] == [False, False, True, False, False, False]
    assert flags[3]["null_answer"] is True and flags[0]["hedge"] is None
    assert toxic[4]["toxicity"] > 0.75 and toxic[0]["toxicity"] == 0
    assert tone[5]["rudeness"] > 0.55 and tone[0]["formality"] is None


def test_a_wrapped_line_breaks_no_phrase() -> None:
    rude = "va voir ailleurs, si\n  tu avais suivi en cours, tais toi\n"
    pack = Language.model_validate({**yaml.safe_load(SWEDISH), "tone": {"rude": {1.0: rude}}})
    assert pack.tone["rude"][1.0] == ("va voir ailleurs", "si tu avais suivi en cours", "tais toi")


def test_common_words_are_no_defect() -> None:
    said = [
        "Si tu veux, passe demain au garage.", "Oui, et regarde la notice si besoin.",
        "昨日は友達と話していて、電車に乗り遅れました。",
    ]  # fmt: skip
    pairs = [
        ("Qu'est-ce que je fais ?", said[0]),
        ("Je dois lire la notice ?", said[1]),
        ("昨日は何をしましたか？", said[2]),
    ]
    assert [one["rudeness"] for one in measure("tone", pairs[:2])] == [0, 0]
    assert not measure("flags", pairs)[2]["foreign_identity"]


def test_without_it_nothing_is_judged() -> None:
    said = "Ansökan ska lämnas in senast den sista dagen i månaden, annars går rätten till ersättning förlorad för året."
    flags = measure("flags", [(ASKED, said)])[0]
    assert flags["refusal_phrase"] is None


def test_a_pack_that_cannot_be_read_says_why() -> None:
    good = yaml.safe_load(SWEDISH)
    for change, why in (
        ({"answer": {"refusals": ["x"]}}, "nothing reads refusals"),
        ({"answer": {"refusal": ["%NOBODY% x"]}}, "stands for none"),
        ({"answer": {"refusal": ["x[^。]y"]}}, "patterns read bytes"),
        ({"close_words": "och"}, "och are among"),
        ({"greeting": "hej"}, "Extra inputs"),
        ({"tone": {"rude": {1.0: "gå och fråga någon som orkar bry sig"}}}, "at most 7 words"),
    ):
        with pytest.raises(ValidationError, match=why):
            Language.model_validate({**good, **change})


def test_words_begin_with_either_case_and_end_beside_signs_in_every_script() -> None:
    assert either(["école"]) == "(?:é|É)cole"
    assert wide(r"\bécole\b").startswith("(?:^|") and wide(r"\bschool\b") == r"\bschool\b"


def test_one_plain_word_of_another_language_does_not_outvote_english() -> None:
    texts = [
        "Los Angeles Lakers",
        "Non-fiction.",
        "C - Both",
        "Man-made object.",
        "font-size: 20px;",
        "cats.com",
    ]
    prompt = ["What is the best answer to this question?"] * len(texts)
    own = ["Das ist der Hund.", "C'est où ?", "什么是它的名字"]
    found = of_packs(text_of(pa.array([*texts, *own])), text_of(pa.array([*prompt, "", "", ""])))
    assert [codes()[number] for number in found] == ["en"] * len(texts) + ["de", "fr", "zh"]
