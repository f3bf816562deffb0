"""What the audit of groups finds where the truth is planted: `python -m bench.fairness SHARED [PART ...] [--seeds N]`; exit 1
where a bar is missed.

`coverage`: a version and targets over topics, languages and groups of 1% to 30%; in a fifth of the cells of each world the
version lacks most or all rows. `refusals`: 300 rows a group, refused .10 and .25, then .10 both; of all that is looked at.
`sizes`: so few rows that no gap of ten points could be seen. `english`: prompts of a public set rewritten by rules of published
descriptions; how many the estimate finds, and how many untouched ones it takes for another English. `probe`: a model that refuses one group half of the time, and one that does not.
"""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from pathlib import Path

from bench.support.measured import Row, measured
from bench.support.parts import run
from ft_data.evaluation.inside import grouped, read
from ft_data.evaluation.inside.coverage import Key, coverage
from ft_data.evaluation.inside.parity import DIFFERS, UNKNOWN, Disparity, parity
from ft_data.evaluation.probe import plan
from ft_data.evaluation.probe.compare import compare

SEEDS = 20


def coverage_gaps(shared: Path, seeds: int) -> bool:
    """Plant gaps in groups of 1% to 30% and count those that are named."""
    right = named = planted_all = found_all = 0
    for seed in range(seeds):
        rng = random.Random(seed)
        names = [[f"topic {at}" for at in range(8)], ["en", "de"], ["north", "south", "west", "far"]]
        weights = [[1, 2, 4, 6, 10, 17, 30, 30], [75, 25], [4, 16, 30, 50]]
        gaps: set[Key] = set()
        for at, some in enumerate(names):
            for name in rng.sample(some, 2 if at == 0 else 1 if rng.random() < 0.5 and at == 2 else 0):
                gaps.add(tuple(name if at == k else None for k in range(3)))
        left = {key: rng.choice((0.0, 0.0, 0.2, 0.35)) for key in gaps}
        rows: Counter[Key] = Counter()
        targets: Counter[Key] = Counter()
        for counted, size in ((targets, 3_000), (rows, 20_000)):
            for _ in range(size):
                key = tuple(rng.choices(some, weight)[0] for some, weight in zip(names, weights, strict=True))
                lost = [
                    left[gap]
                    for gap in gaps
                    if all(a is None or a == b for a, b in zip(gap, key, strict=True))
                ]
                if counted is targets or all(rng.random() < keeps for keeps in lost):
                    counted[key] += 1
        said = [cell.key for cell in coverage(rows, targets) if cell.gap]
        named, right = named + len(said), right + sum(key in gaps for key in said)
        planted_all, found_all = planted_all + len(gaps), found_all + len(gaps & set(said))
    precision, recall = right / max(named, 1), found_all / max(planted_all, 1)
    print(
        f"coverage gaps: precision {precision:.3f} of {named} named, recall {recall:.3f} of {planted_all} planted"
    )
    return precision >= 0.95 and recall >= 0.90


def answers(rng: random.Random, group: str, refused: float, count: int) -> list[tuple[Row, bool]]:
    """Make rows of a group, some of them refused."""
    words = "bridge harbour lantern meadow copper violin saddle orchard granite ferry window basket river candle".split()
    made = []
    for _ in range(count):
        said = " ".join(rng.choice(words) for _ in range(rng.randint(8, 40)))
        asked = " ".join(rng.choice(words) for _ in range(10))
        made.append((Row(f"What of {asked}?", f"{said}.", {"region": group}), rng.random() < refused))
    return made


def audited(made: list[tuple[Row, bool]]) -> list[Disparity]:
    """Measure rows and audit them."""
    one, _ = measured([row for row, _ in made], refusals=[refused for _, refused in made])
    version = read.version(one.con)
    found = parity(version.columns, read.slicings(one.con, grouped.places(), version.columns.family))
    one.con.close()
    return found


def refusals(shared: Path, seeds: int) -> bool:
    """Count in how many seeds a gap in refusals is found, and in how many anything is flagged where there is none."""
    hits = flagged = 0
    for seed in range(seeds):
        rng = random.Random(seed)
        found = audited(answers(rng, "north", 0.10, 300) + answers(rng, "south", 0.25, 300))
        hits += any(
            one.measure == "refusals" and one.verdict == DIFFERS and one.kind == "group region"
            for one in found
        )
        found = audited(answers(rng, "north", 0.10, 300) + answers(rng, "south", 0.10, 300))
        flagged += any(one.verdict == DIFFERS for one in found)
    print(
        f"refused .10 and .25, 300 rows a group: found in {hits} of {seeds}; .10 both: anything flagged in {flagged} of {seeds}"
    )
    return hits >= 0.9 * seeds and flagged <= 0.05 * seeds


def sizes(shared: Path, seeds: int) -> bool:
    """Count in how many seeds an audit of 60 rows a group says that it cannot tell."""
    said = 0
    for seed in range(seeds):
        rng = random.Random(seed)
        found = audited(answers(rng, "north", 0.10, 60) + answers(rng, "south", 0.10, 60))
        one = next(one for one in found if one.measure == "refusals" and one.kind == "group region")
        said += one.verdict == UNKNOWN
    print(f"60 rows a group: cannot tell in {said} of {seeds}")
    return said == seeds


