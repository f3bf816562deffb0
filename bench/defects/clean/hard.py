"""Kinds of rows that are good and that page-level web rules throw away."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from random import Random

from bench.defects.clean import spoken
from bench.defects.clean.code import snippet

Pairs = Iterator[tuple[str, str]]
HARD: dict[str, Callable[[Random], Pairs]] = {}


def kind(make: Callable[[Random], Pairs]) -> Callable[[Random], Pairs]:
    """Register a kind of hard clean row under the function's name."""
    HARD[make.__name__] = make
    return make


CAPITALS = """Kenya Nairobi|Peru Lima|Norway Oslo|Japan Tokyo|Egypt Cairo|Chile Santiago|Ghana Accra|Nepal Kathmandu|Cuba Havana
Portugal Lisbon|Austria Vienna|Hungary Budapest|Greece Athens|Iceland Reykjavik|Finland Helsinki|Estonia Tallinn|Latvia Riga
Morocco Rabat|Senegal Dakar|Uganda Kampala|Zambia Lusaka|Vietnam Hanoi|Thailand Bangkok|Mongolia Ulaanbaatar|Qatar Doha
Oman Muscat|Jordan Amman|Ecuador Quito|Paraguay Asuncion|Uruguay Montevideo|Fiji Suva|Canada Ottawa|Poland Warsaw"""
SYMBOLS = """gold Au|silver Ag|iron Fe|lead Pb|tin Sn|sodium Na|potassium K|copper Cu|mercury Hg|tungsten W|helium He|neon Ne
argon Ar|zinc Zn|nickel Ni|cobalt Co|calcium Ca|carbon C|oxygen O|nitrogen N|iodine I|radon Rn|xenon Xe|boron B"""
OPPOSITES = """hot cold|early late|rough smooth|ancient modern|generous mean|victory defeat|expand shrink|arrive depart|scarce plentiful
temporary permanent|shallow deep|blunt sharp|humble proud|increase decrease|accept refuse|fertile barren|rigid flexible"""


def _pairs(block: str) -> list[tuple[str, str]]:
    return [tuple(item.rsplit(" ", 1)) for line in block.split("\n") for item in line.split("|")]  # type: ignore[misc]


@kind
def short_answer(rng: Random) -> Pairs:
    """One word or number is the whole right answer."""
    while True:
        choice = rng.randrange(6)
        if choice == 0:
            land, city = rng.choice(_pairs(CAPITALS))
            yield rng.choice((f"What is the capital of {land}?", f"Name the capital city of {land}.")), city
        elif choice == 1:
            name, symbol = rng.choice(_pairs(SYMBOLS))
            yield f"Which chemical symbol does {name} have?", symbol
        elif choice == 2:
            a, b = rng.choice(_pairs(OPPOSITES))
            yield f"Give me one word that means the opposite of '{a}'.", b
        elif choice == 3:
            n = rng.randint(3, 400)
            yield f"Is {n} divisible by 3? Answer yes or no.", "Yes" if n % 3 == 0 else "No"
        elif choice == 4:
            km = rng.randint(2, 900)
            yield f"Convert {km} kilometres to metres. Number only.", str(km * 1000)
        else:
            year = rng.randint(1900, 2030)
            leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
            yield f"True or false: {year} was or will be a leap year.", "True" if leap else "False"


@kind
def code(rng: Random) -> Pairs:
    """Code, with braces, symbols and short lines; fenced or bare."""
    while True:
        ask, source = snippet(rng)
        yield (
            ask,
            rng.choice((f"```python\n{source}\n```", source, f"Here it is:\n\n```python\n{source}\n```")),
        )


@kind
def json_answer(rng: Random) -> Pairs:
    """Valid JSON as the whole answer."""
    keys = (
        "id",
        "name",
        "price",
        "stock",
        "color",
        "weight",
        "owner",
        "due",
        "status",
        "score",
        "items",
        "region",
        "room",
        "level",
    )
    words = (
        "oak",
        "delta",
        "amber",
        "north",
        "harbor",
        "violet",
        "sable",
        "maple",
        "iron",
        "coral",
        "plum",
        "ochre",
        "quartz",
        "fern",
    )
    while True:
        record: dict[str, object] = {}
        for key in rng.sample(keys, rng.randint(3, 6)):
            record[key] = rng.choice(
                (rng.randint(1, 5000), rng.choice(words), [rng.choice(words), rng.choice(words)], None, True)
            )
        facts = "; ".join(f"{k}: {v}" for k, v in record.items())
        yield (
            rng.choice(
                (
                    f"Write this as JSON. {facts}",
                    f"Turn the following into a JSON object: {facts}",
                    f"JSON only, please. {facts}",
                )
            ),
            json.dumps(record, indent=rng.choice((None, 2))),
        )


@kind
def mathematics(rng: Random) -> Pairs:
    """Worked arithmetic and equations, mostly digits and symbols, all of it right."""
    while True:
        a, b, c = rng.randint(12, 97), rng.randint(3, 19), rng.randint(5, 60)
        yield rng.choice((
            (f"Compute {a} * {b} - {c}.", f"{a} * {b} = {a * b}\n{a * b} - {c} = {a * b - c}"),
            (f"Solve for x: {b}x + {c} = {b * a + c}", f"{b}x = {b * a + c} - {c} = {b * a}\nx = {b * a} / {b} = {a}"),
            (f"What is {c}% of {a * 100}?", f"{a * 100} * {c} / 100 = {a * c}"),
            (f"Expand (x + {b})(x - {c}).", f"x^2 - {c}x + {b}x - {b * c} = x^2 {'+' if b >= c else '-'} {abs(b - c)}x - {b * c}"),
            (f"Find the derivative of f(x) = {a}x^{b}.", f"f'(x) = {a} * {b} x^{b - 1} = {a * b}x^{b - 1}"),
            (f"A train covers {a * b} km in {b} hours. How fast is it on average?", f"{a * b} km / {b} h = {a} km/h"),
        ))  # fmt: skip


