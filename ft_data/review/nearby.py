"""Neighbours ready to be shown: found, fetched and compared before the item that asks for them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import NamedTuple

from ft_data.review import wording
from ft_data.review.edits import Example
from ft_data.review.neighbours import Neighbours
from ft_data.review.rows import Rows

KEPT_READY = 256
_CHARACTERS = 2_500


class Neighbour(NamedTuple):
    """A row decided without people that resembles this one, with the words that differ."""

    verdict: str
    record_id: str
    source: str
    difference: list[wording.Piece]
    reasons: list[str]


class Nearby:
    """Finds and compares neighbours, and remembers the latest; safe to use from several threads."""

    def __init__(self, rows: Rows, neighbours: Neighbours) -> None:
        self.rows = rows
        self.neighbours = neighbours
        self._lock = threading.Lock()
        self._ready: OrderedDict[str, list[Neighbour]] = OrderedDict()

    def of(self, example: Example) -> list[Neighbour]:
        """Give the neighbours of an example, finding them now if nobody did before."""
        name = f"{example['record_id']}:{example['content_hash']}"
        with self._lock:
            if name in self._ready:
                return self._ready[name]
        found = self._find(example)
        with self._lock:
            if self.neighbours.ready:
                self._ready[name] = found
            while len(self._ready) > KEPT_READY:
                self._ready.popitem(last=False)
        return found

    def forget(self) -> None:
        """Start over, because the rows have changed."""
        with self._lock:
            self._ready.clear()

    def _find(self, example: Example) -> list[Neighbour]:
        near = self.neighbours.near(
            example["record_id"], example["prompt_text"] or "", example["response_text"] or ""
        )
        wanted = [(verdict, one) for verdict, one in (("kept", near.kept), ("dropped", near.dropped)) if one]
        rows = self.rows.get([one.record_id for _, one in wanted])
        return [
            Neighbour(
                verdict,
                one.record_id,
                rows[one.record_id].example["source"],
                wording.difference(
                    both(example)[:_CHARACTERS], both(rows[one.record_id].example)[:_CHARACTERS]
                ),
                one.reasons,
            )
            for verdict, one in wanted
            if one.record_id in rows
        ]


def both(example: Example) -> str:
    """The prompt and the answer as one text."""
    return f"{example['prompt_text'] or ''}\n\n{example['response_text'] or ''}".strip()
