# ruff: noqa: E501
"""The default rules: they name real signals, their conditions are SQL, and they do what they say."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pytest

from ft_data.filtering import packs
from ft_data.filtering.force import profile as shipped
from ft_data.filtering.rules import applies_sql
from ft_data.signals import registry
from ft_data_tests.signals.rows import table

SIGNALS = {s.name: s for group in registry.builtin() for s in group.signals}


def verdicts(rows: list[tuple[str, str]], profile: str = "chat") -> list[str]:
    """Apply a profile the way rules are defined: drop beats ask beats mark, null never fires."""
    cleaned = table(rows)
    columns = {name: cleaned[name] for name in cleaned.column_names}
    for group in registry.builtin():
        out = group.fn(cleaned, {})
        columns |= {name: out[name] for name in out.column_names[1:]}
    con = duckdb.connect()
    con.register("t", pa.table(columns | {"answers_copy": [False] * len(rows)}))  # a fact of the source
    found = []
    for band in ("drop", "review", "mark"):
        tests = [
            f"({applies_sql(r)}{getattr(r, band).sql(r.signal)})"
            for r in shipped(profile)
            if getattr(r, band)
        ]
        found.append([v for (v,) in con.sql(f"SELECT {' OR '.join(tests) or 'false'} FROM t").fetchall()])
    return ["drop" if d else "ask" if r else "mark" if m else "keep" for d, r, m in zip(*found, strict=True)]


@pytest.mark.parametrize("profile", ["chat", "code", "math", "text"])
def test_rules_name_signals_and_reasons(profile: str) -> None:
    rules = shipped(profile)
    assert len({r.name for r in rules}) == len(rules)
    for rule in rules:
        assert rule.signal in SIGNALS, rule.name
        assert not pa.types.is_list(SIGNALS[rule.signal].dtype), rule.name
        assert (rule.drop or rule.review or rule.mark) and rule.why


@pytest.mark.parametrize("profile", ["chat", "code", "math", "text"])
def test_conditions_run(profile: str) -> None:
    assert verdicts([("How are you?", "I am well, thank you.")], profile) == ["keep"]


def test_clean_answers_of_every_kind_are_kept() -> None:
    clean = [
        ("What is the capital of France?", "Paris"),
        ("Is water wet?", "Yes."),
        ("Is this review positive? I loved it.", "Positive"),
        ("Write a Python function that adds two numbers.", "```python\ndef add(a, b):\n    return a + b\n```"),
        ("Return the user as JSON.", '{"name": "Ann", "age": 31}'),
        ("What is 12 * 4?", "12 * 4 = 48"),
        ("Name three fruits.", "- apple\n- pear\n- plum"),
        ("Give me three tips for sleeping well.", "1. Keep a schedule.\n2. Avoid coffee.\n3. Dim the lights."),
        ("How do I reset my password?", "Open Settings, choose Security and click Reset password. We'll e-mail you a link."),
        ("where my parcel is? i wait long time", "I am sorry for the wait. Your parcel arrives tomorrow before noon."),
        ("Y'all got any recs for BBQ?", "Sure do! Try the place on Main Street, their brisket is somethin' else, y'all."),
        ("Wie spät ist es in Tokio, wenn es in Berlin Mittag ist?", "In Tokio ist es dann sieben oder acht Uhr abends, je nach Jahreszeit."),
        ("Solve 2x + 3 = 7.", "Subtract 3 from both sides: 2x = 4. Then x = 2."),
        ("Translate 'good morning' to Spanish.", "Buenos días"),
        ("Write an email template for a late delivery.", "Dear [Customer Name],\n\nWe are sorry that your order is late.\n\nKind regards,\n[Your Name]"),
        ("Explain rain.", "Warm air rises and cools. Its water vapour condenses into drops. When they are heavy enough, they fall as rain."),
    ]  # fmt: skip
    assert verdicts(clean) == ["keep"] * len(clean)


def test_what_is_a_defect_by_construction_is_dropped() -> None:
    bad = [
        ("How do plants grow?", ""),
        ("How do plants grow?", "N/A"),
        ("How do plants grow?", "How do plants grow?"),
        ("How do plants grow?", "https://example.org/plants"),
        ("How do plants grow?", "They need l\ufffdght, w\ufffdter and n\ufffdtrients."),
        ("How do plants grow?", "Plants grow in the warm light of day. " * 9),
    ]  # fmt: skip
    assert verdicts(bad) == ["drop"] * len(bad)


def test_other_defects_are_marked() -> None:
    bad = [
        ("How do plants grow?", "I'm sorry, but I cannot assist with that request."),
        ("How do plants grow?", "I am ChatGPT, a language model trained by OpenAI. Plants need light and water."),
        ("How do plants grow?", "As of my last update in September 2021, plants need light."),
        ("How do plants grow?", "They need light.\n\nHuman: And water?\n\nAssistant: Yes."),
        ("How do plants grow?", "Pflanzen brauchen Licht, Wasser und Nährstoffe, damit sie wachsen und gedeihen können."),
        ("How do plants grow?", "jkdfhg wqrtp zxcvb mnbvc qwrtpsd fghjk lkjhgf dsaqwr tpmnbv"),
        ("How do plants grow?", "grow plants grow plants grow plants grow plants grow plants grow plants grow plants"),
        ("How do plants grow?", "You stupid idiot, fuck off and stop asking."),
        ("What is 12 * 4?", "12 * 4 = 50"),
        ("Return the user as JSON.", '{"name": "Ann", "age": }'),
    ]  # fmt: skip
    assert verdicts(bad) == ["mark"] * len(bad)


def test_what_drops_by_construction_is_no_damage_of_the_request_alone() -> None:
    fields = {
        rule.name: (rule.signal, SIGNALS[rule.signal].field)
        for name in packs.PACKS.builtin
        for rule in shipped(name)
        if rule.drop and rule.name in packs.grounds().construction
    }
    assert len(fields) > 8
    asked = {name for name, (_, field) in fields.items() if field not in ("response", "row")}
    assert asked <= {"empty_prompt", "echo_exact", "script_unwanted"}, (
        "without a request there is no row, and an echo takes both; else a request may be what is to be mended"
    )
    damage = "The caf\ufffd is clos\ufffdd, d\ufffdj\ufffd\x00."
    found = verdicts(
        [(f"Mend this: {damage}", "The caf\u00e9 is closed, d\u00e9j\u00e0."), ("Is it open?", damage)]
    )
    assert found[0] != "drop" == found[1]
