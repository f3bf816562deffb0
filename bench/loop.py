"""What the loop finds where the truth is planted: `python -m bench.loop SHARED [PART ...]`; exit 1 where a bar is missed.

banking77: 8,000 questions in 40 batches to learn from, the rest to try; a linear model learns from what is left of them. `batch`: six
intents of one batch carry other intents' answers (2% of rows). `rule`: a rule removed all rows of an intent. `topic`: an
intent was never collected. `stale`: old rows say what is no longer right. `none`: nothing is planted, so nothing may be named. `outcomes`: what was
left out comes back wholly, a little, not at all; each is judged on held-back questions.
"""

from __future__ import annotations

import argparse
import csv
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from ft_data.feedback.table import held_back
from ft_data.gaps import slices
from ft_data.gaps.names import NEVER, REMOVED, STALE
from ft_data.gaps.outcomes import outcome
from ft_data.gaps.tries import Rows, Tries
from ft_data.gaps.weaknesses import Weaknesses, weaknesses

SEEDS, LEARNT, BATCHES, PLANTED = 20, 8_000, 40, 160


def read(shared: Path) -> list[tuple[str, str]]:
    """Return all questions with their intents."""
    with (shared / "data/banking77/train.csv").open(newline="", encoding="utf-8") as file:
        return [(row["text"].strip(), row["category"]) for row in csv.DictReader(file)]


class World:
    """Rows to learn from, in batches, and questions to try; faults are planted in it."""

    def __init__(self, found: Sequence[tuple[str, str]], seed: int) -> None:
        self.random = random.Random(seed)
        mixed = list(found)
        self.random.shuffle(mixed)
        self.prompts = [text for text, _ in mixed[:LEARNT]]
        self.true = [intent for _, intent in mixed[:LEARNT]]
        self.said = list(self.true)
        self.batch = [f"batch_{self.random.randrange(BATCHES):02d}" for _ in self.prompts]
        self.removed = [""] * LEARNT
        self.made = np.array([20_000.0 + self.random.random() * 300 for _ in self.prompts])
        self.tried = mixed[LEARNT:]

    def intents(self, count: int, least: int = 90) -> list[str]:
        """Draw some intents that have enough rows."""
        often = {one: self.true.count(one) for one in sorted(set(self.true))}
        return self.random.sample([one for one, rows in often.items() if rows >= least], count)

    def leave_out(self, gone: Sequence[int]) -> None:
        """Take rows out, as if they had never been collected."""
        kept = sorted(set(range(len(self.prompts))) - set(gone))
        for name in ("prompts", "true", "said", "batch", "removed"):
            values = getattr(self, name)
            setattr(self, name, [values[at] for at in kept])
        self.made = self.made[kept]

    def found(self) -> Weaknesses:
        """Learn, try, and look for weaknesses."""
        return weaknesses(self.tries(), self.rows())

    def rows(self) -> Rows:
        """Return the rows as a version has them."""
        ids = [f"{at:05d}" for at in range(len(self.prompts))]
        return Rows(ids, self.prompts, self.said, self.removed, {"batch": self.batch}, self.made)

    def tries(self) -> Tries:
        """Return what a linear model answers that learned from the rows that were not removed."""
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import SGDClassifier

        kept = [at for at, why in enumerate(self.removed) if not why]
        words = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2))
        learned = words.fit_transform([self.prompts[at] for at in kept])
        model = SGDClassifier(loss="modified_huber", alpha=1e-4, max_iter=8, tol=None, random_state=0)
        model.fit(learned, [self.said[at] for at in kept])
        prompts = [text for text, _ in self.tried]
        right = [intent for _, intent in self.tried]
        answers = model.predict(words.transform(prompts)).tolist()
        failed = np.array([a != b for a, b in zip(answers, right, strict=True)])
        return Tries(prompts, answers, right, failed, ~failed, np.ones(len(prompts), np.int64))


def mislabelled(world: World) -> list[int]:
    """Plant a bad batch; return its wrong rows."""
    intents = world.intents(12)
    other = dict(zip(intents[:6], intents[6:], strict=True))
    wrong = world.random.sample([at for at, one in enumerate(world.true) if one in other], PLANTED)
    for at in wrong:
        world.batch[at], world.said[at] = "batch_07", other[world.true[at]]
    return wrong


def batch(found: Sequence[tuple[str, str]], seed: int) -> tuple[bool, str]:
    """Plant a bad batch; is it named first, and are the rows nearest to failures the planted ones?"""
    world = World(found, seed)
    wrong = set(mislabelled(world))
    pairs = {(world.true[at], world.said[at]) for at in wrong}
    tries, made = world.tries(), world.found()
    first = bool(made.out) and made.out[0].words == "batch batch_07"
    caused = [
        one
        for at, one in zip(made.looked_up, made.found, strict=True)
        if (tries.right_answers[at], tries.answers[at]) in pairs
    ]
    precision = float(
        np.mean([np.mean([int(k) in wrong for k in one.wrong]) for one in caused if len(one.wrong)])
    )
    against = float(
        np.mean([np.mean([int(k) in wrong for k in one.against]) for one in caused if len(one.against)])
    )
    ahead = made.out[0].z if made.out else 0.0
    second = made.out[1].z if len(made.out) > 1 else 0.0
    told = f"first {first} (z {ahead:.0f}, next {second:.1f}), {len(caused)} failures by it, top ten planted {precision:.2f}, named {against:.2f}"
    return first and precision >= 0.8, told


