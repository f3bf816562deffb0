"""The independent look after cleaning: is any personal data left in any string of any example?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.cleaning.privacy.regions import cleaning_of
from ft_data.engine.work import Work
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data.warehouse.parts import Part, Receipt
from ft_data.warehouse.snapshots import Snapshot

RESIDUAL = pa.schema([("record_id", pa.string()), ("kind", pa.string()), ("count", pa.int32())])


def residual(build: Build, snapshot: Snapshot, versions: Versions) -> float:
    """Count findings of personal data in the whole version; parts already scanned are not scanned again."""
    receipts = looked(build, snapshot.parts.get("main", snapshot.parts.get("made", ())))
    return float(sum(receipt.rows("residual") for receipt in receipts))


def looked(build: Build, parts: Sequence[Part]) -> list[Receipt]:
    """Scan cleaned parts, those already scanned apart: table ``residual`` of each has a row per example and kind found in it."""
    build = replace(build, asset="privacy")
    clean = build.recipe.clean
    regions, public = cleaning_of(build.recipe).pii_regions, clean.public
    kept = sorted(name.removeprefix("pii_") for name in clean.keep if name.startswith("pii_"))
    params = {"regions": regions, "kept": kept, "public": public}
    return build.run([build.task(scan_part, {"cleaned": part}, params, rows=part.rows) for part in parts])


def scan_part(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Scan every string of one cleaned part."""
    from ft_data.cleaning import scan
    from ft_data.cleaning.privacy.residual import announced, counted
    from ft_data.cleaning.privacy.talks import agreed

    look = partial(scan, regions=params["regions"], public=params["public"])
    kept = set(params["kept"])  # kinds that the recipe leaves in on purpose
    table = pq.read_table(inputs["cleaned"])
    columns = [field.name for field in table.schema if field.name not in _NO_TEXT and _has_text(field.type)]
    rows = []
    known: dict[tuple[str, str], dict[str, int]] = {}
    for row in table.select(["record_id", *columns]).to_pylist():
        values = [row[name] for name in columns]
        found = counted(values, look, params["public"], known)
        if found:  # what one text makes nobody's is so in all of them
            texts = [labelled for labelled, _ in announced(values)]
            turns = [*(row.get("messages") or ()), *(row.get("chosen") or ())]
            nobodys = agreed(texts, turns, params["regions"], params["public"])
            if nobodys:
                found = counted(values, look, params["public"], nobodys=nobodys)
        rows += [
            {"record_id": row["record_id"], "kind": kind, "count": n}
            for kind, n in sorted(found.items())
            if kind not in kept
        ]
    return Work({"residual": pa.Table.from_pylist(rows, RESIDUAL)})


# Hashes and names of ours; what prompt and response say, the messages say.
_NO_TEXT = frozenset(
    {"record_id", "content_hash", "subject_id", "parents", "prompt_text", "response_text", "kind", "origin"}
)


def _has_text(kind: pa.DataType) -> bool:
    return not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_timestamp(kind))
