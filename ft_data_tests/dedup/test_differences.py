"""Rows that look alike and are two, and rows that look different and are one."""

from __future__ import annotations

import pytest

from ft_data.dedup.differences import objection
from ft_data_tests.dedup.reference import dropped, kept, rows, run

PASSAGE = (
    "Mira bakes rye bread in a stone oven behind the mill, and her cousin Tomas sells it on the market square. "
    "In winter the river freezes, the mill stands still and Tomas drives to the next valley for flour. The oven "
    "is heated with birch, which burns long and leaves little ash. "
)
LEAFLET = (
    "{0} fever is caught from ticks that live in tall grass. Wear long sleeves, look over your skin in the evening "
    "and remove any tick with fine tweezers. If your temperature rises within a fortnight, see a doctor and say where "
    "you walked. Most people recover from {0} fever at home with rest and plenty of water."
)
REFUND = (
    "Open the orders page, choose the parcel that arrived broken and press the button beside it. We then send you a "
    "label by mail; print it, put it on the box and hand the box in at any shop with our sign. The money is back "
    "on your card within a week after the box has reached our hall."
)
SQL = (
    "SELECT DISTINCT p.id, p.title, p.year FROM papers AS p, lists AS l, shelves AS s WHERE p.list = l.id AND l.shelf = s.id "
    "AND s.room = 'north' AND l.kind = 'long' AND p.state = 'open' ORDER BY p.year, p.title"
)
RETURN = "How do I send back a broken parcel and get my money?"