def rule(found: Sequence[tuple[str, str]], seed: int) -> tuple[bool, str]:
    """Let a rule remove the rows of an intent, and a few of all others; are both named?"""
    world = World(found, seed)
    (intent,) = world.intents(1)
    for at, one in enumerate(world.true):
        if world.random.random() < (1.0 if one == intent else 0.02):
            world.removed[at] = (
                "filtered: too_blunt" if one == intent or world.random.random() < 0.5 else "deduped: near"
            )
    return _named(
        world, intent, lambda one: one.cause.name == REMOVED and one.cause.rule == "filtered: too_blunt"
    )


def topic(found: Sequence[tuple[str, str]], seed: int) -> tuple[bool, str]:
    """Leave an intent out; is it named as never collected?"""
    world = World(found, seed)
    (intent,) = world.intents(1)
    world.leave_out([at for at, one in enumerate(world.true) if one == intent])
    return _named(world, intent, lambda one: one.cause.name == NEVER)


def stale(found: Sequence[tuple[str, str]], seed: int) -> tuple[bool, str]:
    """Let half the rows of an intent be old ones that say another one; is that called stale?"""
    world = World(found, seed)
    intent, other = world.intents(2)
    for at, one in enumerate(world.true):
        if one == intent and world.random.random() < 0.6:
            world.said[at], world.made[at] = other, 18_500.0 + world.random.random() * 300
    return _named(world, intent, lambda one: one.cause.name == STALE)


def _named(world: World, intent: str, right: Callable[..., bool]) -> tuple[bool, str]:
    tries, made = world.tries(), world.found()
    own = np.array([one == intent for one in tries.right_answers])
    for place, one in enumerate(made.weak, 1):
        inside = (one.slice.members & tries.failed & own).sum() / max(
            1, (one.slice.members & tries.failed).sum()
        )
        if inside >= 0.5:
            told = f"{place}. {one.slice.words}: {one.cause.name} {one.cause.rule} {one.cause.from_} ({one.slice.failures} of {one.slice.tries})"
            return right(one), told
    return False, f"not among {[one.slice.words for one in made.weak][:4]}"


def none(found: Sequence[tuple[str, str]], seed: int) -> tuple[bool, str]:
    """Plant nothing: no trait stands out, and nothing is called missing, removed or stale. Wrong rows there are: the set has some."""
    made = World(found, seed).found()
    named = [f"{one.slice.words}: {one.cause.name}" for one in made.weak]
    false = [one for one in made.weak if one.cause.name in (NEVER, REMOVED, STALE)]
    return not made.out and not false, f"out {[one.words for one in made.out]}, weak {named}"


_INTENTS = 4  # that belong to one desk: a slice of about forty held-back questions
_BACK = {"closed": 1.0, "narrowed": 0.07, "open": 0.0}


def outcomes(found: Sequence[tuple[str, str]], seed: int) -> tuple[bool, str]:
    """Leave the intents of a desk out; then bring all, a few or none back; is that what is said on held-back questions?"""
    world = World(found, seed)
    gone = world.intents(_INTENTS)
    told, right = [], True
    first = _desk(_without(found, seed, gone, 0.0).tries(), gone)
    (one,) = [one for one in slices.weak(first) if one.words == "desk: new"] or [None]
    for name, share in _BACK.items():
        after = _desk(_without(found, seed, gone, share).tries(), gone)
        back = np.array([held_back(one, 0.5) for one in first.prompts])
        made = outcome(one, first.of(back), after.of(back)) if one else None
        right &= made is not None and made.name == name
        told.append(f"{name}: {made.name} {made.before} {made.after}" if made else f"{name}: not weak")
    return right, "; ".join(told)


def _without(found: Sequence[tuple[str, str]], seed: int, gone: Sequence[str], back: float) -> World:
    world = World(found, seed)
    drawn = random.Random(seed)
    world.leave_out([at for at, one in enumerate(world.true) if one in gone and drawn.random() >= back])
    return world


def _desk(tries: Tries, gone: Sequence[str]) -> Tries:
    return replace(tries, given={"desk": ["new" if one in gone else "old" for one in tries.right_answers]})


PARTS: dict[str, tuple[Callable[..., tuple[bool, str]], int]] = {
    "batch": (batch, 19), "rule": (rule, 18), "topic": (topic, 18), "stale": (stale, 18), "none": (none, 19),
    "outcomes": (outcomes, 18),
}  # fmt: skip


def main() -> int:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("parts", nargs="*", default=list(PARTS))
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("-v", "--verbose", action="store_true")
    given = parser.parse_args()
    found, missed = read(given.shared), 0
    for name in given.parts:
        part, bar = PARTS[name]
        began, right = time.process_time(), 0
        for seed in range(given.seeds):
            good, told = part(found, seed)
            right += good
            if given.verbose or not good:
                print(f"  {name} {seed}: {'right' if good else 'WRONG'}: {told}", flush=True)
        needed = -(-bar * given.seeds // SEEDS)
        missed += right < needed
        print(
            f"{name}: {right} of {given.seeds} right (bar {needed}), {(time.process_time() - began) / given.seeds:.1f} CPU s each",
            flush=True,
        )
    return int(missed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
