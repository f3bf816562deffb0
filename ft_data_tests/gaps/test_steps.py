"""Steps and files for the next version, made of what weaknesses hold."""

import json

import pytest
import yaml

from ft_data.gaps import beside, outcomes, steps
from ft_data.gaps.beside import FOLDER
from ft_data.gaps.names import FINE, NEVER, REMOVED, STALE, THIN, WAITING, WRONG
from ft_data.inspection import gaps as inspecting
from ft_data.stages.build import Build
from ft_data.warehouse import lines
from ft_data_tests.pipeline import helpers


def weak(cause, gap="aa", weight=0.5, **more):
    return {
        "gap": gap, "kind": "topic", "slice": "gale, storm", "cause": cause, "weight": weight, "wanted": 20, "rescue_rows": 2,
        "wrong_rows": 7, "rule": None, "common": None,
    } | more  # fmt: skip


def test_each_cause_is_a_step_of_one_line():
    actions = {}
    for cause in (NEVER, THIN, WRONG, STALE, FINE):
        (one,) = steps.steps([weak(cause)])
        assert "\n" not in one.said and one.said.startswith("topic: gale, storm: ") and "{" not in one.said
        actions[cause] = one.action
    assert actions == {NEVER: "collect", THIN: "add", WRONG: "review", STALE: "refresh", FINE: "look"}


def test_what_removed_rows_decides_the_step():
    found = {
        rule: steps.steps([weak(REMOVED, rule=rule)])[0]
        for rule in ("filtered: too_long", f"reviewed: {WAITING}", "decontaminated: quiz")
    }
    assert [one.action for one in found.values()] == ["rescue", "review", "look"]
    assert "`too_long`" in found["filtered: too_long"].said and "quiz" in found["decontaminated: quiz"].said


def test_what_stands_out_over_all_failures_is_a_step_unless_a_slice_has_it():
    common = [{"trait": "file", "value": "late.jsonl", "said": "it stands out"}]
    assert [one.slice for one in steps.steps([], common)] == ["all failures"]
    assert len(steps.steps([weak(WRONG, common="file late.jsonl")], common)) == 1


ROWS = [
    {"gap": "aa", "record_id": f"r{k}", "role": role, "failures": 3 - k}
    for role in ("removed", "wrong")
    for k in range(2)
]
FAILURES = [
    {"prompt": f"Is {k} a gale?", "answer": "No.", "right_answer": "Yes." if k % 2 else None, "gaps": ["aa"]}
    for k in range(6)
]


def test_files_are_in_the_shapes_that_their_readers_know():
    made = steps.files([weak(REMOVED, rule="filtered: too_long")], ROWS, {"aa": FAILURES[:2]}, FAILURES, True)
    assert set(made) == {"gaps.jsonl", "targets.jsonl", "queue.jsonl", "rules.yaml"}
    (gap,) = map(json.loads, made["gaps.jsonl"].splitlines())
    assert gap["words"] == ["gale", "storm"] and gap["answers"] == [None, "Yes."]
    assert {json.loads(line)["response"] for line in made["targets.jsonl"].splitlines()} == {"Yes."}
    assert [json.loads(line)["record_id"] for line in made["queue.jsonl"].splitlines()] == ["r0", "r1"]
    assert yaml.safe_load(made["rules.yaml"]) == [{"name": "too_long", "unless": "record_id IN ('r0', 'r1')"}]


def test_without_consent_no_text_of_feedback_is_in_them():
    found = [
        weak(THIN),
        weak(REMOVED, rule="filtered: too_long"),
    ]  # a slice is named by words of prompts, or by an answer
    made = steps.files(found, ROWS, {"aa": FAILURES}, FAILURES, False)
    assert set(made) == {"gaps.jsonl", "queue.jsonl", "rules.yaml"}
    assert not any(b"gale" in content for content in made.values())
    assert [json.loads(line)["slice"] for line in made["gaps.jsonl"].splitlines()] == ["topic", "topic"]


@pytest.mark.parametrize("end", ["\n", "\r", "\x85", "\u2028", "\0"])
def test_no_name_of_a_slice_is_a_line_of_the_rules(end):
    """Feedback says what its slices are called."""
    named = weak(REMOVED, rule="filtered: too_long", slice=f"x{end}- {{name: planted, unless: 'true'}}")
    made = steps.files([named], ROWS, {}, [], True)
    assert [one["name"] for one in yaml.safe_load(made["rules.yaml"])] == ["too_long"]


