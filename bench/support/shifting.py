"""Invented releases one after the other: made as before, with foreign rows, with words that changed, mixed otherwise."""

from __future__ import annotations

from typing import Any

import numpy as np

from ft_data.drift.rows import Rows

SMALL = "desk"  # the source that has 5% of the rows
TOPICS = {
    "parcels": "parcel courier label weight depot delay address signature tracking counter",
    "rooms": "room key booking guest breakfast window floor towel lift reception",
    "trains": "train platform ticket seat carriage delay conductor timetable luggage station",
    "gardens": "garden soil seed pruning hedge frost compost watering greenhouse bulb",
    "taxes": "tax form deadline income receipt office refund assessment signature allowance",
    "bicycles": "bicycle chain brake tyre saddle pump lamp pedal wheel frame",
    "bread": "bread flour dough oven yeast crust loaf kneading salt baker",
    "boats": "boat harbour rope sail anchor tide mooring deck rudder buoy",
}
FOREIGN = "lava crater magma eruption ash geologist plume sulphur fissure basalt"
_FRAMES = ("How do I handle the {0} with the {1}?", "What happens to a {0} when the {1} is missing?", "Is the {0} part of the {1}?", "Who looks after the {0} near the {1}?", "Why does the {0} need a {1}?")  # fmt: skip
_ANSWERS = ("The {0} goes with the {2} unless the {3} says otherwise, and the {1} can wait.", "Ask for the {2} first; the {0} and the {3} follow within {4} days.", "Nothing happens: the {1} stays, the {2} is noted, and the {3} is checked after {4} hours.", "It depends on the {2}. Most people keep the {3} and leave the {0} for {4} days.")  # fmt: skip
_FILLERS = "usually sometimes often quietly early late again today slowly twice gladly rarely soon outside together".split()
CHANGED = {"parcel": "consignment", "courier": "carrier", "label": "docket", "depot": "hub"}


def _row(rng: np.random.Generator, words: list[str]) -> tuple[str, str]:
    w = [str(one) for one in rng.choice(words, 4, replace=False)]
    filler = " ".join(str(one) for one in rng.choice(_FILLERS, 5))
    question = str(rng.choice(_FRAMES)).format(*w)
    return (
        f"{question} I ask {filler}.",
        f"{str(rng.choice(_ANSWERS)).format(*w, rng.integers(2, 90))} We do it {filler}.",
    )


def _copies(rng: np.random.Generator, prompt: str, answer: str) -> list[tuple[str, str]]:
    """Return a family of near copies: other numbers, one word more."""
    return [
        (f"{prompt} ({k})", f"{answer} Case {rng.integers(10, 99)}.") for k in range(int(rng.integers(2, 7)))
    ]


def _release(
    rng: np.random.Generator,
    sizes: tuple[int, int],
    sources: dict[str, float],
    weights: dict[str, float] | None = None,
) -> list[dict[str, Any]]:
    """Return rows of two releases; a fifth of the rows are of families that lie in both."""
    rows: list[dict[str, Any]] = []
    for now, size in enumerate(sizes):
        mine = 0
        shares = weights if weights and now else sources
        names, p = list(shares), np.array(list(shares.values())) / sum(shares.values())
        while mine < size:
            source = str(rng.choice(names, p=p))
            topic = "parcels" if source == SMALL else str(rng.choice(list(TOPICS)))
            made = [_row(rng, TOPICS[topic].split())]
            if rng.random() < 0.05:
                made = _copies(rng, *made[0])
            for prompt, answer in made:
                side = bool(now) if len(made) == 1 else bool(rng.random() < sizes[1] / sum(sizes))
                rows.append({"prompt": prompt, "answer": answer, "source": source, "now": side})
                mine += 1
    return rows


def _rows(rng: np.random.Generator, made: list[dict[str, Any]]) -> Rows:
    order = rng.permutation(len(made))
    listed = [made[k] for k in order]
    lengths = np.array([float(len(one["answer"])) for one in listed])
    return Rows(
        [one["prompt"] for one in listed], [one["answer"] for one in listed], [one["source"] for one in listed],
        np.array([one["now"] for one in listed], bool), signals={"response_chars": lengths, "prompt_chars": np.array([float(len(one["prompt"])) for one in listed])},
    )  # fmt: skip


def null(rng: np.random.Generator, sizes: tuple[int, int] | None = None) -> Rows:
    """Two releases from one mould, of unequal sizes."""
    sizes = sizes or [(500, 500), (900, 300), (250, 900), (700, 400)][int(rng.integers(4))]
    return _rows(rng, _release(rng, sizes, {"mail": 0.6, "chat": 0.3, SMALL: 0.1}))


def foreign(rng: np.random.Generator) -> Rows:
    """A later release of 1,000 of whose rows a tenth speaks of something else."""
    made = _release(rng, (1000, 1000), {"mail": 0.7, "chat": 0.3})
    later = [one for one in made if one["now"]]
    for one in rng.choice(len(later), len(later) // 10, replace=False):
        later[one]["prompt"], later[one]["answer"] = _row(rng, FOREIGN.split())
    return _rows(rng, made)


def renamed(rng: np.random.Generator, rows: int = 1600, share: float = 0.05) -> Rows:
    """A later release in which a source that has a small share of the rows calls four things otherwise."""
    made = _release(rng, (rows, rows), {"mail": 0.7 - share, "chat": 0.3, SMALL: share})
    for one in made:
        if one["now"] and one["source"] == SMALL:
            for old, new in CHANGED.items():
                one["prompt"], one["answer"] = (one[part].replace(old, new) for part in ("prompt", "answer"))
    return _rows(rng, made)


def mixed(rng: np.random.Generator, rows: int = 800) -> Rows:
    """A later release with twice the share of one source, each source said as before."""
    return _rows(rng, _release(rng, (rows, rows), {"mail": 0.7, "chat": 0.3}, {"mail": 0.4, "chat": 0.6}))
