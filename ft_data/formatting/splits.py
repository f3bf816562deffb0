"""Sticky, group-aware splits: a row's split depends on its group's hash, and once given it never changes.

A group is everything connected by links (shared prompt, subject, near duplicates, parents). Its place is
``u = sha256(salt \\0 group_key)[:8] / 2^64`` against the cumulative fractions, where the group key is the
smallest record id of the group; so the same rows land in the same place on any machine and in any order.
The ledger remembers every node that was ever placed, and with a row what it says (a node ``says:<hash>``): a row
keeps its place when its id changes (its source was renamed or regrouped) and when ids change hands (they were line
numbers). New rows follow what they are linked to. A row that is linked to two splits is quarantined instead of
placed: putting it anywhere would leak.

Placing is idempotent: given what a call adds to the ledger, the same rows get the same splits and nothing is added,
whether the test split was frozen in between or not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

SPLITS = (
    "train",
    "validation",
    "test",
)  # the later one wins when two claim a row: held-out data is protected
SALT = "split/v1"

ASSIGNMENT = pa.schema([("record_id", pa.string()), ("group_key", pa.string()), ("split", pa.string())])
LEDGER = pa.schema(
    [("node", pa.string()), ("group_key", pa.string()), ("split", pa.string()), ("first_seen", pa.string())]
)
QUARANTINE = pa.schema(
    [
        ("record_id", pa.string()),
        ("reason", pa.string()),
        ("splits", pa.list_(pa.string())),
        ("witness_id", pa.string()),
    ]
)

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class SplitResult:
    """Where every row went: ``assignments`` and ``quarantined`` together hold each input row once.

    ``new_ledger_rows`` are to be appended to the ledger. ``quarantined.reason`` is ``split_bridge`` (linked
    to several splits) or ``frozen_neighbour`` (linked to a split that may not grow); ``witness_id`` names a
    node of the most protected split it touches.
    """

    assignments: pa.Table
    new_ledger_rows: pa.Table
    quarantined: pa.Table


def place(group_key: str, fractions: Mapping[str, float], salt: str = SALT) -> str:
    """Return the split of a new group: the hash of its key against the cumulative fractions."""
    u = int.from_bytes(hashlib.sha256(f"{salt}\0{group_key}".encode()).digest()[:8], "big") / 2**64
    edge = 0.0
    for split in SPLITS:
        edge += fractions.get(split, 0.0)
        if u < edge:
            return split
    return next(split for split in SPLITS if fractions.get(split, 0.0) > 0)


def assign(
    record_ids: pa.Array | pa.ChunkedArray,
    links: pa.Table,
    ledger: pa.Table,
    fractions: Mapping[str, float],
    *,
    frozen: Collection[str] = (),
    first_seen: str = "",
    salt: str = SALT,
) -> SplitResult:
    """Give every record a split.

    ``links`` has the columns ``a, b`` (see :mod:`ft_data.formatting.links`); its nodes may be records that
    are not among ``record_ids``, such as removed duplicates. A link to ``says:<hash>`` tells what a record says:
    it decides before the record's id does. ``ledger`` has the columns of ``LEDGER`` (the last entry of a node
    counts); an empty one starts from nothing. ``fractions`` maps split to share and adds up to one. Splits in ``frozen``
    take no new rows: new groups go elsewhere, rows linked to a frozen split are quarantined.

    Raises ``ValueError`` on duplicate record ids, unknown splits or fractions that do not add up to one.
    """
    _validate(fractions, frozen)
    graph = _Graph.build(record_ids, links, ledger)
    shares = _without(fractions, frozen)

    group_of, n_groups = _components(graph.n, graph.a, graph.b, ~graph.placed)
    touched = _touched(graph, group_of, n_groups)
    n_touched = touched.sum(axis=1)
    best = np.where(n_touched > 0, touched.shape[1] - 1 - np.argmax(touched[:, ::-1], axis=1), -1)

    new_rows = graph.row & ~graph.placed
    is_frozen = np.array([split in frozen for split in SPLITS] + [False])
    bridge = new_rows & (n_touched[group_of] > 1)
    neighbour = new_rows & (n_touched[group_of] == 1) & is_frozen[best[group_of]]

    keys, split_code = _place_groups(graph, group_of, n_groups, best, shares, salt)
    code = np.where(graph.placed, graph.split, split_code[group_of])
    key = np.where(graph.placed, graph.group, keys[group_of])
    # A group with a row that could not be placed is not written down: its bridge may be resolved later.
    unsettled = np.zeros(n_groups, bool)
    unsettled[group_of[bridge | neighbour]] = True
    has_rows = np.zeros(n_groups, bool)
    has_rows[group_of[new_rows]] = True
    settled = graph.placed | (has_rows[group_of] & ~unsettled[group_of])
    leaking, linked_group = _leaking(graph, settled, code)
    out = bridge | neighbour | leaking

    rows = graph.row_nodes
    kept = rows[~out[rows]]
    assignments = _table(graph, kept, key, code, ASSIGNMENT)
    fresh = np.flatnonzero(settled & (graph.written != code))
    new_ledger = _table(graph, fresh, key, code, LEDGER, first_seen)
    why = _Why(leaking, neighbour, settled, code, group_of, linked_group)
    return SplitResult(
        assignments.sort_by("record_id"),
        new_ledger.sort_by("node"),
        _quarantined(graph, np.flatnonzero(out & graph.row), why).sort_by("record_id"),
    )


@dataclass(frozen=True)
class _Graph:
    names: pa.Array  # node names
    a: Ints
    b: Ints
    row: Flags  # the node is one of the records to place
    record: Flags  # the node is a record, present or not (not a shared key)
    written: Ints  # the split the ledger gives the node, -1 if none
    placed: Flags  # the node is in the ledger, or what it says is
    split: Ints  # its split then, -1 otherwise
    group: npt.NDArray[np.object_]  # its group key then
    row_nodes: Ints

    @property
    def n(self) -> int:
        return len(self.names)

    @classmethod
    def build(cls, record_ids: pa.Array | pa.ChunkedArray, links: pa.Table, ledger: pa.Table) -> _Graph:
        ids = pa.chunked_array([record_ids]) if isinstance(record_ids, pa.Array) else record_ids
        ids = ids.cast(pa.string())
        parts = [*ids.chunks, *links["a"].cast(pa.string()).chunks, *links["b"].cast(pa.string()).chunks]
        coded = pa.concat_arrays([pa.array([], pa.string()), *parts]).dictionary_encode()
        codes = coded.indices.to_numpy().astype(np.int64)
        n_ids, n_links = len(ids), len(links)
        rows = codes[:n_ids]
        if len(np.unique(rows)) != n_ids:
            raise ValueError("record ids must be unique")
        names = coded.dictionary
        row = np.zeros(len(names), bool)
        row[rows] = True
        ledger = ledger.take(
            pa.array(np.arange(len(ledger))[::-1])
        )  # the last entry of a node is found first
        at = pc.index_in(names, ledger["node"].combine_chunks().cast(pa.string()))
        placed = pc.is_valid(at).to_numpy(zero_copy_only=False)
        where = pc.fill_null(at, 0).to_numpy().astype(np.int64)
        split = np.full(len(names), -1, np.int64)
        group = np.full(len(names), None, object)
        if placed.any():
            split_codes = pc.index_in(ledger["split"].combine_chunks(), pa.array(SPLITS))
            if split_codes.null_count:
                raise ValueError(f"the split ledger names splits other than {', '.join(SPLITS)}")
            split[placed] = split_codes.to_numpy()[where[placed]]
            group[placed] = np.asarray(ledger["group_key"].to_pylist(), object)[where[placed]]
        record = ~pc.match_substring(names, ":").to_numpy(zero_copy_only=False)
        a, b = codes[n_ids : n_ids + n_links], codes[n_ids + n_links :]
        written = split.copy()
        _by_what_they_say(names, a, b, placed, split, group)
        return cls(names, a, b, row, record | row, written, placed, split, group, rows)


def _by_what_they_say(
    names: pa.Array, a: Ints, b: Ints, placed: Flags, split: Ints, group: npt.NDArray[np.object_]
) -> None:
    """Give records the place of what they say, and what is said for the first time that of who says it."""
    says = pc.starts_with(names, "says:").to_numpy(zero_copy_only=False)
    record, text = np.concatenate([a, b]), np.concatenate([b, a])
    record, text = record[says[text]], text[says[text]]
    new = placed[record] & ~placed[text]
    np.maximum.at(split, text[new], split[record[new]])
    new &= split[record] == split[text]
    for one, said in sorted(zip(record[new].tolist(), text[new].tolist(), strict=True)):
        group[said] = group[one] if group[said] is None else min(group[said], group[one])
    placed[text[new]] = True
    known = placed[text]
    for found in (split, group):
        found[record[known]] = found[text[known]]
    placed[record[known]] = True


def _components(n: int, a: Ints, b: Ints, inside: Flags) -> tuple[Ints, int]:
    """Number the connected components of the graph whose edges have both ends ``inside``."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    use = inside[a] & inside[b]
    matrix = coo_array((np.ones(int(use.sum()), np.int8), (a[use], b[use])), shape=(n, n))
    count, labels = connected_components(matrix, directed=False)
    return labels.astype(np.int64), int(count)


