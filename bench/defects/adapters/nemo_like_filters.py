"""The heuristic thresholds that NeMo Curator ships for English text, in code of our own.

The library itself needs a GPU stack, so this stands beside the peers as *like* it, not as it: characters
that are not alphanumeric <= 0.25, digits <= 0.15, URLs <= 0.2, white space <= 0.25, parentheses <= 0.1, lines
that are bullets <= 0.9, sentences without an end mark <= 0.85, words 50 to 100,000, mean word length 3 to 10,
symbols per word <= 0.1, unique lines >= 0.7, top 2-, 3-, 4-grams <= 0.20, 0.18, 0.16 of the characters, two
common English words.
"""

import json
import re
import sys
from collections import Counter

COMMON = frozenset(("the", "be", "to", "of", "and", "that", "have", "with"))


def passes(text: str) -> bool:
    words = text.split()
    lines = [line for line in text.split("\n") if line.strip()]
    if not 50 <= len(words) <= 100_000 or not lines:
        return False
    size = len(text)
    urls = sum(len(m) for m in re.findall(r"https?://\S+", text))
    return (
        sum(not c.isalnum() and not c.isspace() for c in text) <= 0.25 * size
        and sum(c.isdigit() for c in text) <= 0.15 * size
        and urls <= 0.2 * size
        and sum(c.isspace() for c in text) <= 0.25 * size
        and sum(c in "()" for c in text) <= 0.1 * size
        and 3 <= sum(map(len, words)) / len(words) <= 10
        and (text.count("#") + text.count("...")) <= 0.1 * len(words)
        and sum(line.lstrip().startswith(("-", "*", "\u2022")) for line in lines) <= 0.9 * len(lines)
        and sum(not line.rstrip().endswith((".", "!", "?", '"')) for line in lines) <= 0.85 * len(lines)
        and len(set(lines)) >= 0.7 * len(lines)
        and all(_top_gram(words, n) <= most * size for n, most in ((2, 0.20), (3, 0.18), (4, 0.16)))
        and len({w.lower() for w in words} & COMMON) >= 2
    )


def _top_gram(words: list[str], n: int) -> int:
    grams = Counter(" ".join(words[i : i + n]) for i in range(len(words) - n + 1))
    gram, count = grams.most_common(1)[0]
    return len(gram) * count if count > 1 else 0


def main(asked: str, kept: str) -> None:
    with open(asked, encoding="utf-8") as source, open(kept, "w", encoding="utf-8") as target:
        for line in source:
            row = json.loads(line)
            if passes(row["text"]):
                target.write(row["id"] + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
