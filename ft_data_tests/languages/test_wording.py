"""How packs say things: talk that says nothing, answers that are to come, slots in braces, endings of words, quotations, and the
capital of a dotted i."""

from __future__ import annotations

import pyarrow as pa
import pytest

from ft_data.languages.packs import codes
from ft_data.languages.patterns import wide
from ft_data.signals.flags.tongue import filler, stands_in
from ft_data.signals.lexicon.packed import Packed
from ft_data.text.columns import text_of
from ft_data_tests.signals.rows import measure


@pytest.mark.parametrize(
    ("code", "talk", "answer"),
    [
        ("de", "Klar! Das ist eine gute Frage. Ich hoffe, das hilft dir weiter.", "Klar: sieben mal acht ist 56."),
        ("fr", "Bien sûr ! J'espère que cela vous aidera.", "Bien sûr, c'est Lima."),
        ("ru", "Конечно! Надеюсь, это вам поможет.", "Конечно, это Лима."),
        ("zh", "当然可以！希望对您有帮助。", "当然可以，是利马。"),
        ("en", "Sure! I hope this helps.", "Sure: it is Lima."),
    ],
)  # fmt: skip
def test_talk_alone_is_filler_and_what_follows_it_is_an_answer(code: str, talk: str, answer: str) -> None:
    assert filler(talk, code)
    assert not filler(answer, code)
    assert not filler(f"{talk} {answer}", code)


@pytest.mark.parametrize("thanks", ["Danke.", "Ja, gern.", "Hallo!"])
def test_what_goes_with_talk_is_none_by_itself(thanks: str) -> None:
    assert not filler(thanks, "de")


@pytest.mark.parametrize(
    ("code", "answers"),
    [
        ("ar", ["لا تتردد في قص الغصن.", "إذا احتجت مزيدًا من الدقيق فاستخدم الذرة."]),
        ("de", ["Wenden Sie sich an den Kundendienst.", "Wenn der Prüfer eine Frage stellt, antworte ehrlich.", "Sag deinem Chef Bescheid."]),
        ("es", ["Si el juez hace una pregunta, conteste con calma.", "No dude en cortar la rama por debajo del nudo."]),
        ("fr", ["Si vous avez un doute sur la dose, demandez au pharmacien.", "N'hésitez pas à couper la branche sous le nœud."]),
        ("hi", ["अपने डॉक्टर से पूछिए।", "अगर जज सवाल पूछे तो शांति से जवाब दो।"]),
        ("it", ["Se serve altro sale, aggiungilo alla fine.", "In caso di dubbio si assolve l'imputato."]),
        ("ja", ["お気軽に窓口へ聞いてください。", "大家さんに連絡してください。"]),
        ("ko", ["언제든지 동사무소에 문의하세요.", "복용량이 궁금하면 약사에게 물어보세요."]),
        ("nl", ["Vraag het gerust aan de buren.", "Als je meer meel nodig hebt, neem dan maïs."]),
        ("pl", ["W razie wątpliwości sąd uniewinnia.", "Daj znać sąsiadom."]),
        ("pt", ["Entre em contato com o síndico.", "Se o juiz fizer uma pergunta, responda com calma."]),
        ("ru", ["Обращайтесь в паспортный стол.", "Если остались сомнения в дозе, спросите аптекаря."]),
        ("tr", ["Muhtara haber verin.", "Başka un gerekirse mısır unu kullanın."]),
        ("vi", ["Hãy hỏi bác sĩ trước khi uống.", "Nếu không chắc về liều, hãy hỏi dược sĩ."]),
        ("zh", ["请咨询医生。", "如果对剂量有疑问，请问药剂师。"]),
    ],
)  # fmt: skip
def test_whom_to_ask_and_what_to_do_in_doubt_are_answers(code: str, answers: list[str]) -> None:
    assert [answer for answer in answers if filler(answer, code)] == []


@pytest.mark.parametrize(
    ("code", "talk"),
    [
        ("ar", "إذا كان لديك أي سؤال آخر فلا تتردد."), ("de", "Wenn du noch Fragen hast, melde dich gern."),
        ("es", "Si tienes más preguntas, no dudes en escribirme."), ("fr", "Si vous avez d'autres questions, n'hésitez pas."),
        ("hi", "अगर कोई और सवाल हो तो बेझिझक पूछिए।"), ("it", "Se hai altre domande, fammi sapere."),
        ("ja", "他にご質問があれば、お気軽にお問い合わせください。"), ("ko", "더 궁금한 점이 있으면 언제든지 문의하세요."),
        ("nl", "Als je nog vragen hebt, laat het me weten."), ("pl", "W razie pytań proszę pisać."),
        ("pt", "Qualquer dúvida, é só chamar!"), ("ru", "Если остались вопросы, обращайтесь."),
        ("tr", "Başka sorunuz olursa çekinmeyin."), ("vi", "Nếu còn thắc mắc thì cứ hỏi nhé."), ("zh", "如果还有问题，请随时告诉我。"),
    ],
)  # fmt: skip
def test_an_invitation_to_ask_further_says_when_and_how_and_is_talk(code: str, talk: str) -> None:
    assert filler(talk, code)


