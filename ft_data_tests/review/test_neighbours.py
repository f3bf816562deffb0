from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.support.views import ParquetReader, row, verdict, write_views
from ft_data.review.neighbours import Indexed, NeighbourIndex, Neighbours
from ft_data.review.rows import Rows

KEPT = row("k", "How do I call str_translate?", "Use str.translate with a table made by str_maketrans.")
DROPPED = row("d", "How do I call str_translate?", "Google str_translate yourself.")
OTHER = row("o", "Where is my parcel?", "It will arrive on Friday, naïve x² question of yours.")
ASKED = row("a", "How do I call str_translate with a table?", "You call str_translate.")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> ParquetReader:
    ledger = [
        verdict(KEPT, "keep"),
        verdict(OTHER, "keep"),
        verdict(DROPPED, "drop", ["impolite"]),
        verdict(ASKED, "review", ["r"]),
    ]
    return write_views(tmp_path_factory.mktemp("views"), [KEPT, DROPPED, OTHER, ASKED], ledger)


@pytest.fixture(scope="module")
def index(reader: ParquetReader) -> NeighbourIndex:
    return NeighbourIndex(reader)


def test_the_nearest_kept_and_dropped_rows_are_found(index: NeighbourIndex) -> None:
    found = index.nearest(ASKED["record_id"], ASKED["prompt_text"], ASKED["response_text"])
    assert found == (Indexed(KEPT["record_id"], []), Indexed(DROPPED["record_id"], ["impolite"]))


def test_a_row_is_not_its_own_neighbour(index: NeighbourIndex) -> None:
    found = index.nearest(DROPPED["record_id"], DROPPED["prompt_text"], DROPPED["response_text"])
    assert found.dropped is None and found.kept == Indexed(KEPT["record_id"], [])


@given(st.text(max_size=60))
def test_any_text_can_ask(index: NeighbourIndex, text: str) -> None:
    found = index.nearest("x", f'{text} str_translate a_b "c" d* NEAR(e) naïve x² ไทย', text)
    assert found.kept is not None


def test_neighbours_are_compared_once_and_again_after_a_change(reader: ParquetReader) -> None:
    neighbours = Neighbours(Rows(reader))
    assert neighbours.of(ASKED) == [], "nothing is indexed yet"
    neighbours.build()
    first = neighbours.of(ASKED)
    assert [(one.verdict, one.reasons) for one in first] == [("kept", []), ("dropped", ["impolite"])]
    assert any(piece.kind == "add" for piece in first[0].difference)
    assert neighbours.of(ASKED) is first
    neighbours.build()
    assert neighbours.of(ASKED) is not first and neighbours.of(ASKED) == first
