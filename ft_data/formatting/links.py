"""Which rows belong together: links from a row to what it shares with others.

A link is a pair of node names. A node is a record (its ``record_id``) or something rows can share, written
``kind:key`` (``prompt:5f3a..``, ``subject:..``). Rows joined by a chain of links must land in one split.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

LINK = pa.schema([("a", pa.string()), ("b", pa.string())])
_SPACE = r"[ \t\r\n\x0b\x0c\x{00a0}\x{0085}\x{2028}\x{2029}\x{200b}]+"
_OPENING = "opening"
_EDGES = r"^[ \t.,;:!?\"'`]+|[ \t.,;:!?\"'`]+$"


def of_examples(examples: pa.Table) -> pa.Table:
    """Return the links that canonical examples carry themselves: same prompt, same first exchange, same subject, parents.

    Needs the columns ``record_id, messages, subject_id, parents``. Rows nobody asks anything in (plain texts)
    are linked by their whole text instead, so they do not all become one group. A talk that begins with what another row says is
    the same row where a format writes one for each answer.
    """
    ids, messages = _flat(examples, "record_id"), _flat(examples, "messages")
    prompts = prompt_keys(messages)
    silent, asked = pc.is_null(prompts), pc.is_valid(prompts)
    found = [
        _shared("prompt", ids, prompts),
        _shared(_OPENING, ids.filter(asked), opening_keys(messages.filter(asked))),
        _shared("text", ids.filter(silent), _keys(messages.filter(silent), None)),
        _shared("subject", ids, _flat(examples, "subject_id")),
    ]
    parents = _flat(examples, "parents")
    if parents.type != pa.null():
        rows = pc.list_parent_indices(parents)
        found.append(pa.table([ids.take(rows), pc.list_flatten(parents).cast(pa.string())], schema=LINK))
    return pa.concat_tables(found).combine_chunks()


def together(found: pa.Table) -> pa.Table:
    """Return links without those to a first exchange that no other row has: nothing is to be remembered of it."""
    opens = pc.starts_with(found["b"], f"{_OPENING}:")
    counts = found.filter(opens)["b"].combine_chunks().value_counts()
    shared = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    return found.filter(pc.or_(pc.invert(opens), pc.is_in(found["b"], value_set=shared)))


def says(examples: pa.Table) -> pa.Table:
    """Return a link from each example to what it says (``says:<hash>``): every turn with its role and its calls.

    Needs the columns ``record_id, messages, chosen, rejected``. Neither names of sources nor ids enter the hash.
    """
    said = [_spoken(_flat(examples, name)) for name in ("messages", "chosen", "rejected")]
    whole = pc.binary_join_element_wise(*said, "\x1d").to_pylist()
    digest = xxhash.xxh3_128_hexdigest
    keys = [digest(text.encode("utf-8", "surrogatepass"))[:24] for text in whole]
    return _shared("says", _flat(examples, "record_id"), pa.array(keys, pa.string()))


def _spoken(messages: pa.ListArray) -> pa.Array:
    """Write the turns of each row as one string: role, content and calls."""
    if len(messages) == 0 or pa.types.is_null(messages.type) or len(messages.flatten()) == 0:
        return pa.array([""] * len(messages), pa.string())
    lengths = pc.fill_null(pc.list_value_length(messages), 0).to_numpy().astype(np.int64)
    turns = messages.flatten()
    names = [name for name in ("role", "content", "tool_calls_json") if turns.type.get_field_index(name) >= 0]
    fields = [pc.fill_null(turns.field(name), "").cast(pa.string()) for name in names]
    starts = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
    lines = pc.binary_join_element_wise(*fields, "\x1f")
    return pc.binary_join(pa.ListArray.from_arrays(starts, lines), "\x1e")


def pairs(a: pa.Array | pa.ChunkedArray, b: pa.Array | pa.ChunkedArray) -> pa.Table:
    """Return record-to-record links, such as (duplicate, kept witness); pairs with a null are left out."""
    table = pa.table([a.cast(pa.string()), b.cast(pa.string())], schema=LINK)
    return table.filter(pc.and_(pc.is_valid(table["a"]), pc.is_valid(table["b"])))


def clusters(kind: str, ids: pa.Array, keys: pa.Array) -> pa.Table:
    """Return links to a named cluster (``kind:key``), such as a family; null keys link nothing."""
    return _shared(kind, ids, keys)


def prompt_keys(messages: pa.ListArray) -> pa.Array:
    """Return one key per row: a hash of its user turns, ignoring case, spacing and outer punctuation.

    System turns do not count: one question under two system prompts is still one question.
    """
    return _keys(messages, "user")


def opening_keys(messages: pa.ListArray) -> pa.Array:
    """Return one key per row: a hash of its turns but the system's up to the first answer, as `prompt_keys` reads them; null without an answer."""
    lengths = pc.fill_null(pc.list_value_length(messages), 0).to_numpy().astype(np.int64)
    turns = messages.flatten()
    if pa.types.is_null(turns.type) or len(turns) == 0:
        return pa.nulls(len(messages), pa.string())
    roles = pc.fill_null(turns.field("role"), "")
    answers = np.flatnonzero(pc.equal(roles, "assistant").to_numpy(zero_copy_only=False))
    starts = np.concatenate([[0], np.cumsum(lengths)])
    first = np.append(answers, len(turns))[np.searchsorted(answers, starts[:-1])]
    answered = first < starts[1:]
    row = np.repeat(np.arange(len(messages)), lengths)
    wanted = (np.arange(len(turns)) <= first[row]) & answered[row]
    wanted &= pc.not_equal(roles, "system").to_numpy(zero_copy_only=False)
    ends = np.concatenate([[0], np.cumsum(np.bincount(row[wanted], minlength=len(messages)))])
    kept = turns.filter(pa.array(wanted))
    lists = pa.ListArray.from_arrays(
        pa.array(ends, pa.int32()),
        pa.StructArray.from_arrays(
            [pc.fill_null(kept.field(name), "").cast(pa.string()) for name in ("role", "content")],
            names=["role", "content"],
        ),
    )
    return _keys(lists, None)