def _touched(graph: _Graph, group_of: Ints, n_groups: int) -> Flags:
    """Return, for each group of unplaced nodes, which splits it is linked to."""
    touched = np.zeros((n_groups, len(SPLITS)), bool)
    for near, far in ((graph.a, graph.b), (graph.b, graph.a)):
        use = ~graph.placed[near] & graph.placed[far]
        touched[group_of[near[use]], graph.split[far[use]]] = True
    return touched


def _leaking(graph: _Graph, settled: Flags, code: Ints) -> tuple[Flags, Ints]:
    """Rows with a place that are linked, directly or by a shared key, to one of a more protected split.

    Neither may move, so the less protected one leaves. Chains through rows that are not here do not count:
    what is not in the dataset cannot leak. Also returns the group of every node by these links.
    """
    present = graph.row & settled
    group_of, n_groups = _components(graph.n, graph.a, graph.b, present | ~graph.record)
    top = np.full(n_groups, -1, np.int64)
    np.maximum.at(top, group_of[present], code[present])
    leaking: Flags = present & (code < top[group_of])
    return leaking, group_of


def _place_groups(
    graph: _Graph, group_of: Ints, n_groups: int, best: Ints, shares: Mapping[str, float], salt: str
) -> tuple[npt.NDArray[np.object_], Ints]:
    """Return the key and the split code of every group of unplaced nodes.

    A group linked to a placed one takes its key and split; otherwise its key is its smallest record id.
    """
    keys = np.full(n_groups, None, object)
    code = best.copy()
    by_name = pc.sort_indices(graph.names).to_numpy().astype(np.int64)
    by_name = by_name[(~graph.placed & graph.record)[by_name]]
    groups, first = np.unique(group_of[by_name], return_index=True)
    keys[groups] = _strings(graph.names.take(pa.array(by_name[first])))
    for group in groups[best[groups] < 0]:
        code[group] = SPLITS.index(place(keys[group], shares, salt))

    near, far = np.concatenate([graph.a, graph.b]), np.concatenate([graph.b, graph.a])
    use = ~graph.placed[near] & graph.placed[far]
    use[use] = graph.split[far[use]] == best[group_of[near[use]]]
    if use.any():
        inherited = pa.table(
            {"group": group_of[near[use]], "key": pa.array(graph.group[far[use]], pa.string())}
        )
        inherited = inherited.group_by("group").aggregate([("key", "min")])
        keys[inherited["group"].to_numpy()] = _strings(inherited["key_min"].combine_chunks())
    return keys, code


