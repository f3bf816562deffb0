"""A miniature pipeline that keeps a ledger, so that diffs can be tested against known changes."""

from __future__ import annotations

import copy
import hashlib

import orjson

from ft_data.release.ids import Namer
from ft_data_tests.formatting.examples import example
from ft_data_tests.release.building import KEYS, RECIPE, World

SOURCES = {
    "desk": {"path": "desk*.jsonl", "license": "CC-BY-4.0"},
    "mail": {"path": "mail*.jsonl", "license": "CC-BY-4.0"},
}
RULES = [
    {"name": "too_short", "signal": "words", "drop": "< 3"},
    {"name": "too_long", "signal": "words", "drop": "> 400", "review": "> 12"},
]
CODE = {"cleaned": "1", "deduped": "1", "filtered": "1", "reviewed": "1", "formatted": "1"}
OPERATORS = {"<": lambda a, b: a < b, ">": lambda a, b: a > b}


def raw(n: int, file: str, source: str = "desk", start: int = 0) -> list[dict]:
    """Raw rows with an id, a question, an answer of 1 to 15 words, a subject; every tenth a copy."""
    rows = []
    for i in range(start, start + n):
        k = i - 5 if i % 10 == 9 else i
        answer = " ".join(f"w{k}x{j}" for j in range(1 + k * 7 % 15))
        row = {"id": f"{source}{i}", "q": f"ask {source} {k}", "a": answer, "source": source}
        rows.append(row | {"uri": file, "who": f"s{i % 37}"})
    return rows


class Home:
    """Everything a curator can change: rows, rules, decisions, withdrawals, code."""

    def __init__(self, rows: list[dict]) -> None:
        self.rows = rows
        self.recipe = copy.deepcopy(RECIPE) | {"sources": SOURCES, "rules": copy.deepcopy(RULES)}
        self.recipe["clean"] = {"quotes": "keep"}
        self.recipe["dedupe"] = {"exact": True}
        self.decisions: dict[str, tuple[str, str]] = {}  # record id -> (verdict, actor)
        self.withdrawn_subjects: set[str] = set()
        self.code = dict(CODE)
        self.world = World(rows=[])

    def spec(self, con):
        """Run the stages and return what a release is built from."""
        kept, verdicts, gone = [], [], []
        seen: dict[str, str] = {}
        for row in sorted(self.rows, key=lambda r: r["id"]):
            record = hashlib.md5(f"{row['source']}/{row['id']}".encode()).hexdigest()[:24]
            if row["who"] in self.withdrawn_subjects:
                gone.append(record)
                continue
            tell = Teller(verdicts, record)
            answer = row["a"].upper() if self.recipe["clean"]["quotes"] == "straight" else row["a"]
            answer += " done" if self.code["cleaned"] != "1" else ""
            twin = seen.setdefault(row["q"].lower() + answer, record)
            if twin != record and self.recipe["dedupe"]["exact"]:
                tell("deduped", "drop", ["exact_duplicate"], witness=twin)
                continue
            words = len(answer.split()) + (3 if self.code["filtered"] != "1" else 0)
            verdict, reasons = judge(self.recipe["rules"], words)
            if verdict == "drop":
                tell("filtered", "drop", reasons, value=words)
                continue
            decision = self.decisions.get(record)
            if verdict == "review":
                tell("filtered", "review", reasons, value=words)
                if decision is None:
                    tell("reviewed", "review", ["pending"])
                    continue
            if decision is not None:
                tell("reviewed", decision[0], ["decision"], actor=decision[1])
                if decision[0] == "drop":
                    continue
            kept.append(
                example(
                    ("user", row["q"]),
                    ("assistant", answer),
                    record_id=record,
                    source=row["source"],
                    source_uri=row["uri"],
                    subject_id=row["who"],
                    license=self.recipe["sources"][row["source"]]["license"],
                )  # fmt: skip
            )
        self.world.rows, self.world.verdicts, self.world.recipe = kept, verdicts, copy.deepcopy(self.recipe)
        self.world.more = {
            "snapshots": {stage: {"code_version": code} for stage, code in self.code.items()},
            "inputs": [
                {"source": s, "file": f} for s, f in sorted({(r["source"], r["uri"]) for r in self.rows})
            ],
            "withdrawn": Namer(KEYS.current).ids(gone).to_pylist(),
        }
        return self.world.spec(con)


class Teller:
    def __init__(self, verdicts: list[dict], record: str) -> None:
        self.verdicts, self.record = verdicts, record

    def __call__(self, stage, verdict, reasons, witness=None, **detail) -> None:
        self.verdicts.append(
            {
                "stage": stage,
                "record_id": self.record,
                "verdict": verdict,
                "reasons": reasons,
                "witness_id": witness,
                "score": None,
                "detail": orjson.dumps(detail).decode() if detail else None,
            }  # fmt: skip
        )


def judge(rules, words):
    verdict, reasons = "keep", []
    for rule in rules:
        for band in ("drop", "review"):
            if rule.get(band):
                op, limit = rule[band].split()
                if OPERATORS[op](words, float(limit)):
                    reasons.append(rule["name"])
                    verdict = "drop" if "drop" in (band, verdict) else "review"
                    break
    return verdict, reasons
