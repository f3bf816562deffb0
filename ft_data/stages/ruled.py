"""Rules and the ranking over one part of text: what they say of a row, as long as nothing beyond the row changes it.

A row is judged here as if it were alone. What is decided by more than one row (fuses, the budget, doubts of other
stages) is decided in `judging`, over what is written here; it touches few rows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ft_data.engine.work import Work, makes
from ft_data.example import EXAMPLE, VERDICT
from ft_data.filtering import blind_spots, languages, preferences, ranking, whole
from ft_data.filtering import rules as ruling
from ft_data.filtering.judged import Judged
from ft_data.filtering.rules import InForce
from ft_data.stages import aligned
from ft_data.stages.build import Build
from ft_data.warehouse import sql, verdicts
from ft_data.warehouse.detail import Detail

ROWS = "measured_rows"
FIRED = pa.schema(
    [
        *VERDICT,
        ("rules", pa.list_(pa.string())),  # all that fired, the strongest first
        ("marks", pa.list_(pa.string())),  # those that only mark
    ]
)
# What is asked of all rows at once: facts, mixtures of languages, defects and slices of sources.
NARROW = frozenset({*languages.READS, *whole.READS, *preferences.READS, *blind_spots.READS})
Facts = Mapping[str, Any]  # by name: whether it holds, or the keys of the rows for which it does


class Ruled(NamedTuple):
    """The rows on which rules fired, and what the ranking says of all."""

    fired: pa.Table
    scores: pa.Table

    def among(self, ids: pa.Array | pa.ChunkedArray) -> Ruled:
        """Return what is said of some rows."""
        return Ruled(*(table.filter(pc.is_in(table["record_id"], value_set=ids)) for table in self))

    def opened(self, rules: Collection[str], names: Collection[str]) -> tuple[dict[str, Judged], pa.Table]:
        """Part rows that may be judged otherwise from those that stand: who is asked about, on whom one of ``rules`` fired, ``names``.

        Returns the former by id, and the latter as they are here.
        """
        fired, wanted = self.fired, pa.array(sorted(rules), pa.string())
        lists = fired["rules"].combine_chunks()
        of, flat = pc.list_parent_indices(lists), pc.list_flatten(lists)
        touched = pc.unique(of.filter(pc.is_in(flat, value_set=wanted)))
        rows = pa.array(range(fired.num_rows), touched.type)
        open_ = pc.or_(
            pc.or_(pc.equal(fired["verdict"], "review"), pc.is_in(rows, value_set=touched)),
            pc.is_in(fired["record_id"], value_set=pa.array(sorted(names), pa.string())),
        )
        found = fired.filter(open_).select(["record_id", "detail"]).to_pydict()
        judged = {
            name: Judged(tuple(Detail.read(detail).rules))
            for name, detail in zip(found["record_id"], found["detail"], strict=True)
        }
        return judged, fired.filter(pc.invert(open_))


def run(
    build: Build,
    beside: Sequence[aligned.Beside],
    rules: Sequence[InForce],
    terms: Sequence[ranking.Term],
    facts: Sequence[Facts],
) -> Ruled:
    """Judge every part of text by itself; parts that were judged by the same rules, under the same facts (those of each part), are not judged again."""
    params = {
        "rules": [rule.model_dump(mode="json", exclude={"why"}) for rule in rules],
        "terms": [list(term) for term in terms],
    }
    tasks = []
    for found, known in zip(beside, facts, strict=True):
        text = found[aligned.TEXT]
        tasks.append(build.task(rule_part, dict(found), params | {"facts": known}, rows=text.rows, of=text))
    made = build.run(tasks)

    def table(name: str) -> pa.Table:
        return pa.concat_tables(map(pq.read_table, build.files(made, name)))

    return Ruled(table("fired"), table("scores"))


@makes(fired=FIRED, scores=ranking.SCORES)
def rule_part(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Judge the rows of one part."""
    rules = [InForce.model_validate(rule) for rule in params["rules"]]
    terms = [ranking.Term(*term) for term in params["terms"]]
    asked = " ".join(
        [
            ruling.sql(rules, ROWS),
            *(" ".join([term.value, term.signal, *term.conditions]) for term in terms),
            *(fact.by for fact in ruling.FACTS.values()),
        ]
    )
    table = aligned.read(inputs, set(re.findall(r"\w+", asked)))
    table = with_facts(table, params["facts"])
    with sql.connect(threads=1, only=()) as con:  # a recipe's conditions run here
        con.register(ROWS, table)
        fired = ruling.fired(con, rules, ROWS)
        scores = ranking.scores(con, ROWS, terms)
    rows = [(name, Judged(tuple(ruling.explain(rules, levels, values)))) for name, levels, values in fired]
    said = verdicts.table([verdicts.verdict(name, one.verdict, **one.said()) for name, one in rows])
    named = [[finding.rule for finding in one.findings] for _, one in rows]
    marks = [[finding.rule for finding in one.findings if finding.verdict == "mark"] for _, one in rows]
    table = pa.table(
        [*said.columns, pa.array(named, FIRED.types[-2]), pa.array(marks, FIRED.types[-1])], schema=FIRED
    )
    return Work({"fired": table, "scores": scores})


def facts(rows: pa.Table) -> Facts:
    """Return the facts of all rows: of the whole, whether they hold (None where that cannot be told), else for which keys."""
    found: dict[str, Any] = {}
    columns = [name for name in rows.column_names if name in EXAMPLE.names]
    with sql.connect() as con:
        con.register("cleaned", rows.select(columns))
        con.register("signals", rows.drop_columns([name for name in columns if name != "record_id"]))
        for name, fact in ruling.FACTS.items():
            if not fact.by:
                ((found[name],),) = con.execute(f"SELECT {fact.sql}").fetchall()
            elif fact.by in rows.column_names:
                keys = (
                    f"SELECT DISTINCT {fact.by} FROM signals JOIN cleaned USING (record_id) WHERE {fact.sql}"
                )
                found[name] = sorted(key for (key,) in con.execute(keys).fetchall())
    return found


def facts_of(rows: pa.Table, known: Facts) -> Facts:
    """Return the facts that concern some of the rows: what is named by them does not change with the others."""
    found = dict(known)
    for name, holds in known.items():
        if by := ruling.FACTS[name].by:
            here = pc.unique(rows[by])
            known_here = here.filter(pc.is_in(here, value_set=pa.array(holds, here.type)))
            found[name] = sorted(known_here.drop_null().to_pylist())
    return found


def with_facts(rows: pa.Table, known: Facts) -> pa.Table:
    """Add a column for each fact."""
    for name, fact in ruling.FACTS.items():
        rows = rows.append_column(name, _fact(rows, fact.by, known.get(name)))
    return rows


def _fact(table: pa.Table, by: str, holds: Any) -> pa.Array | pa.ChunkedArray:
    if not by:
        return pa.array([holds] * table.num_rows, pa.bool_())
    if by not in table.column_names:
        return pa.array([False] * table.num_rows, pa.bool_())
    keys = table[by]
    return pc.is_in(keys, value_set=pa.array(holds, keys.type))
