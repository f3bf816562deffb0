"""Run the planted corpus through `ft-data run` and read from its ledger what became of every row."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.defects.score import Outcome

NAME = "planted"
RECIPE = """
dataset: planted
purpose: Measure what the pipeline catches.
stage: instruction
languages: [en]
profile: chat
sources:
  pairs:
    path: sources/corpus.jsonl
    format: jsonl
    map: {id: id, prompt: instruction, response: response}
    license: CC0-1.0
  chats:
    path: sources/conversations.jsonl
    format: jsonl
    shape: messages
    license: CC0-1.0
"""
BENCHMARKS = """
benchmarks:
  - {name: planted, path: benchmark/benchmark.jsonl, format: jsonl, fields: [question, answer]}
"""
# The fate of a row is its last verdict up to `filtered`; rows without one were rejected on reading.
FATES = """
SELECT c.extra, c.source_row, c.source, c.prompt_text, c.response_text, to_json(c.messages) AS messages,
       l.stage, l.verdict, l.reasons
FROM cleaned c JOIN ledger l USING (record_id)
WHERE l.stage IN ('cleaned', 'deduped', 'decontaminated', 'filtered')
"""
ORDER = ("cleaned", "deduped", "decontaminated", "filtered")


def run_ft_data(truth: Path, recipe: str = RECIPE) -> Outcome:
    """Return what our pipeline kept (with its repaired text) and sent to review."""
    from bench.defects.adapters import Absent

    command = [sys.executable, "-c", "from ft_data.cli import main; main()"]
    probe = subprocess.run([*command, "--version"], capture_output=True, text=True)
    if probe.returncode:
        raise Absent("the command line of ft_data does not start")
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "datasets" / NAME
        (folder / "sources").mkdir(parents=True)
        for name in ("corpus", "conversations"):
            shutil.copy(truth / f"{name}.jsonl", folder / "sources" / f"{name}.jsonl")
        bench = truth / "benchmark.jsonl"
        if bench.exists() and bench.stat().st_size:
            (folder / "benchmark").mkdir()
            shutil.copy(bench, folder / "benchmark" / "benchmark.jsonl")
            recipe = recipe + BENCHMARKS
        (folder / "recipe.yaml").write_text(recipe, encoding="utf-8")
        env = {**os.environ, "FT_DATA_HOME": home}
        done = subprocess.run(
            [*command, "run", NAME, "--no-release"], env=env, capture_output=True, text=True
        )
        if done.returncode not in (0, 1):
            raise RuntimeError((done.stderr or done.stdout)[-1500:])
        asked = subprocess.run(
            [*command, "query", NAME, FATES, "--json", "--limit", "10000000"],
            env=env,
            capture_output=True,
            text=True,
        )
        if asked.returncode:
            raise RuntimeError(asked.stderr[-1500:])
        return outcome(json.loads(asked.stdout), truth)


def outcome(rows: list[dict[str, Any]], truth: Path) -> Outcome:
    """Turn rows of the ledger into an outcome; the id is in `extra`, or is found by source and position."""
    order = {
        source: [
            json.loads(line)["id"]
            for line in (truth / file).read_text("utf-8", "surrogatepass").split("\n")
            if line.strip()
        ]
        for source, file in (("pairs", "corpus.jsonl"), ("chats", "conversations.jsonl"))
    }
    last: dict[str, dict[str, Any]] = {}
    for row in rows:
        extra = json.loads(row["extra"] or "{}")
        key = str(extra.get("id") or order[row["source"]][int(row["source_row"]) - 1])
        if key not in last or ORDER.index(row["stage"]) > ORDER.index(last[key]["stage"]):
            last[key] = row
    kept = {k: _texts(row) for k, row in last.items() if row["verdict"] in ("keep", "new")}
    asked = {k for k, row in last.items() if row["verdict"] == "review"}
    reasons = {k: list(row.get("reasons") or ()) for k, row in last.items()}
    marked = {k for k in kept if reasons[k] and last[k]["stage"] == ORDER[-1]}
    return Outcome(kept, asked, {k: v for k, v in reasons.items() if k not in kept}, marked)


def _texts(row: dict[str, Any]) -> dict[str, Any]:
    if row["source"] == "chats":
        messages = row["messages"]
        return {"messages": json.loads(messages) if isinstance(messages, str) else messages}
    return {"instruction": row["prompt_text"], "response": row["response_text"]}
