"""The rows, what was planted in them, and an independent judgement of every removal."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import zstandard

BANDS = ("0.80", "0.85", "0.90", "0.95")


def corpus(folder: Path, limit: int | None) -> list[dict]:
    rows = lines(folder / "corpus.jsonl.zst")[:limit]
    return [{"id": row["id"], "prompt": row["instruction"], "response": row["response"]} for row in rows]


def planted(folder: Path, ids: set[str]) -> list[tuple[str, str, str]]:
    """Return (row, original, band) of the planted pairs whose rows are both here."""
    out = []
    for row in lines(folder / "truth.jsonl.zst"):
        if row["type"] == "exact_dup":
            band = "exact"
        elif row["type"] == "near_dup" and row["jaccard5"] >= 0.8:
            band = max(band for band in BANDS if row["jaccard5"] >= float(band))
        else:
            continue
        if {row["id"], row["of"]} <= ids:
            out.append((row["id"], row["of"], band))
    return out


def band_sizes(pairs: list[tuple[str, str, str]]) -> dict[str, int]:
    return dict(sorted(Counter(band for _, _, band in pairs).items()))


def recall(pairs: list[tuple[str, str, str]], gone: set[str]) -> dict[str, float]:
    found, all_pairs = Counter(), Counter()
    for row, original, band in pairs:
        all_pairs[band] += 1
        found[band] += row in gone or original in gone
    return {band: found[band] / all_pairs[band] for band in all_pairs}


def write_rows(rows: list[dict], path: Path) -> None:
    with open(path, "w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def shingle_sets(rows: list[dict]) -> list[np.ndarray]:
    """Return the 5-word shingles of every row as sorted numbers, equal numbers for equal shingles."""
    known: dict[tuple[str, ...], int] = {}
    out = []
    for row in rows:
        words = re.findall(r"\w+", f"{row['prompt']} {row['response']}".lower())
        grams = {tuple(words[i : i + 5]) for i in range(max(len(words) - 4, 1))}
        out.append(np.array(sorted(known.setdefault(gram, len(known)) for gram in grams)))
    return out


def false_removals(rows: list[dict], shingles: list[np.ndarray], gone: set[str], threshold: float) -> int:
    """Count removed rows that no kept row resembles to the threshold. Exhaustive: by an index of shingles."""
    kept = [i for i, row in enumerate(rows) if row["id"] not in gone]
    lost = [i for i, row in enumerate(rows) if row["id"] in gone]
    if not lost or not kept:
        return len(lost)
    wanted = np.zeros(1 + max(int(shingles[i].max(initial=0)) for i in (*kept, *lost)), bool)
    wanted[np.concatenate([shingles[i] for i in lost])] = True
    everything = np.concatenate([shingles[i] for i in kept])
    owner = np.repeat(kept, [len(shingles[i]) for i in kept])[wanted[everything]]
    everything = everything[wanted[everything]]
    owner = owner[np.argsort(everything, kind="stable")]
    ptr = np.concatenate([[0], np.cumsum(np.bincount(everything, minlength=len(wanted)))])
    false = 0
    for i in lost:
        others = np.concatenate([owner[ptr[s] : ptr[s + 1]] for s in shingles[i]])
        found, shared = np.unique(others, return_counts=True)
        sizes = np.array([len(shingles[o]) for o in found])
        best = (shared / (len(shingles[i]) + sizes - shared)).max(initial=0.0)
        false += bool(best < threshold - 1e-9)
    return false


def lines(path: Path) -> list[dict]:
    with zstandard.open(path, "rb") if path.suffix == ".zst" else path.open("rb") as file:
        return [json.loads(line) for line in io.BufferedReader(file).read().split(b"\n") if line]
