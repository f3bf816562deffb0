"""Forgetting people, records and sources: from every version, for good, and with a proof.

Tombstones (opaque hashes) block their return at reading time. Parts on disk that name any of the rows are deleted
with the manifests that refer to them, history included; a run then makes the current version anew without them.
What is to be removed is written down before anything is: who is killed half-way is finished by the next run.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ft_data.errors import WrongInput
from ft_data.stages import opinions
from ft_data.upkeep import removal
from ft_data.warehouse import catalog, files, sql, tombstones, turns
from ft_data.warehouse.home import Home, Warehouse
from ft_data.warehouse.tombstones import subject_id

if TYPE_CHECKING:
    from ft_data.recipe.schema import Source
    from ft_data.release.private import Private

_BEGUN = "forgetting.json"
_HELD = (
    "another program holds review.sqlite: stop the review station and what else reads it, then forget again"
)


class Held(WrongInput, RuntimeError):
    """Another program holds a file of which text must be removed; nothing was removed yet."""


@dataclass
class Forgotten:
    """What was removed: rows (ids of records and all that came from them), files, manifests; and what is left."""

    records: list[str]
    files: int = 0
    manifests: int = 0
    review_rows: int = 0
    withdrawn: list[str] = field(default_factory=list)
    purged: list[str] = field(default_factory=list)  # withdrawn versions that were deleted
    copies: list[str] = field(default_factory=list)  # where withdrawn versions were sent: out of our reach
    models: list[dict[str, Any]] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)  # files of the split ledger that had to go
    residual: int = 0


@contextmanager
def holding(home: Home, name: str, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold a dataset; forgetting that was cut short is finished first. ``waiting`` is called if another holds it."""
    warehouse = home.warehouse(name)
    with turns.holding(warehouse, waiting):
        if (warehouse.root / _BEGUN).exists():
            _finish(home, name)
        yield


def forget(
    home: Home,
    name: str,
    records: Sequence[str],
    subjects: Sequence[str],
    sources: Sequence[str],
    actor: str,
    purge_releases: bool = False,
    waiting: Callable[[], None] = lambda: None,
) -> Forgotten:
    """Remove rows everywhere below the warehouse and block their return, after whoever holds the dataset.

    Releases that hold any of the rows are withdrawn, and deleted with ``purge_releases``. Raises LookupError when a
    record, a person or a source is in no version (nothing is done then), Held when the review store is in use.
    """
    warehouse = home.warehouse(name)
    with holding(home, name, waiting):
        with turns.quiet(warehouse):
            texts = _begin(home, name, records, subjects, sources, actor, purge_releases)
        gone = _finish(home, name)
    gone.review_rows += texts
    return gone


def _begin(
    home: Home,
    name: str,
    records: Sequence[str],
    subjects: Sequence[str],
    sources: Sequence[str],
    actor: str,
    purge: bool,
) -> int:
    """Block the return of what is meant, take its text from the review store, and write down what is to be removed."""
    from ft_data.release.private import Private

    warehouse = home.warehouse(name)
    key = home.keys().current
    records = named_by(warehouse, Private.of(home, name), records)
    meant = _meant(home, name, records, subjects, sources)
    tombstones.add(warehouse, map(tombstones.of_record, meant.found | meant.identities), "record", actor)
    tombstones.add(warehouse, (tombstones.of_subject(one, key) for one in meant.people), "subject", actor)
    tombstones.add(warehouse, map(tombstones.of_source, sources), "source", actor)
    texts = _review(warehouse, sorted(meant.found), actor)
    begun = {
        "records": sorted(meant.found), "identities": sorted(meant.identities), "sources": [*sources],
        "actor": actor, "purge": purge, "said": removal.said(warehouse, meant.found | meant.identities),
    }  # fmt: skip
    files.write_bytes(warehouse.root / _BEGUN, json.dumps(begun).encode())
    return texts


