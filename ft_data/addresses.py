"""Where the rows behind a figure are: one shape of address for the report, the terminal, Dagster and the station itself.

An address is a path of the review station and says which rows are meant, so that it can be kept, sent and opened again. It
opens while the station of the dataset runs, which `start` names the command for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

PORT = 8765  # the station's, unless somebody chose another
ROWS = "/rows"  # the page of rows; a row's own lies below it
DATASET = "of"  # names the dataset, since another one's station may answer on the same port

# What rows can be told apart by. A value is what a figure is called: `filtered.drop.too_short` of a `reason`,
# `filtered.drop` of `at` (the verdict there) and of `stands` (the last verdict), the upper edge of a `length`.
FACETS = (
    "stands", "source", "reason", "language", "topic", "split", "length", "prompt_length", "at", "kind", "origin",
    "license", "repair",
)  # fmt: skip

Wanted = Mapping[str, str | Sequence[str]]


def rows(dataset: str, **wanted: str | Sequence[str]) -> str:
    """Return the path of the rows that have all these values of facets.

    >>> rows("support", reason="filtered.drop.too_short", source="tickets")
    '/rows?of=support&reason=filtered.drop.too_short&source=tickets'
    """
    unknown = wanted.keys() - {*FACETS}
    if unknown:
        raise ValueError(f"rows cannot be told apart by {', '.join(sorted(unknown))}")
    return f"{ROWS}?{urlencode({DATASET: dataset, **wanted}, doseq=True)}"


def row(record_id: str) -> str:
    """Return the path of one row."""
    return f"{ROWS}/{quote(record_id, safe='')}"


def station(path: str, port: int = PORT) -> str:
    """Return the whole address of a path of the station on this machine."""
    return f"http://127.0.0.1:{port}{path}"


def start(dataset: str) -> str:
    """Return the command that starts the station of a dataset."""
    return f"ft-data review {dataset}"