@dataclass(frozen=True)
class _Why:
    """What is known about rows that could not stay or be placed."""

    leaking: Flags
    neighbour: Flags
    settled: Flags
    code: Ints
    group_of: Ints
    linked_group: Ints


def _quarantined(graph: _Graph, nodes: Ints, why: _Why) -> pa.Table:
    """Explain each quarantined row. There are few, so plain Python over what they touch."""
    if not len(nodes):
        return QUARANTINE.empty_table()
    leaking, group_of, linked_group = why.leaking[nodes], why.group_of, why.linked_group
    # A new row answers for what its whole group touches, a leaking one for the rows it came to join.
    touched: dict[int, set[int]] = {}
    inside = np.isin(group_of, group_of[nodes[~leaking]]) & ~graph.placed
    for near, far in ((graph.a, graph.b), (graph.b, graph.a)):
        use = inside[near] & graph.placed[far]
        for node, other in zip(near[use].tolist(), far[use].tolist(), strict=True):
            touched.setdefault(int(group_of[node]), set()).add(other)
    joined: dict[int, set[int]] = {}
    present = graph.row & why.settled
    for other in np.flatnonzero(present & np.isin(linked_group, linked_group[nodes[leaking]])).tolist():
        joined.setdefault(int(linked_group[other]), set()).add(other)

    rows = []
    for node, leaks in zip(nodes.tolist(), leaking.tolist(), strict=True):
        others = joined[int(linked_group[node])] if leaks else touched[int(group_of[node])]
        best = max(int(why.code[other]) for other in others)
        top = [other for other in others if why.code[other] == best]
        names = sorted(graph.names[other].as_py() for other in [o for o in top if graph.record[o]] or top)
        rows.append(
            {
                "record_id": graph.names[node].as_py(),
                "reason": "frozen_neighbour" if why.neighbour[node] else "split_bridge",
                "splits": sorted({SPLITS[why.code[other]] for other in others}),
                "witness_id": names[0],
            }
        )
    return pa.Table.from_pylist(rows, schema=QUARANTINE)


