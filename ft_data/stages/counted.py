"""How many tokens each turn of a row has, counted part by part and kept: the card adds them up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ft_data.engine.work import Work, makes
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data.stages.texts import with_written

if TYPE_CHECKING:
    from ft_data.formatting.tokenizers import Tokenizer

COUNTS = pa.schema(
    [
        ("record_id", pa.string()),
        ("turns", pa.list_(pa.int32())),  # tokens of every turn
        ("roles", pa.list_(pa.int8())),  # and whose it is, an index in `tokens.ROLES`
        ("tools", pa.int32()),
    ]
)
_COLUMNS = ["record_id", "content_hash", "messages", "chosen", "rejected", "tools_json"]


@makes(counts=COUNTS)
def count_part(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Count the tokens of the rows of one part of text."""
    from ft_data.formatting import tokens

    table = pq.read_table(inputs["text"], columns=_COLUMNS)
    counted = tokens.count(table, _loaded(params["tokenizer"], params["name"], params["folder"]))
    turns = counted["turns"].combine_chunks()
    whose = pa.ListArray.from_arrays(turns.offsets, pa.array(tokens.roles(table), pa.int8()))
    columns = [table["record_id"], turns, whose, counted["tools"]]
    return Work({"counts": pa.table(columns, schema=COUNTS)})


@lru_cache(1)
def _loaded(identity: str, name: str, folder: str) -> Tokenizer:
    """Load a tokenizer once for all parts that a worker counts, and anew when its file is another (``identity``)."""
    from ft_data.formatting import tokenizers

    return tokenizers.load(name, Path(folder))


def account(build: Build, versions: Versions, copies: str) -> dict[str, Any]:
    """Return the section of the card on tokens, of the rows of ``formatted``, each as often as ``copies`` (SQL) says."""
    from ft_data.formatting.token_report import Account
    from ft_data.formatting.tokenizers import load

    name, folder = build.recipe.format.tokenizer, build.home.folder(build.name)
    tokenizer = load(name, folder)
    found = Account(tokenizer)
    for counts in _counts(build, versions, tokenizer, {"name": name, "folder": str(folder)}):
        versions.con.register("ft_counts", counts)
        rows = versions.con.sql(
            f"SELECT c.*, f.split, {copies} AS copies FROM ft_counts c JOIN formatted_main f USING (record_id) "
            "LEFT JOIN selected_main w USING (record_id)"
        ).to_arrow_table()
        times = rows.column("copies").to_numpy()
        if (times != 1).any():
            rows = rows.take(pa.array(np.repeat(np.arange(len(rows)), times)))
        rows = rows.combine_chunks()
        whose = pc.list_flatten(rows["roles"]).to_numpy().astype(np.int64)
        found.add_counted(rows, whose, rows["split"])
    return found.report(build.recipe.format.price_per_million)


def _counts(
    build: Build, versions: Versions, tokenizer: Tokenizer, where: Mapping[str, str]
) -> Iterator[pa.Table]:
    parts = with_written(versions.found)
    tasks = [
        build.task(
            count_part,
            {"text": part},
            {"tokenizer": tokenizer.identity},
            rows=part.rows,
            beside=where,
            of=part,
        )
        for part in parts
    ]
    return map(pq.read_table, build.files(build.run(tasks), "counts"))
