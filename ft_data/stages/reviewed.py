"""reviewed: people's decisions applied, edits included; undecided rows wait and are counted.

In come filtered's kept and review rows, and dropped rows that a person rescued. A decision counts only while the
row (of a comparison: both rows) still has the content that the person saw; a changed row asks again. Labels and
ratings that people gave are in ``annotations``, whether they kept the row or made another of it. What they wrote passes
what every row passes (`ft_data.stages.written`), and is dropped where a row of a file would be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import pyarrow as pa

from ft_data.cleaning.cleaner import Cleaner
from ft_data.cleaning.privacy.regions import cleaning_of
from ft_data.engine.work import Work, makes
from ft_data.evaluation import expectations
from ft_data.example import EXAMPLE, VERDICT
from ft_data.recipe.rules import kind_of_text
from ft_data.stages import derived, written
from ft_data.stages.build import Build, name_of, names
from ft_data.stages.reading import Versions
from ft_data.stages.stage import Stage
from ft_data.warehouse import verdicts
from ft_data.warehouse.snapshots import Snapshot

ANNOTATION = pa.schema(
    [
        ("record_id", pa.string()),
        ("kind", pa.string()),  # label | rating
        ("name", pa.string()),
        ("value", pa.string()),
        ("actor", pa.string()),
        ("decided_at", pa.timestamp("us", tz="UTC")),
        ("rubric_version", pa.int32()),
    ]
)


def build(build: Build) -> Snapshot:
    """Apply the decisions there are."""
    from ft_data.review.store import decisions

    filtered = build.current("filtered")
    standing = decisions(build.warehouse.review).to_pylist()
    people = name_of([{key: str(value) for key, value in row.items()} for row in standing])
    made_of = {"decisions": people, "filtered": names(filtered.parts["verdicts"])}
    people_alone = build.only(*_READS)
    receipt = people_alone.once(apply, made_of, people_alone, filtered, standing)
    tables, stats = dict(receipt.tables), dict(receipt.stats)
    if receipt.rows("made"):
        joined = written.judged(build, filtered, tables["made"], tables["verdicts"])
        tables |= joined.tables
        stats |= joined.stats
    found = stats["verdicts"]
    return build.commit(
        tables,
        rows=found.get("keep", 0) + found.get("new", 0),
        inputs=[filtered],
        stats=stats,
        facts={"decisions": people[:12]},
    )


@makes(verdicts=VERDICT, made=EXAMPLE, annotations=ANNOTATION)
def apply(build: Build, filtered: Snapshot, standing: list[dict[str, Any]]) -> Work:
    """Apply decisions to a version of ``filtered``."""
    cleaner = Cleaner(cleaning_of(build.recipe), kind_of_text(build.recipe.profile), build.home.key())
    with Versions(build, filtered) as versions:
        return _apply(versions, standing, build.recipe.review.pending, cleaner)


def _apply(versions: Versions, standing: list[dict[str, Any]], pending: str, cleaner: Cleaner) -> Work:
    con = versions.con
    judged = {(row["record_id"], row["content_hash"]): row for row in standing if _judges(row)}
    names = sorted({name for name, _ in judged})
    con.register("people", pa.table({"record_id": pa.array(names, pa.string())}))
    con.execute(
        """
        CREATE TEMP TABLE asked AS
        SELECT f.record_id, f.verdict, f.reasons, c.content_hash FROM filtered_verdicts f
        JOIN cleaned c USING (record_id)
        WHERE f.verdict = 'review' OR f.record_id IN (SELECT record_id FROM people)
        """
    )
    rights = derived.rights_of(con, [name for row in standing for name in _about(row)])
    found = _Found(rights, cleaner)
    for name, verdict, reasons, shown in con.execute("SELECT * FROM asked ORDER BY record_id").fetchall():
        decision = judged.get((name, shown))
        if decision and not (verdict == "drop" and decision["decision"] == "drop"):
            found.judge(name, decision, verdict)
        elif verdict == "review":
            fate = {"hold": "review", "keep": "keep", "drop": "drop"}[pending]
            why = ["undecided"] if fate == "keep" else ["undecided", *reasons]
            found.verdicts.append(verdicts.verdict(name, fate, why, evidence=f"pending: {pending}"))
    for row in standing:
        if not _judges(row) and row["example"]:
            found.write(row)
    kept = con.sql(
        "SELECT record_id FROM filtered_verdicts WHERE verdict IN ('keep', 'new')"
    ).to_arrow_table()
    table = verdicts.kept_and(kept.column(0), found.verdicts)
    pieces, stats = verdicts.in_parts(table)
    stats |= {
        "rows_in": table.num_rows - stats["verdicts"].get("new", 0),
        "decisions": len(standing),
        "decisions_on_other_content": len(set(names) - found.applied) + found.outdated,
        "annotations": len(found.annotations),
    }
    tables = {
        "verdicts": pieces,
        "made": pa.Table.from_pylist(list(found.made.values()), EXAMPLE),
        "annotations": pa.Table.from_pylist(found.annotations, ANNOTATION),
    }
    return Work(tables, stats)


class _Found:
    """What the decisions come to: verdicts, rows that people made, labels and ratings."""

    def __init__(self, rights: Mapping[str, derived.Rights], cleaner: Cleaner) -> None:
        self.verdicts: list[dict[str, Any]] = []
        self.made: dict[str, derived.Example] = {}
        self.annotations: list[dict[str, Any]] = []
        self.applied: set[str] = set()
        self.outdated = 0
        self._rights, self._cleaner = rights, cleaner

    def judge(self, name: str, decision: Mapping[str, Any], before: str) -> None:
        """Turn what people decided on a row into verdicts; an edit drops the row and makes a derived one."""
        self.applied.add(name)
        note = decision["reason"] and self._cleaner.mask_value(decision["reason"], scope=name)[0]
        facts = _facts(decision) | {"evidence": note or None}
        if decision["decision"] == "edit" and decision["example"]:
            made, masked = self._make(decision, [name])
            reasons = ["edited_by_person"]
            self._say(name, "drop", reasons, made, **facts)
            self._say(made, "new", reasons, parents=[name], masked=masked or None, **facts)
        elif decision["decision"] == "keep":
            self._say(name, "keep", ["rescued_by_person" if before == "drop" else "kept_by_person"], **facts)
            self._annotate(name, decision)
        else:
            self._say(name, "drop", ["dropped_by_person"], **facts)

    def write(self, decision: Mapping[str, Any]) -> None:
        """Add an example that a person wrote or preferred; the rows it was made from keep their own verdicts.

        A comparison is about both texts as they were; what was written from a row stands while the row is there.
        """
        compared = decision["decision"] == "prefer"
        for name, shown in _about(decision).items():
            now = self._rights.get(name)
            if now is None or (compared and now.content_hash != shown):
                self.outdated += 1
                return
        reasons = ["preferred_by_person" if compared else "written_by_person"]
        parents = list(_about(decision))
        if orjson.loads(decision["example"])["record_id"] in self.made:
            return  # the same two answers, asked about the other way round
        made, masked = self._make(decision, parents)
        self._say(made, "new", reasons, parents=sorted(parents), masked=masked or None, **_facts(decision))

    def _make(self, decision: Mapping[str, Any], parents: Sequence[str]) -> tuple[str, dict[str, int]]:
        rights = [self._rights[name] for name in parents]
        made, masked = derived.example(decision, rights, self._cleaner)
        self.made[made["record_id"]] = made
        self._annotate(made["record_id"], decision)
        return made["record_id"], masked

    def _say(
        self, name: str, verdict: str, reasons: Sequence[str], witness: str | None = None, **facts: Any
    ) -> None:
        self.verdicts.append(verdicts.verdict(name, verdict, reasons, witness, **facts))

    def _annotate(self, name: str, decision: Mapping[str, Any]) -> None:
        who = {key: decision[key] for key in ("actor", "decided_at", "rubric_version")}
        for kind in ("label", "rating"):
            for key, value in sorted(_given(decision, f"{kind}s").items()):
                self.annotations.append(
                    {"record_id": name, "kind": kind, "name": key, "value": str(value), **who}
                )


def _judges(decision: Mapping[str, Any]) -> bool:
    """Tell a decision on a row from a new example; to prefer within one preference row is to judge it.

    Whether a removal was right (judged beside the row that stayed) says something about the rule, not a verdict.
    """
    if decision.get("other_id") is not None:
        return False
    within = decision["task"] == "prefer" and decision["decision"] in ("keep", "edit", "drop")
    return bool(decision["task"] == "judge" or within)


def _about(decision: Mapping[str, Any]) -> dict[str, str]:
    """Name the rows that were shown, with the content they had."""
    shown = {decision["record_id"]: decision["content_hash"]}
    if decision["other_id"]:
        shown[decision["other_id"]] = decision["other_hash"]
    return shown


def _given(decision: Mapping[str, Any], what: str) -> dict[str, Any]:
    given: dict[str, Any] = orjson.loads(decision[what] or "{}")
    return given


def _facts(decision: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "actor": decision["actor"],
        "decided_at": decision["decided_at"].isoformat(),
        "rubric_version": decision["rubric_version"],
        "opinions": decision["opinions"],
        "labels": _given(decision, "labels") or None,
        "ratings": _given(decision, "ratings") or None,
    }


_READS = ("review.pending", "clean", "languages", "profile")
STAGE = Stage(
    name="reviewed",
    inputs=("filtered",),
    kinds=("duckdb", "sqlite"),
    description=(
        "People's decisions applied: kept, dropped, edited (a derived row with its parent), rescued. What people wrote "
        "is measured, compared and judged as rows of files are. Undecided rows wait and are counted."
    ),
    reads=(*_READS, *written.READS),
    aside=("rules.*.why",),
    says="people's decisions applied",
    figure=("review", "waiting for people"),
    expects=expectations.reviewed,
    plugs=(("profile", "rules"), ("packs", "rules")),
    run=build,
    work=(apply, *written.WORK),
)