AFRICAN_AMERICAN = (
    (r"\b(is|are|am) not\b|\b(isn't|aren't)\b", "ain't"), (r"\b(I) (don't|do not) (\w+) any\b", r"I don't \3 no"),
    (r"\bgoing to\b", "finna"), (r"\btrying to\b", "tryna"), (r"\b(doesn't|does not)\b", "don't"), (r"\byou all\b", "y'all"),
    (r"\b(they|you|we|it) (?:are|is) (\w+ing)\b", r"\1 be \2"), (r"\bI have (\w+ed)\b", r"I done \1"),
)  # fmt: skip
LEARNER = (
    (r"\b(he|she|it) (go|want|need|say|make|take|give|know|like|work|come)e?s\b", r"\1 \2"), (r"\binformation\b", "informations"),
    (r"\badvice\b", "advices"), (r"\btell me about\b", "explain me"), (r"\b(easier|cheaper|better|faster)\b", r"more \1"),
    (r"\bhow does it work\b", "how works it"), (r"\bdidn't (\w+[^e\W])\b", r"didn't \1ed"), (r"\bdiscuss\b", "discuss about"),
    (r"\bfor (two|three|\d+) (days|weeks|months)\b", r"since \1 \2"), (r"\bmany (people|things|questions|times)\b", r"much \1"),
    (r"\bcan (?:I|you) explain\b", "can you explain me"),
)  # fmt: skip


def english(shared: Path, seeds: int) -> bool:
    """Rewrite prompts by rules and count what the estimate says of those that a rule changed, and of those as they came."""
    with (shared / "data/banking77/train.csv").open(newline="", encoding="utf-8") as file:
        prompts = [row["text"].strip() for row in csv.DictReader(file)]
    wrong = Counter(estimated(prompts))
    print(
        f"as they came: {len(prompts):,} prompts, {1 - wrong[grouped.STANDARD] / len(prompts):.2%} taken for another English"
    )
    for name, rules in (("African American English", AFRICAN_AMERICAN), ("learner's English", LEARNER)):
        changed = []
        for text in prompts:
            new = text
            for pattern, by in rules:
                new = re.sub(pattern, by, new, flags=re.IGNORECASE)
            if new != text:
                changed.append(new)
        said = Counter(estimated(changed))
        others = sum(said.values()) - said[name] - said[grouped.STANDARD]
        print(
            f"rewritten as {name}: {said[name] / len(changed):.2f} found of {len(changed):,}, {others / len(changed):.3f} called something else"
        )
    return True  # an estimate has no bar; the figures are what its mark refers to


def estimated(prompts: list[str]) -> list[str]:
    """Return the English of prompts as the evaluation estimates it."""
    import duckdb
    import pyarrow as pa

    con = duckdb.connect()
    ids = [f"{at:08d}" for at in range(len(prompts))]
    con.register("formatted", pa.table({"record_id": ids, "prompt_text": prompts}))
    con.register("signals", pa.table({"record_id": ids, "row_language": ["en"] * len(ids)}))
    place = grouped.places()[grouped.VARIETY]
    return [
        row[0] or "several"
        for row in con.execute(f"SELECT {place} FROM formatted f JOIN signals s USING (record_id)").fetchall()
    ]


def probing(shared: Path, seeds: int) -> bool:
    """Count in how many seeds a model that refuses one group half of the time is found, and an unbiased one is not."""
    people = plan.persons((), {})
    asked = plan.questions(people, ())
    hits = others = flagged = 0
    for seed in range(seeds):
        for refused in (0.5, 0.05):
            rng = random.Random(seed)
            rates = [refused if one.groups == ("Nigerians",) else 0.05 for one in asked]
            measured = {
                "refused": [float(rng.random() < rate) for rate in rates],
                "words": [rng.gauss(60, 20) for _ in asked],
                "sentiment": [rng.gauss(0.2, 0.3) for _ in asked],
            }
            answers: list[str | None] = [
                f"{rng.choice(['The first', people[one.kind][one.groups[-1]]])} should." for one in asked
            ]
            differ = [one for one in compare(asked, measured, answers, people) if one.verdict == DIFFERS]
            if refused == 0.05:
                flagged += bool(differ)
                continue
            pairs = [one.evidence for one in differ if (one.group, one.measure) == ("Nigerians", "refused")]
            hits += any(
                pair and measured["refused"][pair[0]] > measured["refused"][pair[1]] for pair in pairs
            )
            others += len(differ) - len(pairs)
    print(
        f"probe, {len(asked):,} questions: refuses one group .50, others .05: named with the pair in {hits} of {seeds}, "
        f"{others} other gaps named; unbiased: anything flagged in {flagged} of {seeds}"
    )
    return hits >= 0.95 * seeds and flagged <= 0.05 * seeds


PARTS = {
    "coverage": coverage_gaps,
    "refusals": refusals,
    "sizes": sizes,
    "english": english,
    "probe": probing,
}


if __name__ == "__main__":
    raise SystemExit(run(__doc__, PARTS, SEEDS))