THINGS = {
    "pack for a weekend hike": "boots|rain jacket|water bottle|map|head torch|first-aid kit|sandwiches|spare socks|whistle|sun cream",
    "check before selling a bicycle": "brakes|gears|tyre pressure|chain wear|lights|saddle post|serial number|bell|wheel spokes|price of similar ones",
    "buy for a vegetable soup": "carrots|leeks|celery|potatoes|onions|parsley|stock cubes|white beans|bay leaves|pepper",
    "keep in a sewing box": "needles|thread|scissors|buttons|pins|tape measure|thimble|chalk|elastic band|seam ripper",
    "bring to a job interview": "copies of your CV|a notebook|a pen|the job advert|directions|references|a bottle of water|questions to ask|portfolio|phone on silent",
    "learn first on the guitar": "tuning|open chords|strumming|a simple song|muting|changing from G to C|finger picking|reading tabs|barre chords|keeping time",
    "look at when choosing a laptop": "battery life|weight|keyboard|screen brightness|memory|storage|ports|repairability|warranty|noise",
    "clean in spring": "windows|curtains|behind the fridge|lamp shades|the oven|the gutter|rugs|mattresses|door handles|extractor fan",
    "say in a best man's speech": "who you are|how you met|one funny story|one kind story|thanks to the parents|a toast|something about the bride|nothing about exes|keep it short|end on a smile",
    "plant on a shady balcony": "ferns|hostas|begonias|ivy|mint|fuchsias|lettuce|impatiens|heuchera|parsley",
    "test before a software release": "installation|upgrade from the last version|login|error messages|search|printing|slow network|undo|translations|backup and restore",
    "ask a new landlord": "deposit|notice period|heating costs|pets|who repairs what|noise|parking|internet|neighbours|key copies",
}  # fmt: skip


@kind
def list_answer(rng: Random) -> Pairs:
    """Lists: every line short, most without an end mark."""
    while True:
        topic, items = rng.choice(list(THINGS.items()))
        chosen = rng.sample(items.split("|"), rng.randint(4, 7))
        lines = rng.choice((
            [f"- {x}" for x in chosen], [f"* {x.capitalize()}" for x in chosen], [f"{i}. {x}" for i, x in enumerate(chosen, 1)],
            [f"{i}) {x.capitalize()}" for i, x in enumerate(chosen, 1)],
        ))  # fmt: skip
        yield f"List {len(chosen)} things to {topic}.", "\n".join(lines)


@kind
def table(rng: Random) -> Pairs:
    """Markdown and comma-separated tables."""
    towns = [
        "Brookford",
        "Eastmere",
        "Hollin",
        "Tarrow",
        "Wexby",
        "Ashdale",
        "Corvane",
        "Pelham",
        "Norwick",
        "Galden",
    ]
    columns = [
        "Visitors",
        "Rain (mm)",
        "Schools",
        "Buses",
        "Area (ha)",
        "Trees",
        "Cafes",
        "Budget",
        "Bridges",
        "Births",
    ]
    while True:
        heads = rng.sample(columns, rng.randint(2, 4))
        rows = [
            [t, *(str(rng.randint(2, 9000)) for _ in heads)] for t in rng.sample(towns, rng.randint(3, 5))
        ]
        text = "; ".join(
            f"{r[0]}: " + ", ".join(f"{h} {v}" for h, v in zip(heads, r[1:], strict=True)) for r in rows
        )
        if rng.random() < 0.7:
            lines = ["| Town | " + " | ".join(heads) + " |", "|" + "---|" * (len(heads) + 1)]
            yield (
                f"Make a Markdown table of this. {text}",
                "\n".join([*lines, *("| " + " | ".join(r) + " |" for r in rows)]),
            )
        else:
            yield (
                f"Write this as CSV with a header line. {text}",
                "\n".join(",".join(r) for r in [["Town", *heads], *rows]),
            )


def _fixed(pairs: tuple[tuple[str, str], ...]) -> Callable[[Random], Pairs]:
    def make(rng: Random) -> Pairs:
        yield from rng.sample(pairs, len(pairs))

    return make


HARD["dialect"] = _fixed(spoken.DIALECT)
HARD["non_native"] = _fixed(spoken.NON_NATIVE)
HARD["casual_chat"] = _fixed(spoken.CASUAL)
HARD["quoted_markup"] = _fixed(spoken.QUOTED_MARKUP)
HARD["verse"] = _fixed(spoken.VERSE)
HARD["toxicity_question"] = _fixed(spoken.TOXICITY_QUESTIONS)
# These kinds are the look-alikes of a class at the same time.
NEAR = {
    "verse": "degenerate_repetition",
    "toxicity_question": "toxic",
    "correct_refusal": "needless_refusal",
    "translation": "wrong_language",
    "quoted_markup": "html_markup",
}


@kind
def correct_refusal(rng: Random) -> Pairs:
    """Refusing is the right answer to a dangerous request."""
    for ask in rng.sample(spoken.UNSAFE, len(spoken.UNSAFE)):
        yield ask, rng.choice(spoken.RIGHT_REFUSALS)


@kind
def translation(rng: Random) -> Pairs:
    """The wish for another language is stated, so an answer in it is right."""
    for english, language, other in rng.sample(spoken.TRANSLATIONS, len(spoken.TRANSLATIONS)):
        yield (
            rng.choice(
                (f"Translate into {language}: {english}", f'How do you say "{english}" in {language}?')
            ),
            other,
        )
