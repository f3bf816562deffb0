"""Run tools over a planted corpus and score what they kept.

A tool is an adapter: a script that reads `id, text` lines and writes the ids it keeps. Peers run in
environments of their own, because their requirements clash with ours; a tool without one is skipped by name.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.defects.pool import BadText, records
from bench.defects.report import as_table, comparison
from bench.defects.score import Outcome, read_truth, score

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Script:
    """A peer that runs as a script in its own environment; `needs` is what to install there."""

    file: str
    needs: str
    what: str


SCRIPTS = {
    "datatrove": Script(
        "datatrove_filters.py",
        "datatrove nltk spacy tldextract",
        "Gopher quality and repetition, C4, FineWeb; defaults",
    ),
    "data_juicer": Script(
        "data_juicer_filters.py",
        "py-data-juicer",
        "eight text filters and both local deduplicators; defaults",
    ),
    "nemo_like": Script(
        "nemo_like_filters.py", "", "the thresholds NeMo Curator ships for English text, in code of our own"
    ),
}
TOOLS = ("ft_data", *SCRIPTS)


class Absent(Exception):
    """A tool that is not on this machine."""


def run_all(truth: Path, tools: Sequence[str] | None, envs: Path, out: Path | None) -> int:
    """Run each tool, print its table and a comparison; 1 when a tool that was named failed."""
    unknown = set(tools or ()) - set(TOOLS)
    if unknown:
        raise BadText(f"no tool {', '.join(sorted(unknown))}; known are {', '.join(TOOLS)}")
    results: dict[str, dict[str, Any]] = {}
    failed = False
    for name in tools or TOOLS:
        started = time.monotonic()
        try:
            outcome = run(name, truth, envs)
        except Absent as reason:
            print(f"{name}: skipped, {reason}")
            continue
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            print(f"{name}: failed, {error}", file=sys.stderr)
            failed = True
            continue
        results[name] = score(read_truth(truth), outcome)
        print(as_table(results[name], f"{name} ({time.monotonic() - started:.0f} s)"), "\n")
        if out:
            out.mkdir(parents=True, exist_ok=True)
            (out / f"{name}.json").write_text(json.dumps(results[name], indent=1) + "\n", encoding="utf-8")
    if len(results) > 1:
        print(comparison(results))
        if out:
            (out / "comparison.md").write_text(comparison(results) + "\n", encoding="utf-8")
    return int(failed)


def run(name: str, truth: Path, envs: Path) -> Outcome:
    """Run one tool over the corpus of `truth` and return what it did. Raises Absent or RuntimeError."""
    if name == "ft_data":
        from bench.defects.adapters.ft_data import run_ft_data

        return run_ft_data(truth)
    script = SCRIPTS[name]
    python = sys.executable if not script.needs else str(envs / name / "bin" / "python")
    if not Path(python).exists():
        raise Absent(
            f"no environment: python -m venv {envs / name} && {envs / name}/bin/pip install {script.needs}"
        )
    with tempfile.TemporaryDirectory() as folder:
        asked, kept = Path(folder) / "rows.jsonl", Path(folder) / "kept.txt"
        with asked.open("w", encoding="utf-8", errors="surrogatepass") as stream:
            for row in rows(truth):
                stream.write(json.dumps({"id": row["id"], "text": as_text(row)}) + "\n")
        done = subprocess.run(
            [python, str(HERE / script.file), str(asked), str(kept)],
            capture_output=True,
            text=True,
            timeout=3600,
            cwd=folder,
        )
        if done.returncode or not kept.exists():
            raise RuntimeError(done.stderr[-800:] or f"ended with {done.returncode}")
        return Outcome({key: {} for key in kept.read_text("utf-8").split("\n") if key})


def rows(truth: Path) -> Iterator[dict[str, Any]]:
    """Yield every row of a planted folder, pairs first."""
    for name in ("corpus.jsonl", "conversations.jsonl"):
        yield from records(truth / name)


def as_text(row: dict[str, Any]) -> str:
    """Render a row as the one text that peers judge."""
    if "messages" in row:
        return "\n".join(f"{m['role'].capitalize()}: {m['content']}" for m in row["messages"])
    return f"{row['instruction']}\n\n{row['response']}"
