"""Where a model fails, as the report shows it."""

from types import SimpleNamespace

import duckdb
import numpy as np
import pytest

from ft_data.evaluation.report.reader import Reader
from ft_data.evaluation.report.weak import loop
from ft_data.gaps import told
from ft_data.gaps.causes import Cause
from ft_data.gaps.names import THIN
from ft_data.gaps.slices import Slice
from ft_data.gaps.stats import difference


@pytest.mark.parametrize("name", ["refund", "see p. 4. or: call"])
def test_cause_and_step_are_shown_without_the_slice_whatever_it_is_called(name):
    found = Slice(
        "slice", name, lambda tries: tries.failed, np.ones(9, bool), 9, 8, 8 / 9, 0.1, difference((8, 9), (1, 9)), 0.01, 0.9
    )  # fmt: skip
    cause = Cause(THIN, 2, 0, 30, wanted=28)
    row = {
        "gap": "aa", "kind": "slice", "slice": name, "tries": 9, "failures": 8, "rate": 8 / 9, "rest_rate": 0.1,
        "low": found.more.low, "high": found.more.high, "weight": 0.9, "cause": THIN, "rule": "", "common": "",
        "wanted": 28, "rescue_rows": 0, "wrong_rows": 0, "said": told.weakness(found, cause),
    }  # fmt: skip
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE weaknesses AS SELECT " + ", ".join(f'? AS "{key}"' for key in row), [*row.values()]
    )
    con.execute("CREATE TABLE weaknesses_outcomes (kind VARCHAR, slice VARCHAR)")
    con.execute("CREATE TABLE weaknesses_common (said VARCHAR, z DOUBLE, value VARCHAR)")
    con.execute("CREATE TABLE weaknesses_examples (gap VARCHAR, feedback_id VARCHAR)")
    con.execute(
        "CREATE TABLE feedback (feedback_id VARCHAR, prompt VARCHAR, answer VARCHAR, right_answer VARCHAR)"
    )
    made = loop(Reader(con), SimpleNamespace(stats={"failures": 8, "tries": 9, "release": "1.0.0"}))
    (shown,) = made.weak
    assert shown.why == "Thin: 2 rows teach such a prompt, where others have 30."
    assert shown.step == "add about 28 rows: collect, generate, or take more of what there is"
