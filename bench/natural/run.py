"""Run the product over the sets, and write what became of every row."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from bench.natural import prepare
from bench.natural.sets import Set
from bench.natural.text import change_keys, changes, shown, text_key

STAGES = ("cleaned", "signals", "deduped", "decontaminated", "filtered")
DECIDING = ("cleaned", "deduped", "decontaminated", "filtered")


def run(sets: Sequence[Set], out: Path, code: Path) -> dict[str, dict[str, int]]:
    """Run the product in ``code`` over sets; write ``<set>.jsonl`` (verdicts) and ``<set>.rows.jsonl`` (texts).

    Returns for each set the number of its rows, and of those dropped, asked, merged, edited and masked.
    """
    home = out / "home"
    (home / "datasets").mkdir(parents=True, exist_ok=True)
    report = {}
    for one in sets:
        prepare.write(one, home)
        for name, stages in ((one.name, STAGES), (f"{one.name}_asis", STAGES[:1])):
            _product(code, home, "run", name, "--select", ",".join(("raw", "raw/rows", *stages)))
        texts = _texts(home, f"{one.name}_asis")
        verdicts = _verdicts(home, one.name, texts)
        cleaned = _texts(home, one.name)
        for row in verdicts:
            row["changes"] = changes(texts.get(row["row"]), cleaned.get(row["row"])) if row["edits"] else []
            row |= change_keys(row["changes"])
        _lines(out / f"{one.name}.rows.jsonl", [{"row": key, **text} for key, text in texts.items()])
        _lines(
            out / f"{one.name}.jsonl",
            [{**{k: v for k, v in row.items() if k != "changes"}, "set": one.name} for row in verdicts],
        )
        _lines(
            out / f"{one.name}.changes.jsonl",
            [{"row": row["row"], "changes": row["changes"]} for row in verdicts if row["changes"]],
        )
        report[one.name] = counts(verdicts)
        print(f"{one.name:16} {report[one.name]}", flush=True)
    return report


def counts(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Count rows by what became of them."""
    return {
        "rows": len(rows),
        "dropped": sum(row["verdict"] == "drop" for row in rows),
        "asked": sum(row["verdict"] == "review" for row in rows),
        "merged": sum(row["verdict"] == "merge" for row in rows),
        "marked": sum(row["verdict"] == "keep" and bool(row["rules"]) for row in rows),
        "edited": sum(any(not rule.startswith("pii_") for rule in row["edits"]) for row in rows),
        "masked": sum(any(rule.startswith("pii_") for rule in row["edits"]) for row in rows),
    }


def _product(code: Path, home: Path, *arguments: str) -> None:
    """Run a command of the product in a checkout: of this one, in this process, which has loaded all after the first set."""
    if code.resolve() == prepare.ROOT:
        from ft_data.cli import invoke

        os.environ |= {"FT_DATA_HOME": str(home), "DAGSTER_HOME": str(home)}
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code_returned = invoke(list(arguments))
        if code_returned:
            print(f"{' '.join(arguments)}: {code_returned}: {said.getvalue()[-1500:]}", file=sys.stderr)
        if code_returned not in (0, 1):
            raise RuntimeError(f"{' '.join(arguments)}: {said.getvalue()[-1500:]}")
        return
    env = {**os.environ, "PYTHONPATH": str(code), "FT_DATA_HOME": str(home), "DAGSTER_HOME": str(home)}
    command = [sys.executable, "-c", "from ft_data.cli import main; main()", *arguments]
    done = subprocess.run(command, env=env, cwd=home, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(arguments)}: {(done.stderr or done.stdout)[-1500:]}")


def _connect(home: Path, name: str) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(home / "warehouse" / f"{name}.duckdb"), read_only=True)


def _texts(home: Path, name: str) -> dict[str, dict[str, Any]]:
    """Return every row as it is read, by id; rows that are no example show their record."""
    with _connect(home, name) as con:
        found = con.execute(
            "SELECT record_id, kind, messages, chosen, rejected, tools_json FROM cleaned"
        ).fetchall()
        rows = {key: shown(*rest) for key, *rest in found}
        refused = con.execute(
            "SELECT l.record_id, r.raw FROM ledger l JOIN raw.rows r ON r.identity = l.record_id "
            "WHERE l.stage = 'cleaned' AND l.verdict = 'drop'"
        ).fetchall()
    for key, raw in refused:
        record = raw if isinstance(raw, str) else raw.decode("utf-8", "replace")
        rows.setdefault(key, {"kind": "record", "turns": [["record", record]]})
    return rows


def _verdicts(home: Path, name: str, texts: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a row's last verdict, the rules that fired with what each wanted, its edits and its witness."""
    with _connect(home, name) as con:
        ledger = con.execute(
            "SELECT record_id, stage, verdict, reasons, witness_id, detail FROM ledger WHERE stage IN "
            f"{DECIDING} AND verdict <> 'new' AND NOT list_contains(coalesce(reasons, []), 'split')"
        ).fetchall()
        edits = con.execute("SELECT record_id, rule, sum(count) FROM edits GROUP BY ALL").fetchall()
        places = dict(con.execute("SELECT identity, source_row FROM raw.rows").fetchall())
    by_row: dict[str, dict[str, int]] = defaultdict(dict)
    for key, rule, count in edits:
        by_row[key][rule] = int(count)
    last: dict[str, dict[str, Any]] = {}
    for key, stage, verdict, reasons, witness, detail in sorted(
        ledger, key=lambda row: DECIDING.index(row[1])
    ):
        facts = json.loads(detail) if detail else {}
        tiers = {item["rule"]: item["verdict"] for item in facts.get("rules", ())}
        for reason in reasons or ():
            tiers.setdefault(reason, verdict)
        before = last.get(key, {"rules": {}})
        last[key] = {
            "row": key,
            "at": places.get(key),
            "verdict": verdict,
            "stage": stage,
            "rules": {**before["rules"], **tiers},
            "witness": witness,
            "edits": by_row.get(key, {}),
            "key": text_key(texts.get(key)),
        }
    return [last[key] for key in sorted(last)]


def _lines(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
