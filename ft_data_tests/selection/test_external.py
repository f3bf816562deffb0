"""Results of a trainer elsewhere: what is read, how arms are paired, and what is refused by file and line."""

import json

import pytest

from ft_data.proof import external
from ft_data.proof.table import ALL

SIZES = {"selection": (10, 100), "whole pool": (90, 1_000), "random": (11, 99)}


def lines(*rows):
    return "\n".join(map(json.dumps, rows)) + "\n"


def runs(**losses):
    return [
        {"arm": arm.replace("_", " "), "seed": seed, "value": value}
        for arm, each in losses.items()
        for seed, value in enumerate(each)
    ]


def table(path, text):
    path.write_text(text)
    rows = external.compared(external.read(path), SIZES, 100).to_pylist()
    return {(row["arm"], row["slice"]): row for row in rows}


def test_seeds_pair_the_arms_so_that_what_they_share_cancels_out(tmp_path):
    """Seeds differ by far more than arms do; the change is the same in each, and so is known exactly."""
    found = table(tmp_path / "a.jsonl", lines(*runs(selection=[0.9, 9.0, 90.0], random=[1.0, 10.0, 100.0])))
    row = found["selection", ALL]
    assert (row["change"], row["low"], row["high"]) == pytest.approx((-10, -10, -10), abs=1e-3)
    assert (row["texts"], row["rows"], row["words"]) == (3, 10, 100)
    assert found["random", ALL]["said"].startswith(
        "beats a random choice of the same size: loss lower by 10.0%"
    )


def test_a_loss_is_said_as_plainly_and_one_seed_says_nothing(tmp_path):
    rows = runs(selection=[2.0, 2.0, 2.1], random=[1.9, 1.9, 2.0], whole_pool=[1.0, 1.0, 1.1], likeness=[2.0])
    found = table(tmp_path / "a.jsonl", lines(*rows))
    assert found["random", ALL]["said"].startswith("lost to a random choice")
    assert found["whole pool", ALL]["said"].startswith(
        "lost to the whole pool, learned from for as many steps"
    )
    two = table(tmp_path / "a.jsonl", lines(*runs(selection=[2.0], random=[3.0])))
    assert two["random", ALL]["said"] == "too few seeds to tell" and two["selection", ALL]["change"] is None


def test_what_is_measured_once_stands_for_every_seed(tmp_path):
    found = table(
        tmp_path / "a.jsonl", lines(*runs(selection=[2.0, 2.0], random=[3.0, 3.0], no_tuning=[4.0]))
    )
    assert found["no tuning", ALL]["selection_change"] == -50
    assert found["no tuning", ALL]["said"].startswith("beats the model before any tuning")


def test_tasks_are_slices_and_of_shares_the_errors_are_compared(tmp_path):
    rows = [
        {"arm": arm, "seed": seed, "task": task, "metric": "accuracy", "better": "higher", "value": value}
        for seed in (1, 2)
        for arm, task, value in (
            ("selection", "sums", 0.8), ("random", "sums", 0.6), ("selection", "names", 0.5), ("random", "names", 0.5),
        )
    ]  # fmt: skip
    found = table(tmp_path / "a.jsonl", lines(*rows))
    assert {slice for _, slice in found} == {ALL, "sums", "names"}
    assert (
        found["selection", "sums"]["change"] == pytest.approx(-50)
        and found["selection", "names"]["change"] == 0
    )
    assert found["selection", ALL]["change"] == pytest.approx(-25)


def evaluated(accuracy, perplexity):
    return {
        "results": {
            "quiz": {"alias": "quiz", "acc,none": accuracy, "acc_stderr,none": 0.01, "acc_norm,none": 0.1},
            "prose": {
                "alias": "prose",
                "word_perplexity,none": perplexity,
                "word_perplexity_stderr,none": "N/A",
            },
            "both": {"alias": "both", "acc,none": 0.0},
        },
        "group_subtasks": {"both": ["quiz"], "quiz": []},
        "higher_is_better": {"quiz": {"acc": True, "acc_norm": True}, "prose": {"word_perplexity": False}},
    }


def test_files_that_lm_eval_wrote_are_read_where_they_lie(tmp_path):
    rows = []
    for seed in (0, 1):
        for arm, accuracy, perplexity in (("selection", 0.8, 10.0), ("random", 0.6, 20.0)):
            (tmp_path / f"{arm}{seed}.json").write_text(json.dumps(evaluated(accuracy, perplexity)))
            rows.append({"arm": arm, "seed": seed, "results": f"{arm}{seed}.json"})
    found = table(tmp_path / "runs.jsonl", lines(*rows))
    assert {slice for _, slice in found} == {ALL, "quiz", "prose"}  # a group is its tasks
    assert found["selection", "quiz"]["change"] == pytest.approx(-50)
    assert found["selection", "prose"]["change"] == pytest.approx(-50)
    other = table(
        tmp_path / "runs.jsonl", lines(*({**row, "task": "quiz", "metric": "acc_norm"} for row in rows))
    )
    assert other["selection", ALL]["change"] == 0


