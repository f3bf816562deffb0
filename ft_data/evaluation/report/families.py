"""Rows that resemble each other and stay: canned answers, conflicting answers, templates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ft_data.evaluation.report import text
from ft_data.evaluation.report.reader import Reader, Row

_LARGEST, _MEMBERS = 3, 3


@dataclass(frozen=True)
class Kind:
    """One kind of family: its view, the column that names a family, and which text its rows share."""

    view: str
    key: str
    title: str
    meaning: str
    shared: str


KINDS = (
    Kind(
        "deduped_canned",
        "family_id",
        "Canned answers",
        "The same answer under different prompts. Kept, because the prompts differ; the recipe can cap them.",
        "response",
    ),
    Kind(
        "deduped_conflicts",
        "group_id",
        "Conflicting answers",
        "The same prompt with different answers. Kept; worth a person's choice, or preference data.",
        "prompt",
    ),
    Kind(
        "deduped_templates",
        "family_id",
        "Templates",
        "The same wording with other values. The recipe says whether they are kept, capped or reviewed.",
        "",
    ),
)


@dataclass(frozen=True)
class Picked:
    """Families of one kind that are shown: (size, some of the rows)."""

    kind: Kind
    families: int
    rows: int
    largest: Sequence[tuple[int, Sequence[str]]]


@dataclass(frozen=True)
class Family:
    """A family: what its rows share, and what some of them do not."""

    size: int
    shared: str
    members: Sequence[tuple[str, str, str]]  # record, source, text


@dataclass(frozen=True)
class Group:
    """All families of one kind."""

    title: str
    meaning: str
    families: int
    rows: int
    largest: Sequence[Family]


def pick(reader: Reader) -> list[Picked]:
    """Count the families of every kind and choose the largest."""
    found = []
    for kind in KINDS:
        if not reader.has(kind.view, kind.key, "record_id", "size"):
            continue
        counted = reader.ask(
            kind.title.lower(),
            f"SELECT 'families' AS name, count(DISTINCT {kind.key}) AS value FROM {kind.view} "
            f"UNION ALL SELECT 'rows', count(*) FROM {kind.view}",
        )
        largest = reader.rows(
            f"SELECT any_value(size), min(record_id, {_MEMBERS}) FROM {kind.view} GROUP BY {kind.key} "
            f"ORDER BY any_value(size) DESC, {kind.key} LIMIT {_LARGEST}"
        )
        found.append(Picked(kind, int(counted["families"]), int(counted["rows"]), largest))
    return found


def ids(picked: Sequence[Picked]) -> Iterator[str]:
    """Yield every record whose text is needed."""
    for held in picked:
        for _, members in held.largest:
            yield from members


def groups(picked: Sequence[Picked], texts: Mapping[str, Row]) -> list[Group]:
    """Return the kinds that occur, with their largest families."""
    return [
        Group(
            held.kind.title,
            held.kind.meaning,
            held.families,
            held.rows,
            [
                family
                for size, members in held.largest
                if (family := _family(held.kind, size, members, texts))
            ],
        )
        for held in picked
        if held.families
    ]


def _family(kind: Kind, size: int, members: Sequence[str], texts: Mapping[str, Row]) -> Family | None:
    known = [(name, texts[name]) for name in members if name in texts]
    if not known:
        return None
    shared = getattr(known[0][1], kind.shared) if kind.shared else ""
    return Family(
        size,
        text.show(shared, 240),
        [(name, text.show(row.source, 60), text.show(_differing(kind, row), 200)) for name, row in known],
    )


def _differing(kind: Kind, row: Row) -> str:
    if kind.shared == "response":
        return row.prompt
    return row.response if kind.shared else f"{row.prompt}\n{row.response}"
