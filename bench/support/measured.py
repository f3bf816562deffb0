"""Rows as a version that was measured: the views that the evaluation reads, in memory, without the stages between."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from ft_data.signals.fitted import clusters
from ft_data.signals.fitted.model import Model
from ft_data.signals.relevance.measure import relevance_signals
from ft_data.signals.text.measure import text_signals
from ft_data.signals.tone.measure import tone_signals
from ft_data.signals.toxicity.measure import toxicity_signals

_KEPT = frozenset(
    "prompt_words response_words response_mtld response_entropy response_dup_5gram response_compression_ratio response_flesch "
    "response_kincaid prompt_overlap answers_other_question politeness rudeness sentiment formality toxicity".split()
)


class Row(NamedTuple):
    """A row: its texts, and the groups it is of."""

    prompt: str
    response: str
    groups: Mapping[str, str] = {}
    family: str = ""


class Made(NamedTuple):
    """A connection with the views `formatted`, `signals` and `filtered_quality`, and the topics that rows are of."""

    con: duckdb.DuckDBPyConnection
    topics: frozenset[str]


def measured(
    rows: Sequence[Row],
    topics: int = 0,
    seed: int = 0,
    model: Model | None = None,
    halve: str | None = None,
    languages: Sequence[str] = (),
    refusals: Sequence[bool] | None = None,
) -> tuple[Made, Model | None]:
    """Measure rows; ``model`` are topics that were fitted before, else as many as wanted are. ``halve`` leaves out every
    second row of a topic."""
    ids = [
        hashlib.sha256(f"{at if one.family else ''}{one.prompt}\0{one.response}".encode()).hexdigest()[:24]
        for at, one in enumerate(rows)
    ]
    seen: dict[str, int] = {}
    for at, one in enumerate(ids):
        seen[one] = seen.get(one, 0) + 1
        ids[at] = f"{one}{seen[one]:04d}"
    texts = pa.table(
        {
            "record_id": ids,
            "prompt_text": pa.array([one.prompt for one in rows], pa.string()),
            "response_text": pa.array([one.response for one in rows], pa.string()),
        }
    )
    found: dict[str, Any] = {}
    for measure in (text_signals, relevance_signals, tone_signals, toxicity_signals):
        found |= {name: values for name, values in measure(texts, {}).items() if name in _KEPT}
    if refusals is not None:
        found["refusal"] = list(refusals)
    if topics:
        model = model or clusters.fit(texts, topics, seed)
        found |= clusters.measure(texts, {"model": model})
    found["row_language"] = list(languages) or ["en"] * len(ids)
    signals = pa.table({"record_id": ids} | {name: _column(values) for name, values in found.items()})
    formatted = texts.append_column("source", pa.array(["made"] * len(ids)))
    formatted = formatted.append_column(
        "group_key", pa.array([one.family or name for one, name in zip(rows, ids, strict=True)])
    )
    formatted = formatted.append_column(
        "groups", pa.array([list(one.groups.items()) for one in rows], pa.map_(pa.string(), pa.string()))
    )
    con = duckdb.connect()
    for name, table in (("formatted_all", formatted), ("signals", signals)):
        con.register(f"{name}_given", table)
        con.execute(f"CREATE TABLE {name} AS FROM {name}_given")
    con.execute("CREATE TABLE filtered_quality AS SELECT record_id, 0.9 AS quality FROM formatted_all")
    left = "SELECT record_id FROM signals WHERE topic_name = ? QUALIFY row_number() OVER (ORDER BY record_id) % 2 = 0"
    gone = con.execute(left, [halve]).fetchall() if halve else []
    con.execute("CREATE TABLE gone (record_id VARCHAR)")
    if gone:
        con.executemany("INSERT INTO gone VALUES (?)", gone)
    con.execute("CREATE VIEW formatted AS FROM formatted_all ANTI JOIN gone USING (record_id)")
    named = (
        con.execute("SELECT DISTINCT topic_name FROM signals WHERE topic_name IS NOT NULL").fetchall()
        if topics
        else []
    )
    return Made(con, frozenset(row[0] for row in named)), model


def _column(values: Any) -> Any:
    if isinstance(values, (pa.Array, pa.ChunkedArray)):
        return values
    array = pa.array(values)
    return array if not pa.types.is_floating(array.type) else pa.array(values, from_pandas=True)
