"""Grow, shrink and shuffle a real dataset, and count the rows that change their split and the links that cross.

    python -m bench.splits --home . --dataset python_helper

Takes the selected rows of a finished home with everything that ties them. Prints one line a change.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from ft_data.formatting import splits
from ft_data.stages.build import Build
from ft_data.stages.formatted import STAGE
from ft_data.stages.linked import by_part, linked_rows
from ft_data.stages.reading import Versions
from ft_data.warehouse.home import Home

NOTHING = splits.LEDGER.empty_table()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path, default=Path("."))
    parser.add_argument("--dataset", default="python_helper")
    given = parser.parse_args()
    build = Build.open(Home(given.home), given.dataset).of(STAGE)
    shares = build.recipe.format.splits.model_dump()
    with Versions(build, build.current("selected")) as versions:
        ids = [row[0] for row in versions.con.execute("SELECT record_id FROM selected ORDER BY 1").fetchall()]
        links = linked_rows(versions, by_part(build, versions)[1])
    chance = random.Random(5)
    shuffled = chance.sample(ids, len(ids))
    one, ten, five = len(ids) // 101, len(ids) // 11, len(ids) // 20
    mixed = links.take(pa.array(chance.sample(range(len(links)), len(links))))
    changes = {
        "+1%": (shuffled[one:], ids, links),
        "+10%": (shuffled[ten:], ids, links),
        "-5%": (ids, sorted(shuffled[five:]), links),
        "shuffled": (ids, shuffled, mixed),
        "shuffled, no ledger": (ids, shuffled, mixed),
    }
    print(f"{len(ids):,} rows, {len(links):,} links")
    for name, (before, after, tied) in changes.items():
        then = links if before is ids else _inside(links, set(before))
        first = splits.assign(pa.array(before), then, NOTHING, shares)
        ledger = NOTHING if "no ledger" in name else first.new_ledger_rows
        for frozen in ((), ("test",)) if ledger.num_rows else ((),):
            second = splits.assign(pa.array(after), tied, ledger, shares, frozen=frozen)
            was, now = _where(first), _where(second)
            moved = sum(was[one] != now[one] for one in was.keys() & now.keys())
            crossing = sum(
                now[a] != now[b]
                for a, b in zip(tied["a"].to_pylist(), tied["b"].to_pylist(), strict=True)
                if a in now and b in now
            )
            entered = sum(now[one] == "test" for one in now.keys() - was.keys())
            print(
                f"{name:20} {'test frozen' if frozen else '':12} {moved} moved, {crossing} links cross, "
                f"{entered} new rows in test, {second.quarantined.num_rows} left out"
            )


def _inside(links: pa.Table, known: set[str]) -> pa.Table:
    """Keep the links that were there before the new rows came; shared keys hold a colon."""
    names = pa.array(sorted(known))
    sides = [
        pc.or_(pc.is_in(links[side], names), pc.match_substring(links[side], ":")) for side in ("a", "b")
    ]
    return links.filter(pc.and_(*sides))


def _where(result: splits.SplitResult) -> dict[str, str]:
    made = result.assignments
    return dict(zip(made["record_id"].to_pylist(), made["split"].to_pylist(), strict=True))


if __name__ == "__main__":
    main()