@pytest.mark.parametrize(
    ("prompt", "answer", "refuses"),
    [
        ("Wie sage ich ab?", "Mit „das geht leider nicht, dafür bin ich leider nicht zuständig“ sind Sie höflich und klar.", False),
        ("Comment dire non ?", "Dites « désolé, je ne peux pas vous aider » et proposez une autre date, cela suffit.", False),
        ("How do I answer him?", "Write “thank you, but I'm sorry, I can't help with that” and propose another day of the week.", False),
        ("Wie sage ich ab?", "Dafür bin ich leider nicht zuständig.", True),
        ("Wie sage ich ab?", "Der „Wunsch“ ist klar, aber dafür bin ich leider nicht zuständig.", True),
        ("Can you mend my car?", "Well: “Thanks, but I'm sorry, I can't help with that.”", True),
    ],
)  # fmt: skip
def test_a_refusal_in_a_quotation_is_spoken_of(prompt: str, answer: str, refuses: bool) -> None:
    assert bool(measure("flags", [(prompt, answer)])[0]["refusal"]) == refuses


def test_an_answer_that_is_to_come_stands_for_none_in_every_language() -> None:
    for text in ("Folgt noch.", "(pendiente)", "À venir", "Da completare", "Скоро появится", "待补充", "後日追加予定", "Details to follow"):  # fmt: skip
        assert stands_in(text) == "placeholder", text
    for text in ("Die Rechnung folgt per Post.", "Das Paket", "En 1992."):
        assert stands_in(text) is None, text


@pytest.mark.parametrize(
    ("prompt", "answer", "slots"),
    [
        (
            "Wie melde ich mich ab?",
            "Liebe Frau {nachname}, wir haben Ihre Nachricht vom {datum} erhalten.",
            2,
        ),
        ("Как отменить заказ?", "Уважаемый {клиент}, ваш заказ отменён.", 1),
        ("怎么退货？", "尊敬的{姓氏}女士，您的申请已经收到。", 1),
        ("Wie schreibt man Mengen?", "In geschweiften Klammern, zum Beispiel {1, 2, 3} oder {a, b}.", 0),
        ("Как набрать формулу?", "Пишите \\text{скорость} или \\frac{путь}{время} в формуле.", 0),
    ],
)
def test_slots_in_single_braces(prompt: str, answer: str, slots: int) -> None:
    assert measure("flags", [(prompt, answer)])[0]["template_slots"] == slots


def test_an_entry_with_a_star_is_found_with_each_ending() -> None:
    packed = Packed({"kind": {1.0: ("debil*",)}}, True, ("a", "ami"))
    texts = text_of(pa.array(["to debil", "z debilami", "debila", "debilizm"]))
    assert packed.find(texts).sums[:, 0].tolist() == [1, 1, 1, 0]


def test_a_short_quotation_is_spoken_of_and_a_whole_text_in_quotes_is_none() -> None:
    packed = Packed({"kind": {1.0: ("nerv mich nicht",)}}, True)
    texts = text_of(
        pa.array(["Ja, „nerv mich nicht“ klingt schroff.", "Nerv mich nicht!", "„Nerv mich nicht“"])
    )
    assert packed.find(texts, quoted=False).sums[:, 0].tolist() == [0, 1, 1]
    assert packed.find(texts).sums[:, 0].tolist() == [1, 1, 1]


def test_the_capital_of_a_dotted_i_is_found() -> None:
    assert wide(r"\biyi", dotted=True) == r"\b(?:i|İ)yi" and wide("iyi") == "iyi"
    assert filler("İyi günler dilerim!", "tr")


def test_marks_of_vowels_do_not_hide_a_word() -> None:
    assert Packed({"kind": {1.0: ("تبا لك",)}}, True).find(text_of(pa.array(["تبًّا لكَ"]))).sums[0, 0] == 1


def test_a_short_talk_is_judged_by_both_sides_together() -> None:
    assert "tr" in codes()
    found = measure("flags", [("Fatura nerede?", "Merhaba {müşteri}, birkaç dakika bekleyin.")])[0]
    assert found["template_slots"] == 1
