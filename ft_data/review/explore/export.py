"""A view as a file: what it shows of each row, one line a row. Texts are the masked ones, or none where nothing was masked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import BinaryIO

import orjson

from ft_data.review.exchange_files import cell
from ft_data.review.explore.facets import meet
from ft_data.review.explore.index import Index
from ft_data.review.explore.listing import hits
from ft_data.review.explore.view import View

MOST = 20_000  # rows; `ft-data query --csv` writes any number
TEXT = 32_000  # characters of a prompt and of an answer; a spreadsheet's cell holds no more
NEARNESS = "nearness"  # what rows found by meaning are ordered by
TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}
_AT_ONCE = 500  # whose texts are held at a time


def lines(
    index: Index, view: View, texts: bool, marks: Mapping[str, list[dict[str, object]]]
) -> Iterator[dict[str, object]]:
    """Yield the first 20,000 rows of a view in its order; ``marks`` are the stretches marked in them, where there are any."""
    places = index.ordered(view, meet([*index.masks(view).values()]))[:MOST]
    ordered = view.signal if view.signal in index.numeric else NEARNESS if view.words and view.meant else ""
    for start in range(0, len(places), _AT_ONCE):
        some = places[start : start + _AT_ONCE]
        read = index.pieces.excerpts(index.reader, some, TEXT) if texts else {}
        for place, hit in zip(some.tolist(), hits(index, view, some, excerpts=read), strict=True):
            line: dict[str, object] = {
                "record_id": hit.record_id,
                "stands": hit.stands,
                "reasons": hit.reasons,
                "source": hit.source,
                "language": hit.language,
            }
            if texts:
                text = read.get(place)
                line |= {"prompt": text.prompt if text else "", "response": text.response if text else ""}
            if marks:
                line["marks"] = marks.get(hit.record_id, [])
            if ordered:
                line[ordered] = hit.value
            yield line


def write(found: Iterator[dict[str, object]], ending: str, into: BinaryIO) -> None:
    """Write lines as ``csv`` or ``jsonl``, each as it is read; no text of a CSV is computed by a spreadsheet."""
    if ending == "jsonl":
        for line in found:
            into.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
        return
    made, writer = io.TextIOWrapper(into, "utf-8", "replace", newline="", write_through=True), None
    for line in found:
        if writer is None:
            writer = csv.DictWriter(made, [*line])
            writer.writeheader()
        told = {
            name: "; ".join(map(_text, value)) if isinstance(value, list) else value
            for name, value in line.items()
        }
        writer.writerow(
            {name: cell(value) if isinstance(value, str) else value for name, value in told.items()}
        )
    made.detach()  # the file is the caller's


def _text(value: object) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
