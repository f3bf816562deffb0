"""The tables that the evaluation keeps of what is in a version."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from ft_data.evaluation.inside import changes, coverage, told
from ft_data.evaluation.inside.changes import Change
from ft_data.evaluation.inside.coverage import Cell
from ft_data.evaluation.inside.measures import LANGUAGE, LEAST
from ft_data.evaluation.inside.moments import Floats
from ft_data.evaluation.inside.parity import Disparity
from ft_data.evaluation.inside.sampled import SCALES, SHARES
from ft_data.intervals import Interval

_TEXT, _COUNT, _NUMBER = pa.string(), pa.int64(), pa.float64()

SAMPLE = pa.schema(
    [
        ("record_id", _TEXT),
        *((name, _NUMBER) for name in ("difficulty", "surprise", "coherence", "prompt_template", "answer_template", "unlike_before")),
    ]
)  # fmt: skip
BESIDE = pa.schema(
    [
        ("side", _TEXT),
        ("against", _TEXT),
        ("measure", _TEXT),
        ("rows", _COUNT),
        *((name, _NUMBER) for name in ("value", "low", "high")),
    ]
)
CHANGES = pa.schema(
    [
        ("rank", _COUNT),
        ("named", pa.bool_()),
        *((name, _TEXT) for name in ("kind", "measure", "slice")),
        *((name, _NUMBER) for name in ("before", "after", "effect", "low", "high", "p")),
        ("rows_before", _COUNT),
        ("rows_after", _COUNT),
        ("said", _TEXT),
    ]
)
COVERAGE = pa.schema(
    [
        *((name, _TEXT) for name in ("topic", "language", "grouping", "group", "state")),
        ("gap", pa.bool_()),
        *((name, _COUNT) for name in ("rows", "of", "targets", "of_targets", "wanted")),
        ("p", _NUMBER),
        ("said", _TEXT),
    ]
)
PARITY = pa.schema(
    [
        *((name, _TEXT) for name in ("kind", "group", "measure", "verdict")),
        ("estimate", pa.bool_()),
        ("rows", _COUNT),
        ("rest_rows", _COUNT),
        *(
            (name, _NUMBER)
            for name in (
                "value", "rest", "gap", "low", "high", "within", "within_low", "within_high", "deviations", "seen", "p", "p_within",
            )
        ),
        ("said", _TEXT),
    ]
)  # fmt: skip
SCHEMAS = {"sample": SAMPLE, "beside": BESIDE, "changes": CHANGES, "coverage": COVERAGE, "parity": PARITY}
THIS, BEFORE, TARGETS = "this version", "previous release", "targets"
_DIGITS = 6  # of stored figures: what is beyond may differ between machines
QUERIES = (
    ("in it: a sample", "SELECT measure AS name, value FROM (UNPIVOT (SELECT round(avg(difficulty), 4) AS difficulty, round(avg(surprise), 4) AS surprise, "
     "round(exp(avg(surprise)), 2) AS perplexity, round(avg(coherence), 4) AS coherence, avg(prompt_template) AS \"prompts from a template\", "
     "avg(answer_template) AS \"answers from a template\", avg(unlike_before) AS \"rows unlike the version before\" FROM eval_report_sample) "
     "ON COLUMNS(*) INTO NAME measure VALUE value) ORDER BY name"),
    *(
        (f"in it: a sample by {kind}",
         f"SELECT '{kind} = ' || slice || ': ' || measure AS name, value FROM (UNPIVOT (SELECT {place} AS slice, count(*) AS rows, "
         "round(avg(difficulty), 4) AS difficulty, round(exp(avg(surprise)), 2) AS perplexity, round(avg(coherence), 4) AS coherence, "
         "round(avg(answer_template), 4) AS \"answers from a template\" FROM eval_report_sample JOIN formatted f USING (record_id) JOIN signals s USING (record_id) "
         f"WHERE {place} IS NOT NULL GROUP BY 1 HAVING count(*) >= {LEAST}) ON difficulty, perplexity, coherence, \"answers from a template\" INTO NAME measure VALUE value) "
         "ORDER BY rows DESC, slice, name")
        for kind, place in (("source", "f.source"), ("language", LANGUAGE))
    ),
    ("in it: variety", "SELECT side || coalesce(' (at the size of ' || against || ')', '') || ': ' || measure AS name, value FROM eval_report_beside ORDER BY name"),
    ("what changed", "SELECT CASE WHEN slice = '' THEN measure ELSE measure || ' | ' || slice END AS name, effect AS value FROM eval_report_changes WHERE named ORDER BY rank"),
    ("disparities", "SELECT kind || ' = ' || \"group\" || ': ' || measure AS name, gap AS value FROM eval_report_parity WHERE verdict = 'differs' ORDER BY name"),
    ("what is missing", "SELECT concat_ws(', ', 'topic = ' || topic, 'language = ' || language, grouping || ' = ' || \"group\") AS name, wanted AS value "
     "FROM eval_report_coverage WHERE gap ORDER BY wanted DESC, name"),
)  # fmt: skip


def sample(ids: Sequence[str], measured: Mapping[str, Floats], strange: Floats | None) -> pa.Table:
    """Return the rows of a sample with what was measured of them."""
    nothing = np.full(len(ids), np.nan)
    values = [*(measured[name] for name in SCALES), nothing if strange is None else strange]
    columns = [pa.array(np.round(one, _DIGITS), _NUMBER, mask=~np.isfinite(one)) for one in values]
    return pa.Table.from_arrays([pa.array(ids, _TEXT), *columns], schema=SAMPLE)


def beside(side: str, against: str | None, rows: int, figures: Mapping[str, Interval]) -> Iterator[dict[str, Any]]:  # fmt: skip
    """Yield figures of variety as they are read: kinds, shares, words; not as logarithms."""
    for name, one in figures.items():
        if math.isfinite(one.value):
            low, high = (_known(math.exp(end)) if math.isfinite(end) else None for end in (one.low, one.high))
            value = _known(math.exp(one.value))
            yield {"side": side, "against": against, "measure": name, "rows": rows, "value": value, "low": low, "high": high}  # fmt: skip


def changed(found: Iterable[Change]) -> pa.Table:
    """Return comparisons in their order."""
    rows = [
        {
            "rank": rank, "named": one.named, "kind": one.kind, "measure": one.measure, "slice": one.slice,
            "before": _known(one.before), "after": _known(one.after), "effect": _known(one.effect.value),
            "low": _known(one.effect.low), "high": _known(one.effect.high), "p": _known(one.p),
            "rows_before": one.rows_before, "rows_after": one.rows_after, "said": told.change(one, is_share(one)),
        }
        for rank, one in enumerate(found, 1)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, CHANGES)


def is_share(one: Change) -> bool:
    """Tell whether a figure is a share of rows."""
    return one.kind == changes.SHARE or one.measure in SHARES


def covered(names: Sequence[str], grouping: str | None, found: Iterable[Cell]) -> Iterator[dict[str, Any]]:
    """Yield cells; ``names`` are their dimensions: topic, language, and the group of ``grouping`` where it is looked at."""
    for one in found:
        if grouping is None or one.key[-1] is not None:
            at = dict(zip(names, one.key, strict=True))
            yield {
                "topic": at.get("topic"), "language": at.get("language"), "grouping": grouping, "group": at.get(grouping or ""),
                "state": one.state, "gap": one.gap, "rows": one.rows, "of": one.of, "targets": one.targets,
                "of_targets": one.of_targets, "wanted": one.wanted, "p": _known(one.p),
                "said": told.gap(tuple(names), one) if one.state in (coverage.MISSING, coverage.FEW) else None,
            }  # fmt: skip


def parity(found: Iterable[Disparity]) -> pa.Table:
    """Return what was found of groups, those that differ first."""
    rows = [
        {
            **{name: getattr(one, name) for name in ("kind", "group", "measure", "verdict", "estimate", "rows", "rest_rows")},
            **{name: _known(getattr(one, name)) for name in ("value", "rest", "deviations", "seen", "p", "p_within")},
            **dict(zip(("gap", "low", "high"), map(_known, one.gap), strict=True)),
            **dict(zip(("within", "within_low", "within_high"), map(_known, one.within), strict=True)),
            "said": told.disparity(one),
        }
        for one in found
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, PARITY)


def _known(value: float) -> float | None:
    return round(float(value), _DIGITS) if math.isfinite(value) else None
