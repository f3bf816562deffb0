"""Duplicates as a person wants to see them: sizes, the largest clusters with their differences, templates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

import duckdb
import pyarrow as pa

from ft_data.dedup.corpus import Corpus, files
from ft_data.dedup.tables import DedupResult

SLOT = "{…}"
CONTEXT = 4  # words of agreement shown on either side of a difference
WORDS = 600  # words of each text that are compared
SAMPLE = 6  # rows a template is read from

Segment = tuple[str, str]  # same | ours | theirs, text


def cluster_sizes(result: DedupResult) -> pa.Table:
    """Return ``size, clusters``: the cluster-size histogram."""
    seen = dict(
        zip(result.clusters["cluster_id"].to_pylist(), result.clusters["size"].to_pylist(), strict=True)
    )
    counts = sorted(Counter(seen.values()).items())
    columns = {"size": [size for size, _ in counts], "clusters": [count for _, count in counts]}
    return pa.table(columns, schema=pa.schema([("size", pa.int32()), ("clusters", pa.int32())]))


def differences(ours: str, theirs: str) -> list[Segment]:
    """Compare two texts word by word; long stretches of agreement are shortened to their ends."""
    a, b = ours.split()[:WORDS], theirs.split()[:WORDS]
    segments: list[Segment] = []
    for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            words = a[i:j]
            if len(words) > 2 * CONTEXT:
                words = [*words[:CONTEXT], "…", *words[-CONTEXT:]]
            segments.append(("same", " ".join(words)))
            continue
        segments += [("ours", " ".join(a[i:j]))] if i < j else []
        segments += [("theirs", " ".join(b[k:m]))] if k < m else []
    return segments


def template(texts: Sequence[str]) -> str:
    """Return the words all texts share, in order, with a slot wherever any of them differs."""
    words = texts[0].split()[:WORDS]
    shared = [True] * len(words)
    gap = [False] * (len(words) + 1)  # another text has something before this word
    for text in texts[1:]:
        for tag, i, j, k, m in SequenceMatcher(
            None, words, text.split()[:WORDS], autojunk=False
        ).get_opcodes():
            if tag != "equal":
                shared[i:j] = [False] * (j - i)
                gap[i] = gap[i] or k < m
    pieces = []
    for i, word in enumerate(words):
        pieces += [SLOT] if gap[i] else []
        pieces.append(word if shared[i] else SLOT)
    pieces += [SLOT] if gap[-1] else []
    return re.sub(rf"({re.escape(SLOT)})(?: {re.escape(SLOT)})+", r"\1", " ".join(pieces))


def largest_clusters(
    result: DedupResult, texts: Sequence[str], con: duckdb.DuckDBPyConnection, count: int = 10, rows: int = 5
) -> list[dict[str, Any]]:
    """Return the largest clusters: size, the best row's text, and how some other rows differ from it.

    ``texts`` are the cleaned parts. Of each cluster the first ``rows`` rows (the best) are compared.
    """
    clusters = _groups(result.clusters, "cluster_id", count, rows)
    found = _texts([record for some in clusters.values() for record in some], texts, con)
    sizes = dict(
        zip(result.clusters["cluster_id"].to_pylist(), result.clusters["size"].to_pylist(), strict=True)
    )
    fate = {row["record_id"]: row for row in result.verdicts.to_pylist() if row["verdict"] == "drop"}
    out = []
    for name, some in clusters.items():
        first = found[some[0]]
        others = [
            {
                "record_id": record,
                "witness_id": fate.get(record, {}).get("witness_id"),
                "score": fate.get(record, {}).get("score"),
                "differences": differences(first, found[record]),
            }
            for record in some[1:]
        ]
        out.append(
            {"cluster_id": name, "size": sizes[name], "record_id": some[0], "text": first, "others": others}
        )
    return out


def largest_templates(
    result: DedupResult, texts: Sequence[str], con: duckdb.DuckDBPyConnection, count: int = 10
) -> list[dict[str, Any]]:
    """Return the largest template families: ``family_id, size, kept, template``."""
    families = _groups(result.templates, "family_id", count, SAMPLE)
    found = _texts([record for some in families.values() for record in some], texts, con)
    names = result.templates["family_id"].to_pylist()
    sizes = dict(zip(names, result.templates["size"].to_pylist(), strict=True))
    stays = Counter(
        name for name, kept in zip(names, result.templates["kept"].to_pylist(), strict=True) if kept
    )
    return [
        {
            "family_id": name,
            "size": sizes[name],
            "kept": stays[name],
            "template": template([found[record] for record in some]),
        }
        for name, some in families.items()
    ]


def _groups(table: pa.Table, key: str, count: int, rows: int) -> dict[str, list[str]]:
    """Return the first ``rows`` records of the ``count`` largest groups, largest first, ties by name."""
    names = table[key].to_pylist()
    sizes = Counter(names)
    chosen = sorted(sizes, key=lambda name: (-sizes[name], name))[:count]
    groups: dict[str, list[str]] = {name: [] for name in chosen}
    for name, record in zip(names, table["record_id"].to_pylist(), strict=True):
        if name in groups and len(groups[name]) < rows:
            groups[name].append(record)
    return groups


def _texts(records: list[str], paths: Sequence[str], con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    with con.cursor() as cursor:
        cursor.register("dedup_records", pa.table({"record_id": pa.array(records, pa.string())}))
        found = cursor.sql(
            f"SELECT record_id, prompt_text, response_text FROM {files(Corpus([], paths))} "
            "JOIN dedup_records USING (record_id)"
        ).to_arrow_table()
    return {
        row["record_id"]: "\n".join(filter(None, (row["prompt_text"], row["response_text"])))
        for row in found.to_pylist()
    }
