"""A corpus in which rows crowd: fillings of forms in lower case and with names, other punctuation, edited copies of one text.

    python -m bench.dedup.crowd CORPUS.jsonl.zst CROWD.jsonl

What `ft_data.dedup` has to bound is here in plenty: buckets of thousands of rows, one connected set of thousands, families
whose members differ in their slots only. A third of the rows are those of the corpus, as they are.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

import orjson

from bench.dedup.truth import lines

_THINGS = """
    amber basil cedar delta ember fjord grove hazel ivory jade kelp lotus maple nectar olive pearl quartz raven sable
    tulip umber violet willow yarrow anchor beacon candle dagger engine feather garden hammer island jacket kettle
    ladder mirror needle pencil quiver ribbon saddle tunnel valley window
""".split()
_ASKED = (
    "please tell me how the {a} and the {b} are kept together with the {c} in the old house near the {d} by the river "
    "where nobody goes in the winter months",
    "write a short note about the {a} that was lost beside the {b} while the {c} was being painted and the {d} was being "
    "sold to a stranger from another town",
)
_ANSWERED = (
    "the {a} is kept in the upper drawer next to the {b} and you should never put the {c} there because the {d} will be "
    "damaged by the damp air of the cellar in the long wet months of the year when it rains",
    "dear friend the {a} was found under the {b} yesterday evening and the {c} looks as good as new although the {d} has a "
    "small scratch on its left side that nobody will ever notice unless they look for it",
)
Texts = tuple[str, str]


def crowd(rows: list[Texts], seed: int = 5) -> list[Texts]:
    """Return requests and answers in a mixed order."""
    rng = random.Random(seed)
    found = [*_forms(rng, 3 * len(rows) // 2), *rows, *_copies(rng, rows)]
    rng.shuffle(found)
    return found


def _forms(rng: random.Random, count: int) -> Iterator[Texts]:
    for number in range(count):
        slots = {slot: rng.choice(_THINGS) for slot in "abcd"}
        yield _ASKED[number % 2].format(**slots), _ANSWERED[number % 2].format(**slots)
    for _ in range(count // 3):
        named = {
            slot: rng.choice((str(rng.randrange(99_999)), rng.choice(_THINGS).title())) for slot in "abcd"
        }
        yield _ASKED[0].format(**named), _ANSWERED[0].format(**named)


def _copies(rng: random.Random, rows: list[Texts]) -> Iterator[Texts]:
    for asked, answered in rows[: len(rows) // 10]:
        yield asked, answered.replace(",", " ;").replace(".", " !")
    for asked, answered in rows[: len(rows) // 4]:
        yield asked, _edited(rng, answered, 1)
    for asked, answered in rows[: len(rows) // 60]:
        for _ in range(20):
            yield asked, _edited(rng, answered, max(1, answered.count(" ") // 60))


def _edited(rng: random.Random, text: str, times: int) -> str:
    words = text.split(" ")
    for _ in range(times):
        words[rng.randrange(len(words))] = rng.choice(_THINGS)
    return " ".join(words)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("crowd", type=Path)
    parser.add_argument("--rows", type=int, default=6000, help="the first N rows of the corpus")
    options = parser.parse_args()
    rows = [(row["instruction"], row["response"]) for row in lines(options.corpus)[: options.rows]]
    with options.crowd.open("wb") as file:
        for number, (asked, answered) in enumerate(crowd(rows)):
            row = {"id": f"{number:024x}", "instruction": asked, "response": answered, "source": "crowd"}
            file.write(orjson.dumps(row) + b"\n")


if __name__ == "__main__":
    main()
