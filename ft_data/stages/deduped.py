"""deduped: exact and near duplicates removed, each with a kept witness and a score.

Signatures are made once per cleaned part; the decision is global and a function of the set of rows alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.engine.code import code_version
from ft_data.engine.work import Work
from ft_data.example import VERDICT
from ft_data.recipe.problems import problem
from ft_data.stages import verdicts
from ft_data.stages.build import Build, names
from ft_data.stages.others import Other, other, overlaps
from ft_data.warehouse import snapshots
from ft_data.warehouse.parts import Receipt
from ft_data.warehouse.snapshots import Snapshot

if TYPE_CHECKING:
    from ft_data.dedup.facts import Corpus

# Of the messages only what the two texts leave out: reading all of them takes as long as signing them.
_COLUMNS = [
    "record_id",
    "prompt_text",
    "response_text",
    "messages.list.element.tool_calls_json",
    "chosen.list.element.tool_calls_json",
    "rejected.list.element.content",
    "rejected.list.element.tool_calls_json",
]


def schemas(params: Mapping[str, Any]) -> dict[str, pa.Schema]:
    """Declare the signature table (its bands depend on the threshold), or that of the meanings."""
    from ft_data.dedup.meaning.meanings import MEANINGS
    from ft_data.dedup.signatures import signature_schema

    if "model" in params:
        return {"vectors": MEANINGS}
    return {"signatures": signature_schema(params)}


def build(build: Build) -> Snapshot:
    """Find duplicates among all cleaned rows and choose who stays."""
    from ft_data.dedup.signatures import signature_params

    cleaned, signals = build.current("cleaned"), build.current("signals")
    wanted = build.recipe.dedupe
    params = signature_params(wanted)
    signing = code_version(
        "ft_data.dedup.signatures",
        "ft_data.dedup.shingles",
        "ft_data.dedup.words",
        "ft_data.dedup.normal",
        "ft_data.dedup.bands",
    )
    code = code_version("ft_data.dedup", "ft_data.stages.deduped", "ft_data.stages.others")
    tasks = [
        build.task(
            "deduped",
            "ft_data.stages.deduped:sign",
            {"cleaned": build.path(part)},
            params,
            [part.file, signing, params],
            rows=part.rows,
        )
        for part in cleaned.parts["main"]
    ]
    with ThreadPoolExecutor(1) as ahead:
        # While workers sign, this process has nothing else to do than to get ready for the decision.
        fresh = any(not Path(task.folder, f"{task.key}.json").exists() for task in tasks)
        ranked = ahead.submit(_prepare, build, signals) if fresh else None
        signed = build.run("deduped", tasks)
        meant = _meanings(build, cleaned) if wanted.semantic.enabled else []
    elsewhere = {
        name: other(build, name, params, signing)
        for name in sorted({*wanted.against, *build.recipe.siblings})
    }
    versions = {name: found.version for name, found in elsewhere.items()}
    settings = wanted.model_dump() | {"siblings": sorted(build.recipe.siblings), "others": versions}
    receipt = build.once(
        "deduped",
        [
            code,
            settings,
            names(cleaned.parts["main"]),
            [(r.key, r.rows("signatures")) for r in signed],
            [r.key for r in meant],
            _ranked_by(signals),
        ],
        {"verdicts": VERDICT},
        lambda: _decide(
            build,
            _own(build, cleaned, signed, meant),
            ranked.result() if ranked else _rank(build, signals),
            elsewhere,
        ),
    )
    made = {**snapshots.merge([*signed, *meant]), **dict(receipt.tables)}
    return build.commit(
        "deduped",
        made,
        rows=receipt.stats["verdicts"].get("keep", 0) + receipt.stats["verdicts"].get("new", 0),
        inputs=[cleaned, signals],
        code=code,
        settings=settings,
        stats=receipt.stats,
    )


def sign(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Compute the signatures of one cleaned part."""
    from ft_data.dedup.signatures import signatures

    with pq.ParquetFile(inputs["cleaned"]) as part:
        return Work({"signatures": signatures(part.read(columns=_COLUMNS), params)})


