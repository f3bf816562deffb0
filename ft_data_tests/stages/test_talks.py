"""What the turns of a talk settle: what was asked for is somebody's, what is told of a place is nobody's; the check agrees. All made up."""

import json

import pytest

from ft_data.cleaning.privacy import find
from ft_data.cleaning.privacy.talks import given, told
from ft_data.stages import privacy
from ft_data.stages.build import Build
from ft_data.stages.graph import make
from ft_data.stages.reading import Versions
from ft_data.warehouse.home import Home

PLACES = {
    "ja": ["大阪のホテルを探しています。電話番号も教えてください。", "ワイズ港ホテルはいかがでしょうか。電話番号は0666541899でございます。"],
    "en": ["What is the phone number of a cheap restaurant near the pier?", "The Blue Heron is a good choice. Its number is 01632 554 871."],
    "zh": ["吉力工作室的地址在哪里？", "东京都小金井市梶里町1丁目4番25号。"],
}  # fmt: skip
PERSONS = {
    "friend": ["We go to a restaurant. What is my friend's phone number?", "The number is 01652 554 871."],
    "yours": ["Is the table in the restaurant booked?", "It is. Your number is 01652 554 871."],
    "given": ["I am at the hotel. My number is 01652 554 871.", "I have 01652 554 871, thank you."],
    "mail": [
        "Which restaurant is it?",
        "See you there.\n-- \nAnna Lind\nHarbour University\nTel. 01652 554 871",
    ],
}
ASKED = [
    ("Can you tell me your account number, please?", "84318931431", {"84318931431": "id_number"}),
    ("Right, and your PIN as well please.", "It's 9431.", {"9431": "secret"}),
    ("Full name and PIN please.", "Anna Lind, 1596 or 7402", {"1596": "secret", "7402": "secret"}),
    ("What should the password be?", 'How about "mypassword123"?', {"mypassword123": "secret"}),
    ("Please enter your password.", "newpass", {"newpass": "secret"}),
    ("请问您的生日是哪天？", "1988-10-10", {"1988-10-10": "birth_date"}),
    ("Und Ihr Kennzeichen, bitte?", "Das ist HH AB 1234", {"HH AB 1234": "id_number"}),
    ("¿Me dice su número de tarjeta?", "Sí: 4556 7375 8689 9855", {"4556 7375 8689 9855": "card"}),
    ("口座番号をお願いします。", "7301842です", {"7301842": "id_number"}),
    ("Do you know his date of birth?", "He was born on 4 May 1941.", {}),
    ("What was the account number again?", "I forgot it.", {}),
    ("The museum opens at 10. Anything else?", "No, 84318931431 is enough.", {}),
]


def talk(*turns):
    roles = ("user", "assistant")
    return [{"role": roles[at % 2], "content": text} for at, text in enumerate(turns)]


@pytest.mark.parametrize(("question", "answer", "values"), ASKED)
def test_what_is_given_after_it_was_asked_for_is_somebodys(question, answer, values):
    assert given(talk("Hello", question, answer)) == values


def heard(turns):
    return {t["content"][f.start : f.end]: f.kind for t in turns for f in find(t["content"], ("GB", "JP"))}


@pytest.mark.parametrize("turns", PLACES.values(), ids=PLACES)
def test_what_is_told_of_a_place_is_nobodys(turns):
    values = heard(talk(*turns))
    assert values and told(talk(*turns), values) == set(values)


@pytest.mark.parametrize("turns", PERSONS.values(), ids=PERSONS)
def test_what_is_told_of_a_person_is_not(turns):
    values = heard(talk(*turns))
    assert values and not told(talk(*turns), values)


def test_a_row_is_masked_alike_in_all_its_texts_and_the_check_agrees(tmp_path):
    call = {
        "id": "call_1",
        "type": "function",
        "function": {"name": "pay", "arguments": '{"account": 84318931431, "pin": 9431}'},
    }
    order = {
        "id": "call_1",
        "type": "function",
        "function": {"name": "order", "arguments": '{"address": "105 Heron Street"}'},
    }
    rows = [
        [*talk(*PLACES["ja"]), *talk("予約します。", "承知しました。0666541899です。")],
        [*talk("Hello", "Your account number and PIN, please?", "84318931431, 9431"), {"role": "assistant", "content": "", "tool_calls": [call]}],
        talk("推荐一家餐厅。", "推荐南街餐厅。", "这家餐厅电话是多少？", "电话：83170001、83170002。"),
        [*talk("Order a cake at the restaurant located at 105 Heron Street."), {"role": "assistant", "content": "", "tool_calls": [order]}],
    ]  # fmt: skip
    folder = tmp_path / "datasets/talks/sources"
    folder.mkdir(parents=True)
    (folder / "a.jsonl").write_text("".join(json.dumps({"messages": row}) + "\n" for row in rows))
    (folder.parent / "recipe.yaml").write_text(
        "dataset: talks\npurpose: Test talks.\nlanguages: [ja, zh, en]\nsources: {talks: {path: 'sources/*'}}\n"
    )
    build = Build.open(Home(tmp_path), "talks")
    make(build, "raw/talks")
    snapshot = make(build, "cleaned")
    with Versions(build, snapshot) as versions:
        assert privacy.residual(build, snapshot, versions) == 0
        sql = "SELECT to_json(messages)::VARCHAR FROM cleaned ORDER BY source_row"
        hotel, bank, table, cake = (text for (text,) in versions.con.execute(sql).fetchall())
    assert hotel.count("0666541899") == 2
    assert "83170001" in table and "83170002" in table
    assert (
        "8431" not in bank and "9431" not in bank and bank.count("[SECRET]") == 2 == bank.count("[ID_NUMBER]")
    )
    assert cake.count("105 Heron Street") == 2


def test_one_address_one_decision_in_a_record(tmp_path):
    folder = tmp_path / "datasets/homes"
    (folder / "sources").mkdir(parents=True)
    call = {
        "address1": "Harjula 54",
        "address2": "Suite 321",
        "city": "Oulu",
        "zip": "33100",
        "country": "FI",
    }
    turns = [
        {
            "role": "user",
            "content": "Ship it to me. My address is Harjula 54, Suite 321, Oulu, 33100, thank you.",
        },
        {
            "role": "assistant",
            "content": "I send it to Harjula 54.",
            "tool_calls": [
                {"id": "a", "type": "function", "function": {"name": "ship", "arguments": json.dumps(call)}}
            ],
        },
    ]
    (folder / "sources/homes.jsonl").write_text(json.dumps({"messages": turns}) + "\n")
    (folder / "recipe.yaml").write_text(
        "dataset: homes\npurpose: Test one address.\nlanguages: [en]\nsources:\n  homes: {path: sources/homes.jsonl, license: MIT}\n"
    )
    build = Build.open(Home(tmp_path), "homes")
    make(build, "raw/homes")
    snapshot = make(build, "cleaned")
    with Versions(build, snapshot) as versions:
        assert privacy.residual(build, snapshot, versions) == 0
        sql = "SELECT to_json(messages)::VARCHAR FROM cleaned"
        (text,) = versions.con.execute(sql).fetchone()
    for part in ("Harjula", "321", "Oulu", "33100"):
        assert part not in text, text
    assert "FI" in text and "thank you" in text
