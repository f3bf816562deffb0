"""Files of which one asks and another answers."""

from __future__ import annotations

import itertools
import shlex

from ft_data.sources.alongside import halves, told


def test_names_in_pairs_are_told_in_one_pass_over_all_files() -> None:
    stems = ["".join(letters) for letters in itertools.product("abcdefgh", repeat=4)]
    pairs = [f"d/{stem}_{word}.txt" for stem in stems for word in ("src", "tgt")]
    found = halves(pairs)
    assert found is not None and found.pairs == len(stems)
    others = [f"e/{stem}_{number}.txt" for stem in stems for number in range(3)]
    assert halves(pairs + others) is None, "most files are of no pair"


def test_a_name_of_a_file_is_no_command() -> None:
    found = halves(["my files/src.txt", "my files/tgt'; echo gone; '.txt"])
    assert found is not None and found.lines
    command = told(found).splitlines()[-1]
    assert shlex.split(command.partition("paste ")[2].partition(") >")[0]) == [found.asks, found.says]
