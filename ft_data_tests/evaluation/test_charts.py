from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from ft_data.evaluation import charts

counts = st.floats(0, 1e9, allow_nan=False)
labels = st.text(st.characters(codec=None), max_size=12)


@given(st.lists(st.tuples(labels, counts, st.none() | counts), max_size=14), labels)
def test_a_histogram_is_well_formed_whatever_its_labels(columns, title):
    drawn = charts.histogram([charts.Column(*column) for column in columns], title)
    svg = ElementTree.fromstring(drawn)
    top = [rect for rect in svg.iter("rect") if rect.get("class") == "now"]
    assert len(top) == len(columns)
    height = float(svg.get("viewBox").split()[3])
    for rect in svg.iter("rect"):
        assert 0 <= float(rect.get("y")) <= float(rect.get("y")) + float(rect.get("height")) <= height


@given(st.lists(st.tuples(st.sampled_from(["keep", "drop"]), counts, labels), max_size=6), labels)
def test_a_bar_is_well_formed_and_stays_inside(segments, title):
    most = sum(count for _, count, _ in segments)
    svg = ElementTree.fromstring(charts.bar([charts.Segment(*segment) for segment in segments], most, title))
    for rect in svg.iter("rect"):
        assert float(rect.get("x")) + float(rect.get("width")) <= charts.WIDE + 0.2


def test_a_bar_is_proportional():
    svg = ElementTree.fromstring(
        charts.bar([charts.Segment("keep", 75), charts.Segment("drop", 25)], 200, "100 of 200")
    )
    assert [float(rect.get("width")) for rect in svg.iter("rect")] == [375, 125]
    assert svg.get("aria-label") == "100 of 200"


def test_three_rows_in_a_million_show():
    svg = ElementTree.fromstring(charts.bar([charts.Segment("drop", 3)], 1_000_000, ""))
    assert float(svg.find("rect").get("width")) == 2


def test_the_tallest_column_fills_the_chart_and_says_its_count():
    svg = ElementTree.fromstring(
        charts.histogram([charts.Column("a", 1200), charts.Column("b", 600)], "", 1.0)
    )
    tall, half = (float(rect.get("height")) for rect in svg.iter("rect"))
    assert tall == 2 * half
    assert [text.text for text in svg.iter("text")] == ["a", "1.2k", "b", "600"]
    assert float(svg.find("line[@class='mark']").get("x1")) * 2 == float(svg.get("viewBox").split()[2])


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_shades(value, most):
    assert charts.shade(value, most) in range(6)
    assert (charts.shade(value, most) == 0) == (value <= 0 or most <= 0)
