import pytest

from ft_data.evaluation import numbers
from ft_data.filtering import blind_spots
from ft_data.recipe.schema import Recipe
from ft_data_tests.evaluation import sample


@pytest.fixture(scope="module")
def con():
    con = sample.make(900).open()
    yield con
    con.close()


def stored(con, section):
    return dict(con.execute("SELECT name, value FROM eval_report WHERE section = ?", [section]).fetchall())


def one(con, sql):
    return con.execute(sql).fetchone()[0]


def test_every_query_returns_a_name_and_a_number(con):
    for query in numbers.queries(sample.make(0).recipe, sample.STAGES, sample.JUDGING):
        for name, value in con.execute(query.sql).fetchall():
            assert isinstance(name, str)
            assert float(value) >= 0


def test_every_query_works_on_a_version_without_rows():
    con = sample.make(0).open()
    assert stored(con, "mix by source") == {}
    assert stored(con, "gates")["min_rows"] == 0


def test_what_a_gate_says_of_languages_is_text_whatever_the_recipe_lists(con):
    recipe = sample.make(0).recipe.model_copy(update={"languages": ["e'n"]})
    assert len(con.extract_statements(f"SELECT {numbers.in_other_languages(recipe)}")) == 1


def test_only_this_rule_is_where_nothing_else_fired(con):
    alone = stored(con, "only this rule")
    for rule in ("short_answer", "wrong_language"):
        expected = one(
            con, f"SELECT count(*) FROM filtered_verdicts WHERE verdict = 'drop' AND reasons = ['{rule}']"
        )
        assert alone[f"{rule}.drop"] == expected > 0
    assert stored(con, "rules")["wrong_language.drop"] > alone["wrong_language.drop"]


def test_a_blind_spot_is_a_slice_that_one_reason_empties(con):
    arrived = one(
        con,
        "SELECT count(*) FROM filtered_verdicts JOIN signals USING (record_id) WHERE row_language = 'fr'",
    )
    gone = one(
        con,
        "SELECT count(*) FROM filtered_verdicts JOIN signals USING (record_id) "
        "WHERE row_language = 'fr' AND list_contains(reasons, 'wrong_language')",
    )
    assert arrived >= blind_spots.ROWS
    assert stored(con, "blind spots") == {
        f"filtered.wrong_language | language = fr | {gone} of {arrived}": gone / arrived
    }


def test_small_slices_are_no_blind_spots():
    con = sample.make(120).open()
    assert stored(con, "blind spots") == {}


def test_lengths_count_every_row_once(con):
    for side in ("prompt", "response"):
        assert sum(stored(con, f"length of the {side} (words)").values()) == one(
            con, "SELECT count(*) FROM formatted"
        )
        assert sum(stored(con, f"length of the {side} on arrival (words)").values()) == 900


def test_duplicates_between_sources_add_up(con):
    assert sum(stored(con, "duplicates between sources").values()) == stored(con, "duplicates")["removed"]


def test_gates():
    recipe = Recipe.model_validate(sample.RECIPE)
    assert numbers.gate_holds(recipe, "min_rows", 10)
    assert not numbers.gate_holds(recipe, "min_rows", 9)
    assert not numbers.gate_holds(recipe, "max_contaminated", 1)
    assert numbers.gate_holds(recipe, "max_pending_rate", 0.9)
    assert not numbers.gate_holds(recipe, "max_unwanted_language", 0.006)


def test_the_gate_of_languages_counts_what_is_published_in_words(con):
    foreign = one(
        con, "SELECT count(*) FROM formatted JOIN signals USING (record_id) WHERE second_unwanted = 4"
    )
    total = one(con, "SELECT count(*) FROM formatted")
    assert stored(con, "gates")["max_unwanted_language"] == foreign / total > 0
