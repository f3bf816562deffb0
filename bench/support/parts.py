"""A bench of several parts, each of which says whether its bar holds."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

Part = Callable[[Path, int], bool]


def run(about: str | None, parts: Mapping[str, Part], seeds: int) -> int:
    """Run the parts that the command line names, or all, with so many ``seeds`` unless it says otherwise; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("shared", type=Path)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(parts))
    parser.add_argument("--seeds", type=int, default=seeds)
    given = parser.parse_args()
    held = [parts[name](given.shared, given.seeds) for name in given.parts or parts]
    return 0 if all(held) else 1
