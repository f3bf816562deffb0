"""Talk and tasks after an answer, told by their structure in any language; slots in every kind of bracket."""

from __future__ import annotations

import pytest

from ft_data_tests.signals.rows import measure

ASKED = "Wie lange braucht ein Paket nach Wien?"
SAID = "Ein Paket nach Wien ist meist zwei Tage unterwegs."


def flags(prompt: str, answer: str) -> dict[str, object]:
    """Return the flags of one pair."""
    return dict(measure("flags", [(prompt, answer)])[0])


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [
        (ASKED, f"{SAID}\n\nKundin: Und wenn es später kommt?\nBote: Dann rufen Sie an."),
        (ASKED, f"{SAID}\nMieter: Danke, das hilft.\nVermieter: Gern."),
        (ASKED, f"{SAID}\nA: Und am Samstag?\nB: Da auch.\nA: Sicher?\nB: Ja."),
        ("How do I boil rice?", "Use twice as much water as rice.\n\n**Guest:** What about brown rice?\n**Host:** It takes longer."),
        ("Hur länge kokar man ris?", "Koka riset i tjugo minuter.\n\nGäst: Och brunt ris?\nKock: Det tar längre tid."),
        ("Πόση ώρα βράζει το ρύζι;", "Το ρύζι βράζει είκοσι λεπτά.\n\nΠελάτης: Και το καστανό;\nΜάγειρας: Θέλει περισσότερο."),
        ("米要煮多久？", "米饭煮二十分钟就好。\n\n房客：糙米呢？\n房东：要更久。"),
    ],
)  # fmt: skip
def test_turns_of_two_whom_the_prompt_does_not_name_are_a_talk_that_goes_on(prompt: str, answer: str) -> None:
    assert flags(prompt, answer)["dialogue_leak"] is True


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [
        # A play, with and without a line that announces it.
        ("Erfinde etwas über einen Bäcker.", "Bäcker: Was darf es sein?\nKind: Ein Brot.\nBäcker: Gern."),
        ("Erfinde etwas Lustiges.", "Hier ist es:\nBäcker: Was darf es sein?\nKind: Ein Brot."),
        # An interview and minutes that the prompt brings, or that have more voices.
        ("Kundin und Bote sprechen. Was sagen sie?", f"{SAID}\nKundin: Kommt es heute?\nBote: Ja."),
        (ASKED, f"{SAID}\nVorsitz: Gibt es Einwände?\nSchulz: Nein.\nKühn: Keine."),
        # Facts, steps and forms under two labels.
        (ASKED, f"{SAID}\nPreis: 7 Euro\nGewicht: 5 Kilo"),
        (ASKED, f"{SAID}\nFalsch: Wo du bist?\nRichtig: Wo bist du?"),
        (ASKED, f"{SAID}\nMontag: geöffnet bis 18 Uhr.\nDienstag: geschlossen."),
        # A log that is quoted, and a link.
        ("Why does it fail?", "The disk was full.\n12:03 app: retry?\n12:04 app: failed."),
        ("Where is it?", "See both pages.\nhttps://example.org/a?\nhttps://example.org/b"),
    ],
)  # fmt: skip
def test_plays_minutes_facts_and_logs_are_none(prompt: str, answer: str) -> None:
    found = flags(prompt, answer)
    assert not found["dialogue_leak"] and not found["merged_instruction"]


@pytest.mark.parametrize(
    "after",
    [
        "Aufgabe 2: Bilde den Plural.", "Aufgabe 3: Bilde den Plural.\nSatz: Das Kind spielt.", "2. Frage: Wo liegt Graz?",
        "Nächste Frage: Wo liegt Graz?\nAntwort: In der Steiermark.", "Frage: Wo liegt Graz?\nAntwort: In der Steiermark.",
        "**Übung 4:** Bilde den Plural.",
    ],
)  # fmt: skip
def test_a_task_behind_the_answer_is_another_row(after: str) -> None:
    assert flags(ASKED, f"{SAID}\n\n{after}")["merged_instruction"] is True


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [
        ("Schreibe zwei Übungen zum Plural.", "Gern.\n\nÜbung 1: Bilde den Plural.\nÜbung 2: Bilde den Singular."),
        ("Was kommt in die Klausur?", "Zwei Dinge kommen vor.\nAufgabe 1: Plural.\nAufgabe 2: Singular."),
        ("Was wird gefragt?", "Das sind die Fragen:\n\nFrage: Wo liegt Graz?\nAntwort: In der Steiermark."),
        ("Welche Frage stellt man am Schalter?", f"{SAID}\nFrage: Wann kommt es an?\nAntwort: Übermorgen."),
    ],
)  # fmt: skip
def test_tasks_that_are_asked_for_or_listed_are_none(prompt: str, answer: str) -> None:
    assert not flags(prompt, answer)["merged_instruction"]


@pytest.mark.parametrize(
    ("prompt", "answer", "slots"),
    [
        (ASKED, "Guten Tag <Name>, Ihr Paket kommt am <Datum der Lieferung>.", 2),
        ("Quand arrive mon colis ?", "Bonjour <prénom>, votre colis arrive le <date>.", 2),
        ("我的包裹什么时候到？", "<客户姓名>您好，包裹<日期>到。", 2),
        ("荷物はいつ届きますか？", "〇〇様、荷物は〈日付〉に届きます。", 2),
        ("택배는 언제 오나요?", "OOO님, 택배 번호 ______는 내일 도착합니다.", 2),
        (ASKED, "Die Typen Liste<Name> und Map<Ort, Datum> stehen im Quelltext der Klasse.", 0),
        (ASKED, "Das steht im Element <name>Wien</name> der Datei, und so heißt der Ort.", 0),
        (ASKED, "Ist der Preis < 5 und die Menge > 3, so ist die Sendung ein Päckchen.", 0),
        ("映画の題名は何ですか？", "それは<七人の侍>という映画です。", 0),
    ],
)  # fmt: skip
def test_slots_stand_in_every_kind_of_bracket(prompt: str, answer: str, slots: int) -> None:
    assert flags(prompt, answer)["template_slots"] == slots


@pytest.mark.parametrize(
    ("prompt", "answer", "right"),
    [
        (ASKED, "[Text einfügen]", True), ("Paket ne zaman gelir?", "[metin]", True), ("Quand arrive le colis ?", "[À REMPLIR PLUS TARD]", True),
        ("荷物はいつ届きますか？", "【回答】", True), ("Is this review good?", "[positive review]", False),
        ("这条评论是正面的吗？", "【正面】", False), (f"{ASKED} Antworte so: [Zahl Tage]", "[zwei Tage]", False),
        ("書名は何ですか？", "「坊っちゃん」", False),
    ],
)  # fmt: skip
def test_an_answer_that_is_one_slot_stands_for_one(prompt: str, answer: str, right: bool) -> None:
    assert flags(prompt, answer)["placeholder"] is right
