# ruff: noqa: E501
"""What holds for every group: schema, order, batch size, hostile text, and the generated page."""

from __future__ import annotations

import dataclasses
import json
import math
import random
import re
import subprocess
import sys

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ft_data.engine.code import closure
from ft_data.signals import registry
from ft_data.signals.api import Group, code_of
from ft_data.signals.docs import render
from ft_data_tests.realdata import ROOT, shared
from ft_data_tests.signals.rows import MIXED, table

GROUPS = registry.builtin()
HOSTILE = [
    "a" * 1_000_000, "a " * 300_000, "<div>" * 60_000, "((((" * 50_000, "\u200b" * 100_000, "1+" * 50_000 + "=1", "```" * 30_000,
    "[" * 100_000, '{"a":' * 20_000, "=" * 100_000, "1 = " * 50_000, "\n" * 200_000, "😀" * 100_000, "́" * 100_000, "http://" * 40_000,
    "I can't " * 40_000, "<think>" * 20_000, "{{" * 60_000, "_" * 200_000, "漢" * 150_000, "1.\n" * 60_000, "f*ck " * 40_000, "\\n" * 100_000,
    "a.b." * 50_000, "Q: " * 60_000, "%" * 100_000, "- " * 100_000, "A" * 200_000, "0 " * 150_000, "''" * 100_000, "as an ai " * 30_000,
]  # fmt: skip


@pytest.mark.parametrize("group", GROUPS, ids=lambda g: g.name)
def test_schema_order_and_bounds(group: Group) -> None:
    rows = table(MIXED)
    out = group.fn(rows, {})
    assert out.schema == group.schema
    assert out["record_id"].to_pylist() == rows["record_id"].to_pylist()
    for signal in group.signals:
        values = [v for v in out[signal.name].to_pylist() if v is not None]
        if pa.types.is_floating(signal.dtype):
            assert all(math.isfinite(v) for v in values), signal.name
        if signal.unit == "ratio 0..1":
            assert all(0 <= v <= 1 for v in values), signal.name
        if signal.unit == "count":
            assert all(v >= 0 for v in values), signal.name


@pytest.mark.parametrize("group", GROUPS, ids=lambda g: g.name)
def test_a_row_does_not_depend_on_its_batch(group: Group) -> None:
    rows = table(MIXED)
    whole = group.fn(rows, {}).to_pylist()
    for size in (1, 7):
        parts = [group.fn(rows.slice(at, size), {}) for at in range(0, len(MIXED), size)]
        assert pa.concat_tables(parts).to_pylist() == whole
    order = list(range(len(MIXED)))
    random.Random(3).shuffle(order)
    assert group.fn(rows.take(order), {}).to_pylist() == [whole[k] for k in order]
    chunked = pa.concat_tables([rows.slice(0, 4), rows.slice(4)])
    assert group.fn(chunked, {}).to_pylist() == whole
    assert group.fn(rows.slice(0, 0), {}).num_rows == 0


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_measured(prompt: str, response: str) -> None:
    rows = table([(prompt, response)])
    for group in GROUPS:
        out = group.fn(rows, {"languages": ["en"]})
        assert out.num_rows == 1 and out.schema == group.schema


@pytest.mark.parametrize("group", GROUPS, ids=lambda g: g.name)
def test_hostile_text_is_measured(group: Group) -> None:
    rows = table([("Why?", text) for text in HOSTILE] + [(text[:100_000], "Because.") for text in HOSTILE])
    out = group.fn(rows, {})
    assert out.num_rows == 2 * len(HOSTILE) and out.schema == group.schema


def test_naughty_strings_are_measured() -> None:
    strings = json.loads(shared("data/naughty-strings/blns.json").read_text(encoding="utf-8"))
    rows = table([(s, s) for s in strings if isinstance(s, str)])
    for group in GROUPS:
        assert group.fn(rows, {}).num_rows == rows.num_rows


def test_names_are_unique_and_everything_is_defined() -> None:
    names = [s.name for group in GROUPS for s in group.signals]
    assert len(names) == len(set(names))
    for group in GROUPS:
        assert group.columns[0] == "record_id"
        assert all(
            s.definition.endswith((".", "null below 6.")) and s.unit and s.source for s in group.signals
        )


def test_a_missing_module_is_named() -> None:
    broken = Group("x", (), ("record_id",), "ft_data.signals.nowhere:measure")
    with pytest.raises(ModuleNotFoundError, match="nowhere"):
        code_of(broken)


@pytest.mark.parametrize("group", GROUPS, ids=lambda g: g.name)
def test_the_code_of_a_group_is_its_own(group: Group) -> None:
    found = {name.partition(":")[0] for name in closure(group.measure)}
    assert f"ft_data.signals.{group.name}.measure" in found
    assert not found & {f"ft_data.signals.{other.name}.measure" for other in GROUPS if other is not group}


def test_a_group_is_declared_in_one_file_and_named_nowhere_else() -> None:
    """A module in `groups` is all it takes: nothing lists them."""
    for group in registry.declared():
        module = ROOT / "ft_data/signals/groups" / f"{group.name}.py"
        assert module.exists()
        own = re.compile(rf"signals\.groups(\.| import ){group.name}\b")
        naming = [
            path.name
            for path in (ROOT / "ft_data").rglob("*.py")
            if path != module and own.search(path.read_text(encoding="utf-8"))
        ]
        # What the rows of `flags` are filled with by default is read off the declaration.
        assert naming == (["measure.py"] if group.name == "flags" else []), group.name


def test_what_a_measure_leaves_out_is_named() -> None:
    (group,) = (one for one in GROUPS if one.name == "tone")
    silent = dataclasses.replace(group, measure=lambda table, params: {})
    with pytest.raises(ValueError, match="`tone` returned no column `politeness`"):
        silent.fn(table(MIXED), {})


def test_importing_the_registry_loads_no_kernel() -> None:
    code = "import sys, ft_data.signals.registry as r; r.declared(); print(*[m for m in ('numba', 'py3langid', 're2', 'duckdb') if m in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout
    assert found.strip() == ""


def test_the_page_is_current() -> None:
    page = ROOT / "docs" / "signals.md"
    assert page.read_text(encoding="utf-8") == render(), "run: python -m ft_data.signals.docs"
