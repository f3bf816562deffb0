"""Grow a corpus for runs of more rows than there are: `python -m bench.grow CORPUS.jsonl.zst FOLDER --times 100`.

Writes a JSONL file a turn into FOLDER. The first turn is the corpus as it is. In each further turn every row comes again
with other words, names and numbers and a sentence of another row, far enough from the row it was made of that neither is
a copy of the other; 5% of the rows are exact copies of a row of an earlier turn instead, and 5% copies in which a few words are
others. A row depends on the seed, its number and its turn alone: more turns change no line that is there.

What a dataset of them costs by stage: a recipe with ``map: {id: id, prompt: instruction, response: response}`` over the
files, then `ft-data run NAME --profile`.
"""

from __future__ import annotations

import argparse
import io
import random
import re
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import orjson
import zstandard

EXACT, NEAR = 0.05, 0.05
CHANGED, EDITED = 0.3, 0.02  # shares of words that are others: in a new row, in a near copy
_KNOWN, _RARE, _WORDS = (
    20_000,
    3,
    20_000,
)  # rows that words are taken from, how often each is there, how many are kept
_FIELDS = ("instruction", "response")
# A name stands inside a sentence, a word is long enough not to hold the sentence together.
_TOKEN = re.compile(r"(?<=[a-z,;] )(?P<name>[A-Z][a-z]{2,})\b|\b(?P<word>[a-z]{4,})\b|(?P<number>\d+)")
_SENTENCE = re.compile(r"[^.!?\n]{20,300}[.!?](?=\s|$)")


class Texts(NamedTuple):
    """What a row says."""

    instruction: str
    response: str


class Grown:
    """The rows of a corpus, turn by turn."""

    def __init__(self, rows: list[dict[str, str]], seed: int = 0) -> None:
        self._rows, self._seed = rows, seed

    def row(self, number: int, turn: int) -> dict[str, str]:
        """Return one row of one turn, under an id of its own."""
        row = self._rows[number]
        return {
            **row,
            "id": f"{row['id']}-{turn}" if turn else row["id"],
            **self.texts(number, turn)._asdict(),
        }

    def texts(self, number: int, turn: int) -> Texts:
        """Return what a row says in a turn: the original's texts, new ones or those of a row of an earlier turn."""
        if not turn:
            return Texts(*(self._rows[number][name] for name in _FIELDS))
        draw = random.Random(f"{self._seed}/{turn}/{number}")
        kind = draw.random()
        if kind < EXACT + NEAR:
            copied = self.texts(draw.randrange(len(self._rows)), draw.randrange(turn))
            return copied if kind < EXACT else Texts(*(self._said_anew(one, draw, EDITED) for one in copied))
        asked, answered = (self._said_anew(one, draw, CHANGED) for one in self.texts(number, 0))
        return Texts(asked, self._with_a_sentence(answered, draw))

    def _said_anew(self, text: str, draw: random.Random, share: float) -> str:
        words, names = self._vocabulary
        called: dict[str, str] = {}  # a name stays one name throughout a text

        def other(found: re.Match[str]) -> str:
            if found["number"]:
                return (
                    "".join(draw.choice("123456789") for _ in found[0]) if draw.random() < share else found[0]
                )
            if found["name"]:
                if found[0] not in called:
                    called[found[0]] = draw.choice(names) if draw.random() < share else found[0]
                return called[found[0]]
            return draw.choice(words) if draw.random() < share else found[0]

        return _TOKEN.sub(other, text)

    def _with_a_sentence(self, text: str, draw: random.Random) -> str:
        """Put a sentence of another row in the place of one of its own, or at the end where it has none."""
        elsewhere = _SENTENCE.findall(draw.choice(self._rows)["response"])
        if not elsewhere:
            return text
        sentence, own = draw.choice(elsewhere).strip(), list(_SENTENCE.finditer(text))
        if not own:
            return f"{text} {sentence}"
        place = draw.choice(own)
        return f"{text[: place.start()].rstrip(' ')} {sentence}{text[place.end() :]}".lstrip()

    @cached_property
    def _vocabulary(self) -> tuple[list[str], list[str]]:
        """Words and names that the corpus uses more than a few times, the most frequent ones."""
        known: dict[str, Counter[str]] = {"word": Counter(), "name": Counter()}
        for row in self._rows[:_KNOWN]:
            for found in _TOKEN.finditer(row["response"]):
                if found.lastgroup in known:
                    known[found.lastgroup][found[0]] += 1
        words, names = (
            [one for one, times in sorted(found.items(), key=lambda kv: (-kv[1], kv[0])) if times >= _RARE]
            for found in known.values()
        )
        return words[:_WORDS] or ["other"], names[:_WORDS] or ["Other"]


def read(corpus: Path) -> list[dict[str, str]]:
    """Return the rows of a compressed corpus: id, instruction, response and what else they have."""
    with corpus.open("rb") as packed:
        return [
            orjson.loads(line)
            for line in io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(packed))
        ]


def write(grown: Grown, rows: int, folder: Path, times: int, tell: Callable[[str], None] = print) -> int:
    """Write ``times`` turns of so many rows, a file each; return the bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    size = 0
    for turn in range(times):
        path = folder / f"turn{turn:03d}.jsonl"
        with path.open("wb") as file:
            for number in range(rows):
                file.write(orjson.dumps(grown.row(number, turn)) + b"\n")
        size += path.stat().st_size
        tell(f"{(turn + 1) * rows:,} rows, {size / 1e6:,.0f} MB")
    return size


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    rows = read(args.corpus)
    write(Grown(rows, args.seed), len(rows), args.folder, args.times)


if __name__ == "__main__":
    main()
