"""Proposals to refresh or retire rows, with reasons. They change nothing: people accept them, and then decide rows or recipes.

A row on which earlier right behaviour rests (its question was answered right, or people kept it) is never proposed to be retired.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import xxhash

from ft_data.renewal import stated
from ft_data.renewal.stated import Version

REFRESH, RETIRE = "refresh", "retire"
YEARS = 2  # a year that is given as now and is so many years back


@dataclass(frozen=True)
class Row:
    """A row of the version. ``contradicts`` counts what a reference says otherwise, ``place`` is where."""

    record_id: str
    prompt: str
    answer: str
    source: str
    contradicts: int = 0
    place: str = ""


@dataclass(frozen=True)
class Proposal:
    """What is proposed for some rows of a source, and why: of all, and of each."""

    action: str
    reason: str  # year | version | reference | superseded | cadence
    source: str
    said: str
    rows: tuple[str, ...]
    why: Mapping[str, str]

    @property
    def id(self) -> str:
        """A name that stays as long as action, reason, source and the rows that there is a reason for do.

        What people accept is what they were shown: rows that are found later are another proposal.
        """
        about = (self.action, self.reason, self.source, *sorted(self.why))
        return xxhash.xxh3_64_hexdigest("\0".join(about).encode())[:12]


def proposals(
    rows: Sequence[Row],
    year: int,
    references: Sequence[str],
    late: Mapping[str, str],
    guarded: Collection[str],
) -> list[Proposal]:
    """Return what is proposed, retirements first, then by how many rows it is of.

    ``late`` says of sources how far past their cadence they are, ``guarded`` are rows that must stay.
    """
    known, asked = stated.newest(references), _answered(rows)
    found: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    for row in rows:
        action, reason, why = _of(row, year, known, asked, guarded)
        if action:
            found[action, reason, row.source][row.record_id] = why
    made = [
        Proposal(
            action,
            reason,
            source,
            _SAID[reason].format(count=f"{len(why):,}", source=source),
            tuple(sorted(why)),
            why,
        )
        for (action, reason, source), why in found.items()
    ]
    for source, said in sorted(late.items()):
        mine = tuple(sorted(row.record_id for row in rows if row.source == source))
        whole = f"{len(mine):,} rows of {source}: {said}; get its newest data"
        made.append(Proposal(REFRESH, "cadence", source, whole, mine, {}))
    return sorted(made, key=lambda one: (one.action != RETIRE, -len(one.rows), one.reason, one.source))


_SAID = {
    "superseded": "{count} rows of {source} say what a reference contradicts, and another row answers the same question as the reference does",
    "reference": "{count} rows of {source} say what a reference contradicts: look at them, the reference may be right",
    "version": "{count} rows of {source} name older versions of things than the references do",
    "year": "{count} rows of {source} give a year as the present that is long gone",
}


def _of(
    row: Row, year: int, known: Mapping[str, Version], asked: Mapping[str, int], guarded: Collection[str]
) -> tuple[str, str, str]:
    """Return what is proposed for a row, for which reason, and why; "" for nothing."""
    if row.contradicts:
        where = f" ({row.place})" if row.place else ""
        why = f"{row.contradicts} figures or names are others in the references{where}"
        if asked.get(folded(row.prompt)) and row.record_id not in guarded:
            return RETIRE, "superseded", f"{why}; another row answers the same question without that"
        return REFRESH, "reference", why
    old = stated.outdated(row.answer, known)
    if old is not None:
        newer = stated.shown(known[old.name])
        return REFRESH, "version", f"it names {old.name} {stated.shown(old.version)}, the references {newer}"
    said = stated.year(row.answer)
    if said is not None and said <= year - YEARS:
        return REFRESH, "year", f"it gives {said} as the present"
    return "", "", ""


def _answered(rows: Sequence[Row]) -> dict[str, int]:
    """Count by question the rows that no reference contradicts."""
    found: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.prompt and not row.contradicts:
            found[folded(row.prompt)] += 1
    return found


def folded(prompt: str) -> str:
    """Return what texts that say the same have in common: words and figures, without case."""
    return " ".join("".join(c if c.isalnum() else " " for c in prompt.casefold()).split())