TASK = PASSAGE + "Write a {0} function oven(names) that returns how long each of them bakes. " + PASSAGE
STUB = "```\ndef oven(names):\n    return [0] * len(names)\n```\n\n" * 6
TWO = {
    "language of a program": ((TASK.format("javascript"), STUB), (TASK.format("python"), STUB)),
    "language of few signs": (("Sort these names in C++.", STUB), ("Sort these names in C#.", STUB)),
    "language of one letter": (("Sort these names in C.", STUB), ("Sort these names in C++.", STUB)),
    "form": ((PASSAGE * 2 + "Say it as XML.", REFUND), (PASSAGE * 2 + "Say it as JSON.", REFUND)),
    "number": (("Plan a walk of 5 hours.", REFUND), ("Plan a walk of 7 hours.", REFUND)),
    "number in the answer": ((RETURN, REFUND + " It costs 3 euro."), (RETURN, REFUND + " It costs 4 euro.")),
    "number in words": (("Plan two easy walks there.", REFUND), ("Plan three easy walks there.", REFUND)),
    "version": (("Set up a python2 server.", REFUND), ("Set up a python3 server.", REFUND)),
    "negation": ((RETURN, REFUND + " You can open it."), (RETURN, REFUND + " You can't open it.")),
    "negation asked": (("Which of my parcels is broken?", REFUND), ("Which of my parcels is not broken?", REFUND)),
    "opposite": ((RETURN[:-1] + " before June?", REFUND), (RETURN[:-1] + " after June?", REFUND)),
    "term": (
        ("What should I know about Lowland fever?", LEAFLET.format("Lowland")),
        ("What should I know about Ferret fever?", LEAFLET.format("Ferret")),
    ),
    "term of a macro": (("Who gets Lowland fever in spring?", REFUND), ("Who gets Ferret fever in spring?", REFUND)),
    "option": (("List the files by time.", "ls -l -t /srv/books"), ("List the files by time.", "ls -l -T /srv/books")),
    "symbol": (("Append the names.", "cat names >> all.txt"), ("Append the names.", "cat names > all.txt")),
    "path": (
        (RETURN, REFUND + " The label lies in /srv/labels/new for you."),
        (RETURN, REFUND + " The label lies in /srv/labels/old for you."),
    ),
    "question": ((PASSAGE + "Who sells the bread?", "Tomas"), (PASSAGE + "Who drives to the valley?", "Tomas")),
    "one word of the question": (
        ("Question: Who fetches the flour?\n\n" + PASSAGE, "Tomas"),
        ("Question: Who sells the bread?\n\n" + PASSAGE, "Tomas"),
    ),
    "small words": ((RETURN, REFUND), (RETURN.replace("and get my", "so that I get the"), REFUND)),
    "one word more": (("List popular songs of May.", SQL), ("List the most popular songs of May.", SQL)),
    "asks otherwise": (("Papers that use Lakes.", SQL), ("Papers about Lakes.", SQL)),
    "yes or no": (("Can I send a parcel back?", "send_back"), ("How can I send a parcel back?", "send_back")),
    "long query": (("Who owns a boat?", SQL), ("Who owns a boat in the north?", SQL)),
    "script without spaces": (("头疼了三天，还发烧，怎么办？", REFUND), ("头疼了三天，还咳嗽，怎么办？", REFUND)),
    "question on a passage, long answer": (
        (PASSAGE + "Who sells the bread?", REFUND),
        (PASSAGE + "Who drives to the valley?", REFUND),
    ),
    "question on a passage in Chinese": (
        ("米拉在磨坊后面烤面包，托马斯在集市上卖面包。冬天河水结冰，磨坊停工，托马斯去邻村买面粉。谁卖面包？", "托马斯"),
        ("米拉在磨坊后面烤面包，托马斯在集市上卖面包。冬天河水结冰，磨坊停工，托马斯去邻村买面粉。谁买面粉？", "托马斯"),
    ),
    "question before choices": (
        (PASSAGE + "Who is lazy? (a) Mira (b) Tomas (c) Nobody knows", "(c) Nobody knows"),
        (PASSAGE + "Who is hardworking? (a) Mira (b) Tomas (c) Nobody knows", "(c) Nobody knows"),
    ),
    "another task for one passage": (
        (PASSAGE + "Sum it up in layman's terms:", REFUND),
        (PASSAGE + "Write a headline for it:", REFUND),
    ),
    "who does what": (("The hen eats what the fox left.", REFUND), ("The fox eats what the hen left.", REFUND)),
    "operators": (
        (r"Which of the four comes out right? A. $7-5+2\times3$ B. $7+5-2\times3$" + PASSAGE, "A"),
        (r"Which of the four comes out right? A. $7+5-2\times3$ B. $7-5+2\times3$" + PASSAGE, "A"),
    ),
    "currency": (("Why is there a charge of $1?", "extra_charge"), ("Why is there a charge of €1?", "extra_charge")),
    "glob": (("Show all text files.", "find . -name '*.txt'"), ("Show all text files.", "find . -name '.txt'")),
    "quotes that matter": (("Show all text files.", "find . -name *.txt"), ("Show all text files.", "find . -name '*.txt'")),
    "case in code": (("How far is it?", "ask('Earth to Mars')"), ("How far is it?", "ask('earth to mars')")),
    "choice": ((RETURN, REFUND + "\n\nA"), (RETURN, REFUND + "\n\nB")),
    "version of a text": (("", "# Ferry 3.1\n" + REFUND), ("", "# Ferry 3.2\n" + REFUND)),
    "method of a text": (("", REFUND + "\nCall `send_parcel`."), ("", REFUND + "\nCall `send_letter`.")),
    "word of a text": (("", "# Parcels\n" + REFUND), ("", "# Parcels\n" + REFUND.replace("hall", "store"))),
    "code in a text": (
        ("", REFUND + "\n\n```js\nconst box = require('box');\n```"),
        ("", REFUND + "\n\n```js\nimport box from 'box';\n```"),
    ),
    "title of a text": (("", "# Parcels\n" + REFUND), ("", "# Letters\n" + REFUND)),
    "number in a text": (("", REFUND + " It costs 3 euro."), ("", REFUND + " It costs 4 euro.")),
}  # fmt: skip
LESS = {
    "a clause of its own": ((RETURN, "The shop is open and sells tea."), (RETURN, "The shop is open and sells tea, cash only.")),
    "a number of its own": ((RETURN, REFUND), (RETURN, REFUND + " It costs 3 euro.")),
    "a half of its own": (("", REFUND.split(";")[0]), ("", REFUND.split(";")[0] + ". " + PASSAGE)),
    "cut text": (("", "# Parcels\n" + REFUND[:-60]), ("", "# Parcels\n" + REFUND)),
    "cut tail": ((RETURN, REFUND[:-60]), (RETURN, REFUND)),
}  # fmt: skip

