"""certificate: whether generated rows can be told from people's, by what, what their makers cost, and whether one collapsed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from ft_data.engine.work import Work, makes
from ft_data.evaluation import generated
from ft_data.recipe.generate import generators
from ft_data.stages.build import Build, names
from ft_data.stages.reading import Versions
from ft_data.stages.stage import Stage
from ft_data.stages.texts import parts_of
from ft_data.synthesis.passing import passing
from ft_data.warehouse import sql, views
from ft_data.warehouse.snapshots import Snapshot

MOST = 1_000  # rows of each side: those with the smallest ids, which are hashes

CERTIFICATE = pa.schema(
    [
        ("source", pa.string()),
        ("verdict", pa.string()),
        *((name, pa.int32()) for name in ("rows", "groups", "human_rows", "human_groups")),
        *(
            (name, pa.float64())
            for name in (
                "area", "low", "high", "z", "matched_area", "matched_low", "matched_high", "length_alone",
                "distinct", "human_distinct", "packed", "human_packed", "twins", "human_twins",
                "vendi", "human_vendi", "alike", "human_alike", "coverage",
                "accepted", "kept_by_people", "price_of_a_row",
            )
        ),
    ]
)  # fmt: skip
WORDS = pa.schema(
    [
        ("source", pa.string()),
        ("term", pa.string()),
        ("made", pa.float64()),
        ("human", pa.float64()),
        ("z", pa.float64()),
    ]
)
FINDINGS = pa.schema(
    [("source", pa.string()), ("finding", pa.string()), ("share", pa.float64()), ("evidence", pa.string())]
)
MANNER = pa.schema(
    [("source", pa.string()), ("what", pa.string()), ("made", pa.float64()), ("human", pa.float64())]
)
OPENINGS = pa.schema(
    [("source", pa.string()), ("words", pa.string()), ("made", pa.float64()), ("human", pa.float64())]
)
PASSING = pa.schema(
    [
        ("source", pa.string()),
        ("number", pa.int32()),
        ("stage", pa.string()),
        ("reached", pa.int64()),
        ("rejected", pa.int64()),
    ]
)
DEPTHS = pa.schema(
    [("source", pa.string()), *((name, pa.int64()) for name in ("depth", "requests", "accepted", "selected"))]
)
SCHEMAS = {
    "main": CERTIFICATE,
    "words": WORDS,
    "findings": FINDINGS,
    "manner": MANNER,
    "openings": OPENINGS,
    "passing": PASSING,
    "depths": DEPTHS,
}


def build(build: Build) -> Snapshot:
    """Certify the generated rows of the current version."""
    formatted = build.current("formatted")
    lineage = views.lineage(build.warehouse, formatted)
    made = lineage["synthesized"]
    figures = made.stats["generators"]
    made_of = {
        "rows": names(formatted.parts["main"]),
        "texts": names(parts_of(lineage)),
        "people": [names(lineage["reviewed"].parts.get(part, ())) for part in ("verdicts", "made")],
        "figures": figures,
    }
    receipt = build.once(measure, made_of, build, formatted, figures)
    return build.commit(
        receipt.tables, rows=receipt.rows("main"), inputs=[formatted], stats=receipt.stats, facts={}
    )


@makes(**SCHEMAS)
def measure(build: Build, formatted: Snapshot, figures: dict[str, Any]) -> Work:
    """Compare the rows of each generator with people's, and those of all together where there are several."""
    from ft_data.synthesis.certificate.certify import Row, certify

    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    with Versions(build, formatted) as versions:
        agreed = _agreed(versions)
        human = [
            Row(q, a, (name,)) for name, q, a, _ in _rows(versions, "origin = 'human' AND prompt_text <> ''")
        ]
        makers = {source: [source] for source in figures}
        for source, of in (makers | ({"all generators": [*figures]} if len(figures) > 1 else {})).items():
            where = f"source IN ({', '.join(map(sql.text, of))})"
            made = [Row(q, a, tuple(parents)) for _, q, a, parents in _rows(versions, where)]
            found, own = certify(made, human), figures.get(source, {})
            tables["main"].append(
                {
                    "source": source,
                    "verdict": found.matched.verdict,
                    "rows": len(made),
                    "groups": found.matched.groups[1],
                    "human_rows": len(human),
                    "human_groups": found.matched.groups[0],
                    "area": found.raw.area,
                    "low": found.raw.low,
                    "high": found.raw.high,
                    "z": found.raw.z,
                    "matched_area": found.matched.area,
                    "matched_low": found.matched.low,
                    "matched_high": found.matched.high,
                    "length_alone": found.length_alone,
                    **{name: getattr(found.made, name) for name in ("distinct", "packed", "twins")},
                    **{
                        f"human_{name}": getattr(found.human, name)
                        for name in ("distinct", "packed", "twins")
                    },
                    **{name: getattr(found.variety, name) for name in ("vendi", "alike")},
                    **{f"human_{name}": getattr(found.human_variety, name) for name in ("vendi", "alike")},
                    "coverage": found.coverage,
                    "accepted": own["accepted"] / own["requests"] if own.get("requests") else None,
                    "kept_by_people": agreed.get(source),
                    "price_of_a_row": own.get("price_of_a_row"),
                }
            )
            tables["words"] += [{"source": source, **word._asdict()} for word in found.words]
            tables["findings"] += [
                {"source": source, "finding": one.name, "share": one.share, "evidence": one.evidence}
                for one in found.findings
            ]
            tables["manner"] += [
                {"source": source, "what": what, "made": a, "human": b} for what, a, b in found.manner
            ]
            tables["openings"] += [{"source": source, **one._asdict()} for one in found.openings]
        tables["passing"] = _passing(versions, makers)
        tables["depths"] = _depths(versions)
    return Work(
        {name: pa.Table.from_pylist(tables[name], schema) for name, schema in SCHEMAS.items()},
        {"certified": len(tables["main"]), "collapsed": len(tables["findings"])},
    )


