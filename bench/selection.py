"""Does selection by influence choose rows that help? Real pools and targets by path, held-out loss, 95% intervals over seeds.

python -m bench.selection SHARED [--seeds 5]
python -m bench.selection SHARED --aside FOLDER             kinds that nobody tuned selection on (bench/support/aside.py)
python -m bench.selection SHARED --proxy tiny [--jobs 2] [--cells FILE]
python -m bench.selection SHARED --proxy lora --model PATH [--cells FILE]

Pools of 4,000 rows, of which 5% ("in") or none ("out") are of the targets' kind; 100 targets, 150 other rows held out;
a tenth of the pool's words. Every seed redraws pool, targets and held-out rows; the last lines say what falls short.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.support import aside, neural, pools, spoiled
from bench.support.choosing import DRAWS, HELD, SHARE, SIZE, TARGETS, TURNS, drawn, ordered, texts
from ft_data.proof import arms, compare
from ft_data.proof import proxy as proxies
from ft_data.signals.fitted.words import Words, words_of

BARS = {"gsm8k": (-12.0, -4.0), "medquad": (-12.0, -4.0), "codealpaca": (-12.0, -4.0)}
WINS, CELLS = 14, 15
INTENTS = {"gsm8k": 60, "medquad": 20, "codealpaca": 10, "irc": 5, "hh": 5}
WORST = 5.0  # percent behind an intent's own best arm
SECONDS, MEMORY = 20.0, 2.0


def cell(
    rows: dict[str, list[pools.Pair]],
    kind: str,
    share: float,
    seed: int,
    siblings: Mapping[str, Sequence[str]] = pools.SIBLINGS,
) -> dict[str, Any]:
    """Return by arm the change of the loss in percent against the mean of random, and how many draws were beaten."""
    mixed, wanted, held = pools.draw(rows, kind, share, SIZE, TARGETS, HELD, seed, siblings)
    pool, used, asked = texts(mixed), texts(wanted), texts(held)
    proxy = proxies.Ngram(proxies.together(pool, used), asked)
    found = {
        arm: [float(proxy.losses(one).sum()) for one in each]
        for arm, each in drawn(pool, used, mixed, seed).items()
    }
    random = float(np.mean(found[arms.RANDOM]))
    out: dict[str, Any] = {arm: 100 * (float(np.mean(each)) / random - 1) for arm, each in found.items()}
    out["beaten"] = sum(found[arms.SELECTION][0] < one for one in found[arms.RANDOM])
    return out


def tables(
    rows: dict[str, list[pools.Pair]],
    seeds: int,
    kinds: Sequence[str] = pools.KINDS,
    siblings: Mapping[str, Sequence[str]] = pools.SIBLINGS,
) -> list[tuple[str, bool]]:
    shown = (arms.SELECTION, arms.LIKENESS, arms.BALANCED, arms.TARGETS, arms.WHOLE)
    print(f"| kind | pool | {' | '.join(shown)} | beats random draws |\n|{'---|' * (len(shown) + 3)}")
    lines, beaten = [], {0.05: 0, 0.0: 0}
    for kind in kinds:
        for at, share in enumerate((0.05, 0.0)):
            found = [cell(rows, kind, share, seed, siblings) for seed in range(seeds)]
            cells = {arm: compare.interval([one[arm] for one in found]) for arm in shown}
            wins = sum(one["beaten"] for one in found)
            said = " | ".join(f"{mean:+.1f} ± {half:.1f}" for mean, half in cells.values())
            print(f"| {kind} | {'in' if share else 'out'} | {said} | {wins} of {seeds * DRAWS} |", flush=True)
            if kind in BARS:
                (mean, half), bar = cells[arms.SELECTION], BARS[kind][at]
                held = mean <= bar and mean + half < 0
                lines.append(
                    (
                        f"{kind} {'in' if share else 'out'}: {mean:+.1f} ± {half:.1f} <= {bar:g}, interval below 0",
                        held,
                    )
                )
                beaten[share] += sum(one["beaten"] == DRAWS for one in found)
    if not lines:
        return []
    least = WINS * seeds * len(BARS) // CELLS
    lines.append(
        (
            f"beats all {DRAWS} draws in {beaten[0.05]} of {seeds * len(BARS)} cells >= {least} (in)",
            beaten[0.05] >= least,
        )
    )
    return lines


def intents(rows: dict[str, list[pools.Pair]], seeds: int) -> list[tuple[str, bool]]:
    """Five kinds of targets of very different shares: by influence alone the rare ones starve; with turns they do not."""
    found: dict[str, dict[str, list[float]]] = {}
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        pool: list[pools.Pair] = []
        wanted: list[pools.Pair] = []
        held: dict[str, Words] = {}
        for kind, count in INTENTS.items():
            own = [rows[kind][at] for at in rng.permutation(len(rows[kind]))]
            wanted += own[:count]
            held[kind] = texts(own[count : count + HELD])
            pool += own[count + HELD : count + HELD + 60]
        others = [
            row for kind, each in sorted(rows.items()) if kind not in INTENTS for row in each[: pools.MOST]
        ]
        pool += [others[at] for at in rng.permutation(len(others))[: SIZE - len(pool)]]
        words, used = texts(pool), texts(wanted)
        sizes = np.diff(words.at)
        room = int(SHARE * sizes.sum())
        tried = drawn(words, used, pool, seed)
        for turns in (0.0, 1.0):
            order = ordered(words, used, turns)
            tried[f"turns {turns:g}"] = [
                order[: int(np.searchsorted(np.cumsum(sizes[order]), room, "right"))]
            ]
        corpus = proxies.together(words, used)
        for kind, asked in held.items():
            proxy = proxies.Ngram(corpus, asked)
            losses = {
                arm: float(np.mean([proxy.losses(one).sum() for one in each])) for arm, each in tried.items()
            }
            for arm in (arms.SELECTION, arms.LIKENESS, arms.BALANCED, "turns 0", "turns 1"):
                change = 100 * (losses[arm] / losses[arms.RANDOM] - 1)
                found.setdefault(arm, {}).setdefault(kind, []).append(change)
    means = {
        arm: {kind: float(np.mean(each)) for kind, each in kinds.items()} for arm, kinds in found.items()
    }
    print(
        f"\n| intents | {' | '.join(f'{kind} ({count})' for kind, count in INTENTS.items())} |\n|{'---|' * (len(INTENTS) + 1)}"
    )
    for arm, kinds in means.items():
        print(f"| {arm} | {' | '.join(f'{value:+.1f}' for value in kinds.values())} |")
    behind = {
        kind: means[arms.SELECTION][kind] - min(each[kind] for each in means.values()) for kind in INTENTS
    }
    worst = max(means[arms.SELECTION], key=lambda kind: means[arms.SELECTION][kind])
    farthest = max(behind, key=lambda kind: behind[kind])
    print(f"farthest behind its own best arm: {farthest}, {behind[farthest]:.1f} points")
    return [
        (
            f"worst intent, {worst}: {behind[worst]:.1f} behind its own best arm <= {WORST:g}",
            behind[worst] <= WORST,
        ),
        (
            f"intent farthest behind its own best arm, {farthest}: {behind[farthest]:.1f} <= {WORST:g}",
            behind[farthest] <= WORST,
        ),
    ]


def speed(rows: dict[str, list[pools.Pair]]) -> list[tuple[str, bool]]:
    """100,000 rows against 1,000 targets; rows are repeated to make so many, each with a word of its own."""
    listed = [row for _, each in sorted(rows.items()) for row in each]
    many = [f"{row.prompt}\n{row.response}\nrow{n}" for n, row in enumerate((listed * 4)[:100_000])]
    wanted = texts([each[n] for each in rows.values() for n in range(60) if n < len(each)][:1_000])
    ordered(words_of(many[:200]), wanted, TURNS)  # kernels are compiled before the clock starts
    before, clock = time.process_time(), time.perf_counter()
    order = ordered(words_of(many), wanted, TURNS)
    cpu, wall = time.process_time() - before, time.perf_counter() - clock
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    turned = np.random.default_rng(0).permutation(1_000)
    some = words_of(many[:1_000])
    same = set(ordered(some, wanted, TURNS)[:100].tolist())
    again = {int(turned[at]) for at in ordered(proxies.taken(some, turned), wanted, TURNS)[:100].tolist()}
    print(
        f"\n{len(order):,} rows, {len(wanted):,} targets: {cpu:.1f} CPU s, {wall:.1f} s by the clock, peak {peak:.2f} GB"
    )
    return [
        (
            f"100k rows x 1,000 targets: {cpu:.1f} CPU s <= {SECONDS:g}, {peak:.2f} GB <= {MEMORY:g}",
            cpu <= SECONDS and peak <= MEMORY,
        ),
        ("the same hundred rows whatever their order", same == again),
    ]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.selection", description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--proxy", default="ngram", choices=("ngram", "tiny", "lora"))
    parser.add_argument("--aside", type=Path, help="a folder of sets that nobody tuned selection on")
    parser.add_argument("--model", type=Path, help="the pretrained model of `lora`")
    parser.add_argument("--jobs", type=int, default=1, help="seeds at a time on a neural proxy")
    parser.add_argument(
        "--cells", type=Path, help="where each cell of a neural proxy is kept, and not made again"
    )
    asked = parser.parse_args(argv)
    began = time.process_time()
    if asked.proxy != "ngram":
        return told(
            neural.lines(asked.shared, asked.proxy, asked.seeds, asked.jobs, asked.model, asked.cells)
        )
    rows = pools.pool(asked.shared)
    if asked.aside:
        rows |= aside.pool(asked.aside)
        tables(rows, asked.seeds, aside.KINDS, pools.SIBLINGS | aside.SIBLINGS)
        spoiled.shuffled(rows, aside.KINDS, ())
        return 0
    lines = speed(rows) + tables(rows, asked.seeds) + intents(rows, asked.seeds)
    lines += spoiled.shuffled(rows, pools.KINDS, tuple(BARS)) + spoiled.missing(rows, pools.KINDS)
    lines += spoiled.mixtures(rows, tuple(BARS))
    cost = time.process_time() - began
    lines.append((f"all of it: {cost:.0f} CPU s <= 240 (two cores, two minutes)", cost <= 240))
    return told(lines)


def told(lines: list[tuple[str, bool]]) -> int:
    print()
    for said, holds in lines:
        print(f"{'holds      ' if holds else 'FALLS SHORT'}  {said}")
    short = sum(not holds for _, holds in lines)
    print(f"{len(lines) - short} of {len(lines)} hold")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
