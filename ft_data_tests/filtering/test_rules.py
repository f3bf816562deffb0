import duckdb
import pytest

from ft_data.filtering.rules import Band, effective, explain, problems, sql
from ft_data.recipe.load import parse_recipe
from ft_data.recipe.schema import Rule

BASE = "dataset: a\npurpose: test it\nsources: {s: {path: x}}\n"
PROFILE = (
    Rule(name="short", signal="words", drop="< 1", review="< 3"),
    Rule(name="toxic", signal="toxicity", drop="> 0.9"),
)


def judge(rules, rows):
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE rows (record_id VARCHAR, words INTEGER, toxicity FLOAT, flag BOOLEAN, kind VARCHAR)"
    )
    con.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?)", rows)
    found = con.execute(sql(rules, "rows")).fetchall()
    con.close()
    return {name: explain(rules, fired, measured) for name, fired, measured in found}


def test_drop_beats_review_and_every_reason_is_kept():
    found = judge(
        PROFILE,
        [
            ("a", 0, 0.95, None, "x"),
            ("b", 2, 0.95, None, "x"),
            ("c", 2, 0.1, None, "x"),
            ("d", 9, 0.1, None, "x"),
        ],
    )
    assert [(item["rule"], item["verdict"]) for item in found["a"]] == [("short", "drop"), ("toxic", "drop")]
    assert [(item["rule"], item["verdict"]) for item in found["b"]] == [
        ("toxic", "drop"),
        ("short", "review"),
    ]
    assert found["c"][0] == {
        "rule": "short",
        "signal": "words",
        "value": 2.0,
        "threshold": "< 3",
        "verdict": "review",
    }
    assert "d" not in found


def test_a_null_signal_never_fires():
    assert judge((Rule(name="r", signal="words", drop="!= 5"),), [("a", None, None, None, "x")]) == {}


def test_where_limits_a_rule_and_booleans_count_as_numbers():
    rules = (Rule(name="r", signal="flag", drop="> 0", where="kind = 'text'"),)
    assert set(
        judge(rules, [("a", 1, 0, True, "text"), ("b", 1, 0, True, "chat"), ("c", 1, 0, False, "text")])
    ) == {"a"}


def test_a_recipe_changes_adds_and_turns_off():
    recipe = parse_recipe(
        BASE
        + 'rules:\n  - {name: short, review: "< 9"}\n  - {name: toxic, off: true}\n  - {name: own, signal: words, drop: "> 99"}\n'
    )
    rules = effective(recipe, PROFILE)
    assert [(rule.name, rule.drop, rule.review) for rule in rules] == [
        ("short", "< 1", "< 9"),
        ("own", "> 99", None),
    ]


def test_unknown_rules_and_signals_are_named_with_a_suggestion():
    recipe = parse_recipe(
        BASE + 'rules:\n  - {name: shrot, off: true}\n  - {name: own, signal: wrods, drop: "> 9"}\n'
    )
    found = problems(recipe, PROFILE, ["words", "toxicity"])
    assert "did you mean `short`" in found[0][1] and "did you mean `words`" in found[1][1]


@pytest.mark.parametrize("text", ["", "3", "<", "< x", "=> 3"])
def test_what_is_no_band_is_refused(text):
    with pytest.raises(ValueError):
        Band.parse(text)
