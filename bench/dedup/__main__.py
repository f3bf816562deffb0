"""Near-duplicate removal beside its peers, on the same rows, in one run.

    python -m bench.dedup CORPUS_DIR [--rows N] [--threshold 0.8] [--peers ours,datasketch,...] [--envs DIR]

CORPUS_DIR holds ``corpus.jsonl.zst`` (id, instruction, response) and ``truth.jsonl.zst`` (planted
duplicates: ``exact_dup`` and ``near_dup`` lines with ``id``, ``of`` and ``jaccard5``). Every peer runs in an
environment of its own, ``DIR/<peer>/bin/python``; one that is not there is skipped by name
(``bench/dedup/setup.sh`` makes them). Each reads the same rows, sees ``instruction + " " + response``, uses
5-word shingles and 128 permutations where it can be told to, and writes the ids it would remove.

Reported per peer: rows/s by the clock and per CPU second, peak memory summed over processes, recall of
planted pairs by band of true Jaccard similarity (a pair is found when one of its rows goes), and false
removals: rows removed although no kept row reaches the threshold, recomputed here from the texts for all.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench.dedup import measure, truth

HERE = Path(__file__).parent
PEERS = ("ours", "datasketch", "rensa", "text_dedup", "semhash", "datatrove")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--rows", type=int, default=None, help="only the first N rows")
    parser.add_argument("--threshold", type=float, default=0.8)
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--envs", type=Path, default=HERE / "envs")
    options = parser.parse_args()
    rows = truth.corpus(options.corpus, options.rows)
    planted = truth.planted(options.corpus, {row["id"] for row in rows})
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "rows.jsonl"
        truth.write_rows(rows, source)
        for peer in options.peers.split(","):
            python = sys.executable if peer == "ours" else options.envs / peer / "bin" / "python"
            if not Path(python).exists():
                print(f"{peer}: skipped, there is no {python}")
                continue
            script, output = HERE / "peers" / f"{peer}.py", Path(folder) / f"{peer}.json"
            run = measure.run([str(python), str(script), str(source), str(output), str(options.threshold)])
            if run.error:
                print(f"{peer}: failed\n{run.error}")
                continue
            results[peer] = run, measure.removed(output)
    shingles = truth.shingle_sets(rows)
    print(f"\n{len(rows)} rows, threshold {options.threshold}; planted pairs: {truth.band_sizes(planted)}")
    print(measure.header())
    for peer, (run, report) in results.items():
        gone = set(report["removed"])
        recall = truth.recall(planted, gone)
        false = truth.false_removals(rows, shingles, gone, options.threshold)
        print(measure.line(peer, run, report, len(rows), recall, false))
    for peer, (_, report) in results.items():
        print(f"{peer}: {report['note']}")


if __name__ == "__main__":
    main()
