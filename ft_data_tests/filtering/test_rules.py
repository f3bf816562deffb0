import ast

import duckdb
import pytest

from ft_data.filtering.force import in_force, profile
from ft_data.filtering.rules import changed, explain, problems, sql
from ft_data.recipe.bands import Band
from ft_data.recipe.load import parse_recipe
from ft_data.recipe.rules import Rule
from ft_data.warehouse.detail import Finding
from ft_data_tests.realdata import ROOT

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
    assert [(item.rule, item.verdict) for item in found["a"]] == [("short", "drop"), ("toxic", "drop")]
    assert [(item.rule, item.verdict) for item in found["b"]] == [
        ("toxic", "drop"),
        ("short", "review"),
    ]
    assert found["c"][0] == Finding("short", "words", 2.0, "< 3", "review")
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
    rules = changed(PROFILE, recipe.rules)
    assert [
        (rule.name, rule.drop and str(rule.drop), rule.review and str(rule.review)) for rule in rules
    ] == [
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


@pytest.mark.parametrize("text", ["< 1", ">= 0.52", "> -3", "== 0", "!= 0.00001", "> 123456789012"])
def test_a_band_is_its_text(text):
    assert str(Band.parse(text)) == text


def test_a_number_is_no_band():
    with pytest.raises(ValueError, match="is not a band: write a comparison"):
        parse_recipe(BASE + "rules:\n  - {name: own, signal: words, drop: 3}\n")


def test_unless_exempts_where_it_is_true_and_not_where_it_cannot_be_told():
    rules = (Rule(name="r", signal="words", drop="> 0", where="kind = 'chat'", unless="toxicity < 0.5"),)
    found = judge(
        rules,
        [
            ("exempt", 1, 0.1, None, "chat"),
            ("caught", 1, 0.9, None, "chat"),
            ("unmeasured", 1, None, None, "chat"),
            ("elsewhere", 1, 0.9, None, "text"),
        ],
    )
    assert set(found) == {"caught", "unmeasured"}


def test_rules_follow_from_what_a_recipe_asks_for():
    def names(more):
        return {rule.name for rule in in_force(parse_recipe(BASE + more))}

    plain = names("")
    assert names("references: {path: y}\n") - plain == {"contradicts_reference"}
    assert (
        plain - names("stage: pretraining\n")
        == plain - names("format: {targets: [text]}\n")
        == {"not_a_pair"}
    )


def test_code_is_in_no_language_unless_its_prompt_or_the_prose_around_it_is():
    con = duckdb.connect()
    con.execute("CREATE TABLE rows (record_id VARCHAR, kind VARCHAR, language_unwanted INT, prompt_language VARCHAR, answer_kind VARCHAR, response_text VARCHAR)")  # fmt: skip
    con.execute("ALTER TABLE rows ADD COLUMN response_words INT")
    rows = [
        ("prose", "instruction", 4, "de", "prose", "Ja."),
        ("names", "instruction", 4, None, "code", "SELECT 1 ;"),
        ("script", "instruction", 4, None, "code", "import A from './A.vue'"),
        ("asked", "instruction", 4, "de", "code", "SELECT 1 ;"),
        ("page", "text", 4, None, "code", "So wird es gemacht:\n\n```sql\nSELECT 1 ;\n```\nDas ist alles." + " Mehr." * 40),
        ("heading", "text", 4, None, "prose", "### Librerias varias\n\n- elixir\n- sqlobject"),
        ("answer", "instruction", 2, "en", "code", "SELECT 1 ;"),
    ]  # fmt: skip
    con.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, array_length(split(?, ' ')))", [(*row, row[-1]) for row in rows])  # fmt: skip
    rules = [rule for rule in in_force(parse_recipe(BASE + "languages: [en]\n")) if rule.name == "language_unwanted"]  # fmt: skip
    assert {name for name, *_ in con.execute(sql(rules, "rows")).fetchall()} == {"prose", "asked", "page"}


def test_a_rule_can_be_copied_from_a_profile_into_a_recipe():
    import yaml

    rules = [rule.model_dump(exclude_unset=True) for rule in profile("chat")]
    recipe = parse_recipe(BASE + yaml.safe_dump({"rules": rules}, allow_unicode=True))
    plain = {"own", "marks", "strata", "fused"}
    assert [rule.model_dump(exclude=plain) for rule in in_force(recipe)] == [
        rule.model_dump(exclude=plain) for rule in in_force(parse_recipe(BASE))
    ]


def test_a_wrong_profile_is_refused_like_a_recipe(tmp_path, monkeypatch):
    from ft_data.filtering import packs
    from ft_data.recipe.problems import RecipeError

    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles/chat.yaml").write_text(
        "rules:\n  - {name: a, signal: words, dorp: '> 1', drop: '> 1'}\n"
    )
    monkeypatch.setattr(packs.resources, "files", lambda package: tmp_path)
    with pytest.raises(
        RecipeError, match=r"chat.yaml:2:\d+: unknown key `rules.0.dorp`; did you mean `drop`"
    ):
        packs._read("a_package", "profiles/chat.yaml", packs.Profile)


def test_one_place_assembles_the_rules_in_force():
    """Rules of packs and of the recipe are put on top of each other in one module; others ask it for the outcome."""
    joins, packs = set(), set()
    for path in (ROOT / "ft_data").rglob("*.py"):
        place = path.relative_to(ROOT / "ft_data").as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "ft_data.filtering.rules":
                joins |= {place for one in node.names if one.name == "changed"}
            if isinstance(node, ast.ImportFrom) and node.module == "ft_data.filtering.packs":
                packs |= {place}
    assert joins == {"filtering/force.py"}
    assert packs == {"filtering/force.py", "filtering/docs.py"}  # the page shows packs as they are written