def _finish(home: Home, name: str) -> Forgotten:
    """Remove what was written down. Every step may be repeated."""
    from ft_data.release.private import Private

    warehouse, private = home.warehouse(name), Private.of(home, name)
    begun = json.loads((warehouse.root / _BEGUN).read_bytes())
    actor, found = begun["actor"], set(begun["records"])
    gone = Forgotten(sorted(found))
    named = pa.array(sorted(found | set(begun["identities"])), pa.string())
    with turns.quiet(warehouse), catalog.lock(warehouse):
        gone.files, gone.manifests = removal.delete(warehouse, named, begun["sources"])
        gone.unreadable = removal.rewrite_splits(
            warehouse, pa.array([*named.to_pylist(), *begun["said"]], pa.string())
        )
        gone.review_rows = _review(warehouse, gone.records, actor)
        opinions.forget(warehouse, gone.records)
        published = private.known_as(found)
        gone.withdrawn = _withdraw(warehouse, published, actor, private)
        gone.models = _models(warehouse, sorted(published))
        private.forget(named)
        gone.copies = _copies(private, gone.withdrawn)
        if begun["purge"]:
            gone.purged = _purge(warehouse, gone.withdrawn, actor, private)
        catalog.rebuild(warehouse, carry=False)
        gone.residual = residual(warehouse, named)
        (warehouse.root / _BEGUN).unlink()
    return gone


def named_by(warehouse: Warehouse, private: Private, ids: Sequence[str]) -> list[str]:
    """Return the records that are meant: a record may be named by the id it was published under."""
    kept = [record for record, *_ in removal.known_rows(warehouse)] if ids else []
    return [
        one if one in kept else private.records([one]).get(one) or private.among(one, kept) or one
        for one in ids
    ]


def residual(warehouse: Warehouse, named: pa.Array) -> int:
    """Count the Parquet files below the warehouse that still name any of the rows."""
    return sum(removal.names_any(path, named) for path in sorted(warehouse.root.rglob("*.parquet")))


@dataclass
class _Meant:
    found: set[str]
    identities: set[str]
    people: set[str]  # as named, and as known under each key


def _meant(
    home: Home, name: str, records: Sequence[str], subjects: Sequence[str], sources: Sequence[str]
) -> _Meant:
    """Find what is asked for. Raises LookupError for anything that is in no version and was never forgotten."""
    warehouse, keys = home.warehouse(name), home.keys()
    rows, raw = removal.known_rows(warehouse), list(removal.identities(warehouse))
    ids = {row[0] for row in rows}
    before = set(tombstones.hashes(warehouse))
    asked, unknown = set(records), []
    identities: set[str] = set()
    people: set[str] = set()
    # Older versions may know a person under a key that was retired since.
    for number, subject in enumerate(subjects, 1):
        known = {subject, *(subject_id(subject, key) for key in keys.all)}
        theirs = {row[0] for row in rows if row[2] in known}
        unmapped = _unmapped(home, name, known, ids)
        hashes = {tombstones.of_subject(one, key) for one in known for key in keys.all}
        if not theirs | unmapped and before.isdisjoint(hashes):
            unknown.append(f"--subject number {number} is in no row of any version (a typo?)")
        asked, identities, people = asked | theirs, identities | unmapped, people | known
    there = {row[3] for row in rows} | {source for source, _, _ in raw} | set(_sources(home, name))
    for source in sources:
        asked |= {row[0] for row in rows if row[3] == source}
        if source not in there and tombstones.of_source(source) not in before:
            unknown.append(
                f"no source `{source}` is in the recipe or in any version; there are: {', '.join(sorted(there)) or 'none'}"
            )
    asked = removal.affected(rows, asked)
    identities |= {
        identity for source, identity, copies in raw if source in sources or not asked.isdisjoint(copies)
    }
    found = asked & (ids | identities)
    lost = [one for one in records if one not in found and tombstones.of_record(one) not in before]
    unknown += [f"no record of that name is in any version: `{one}`" for one in lost]
    if unknown:
        raise LookupError(f"nothing was forgotten: {'; '.join(unknown)}")
    return _Meant(found, identities, people)


