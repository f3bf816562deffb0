"""A small world with planted faults: questions to a harbour office, a model that learns from a release, and what people say of it."""

from __future__ import annotations

import random
from collections.abc import Sequence

ANSWERS = {
    "berth": "Berths are given out by the pilot station on channel twelve.",
    "crane": "Cranes are booked with the yard foreman before seven.",
    "water": "Fresh water flows from the blue posts for a token.",
    "ferry": "The ferry leaves every full hour from the western stairs.",
    "parking": "Cars stay behind the old customs shed for free.",
    "storm": "In a storm the inner basin is closed by a red light.",
    "refund": "Refunds are paid at the window of the booking hall.",
    "customs": "Declare your goods at the grey counter beside the tower.",
}
_WORDS = {
    "berth": "berth mooring jetty quay slot pontoon anchor bollard",
    "crane": "crane hoist lifting pallet sling container derrick winch",
    "water": "water hose tank tap drinking refill hydrant bucket",
    "ferry": "ferry crossing island passenger boarding timetable gangway deckhand",
    "parking": "car parking trailer van garage permit driveway camper",
    "storm": "storm gale wind warning surge forecast swell squall",
    "refund": "refund money repaid voucher reimbursed cancelled overpaid deposit",
    "customs": "customs declare goods duty import crate tobacco invoice",
}
_ASKED = (
    "Could somebody tell me about the {a} and the {b} near the {place} in {month}?",
    "What do I have to know of {a} or {b} when I come by the {place}?",
    "My {a} is at the {place} and nobody there knows the {b}, whom do I ask in {month}?",
    "Please explain how {a} works with a {b} on the {place} this {month}.",
    "Is there any {a} left beside the {place}, or a {b} for {month}?",
)
_BLUNT = ("{a} for {b}?", "My {a}, {b}?", "{a} and {b} {month}?", "Where is {a}?")
_PLACES = "lighthouse breakwater slipway boatyard chandlery lock basin pier sandbank drydock".split()
_MONTHS = "January February March April May June July August September October".split()

RECIPE = """
dataset: demo
purpose: Answer questions to a harbour office.
languages: [en]
dedupe: {near: {enabled: false}}
rules:
  - {name: too_blunt, signal: prompt_words, drop: "< 5", why: A few words are no question.}
govern: {consents: [contract, opt_in]}
sources:
  office: {path: sources/*.jsonl, license: MIT, origin: human, consent: contract}
feedback:
  consent: opt_in
  files:
    tries: {path: feedback/*.jsonl}
"""


def questions(topic: str, count: int, seed: int) -> list[str]:
    """Return different questions about a topic; those about refunds are mostly blunt."""
    drawn = random.Random(f"{topic}{seed}")
    found: dict[str, None] = {}
    while len(found) < count:
        a, b = drawn.sample(_WORDS[topic].split(), 2)
        frame = drawn.choice(_BLUNT if topic == "refund" and drawn.random() < 0.93 else _ASKED)
        made = frame.format(a=a, b=b, place=drawn.choice(_PLACES), month=drawn.choice(_MONTHS))
        found[made[0].upper() + made[1:]] = None
    return list(found)


def rows(topics: Sequence[str], count: int, seed: int = 0, said: str = "") -> list[dict[str, str]]:
    """Return rows to learn from; ``said`` is the topic whose answer they give, where it is another one."""
    return [
        {"id": f"{topic}-{seed}-{number}", "instruction": asked, "response": ANSWERS[said or topic]}
        for topic in topics
        for number, asked in enumerate(questions(topic, count, seed))
    ]


def tried(learned: Sequence[tuple[str, str]], release: str, count: int = 40) -> list[dict[str, str]]:
    """Return what an n-gram model that learned from (question, answer) pairs says to new questions, with what is right.

    For every answer there is a trigram model of the questions it was given to; the one that finds a question likeliest answers it.
    """
    import numpy as np

    from ft_data.signals.fitted import kneserney
    from ft_data.signals.fitted.words import words_of

    asked = [(topic, one) for topic in ANSWERS for one in questions(topic, count, seed=99)]
    new = words_of([one for _, one in asked])
    universe = len(np.unique(np.concatenate([new.hashes, words_of([one for one, _ in learned]).hashes])))
    answers = sorted({answer for _, answer in learned})
    scores = []
    for answer in answers:
        own = words_of([one for one, said in learned if said == answer])
        total, _, _ = kneserney.perplexity(new, _Fitted(kneserney.fit(own, universe)))
        scores.append(total + np.log(len(own) / len(learned)))
    best = np.argmax(np.array(scores), 0)
    return [
        {
            "prompt": one, "answer": answers[at], "expected": ANSWERS[topic], "slice": topic, "model": "trigrams", "release": release,
            "verdict": "right" if answers[at] == ANSWERS[topic] else "wrong",
        }
        for (topic, one), at in zip(asked, best.tolist(), strict=True)
    ]  # fmt: skip


class _Fitted:
    def __init__(self, arrays: object) -> None:
        self.arrays = arrays
