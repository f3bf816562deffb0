"""datatrove: the four steps of its MinHash pipeline, two tasks on two workers."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

HERE = str(Path(__file__).parent)
sys.path = [path for path in sys.path if path != HERE]

from datatrove.executor import LocalPipelineExecutor  # noqa: E402
from datatrove.pipeline.dedup import (  # noqa: E402
    MinhashDedupBuckets,
    MinhashDedupCluster,
    MinhashDedupFilter,
    MinhashDedupSignature,
)
from datatrove.pipeline.dedup.minhash import MinhashConfig  # noqa: E402
from datatrove.pipeline.readers import JsonlReader  # noqa: E402
from datatrove.pipeline.writers.jsonl import JsonlWriter  # noqa: E402

sys.path.insert(0, HERE)
import common  # noqa: E402

CONFIG = MinhashConfig(n_grams=5, num_buckets=16, hashes_per_bucket=8)
TASKS = 2


def work() -> Iterable[str]:
    records = common.rows()
    with tempfile.TemporaryDirectory() as folder:
        for task in range(TASKS):
            with open(f"{folder}/in-{task}.jsonl", "w", encoding="utf-8") as file:
                for record, text in records[task::TASKS]:
                    file.write(json.dumps({"id": record, "text": text}) + "\n")
        reader = JsonlReader(folder, glob_pattern="in-*.jsonl", recursive=False)
        kept = JsonlWriter(f"{folder}/kept", compression=None)
        steps = [
            ([reader, MinhashDedupSignature(f"{folder}/signatures", config=CONFIG)], TASKS),
            (
                [MinhashDedupBuckets(f"{folder}/signatures", f"{folder}/buckets", config=CONFIG)],
                CONFIG.num_buckets,
            ),
            ([MinhashDedupCluster(f"{folder}/buckets", f"{folder}/remove", config=CONFIG)], 1),
            ([reader, MinhashDedupFilter(f"{folder}/remove"), kept], TASKS),
        ]
        for number, (pipeline, tasks) in enumerate(steps):
            LocalPipelineExecutor(
                pipeline, tasks=tasks, workers=2, logging_dir=f"{folder}/log-{number}"
            ).run()
        stays = set()
        for path in Path(folder, "kept").glob("*.jsonl"):
            with open(path, encoding="utf-8") as file:
                stays |= {json.loads(line)["id"] for line in file}
        return [record for record, _ in records if record not in stays]


if __name__ == "__main__":
    common.report(work, "MinHash 16 buckets x 8 hashes, unverified; two worker processes")