def _sources(home: Home, name: str) -> dict[str, Source]:
    """Return the sources of the recipe as far as it can be read: a wrong recipe keeps nobody from being forgotten."""
    from ft_data.recipe.load import load
    from ft_data.recipe.problems import RecipeError

    try:
        return dict(load(home.recipe(name), name).sources)
    except RecipeError:
        return {}


def _unmapped(home: Home, name: str, people: set[str], mapped: set[str]) -> set[str]:
    """Find the raw records of people that became no row: an empty answer, a second copy."""
    from ft_data.stages.raw import Withdrawn

    warehouse, keys = home.warehouse(name), home.keys().all
    hashes = frozenset(tombstones.of_subject(one, keys[0]) for one in people)
    found: set[str] = set()
    for source, spec in _sources(home, name).items():
        theirs = Withdrawn(source, spec, hashes, keys)
        for identity, raw in removal.raw_rows(warehouse, source):
            if identity not in mapped and theirs.holds(identity, raw):
                found.add(identity)
    return found


def _review(warehouse: Warehouse, records: list[str], actor: str) -> int:
    if not warehouse.review.exists():
        return 0
    from ft_data.review.store import Database, forget_text

    store = None
    try:
        store = Database(warehouse.review)
        gone = forget_text(store, records, actor)
    except sqlite3.OperationalError as error:
        raise Held(f"{_HELD} ({error})") from None
    except sqlite3.DatabaseError as error:
        raise Held(
            f"{warehouse.review} is damaged ({error}): put it back from a copy, or move it away, then forget again"
        ) from None
    finally:
        if store is not None:
            store.close()
    if not gone.flushed:
        raise Held(_HELD)
    return gone.texts


def _withdraw(warehouse: Warehouse, published: set[str], actor: str, private: Private) -> list[str]:
    """Withdraw the versions that hold any of the rows, and remember which of their rows are gone."""
    from ft_data.release import versions, withdrawals

    hit = []
    wanted = pa.array(sorted(published), pa.string())
    for version in versions.names(warehouse.releases):
        try:
            index = warehouse.releases / version / "index.parquet"
            ids = pq.read_table(index, columns=["record_id"]).column(0)
            gone = ids.filter(pc.is_in(ids, value_set=wanted)).to_pylist()
        except (OSError, ValueError, pa.ArrowException):
            gone = [] if len(wanted) == 0 else None  # it cannot be told what it holds: it must not be used
        if gone is None or gone:
            tombstones.add(warehouse, map(tombstones.of_record, gone or ()), "record", actor)
            withdrawals.add(warehouse.releases, version, actor, private)
            hit.append(version)
    return hit


def purge_withdrawn(home: Home, name: str, actor: str) -> list[str]:
    """Delete the releases that were withdrawn earlier; return their versions."""
    from ft_data.release import versions, withdrawals
    from ft_data.release.private import Private

    base = home.warehouse(name).releases
    hit = [version for version in versions.names(base) if version in withdrawals.withdrawn(base)]
    return _purge(home.warehouse(name), hit, actor, Private.of(home, name))


def _purge(warehouse: Warehouse, hit: list[str], actor: str, private: Private) -> list[str]:
    from ft_data.release import versions, withdrawals

    with versions.locked(warehouse.releases):
        withdrawals.purge(warehouse.releases, hit, actor, private)
    return hit


def _copies(private: Private, hit: list[str]) -> list[str]:
    from ft_data.release import log

    sent = log.entries(private.log("pushed"))
    return sorted({f"{entry['version']} at {entry['to']}" for entry in sent if entry["version"] in hit})


def _models(warehouse: Warehouse, records: list[str]) -> list[dict[str, Any]]:

    from ft_data.release import trained

    con = sql.connect()
    try:
        return trained.models_of(con, warehouse.releases, records)
    finally:
        con.close()
