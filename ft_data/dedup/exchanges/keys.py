"""The first exchange: which rows share anything by which one may decide about the other.

A map hands out a hash and a position for everything that each row could share; a reduce finds the rows whose hashes are
equal and returns, of all that is connected, one link a row. Of rows of a part that are equal word for word only the best
takes part in more than that equality: it alone can be compared, and the equality connects the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.dedup.bands import band_column, signature_params
from ft_data.dedup.candidates import distinct
from ft_data.dedup.exchanges.pieces import Piece, joined, pieces, split
from ft_data.dedup.families import FAMILY, formed
from ft_data.dedup.resolve import CANNED_WORDS
from ft_data.dedup.survivors import components
from ft_data.engine.work import Work, makes
from ft_data.recipe.schema import Dedupe

# How rows that share a key are connected, in the lowest bits of its hash.
EQUALS, COMPARED, FORM = 0, 1, 2  # FORM: from `FAMILY` rows on; COMPARED: their texts are read
_CLASSES = 2  # bits

KEYS = pa.schema([("hash", pa.uint64()), ("row", pa.int64())])
LINKS = pa.schema([("row", pa.int64()), ("to", pa.int64()), ("compared", pa.bool_())])

Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]
U = np.uint64


class Shared(NamedTuple):
    """Hashes and the places of the rows that have them."""

    hash: Keys
    place: Ints


def shared(piece: Piece, settings: Dedupe, everything: bool) -> Shared:
    """Return what the rows of a part could share with others; ``everything``: copies are compared as well."""
    bands = [band_column(band) for band in range(signature_params(settings)["bands"])]
    near = settings.near.enabled
    names = ("exact_a", "exact_b", "words_key", "template_key", "literals", "words", "unit", "response_words")
    table = piece.read([*names, "response_key", "variant_key", *(bands if near else ())])
    column = {name: table[name].to_numpy() for name in table.column_names}
    alone = np.ones(len(table), bool)
    if not everything and (settings.exact or near):
        alone = piece.beside(piece.facts, ["best"])["best"].to_numpy()
    kinds: list[tuple[int, Mask, list[Keys]]] = [
        (EQUALS, np.ones(len(table), bool), [column["exact_a"], column["exact_b"]]),
        (FORM, alone & formed(column["literals"], column["words"]), [column["template_key"]]),
    ]
    if near:
        usable = alone & (column["unit"] > 0)
        kinds += [(COMPARED, usable, [column[name]]) for name in ("words_key", *bands)]
    if settings.canned_cap is not None:
        macro = alone & (column["response_words"] >= CANNED_WORDS)
        kinds.append((EQUALS, macro, [column["response_key"]]))
    if piece.meanings and settings.semantic.enabled:
        meant = piece.beside(piece.meanings, ["meaning_key"])["meaning_key"].to_numpy()
        kinds.append((COMPARED, alone & (meant != 0), [meant, column["variant_key"]]))
    hashes, places = [], []
    for number, (how, mask, keys) in enumerate(kinds):
        rows = np.flatnonzero(mask)
        hashes.append(_mixed(number, how, [key[rows] for key in keys]))
        places.append(rows)
    return Shared(np.concatenate(hashes), np.concatenate(places))


def _mixed(kind: int, how: int, keys: list[Keys]) -> Keys:
    """Hash keys of a kind; the lowest bits say how rows that share it are connected."""
    found = np.full(len(keys[0]), (kind + 1) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF, U)
    for key in keys:
        found = (found ^ key) * U(0xD6E8FEB86659FD93)
        found ^= found >> U(32)
    found *= U(0xD6E8FEB86659FD93)
    found ^= found >> U(29)
    return found << U(_CLASSES) | U(how)


def share(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Mapping[int, pa.Table]:
    """Hand out what rows could share, by its hash (a map)."""
    settings, partitions = Dedupe.model_validate(params["dedupe"]), params["partitions"]
    hashes, positions = [], []
    for piece in pieces(inputs):
        found = shared(piece, settings, params["everything"])
        hashes.append(found.hash)
        positions.append(found.place + piece.start)
    hash_, position = np.concatenate(hashes), np.concatenate(positions)
    number = (hash_ >> U(32)) % U(partitions)
    table = pa.table({"hash": hash_, "row": position}, schema=KEYS)
    return split(table, number.astype(np.int64), partitions)


@makes(links=LINKS)
def link(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Connect the rows that share something (a reduce): every row once, to the first of those it is connected to."""
    table = joined(inputs["tables"], KEYS)
    hash_, position = table["hash"].to_numpy(), table["row"].to_numpy()
    order = np.argsort(hash_)
    hash_, position = hash_[order], position[order]
    fresh = np.ones(len(hash_), bool)
    fresh[1:] = hash_[1:] != hash_[:-1]
    starts = np.flatnonzero(fresh)
    sizes = np.diff(starts, append=len(hash_))
    how = (hash_[starts] & U((1 << _CLASSES) - 1)).astype(np.int64)
    met = (sizes >= 2) & ((how != FORM) | (sizes >= FAMILY))
    member = np.repeat(met, sizes)
    hub = np.repeat(position[starts], sizes)[member]
    compared = np.repeat(how == COMPARED, sizes)[member]
    return Work({"links": _spanning(position[member], hub, compared)})


def _spanning(position: Ints, to: Ints, compared: Mask) -> pa.Table:
    rows = distinct(position)
    a, b = np.searchsorted(rows, position), np.searchsorted(rows, to)
    text = np.zeros(len(rows), bool)
    text[a[compared]] = True
    first = components(len(rows), a, b)
    return pa.table({"row": rows, "to": rows[first], "compared": text}, schema=LINKS)
