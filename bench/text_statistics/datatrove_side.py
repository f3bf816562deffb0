"""Runs inside datatrove's own environment: `python datatrove_side.py TEXTS.json VALUES.json`.

Times the Gopher quality, Gopher repetition, FineWeb and C4 filters as they ship (their word tokeniser, thresholds that no
row passes the wrong side of, so that every measure is computed), then once more with words split at white space. Writes
the values of the measures from datatrove's own functions, words split at white space.
"""

from __future__ import annotations

import json
import re
import sys
import time
from typing import Any

from datatrove.data import Document
from datatrove.pipeline.filters import (
    C4QualityFilter,
    FineWebQualityFilter,
    GopherQualityFilter,
    GopherRepetitionFilter,
    fineweb_quality_filter,
    gopher_quality_filter,
    gopher_repetition_filter,
)
from datatrove.pipeline.filters.gopher_repetition_filter import (
    find_all_duplicate,
    find_duplicates,
    find_top_duplicate,
    get_n_grams,
)

NEVER = 1e9


def filters() -> list[Any]:
    """Return the filters with thresholds under which all measures are computed."""
    return [
        GopherQualityFilter(1, NEVER, 1e-9, NEVER, NEVER, NEVER, NEVER, 1e-12, -1),
        GopherRepetitionFilter(
            NEVER, NEVER, NEVER, NEVER, tuple((n, NEVER) for n in (2, 3, 4)), tuple((n, NEVER) for n in range(5, 11))
        ),
        FineWebQualityFilter(
            line_punct_thr=-1, short_line_thr=NEVER, char_duplicates_ratio=NEVER, new_line_ratio=NEVER
        ),
        C4QualityFilter(filter_no_terminal_punct=False, min_num_sentences=-1, split_paragraph=True),
    ]  # fmt: skip


def spent(texts: list[str]) -> float:
    """Return CPU seconds of all filters over all texts."""
    chain = filters()
    warm = Document(text="A few words. And some more.", id="0")
    for one in chain:
        one.filter(warm)
    start = time.process_time()
    for number, text in enumerate(texts):
        for one in chain:
            one.filter(Document(text=text, id=str(number)))
    return time.process_time() - start


def measures(text: str) -> dict[str, float]:
    """Return datatrove's measures of one text that is not empty, by the names of ours."""
    words, size = text.split(), len(text)
    paragraphs, lines = re.split(r"\n{2,}", text), re.split(r"\n+", text)
    shown = [line for line in text.split("\n") if line.strip()]
    out: dict[str, float] = {}
    for name, parts in (("paragraph", paragraphs), ("line", lines)):
        count, chars = find_duplicates(parts)
        out[f"dup_{name}s"], out[f"dup_{name}_chars"] = count / len(parts), chars / size
    out["dup_line_chars_fineweb"] = find_duplicates(shown)[1] / len(text.replace("\n", ""))
    out["short_lines"] = sum(len(line) <= 30 for line in shown) / len(shown)
    out["newline_ratio"] = text.count("\n") / len(words)
    out["hash_ratio"] = text.count("#") / len(words)
    out["ellipsis_ratio"] = (text.count("...") + text.count("…")) / len(words)
    out["alpha_words"] = sum(any(c.isalpha() for c in w) for w in words) / len(words)
    out["stop_words"] = len({"the", "be", "to", "of", "and", "that", "have", "with"} & set(words))
    out["bullet_lines"] = sum(line.lstrip().startswith(("•", "-")) for line in shown) / len(shown)
    out["ellipsis_lines"] = sum(line.rstrip().endswith(("...", "…")) for line in shown) / len(shown)
    for n in (2, 3, 4):
        grams = get_n_grams(words, n)
        repeats = len(set(grams)) < len(grams)
        out[f"top_{n}gram"] = min(find_top_duplicate(grams) / size, 1.0) if repeats else 0.0
    for n in range(5, 11):
        out[f"dup_{n}gram"] = find_all_duplicate(words, n) / size
    return out


def main() -> None:
    """Read the texts, write times and values."""
    with open(sys.argv[1], encoding="utf-8") as file:
        texts = json.load(file)
    shipped = spent(texts)
    for module in (gopher_quality_filter, gopher_repetition_filter, fineweb_quality_filter):
        module.split_into_words = lambda text, language: text.split()
    plain = spent(texts)
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        json.dump({"shipped": shipped, "plain": plain, "values": [measures(text) for text in texts]}, file)


if __name__ == "__main__":
    main()
