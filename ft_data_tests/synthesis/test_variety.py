"""Variety, openings and passing where the truth is known."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from ft_data.synthesis.certificate.collapse import few_kinds
from ft_data.synthesis.certificate.echo import openings
from ft_data.synthesis.certificate.manner import manner
from ft_data.synthesis.certificate.variety import Variety, coverage, drawn, variety
from ft_data.synthesis.passing import REASONS, passing
from ft_data_tests.realdata import ROOT


def test_the_vendi_score_counts_kinds():
    kinds = np.eye(12, dtype=np.float32)
    assert variety(kinds).vendi == pytest.approx(12) and variety(kinds).alike == pytest.approx(0)
    assert variety(np.repeat(kinds[:3], 4, axis=0)).vendi == pytest.approx(3)
    assert variety(np.repeat(kinds[:1], 9, axis=0)) == pytest.approx((1.0, 1.0))
    assert variety(kinds[:1]).vendi == 1 and variety(kinds[:0]).vendi == 0


def test_coverage_is_of_peoples_ground():
    rng = np.random.default_rng(3)

    def around(centres, count):
        found = centres[rng.integers(0, len(centres), count)] + rng.normal(0, 0.1, (count, 30))
        return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)

    centres = np.eye(30)[:6]
    human = around(centres, 200)
    assert coverage(around(centres, 200), human) > 0.9
    assert coverage(around(centres[:3], 200), human) == pytest.approx(0.5, abs=0.1)
    assert coverage(human[:0], human) == 0.0 == coverage(human, human[:3])
    rows, side = np.vstack([human, human[:50]]), np.array([False] * 200 + [True] * 50)
    assert [len(one) for one in drawn(rows, side)] == [50, 50]


def test_few_kinds_are_a_collapse():
    assert (
        few_kinds(100, Variety(20, 0.5), Variety(70, 0.1))[0].evidence
        == "100 answers are of 20 kinds, as many of people's of 70"
    )
    assert (
        few_kinds(100, Variety(40, 0.5), Variety(70, 0.1))
        == few_kinds(20, Variety(2, 0.9), Variety(15, 0.1))
        == []
    )


def test_openings_are_those_that_people_do_not_use():
    made = [f"Certainly, here is berth {k}." for k in range(6)] + ["The pilot waits outside."] * 4
    human = ["The pilot waits there."] * 5 + ["Berth 3 is free."] * 5
    assert openings(made, human) == [("certainly here is", 0.6, 0.0)]
    assert openings([], human) == [] and openings(made, [])[0].made == 0.6


def test_manner_is_shares():
    found = manner(["# Berths\n- one\n- two", "Thank you, **please** wait!"])
    assert (
        found["headings"]
        == found["lists"]
        == found["bold"]
        == found["exclamations"]
        == found["polite phrases"]
        == 0.5
    )
    assert manner([]).keys() == found.keys()


def test_generations_are_followed_through_the_stages():
    found = passing(100, {"truncated": 5, "unsafe": 1, "personal": 2, "not_grounded": 10, "of a plug-in": 3})
    assert [one.stage for one in found] == list(REASONS) and found[0] == ("whole answer", 100, 5)
    stopped = {one.stage: (one.reached, one.rejected) for one in found}
    assert stopped["way"] == (95, 3) and stopped["safe"] == (92, 3) and stopped["judged"] == (79, 0)


def test_every_reason_of_a_check_belongs_to_a_stage():
    known = {reason for reasons in REASONS.values() for reason in reasons}
    files = [*(ROOT / "ft_data/synthesis/checks").glob("*.py"), *(ROOT / "ft_data/synthesis").glob("*.py"), ROOT / "ft_data/stages/generating.py"]  # fmt: skip
    said = set()
    for node in (node for path in files for node in ast.walk(ast.parse(path.read_text()))):
        place = (
            {"Finding": 0, "Fault": 1}.get(getattr(node.func, "id", ""))
            if isinstance(node, ast.Call)
            else None
        )
        if place is not None:
            said |= {one.value for one in ast.walk(node.args[place]) if isinstance(one, ast.Constant)}
    assert {"unsafe", "copied", "not_run", "tests_fail"} <= said and said - {""} <= known
