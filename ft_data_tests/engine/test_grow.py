"""A corpus is grown into rows that are new, some of them copies, always the same ones."""

import re
from itertools import pairwise

import orjson
import pytest
import zstandard

from bench import grow

ROWS = 400
WORDS = (
    "alder",
    "birch",
    "cedar",
    "maple",
    "willow",
    "hazel",
    "juniper",
    "larch",
    "rowan",
    "spruce",
    "poplar",
    "linden",
)


def _corpus() -> list[dict[str, str]]:
    """Rows of invented people who plant trees, each with sentences, names and numbers of its own."""

    def sentence(n: int) -> str:
        words = " ".join(WORDS[(n * 7 + k * (n % 5 + 1)) % len(WORDS)] + "abcdefgh"[n % 8] for k in range(9))
        return f"In {1900 + n} the gardener called {('Quibbel', 'Morwen', 'Tasslo')[n % 3]} planted {words}."

    return [
        {
            "id": f"r{n}",
            "instruction": f"What was planted in {1900 + n}?",
            "response": f"{sentence(n)} {sentence(n + 900)}",
        }
        for n in range(ROWS)
    ]


@pytest.fixture(scope="module")
def turns() -> list[list[dict[str, str]]]:
    """The corpus and two turns of it."""
    grown = grow.Grown(_corpus(), seed=4)
    return [[grown.row(number, turn) for number in range(ROWS)] for turn in range(3)]


def _shingles(row: dict[str, str]) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", f"{row['instruction']} {row['response']}".lower())
    return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}


def test_the_first_turn_is_the_corpus_and_every_row_has_an_id_of_its_own(turns):
    assert turns[0] == _corpus()
    rows = [row for turn in turns for row in turn]
    assert len({row["id"] for row in rows}) == len(rows) == 3 * ROWS


def test_a_twentieth_are_copies_to_the_letter_of_rows_of_earlier_turns(turns):
    said: set[tuple[str, str]] = set()
    for number, turn in enumerate(turns):
        copies = sum((row["instruction"], row["response"]) in said for row in turn)
        assert copies == 0 if number == 0 else 0.02 < copies / ROWS < 0.09
        said |= {(row["instruction"], row["response"]) for row in turn}


def test_other_rows_are_no_copies_of_the_row_they_were_made_of_or_of_each_other(turns):
    for before, after in pairwise(turns):
        alike = [
            len(_shingles(a) & _shingles(b)) / len(_shingles(a) | _shingles(b))
            for a, b in zip(before, after, strict=True)
        ]
        assert (
            sum(one > 0.7 for one in alike) < 0.02 * ROWS
        )  # copies are of any row, so hardly one of its own


def test_some_rows_differ_from_an_earlier_one_by_few_words(turns):
    originals = [_shingles(row) for row in turns[0]]
    near = sum(
        any(0.6 < len(mine & one) / len(mine | one) < 1 for one in originals)
        for mine in map(_shingles, turns[1])
    )
    assert 0.01 < near / ROWS < 0.09


def test_names_numbers_and_a_sentence_are_others(turns):
    whole = turns[1][0]["response"] + turns[1][1]["response"]
    assert whole != turns[0][0]["response"] + turns[0][1]["response"]
    own = {sentence for row in turns[0] for sentence in re.findall(r"[^.]+\.", row["response"])}
    borrowed = [
        row
        for number, row in enumerate(turns[1])
        for sentence in re.findall(r"[^.]+\.", row["response"])
        if sentence.strip() in {one.strip() for one in own}
        and sentence.strip() not in turns[0][number]["response"]
    ]
    assert len(borrowed) > ROWS / 2


def test_more_turns_change_no_line_and_another_seed_changes_them(tmp_path):
    rows = _corpus()[:50]
    packed = tmp_path / "corpus.jsonl.zst"
    packed.write_bytes(zstandard.compress(b"".join(orjson.dumps(row) + b"\n" for row in rows)))
    read = grow.read(packed)
    assert read == rows
    told: list[str] = []
    size = grow.write(grow.Grown(read), 50, tmp_path / "two", 2, told.append)
    grow.write(grow.Grown(read), 50, tmp_path / "three", 3, told.append)
    grow.write(grow.Grown(read, seed=1), 50, tmp_path / "other", 2, told.append)
    files = {name: sorted((tmp_path / name).iterdir()) for name in ("two", "three", "other")}
    assert [path.name for path in files["three"]] == ["turn000.jsonl", "turn001.jsonl", "turn002.jsonl"]
    assert size == sum(path.stat().st_size for path in files["two"])
    for two, three in zip(files["two"], files["three"], strict=False):
        assert two.read_bytes() == three.read_bytes()
    assert files["two"][0].read_bytes() == files["other"][0].read_bytes()
    assert files["two"][1].read_bytes() != files["other"][1].read_bytes()
