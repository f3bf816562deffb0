"""The graph: which stages there are, what each reads, and in words what each does."""

from __future__ import annotations

import importlib
from dataclasses import dataclass

from ft_data.stages.build import Build
from ft_data.warehouse.snapshots import Snapshot


@dataclass(frozen=True)
class Stage:
    """One asset below ``raw``. ``code`` names the modules whose change makes its data stale."""

    name: str
    inputs: tuple[str, ...]
    kinds: tuple[str, ...]
    description: str

    def build(self, build: Build) -> Snapshot:
        """Materialize the stage."""
        found: Snapshot = importlib.import_module(f"ft_data.stages.{self.name}").build(build)
        return found


RAW = (
    "Records of this source as read, with file and position. What could not be read is in `raw_rejects` with its "
    "reason. Holds unmasked text: the folder is readable by its owner only, and nothing from it is shown."
)

STAGES: tuple[Stage, ...] = (
    Stage(
        "cleaned",
        ("raw",),
        ("duckdb", "python"),
        "Canonical examples: shape recognised, text repaired (Unicode, mojibake, control characters, markup, white "
        "space), personal data and secrets masked. `edits` says what each rule changed.",
    ),
    Stage(
        "signals",
        ("cleaned",),
        ("duckdb", "python"),
        "Every measurement of every cleaned example, whatever the thresholds are: text statistics, repetition, "
        "readability, language, tone, toxicity and flags for faults that hurt fine-tuning (docs/signals.md); likeness "
        "to targets, topics, contradictions of references and models of your choice where the recipe asks.",
    ),
    Stage(
        "deduped",
        ("cleaned", "signals"),
        ("duckdb", "python"),
        "Exact and near duplicates removed, and those by meaning where the recipe asks. Near means 5-word-shingle Jaccard at or above the threshold, verified "
        "exactly, with a guard on the prompts; each removed row names a kept witness and its score. Canned families "
        "and conflict groups are kept and reported.",
    ),
    Stage(
        "decontaminated",
        ("deduped", "cleaned"),
        ("duckdb", "python"),
        "Rows that overlap a benchmark are removed, each with the item, the method and the span that shows it.",
    ),
    Stage(
        "filtered",
        ("decontaminated", "signals"),
        ("duckdb",),
        "Keep, drop or review, by the profile's rules and the recipe's. All reasons are kept, with signal, value and "
        "threshold. Doubts of earlier stages become questions for people here.",
    ),
    Stage(
        "reviewed",
        ("filtered",),
        ("duckdb", "sqlite"),
        "People's decisions applied: kept, dropped, edited (a derived row with its parent), rescued. Undecided rows "
        "wait and are counted.",
    ),
    Stage(
        "selected",
        ("reviewed", "filtered"),
        ("duckdb",),
        "Likeness to targets, coverage of topics, budget, mixture of sources and the cap on synthetic rows, by a draw "
        "that depends on nothing but the rows, their measures and the seed. Every row carries a weight.",
    ),
    Stage(
        "formatted",
        ("selected", "deduped"),
        ("duckdb", "parquet"),
        "Splits that never move a row and never part a group (duplicates, conversation, subject, shared prompt), and "
        "one export per trainer format.",
    ),
    Stage(
        "eval_report",
        ("formatted",),
        ("duckdb",),
        "What this version is like, measured: funnel, reasons, mix, lengths, duplicates, splits, gates and the "
        "comparison with the previous release. Numbers with their queries, and one offline HTML page.",
    ),
    Stage(
        "release",
        ("formatted", "eval_report"),
        ("parquet", "huggingface"),
        "The published version: files that load, card, manifest, ledger. Refuses when a blocking check failed or is "
        "older than the data it checked, or when a gate of the recipe does not hold.",
    ),
)

BY_NAME = {stage.name: stage for stage in STAGES}
