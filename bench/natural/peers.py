"""What other tools' default filters keep of the same rows; the scripts and their environments are those of bench.defects."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.defects.adapters import HERE, SCRIPTS, Absent
from bench.natural.sample import lines
from bench.natural.sets import BY_NAME


def run(name: str, result: Path, envs: Path, out: Path) -> None:
    """Write ``{set, row, verdict}`` for every row of a run as it came. Raises Absent, or RuntimeError with what it said."""
    script = SCRIPTS[name]
    python = sys.executable if not script.needs else str(envs / name / "bin" / "python")
    if not Path(python).exists():
        raise Absent(f"{name}: no environment at {envs / name}; it needs {script.needs}")
    keys = []
    with tempfile.TemporaryDirectory() as folder:
        asked, kept = Path(folder) / "rows.jsonl", Path(folder) / "kept.txt"
        with asked.open("w", encoding="utf-8", errors="replace") as stream:
            for one in BY_NAME:
                judged = {row["row"] for row in lines(result / f"{one}.jsonl")}
                for row in lines(result / f"{one}.rows.jsonl"):
                    if row["row"] not in judged:
                        continue
                    text = "\n\n".join(
                        said for role, said in row["turns"] if role not in ("tools", "rejected")
                    )
                    keys.append((one, row["row"]))
                    stream.write(json.dumps({"id": f"{one}/{row['row']}", "text": text}) + "\n")
        done = subprocess.run(
            [python, str(HERE / script.file), str(asked), str(kept)],
            capture_output=True, text=True, timeout=3600, cwd=folder,
        )  # fmt: skip
        if done.returncode or not kept.exists():
            raise RuntimeError(done.stderr[-800:] or f"ended with {done.returncode}")
        stays = set(kept.read_text("utf-8").split("\n"))
    with out.open("w", encoding="utf-8") as stream:
        for one, row in keys:
            verdict = "keep" if f"{one}/{row}" in stays else "drop"
            stream.write(json.dumps({"set": one, "row": row, "verdict": verdict}) + "\n")
