"""Time token counting and the token report on rows of a JSON-lines corpus (.jsonl or .jsonl.zst).

python bench/tokens.py CORPUS [ROWS]
"""

from __future__ import annotations

import io
import itertools
import sys
import time

import orjson
import pyarrow as pa
import zstandard

from ft_data.example import EXAMPLE, message
from ft_data.formatting import tokenizers, tokens
from ft_data.formatting.token_report import Account


def main() -> None:
    path, n = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    opener = zstandard.open if path.endswith(".zst") else open
    with opener(path, "rb") as raw:
        rows = [orjson.loads(line) for line in itertools.islice(io.BufferedReader(raw), n)]
    talks = [[message("user", r["instruction"]), message("assistant", r["response"])] for r in rows]
    ids = [f"{i:024x}" for i in range(len(rows))]
    turns = pa.array(talks, EXAMPLE.field("messages").type)
    table = pa.table({"record_id": ids, "content_hash": ids, "messages": turns})
    for name in ("chosen", "rejected", "tools_json"):
        table = table.append_column(name, pa.nulls(len(rows), EXAMPLE.field(name).type))
    size = sum(len(r["instruction"]) + len(r["response"]) for r in rows) / 1e6
    for name in tokenizers.ENCODINGS:
        tokenizer = tokenizers.load(name)
        tokenizer.count(["warm"])
        start, wall = time.process_time(), time.perf_counter()
        counted = tokens.count(table, tokenizer)
        spent, wall = time.process_time() - start, time.perf_counter() - wall
        start = time.process_time()
        account = Account(tokenizer)
        account.add_counted(counted, tokens.roles(table), pa.array(["train"] * len(rows)))
        report = account.report()
        again = time.process_time() - start
        rate = len(rows) / spent
        print(
            f"{name}: {len(rows):,} rows, {size:.0f} MB: {len(rows) / wall:,.0f} rows/s ({rate:,.0f} a core), report {again:.2f} s"
        )
    print(report["tables"][0]["rows"], report["tables"][1]["rows"])


if __name__ == "__main__":
    main()
