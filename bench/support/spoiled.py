"""Sets that are spoiled on purpose: answers that stand below other questions, a topic that is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bench.support import pools
from bench.support.pools import Pair
from ft_data.proof import compare, mixture
from ft_data.proof import proxy as proxies
from ft_data.proof.answers import Answers
from ft_data.signals.fitted.words import Words, words_of

ROWS, HELD, SHARE, TRIALS = 1_500, 150, 0.1, 10
Line = tuple[str, bool]


def sides(rows: Sequence[Pair]) -> tuple[Words, Words]:
    return words_of([row.prompt for row in rows]), words_of([row.response for row in rows])


def whole(rows: Sequence[Pair]) -> Words:
    return words_of([f"{row.prompt}\n{row.response}" for row in rows])


def shuffled(rows: Mapping[str, Sequence[Pair]], kinds: Sequence[str], asked: Sequence[str]) -> list[Line]:
    """A tenth of the answers change places: does the clean set come before the spoiled one, in every trial?"""
    lines = []
    print(
        "\n| answers of 10% of rows shuffled | spoiled against clean, % | clean ranks first |\n|---|---|---|"
    )
    for kind in kinds:
        changes = []
        for seed in range(TRIALS):
            rng = np.random.default_rng(seed)
            own = [rows[kind][at] for at in rng.permutation(len(rows[kind]))]
            held, clean = own[:HELD], own[HELD : HELD + ROWS]
            hit = rng.permutation(len(clean))[: round(SHARE * len(clean))]
            spoiled = list(clean)
            for at, other in zip(hit, np.roll(hit, 1), strict=True):
                spoiled[at] = clean[at]._replace(response=clean[other].response)
            proxy = Answers(sides([*clean, *spoiled]), sides(held))
            count = len(clean)
            ours, theirs = (proxy.losses(np.arange(count) + at).sum() for at in (0, count))
            changes.append(100 * float(theirs / ours - 1))
        wins = sum(one > 0 for one in changes)
        mean, half = compare.interval(changes)
        print(f"| {kind} | {mean:+.2f} ± {half:.2f} | {wins} of {TRIALS} |")
        if kind in asked:
            lines.append(
                (f"{kind}, shuffled answers rank below in {wins} of {TRIALS} = {TRIALS}", wins == TRIALS)
            )
    return lines


def missing(rows: Mapping[str, Sequence[Pair]], kinds: Sequence[str]) -> list[Line]:
    """A set of several topics without one of them: does that topic's loss, and no other's, go up?"""
    rng = np.random.default_rng(0)
    mixed = {
        kind: [rows[kind][at] for at in rng.permutation(len(rows[kind]))[: HELD + 300]] for kind in kinds
    }
    train = [row for kind in kinds for row in mixed[kind][HELD:]]
    corpus, size = whole(train), np.diff(whole(train).at)
    has = np.array([row.kind for row in train])
    ups = []
    print("\n| without the topic | its loss, % | the others' largest |\n|---|---|---|")
    for kind in kinds:
        room = int(size[has != kind].sum())
        order = rng.permutation(len(train))
        with_it = order[: int(np.searchsorted(np.cumsum(size[order]), room, "right"))]  # as many words
        arms = (np.flatnonzero(has != kind), np.sort(with_it))
        changes = {}
        for topic in kinds:
            proxy = proxies.Ngram(corpus, whole(mixed[topic][:HELD]))
            found = compare.change([proxy.losses(arms[0])], [proxy.losses(arms[1])])
            assert found is not None
            changes[topic] = found
        own, most = changes[kind], max(changes[topic].percent for topic in kinds if topic != kind)
        print(f"| {kind} | {own.percent:+.1f} ({own.low:+.1f} to {own.high:+.1f}) | {most:+.1f} |")
        ups.append(own.low > 0 and own.percent > most)
    return [
        (f"a missing topic's loss is up, interval above 0, in {sum(ups)} of {len(kinds)} topics", all(ups))
    ]


def mixtures(rows: Mapping[str, list[Pair]], kinds: Sequence[str]) -> list[Line]:
    """Is the mixture that is advised better on held-out texts than the sources as they come?"""
    lines = []
    for kind in kinds:
        mixed, wanted, held = pools.draw(dict(rows), kind, 0.05, 4_000, 100, HELD, 0)
        names, source = np.unique([row.kind for row in mixed], return_inverse=True)
        pool = whole(mixed)
        now = np.bincount(source, weights=np.diff(pool.at))
        made, said = mixture.advice(
            pool, source, names.tolist(), now, int(now.sum() / 10), whole(wanted), whole(held)
        )
        print(said)
        best = next(row for row in made.to_pylist() if row["mixture"] == mixture.ADVISED)
        found = f"{best['change']:+.1f} ({best['low']:+.1f} to {best['high']:+.1f})"
        lines.append((f"{kind}, the mixture advised: {found}, interval below 0", best["high"] < 0))
    return lines
