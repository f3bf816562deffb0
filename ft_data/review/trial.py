"""What a rule would drop of the rows that reach `filtered`, before anybody writes it: SQL over numbers that are already there."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ft_data.example import VERDICTS
from ft_data.filtering import rules as ruling
from ft_data.recipe.rules import Rule
from ft_data.review.audits import STAGE
from ft_data.review.db import Database
from ft_data.review.explore.facets import Places
from ft_data.review.explore.index import Index
from ft_data.review.explore.places import KEY
from ft_data.warehouse import sql


class Trial(NamedTuple):
    """Places of the rows that a rule would drop; how many of them stay today, are asked about, are dropped anyway; and those that people kept."""

    places: Places
    staying: int
    asked: int
    dropped: int
    kept_by_people: Places


def of_rule(index: Index, db: Database, rule: Rule) -> Trial:
    """Judge all rows that reached `filtered` by one rule of the recipe's own."""
    reader = index.reader
    rows = f"(SELECT * FROM {reader.measured(_columns(index, rule))} JOIN cleaned USING (record_id))"
    reached = f"(SELECT record_id FROM ledger WHERE stage = {sql.text(STAGE)} AND verdict <> 'new')"
    found = reader.columns(
        f"SELECT {KEY} FROM ({ruling.sql([rule], rows)}) WHERE record_id IN (FROM {reached})"
    )
    places, known = index.places.find(found)
    return _sorted_out(index, db, np.unique(places[known]))


def of_reasons(index: Index, db: Database, name: str) -> Trial:
    """Gather what a rule in force does to rows already, whatever that is: all of it would drop."""
    listed = index.reasons.values
    wanted = [
        listed.index(one)
        for verdict in ("mark", "review", "drop")
        if (one := f"{STAGE}.{verdict}.{name}") in listed
    ]
    return _sorted_out(index, db, np.flatnonzero(index.reasons.has(wanted)))


def _columns(index: Index, rule: Rule) -> list[str]:
    """Name the signals that a rule reads: its own, and those that its condition names."""
    import re

    said = set(re.findall(r"\w+", f"{rule.signal} {rule.where or ''}"))
    types = index.reader.sql("SELECT column_name FROM (DESCRIBE SELECT * FROM signals)")
    return [row["column_name"] for row in types if row["column_name"] in said]


def _sorted_out(index: Index, db: Database, places: Places) -> Trial:
    stages = [*index.verdicts.stages]
    codes = (
        index.verdicts.verdicts[stages.index(STAGE)][places]
        if STAGE in stages
        else np.zeros(len(places), int)
    )
    count = {name: int(np.count_nonzero(codes == VERDICTS.index(name) + 1)) for name in VERDICTS}
    return Trial(places, count["keep"], count["review"], count["drop"], _kept(index, db, places))


def _kept(index: Index, db: Database, places: Places) -> Places:
    """Find those of some rows that people kept or edited, one by one: acts on whole views say nothing of a row."""
    ids = [
        row[0]
        for row in db.con.execute(
            "SELECT DISTINCT record_id FROM live WHERE kind IN ('keep', 'edit') AND bulk IS NULL"
        )
    ]
    params: list[Any] = [ids]
    found = index.reader.columns(f"SELECT {KEY} FROM (SELECT unnest(?::VARCHAR[]) AS record_id)", params)
    there, known = index.places.find(found)
    return np.intersect1d(there[known], places)
