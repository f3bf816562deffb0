"""datatrove's default quality filters over `id, text` lines; runs where datatrove is installed.

The language filter is left out: it fetches its model from the network.
"""

import json
import sys

from datatrove.data import Document
from datatrove.pipeline.filters import (
    C4QualityFilter,
    FineWebQualityFilter,
    GopherQualityFilter,
    GopherRepetitionFilter,
)


def main(asked: str, kept: str) -> None:
    # The order of datatrove's FineWeb example; C4 without its end-mark rule, as there.
    filters = [
        GopherRepetitionFilter(),
        GopherQualityFilter(),
        C4QualityFilter(filter_no_terminal_punct=False),
        FineWebQualityFilter(),
    ]
    with open(asked, encoding="utf-8") as source, open(kept, "w", encoding="utf-8") as target:
        for line in source:
            row = json.loads(line)
            document = Document(text=row["text"], id=row["id"])
            if document.text.strip() and all(_passes(f, document) for f in filters):
                target.write(row["id"] + "\n")


def _passes(one: object, document: Document) -> bool:
    verdict = one.filter(document)  # type: ignore[attr-defined]
    return bool(verdict[0] if isinstance(verdict, tuple) else verdict)


if __name__ == "__main__":
    main(*sys.argv[1:])
