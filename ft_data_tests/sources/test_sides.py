"""Who serves and who is served is told by words, in many languages, and not by who speaks first."""

from __future__ import annotations

from typing import Any

import pytest

from ft_data.sources.shapes import sides
from ft_data.sources.shapes.turns import role_of

from .helpers import one, said

ASKED = [("user", "A room for two?"), ("assistant", "Yes, with a view."), ("user", "Good."), ("assistant", "See you.")]  # fmt: skip


def talk(desk: str, guest: str, who: str = "speaker") -> dict[str, Any]:
    lines = [(desk, "Welcome!"), *[(guest if role == "user" else desk, text) for role, text in ASKED]]
    return {"utterances": [{who: name, "text": text} for name, text in lines]}


@pytest.mark.parametrize(
    ("desk", "guest"),
    [
        ("operator_1", "customer_31"), ("Agent 2", "Client 7"), ("STAFF", "guest-3"), ("clerk", "Caller"), ("Support", "user12"),
        ("Mitarbeiterin", "Kunde"), ("Conseiller", "Appelant"), ("asesora", "cliente"), ("Operatore", "Utente"), ("atendente", "hóspede"),
        ("listener", "speaker"), ("supporter", "seeker"), ("helper", "help_seeker"), ("Counselor", "Client"), ("therapist", "help seeker"),
        ("medewerker", "klant"), ("konsultant", "klient"), ("Оператор", "Клиент"), ("müşteri temsilcisi", "Müşteri"), ("Nhân viên", "Khách hàng"),
        ("الموظف", "العميل"), ("कर्मचारी", "ग्राहक"), ("オペレーター", "お客様"), ("상담원", "고객"), ("客服", "客户"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("who", ["speaker", "name"])
def test_the_desk_answers_whoever_speaks_first(desk: str, guest: str, who: str) -> None:
    draft = one(talk(desk, guest, who))
    assert said(draft.messages) == ASKED, (
        "a greeting before anybody asks is left out, the desk's last turn stays"
    )
    assert draft.extra["left_out"] == {"greeting": 1}
    assert not {desk, guest} & {*draft.names}, "a word for a side is nobody's name"


@pytest.mark.parametrize(("desk", "guest"), [("operator", "Ms Odo"), ("Ivo", "customer")])
def test_one_known_side_tells_the_other(desk: str, guest: str) -> None:
    assert said(one(talk(desk, guest)).messages) == ASKED


def test_names_and_letters_tell_no_side() -> None:
    for desk, guest in (("A", "B"), ("Ann", "Bo"), ("user1", "user2"), ("guest 5", "guest 6")):
        assert said(one(talk(desk, guest)).messages)[0] == ("user", "Welcome!"), "who speaks first asks"


def test_a_third_beside_both_sides_answers_nobody() -> None:
    record = talk("agent", "customer")
    record["utterances"].insert(3, {"speaker": "Rosa", "text": "And breakfast?"})
    assert said(one(record).messages)[2] == ("user", "And breakfast?\nGood.")


def test_no_word_is_on_both_sides() -> None:
    assert not {*sides.DESK} & {*sides.GUEST}
    for word, role in [(one_, "assistant") for one_ in sides.DESK] + [(one_, "user") for one_ in sides.GUEST]:
        assert role_of(word) == role == role_of(f"{word}_12")
    assert role_of("a1") is None and role_of("speaker_1") is None


def test_a_dialogue_in_one_text_has_sides_in_many_languages() -> None:
    text = "Mitarbeiter: Guten Tag.\nKundin: Ein Zimmer?\nMitarbeiter: Gern."
    assert said(one({"dialogue": text}).messages) == [("user", "Ein Zimmer?"), ("assistant", "Gern.")]


def test_what_the_system_said_stands_before_the_user_in_a_turn() -> None:
    turns = [
        {"user_utterance": {"text": "A table?", "tokens": []}},
        {"system_utterance": {"text": "When?", "tokens": []}, "user_utterance": {"text": "At six.", "tokens": []}},
        {"system_utterance": {"text": "Done.", "tokens": []}, "user_utterance": {"text": "Thanks."}},
    ]  # fmt: skip
    assert said(one({"dialogue_id": "1", "turns": turns}).messages) == [
        ("user", "A table?"), ("assistant", "When?"), ("user", "At six."), ("assistant", "Done."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asks", "answers"),
    [("Host", "Guest"), ("Ivo", "guest 1"), ("Moderatorin", "Gast"), ("Ann", "Student"), ("Me", "Contact")],
)
def test_a_guest_of_a_broadcast_is_asked(asks: str, answers: str) -> None:
    lines = [
        (asks, "What is it about?"),
        (answers, "About rivers."),
        (asks, "And lakes?"),
        (answers, "Those too."),
    ]
    record = {"utterances": [{"speaker": name, "text": text} for name, text in lines]}
    assert said(one(record).messages) == [
        (role, text)
        for role, (_, text) in zip(("user", "assistant", "user", "assistant"), lines, strict=True)
    ]


def test_words_for_who_is_asked_too_are_words_for_guests() -> None:
    assert {*sides.GUEST} >= sides._ASKED_TOO