def _rows(versions: Versions, where: str) -> list[tuple[str, str, str, list[str]]]:
    return versions.con.execute(
        "SELECT record_id, prompt_text, response_text, parents FROM selected WHERE response_text <> '' AND "
        f"{where} ORDER BY record_id LIMIT {MOST}"
    ).fetchall()


def _passing(versions: Versions, makers: Iterable[str]) -> list[dict[str, Any]]:
    """Return for each generator how many of its generations reach each stage and how many it stops, until they are selected."""
    stages = [one.asset for one in views.deciding(versions.found.values())]
    later = stages[stages.index("synthesized") + 1 :]
    found = []
    for source in makers:
        counted = versions.con.execute(
            "SELECT reason, count(*) FROM synthesized_requests WHERE source = ? AND verdict <> 'pending' GROUP BY 1",
            [source],
        ).fetchall()
        rejected = {reason: count for reason, count in counted if reason}
        rows = [one._asdict() for one in passing(sum(count for _, count in counted), rejected)]
        left = sum(count for _, count in counted) - sum(rejected.values())
        for stage in later:
            (kept,) = versions.con.execute(
                f"SELECT count(DISTINCT record_id) FROM {stage} WHERE source = ?", [source]
            ).fetchall()[0]
            rows.append({"stage": stage, "reached": left, "rejected": left - kept})
            left = kept
        found += [{"source": source, "number": number, **row} for number, row in enumerate(rows)]
    return found


def _depths(versions: Versions) -> list[dict[str, Any]]:
    """Return what became of requests by the number of models between them and people: a maker that feeds on itself decays."""
    found = versions.con.execute(
        "SELECT source, depth::BIGINT, count(*), count(*) FILTER (verdict = 'new'), "
        "count(*) FILTER (record_id IN (SELECT record_id FROM selected)) FROM synthesized_requests WHERE verdict <> 'pending' GROUP BY 1, 2 ORDER BY 1, 2"
    ).fetchall()
    return [dict(zip(DEPTHS.names, row, strict=True)) for row in found]


def _agreed(versions: Versions) -> dict[str, float]:
    """Return by generator the share that people kept of the rows they decided on."""
    found = versions.con.execute(
        "SELECT c.source, avg((v.verdict = 'keep')::INT) FROM reviewed_verdicts v JOIN cleaned c USING (record_id) "
        "WHERE c.origin = 'synthetic' AND v.detail LIKE '%\"actor\"%' GROUP BY 1"
    ).fetchall()
    return dict(found)


STAGE = Stage(
    name="certificate",
    inputs=("formatted",),
    wanted=lambda recipe, item: bool(generators(recipe.sources)),
    description=(
        "For every generator: whether its answers can be told from people's (a two-sample test whose folds follow parents, prompts and "
        "near copies, with lengths matched), the words that give them away, whether it collapsed to a template, a name or the "
        "same answer again, and what a row costs."
    ),
    reads=(),
    expects=generated.certificate,
    run=build,
    work=(measure, "ft_data.synthesis.certificate.certify:certify"),
)
