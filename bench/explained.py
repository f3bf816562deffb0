"""Does every row add up, and is every row that was not released explained?

    python -m bench.explained HOME DATASET

Prints the balance of every stage and, for the rows that are in no release, how many `why` explains by stage and
reason, with signal, value and threshold or witness and score where the stage has one.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from ft_data.inspection.why import why
from ft_data.warehouse import catalog
from ft_data.warehouse.funnel import funnel
from ft_data.warehouse.home import Home

MOST = 2_000  # rows asked one by one; the rest is counted by the same conditions in SQL
UNEXPLAINED = """
SELECT count(*) FROM ledger WHERE verdict IN ('drop', 'review', 'merge') AND (
    len(reasons) = 0
    OR (list_has_any(reasons, ['exact_duplicate', 'near_duplicate']) AND (witness_id IS NULL OR score IS NULL))
    OR (stage = 'filtered' AND json_extract(detail, '$.signal') IS NULL AND json_extract(detail, '$.flags') IS NULL))
"""


def main(home: str, name: str) -> int:
    warehouse = Home(Path(home)).warehouse(name)
    wrong = 0
    before = None
    for row in funnel(warehouse):
        out = sum(row[verdict] for verdict in ("keep", "drop", "review", "merge", "new"))
        closes = row["rows_in"] + row["new"] == out
        held = before["review"] if before and row["stage"] == "reviewed" else 0
        follows = before is None or row["rows_in"] == before["rows_out"] + held
        wrong += not (closes and follows)
        print(
            f"{row['stage']:15} in {row['rows_in']:8,} + new {row['new']:6,} = {out:8,}  {'ok' if closes and follows else 'WRONG'}"
        )
        before = row
    _, ((unexplained,),) = catalog.query(warehouse, UNEXPLAINED)
    _, out_rows = catalog.query(
        warehouse,
        "SELECT record_id FROM ledger GROUP BY record_id HAVING count(*) FILTER (verdict IN ('drop', 'review', 'merge')) > 0 "
        f"AND NOT bool_or(stage = 'formatted' AND verdict IN ('keep', 'new')) ORDER BY hash(record_id) LIMIT {MOST}",
    )
    stages: Counter[str] = Counter()
    for (record_id,) in out_rows:
        last = [step for step in why(warehouse, record_id) if step["verdict"] in ("drop", "review", "merge")]
        stages[last[-1]["stage"] if last and last[-1]["reasons"] else "nothing"] += 1
    print(f"verdicts without an explanation: {unexplained}; asked one by one: {dict(stages)}")
    return int(bool(wrong or unexplained or stages["nothing"]))


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:3]))
