"""What a new key of the home changes, dataset by dataset, and changing it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass

from ft_data.warehouse import catalog, key, snapshots, tombstones
from ft_data.warehouse.home import Home


@dataclass(frozen=True)
class Effect:
    """One dataset: what was made with the key in use, and what becomes of it."""

    dataset: str
    subject_ids: int  # examples whose person has another id after the next run
    pseudonyms: str  # what the recipe does with personal data: pseudonyms are made anew, placeholders are not
    releases: int  # versions whose row ids stay under the key they were published with
    tombstones_of_people: int
    tombstones: str  # carried over | lost: forget them again


def effects(home: Home) -> list[Effect]:
    """Say what changing the key does; nothing is changed."""
    held = _held(home)
    found = []
    for name in sorted({*home.datasets(), *home.products()}):
        warehouse = home.warehouse(name)
        people = len(tombstones.subjects(warehouse))
        made = snapshots.current(warehouse, "cleaned")
        settings = made.settings.get("clean", {}) if made else {}
        lost = bool(tombstones.lost(warehouse, held))
        fate = "none" if not people else "lost: forget these people again" if lost else "carried over"
        found.append(
            Effect(
                name,
                _with_a_subject(home, name),
                "made anew" if settings.get("pii") == "pseudonym" else "none",
                len([path for path in warehouse.releases.glob("[0-9]*") if path.is_dir()]),
                people,
                fate,
            )
        )
    return found


def rotate(home: Home) -> None:
    """Put a new key in front of the old ones, in one rename, while no dataset is being written.

    Everything made with a key follows from it: the next run makes subject ids, pseudonyms and published ids anew.
    """
    with ExitStack() as held:
        for name in home.products():
            held.enter_context(catalog.lock(home.warehouse(name)))
        before = _held(home)
        key.rotate(home.key_file)
        for name in home.products():
            tombstones.give_up(home.warehouse(name), before)


def _held(home: Home) -> set[str]:
    found = key.stored(home.key_file)
    return {key.id_of(one) for one in found.all} if found else set()


def _with_a_subject(home: Home, name: str) -> int:
    warehouse = home.warehouse(name)
    if snapshots.current(warehouse, "cleaned") is None:
        return 0
    rows = catalog.query(warehouse, "SELECT count(*) FROM cleaned WHERE subject_id IS NOT NULL")[1]
    return int(rows[0][0])
