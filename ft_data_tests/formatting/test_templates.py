"""The template matrix finds what templates do to rows."""

from __future__ import annotations

import pytest

from ft_data.formatting import jinja_chat, templates

TURN = "{{ '<|start|>' + message.role + '\n' }}"
SAID = "{{ message.content + '<|end|>' }}"
GOOD = (
    "{% for message in messages %}" + TURN + "{% if message.role == 'assistant' %}{% generation %}" + SAID
    + "{% for call in message.tool_calls or [] %}"
    "{{ call.function.name }}{{ call.function.arguments }}<|end|>{% endfor %}"
    "{% endgeneration %}{% else %}" + SAID + "{% endif %}{% endfor %}{{ tools | tojson if tools else '' }}"
)  # fmt: skip
NO_SYSTEM = GOOD.replace(
    "{% for message in messages %}", "{% for message in messages if message.role != 'system' %}"
)
RAISES = "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}" + GOOD
NO_END = GOOD.replace("+ '<|end|>'", "")
THINKS = GOOD.replace("{% generation %}", "{% generation %}{{ '<think>\n\n</think>\n' }}")
ALL = (
    "{% generation %}"
    + GOOD.replace("{% generation %}", "").replace("{% endgeneration %}", "")
    + "{% endgeneration %}"
)
ESCAPES = GOOD.replace("{{ call.function.arguments }}", "{{ call.function.arguments | tojson }}")
NO_CALLS = GOOD.replace("message.tool_calls or []", "[]")

PLAIN = {
    "messages": [
        {"role": "user", "content": "A question of some length"},
        {"role": "assistant", "content": "Fine."},
    ]
}
SYSTEM = {"messages": [{"role": "system", "content": "Be brief."}, *PLAIN["messages"]]}
CALL = {"id": "c", "type": "function", "function": {"name": "look_up", "arguments": '{"order": 7}'}}
RESULT = {"role": "tool", "content": "here"}
CALLS = {"role": "assistant", "content": "", "tool_calls": [CALL]}
TOOLS = {
    "messages": [PLAIN["messages"][0], CALLS, RESULT, PLAIN["messages"][1]],
    "tools": '[{"type": "function", "function": {"name": "look_up"}}]',
}


@pytest.mark.parametrize(
    ("source", "row", "found"),
    [
        (GOOD, PLAIN, []), (GOOD, SYSTEM, []), (GOOD, TOOLS, []), (NO_SYSTEM, SYSTEM, ["drops_system"]),
        (NO_SYSTEM, PLAIN, []), (RAISES, SYSTEM, ["raises"]), (NO_END, PLAIN, ["no_end_token"]),
        (THINKS, PLAIN, ["adds_reasoning"]), (ALL, PLAIN, ["trains_other_text"]),
        (ESCAPES, TOOLS, ["escapes_arguments"]), (NO_CALLS, TOOLS, ["trains_less"]),
    ],
)  # fmt: skip
def test_findings(source, row, found):
    assert templates.findings(source, row) == found


def test_spans_are_of_the_text_without_marks():
    made = jinja_chat.render(GOOD, PLAIN["messages"])
    assert [made.text[a:b] for a, b in made.spans] == ["Fine.<|end|>"]
    assert made.text == "<|start|>user\nA question of some length<|end|><|start|>assistant\nFine.<|end|>"


def test_matrix_counts_rows_of_a_shape_it_rendered_in_part():
    rows = [PLAIN] * 50 + [SYSTEM] * 30
    made = templates.matrix(rows, {"good": GOOD, "raises": RAISES}, per_shape=3)
    good, raises = made["tables"][0]["rows"]
    assert (good["rows as written"], good["findings"], good["marks answers"]) == (80, "none", "yes")
    assert (raises["rows as written"], raises["findings"]) == (50, "raises 30")
    assert "80 rows of 2 shapes; 6 of them rendered" in made["text"]


def test_without_templates_nothing_is_claimed():
    assert templates.matrix([PLAIN], {}) is None
    assert templates.matrix((pytest.fail("a row is asked for") for _ in range(1)), {}) is None


def test_sandbox_holds():
    with pytest.raises(jinja_chat.TemplateRaised):
        jinja_chat.render("{{ messages.__class__.__mro__[1].__subclasses__() }}", PLAIN["messages"])


def test_templates_that_trl_ships():
    sources = templates.shipped()
    if not sources:
        pytest.skip("TRL's templates are not installed: pip install --no-deps trl")
    assert templates.findings(sources["qwen2_5"], SYSTEM) == []
    assert templates.findings(sources["gemma"], SYSTEM) == ["raises"]
    assert "drops_calls" in templates.findings(sources["llama3"], TOOLS)
    assert "adds_reasoning" in templates.findings(sources["qwen3"], PLAIN)
    assert "escapes_arguments" in templates.findings(sources["qwen2_5"], TOOLS)
