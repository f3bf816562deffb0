"""The rows of one bin in memory, as the decision of one process reads rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ft_data.dedup.bands import band_column, signature_params
from ft_data.dedup.corpus import Corpus
from ft_data.dedup.exchanges.known import best_order
from ft_data.dedup.exchanges.pieces import FACTS, Piece
from ft_data.dedup.facts import BATCH, NARROW, Facts
from ft_data.recipe.schema import Dedupe

Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]

TEXTS = ("prompt_text", "response_text")
MEANINGS = {"meaning_key": pa.uint64(), "prompt_vector": pa.binary(), "response_vector": pa.binary()}


def schema(settings: Dedupe) -> pa.Schema:
    """Return the columns of a row of a bin."""
    from ft_data.dedup.signatures import signature_schema

    params = signature_params(settings)
    signed = signature_schema(params)
    return pa.schema(
        [
            *(signed.field(name) for name in signed_columns(settings)),
            ("row", pa.int64()),
            ("corpus", pa.int32()),
            *(field for field in FACTS if field.name != "best"),
            ("compared", pa.bool_()),
            *((name, pa.large_string()) for name in TEXTS),
            *(MEANINGS.items() if settings.semantic.enabled else ()),
        ]
    )


def signed_columns(settings: Dedupe) -> list[str]:
    """Name the columns of signatures that a decision reads."""
    bands = range(signature_params(settings)["bands"]) if settings.near.enabled else ()
    return [*NARROW, *map(band_column, bands)]


def rows(
    piece: Piece, places: Ints, compared: npt.NDArray[np.bool_], settings: Dedupe, ranked: bool
) -> pa.Table:
    """Read some rows of a part, with texts where they are compared; not ``ranked``: nobody says how good they are."""
    at = pa.array(places)
    signed = piece.read(signed_columns(settings))
    known = piece.beside(piece.facts, FACTS.names).take(at)
    columns = {name: signed[name].take(at) for name in signed.column_names}
    columns |= {name: known[name] for name in FACTS.names}
    if not ranked:
        columns |= {name: pa.nulls(len(places), pa.float64()) for name in ("quality", "completeness")}
    texts = piece.text(TEXTS, signed["record_id"]).take(at) if compared.any() else None
    for name in TEXTS:
        values = texts[name].combine_chunks() if texts else pa.nulls(len(places), pa.string())
        columns[name] = pc.if_else(pa.array(compared), values, None).cast(pa.large_string())
    if settings.semantic.enabled:
        meant = piece.beside(piece.meanings, list(MEANINGS)).take(at) if piece.meanings else None
        for name, kind in MEANINGS.items():
            columns[name] = meant[name].cast(kind) if meant else pa.nulls(len(places), kind)
    columns["compared"] = pa.array(compared)
    columns["row"] = pa.array(places + piece.start)
    columns["corpus"] = pa.array(np.full(len(places), piece.corpus, np.int32))
    found = schema(settings)
    return pa.table({name: columns[name] for name in found.names}, schema=found)


class Held(Facts):
    """Rows with their bands, texts and meanings, best first."""

    def __init__(self, names: Sequence[str], table: pa.Table, keep: str) -> None:
        """Put the rows of a bin in order; ``names`` are those of the corpora."""
        ordered = table.take(pa.array(best_order(table, keep))).combine_chunks()
        super().__init__([Corpus((), (), name) for name in names], ordered)
        self.positions: Ints = self.column("row")

    def bands(self, numbers: Sequence[int]) -> list[Keys]:
        """Return some bands of all rows."""
        return [self.column(band_column(number)) for number in numbers]

    def fetch(self, rows: Ints) -> Iterator[pa.RecordBatch]:
        """Yield the texts of some rows. Raises ValueError for one of which nobody knew that it would be compared."""
        if not self.column("compared")[rows].all():
            raise ValueError("a row is compared that shared nothing with another one")
        for start in range(0, len(rows), BATCH):
            some = rows[start : start + BATCH]
            found = self.table.select(list(TEXTS)).take(pa.array(some)).combine_chunks()
            place = pa.array(np.arange(start, start + len(some)))
            yield from found.add_column(0, "place", place).combine_chunks().to_batches()

    def meaning_keys(self) -> Keys:
        """Return the keys, 0 where there is none."""
        values: Keys = self.table["meaning_key"].combine_chunks().fill_null(0).to_numpy()
        return values

    def vectors(self, rows: Ints) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]:
        """Return the vectors."""
        from ft_data.dedup.meaning.stored import SIDES, matrix

        found = self.table.select(list(SIDES)).take(pa.array(rows))
        prompt, response = (matrix(found[name]) for name in SIDES)
        return prompt, response
