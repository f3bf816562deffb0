"""The languages of a release as its rows were measured, not as its recipe hopes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ft_data.release import markdown as md

SHARE = 0.005  # of the rows: a language of which there is less is none of the set's
UNKNOWN = "unknown"

Numbers = Mapping[str, list[dict[str, Any]]]


def measured(manifest: Mapping[str, Any], numbers: Numbers) -> list[str]:
    """Return the languages of the rows, the commonest first; those of the recipe where none was measured."""
    rows = numbers.get("languages") or []
    total = sum(row["rows"] for row in rows)
    found = [row for row in rows if row["language"] not in (UNKNOWN, None) and row["rows"] >= SHARE * total]
    if not found:
        return list(manifest["recipe"].get("languages") or ())
    return [row["language"] for row in sorted(found, key=lambda row: (-row["rows"], row["language"]))]


def section(manifest: Mapping[str, Any], numbers: Numbers) -> str:
    """Return the section of the card: every language with its rows, those of which nothing was told as unknown."""
    rows = numbers.get("languages")
    if not rows:
        return f"## Languages\n\n{md.NOT_MEASURED}"
    total = sum(row["rows"] for row in rows)
    wanted = ", ".join(manifest["recipe"].get("languages") or ()) or "any"
    text = (
        f"Wanted: {wanted}. Language of the answer, or of answer and prompt together where the answer is short, as two "
        "detectors say; `unknown` where they differ and neither is sure, or where there are hardly any words."
    )
    lines = [
        [row["language"], row["rows"], f"{row['rows'] / total:.2%}"]
        for row in sorted(rows, key=lambda row: (-row["rows"], row["language"]))
    ]
    return f"## Languages\n\n{text}\n\n{md.table(['language', 'examples', 'share'], lines)}"
