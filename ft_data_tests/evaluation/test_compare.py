import pytest

from ft_data.evaluation.report import compare, overview
from ft_data.evaluation.report.reader import Reader
from ft_data.stages import graph
from ft_data_tests.evaluation import sample


@pytest.fixture(scope="module")
def made():
    return sample.make(300)


@pytest.fixture(scope="module")
def reader(made):
    return Reader(made.open())


@pytest.fixture
def previous(made):
    """A manifest of a release made with another threshold, another gate and one rule more."""
    recipe = made.recipe.model_dump() | {"gates": {**made.recipe.gates.model_dump(), "min_rows": 5}}
    return {
        "version": "1.2.0",
        "created_at": "2026-01-02T10:00:00+00:00",
        "splits": {"train": 100, "test": 4},
        "funnel": [
            {"stage": "raw", "keep": 200, "new": 0, "reasons": {}},
            {"stage": "filtered", "rows_out": 120, "reasons": {"short_answer": 12, "old_rule": 9}},
        ],
        "recipe": recipe,
        "snapshots": {
            "filtered": {
                "settings": {
                    "rules": [
                        {"name": "short_answer", "signal": "response_words", "drop": "< 1", "review": "< 4"},
                        {"name": "old_rule", "signal": "urls", "drop": "> 3"},
                        *sample.RULES[1:],
                    ]
                }
            }
        },
    }


def found(made, reader, previous):
    stages = overview.funnel(reader, graph.stages())
    return compare.compare(previous, made.recipe.model_dump(), made.lineage(), stages, reader, graph.stages())


def test_changed_settings_say_old_and_new(made, reader, previous):
    assert found(made, reader, previous).settings == [
        ("gates.min_rows", "5", "10"),
        ("rule old_rule", "signal urls, drop > 3", ""),
        ("rule short_answer: drop", "< 1", "< 2"),
    ]


def test_a_condition_that_changed_is_said_and_names_no_record(made, reader, previous):
    spared = {
        "unless": "record_id IN ('0123456789abcdef01234567', '1123456789abcdef01234567')",
        "fused": True,
    }
    previous["snapshots"]["filtered"]["settings"]["rules"] = [sample.RULES[0] | spared, *sample.RULES[1:]]
    name = sample.RULES[0]["name"]
    changed = {name: (old, new) for name, old, new in found(made, reader, previous).settings}
    assert changed[f"rule {name}: unless"] == ("record_id IN (2 records)", "")
    assert changed[f"rule {name}: fused"] == ("True", "")


def test_whatever_a_stage_reads_is_compared(made, reader, previous):
    previous["recipe"] = made.recipe.model_dump() | {
        "siblings": ["desk"],
        "description": "of old",
        "owners": ["bo"],
    }
    previous["recipe"]["sources"]["forum"] = {
        **made.recipe.model_dump()["sources"]["forum"],
        "shape": "pairs",
    }
    previous["snapshots"]["filtered"]["settings"]["rules"] = sample.RULES
    changed = {name: (old, new) for name, old, new in found(made, reader, previous).settings}
    assert changed == {"siblings": ("desk", ""), "sources.forum.shape": ("pairs", "auto")}


def test_rows_by_split_then_and_now(made, reader, previous):
    now = reader.numbers("mix by split")
    changes = {change.name: (change.then, change.now) for change in found(made, reader, previous).splits}
    assert changes["train"] == (100, now["train"])
    assert changes["validation"] == (0, now["validation"])


def test_reasons_then_and_now(made, reader, previous):
    changes = {change.name: change for change in found(made, reader, previous).reasons}
    assert (changes["filtered: old rule"].then, changes["filtered: old rule"].now) == (9, 0)
    assert changes["filtered: old rule"].step == "−9"
    now = sum(
        v
        for k, v in reader.numbers("reasons").items()
        if k.startswith("filtered.") and k.endswith("short_answer")
    )
    assert (changes["filtered: short answer"].then, changes["filtered: short answer"].now) == (12, now)


def test_an_equal_recipe_changes_nothing(made, reader, previous):
    previous["recipe"] = made.recipe.model_dump()
    previous["snapshots"]["filtered"]["settings"]["rules"] = sample.RULES
    assert found(made, reader, previous).settings == []


def test_without_a_previous_release_there_is_nothing_to_compare(made, reader):
    assert found(made, reader, None) is None


def test_a_sparse_manifest_is_enough(made, reader):
    assert found(made, reader, {"version": "1.0.0"}).version == "1.0.0"
