"""What a rule may do follows from what was read of it; no shipped rule does more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ft_data.filtering import packs
from ft_data.filtering.evidence import READ_SETS, READS, STRATA, Count, Evidence, estimate
from ft_data.filtering.force import brought, evidence, in_force, profile, stand
from ft_data.filtering.packs import PACKS
from ft_data.filtering.rules import InForce
from ft_data.filtering.told import does, mark, risks
from ft_data.recipe.load import parse_recipe
from ft_data.recipe.problems import RecipeError
from ft_data.recipe.rules import Rule

BASE = "dataset: a\npurpose: test it\nlanguages: [en]\nsources: {s: {path: x}}\n"
PROFILES = PACKS.builtin
SHIPPED = sorted({rule.name: rule for name in PROFILES for rule in profile(name)}.items())


@pytest.mark.parametrize(("name", "rule"), SHIPPED, ids=[name for name, _ in SHIPPED])
def test_no_shipped_rule_claims_more_than_its_evidence(name: str, rule: Rule) -> None:
    known = evidence().get(name, Evidence())
    assert not rule.drop or known.drops_in, f"{name} drops by default: {known}"
    assert not rule.review or known.asks, f"{name} asks by default: {known}"


def test_what_is_known_is_of_rules_that_ship() -> None:
    grounds = packs.grounds()
    shipped = {name for name, _ in SHIPPED} | {rule.name for rules in brought().values() for rule in rules}
    assert {*grounds.construction, *grounds.reads} <= shipped
    assert not {*grounds.construction} & {*grounds.reads}


def test_what_a_profile_turns_off_is_a_rule_of_the_one_it_extends() -> None:
    for name in PROFILES:
        found = PACKS.get(name).profile()
        known = {rule.name for rule in profile(found.extends)} if found.extends else set()
        assert {rule.name for rule in found.rules if rule.off} <= known


def reads(
    sets: int, right: int, of: int = 8, stratum: str = "prose/en", known: bool = False
) -> tuple[Count, ...]:
    return tuple(Count(f"{stratum}{n}", stratum, of, right, 0, known) for n in range(sets))


RUN = {"rows": 30_000, "sets": 20}


def test_construction_needs_rows_and_sets_and_hardly_a_wrong_drop() -> None:
    one = Evidence("construction", **RUN)
    assert one.drops_in == STRATA
    assert replace(one, wrong=10).drops_in == STRATA and replace(one, wrong=11).drops_in == ()
    assert replace(one, sets=9).drops_in == () and replace(one, rows=2_999).drops_in == ()


def test_a_stratum_in_which_it_errs_is_blocked_whatever_is_known_elsewhere() -> None:
    one = Evidence("construction", counts=reads(1, 3, 5, "code/latin"), **RUN)
    assert set(STRATA) - set(one.drops_in) == {"code/latin"}
    assert Evidence("construction", counts=reads(1, 0, 4, "code/latin"), **RUN).drops_in == STRATA


def test_reads_of_no_recorded_stratum_count_everywhere() -> None:
    assert Evidence("construction", counts=(Count("earlier", "", 9, 1, 0, True),), **RUN).drops_in == ()


def test_reads_must_be_enough_from_enough_sets_and_right() -> None:
    def drops(*counts: Count, **more: float) -> tuple[str, ...]:
        return Evidence("reads", counts=counts, **{**RUN, **more}).drops_in  # type: ignore[arg-type]

    assert drops(*reads(5, 8)) == ("prose/en",)
    assert drops(*reads(3, 8)) == (), f"fewer than {READ_SETS} sets"
    assert drops(*reads(4, 7, 7)) == (), f"fewer than {READS} reads"
    assert drops(*reads(10, 8), *reads(1, 40, 40)) == ("prose/en",), "a set counts as eight reads at most"
    assert drops(*reads(10, 6)) == ()
    assert drops(*reads(5, 8), wrong=7) == (), "more than 2 wrong drops in 10,000 rows"
    assert drops(*reads(20, 8, known=True)) == (), "sets it was tuned on promote nothing"
    assert drops(*reads(5, 8), *(Count("t", "prose/en", 8, 2, 0, True),)) == (), "but they demote"


def test_languages_count_together_only_where_language_does_not_matter() -> None:
    counts = reads(5, 8)
    assert Evidence("reads", True, counts, **RUN).drops_in == ("prose/en", "prose/latin", "prose/other")
    latin = Count("fr", "prose/latin", 2, 2)
    assert Evidence("reads", False, (*counts, latin), **RUN).drops_in == ("prose/en", "prose/latin")
    other = Count("ja", "prose/other", 8, 8)
    assert "prose/other" not in Evidence("reads", False, (*counts, other), **RUN).drops_in


def test_without_a_ground_a_rule_marks_however_often_it_was_right() -> None:
    assert Evidence("", counts=reads(10, 8), **RUN).drops_in == ()


def test_it_asks_where_half_of_its_questions_were_worth_it() -> None:
    def asks(worth: float, reads: float = 8, sets: int = 4, known: int = 0) -> bool:
        counts = (Count(f"set{n}", "prose/en", reads, 0, worth, n < known) for n in range(sets))
        return Evidence(counts=tuple(counts)).asks

    assert asks(8) and not asks(4)
    assert not asks(8, sets=3) and not asks(1, reads=1), "too few to tell"
    assert asks(8, sets=8, known=4) and not asks(8, sets=8, known=5), (
        "what a rule was tuned on gives it nothing"
    )


def test_the_estimate_of_one_mean_is_that_of_a_beta_distribution() -> None:
    # Many sets of one row each say nothing of how sets differ, so the mean is all there is to learn.
    found = estimate(((1, 1),) * 30)
    assert found.mean == pytest.approx(31 / 32, abs=0.005) and found.low == pytest.approx(
        0.05 ** (1 / 31), abs=0.01
    )
    spread, even = estimate(((8, 8), (8, 8), (0, 8), (8, 8))), estimate(((6, 8),) * 4)
    assert spread.next_set < even.next_set < even.mean, "sets that differ say less of the next one"


def test_a_rule_held_back_marks_with_the_bands_it_has() -> None:
    rule = Rule(name="nobody_read_it", signal="words", drop="> 5", review="> 2")
    held, own = stand(rule, ()), stand(rule, ("drop", "review"))
    assert (held.tier, held.drop, held.review, mark(held)) == ("mark", None, None, "> 5 or > 2")
    assert (own.tier, str(own.drop), str(own.review), mark(own)) == ("drop", "> 5", "> 2", None)


def test_a_recipe_promotes_a_rule_and_is_told_what_that_risks() -> None:
    plain = {rule.name: rule for rule in in_force(parse_recipe(BASE))}
    recipe = parse_recipe(
        BASE + 'rules: [{name: gibberish, drop: "> 0.25"}, {name: rude, review: "> 0.5"}]\n'
    )
    found = {rule.name: rule for rule in in_force(recipe)}
    assert (
        does(plain["gibberish"]) == "mark"
        and does(found["gibberish"]) == "drop"
        and not found["gibberish"].fused
    )
    assert does(plain["rude"]) == "mark" and does(found["rude"]) == "ask"
    (line,) = risks(recipe)
    assert line.startswith("rule `gibberish` drops because the recipe says so: right in 0 of ")
    assert line.endswith("on data like yours") and risks(parse_recipe(BASE)) == []


def test_what_a_recipe_brings_by_what_it_asks_for_does_what_it_says() -> None:
    asking = (
        BASE
        + "other_languages: drop\nstage: preference\nprofile: code\nreferences: {path: y}\nprotected: {path: z}\n"
    )
    found = {rule.name: rule for rule in in_force(parse_recipe(asking))}
    assert {
        name: found[name].tier for name in (rule.name for rules in brought().values() for rule in rules)
    } == {
        "contradicts_reference": "ask",
        "quotes_protected": "ask",
        "other_license": "ask",
        "language_unwanted": "drop",
        "language_unwanted_brief": "drop",
        "script_unwanted": "drop",
        "not_a_pair": "drop",
        "contradicting_pair": "mark",
        "margin_against": "mark",
    }


def test_evidence_is_nothing_a_recipe_may_write() -> None:
    with pytest.raises(RecipeError, match="evidence is read-only"):
        parse_recipe(BASE + "rules: [{name: gibberish, off: true, evidence: {reads: 900}}]\n")


def test_it_drops_in_its_strata_and_marks_elsewhere() -> None:
    import duckdb

    from ft_data.filtering.rules import explain, sql

    rule = InForce(name="r", signal="words", drop="> 5", strata=("code/en", "prose/latin"))
    con = duckdb.connect()
    con.execute(
        """CREATE TABLE rows AS SELECT * FROM (VALUES
        ('code', 9, 'instruction', 'code', 'en', 'Latin'), ('french', 9, 'instruction', 'prose', 'fr', 'Latin'),
        ('english', 9, 'instruction', 'prose', 'en', 'Latin'), ('untold', 9, 'instruction', 'prose', NULL, 'Latin'),
        ('russian', 9, 'instruction', 'prose', 'ru', 'Cyrillic'), ('page', 9, 'text', 'prose', 'en', 'Latin'),
        ('short', 1, 'instruction', 'prose', 'en', 'Latin'))
        t(record_id, words, kind, row_kind, row_language, response_script)"""
    )
    con.execute("ALTER TABLE rows ADD COLUMN prompt_script VARCHAR")
    found = {
        name: explain([rule], *rest)[0].verdict for name, *rest in con.execute(sql([rule], "rows")).fetchall()
    }
    assert found == {
        "code": "drop", "french": "drop", "untold": "drop", "english": "mark", "russian": "mark", "page": "mark",
    }  # fmt: skip
    assert does(rule) == "drop in code/en, prose/latin; else mark" and mark(rule) == "> 5"
