"""What the evaluation says of planted shifts: `python -m bench.inside SHARED [PART ...] [--seeds N]`; exit 1 where a bar is missed.

`shifts`: two disjoint draws of rows of real sets (mathematics, code, chats) are the version before and now; planted into the
second are 10% rows of one template, 10% rows off topic (medicine), a topic of 3% or more halved, or answers 30% longer. Each must be among
the three largest changes named; where nothing is planted, and where the same rows come in another order, none may be named.
`nulls`: another draw alone, often: something is to be named in one of twenty, as all comparisons of a version are corrected to.
`seconds`: what all of it costs at 100,000 rows, of both versions, in CPU seconds of this process, and by the clock.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from scipy.stats import binom

from bench.support import pools
from bench.support.measured import Made, Row, measured
from bench.support.parts import run
from ft_data.evaluation.inside import grouped, measures, read, tables
from ft_data.evaluation.inside.changes import Change
from ft_data.evaluation.inside.parity import parity
from ft_data.evaluation.inside.versus import versus

SIZE, SEEDS, TOPICS = 5_000, 20, 20
OFF = "medquad"

Rows = list[Row]


def template(rows: Rows, rng: random.Random) -> Rows:
    """Replace 10% of the rows by rows of one template."""
    things = sorted(
        {
            word.lower()
            for row in rows[:2_000]
            for word in row.prompt.split()
            if word.isalpha() and len(word) > 5
        }
    )
    made = [
        Row(f"Please tell me in a few words what I have to know about {one}.",
            f"Thank you for asking about {one}. There are three things that everybody should know about {one}: what it is, where it "
            f"comes from, and what people use {one} for. If you want to know more, ask me again at any time.")
        for one in rng.choices(things, k=len(rows) // 10)
    ]  # fmt: skip
    return rows[: len(rows) - len(made)] + made


def off_topic(others: Sequence[pools.Pair]) -> Callable[[Rows, random.Random], Rows]:
    """Replace 10% of the rows by rows of another field."""

    def planted(rows: Rows, rng: random.Random) -> Rows:
        drawn = rng.sample(others, len(rows) // 10)
        return rows[: len(rows) - len(drawn)] + [Row(one.prompt, one.response) for one in drawn]

    return planted


def longer(rows: Rows, rng: random.Random) -> Rows:
    """Leave out the shortest answers of every set, until those of the set are 30% longer on average."""
    alike: dict[str, list[Row]] = {}
    for row in rows:
        alike.setdefault(row.groups["set"], []).append(row)
    found = []
    for some in alike.values():
        some.sort(key=lambda row: len(row.response.split()))
        sizes = [len(row.response.split()) for row in some]
        wanted, left = 1.3 * sum(sizes) / len(sizes), len(sizes)
        while left > len(sizes) // 4 and sum(sizes[-left:]) / left < wanted:
            left -= 1
        found += some[-left:]
    return found


PLANTED: dict[str, Callable[[Change, str], bool]] = {
    "template": lambda one, topic: one.measure.endswith("from a template") and one.effect.value > 0,
    "off topic": lambda one, topic: one.measure == "rows unlike the version before" and one.effect.value > 0,
    "topic halved": lambda one, topic: one.slice == f"topic = {topic}" and one.effect.value < 0,
    "longer": lambda one, topic: one.measure == "words of the answer" and one.effect.value > 0,
}


def sizeable(made: Made) -> list[str]:
    """Return the topics of 3% of the rows or more."""
    found = made.con.execute(
        "SELECT topic_name FROM signals GROUP BY 1 HAVING count(*) >= 0.03 * (SELECT count(*) FROM signals) AND topic_name IS NOT NULL ORDER BY 1"
    ).fetchall()
    return [row[0] for row in found]


def shifts(shared: Path, seeds: int) -> bool:
    """Count in how many seeds each shift is among the top three."""
    found = pools.pool(shared)
    inside = _inside(found)
    hits = dict.fromkeys(PLANTED, 0)
    nothing = {"another draw": 0, "the same rows": 0}
    for seed in range(seeds):
        rng = random.Random(seed)
        first, second = _halves(inside, rng)
        before, model = measured(first, TOPICS, seed)
        topic = rng.choice(sizeable(before))
        planted = {
            "template": template(second, rng),
            "off topic": off_topic(found[OFF])(second, rng),
            "longer": longer(second, rng),
            "another draw": second,
            "the same rows": list(reversed(first)),
        }
        then = read.version(before.con)
        halved = measured(second, TOPICS, seed, model, halve=topic)[0]
        for name in (*PLANTED, *nothing):
            made = halved if name == "topic halved" else measured(planted[name], TOPICS, seed, model)[0]
            named = [one for one in versus(then, read.version(made.con)).changes if one.named]
            if name in nothing:
                nothing[name] += bool(named)
                for one in named[:3]:
                    print(f"  seed {seed}, {name}: {one}")
            else:
                hit = any(PLANTED[name](one, topic) for one in named[:3])
                hits[name] += hit
                if not hit:
                    print(
                        f"  seed {seed}, {name}: {[(one.measure, one.slice, round(one.effect.value, 2)) for one in named[:5]]}"
                    )
            made.con.close()
    for name, count in hits.items():
        print(f"{name}: among the top three in {count} of {seeds}")
    for name, count in nothing.items():
        print(f"nothing planted, {name}: something named in {count} of {seeds}")
    return (
        all(count >= 0.95 * seeds for count in hits.values())
        and nothing["the same rows"] == 0
        and nothing["another draw"] <= _usual(seeds)
    )


def _inside(found: dict[str, list[pools.Pair]]) -> list[pools.Pair]:
    return [row for kind, rows in sorted(found.items()) if kind != OFF for row in rows[: pools.MOST]]


def _halves(inside: list[pools.Pair], rng: random.Random) -> tuple[Rows, Rows]:
    """Return two disjoint draws."""
    rng.shuffle(inside)
    half = min(SIZE, len(inside) // 2)
    parts = inside[:half], inside[half : 2 * half]
    first, second = ([Row(one.prompt, one.response, {"set": one.kind}) for one in part] for part in parts)
    return first, second


def _usual(seeds: int) -> int:
    """Return how often something may be named where nothing is planted: what one in twenty does not exceed in 95 of 100 cases."""
    return int(binom.ppf(0.95, seeds, 0.05))


def nulls(shared: Path, seeds: int) -> bool:
    """Count in how many seeds something is named of another draw of the same rows."""
    inside, count = _inside(pools.pool(shared)), 0
    for seed in range(seeds):
        first, second = _halves(inside, random.Random(1_000 + seed))
        before, model = measured(first, TOPICS, seed)
        after, _ = measured(second, TOPICS, seed, model)
        named = [
            one for one in versus(read.version(before.con), read.version(after.con)).changes if one.named
        ]
        count += bool(named)
        for one in named[:3]:
            print(f"  seed {seed}: {one.measure}, {one.slice}, {one.effect.value:+.2f}, p {one.p:.3f}")
        before.con.close()
        after.con.close()
    print(f"nothing planted, another draw: something named in {count} of {seeds} (bar {_usual(seeds)})")
    return count <= _usual(seeds)


def seconds(shared: Path, rows: int = 100_000) -> bool:
    """Measure CPU seconds at 100,000 rows."""
    found = [row for rows in pools.pool(shared).values() for row in rows]
    rng = random.Random(1)
    made = [Row(f"{one.prompt} {rng.randrange(10**6)}", one.response) for one in rng.choices(found, k=rows)]
    before, model = measured(made, TOPICS, 0)
    after, _ = measured(made[: rows // 2] + template(made[rows // 2 :], rng), TOPICS, 0, model)
    start, clock = time.process_time(), time.perf_counter()
    then, now = read.version(before.con), read.version(after.con)
    result = versus(then, now)
    tables.changed(result.changes)
    parity(now.columns, read.slicings(after.con, grouped.places(), now.columns.family))
    for _, sql in grouped.queries():
        after.con.execute(sql).fetchall()
    for _, sql in measures.queries(read.signals(after.con), read.groups(after.con)):
        after.con.execute(sql).fetchall()
    spent, waited = time.process_time() - start, time.perf_counter() - clock
    print(
        f"{rows:,} rows a version: {spent:.1f} CPU seconds, {waited:.1f} by the clock; {sum(one.named for one in result.changes)} changes named"
    )
    return spent <= 6


PARTS = {"shifts": shifts, "nulls": nulls, "seconds": lambda shared, seeds: seconds(shared)}


if __name__ == "__main__":
    raise SystemExit(run(__doc__, PARTS, SEEDS))
