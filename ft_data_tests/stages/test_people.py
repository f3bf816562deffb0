"""What people decided, as verdicts and rows: content, rights, personal data, labels."""

from __future__ import annotations

import datetime

import orjson
import pytest

from ft_data.cleaning.cleaner import Cleaner
from ft_data.recipe.schema import Clean
from ft_data.review import edits
from ft_data.stages.derived import Rights
from ft_data.stages.reviewed import _Found
from ft_data_tests.formatting.examples import example

A = example(("user", "Who?"), ("assistant", "Ann."), record_id="a", license="MIT", consent="public")
B = example(("user", "Who?"), ("assistant", "Bo."), record_id="b", license="CC-BY-SA-4.0", consent="opt_in")
RIGHTS = {
    row["record_id"]: Rights(row["content_hash"], row["license"], row["consent"], "s") for row in (A, B)
}


def decision(kind, made, task="judge", other=None, **more):
    return {
        "record_id": "a",
        "content_hash": A["content_hash"],
        "task": task,
        "other_id": other and other["record_id"],
        "other_hash": other["content_hash"] if other else "",
        "decision": kind,
        "reason": None,
        "actor": "ada",
        "decided_at": datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC),
        "rubric_version": 3,
        "ratings": '{"tone": 4}',
        "labels": '{"topic": "people"}',
        "example": made and orjson.dumps(made).decode(),
        "opinions": 1,
    } | more


def found(rights=RIGHTS):
    return _Found(rights, Cleaner(Clean(), "chat", b"key"))


def pair():
    return decision("prefer", edits.preferred(edits.plain(A), edits.plain(B), "b"), "prefer", B)


def test_a_preferred_pair_has_the_strictest_licence_and_consent_of_its_parents():
    told = found()
    told.write(pair())
    (made,) = told.made.values()
    assert (made["license"], made["consent"], made["subject_id"]) == ("CC-BY-SA-4.0", "opt_in", "s")
    assert [row["verdict"] for row in told.verdicts] == ["new"] and told.outdated == 0


@pytest.mark.parametrize("changed", ["a", "b"])
def test_a_comparison_counts_only_while_both_texts_are_what_was_compared(changed):
    told = found({**RIGHTS, changed: RIGHTS[changed]._replace(content_hash="other")})
    told.write(pair())
    assert (told.verdicts, told.made, told.outdated) == ([], {}, 1)


def test_what_was_written_from_a_row_goes_when_the_row_is_gone():
    made = edits.written(edits.plain(A), "Who was it?", "It was Ann, of course.", "t").example
    told, gone = found(), found({})
    told.write(decision("new", made, "write"))
    gone.write(decision("new", made, "write"))
    assert len(told.made) == 1 and (gone.made, gone.outdated) == ({}, 1)


def test_typed_personal_data_is_masked_and_labels_come_along():
    made = edits.edited(edits.plain(A), {"messages-1": "Ann, ann.muster@nebulae.org."}).example
    told = found()
    told.judge("a", decision("edit", made), "review")
    (row,) = told.made.values()
    assert "muster" not in str(row) and "[EMAIL]" in row["response_text"]
    assert row["labels"] == [("topic", "people")]
    detail = orjson.loads(told.verdicts[1]["detail"])
    assert detail["masked"] == {"pii_email": 1} and detail["labels"] == {"topic": "people"}
    assert {(one["kind"], one["name"], one["value"]) for one in told.annotations} == {
        ("label", "topic", "people"),
        ("rating", "tone", "4"),
    }


def test_the_label_of_a_kept_row_is_noted_for_it():
    told = found()
    told.judge("a", decision("keep", None), "review")
    assert {one["record_id"] for one in told.annotations} == {"a"} and not told.made
