"""Parts: immutable Parquet files named by what made them, and the receipts that make them a cache.

A unit of work writes its files, then a small JSON receipt. The receipt is what says "done": if it is there,
the work is not done again. This one mechanism is the cache, the incremental run and the resume after a crash.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ft_data.warehouse import files, sums

if TYPE_CHECKING:  # readers of manifests (the review station, `why`) do without Arrow's 30 MB
    import pyarrow as pa

ROW_GROUP = 8_192  # DuckDB parallelises per row group
MAX_ROWS = 16_384


@dataclass(frozen=True)
class Part:
    """One Parquet file of one table. ``hash`` is the content hash of its rows (hex), ``file`` is below parts/.

    ``checksum`` is that of the file's bytes; empty if it was written before there were any. ``of`` is the file of the part
    of text whose rows these are, in the same order; empty where that is not so. A stage says it, receipts do not know it.
    """

    file: str
    rows: int
    hash: str
    bytes: int
    checksum: str = ""
    of: str = ""


@dataclass(frozen=True)
class Receipt:
    """What a unit of work made: parts by table, and small figures people want to see (never row text).

    ``made_of`` has a digest of each thing that named the work, by what it is: code, settings, input parts.
    """

    key: str
    tables: Mapping[str, tuple[Part, ...]]
    stats: Mapping[str, Any] = field(default_factory=dict)
    made_of: Mapping[str, str] = field(default_factory=dict)

    def belonging(self, of: str) -> Receipt:
        """Return it with parts that say whose rows they hold."""
        found = {name: tuple(replace(part, of=of) for part in parts) for name, parts in self.tables.items()}
        return replace(self, tables=found)

    def rows(self, table: str = "main") -> int:
        """Count the rows of a table."""
        return sum(part.rows for part in self.tables.get(table, ()))


def read_receipt(folder: Path, key: str) -> Receipt | None:
    """Return the receipt of finished work, or None. A file that went missing means the work is not done."""
    try:
        raw = sums.unseal((folder / f"{key}.json").read_bytes())
        tables = {name: tuple(Part(**part) for part in parts) for name, parts in raw["tables"].items()}
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    if not all((folder.parent / part.file).exists() for parts in tables.values() for part in parts):
        return None
    return Receipt(key, tables, raw["stats"], raw.get("made_of", {}))


def finished(folder: Path, key: str) -> Receipt | None:
    """Return the receipt of finished work whose files are what was written, or None: then it is to be done again."""
    receipt = read_receipt(folder, key)
    if receipt is None:
        return None
    damaged = sums.broken(folder.parent, [part for made in receipt.tables.values() for part in made])
    sums.noticed.extend(damaged)
    return None if damaged else receipt


def write_work(
    folder: Path,
    key: str,
    tables: Mapping[str, pa.Table | Iterable[pa.Table]],
    schemas: Mapping[str, pa.Schema],
    stats: Mapping[str, Any] | None = None,
    made_of: Mapping[str, str] | None = None,
) -> Receipt:
    """Write the tables of one unit of work, then its receipt.

    Every table is cast to its declared schema: a null-typed column in one part would break the union of all.
    A table may be an iterable of tables, each of which becomes a part; none at all becomes one zero-row part.
    """
    import pyarrow as pa

    made: dict[str, tuple[Part, ...]] = {}
    for name, schema in schemas.items():
        content = tables.get(name)
        pieces = [content] if isinstance(content, pa.Table) else iter(content or ())
        parts = [
            _write(folder, f"{key}.{name}.{number:03d}.parquet", piece, schema)
            for number, piece in enumerate(pieces)
        ]
        if not parts:
            parts = [_write(folder, f"{key}.{name}.000.parquet", schema.empty_table(), schema)]
        made[name] = tuple(parts)
    receipt = Receipt(key, made, dict(stats or {}), dict(made_of or {}))
    body = {
        "tables": {name: [asdict(part) for part in parts] for name, parts in made.items()},
        "stats": receipt.stats,
        "made_of": receipt.made_of,
    }
    files.write_bytes(folder / f"{key}.json", sums.seal(body))
    return receipt


def _write(folder: Path, name: str, table: pa.Table, schema: pa.Schema) -> Part:
    from concurrent.futures import ThreadPoolExecutor

    import pyarrow.parquet as pq

    from ft_data.warehouse import hashing

    table = table.select(schema.names).cast(schema)
    path = folder / name
    with files.appearing(path) as temporary, ThreadPoolExecutor(1) as writer:
        written = writer.submit(
            pq.write_table,
            table,
            temporary,
            compression="zstd",
            compression_level=1,
            row_group_size=ROW_GROUP,
            use_dictionary=_repeated(schema) or False,
        )
        content = hashing.to_hex(hashing.table_hash(table))
        written.result()
        size, checksum = temporary.stat().st_size, sums.of(temporary)
    return Part(f"{folder.name}/{name}", table.num_rows, content, size, checksum)


def _repeated(schema: pa.Schema) -> list[str]:
    """Name the columns whose values may repeat: a dictionary of measurements or ids costs time and room."""
    import pyarrow as pa

    def leaves(path: str, kind: pa.DataType) -> Iterator[str]:
        if pa.types.is_struct(kind):
            for field in kind:
                yield from leaves(f"{path}.{field.name}", field.type)
        elif pa.types.is_map(kind):
            yield from leaves(f"{path}.key_value.key", kind.key_type)
            yield from leaves(f"{path}.key_value.value", kind.item_type)
        elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
            yield from leaves(f"{path}.list.element", kind.value_type)
        elif pa.types.is_string(kind) or pa.types.is_large_string(kind):
            yield path

    return [leaf for field in schema if field.name != "record_id" for leaf in leaves(field.name, field.type)]


def sliced(table: pa.Table, rows: int = MAX_ROWS) -> Iterable[pa.Table]:
    """Cut a table into parts of at most ``rows`` rows."""
    for start in range(0, table.num_rows, rows):
        yield table.slice(start, rows)