ONE = {
    "space and marks": ((RETURN, REFUND), (RETURN.replace(" and", ",  and") + "!", REFUND.replace(".", " ."))),
    "greeting": ((RETURN, REFUND), ("Hello! " + RETURN + " Thank you.", REFUND)),
    "another verb that asks": (
        ("Explain how parcels are sent back.", REFUND),
        ("Describe how parcels are sent back.", REFUND),
    ),
    "a dash before a name": ((RETURN, "Home is home. --Wren."), (RETURN, "Home is home. Wren.")),
    "articles": (("What is the way to send a parcel?", REFUND), ("What is a way to send the parcel?", REFUND)),
    "courtesy": ((RETURN, REFUND), ("Could you please tell me: " + RETURN, REFUND)),
    "typos": ((RETURN, REFUND), (RETURN.replace("broken", "brokken").replace("parcel", "pracel"), REFUND)),
    "inflected": ((RETURN, REFUND), (RETURN.replace("parcel", "parcels"), REFUND)),
    "a word of the answer": ((RETURN, REFUND), (RETURN, REFUND.replace("hall", "store"))),
    "passage edited": (
        (PASSAGE + "Who sells the bread?", "Tomas"),
        (PASSAGE.replace("winter", "January") + "Who sells the bread?", "Tomas"),
    ),
    "asked politely": ((PASSAGE + "Who sells the bread?", "Tomas"), (PASSAGE + "Please: who sells the bread?", "Tomas")),
    "quotes of a command": (
        ("Find all books.", "find /srv -name '*.epub'"),
        ("Find all books.", 'find /srv -name "*.epub"'),
    ),
    "formulas set otherwise": (("Add $5$ to $7$ and say what comes out.", "B"), ("Add 5 to 7 and say what comes out.", "B")),
    "marks of a text": (("", "# Parcels\n" + REFUND), ("", "# Parcels\n" + REFUND.replace(";", ","))),
}  # fmt: skip


@pytest.mark.parametrize("name", TWO)
def test_what_differs_makes_two_rows(name):
    (asked, answered), (other, reply) = TWO[name]
    assert objection((asked, other), (answered, reply)) is not None
    assert objection((other, asked), (reply, answered)) is not None


@pytest.mark.parametrize("name", LESS)
def test_a_row_goes_for_one_that_says_more_and_not_for_one_that_says_less(name):
    (asked, less), (other, more) = LESS[name]
    assert objection((asked, other), (less, more)) is not None
    assert objection((other, asked), (more, less)) is None


@pytest.mark.parametrize("name", ONE)
def test_what_differs_leaves_one_row(name):
    (asked, answered), (other, reply) = ONE[name]
    assert objection((asked, other), (answered, reply)) is None
    assert objection((other, asked), (reply, answered)) is None


def test_a_shared_passage_under_several_questions_stays_and_its_copy_goes(tmp_path):
    questions = ["Who sells the bread?", "Who drives over when the river is frozen?", "Whose cousin bakes?"]
    table = rows(
        *((PASSAGE + asked, "Tomas") for asked in questions), (PASSAGE + " " + questions[0] + "?", "Tomas")
    )
    assert kept(run(tmp_path, table)) == ["r000", "r001", "r002"]


def test_pairs_over_the_threshold_that_are_two_rows_are_shown_as_guarded(tmp_path):
    result = run(tmp_path, rows(*TWO["number in the answer"]))
    assert kept(result) == ["r000", "r001"]
    assert result.pairs["verdict"].to_pylist() == ["guarded"]


SPELL = "Write this in capitals as you see fit: green tea, please, and be quick"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("GREEN TEA", "green tea", False),
        ("gReEn TeA", "GrEeN tEa", False),
        ("Green tea", "green tea", True),
        ("GREEN TEA", "GREEN  TEA", True),
        ("No Such Words", "NO SUCH WORDS", True),
    ],
)
def test_answers_in_another_case_are_one_unless_the_case_is_what_they_say(tmp_path, one, other, same):
    result = run(tmp_path, rows((SPELL, one), (SPELL, other)))
    assert [row["reasons"] for row in dropped(result).values()] == ([["exact_duplicate"]] if same else [])
