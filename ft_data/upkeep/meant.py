"""Who and what is meant by a request to forget: the rows of people, records and sources, and all that came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ft_data.upkeep import removal
from ft_data.warehouse import tombstones
from ft_data.warehouse.home import Home, Warehouse
from ft_data.warehouse.tombstones import subject_id

if TYPE_CHECKING:
    from ft_data.recipe.schema import Source
    from ft_data.release.private import Private


@dataclass(frozen=True)
class Request:
    """What is to be forgotten, who asks, and whether releases that hold it are deleted and not only withdrawn."""

    records: Sequence[str] = ()
    subjects: Sequence[str] = ()
    sources: Sequence[str] = ()
    actor: str = ""
    purge_releases: bool = False


def _named_by(warehouse: Warehouse, private: Private, ids: Sequence[str]) -> list[str]:
    """Return the records that are meant: a record may be named by the id it was published under."""
    kept = [record for record, *_ in removal.known_rows(warehouse)] if ids else []
    return [
        one if one in kept else private.records([one]).get(one) or private.among(one, kept) or one
        for one in ids
    ]


@dataclass(frozen=True)
class Meant:
    """The rows that are meant, the raw records behind them, and the people."""

    found: set[str]
    identities: set[str]
    people: set[str]  # as named, and as known under each key


def find(home: Home, name: str, request: Request, private: Private) -> Meant:
    """Find what is asked for. Raises LookupError for anything that is in no version and was never forgotten."""
    warehouse, keys = home.warehouse(name), home.keys()
    records = _named_by(warehouse, private, request.records)
    rows, raw = removal.known_rows(warehouse), list(removal.identities(warehouse))
    ids = {row[0] for row in rows}
    before = set(tombstones.hashes(warehouse))
    asked, unknown = set(records), []
    identities: set[str] = set()
    people: set[str] = set()
    # Older versions may know a person under a key that was retired since.
    for number, subject in enumerate(request.subjects, 1):
        known = {subject, *(subject_id(subject, key) for key in keys.all)}
        theirs = {row[0] for row in rows if row[2] in known}
        unmapped = _unmapped(home, name, known, ids)
        hashes = {tombstones.of_subject(one, key) for one in known for key in keys.all}
        if not theirs | unmapped and before.isdisjoint(hashes):
            unknown.append(f"--subject number {number} is in no row of any version (a typo?)")
        asked, identities, people = asked | theirs, identities | unmapped, people | known
    there = {row[3] for row in rows} | {source for source, _, _ in raw} | set(sources_of(home, name))
    for source in request.sources:
        asked |= {row[0] for row in rows if row[3] == source}
        if source not in there and tombstones.of_source(source) not in before:
            unknown.append(
                f"no source `{source}` is in the recipe or in any version; there are: {', '.join(sorted(there)) or 'none'}"
            )
    asked = removal.affected(rows, asked)
    identities |= {
        identity
        for source, identity, copies in raw
        if source in request.sources or not asked.isdisjoint(copies)
    }
    found = asked & (ids | identities)
    lost = [one for one in records if one not in found and tombstones.of_record(one) not in before]
    unknown += [f"no record of that name is in any version: `{one}`" for one in lost]
    if unknown:
        raise LookupError(f"nothing was forgotten: {'; '.join(unknown)}")
    return Meant(found, identities, people)


def sources_of(home: Home, name: str) -> dict[str, Source]:
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
    for source, spec in sources_of(home, name).items():
        theirs = Withdrawn(spec, hashes, keys)
        for identity, raw in removal.raw_rows(warehouse, source):
            if identity not in mapped and theirs.holds(identity, raw):
                found.add(identity)
    return found
