"""Forgetting people, records and sources: from every version, for good, and with a proof.

Tombstones (opaque hashes) block their return at reading time. Parts on disk that name any of the rows are deleted
with the manifests that refer to them, history included; a run then makes the current version anew without them.
What is to be removed is written down before anything is: who is killed half-way is finished by the next run.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ft_data.errors import WrongInput
from ft_data.gaps import beside
from ft_data.stages import generating, opinions, probe
from ft_data.upkeep import meant, released, removal, residue, words
from ft_data.upkeep.meant import Request
from ft_data.upkeep.residue import Place
from ft_data.warehouse import catalog, files, tombstones, turns
from ft_data.warehouse.fragments import Fragments
from ft_data.warehouse.home import Home, Warehouse

if TYPE_CHECKING:
    from ft_data.review.forget import Forgetting

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
    unreadable: list[str] = field(
        default_factory=list
    )  # files of people's placement and names that had to go
    left: list[Place] = field(default_factory=list)  # all files of the home that still hold any of it

    @property
    def residual(self) -> int:
        """Count the files that should hold nothing of it any more and do, or cannot be read: 0, or it is a defect."""
        return sum(place.kind in residue.DEFECTS for place in self.left)

    def files_of(self, kind: str) -> list[str]:
        """Return the files of one kind that still hold any of it."""
        return [place.file for place in self.left if place.kind == kind]


# Removes what Dagster keeps of runs that hold any of the fragments: only rooms above this one know Dagster.
History = Callable[[Home, Fragments], None]


@contextmanager
def holding(
    home: Home, name: str, history: History, waiting: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Hold a dataset; forgetting that was cut short is finished first. ``waiting`` is called if another holds it."""
    warehouse = home.warehouse(name)
    with turns.holding(warehouse, waiting):
        if (warehouse.root / _BEGUN).exists():
            _finish(home, name, history)
        yield


def forget(
    home: Home,
    name: str,
    request: Request,
    history: History,
    waiting: Callable[[], None] = lambda: None,
) -> Forgotten:
    """Remove rows everywhere below the home and block their return, after whoever holds the dataset.

    Releases that hold any of the rows are withdrawn, and deleted where that is asked for. Raises LookupError when a
    record, a person or a source is in no version (nothing is done then), Held when the review store is in use.
    """
    warehouse = home.warehouse(name)
    with holding(home, name, history, waiting):
        with turns.quiet(warehouse):
            texts = _begin(home, name, request)
        gone = _finish(home, name, history)
    gone.review_rows += texts
    return gone


def _begin(home: Home, name: str, request: Request) -> int:
    """Block the return of what is meant, take its text from the review store, and write down what is to be removed."""
    from ft_data.release.private import Private

    warehouse, actor = home.warehouse(name), request.actor
    key = home.keys().current
    wanted = meant.find(home, name, request, Private.of(home, name))
    named = wanted.found | wanted.identities
    noted = _review(warehouse, sorted(wanted.found), actor, dry=True)
    said = words.recognised(warehouse, home.recipe(name), named, noted.words)
    tombstones.add(warehouse, map(tombstones.of_record, named), "record", actor)
    tombstones.add(
        warehouse, (tombstones.of_subject(one, key) for one in wanted.people), "subject", actor, key
    )
    tombstones.add(warehouse, map(tombstones.of_source, request.sources), "source", actor)
    begun = {
        "records": sorted(wanted.found), "identities": sorted(wanted.identities), "sources": [*request.sources],
        "actor": actor, "purge": request.purge_releases, "said": removal.said(warehouse, named),
        "fragments": said.plain(),
    }  # fmt: skip
    texts = _review(warehouse, sorted(wanted.found), actor).texts
    files.write_bytes(warehouse.root / _BEGUN, json.dumps(begun).encode())
    return texts


def _finish(home: Home, name: str, history: History) -> Forgotten:
    """Remove what was written down. Every step may be repeated."""
    from ft_data.release import withdrawals
    from ft_data.release.private import Private

    warehouse, private = home.warehouse(name), Private.of(home, name)
    begun = json.loads((warehouse.root / _BEGUN).read_bytes())
    actor, found = begun["actor"], set(begun["records"])
    wanted = Fragments.of_plain(begun["fragments"])
    gone = Forgotten(sorted(found))
    named = pa.array(sorted(found | set(begun["identities"])), pa.string())
    with turns.quiet(warehouse), catalog.lock(warehouse):
        gone.files, gone.manifests = removal.delete(warehouse, named, begun["sources"])
        gone.unreadable = removal.rewrite_splits(
            warehouse, pa.array([*named.to_pylist(), *begun["said"]], pa.string())
        )
        said = lambda text: wanted.inside([text.encode("utf-8", "surrogatepass")])  # noqa: E731
        gone.review_rows = _review(warehouse, gone.records, actor, holds=said).texts
        opinions.forget(warehouse, gone.records)
        generating.forget(warehouse, gone.records)
        probe.forget(warehouse)
        holds = lambda content: wanted.inside([content])  # noqa: E731
        beside.forget(home.folder(name) / beside.FOLDER, warehouse.root / beside.LOG, found, holds)
        gone.unreadable += private.forget(named)
        published = private.known_as(found)
        gone.withdrawn = released.withdraw(warehouse, published, actor, private)
        gone.models = released.models(warehouse, sorted(published))
        gone.copies = released.copies(private, gone.withdrawn)
        if begun["purge"]:
            gone.purged = released.purge(warehouse, gone.withdrawn, actor, private)
        catalog.rebuild(warehouse, carry=False)
        if wanted:
            history(home, wanted)
        gone.left = residual(home, name, named, wanted, withdrawals.withdrawn(warehouse.releases))
        (warehouse.root / _BEGUN).unlink()
    return gone


def residual(
    home: Home, name: str, named: pa.Array, wanted: Fragments, withdrawn: Collection[str]
) -> list[Place]:
    """Search every byte of the home; add the Parquet files of the warehouse that still name any of the rows."""
    left = residue.search(home, name, wanted, withdrawn.__contains__) if wanted else []
    known = {place.file for place in left}
    for path in sorted(home.warehouse(name).root.rglob("*.parquet")):
        file = str(path.relative_to(home.root))
        if file not in known and removal.names_any(path, named):
            left.append(Place(file, residue.WAREHOUSE))
    return left


def _review(
    warehouse: Warehouse,
    records: list[str],
    actor: str,
    dry: bool = False,
    holds: Callable[[str], bool] | None = None,
) -> Forgetting:
    """Take the text of records out of the review store; ``dry`` only reads it."""
    from ft_data.review.forget import Forgetting, forget_text, words_about
    from ft_data.review.store import Database

    if not warehouse.review.exists():
        return Forgetting(0, 0, True)
    store = None
    try:
        store = Database(warehouse.review)
        gone = words_about(store, records) if dry else forget_text(store, records, actor, holds)
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
    return gone
