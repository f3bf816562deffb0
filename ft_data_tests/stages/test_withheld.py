"""A row in which the second look finds what masking left goes, and the run goes on; a share of the rows stops it."""

import json

import pytest

from ft_data.cleaning.privacy import residual
from ft_data.cleaning.privacy.finding import Finding
from ft_data.stages import privacy
from ft_data.stages.build import Build
from ft_data.stages.graph import make
from ft_data.stages.reading import Versions
from ft_data.warehouse.detail import Detail
from ft_data.warehouse.home import Home

ODD = "wren-7-harrow"  # the form of something personal that only the second look knows
PAGE = "## One\n\n{}\n\n## Two\n\nThe ferry runs at noon, every day of the week but Sundays.\n"


@pytest.fixture(autouse=True)
def _look_knows_more(monkeypatch):
    seen = residual.leftovers

    def more(text, public="none"):
        at = text.find(ODD)
        return seen(text, public) | ({"id_number": 1} if at >= 0 and Finding("id_number", at, at + 1) else {})

    monkeypatch.setattr(residual, "leftovers", more)


def run(tmp_path, rows, shape="auto"):
    folder = tmp_path / "datasets/odd/sources"
    folder.mkdir(parents=True)
    if isinstance(rows, str):
        (folder / "a.md").write_text(rows)
    else:
        (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder.parent / "recipe.yaml").write_text(
        f"dataset: odd\npurpose: Test what is withheld.\nsources: {{notes: {{path: 'sources/*', shape: {shape}}}}}\n"
    )
    build = Build.open(Home(tmp_path), "odd")
    make(build, "raw/notes")
    snapshot = make(build, "cleaned")
    with Versions(build, snapshot) as versions:
        left = privacy.residual(build, snapshot, versions)
        texts = [text for (text,) in versions.con.execute("SELECT response_text FROM cleaned").fetchall()]
        columns = "v.record_id, verdict, reasons, detail"
        decided = versions.con.execute(f"SELECT {columns} FROM cleaned_verdicts v ORDER BY 2").fetchall()
        edits = versions.con.execute("SELECT * FROM cleaned_edits").fetchall()
        (open_rows,) = versions.con.execute(
            "SELECT count(*) FROM cleaned c FULL JOIN (SELECT record_id FROM cleaned_verdicts WHERE verdict IN ('keep', 'new')) v "
            "USING (record_id) WHERE c.record_id IS NULL OR v.record_id IS NULL"
        ).fetchone()
    assert open_rows == 0
    return snapshot, left, texts, decided, edits


def pairs(count, odd):
    return [
        {"instruction": f"Who is at pier {n}?", "response": f"Number {n}.  {ODD if n < odd else ''}"}
        for n in range(count)
    ]


def test_a_row_that_masking_failed_goes_by_a_reason_of_its_own(tmp_path):
    snapshot, left, texts, decided, edits = run(tmp_path, pairs(20, 2))
    assert left == 0 and len(texts) == 18 and snapshot.rows == 18
    assert snapshot.stats["reasons"]["drop"] == {"mask_missed": 2} and snapshot.stats["rows_in"] == 20
    dropped = [row for row in decided if row[1] == "drop"]
    assert [Detail.read(row[3]).evidence for row in dropped] == ["id_number", "id_number"]
    assert ODD not in json.dumps([decided, edits, texts], default=str)


def test_a_share_of_the_rows_stops_the_run(tmp_path):
    _, left, texts, decided, _ = run(tmp_path, pairs(20, 4))
    assert left == 4 and len(texts) == 20 and {row[1] for row in decided} == {"keep"}


def test_a_piece_of_a_document_goes_and_its_record_counts_it(tmp_path):
    page = PAGE.format(f"The harbour master is {ODD} and lives by the pier, where he is seen at noon.")
    _, left, texts, decided, _ = run(tmp_path, page, "manual")
    assert left == 0 and len(texts) == 1 and ODD not in texts[0]
    assert [(row[1], row[2]) for row in decided] == [("drop", ["split"]), ("new", [])]
    assert Detail.read(decided[0][3]).facts == {"pieces": 2, "left_out": {"mask_missed": 1}}


def test_what_masking_keeps_as_a_firms_by_its_street_the_look_keeps_too(tmp_path):
    """The look once wanted the whole address to stand alike in both texts; a receipt wraps it, its record does not."""
    receipt = "Wren Hardware Ltd\nNO {0}, JALAN MANIS {0},\nTAMAN SEGAR\nTAX INVOICE\nNAIL 2.00\nTOTAL 2.00"
    record = (
        '{{"address": "NO {0}, JALAN MANIS {0}, TAMAN SEGAR, 56100 CHERAS, KUALA LUMPUR.", "total": "2.00"}}'
    )
    rows = [{"instruction": receipt.format(n), "response": record.format(n)} for n in range(11, 31)]
    _, left, texts, _, _ = run(tmp_path, rows)
    assert left == 0 and len(texts) == 20
