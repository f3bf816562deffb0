"""Do two answers agree? `python -m bench.agreement SHARED`: sentences that people called paraphrases (MSRP), and such of different pairs."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from ft_data.synthesis.checks.agreement import differs
from ft_data.synthesis.replies import Pair

ASKED = "What happened?"


def main(shared: str) -> None:
    """Print how many agree, and in what the others differ."""
    lines = (Path(shared) / "data/msrp/msr_paraphrase_train.txt").read_text("utf-8-sig").splitlines()[1:]
    pairs = [(row[3], row[4]) for line in lines if len(row := line.split("\t")) >= 5 and row[0] == "1"]
    others = [(first, second) for (first, _), (_, second) in zip(pairs, pairs[3:], strict=False)]
    for title, asked in (("paraphrases", pairs), ("of different pairs", others)):
        found = Counter(differs(Pair(ASKED, first), second) or "agree" for first, second in asked)
        print(f"{title}: {found['agree'] / len(asked):.3f} of {len(asked)} agree; {dict(found)}")


if __name__ == "__main__":
    main(sys.argv[1])
