import pytest

from ft_data.filtering import conditions
from ft_data.filtering.force import in_force
from ft_data.filtering.rules import applies_sql, fired
from ft_data.recipe.problems import RecipeError
from ft_data.recipe.rules import Rule
from ft_data.recipe.schema import Recipe
from ft_data.warehouse import sql

COLUMNS = {"response_words", "asks", "kind", "scores", "labels", "made_on"}


@pytest.mark.parametrize(
    "text",
    [
        "response_words >= 3 AND kind = 'text'",
        "coalesce(list_contains(asks, 'case'), false) OR kind IN ('a', 'b')",
        "len(list_filter(scores, lambda f: f > 1)) > 0",
        "labels['tone'] = 'kind' AND kind NOT LIKE '%x%'",
        "CASE WHEN kind IS NULL THEN 1 ELSE 0 END = 1 AND response_words BETWEEN 1 AND 9",
        "CAST(response_words AS DOUBLE) / 2 > 1 -- half",
    ],
)
def test_one_expression_over_columns_is_a_condition(text):
    assert conditions.problem(text, COLUMNS) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("read_text('/etc/hostname') <> ''", "read_text"),
        ("kind = (SELECT content FROM read_text('/etc/hostname'))", "subquery"),
        ("kind IN (SELECT 'text')", "subquery"),
        ("EXISTS (SELECT 1)", "subquery"),
        ("true) FROM read_text('/etc/hostname') WHERE (true", "one expression"),
        ("true), (false", "one expression"),
        ("true; DROP TABLE x", "not an SQL expression"),
        ("kind = ", "not an SQL expression"),
        ("getenv('HOME') = ''", "getenv"),
        ("sum(response_words) OVER () > 1", "window"),
        ("count(*) > 1", "no function"),
        ("kind = ?", "parameter"),
        ("respons_words > 1", "did you mean `response_words`"),
    ],
)
def test_what_is_more_than_an_expression_is_refused(text, said):
    assert said in str(conditions.problem(text, COLUMNS))


def test_shipped_conditions_are_conditions_too():
    recipe = Recipe.model_validate(
        {"dataset": "d", "purpose": "to test", "sources": {"s": {"path": "x"}}, "languages": ["en"]}
    )
    for rule in in_force(recipe):
        for text in (rule.where, rule.unless):
            if text:
                said = conditions.problem(text, ())
                assert said is None or said.startswith("there is no signal"), (rule.name, said)


def test_a_comment_ends_with_its_condition():
    rule = Rule.model_validate(
        {"name": "r", "signal": "x", "drop": "> 0", "where": "kind = 'text' -- only texts"}
    )
    with sql.connect() as con:
        query = f"SELECT {applies_sql(rule)}true FROM (SELECT 'text' AS kind)"
        assert con.execute(query).fetchall() == [(True,)]


@pytest.mark.parametrize(
    "where,name",
    [
        ("CAST(kind AS STRUCT(a INT)) IS NULL", "ConversionException"),
        ("kind = 5", "ConversionException"),
        ("regexp_matches(kind, '(')", "InvalidInputException"),
        ("left(kind, -9223372036854775808) = 'a'", ""),
        ("TRY_CAST(kind AS INT) = 5", ""),
    ],
)
def test_a_condition_that_some_row_has_no_answer_to_is_the_recipes_fault(where, name):
    rules = [
        Rule(name="fine", signal="words", drop="< 2"),
        Rule(name="odd", signal="words", drop="< 2", where=where),
    ]
    with sql.connect() as con:
        con.execute("CREATE TABLE seen AS SELECT 'r1' AS record_id, 'unmistakable' AS kind, 1 AS words")
        if not name:
            assert [found[0] for found in fired(con, rules, "seen")] == ["r1"]
            return
        with pytest.raises(RecipeError, match=f"rule `odd`, `where`.*{name}.*TRY_CAST") as raised:
            fired(con, rules, "seen")
        assert "unmistakable" not in str(raised.value) and "fine" not in str(raised.value)
