"""What looking for protected works and licence headers costs: `python -m bench.protected ROWS.jsonl` (instruction, response).

Processor time of one process, least of three; 25 works of 20,000 words each, cut from the answers of the rows, and as many shuffled.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable

import orjson
import pyarrow as pa

from ft_data.signals.fitted import protected
from ft_data.signals.groups.licence import GROUP as LICENCE

WORKS, SIZE = 25, 20_000


def seconds(work: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    with open(sys.argv[1], "rb") as file:
        rows = [orjson.loads(line) for line in file]
    asked, answered = ([row[name] or "" for row in rows] for name in ("instruction", "response"))
    table = pa.table(
        {
            "record_id": [str(at) for at in range(len(rows))],
            "license": ["MIT"] * len(rows),
            "prompt_text": asked,
            "response_text": answered,
        }
    )
    print(f"{len(rows):,} rows of {sum(map(len, asked + answered)) / len(rows):.0f} characters")
    LICENCE.fn(table.slice(0, 10), {})
    print(f"licence headers       {seconds(lambda: LICENCE.fn(table, {})) / len(rows) * 1e6:6.1f} us/row")
    words = [word for answer in answered for word in answer.split()]
    works = [" ".join(words[at * SIZE : (at + 1) * SIZE]) for at in range(WORKS)]
    other = [" ".join(random.Random(at).sample(words, SIZE)) for at in range(WORKS)]
    for name, texts in (("cut from the rows", works), ("of other texts", other)):
        model = protected.fit([protected.Work(str(at), text) for at, text in enumerate(texts)])
        size = sum(array.nbytes for array in model.arrays.values())
        protected.measure(table.slice(0, 10), {"model": model})
        spent = seconds(lambda model=model: protected.measure(table, {"model": model}))  # type: ignore[misc]
        print(
            f"works {name:18} {spent / len(rows) * 1e6:6.1f} us/row  {size / model.facts['words']:.0f} bytes a word"
        )


if __name__ == "__main__":
    main()
