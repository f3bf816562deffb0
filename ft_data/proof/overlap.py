"""Texts that occur elsewhere: a held-out question that was selected with, or is in the pool, proves nothing.

Found as overlap with a benchmark is: by weighed runs of words, whatever the case and the punctuation; and texts that are
the same word for word, however short.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa

from ft_data.decontamination.benchmarks import BenchmarkItem
from ft_data.decontamination.index import Index, build_index
from ft_data.decontamination.scan import scan


class Text(NamedTuple):
    """A question with its answer (either may be empty) and where it stands."""

    prompt: str
    response: str
    place: str


def table(texts: Sequence[Text]) -> pa.Table:
    """Return texts as rows: ``record_id`` (the place), ``prompt_text, response_text``."""
    return pa.table(
        {
            "record_id": pa.array([one.place for one in texts], pa.string()),
            "prompt_text": pa.array([one.prompt for one in texts], pa.string()),
            "response_text": pa.array([one.response for one in texts], pa.string()),
        }
    )


def index(texts: Sequence[Text]) -> Index:
    """Index texts, to look for them elsewhere."""
    items = (BenchmarkItem("held", str(n), (one.prompt,), one.response) for n, one in enumerate(texts))
    return build_index(items)


def overlapping(rows: pa.Table, held: Index) -> dict[str, str]:
    """Return rows (``record_id, prompt_text, response_text``) that hold an indexed text: id to that item's number."""
    hits = scan(rows, held)
    return dict(
        zip(reversed(hits["record_id"].to_pylist()), reversed(hits["item_id"].to_pylist()), strict=True)
    )


def pairs(texts: Sequence[Text], held: Sequence[Text]) -> list[tuple[str, str]]:
    """Return the places of texts that hold, or are, one of ``held``, each with the place of that one."""
    same = {_plain(one): one.place for one in held}
    found = {one.place: same[_plain(one)] for one in texts if _plain(one) in same}
    near = overlapping(table(texts), index(held)) if held and texts else {}
    return sorted({**{place: held[int(number)].place for place, number in near.items()}, **found}.items())


def _plain(text: Text) -> str:
    return " ".join((text.prompt.strip() or text.response).lower().split()).rstrip("?.! ")
