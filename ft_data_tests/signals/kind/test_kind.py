"""What a row and its parts are, in several languages and without their words."""

from __future__ import annotations

import pytest

from ft_data.example import message
from ft_data.signals.kind.decide import KINDS
from ft_data.signals.kind.measure import ROW_KINDS
from ft_data_tests.signals.rows import measure, of

PROSE = {
    "en": "Boil the water first. Then add the leaves and wait for four minutes; the tea is ready when it smells.",
    "de": "Kochen Sie zuerst das Wasser. Geben Sie dann die Blätter hinzu und warten Sie vier Minuten.",
    "pl": "Najpierw zagotuj wodę. Potem dodaj liście i odczekaj cztery minuty (art. 5 ust. 2).",
    "zh": "先把水烧开。然后加入茶叶，等四分钟，茶就泡好了。",
    "ja": "まずお湯を沸かします。それから茶葉を入れて、四分待ちます。",
    "ar": "اغلِ الماء أولا. ثم أضف الأوراق وانتظر أربع دقائق.",
    "hi": "पहले पानी उबालें। फिर पत्तियां डालें और चार मिनट प्रतीक्षा करें।",
}
CODE = [
    "find . -maxdepth 1 -type f | md5sum",
    "ls -la /var/log",
    "cat <(grep -vxF -f part1 part2) <(grep -vxF -f part2 part1)",
    'echo "deb http://ppa.example.net precise main" | tee -a /etc/apt/sources.list',
    "def add(a, b):\n    return a + b",
    "for (let i = 0; i < rows.length; i++) {\n  total += rows[i];\n}",
    "SELECT name, age FROM users WHERE age > 30 ORDER BY name;",
    "```python\nprint('hello')\nprint('again')\n```",
    "all:\n\tgcc -o a a.c\n\nclean:\n\trm -f a",
    '#include <stdio.h>\nint main(void) {\n  puts("x");\n  return 0;\n}',
]
MATH = [
    "令$$y=\\sqrt{x}+\\sqrt{2-x}$$，$$0\\leqslant x\\leqslant 2$$，则$${{y}^{2}}\\leqslant 4$$．",
    "There are 3*12=<<3*12=36>>36 candles.\nAfter that 36-7=<<36-7=29>>29 are left.\n#### 29",
    "Since $a^2 + b^2 = c^2$, we get $\\frac{a}{c} \\le 1$ and $\\theta = \\arcsin\\frac{a}{c}$.",
    "12 * 5 = 60\n60 / 4 = 15\n15 + 3 = 18",
]
TALK = "#A#: Hello, is the room free?\n#B#: It is, from noon on.\n#A#: Good. I take it.\n#B#: Your name, please?\n#A#: Ines."


@pytest.mark.parametrize("text", PROSE.values(), ids=PROSE)
def test_prose_is_prose_in_every_script(text: str) -> None:
    assert of("kind", "answer_kind", text) == "prose"


@pytest.mark.parametrize("text", CODE)
def test_program_text_and_commands_are_code(text: str) -> None:
    assert of("kind", "answer_kind", text) == "code"


@pytest.mark.parametrize("name", ["Anna B. Poe", "bo j. li", "quay"])
def test_a_name_with_an_initial_in_a_query_is_no_sentence(name: str) -> None:
    query = (
        f'SELECT DISTINCT W.ID FROM AUTHOR AS A , WRITES AS W WHERE A.NAME = "{name}" AND W.AUTHOR = A.ID ;'
    )
    assert of("kind", "answer_kind", query) == "code"
    assert of("kind", "answer_kind", f"{name.title()} met J. Smith at the old quay.") == "prose"


@pytest.mark.parametrize("text", MATH)
def test_formulas_and_calculations_are_math(text: str) -> None:
    assert of("kind", "answer_kind", text) == "math"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"name": "Ann", "age": 31}', "structured"),
        ("[1, 2, [3, 4]]", "structured"),
        ("<note><to>Ann</to><body>Hello</body></note>", "structured"),
        ("name: Ann\nage: 31\ncity: Porto", "structured"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "table"),
        ("Item\t2019\t2020\nPens\t40\t90\nInk\t10\t30", "table"),
        (TALK, "dialogue"),
        ("Paris", "label"),
        ("positive", "label"),
        ("北京", "label"),
        ("card_arrival", "label"),
        ("What does the method `io.StringIO.write` do?", "prose"),
        ("example.org", "label"),
        ("", None),
        (" \n", None),
    ],
)
def test_other_kinds(text: str, kind: str | None) -> None:
    assert of("kind", "answer_kind", text) == kind


def test_the_row_is_what_its_parts_are_about() -> None:
    call = message("assistant", "", tool_calls_json='[{"name": "lamp", "arguments": {}}]')
    rows = [
        (
            "What does this do?\n\nfor (i = 0; i < n; i++) {\n  s += a[i];\n}",
            "It adds up the numbers of a list.",
        ),
        (TALK, "Ines takes a room that is free from noon on."),
        ("Is the tea good?", "positive"),
        {"kind": "instruction", "messages": [message("user", "Turn on the lamp."), call]},
        {
            "kind": "text",
            "messages": [message("user", f"# Tea\n\n{PROSE['en']} {PROSE['en']} {PROSE['de']}")],
        },
        ("", ""),
    ]
    found = [row["row_kind"] for row in measure("kind", rows)]
    assert found == ["code", "dialogue", "label", "tool", "document", None]


def test_confidence_is_a_share_and_grows_with_evidence() -> None:
    short = of("kind", "answer_kind_confidence", "x = [1, 2]")
    long = of("kind", "answer_kind_confidence", CODE[5])
    assert 0.5 <= short <= long <= 1


def test_a_recipe_says_what_the_rows_of_a_source_are():
    rows = [
        {"kind": "instruction", "messages": [message("user", "Say it."), message("assistant", "Take the path.")],
         "source": source}
        for source in ("notes", "shell")
    ]  # fmt: skip
    said, told = measure("kind", rows, row_kinds={"shell": "code"})
    assert (said["row_kind"], said["answer_kind"]) != ("code", "code")
    assert [told[name] for name in ("row_kind", "row_kind_confidence", "answer_kind")] == ["code", 1, "code"]
    tools = measure("kind", rows, row_kinds={"shell": "tool"})[1]
    assert (tools["row_kind"], tools["answer_kind"]) == ("tool", said["answer_kind"])


def test_kinds_of_rows_begin_with_those_of_texts():
    assert ROW_KINDS[: len(KINDS)] == KINDS