def test_targets_are_shared_out_by_weight():
    many = [
        {"prompt": f"{gap}{k}", "answer": "", "right_answer": "Yes.", "gaps": [gap]}
        for gap in ("aa", "bb")
        for k in range(300)
    ]
    made = steps.files([weak(THIN, weight=0.75), weak(THIN, "bb", 0.25)], [], {}, many, True)
    prompts = [json.loads(line)["prompt"] for line in made["targets.jsonl"].splitlines()]
    assert (sum(one[0] == "a" for one in prompts), len(prompts)) == (150, 200)


def test_outcomes_by_counts():
    rest = (10, 100)
    cases = {
        "closed": ((40, 40), (3, 40)), "narrowed": ((40, 40), (20, 40)), "open": ((40, 40), (39, 40)), "cannot_tell": ((4, 5), (3, 5)),
    }  # fmt: skip
    for name, (before, after) in cases.items():
        assert outcomes.judged(before, after, rest, rest).name == name
    found = outcomes.judged((40, 40), (0, 0), rest, rest)
    assert found.name == "cannot_tell" and found.needed > 0


def test_a_slice_that_did_not_change_is_rarely_called_better():
    import numpy as np

    random = np.random.default_rng(0)
    called = sum(
        outcomes.judged((int(a), 40), (int(b), 40), (20, 200), (20, 200)).name in ("closed", "narrowed")
        for a, b in random.binomial(40, 0.5, (1_000, 2))
    )
    assert called <= 50


def test_failures_alone_are_compared_with_failures_elsewhere_that_were_tried_again():
    """Four in ten go right by themselves: only what goes beyond that is better."""
    assert outcomes.judged((30, 30), (18, 30), (120, 200), (120, 200), blind=True).name == "cannot_tell"
    assert outcomes.judged((30, 30), (2, 30), (120, 200), (120, 200), blind=True).name == "closed"


def test_what_is_written_for_gaps_leaves_in_the_queue_what_renewal_asks(tmp_path):
    build = Build.open(helpers.make(tmp_path), "demo")
    queue = build.home.folder("demo") / FOLDER / steps.QUEUE
    old = {"record_id": "r0", "gap": "ended", "role": "wrong", "failures": 2}
    inspecting.enqueue(build, [old, {"record_id": "r9", "gap": "p", "why": "it gives 2019 as the present"}])
    for rows in ([{"gap": "abc", "record_id": "r1", "role": "wrong", "failures": 3}], []):
        inspecting.write(build, inspecting.Gaps([], [], [], rows, [], 1))
        assert [json.loads(one)["record_id"] for one in queue.read_text().splitlines()] == [
            *(row["record_id"] for row in rows),
            "r9",
        ]


def test_forgetting_takes_lines_and_rules_that_name_a_row_or_say_its_words_and_leaves_all_others(tmp_path):
    folder, log = tmp_path / "gaps", tmp_path / "log.jsonl"
    folder.mkdir()
    kept = b'{"record_id": "r2", "gap": "aa"}\nwhat people wrote there\n'
    contents = {
        "queue.jsonl": kept + b'{"record_id": "r1", "gap": "aa"}\n',
        "replay.jsonl": b'{"record_id": "r1", "prompt": "x"}\n',
        "targets.jsonl": b'{"prompt": "Of Marigold"}\n{"prompt": "Of others"}\n',
        "rules.yaml": b"- {name: a, unless: \"record_id IN ('r1', 'r2')\"}\n",
        "retire.yaml": b"- {name: a, where: \"record_id IN ('r2')\"}\n",
        "notes.txt": b"r1, and Marigold: no file of ours",
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    lines.append(log, {"gap": "aa", "said": "topic: marigold", "why": "Marigold asked", "by": "mara"})
    lines.append(log, {"gap": "bb", "said": "topic: gale", "why": "", "by": "mara"})
    assert beside.forget(folder, log, ["r1"], lambda content: b"Marigold" in content) == 5
    left = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert left == {
        "queue.jsonl": kept, "targets.jsonl": b'{"prompt": "Of others"}\n',
        "retire.yaml": contents["retire.yaml"], "notes.txt": contents["notes.txt"],
    }  # fmt: skip
    first, second = lines.entries(log)
    assert (first["said"], first["why"], first["by"]) == ("topic: marigold", "", "mara") and second[
        "gap"
    ] == "bb"
    assert beside.forget(folder, log, ["r1"], lambda content: b"Marigold" in content) == 0
    assert beside.forget(tmp_path / "none", tmp_path / "none.jsonl", ["r1"], lambda content: True) == 0
