"""What the dataset is made of: sources, languages, licences, lengths, splits, repairs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ft_data.evaluation import charts, fitted_numbers, numbers
from ft_data.evaluation.report import text
from ft_data.evaluation.report.reader import Reader
from ft_data.warehouse.snapshots import Snapshot

_SHOWN = 9  # values of one mix
_FACET = {"prompt": "prompt_length", "response": "length"}


@dataclass(frozen=True)
class Entry:
    """One value of a mix: rows now, rows that arrived, a bar, and a remark where something is odd.

    ``value`` is what rows have there; several values that are shown as one have none.
    """

    name: str
    count: int
    share: str
    before: int | None
    kept: str
    bar: str
    value: str
    remark: str = ""


def mixes(reader: Reader, sources: Sequence[str], lineage: Mapping[str, Snapshot]) -> dict[str, list[Entry]]:
    """Return the composition of the dataset by source, origin, licence, language and kind.

    Every source of the recipe is listed, above all the one of which nothing arrived.
    """
    found = _mixes(reader)
    silent = [name for name in sources if not reader.numbers("arrived by source").get(name)]
    for name in silent if "Source" in found else ():
        raw = lineage.get(f"raw/{name}")
        remark = f"none of {raw.rows:,} records read became an example" if raw else "nothing arrived"
        entry = _entry(name, 0, 0, 0, 1)
        found["Source"].append(dataclasses.replace(entry, remark=remark))
    return found


def _mixes(reader: Reader) -> dict[str, list[Entry]]:
    titles = {
        "source": "Source",
        "language": "Language",
        "origin": "Origin",
        "license": "Licence",
        "kind": "Kind",
        **{section: title for section, title, _, _ in fitted_numbers.MIXES},
    }
    return {
        title: entries
        for column, title in titles.items()
        if (entries := _mix(reader.numbers(f"mix by {column}"), reader.numbers(f"arrived by {column}")))
    }


def _mix(now: Mapping[str, float], before: Mapping[str, float]) -> list[Entry]:
    names = sorted({*now, *before}, key=lambda name: (-now.get(name, 0), -before.get(name, 0), name))
    own = {*names}
    total, most = sum(now.values()), max([*now.values(), *before.values(), 1])
    if len(names) > _SHOWN:
        rest = names[_SHOWN - 1 :]
        other = f"{len(rest)} others"
        now = {**{n: now.get(n, 0) for n in names[: _SHOWN - 1]}, other: sum(now.get(n, 0) for n in rest)}
        before = {**before, other: sum(before.get(n, 0) for n in rest)} if before else {}
        names = [*names[: _SHOWN - 1], other]
    return [
        _entry(name, now.get(name, 0), before.get(name, 0) if before else None, total, most, name in own)
        for name in names
    ]


def _entry(
    name: str, count: float, before: float | None, total: float, most: float, own: bool = True
) -> Entry:
    segments = [charts.Segment("now", count)]
    if before is not None:
        segments.append(charts.Segment("then", max(0.0, before - count)))
    said = f"{count:,.0f} rows" + ("" if before is None else f" of {before:,.0f}")
    return Entry(
        text.show(name, 60),
        int(count),
        text.share(count, total),
        None if before is None else int(before),
        "" if before is None else text.share(count, before),
        charts.bar(segments, most, said, 10),
        name if own else "",
    )


@dataclass(frozen=True)
class Histogram:
    """A chart, its title and the same figures as a table; ``bins`` name them as values of a ``facet`` of rows."""

    title: str
    svg: str
    rows: Sequence[tuple[str, int, int | None]]
    facet: str
    bins: Sequence[str]


def lengths(reader: Reader) -> list[Histogram]:
    """Return the distribution of words a prompt and a response, kept over arrived, in bins that grow."""
    found = []
    for side in ("prompt", "response"):
        now = reader.numbers(f"length of the {side} (words)")
        before = reader.numbers(f"length of the {side} on arrival (words)")
        if not now and not before:
            continue
        edges = [*numbers.EDGES, numbers.OPEN_END]
        used = [number for number, edge in enumerate(edges) if now.get(str(edge)) or before.get(str(edge))]
        rows = [
            (label, int(now.get(str(edge), 0)), int(before.get(str(edge), 0)) if before else None)
            for edge, label in list(zip(edges, _labels(edges), strict=True))[: max(used, default=0) + 1]
        ]
        columns = [charts.Column(*row) for row in rows]
        title = f"Words of the {side}"
        found.append(
            Histogram(
                title,
                charts.histogram(columns, f"{title}: rows by number of words"),
                rows,
                _FACET[side],
                [*map(str, edges)],
            )
        )
    return found


def _labels(edges: Sequence[int]) -> list[str]:
    return [f"≤{_short(edge)}" for edge in edges[:-1]] + [f">{_short(edges[-2])}"]


def _short(value: int) -> str:
    return f"{value // 1000}k" if value >= 1000 else str(value)


@dataclass(frozen=True)
class Split:
    """One split: rows, share, what the recipe asks for, and rows by source."""

    name: str
    rows: int
    share: str
    wanted: str
    sources: Mapping[str, int]
    bar: str


def splits(reader: Reader, wanted: Mapping[str, float]) -> list[Split]:
    """Return the splits in the order train, validation, test."""
    now = reader.numbers("mix by split")
    by_source: dict[str, dict[str, int]] = {}
    for name, count in reader.numbers("split and source").items():
        split, _, source = name.partition(" / ")
        by_source.setdefault(split, {})[source] = int(count)
    total = sum(now.values())
    order = [*(name for name in wanted if name in now), *(name for name in now if name not in wanted)]
    return [
        Split(
            name,
            int(now[name]),
            text.share(now[name], total),
            text.share(wanted[name], 1) if name in wanted else "–",
            by_source.get(name, {}),
            charts.bar(
                [charts.Segment("now", now[name])], total, f"{text.share(now[name], total)} of the rows", 10
            ),
        )
        for name in order
    ]


@dataclass(frozen=True)
class Repair:
    """One rule of cleaning: rows and places changed, and a snippet where one may be shown."""

    rule: str
    rows: int
    places: int
    before: str
    after: str
    private: bool


_PRIVATE = ("pii", "secret", "name", "personal")


def repairs(reader: Reader) -> list[Repair]:
    """Return what cleaning changed. Rules about personal data show kind and count only.

    Snippets come from rows in which no personal data was found, whichever rule made them.
    """
    places, rows = reader.numbers("repairs"), reader.numbers("rows repaired")
    snippets: dict[str, tuple[str, str]] = {}
    if places and reader.has("cleaned_edits", "record_id", "rule", "before", "after"):
        private = " OR ".join(f"starts_with(rule, '{name}')" for name in _PRIVATE)
        for rule, shown in reader.rows(
            f"""
            SELECT rule, arg_min({{'before': before, 'after': after}}, record_id) FROM cleaned_edits
            WHERE before IS NOT NULL AND NOT ({private})
              AND record_id NOT IN (SELECT record_id FROM cleaned_edits WHERE {private}) GROUP BY rule
            """
        ):
            snippets[rule] = (shown["before"], shown["after"])
    found = []
    for rule, count in places.items():
        before, after = snippets.get(rule, ("", ""))
        hidden = rule.startswith(_PRIVATE)
        found.append(
            Repair(
                rule,
                int(rows.get(rule, 0)),
                int(count),
                text.show(before, 120),
                text.show(after, 120),
                hidden,
            )
        )
    return found
