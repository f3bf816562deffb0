"""What a verdict rests on is written and read by the same code."""

from ft_data.warehouse.detail import Detail, Finding

FULL = Detail(
    signal="words",
    value=900.0,
    threshold="> 400",
    evidence="seen here",
    actor="ada",
    rules=(
        Finding("long", "words", 900.0, "> 400", "drop"),
        Finding("rude", "rudeness", 0.7, "> 0.55", "mark"),
    ),
    flags=("personal_data",),
    facts={"benchmark": "g"},
)


def test_what_is_written_is_read_back():
    assert Detail.read(FULL.text()) == FULL


def test_nothing_is_no_detail():
    assert Detail().text() is None
    assert Detail.read(None) == Detail.read("not json") == Detail.read("[1]") == Detail()


def test_it_is_flat_and_sorted_for_whoever_queries_it():
    assert Detail(signal="s", value=0, threshold=1, facts={"pieces": 2}).text() == (
        '{"pieces":2,"signal":"s","threshold":1,"value":0}'
    )
