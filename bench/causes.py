"""Change a real dataset in six ways, release each time, and see whether the diff names the right cause for every row.

    python -m bench.causes --home . --dataset python_helper

Works on a copy of the home, which must have a release. Each run is the command itself in a process of its own; the
changed code is a changed copy of this package. Takes minutes. Prints one line a change and fails on a wrong cause.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parents[1] / "ft_data"


class Bench:
    """A copy of a home, and of the package that runs on it."""

    def __init__(self, home: Path, dataset: str, root: Path) -> None:
        self.home, self.dataset, self.code = root / "home", dataset, root / "code"
        for name in ("datasets", "warehouse", "dagster.yaml", ".ft_data.key"):
            found = home / name
            if found.is_dir():
                shutil.copytree(found, self.home / name)
            elif found.exists():
                shutil.copy(found, self.home / name)
        shutil.copytree(PACKAGE, self.code / "ft_data", ignore=shutil.ignore_patterns("__pycache__"))
        self.recipe = self.home / "datasets" / dataset / "recipe.yaml"

    def say(self, *args: str) -> str:
        """Run the command; returns what it printed."""
        env = {**os.environ, "FT_DATA_HOME": str(self.home), "DAGSTER_HOME": str(self.home)}
        env["PYTHONPATH"] = str(self.code)
        line = [sys.executable, "-c", "from ft_data.cli import main; main()", *args]
        done = subprocess.run(line, env=env, cwd=self.code, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(
                f"{' '.join(args)}: exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
            )
        return done.stdout

    def release(self) -> str:
        """Run the dataset and return the version of its newest release."""
        self.say("run", self.dataset)
        found: list[dict[str, Any]] = json.loads(self.say("releases", self.dataset, "--json"))
        return str(found[-1]["version"])

    def replace(self, path: Path, old: str, new: str) -> None:
        """Change one place in a file."""
        text = path.read_text()
        if old not in text:
            raise SystemExit(f"{path.name} does not hold {old!r}")
        path.write_text(text.replace(old, new, 1))

    def released(self) -> list[str]:
        """List the ids of the current version."""
        query = "SELECT record_id FROM formatted ORDER BY record_id"
        return [row["record_id"] for row in json.loads(self.say("query", self.dataset, query, "--json"))]


def new_file(bench: Bench) -> None:
    lines = [
        json.dumps(
            {
                "id": f"bench-{n}",
                "question": f"What does step {n} of the walk through the package index tell about its neighbours?",
                "answer": f"Step {n} lists the {n + 2} projects that are imported together with it, oldest first, "
                f"and says for each of them which release number {n * 7} was the last to be compatible.",
            }
        )
        for n in range(400)
    ]
    (bench.recipe.parent / "sources/stdlib/zz_bench.jsonl").write_text("\n".join(lines) + "\n")


def rule(bench: Bench) -> None:
    bench.replace(bench.recipe, 'drop: "< 2"', 'drop: "< 6"')


def decisions(bench: Bench) -> None:
    """Two hundred decisions straight into the log; over HTTP is what the test of the loop does."""
    code = """
import sys
from pathlib import Path
from ft_data.recipe.review import Review
from ft_data.review import claims, log
from ft_data.review.db import Database
from ft_data.review.queue import refresh
from ft_data.review.reader import VIEWS
from ft_data.warehouse.view_reader import ViewReader
from ft_data.warehouse.home import Home
warehouse = Home(Path(sys.argv[1])).warehouse(sys.argv[2])
db = Database(warehouse.review)
refresh(ViewReader(warehouse, VIEWS), db, Review(audit_rate=0.02, overlap=0))
for number in range(200):
    held = claims.claim(db, Person("ada"), "judge")
    kind = "drop" if held.item["auto_verdict"] == "keep" else "keep"
    log.record(db, log.Person("ada"), held.token, held.item_id, held.content_hash, log.Opinion(kind, "broken"), 1)
"""
    env = {**os.environ, "PYTHONPATH": str(bench.code)}
    line = [sys.executable, "-c", code, str(bench.home), bench.dataset]
    subprocess.run(line, env=env, cwd=bench.code, check=True, stderr=subprocess.DEVNULL)


def withdrawal(bench: Bench) -> None:
    chosen = [part for name in bench.released()[:300:60] for part in ("--record", name)]
    bench.say("forget", bench.dataset, *chosen, "--yes")


def code(bench: Bench) -> None:
    bench.replace(bench.code / "ft_data/selection/draw.py", "select/v1", "select/v2")


def settings(bench: Bench) -> None:
    bench.replace(
        bench.recipe, "clean: {pii: mask}", "clean: {pii: mask, quotes: straight, whitespace: keep}"
    )


CHANGES: list[tuple[str, Callable[[Bench], None]]] = [
    ("source", new_file),
    ("rule", rule),
    ("decision", decisions),
    ("withdrawn", withdrawal),
    ("code", code),
    ("settings", settings),
]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path, default=Path("."))
    parser.add_argument("--dataset", default="python_helper")
    parser.add_argument("--only", nargs="*", default=[name for name, _ in CHANGES], help="Which changes.")
    given = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(given.home, given.dataset, Path(folder))
        last = bench.release()
        for category, change in CHANGES:
            if category not in given.only:
                continue
            change(bench)
            now = bench.release()
            found = json.loads(bench.say("diff", given.dataset, last, now, "--json")) if now != last else []
            rows = Counter[str]()
            for entry in found:
                rows[entry["category"]] += entry["rows"]
            wrong += (sum(rows.values()) != rows[category]) or not rows[category]
            print(f"{category}: {last} -> {now}, {rows[category]} of {sum(rows.values())} rows", flush=True)
            for entry in found:
                print(
                    f"    {entry['rows']:6} {entry['change']:8} {entry['category']}: {entry['cause']}",
                    flush=True,
                )
            last = now
    sys.exit(wrong)


if __name__ == "__main__":
    main()