def _keys(messages: pa.ListArray, role: str | None) -> pa.Array:
    """Hash the turns of one role (all turns if none is named); null where they say nothing."""
    lengths = pc.fill_null(pc.list_value_length(messages), 0).to_numpy().astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    turns = messages.flatten()
    if pa.types.is_null(turns.type) or len(turns) == 0:
        return pa.nulls(len(messages), pa.string())
    said = turns.field("content")
    if role is not None:
        asks = pc.fill_null(pc.equal(turns.field("role"), role), False)
        starts = np.concatenate([[0], np.cumsum(asks.to_numpy(zero_copy_only=False))])[starts]
        said = said.filter(asks)
    lists = pa.ListArray.from_arrays(pa.array(starts, pa.int32()), pc.fill_null(said, "").cast(pa.string()))
    text = pc.replace_substring_regex(pc.utf8_lower(pc.binary_join(lists, "\n")), _SPACE, " ")
    text = pc.replace_substring_regex(text, _EDGES, "")
    digest = xxhash.xxh3_128_hexdigest
    keys = [digest(t.encode("utf-8", "surrogatepass"))[:24] if t else None for t in text.to_pylist()]
    return pa.array(keys, pa.string())


def concat(links: Iterable[pa.Table]) -> pa.Table:
    """Join several link tables into one."""
    tables = [table.select(["a", "b"]).cast(LINK) for table in links]
    return pa.concat_tables(tables).combine_chunks() if tables else LINK.empty_table()


def _shared(kind: str, ids: pa.Array, keys: pa.Array) -> pa.Table:
    has = pc.is_valid(keys)
    names = pc.binary_join_element_wise(f"{kind}:", keys.filter(has).cast(pa.string()), "")
    return pa.table([ids.filter(has), names], schema=LINK)


def _flat(table: pa.Table, name: str) -> pa.Array:
    column = table[name].combine_chunks()
    return column if isinstance(column, pa.Array) else pa.concat_arrays(column.chunks)