def _meanings(build: Build, cleaned: Snapshot) -> list[Receipt]:
    """Embed every cleaned part. Raises RecipeError when the extra is not installed."""
    from ft_data.dedup.meaning import embedding

    try:
        embedding.require()
    except embedding.EmbedMissing as error:
        raise problem(str(error)) from None
    code = code_version(
        "ft_data.dedup.meaning.meanings", "ft_data.dedup.meaning.guards", "ft_data.dedup.meaning.embedding"
    )
    tasks = [
        build.task(
            "deduped",
            "ft_data.stages.deduped:embed",
            {"cleaned": build.path(part)},
            {"model": embedding.VERSION},
            [part.file, code, embedding.VERSION],
            rows=part.rows,
        )
        for part in cleaned.parts["main"]
    ]
    return build.run("deduped", tasks)


def embed(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Compute the meanings of one cleaned part."""
    from ft_data.dedup.meaning.meanings import meanings

    return Work({"vectors": meanings(pq.read_table(inputs["cleaned"], columns=_COLUMNS[:3]))})


def _ranked_by(signals: Snapshot) -> list[str]:
    return names(signals.parts["flags"]) if "flags" in signals.parts else []


def _own(build: Build, cleaned: Snapshot, signed: Sequence[Receipt], meant: Sequence[Receipt]) -> Corpus:
    from ft_data.dedup.facts import Corpus

    def paths(receipts: Sequence[Receipt], table: str) -> list[str]:
        return [build.path(part) for receipt in receipts for part in receipt.tables[table]]

    texts = [build.path(part) for part in cleaned.parts["main"]]
    return Corpus(paths(signed, "signatures"), texts, build.name, paths(meant, "vectors"))


def _decide(build: Build, own: Corpus, rank: pa.Table, elsewhere: Mapping[str, Other]) -> Any:
    from ft_data.dedup.bands import lsh_curve
    from ft_data.dedup.resolve import deduplicate
    from ft_data.dedup.signatures import signature_params

    wanted = build.recipe.dedupe
    against = [elsewhere[name].corpus for name in sorted(set(wanted.against))]
    with duckdb.connect() as con:
        result = deduplicate(
            own.signatures, own.texts, rank, wanted, con, against=against, meanings=own.meanings
        )
    pieces, stats = verdicts.in_parts(result.verdicts)
    tables: dict[str, Any] = {field.name: getattr(result, field.name) for field in fields(result)}
    siblings = [elsewhere[name].corpus for name in sorted(set(build.recipe.siblings))]
    tables["siblings"] = overlaps(build, own, siblings)
    stats |= {"rows_in": result.verdicts.num_rows}
    for name, table in tables.items():
        if name not in ("verdicts", "pairs", "meanings", "overlap", "others", "audit"):
            stats[f"rows_in_{name}"] = table.num_rows
    params = signature_params(wanted)
    curve = lsh_curve(params["bands"], params["rows"], 0.05)
    stats["recall"] = {f"{jaccard:.2f}": round(recall, 5) for jaccard, recall in curve if jaccard >= 0.5}
    return tables | {"verdicts": pieces}, stats


def _prepare(build: Build, signals: Snapshot) -> pa.Table:
    """Load compiled code, which takes as long as ranking does, and rank the rows."""
    from ft_data.dedup.grouping import first_equal

    first_equal(np.zeros(1, np.uint64))
    return _rank(build, signals)


def _rank(build: Build, signals: Snapshot) -> pa.Table:
    """Rank rows for survival: higher quality stays (see ft_data.filtering.quality)."""
    from ft_data.filtering import quality
    from ft_data.stages.reading import Versions

    with Versions(build, signals) as versions:
        return quality.scores(versions.con, "signals")
