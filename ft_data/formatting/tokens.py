"""How long rows are in tokens, what a context limit cuts off, how well rows pack.

Contents are counted exactly, turn by turn. A template adds tokens around each turn; ``overhead`` stands for
them (ChatML: start, role, newline, end, newline). The end token counts as trained.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ft_data.formatting.tokenizers import Tokenizer

LIMITS = (2048, 4096, 8192, 16384)
OVERHEAD = 5
ROLES = ("system", "developer", "user", "assistant", "tool")
COUNTED = pa.schema([("content_hash", pa.string()), ("turns", pa.list_(pa.int32())), ("tools", pa.int32())])
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def count(examples: pa.Table, tokenizer: Tokenizer) -> pa.Table:
    """Count the turns of canonical examples: ``content_hash, turns, tools``, one row each, in order.

    ``turns`` has one number per message, followed by those of the chosen and rejected turns; tool calls and
    reasoning count with their turn. A function of the rows and the tokenizer, so it may be kept by content hash and
    ``tokenizer.identity``.
    """
    columns = [_lists(examples, name) for name in ("messages", "chosen", "rejected")]
    turns = [_counted(column, tokenizer) for column in columns]
    lengths = [np.diff(found.offsets.to_numpy()) for found in turns]
    total = np.sum(lengths, axis=0)
    starts = np.concatenate([[0], np.cumsum(total)])
    values = np.zeros(int(starts[-1]), np.int32)
    at = starts[:-1].copy()
    for found, length in zip(turns, lengths, strict=True):
        index = np.arange(len(found.values)) - np.repeat(found.offsets.to_numpy()[:-1], length)
        values[np.repeat(at, length) + index] = found.values.to_numpy()
        at += length
    tools = pc.fill_null(examples["tools_json"].cast(pa.string()), "").to_pylist()
    made = [
        examples["content_hash"].combine_chunks(),
        pa.ListArray.from_arrays(pa.array(starts, pa.int32()), pa.array(values)),
        pa.array(tokenizer.count(tools)),
    ]
    return pa.table(made, schema=COUNTED)


@dataclass(frozen=True)
class Lengths:
    """One number per exported row: its tokens, where training starts and ends in it, trained tokens."""

    total: Ints
    first: Ints
    last: Ints
    trained: Ints


def whole(counted: pa.Table, roles: Ints, overhead: int = OVERHEAD) -> Lengths:
    """Return the lengths of whole conversations, every answer trained.

    ``roles`` has the index in ``ROLES`` of every turn of ``counted.turns``, flattened.
    """
    starts, size = _sizes(counted, overhead)
    row = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    ends = np.cumsum(size) - np.concatenate([[0], np.cumsum(size)])[starts[:-1]][row]
    tools = counted["tools"].to_numpy().astype(np.int64)
    ends = ends + tools[row]
    answer = roles == ROLES.index("assistant")
    n = len(starts) - 1
    total = np.bincount(row, weights=size, minlength=n).astype(np.int64) + tools
    trained = np.bincount(row[answer], weights=size[answer] - overhead + 1, minlength=n).astype(np.int64)
    first = np.full(n, np.iinfo(np.int64).max)
    np.minimum.at(first, row[answer], (ends - size)[answer])
    last = np.zeros(n, np.int64)
    np.maximum.at(last, row[answer], ends[answer])
    return Lengths(total, np.where(trained > 0, first, 0), last, trained)


def per_answer(counted: pa.Table, roles: Ints, overhead: int = OVERHEAD) -> tuple[Lengths, Ints]:
    """Return the lengths of one row per answer (everything before it as the prompt) and the row of each."""
    starts, size = _sizes(counted, overhead)
    row = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    ends = np.cumsum(size) - np.concatenate([[0], np.cumsum(size)])[starts[:-1]][row]
    ends = ends + counted["tools"].to_numpy().astype(np.int64)[row]
    answer = roles == ROLES.index("assistant")
    end, own = ends[answer], size[answer]
    return Lengths(end, end - own, end, own - overhead + 1), row[answer]


def roles(examples: pa.Table) -> Ints:
    """Return the role of every turn in the order of ``count``: messages, chosen, rejected, per row.

    An answer that is not trained (weight 0) has none: -1.
    """
    lists = [_lists(examples, name) for name in ("messages", "chosen", "rejected")]
    lengths = [pc.fill_null(pc.list_value_length(one), 0).to_numpy().astype(np.int64) for one in lists]
    total = np.sum(lengths, axis=0)
    starts = np.concatenate([[0], np.cumsum(total)])
    out = np.full(int(starts[-1]), -1, np.int64)
    at = starts[:-1].copy()
    for one, length in zip(lists, lengths, strict=True):
        flat = one.flatten()
        if len(flat):
            codes = pc.fill_null(pc.index_in(flat.field("role"), pa.array(ROLES)), -1)
            untrained = pc.fill_null(pc.equal(flat.field("weight"), 0.0), False)
            codes = pc.if_else(untrained, pa.scalar(-1, codes.type), codes).to_numpy(zero_copy_only=False)
            own = np.concatenate([[0], np.cumsum(length)])[:-1]
            out[np.repeat(at - own, length) + np.arange(len(flat))] = codes
        at += length
    return out


def summary(lengths: Lengths) -> dict[str, int]:
    """Return rows, tokens, trained tokens and the quantiles of the row lengths."""
    if not len(lengths.total):
        return {"rows": 0, "tokens": 0, "trained": 0, "p50": 0, "p90": 0, "p99": 0, "max": 0}
    p50, p90, p99 = (int(v) for v in np.quantile(lengths.total, (0.5, 0.9, 0.99), method="inverted_cdf"))
    return {
        "rows": len(lengths.total), "tokens": int(lengths.total.sum()), "trained": int(lengths.trained.sum()),
        "p50": p50, "p90": p90, "p99": p99, "max": int(lengths.total.max()),
    }  # fmt: skip


def histogram(lengths: Lengths) -> list[dict[str, int]]:
    """Return the number of rows per power of two: ``up_to`` is the inclusive upper end."""
    top = np.ceil(np.log2(np.maximum(lengths.total, 1))).astype(np.int64)
    return [
        {"up_to": 2 ** int(k), "rows": int(n)}
        for k, n in zip(*np.unique(top, return_counts=True), strict=True)
    ]


def cut(lengths: Lengths, limit: int) -> dict[str, float | int]:
    """Return what a context of ``limit`` tokens cuts off, keeping the start as trainers do.

    ``end_lost`` counts rows whose last trained token is gone, so that the model never sees the end there;
    ``nothing_left`` rows that lose every trained token, which trainers drop. ``packed`` is the share of used
    tokens when the cut rows are packed by best fit decreasing, ``sequences`` how many that makes.
    """
    kept = np.minimum(lengths.total, limit)
    bins = packed(kept, limit)
    used = int(kept.sum())
    total = int(lengths.total.sum())
    return {
        "limit": limit,
        "rows_over": int((lengths.total > limit).sum()),
        "tokens_lost": total - used,
        "tokens_lost_share": round((total - used) / total, 6) if total else 0.0,
        "end_lost": int((lengths.last > limit).sum()),
        "nothing_left": int(((lengths.first >= limit) & (lengths.trained > 0)).sum()),
        "sequences": bins,
        "packed": round(used / (bins * limit), 6) if bins else 0.0,
    }


def packed(lengths: Ints, limit: int) -> int:
    """Return how many sequences of ``limit`` tokens best-fit-decreasing packing makes of rows.

    Works on counts per length and per free space, so a million rows take as long as their distinct lengths.
    """
    sizes, counts = np.unique(np.minimum(lengths[lengths > 0], limit), return_counts=True)
    free: dict[int, int] = {}  # free space -> number of sequences
    spaces: list[int] = []
    bins = 0

    def add(space: int, n: int) -> None:
        if space not in free:
            insort(spaces, space)
        free[space] = free.get(space, 0) + n

    for size, count_ in zip(sizes[::-1].tolist(), counts[::-1].tolist(), strict=True):
        left = count_
        while left:
            at = bisect_left(spaces, size)
            if at == len(spaces):
                each = limit // size  # rows of one size fill a fresh sequence side by side
                full, rest = divmod(left, each)
                bins += full + (rest > 0)
                if full:
                    add(limit - each * size, full)
                if rest:
                    add(limit - rest * size, 1)
                break
            space = spaces[at]
            take = min(left, free[space])
            free[space] -= take
            if not free[space]:
                del free[space], spaces[at]
            add(space - size, take)
            left -= take
    return bins


def _sizes(counted: pa.Table, overhead: int) -> tuple[Ints, Ints]:
    lists = counted["turns"].combine_chunks()
    lists = lists if isinstance(lists, pa.Array) else pa.concat_arrays(lists.chunks)
    lengths = pc.list_value_length(lists).to_numpy().astype(np.int64)
    return np.concatenate([[0], np.cumsum(lengths)]), lists.flatten().to_numpy().astype(np.int64) + overhead


def _counted(lists: pa.ListArray, tokenizer: Tokenizer) -> pa.ListArray:
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy().astype(np.int64)
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
    flat = lists.flatten()
    if not len(flat):
        return pa.ListArray.from_arrays(offsets, pa.array([], pa.int32()))
    made = tokenizer.count(pc.fill_null(flat.field("content"), "").to_pylist())
    for name in ("tool_calls_json", "reasoning"):
        more = flat.field(name)
        if more.null_count < len(more):
            made = made + tokenizer.count(pc.fill_null(more, "").to_pylist())
    return pa.ListArray.from_arrays(offsets, pa.array(made, pa.int32()))


def _lists(examples: pa.Table, name: str) -> pa.ListArray:
    column = examples[name].combine_chunks()
    return column if isinstance(column, pa.Array) else pa.concat_arrays(column.chunks)
