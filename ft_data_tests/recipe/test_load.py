import textwrap

import pytest

from ft_data.recipe.load import parse_recipe
from ft_data.recipe.problems import RecipeError
from ft_data.recipe.template import Said, render

SHORT = """
dataset: support
purpose: Answer questions.
sources: {tickets: {path: sources/*.jsonl}}
"""


def problems_of(text: str, **kwargs) -> list[str]:
    with pytest.raises(RecipeError) as caught:
        parse_recipe(textwrap.dedent(text), **kwargs)
    return [str(problem) for problem in caught.value.problems]


def test_the_short_form_is_enough():
    recipe = parse_recipe(SHORT)
    assert recipe.dataset == "support"
    assert recipe.dedupe.near.threshold == 0.8
    assert recipe.format.targets[0] == "messages"


def test_every_problem_is_reported_at_once_with_its_place_and_a_suggestion():
    found = problems_of(
        """\
        dataset: Support
        purpose: Answer questions.
        stag: instruction
        sources:
          tickets:
            path: a.jsonl
            shape: alpacca
        rules:
          - {name: toxic, signal: toxicity, drop: "0.9"}
        """
    )
    assert found[0].startswith("recipe.yaml:1:1: `dataset`: 'Support' is not a name")
    assert found[1] == "recipe.yaml:3:1: unknown key `stag`; did you mean `stage`?"
    assert "recipe.yaml:7:5: `sources.tickets.shape`: 'alpacca' is not one of" in found[2]
    assert found[2].endswith("did you mean 'alpaca'?")
    assert (
        found[3].startswith("recipe.yaml:9:37: `rules.0.drop`: '0.9' is not a band") is True
        or "rules.0.drop" in found[3]
    )
    assert len(found) == 4


def test_a_feature_that_is_not_built_is_named_not_ignored():
    found = problems_of(SHORT + "targets: {path: t.jsonl}\nselect: {influence: {model: tiny}}\n")
    assert found == [
        "recipe.yaml:6:22: `select.influence.model` is not available yet (influence by the loss of a model)"
    ]


def test_a_proxy_needs_what_it_learns_from_and_nothing_of_another():
    said = "targets: {{path: t.jsonl}}\nprove: {{path: h.jsonl, {}}}\n"
    for proxy, key in (("lora", "model"), ("external", "results")):
        for given in (f"proxy: {proxy}", f"{key}: some/path", f"proxy: tiny, {key}: some/path"):
            (found,) = problems_of(SHORT + said.format(given))
            assert found.endswith(f"`proxy: {proxy}` and `{key}` need each other")
        given = f"proxy: {proxy}, {key}: some/path, steps: 9"
        assert parse_recipe(SHORT + said.format(given), "recipe.yaml").prove.proxy == proxy


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("select: {influence: {}}", "`select.influence` needs `targets` to have influence on"),
        ("prove: {path: h.jsonl}", "`prove` needs `targets`: it shows what was selected for them"),
        ("select: {tokens: 9, budget: 9}", "`select.tokens` and `select.budget` are one limit in two units"),
        (
            "targets: {path: t.jsonl}\nselect: {influence: {}, similarity: {}}",
            "`select.influence` and `select.similarity` both say which rows come first",
        ),
    ],
)
def test_keys_that_need_or_exclude_each_other_say_so(said, problem):
    (found,) = problems_of(f"{SHORT}{said}\n")
    assert problem in found


@pytest.mark.parametrize("word", ["no", "off", "on", "yes", "y"])
def test_words_that_yaml_1_1_takes_for_booleans_stay_words(word):
    assert parse_recipe(SHORT + f"languages: [{word}]\n").languages == [word]


def test_a_rule_can_be_turned_off():
    recipe = parse_recipe(SHORT + "rules:\n  - {name: long_urls, off: true}\n")
    assert recipe.rules[0].off is True


def test_a_key_given_twice_is_an_error():
    assert problems_of(SHORT + "purpose: again\n") == ["recipe.yaml:5:1: `purpose` is given twice"]


def test_broken_yaml_names_line_and_column():
    assert problems_of("dataset: [a\nb: {")[0].startswith("recipe.yaml:")


def test_the_folder_and_the_dataset_carry_one_name():
    assert "must equal its folder's name" in problems_of(SHORT, expect_name="other")[0]


@pytest.mark.parametrize("key", ["mixture", "most_of", "weights"])
def test_what_is_said_of_sources_names_some_that_exist(key):
    assert problems_of(f"{SHORT}select: {{{key}: {{manuals: 1.0}}}}\n") == [
        f"recipe.yaml:5:{13 + len(key)}: `select.{key}` names no source: `manuals`"
    ]


def test_a_source_cannot_take_the_name_of_the_rejects():
    assert "call the source something else" in problems_of(SHORT.replace("tickets:", "rejects:"))[0]


def test_splits_add_up():
    assert (
        "must add up to 1"
        in problems_of(SHORT + "format: {splits: {train: 0.5, validation: 0.1, test: 0.1}}\n")[0]
    )


def test_the_recipe_that_init_writes_is_valid():
    assert parse_recipe(render("fresh", {"main": Said("sources/*")})).dataset == "fresh"


@pytest.mark.parametrize("text", ["", "- a\n", "just words", "a: " * 100])
def test_what_is_no_recipe_is_said_to_be_none(text):
    assert problems_of(text)


def test_deep_nesting_is_refused_not_followed():
    assert problems_of("a: " + "[" * 100 + "]" * 100)
