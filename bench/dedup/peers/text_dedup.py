"""text-dedup: its MinHash command on a Parquet file."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

HERE = str(Path(__file__).parent)
sys.path = [path for path in sys.path if path != HERE]

from datasets import Dataset, load_from_disk  # noqa: E402

sys.path.insert(0, HERE)
import common  # noqa: E402


def work() -> Iterable[str]:
    records = common.rows()
    with tempfile.TemporaryDirectory() as folder:
        Dataset.from_list([{"record": record, "text": text} for record, text in records]).to_parquet(
            f"{folder}/rows.parquet"
        )
        command = [
            sys.executable,
            "-m",
            "text_dedup.minhash",
            "--path",
            "parquet",
            "--data_files",
            f"{folder}/rows.parquet",
        ]
        command += [
            "--split",
            "train",
            "--column",
            "text",
            "--ngram",
            "5",
            "--num_perm",
            str(common.PERMUTATIONS),
        ]
        command += [
            "--threshold",
            str(common.threshold()),
            "--output",
            f"{folder}/kept",
            "--cache_dir",
            f"{folder}/cache",
        ]
        subprocess.run([*command, "--num_proc", "2"], check=True)
        stays = set(load_from_disk(f"{folder}/kept")["record"])
    return [record for record, _ in records if record not in stays]


if __name__ == "__main__":
    common.report(work, "MinHash(128) and union-find, unverified; two worker processes")
