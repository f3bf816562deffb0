"""What is known of every row before any text is read, best row first.

All later steps number rows by this order, so that "smaller is better" and nothing depends on files or parts.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.dedup.bands import band_column
from ft_data.dedup.corpus import Corpus, files
from ft_data.recipe.licenses import strictness
from ft_data.recipe.schema import Dedupe

BATCH = 20_000  # rows of text in flight
Array = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]

NARROW = (
    *("record_id", "exact_a", "exact_b", "prompt_key", "response_key", "words_key", "template_key"),
    *("variant_key", "literals", "words", "response_words", "unit"),
)
META = {
    "source": "VARCHAR",
    "origin": "VARCHAR",
    "license": "VARCHAR",
    "created_at": "TIMESTAMP WITH TIME ZONE",
}
# The order of rows: columns, those marked descending; nulls come last.
ORDERS = {
    "best": ("quality DESC", "completeness DESC", "strict", "synthetic", "created_at"),
    "first": ("created_at",),
    "longest": ("words DESC", "quality DESC", "strict", "synthetic", "created_at"),
}


class Facts(ABC):
    """The rows of one or more corpora in rank order; the first corpus is the one being deduplicated."""

    def __init__(self, corpora: Sequence[Corpus], table: pa.Table) -> None:
        self.corpora = corpora
        self.table = table
        self.corpus: Array = self.column("corpus")

    def __len__(self) -> int:
        return len(self.corpus)

    def column(self, name: str) -> Array:
        """Return a numeric column as a numpy array."""
        values: Array = self.table[name].to_numpy()
        return values

    @abstractmethod
    def bands(self, numbers: Sequence[int]) -> list[Keys]:
        """Return some bands of all rows, in rank order."""

    @abstractmethod
    def fetch(self, rows: Ints) -> Iterator[pa.RecordBatch]:
        """Yield ``place, prompt_text, response_text`` of some rows; ``place`` is the position in ``rows``."""

    @abstractmethod
    def meaning_keys(self) -> Keys:
        """Return the key of the meaning of every row, 0 where it is not judged."""

    @abstractmethod
    def vectors(self, rows: Ints) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]:
        """Return the vectors of prompts and of responses of some rows, zeros where there is none: ``(rows, dimensions)``."""


class Stored(Facts):
    """Rows whose bands, texts and meanings are read from the files of their corpora when asked for."""

    def __init__(
        self, corpora: Sequence[Corpus], table: pa.Table, positions: Ints, con: duckdb.DuckDBPyConnection
    ) -> None:
        super().__init__(corpora, table)
        self.positions = positions  # of every row in the concatenated signature files
        self._con = con

    def bands(self, numbers: Sequence[int]) -> list[Keys]:
        """Read some bands of all rows, in rank order."""
        names = [band_column(number) for number in numbers]
        parts = [
            pq.read_table(path, columns=names, memory_map=True, use_threads=False)
            for corpus in self.corpora
            for path in corpus.signatures
        ]
        table = pa.concat_tables(parts)
        return [table[name].to_numpy()[self.positions] for name in names]

    def fetch(self, rows: Ints) -> Iterator[pa.RecordBatch]:
        """Read the texts of some rows. Raises ValueError where one has none."""
        wanted = pa.table(
            {
                "place": np.arange(len(rows)),
                "corpus": self.corpus[rows],
                "record_id": self.table["record_id"].take(pa.array(rows)),
            }
        )
        texts = " UNION ALL ".join(
            f"SELECT record_id, prompt_text, response_text, {number} AS corpus FROM {files(corpus)}"
            for number, corpus in enumerate(self.corpora)
            if len(corpus.texts)
        )
        found = 0
        with self._con.cursor() as cursor:
            cursor.register("dedup_wanted", wanted)
            query = (
                f"SELECT place, prompt_text, response_text FROM ({texts}) AS texts "
                "JOIN dedup_wanted USING (record_id, corpus)"
            )
            for batch in cursor.sql(query).to_arrow_reader(BATCH):
                found += len(batch)
                yield batch
        if found != len(rows):
            raise ValueError(f"{len(rows)} rows have signatures, {found} rows of these ids are in the texts")

    def meaning_keys(self) -> Keys:
        """Read the keys. Raises ValueError for another number of rows."""
        from ft_data.dedup.meaning import stored

        own = int((self.corpus == 0).sum())
        values = stored.keys(self.corpora[0].meanings)
        if len(values) != own:
            raise ValueError(f"{own} rows have signatures, {len(values)} have meanings")
        return np.concatenate([values, np.zeros(len(self) - own, np.uint64)])[self.positions]

    def vectors(self, rows: Ints) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]:
        """Read the vectors."""
        from ft_data.dedup.meaning import stored

        return stored.vectors(self.corpora[0].meanings, self.positions[rows])


def load_facts(
    corpora: Sequence[Corpus], rank: pa.Table | None, settings: Dedupe, con: duckdb.DuckDBPyConnection
) -> Stored:
    """Read the narrow columns of all rows and put them in rank order.

    Rows of the second and further corpora come first: they are kept whatever happens. Then ``settings.keep``:
    ``best`` is quality, completeness, the more permissive licence, human before synthetic, the earlier
    ``created_at``; ties go to the smaller ``record_id``. ``rank`` may give ``record_id, quality,
    completeness``.
    """
    parts = [_signature_columns(corpus, i) for i, corpus in enumerate(corpora)]
    table = pa.concat_tables(parts)
    table = table.append_column("position", pa.array(np.arange(len(table))))
    with con.cursor() as cursor:
        cursor.register("dedup_signatures", table.select(["record_id", "corpus", "position", "words"]))
        cursor.register("dedup_rank", _rank_table(rank))
        licences = cursor.sql(f"SELECT DISTINCT license FROM ({_meta_query(corpora)}) AS m")
        cursor.register("dedup_strictness", strictness_of(licences.to_arrow_table()["license"]))
        ordered = cursor.sql(
            f"""
            SELECT position, source, license, origin
            FROM (
                SELECT s.*, m.source, m.license, m.origin, m.created_at, r.quality, r.completeness, t.strict
                FROM dedup_signatures AS s
                LEFT JOIN ({_meta_query(corpora)}) AS m USING (record_id, corpus)
                LEFT JOIN dedup_rank AS r ON r.record_id = s.record_id AND s.corpus = 0
                LEFT JOIN dedup_strictness AS t ON t.license IS NOT DISTINCT FROM m.license
            ) AS rows
            ORDER BY {best_first(settings.keep)}
            """
        ).to_arrow_table()
    if len(ordered) != len(table):
        raise ValueError(f"record ids are not unique: {len(table)} signatures meet {len(ordered)} rows")
    positions = ordered["position"].to_numpy()
    columns = table.drop_columns(["position"]).take(pa.array(positions))
    for name in ("source", "license", "origin"):
        columns = columns.append_column(name, ordered[name])
    return Stored(corpora, columns, positions, con)


def best_first(keep: str) -> str:
    """Return the order of rows as SQL over columns of these names, beside ``corpus, record_id, origin``; it is total."""
    columns = (f"{name} NULLS LAST" for name in ORDERS[keep])
    order = ", ".join(columns).replace("synthetic", "(origin IS NOT DISTINCT FROM 'synthetic')")
    return f"corpus = 0, {order}, record_id, corpus"


def _signature_columns(corpus: Corpus, number: int) -> pa.Table:
    parts = [pq.read_table(path, columns=list(NARROW)) for path in corpus.signatures]
    table = pa.concat_tables(parts)
    return table.append_column("corpus", pa.array(np.full(len(table), number, np.int32)))


def _rank_table(rank: pa.Table | None) -> pa.Table:
    schema = pa.schema(
        [("record_id", pa.string()), ("quality", pa.float64()), ("completeness", pa.float64())]
    )
    if rank is None:
        return schema.empty_table()
    absent = [
        pa.nulls(len(rank), field.type) if field.name not in rank.column_names else None for field in schema
    ]
    columns = [
        rank[field.name].cast(field.type) if gap is None else gap
        for field, gap in zip(schema, absent, strict=True)
    ]
    return pa.table(columns, schema=schema)


def _meta_query(corpora: Sequence[Corpus]) -> str:
    selects = []
    for number, corpus in enumerate(corpora):
        if len(corpus.texts):
            present = set(pq.read_schema(corpus.texts[0]).names)
            fields = ", ".join(
                f"{name if name in present else 'NULL'}::{kind} AS {name}" for name, kind in META.items()
            )
            selects.append(f"SELECT record_id, {number}::INTEGER AS corpus, {fields} FROM {files(corpus)}")
    return " UNION ALL ".join(selects)


def strictness_of(licences: pa.ChunkedArray) -> pa.Table:
    """Return ``license, strict`` of some licences, each named once."""
    levels = [strictness(name) for name in licences.to_pylist()]
    return pa.table({"license": licences.cast(pa.string()), "strict": pa.array(levels, pa.int32())})
