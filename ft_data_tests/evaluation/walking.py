"""Every number of a report, asked for again by the query that the page prints."""

import html
import re
from pathlib import Path

import pytest

from ft_data_tests.pipeline import helpers

_SHOWN = 40  # numbers of a query that the page shows


def walked(home, page: Path) -> set[str]:
    """Run all queries of a page as printed, through the same door that `ft-data query` uses; return the sections they are of.

    Raises AssertionError where a number is another than the page says, or where stored numbers have no printed query.
    """
    stored: dict[str, dict[str, float]] = {}
    for name, value, sql in helpers.query(home, "SELECT name, value, query FROM eval_report"):
        stored.setdefault(sql, {})[name] = value
    for sql, numbers in stored.items():
        assert {name: float(value) for name, value in helpers.query(home, sql)} == numbers, sql
    printed = re.findall(
        r"<summary>([^<]*?) <span.*?</summary>.*?<pre>(.*?)</pre>\s*<p>(.*?)</p>", page.read_text(), re.S
    )
    assert stored.keys() <= {html.unescape(sql) for _, sql, _ in printed}
    for _, sql, shown in printed:
        said = re.sub(r" · and [\d,]+ more$", "", html.unescape(shown))
        values = [value.replace(",", "") for value in re.findall(r"<b>(.*?)</b>", said)]
        found = [float(value) for _, value in helpers.query(home, html.unescape(sql))]
        assert len(values) == min(len(found), _SHOWN), sql
        for value, number in zip(values, found, strict=False):
            assert float(value) == pytest.approx(number, rel=1e-3, abs=1e-4), sql
    return {html.unescape(section) for section, *_ in printed}
