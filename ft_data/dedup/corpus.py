"""A dataset as files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ft_data.warehouse import sql


class Corpus(NamedTuple):
    """A dataset as files: signature parts and the cleaned parts they were made from (any order).

    ``meanings``, when there, have the rows of the signature parts in the same order.
    """

    signatures: Sequence[str]
    texts: Sequence[str]
    name: str = ""
    meanings: Sequence[str] = ()


def files(corpus: Corpus) -> str:
    """Return the SQL table of the text parts of a corpus."""
    return sql.parquet(corpus.texts)
