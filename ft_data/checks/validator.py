"""Great Expectations judges what SQL measured.

Its SQL engine does not work on DuckDB 2, so SQL measures the whole version and a suite on the small pandas frame
of measurements decides. The library takes seconds to import; it is imported once, when checks first run.
"""

from __future__ import annotations

import functools
import importlib
import os
import threading
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ft_data.errors import FtDataError
from ft_data.evaluation.expectation import Expectation

_importing = threading.Lock()


class CheckCrashed(FtDataError, RuntimeError):
    """An expectation raised instead of judging: an error of ours or of the machine, not bad data."""


@dataclass(frozen=True)
class Judgement:
    """What became of one expectation."""

    expectation: Expectation
    value: float
    passed: bool


@functools.cache
def _context() -> Any:
    with _importing, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        os.environ.setdefault("GX_ANALYTICS_ENABLED", "False")
        import great_expectations as gx
        from great_expectations.data_context.types.base import ProgressBarsConfig

        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        return context


def warm_up() -> threading.Thread:
    """Import the library in the background while workers read the sources."""
    # Dagster's storage imports this meanwhile in another thread, which may see it half made.
    importlib.import_module("sqlalchemy.orm")
    thread = threading.Thread(target=_context, daemon=True)
    thread.start()
    return thread


def judge(asset: str, expectations: Sequence[Expectation], values: Mapping[str, float]) -> list[Judgement]:
    """Judge one measurement per expectation. Raises CheckCrashed when an expectation could not be evaluated."""
    if not expectations:
        return []
    context = _context()
    import great_expectations as gx
    import pandas as pd
    from great_expectations.expectations.core.expect_column_values_to_be_between import (
        ExpectColumnValuesToBeBetween,
    )
    from great_expectations.expectations.metadata_types import FailureSeverity

    frame = pd.DataFrame({e.name: [float(values[e.name])] for e in expectations})
    suite = gx.ExpectationSuite(
        name=asset,
        expectations=[
            ExpectColumnValuesToBeBetween(
                column=e.name,
                min_value=e.low,
                max_value=e.high,
                severity=FailureSeverity.CRITICAL if e.blocking else FailureSeverity.WARNING,
                description=e.description,
                meta={"check": e.name},
            )
            for e in expectations
        ],
    )
    source = context.data_sources.add_or_update_pandas(name="measurements")
    batch = (
        source.add_dataframe_asset(name=asset)
        .add_batch_definition_whole_dataframe("whole")
        .get_batch({"dataframe": frame})
    )
    result = batch.validate(suite, result_format="SUMMARY")
    source.delete_asset(name=asset)
    passed: dict[str, bool] = {}
    for item in result.results:
        name = item.expectation_config.meta["check"]
        crash = item.exception_info or {}
        if crash.get("raised_exception") not in (False, None) or any(
            isinstance(value, dict) for value in crash.values()
        ):
            raise CheckCrashed(f"{asset}.{name} could not be evaluated: {crash}")
        passed[name] = bool(item.success)
    return [Judgement(e, float(values[e.name]), passed[e.name]) for e in expectations]
