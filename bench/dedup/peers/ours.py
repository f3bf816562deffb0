"""This project: signatures of parts on two threads, then the global step. From Parquet parts, as in a run."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[3])]

import common  # noqa: E402
import duckdb  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

from ft_data.dedup.bands import signature_params  # noqa: E402
from ft_data.dedup.resolve import deduplicate  # noqa: E402
from ft_data.dedup.signatures import signatures  # noqa: E402
from ft_data.engine.compiled import load_cached  # noqa: E402
from ft_data.recipe.schema import Dedupe, Near  # noqa: E402

PART = 50_000


def main() -> None:
    load_cached()  # part of starting up, as imports are for every peer
    settings = Dedupe(near=Near(threshold=common.threshold(), guard=False))  # peers judge by similarity alone
    with open(sys.argv[1], encoding="utf-8") as file:
        found = [json.loads(line) for line in file]
    names = {"record_id": "id", "prompt_text": "prompt", "response_text": "response"}
    table = pa.table({ours: [row[theirs] for row in found] for ours, theirs in names.items()})
    with tempfile.TemporaryDirectory() as folder:
        texts = []
        for start in range(0, len(table), PART):
            texts.append(f"{folder}/text-{start}.parquet")
            pq.write_table(table.slice(start, PART), texts[-1], row_group_size=8192, compression="zstd")

        def sign(path: str) -> str:
            signed = path.replace("text-", "signed-")
            part = signatures(pq.read_table(path), signature_params(settings))
            pq.write_table(part, signed, use_dictionary=False)
            return signed

        def work() -> Iterable[str]:
            with ThreadPoolExecutor(2) as pool:
                signed = list(pool.map(sign, texts))
            verdicts = deduplicate(signed, texts, None, settings, duckdb.connect()).verdicts
            return [row["record_id"] for row in verdicts.to_pylist() if row["verdict"] == "drop"]

        common.report(work, "verified exactly; prompt and answer guards; kernels compiled in an earlier run")


if __name__ == "__main__":
    main()
