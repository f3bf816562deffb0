"""What objects draw in a notebook and in a terminal: complete, narrow, and never markup of a row."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

import ft_data
from ft_data.api import display
from ft_data.api.funnel import Funnel, FunnelStage
from ft_data.api.table import Table
from ft_data.api.why import Why, WhyStep

ANY = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40) | st.sampled_from(
    ['<img src=x onerror="alert(1)">', "</td></table><script>x</script>", "a\x1b[2Jb", "&lt;", "\u202egnp"]
)  # fmt: skip
ROWS = st.lists(st.fixed_dictionaries({"<b>": ANY, "plain": ANY}), max_size=4)
TAGS = {"div", "p", "b", "br", "code", "span", "table", "thead", "tbody", "tr", "th", "td"}


class Read(HTMLParser):
    """Collects tags, and checks that each that opens closes."""

    def __init__(self, page: str):
        super().__init__()
        self.tags, self.open, self.text = set(), [], []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        assert {name for name, _ in attrs} <= {"class", "style", "scope", "title"}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def clean(page: str) -> Read:
    found = Read(page)
    assert found.tags <= TAGS
    assert all(char.isprintable() for char in "".join(found.text))
    return found


@given(ROWS)
def test_tables_show_what_rows_say_as_text(rows):
    page = clean(display.table(rows, ["<b>", "plain"]))
    assert "<b>" in "".join(page.text)
    for line in display.lines(rows, ["<b>", "plain"]):
        assert all(char.isprintable() for char in line)


@given(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=3), ANY, ANY)
def test_why_shows_reasons_and_evidence_as_text(stage, reasons, value, evidence):
    steps = [
        WhyStep(stage, "drop", reasons, "signal", value, value, "w<i>", 0.5, {"evidence": evidence}),
        WhyStep("now", f"out: {evidence}", []),
        WhyStep("row", "", [], detail={"prompt_text": evidence, "edits": {"<u>": 1}}),
    ]
    found = Why("<i>", steps)
    clean(found._repr_html_())
    assert all(char.isprintable() or char == "\n" for char in repr(found))


def test_the_funnel_draws_bars_in_proportion():
    stages = [
        FunnelStage("raw", 100, 90, 10, 0, 0, 0, 0, 90, {"unreadable": 10}, False),
        FunnelStage("cleaned", 90, 50, 30, 0, 0, 10, 5, 60, {"a": 20, "b": 5, "split": 5, "<c>": 1}, True),
    ]
    funnel = Funnel("demo", stages)
    page = funnel._repr_html_()
    clean(page)
    assert re.findall(r'title="(\w+) ([\d,]+)".*?width:([\d.]+)%', page) == [
        ("keep", "90", "90.00"), ("drop", "10", "10.00"),
        ("keep", "50", "50.00"), ("new", "10", "10.00"), ("drop", "30", "30.00"),
    ]  # fmt: skip
    assert "cleaned (an earlier run)" in page and "1 more" in page
    assert repr(funnel).splitlines()[0] == "demo: what became of the rows"
    assert funnel[1].said()["drop"] == 25 and funnel[1].drop == 30  # what was split is not lost


def test_a_large_table_reads_no_more_than_it_shows(finished):
    read = []
    whole = ft_data.open("demo", finished[0].root).table("cleaned")
    table = Table(whole.name, lambda sql: read.append(sql) or whole._read(sql))
    assert "60 rows" in repr(table) or "rows of" in repr(table)
    assert table._repr_html_() and read and all("LIMIT" in sql or "count" in sql for sql in read)
    clean(table._repr_html_())