GOOD = {"arm": "selection", "seed": 1, "value": 2.0}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{", "line 2: no JSON object"),
        ("[1]", "line 2: no JSON object"),
        ({**GOOD, "arm": "best"}, "line 2: `arm` is one of selection, random"),
        ({"arm": "random", "value": 1}, "line 2: `seed` is missing"),
        ({"arm": "random", "seed": 1}, "line 2: one of `value` and `results`"),
        ({**GOOD, "seed": 2, "results": "x.json"}, "line 2: one of `value` and `results`"),
        ({**GOOD, "seed": 2, "value": "much"}, "line 2: the value is no number"),
        ({**GOOD, "seed": 2, "value": True}, "line 2: the value is no number"),
        ({**GOOD, "seed": 2, "value": float("nan")}, "line 2: the value is no number"),
        ({**GOOD, "seed": 2, "value": -1}, "line 2: the value is no number of at least 0"),
        ({**GOOD, "seed": 2, "metric": "acc"}, "line 2: `better` says whether"),
        ({**GOOD, "seed": 2, "metric": "acc", "better": "higher"}, "line 2: a value of which more is better is a share"),
        ({**GOOD, "seed": 2, "lose": 1}, "line 2: `lose` is no key of a result"),
        ({**GOOD}, "line 2: arm, seed and task are those of a.jsonl line 1"),
        ({**GOOD, "seed": 2, "task": "all"}, "line 2: `all` is what all tasks together are called"),
        ({"arm": "random", "seed": 1, "results": "gone.json"}, "line 2: gone.json is no file of results"),
        ({**GOOD, "seed": 2}, "a.jsonl: no line has the arm `random`"),
    ],
)  # fmt: skip
def test_a_bad_line_is_refused_with_its_place(tmp_path, row, said):
    path = tmp_path / "a.jsonl"
    path.write_text(lines(GOOD) + (row if isinstance(row, str) else json.dumps(row)) + "\n")
    with pytest.raises(external.BadResults, match=said):
        external.read(path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"higher_is_better": {}}, "does not say whether more is better of `"),
        ({"results": {"quiz": {"alias": "quiz"}}}, "has no metric `None` of the task `quiz`"),
        ({"results": {}}, "has no result"),
        ({"results": 3}, "is no file of results that lm-eval wrote"),
    ],
)
def test_a_file_of_lm_eval_that_says_too_little_is_refused(tmp_path, change, said):
    (tmp_path / "x.json").write_text(json.dumps(evaluated(0.5, 2.0) | change))
    (tmp_path / "a.jsonl").write_text(lines({"arm": "random", "seed": 1, "results": "x.json"}))
    with pytest.raises(external.BadResults, match=f"a.jsonl line 1: x.json {said}"):
        external.read(tmp_path / "a.jsonl")


@pytest.mark.parametrize("arm", ["selection", "random"])
def test_a_task_that_an_arm_to_compare_with_was_not_tried_on_is_refused(tmp_path, arm):
    rows = [
        row | {"task": task} for row in runs(selection=[2.0], random=[3.0]) for task in ("sums", "verses")
    ]
    path = tmp_path / "a.jsonl"
    path.write_text(lines(*(row for row in rows if (row["arm"], row["task"]) != (arm, "verses"))))
    with pytest.raises(
        external.BadResults, match=f"a.jsonl: no line has the arm `{arm}` of the task `verses`"
    ):
        external.read(path)


@pytest.mark.parametrize("line", ["[" * 100_000, '{"arm": "random", "seed": 1, "value": ' + "9" * 400 + "}"])
def test_a_line_that_no_number_or_no_reader_holds_is_refused_with_its_place(tmp_path, line):
    path = tmp_path / "a.jsonl"
    path.write_text(f"{line}\n")
    with pytest.raises(external.BadResults, match=r"a\.jsonl line 1"):
        external.read(path)


def test_a_separator_of_lines_within_a_text_ends_no_line(tmp_path):
    rows = [row | {"task": "a\u2028b"} for row in runs(selection=[2.0], random=[3.0])]
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    assert {one.task for one in external.read(path)} == {"a\u2028b"}


def test_a_file_that_is_not_there_or_holds_no_text_is_refused(tmp_path):
    (tmp_path / "b.jsonl").write_bytes(b"\xff\xfe\x00")
    for name in ("a.jsonl", "b.jsonl"):
        with pytest.raises(external.BadResults, match=f"{name} cannot be read"):
            external.read(tmp_path / name)