def _table(
    graph: _Graph,
    nodes: Ints,
    key: npt.NDArray[np.object_],
    code: Ints,
    schema: pa.Schema,
    first_seen: str | None = None,
) -> pa.Table:
    columns: dict[str, pa.Array] = {
        schema.names[0]: graph.names.take(pa.array(nodes)),
        "group_key": pa.array(key[nodes], pa.string()),
        "split": pa.array(SPLITS).take(pa.array(code[nodes])),
    }
    if first_seen is not None:
        columns["first_seen"] = pa.array([first_seen] * len(nodes), pa.string())
    return pa.table(columns, schema=schema)


def _strings(values: pa.Array) -> npt.NDArray[np.object_]:
    return np.asarray(values.to_pylist() or [], dtype=object)


def _without(fractions: Mapping[str, float], frozen: Collection[str]) -> dict[str, float]:
    """Share the part of the frozen splits among the others, in their proportion."""
    open_ = {split: share for split, share in fractions.items() if split not in frozen and share > 0}
    total = sum(open_.values())
    if total <= 0:
        raise ValueError("every split with a share is frozen: there is no place for new rows")
    return {split: share / total for split, share in open_.items()}


def _validate(fractions: Mapping[str, float], frozen: Collection[str]) -> None:
    if unknown := sorted((set(fractions) | set(frozen)) - set(SPLITS)):
        raise ValueError(f"unknown splits {', '.join(unknown)}; known are {', '.join(SPLITS)}")
    if any(share < 0 for share in fractions.values()) or abs(sum(fractions.values()) - 1) > 1e-6:
        raise ValueError("the fractions of the splits must not be negative and must add up to 1")
