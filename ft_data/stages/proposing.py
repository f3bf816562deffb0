"""What the columns of a source seem to hold: a whole `map` for a recipe, with the reason of each line.

What `init` writes, what `check` proposes and what a run says of a source that it refuses is this one reading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ft_data.cleaning.privacy import columns
from ft_data.recipe.schema import Source
from ft_data.sources.shapes import Mapper, names, proposal, values
from ft_data.sources.shapes.detect import detect
from ft_data.sources.shapes.proposal import Field

_SURE = 0.9  # of a column's values must be what its name says
_SPLIT = re.compile(r"(?<=[a-z])(?=[A-Z])|[\W_]+")
_IDS = frozenset(
    "id ids no nr num number ref reference key uuid guid ticket case nummer numero número identifier 编号 番号 번호".split()
)
_DATES = frozenset(
    "date time datetime timestamp created opened received sent at on when day datum zeit erstellt eröffnet fecha creado data "
    "criado créé ouvert ts 日期 时间 日時 날짜".split()
)
_LANGUAGES = frozenset("language lang locale sprache idioma langue lingua taal språk 语言 言語 언어".split())
_LABELS = frozenset(
    (*names.LABELS, "queue", "tag", "type", "kategorie", "categoría", "categoria", "catégorie", "thema", "tema", "类别")
)  # fmt: skip
_KINDS = 40  # a label has no more values than this
_LABEL_CHARS = 40


@dataclass(frozen=True)
class Proposed:
    """``known``: by what the layout is recognised without a `map`, "" where it is not; ``map`` and ``labels``: name -> field."""

    records: int
    known: str = ""
    documents: bool = False
    map: Mapping[str, Field] = field(default_factory=dict)
    labels: Mapping[str, Field] = field(default_factory=dict)

    def line(self) -> str | None:
        """Return the `map` as one line of YAML; None where there is no text to map."""
        holds = self.known or {"messages", "text", "prompt"} & set(self.map)
        return proposal.line(self.map) if holds else None


def propose(records: Sequence[object], stage: str = "instruction") -> Proposed:
    """Look at the records of a source. The reasons name columns and counts, never a value."""
    found = Counter((lambda one: (one.shape, one.evidence))(detect(record)) for record in records)
    rows = [record for record in records if isinstance(record, dict)]
    if not found:
        return Proposed(0)
    (shape, evidence), _ = found.most_common(1)[0]
    read = Mapper(Source(path="-"), stage)
    made = sum(bool(read(record).drafts) for record in records)
    known = f"{shape}: {evidence}" if shape != "unknown" and made * 2 >= len(records) else ""
    people = columns.proposals(rows)
    about = _about(rows, people)
    labels = _labels(rows, {path for one in about.values() for path in one.paths})
    taken = {*people, *labels, *(path for one in about.values() for path in one.paths)}
    text = proposal.content(rows, taken)
    if shape == "text" and "response" in text and text["response"].why == proposal.ANSWERS:
        known = ""  # beside the text that a layout would take there is a question with its answer
    if known:
        text = {}
    return Proposed(
        len(records),
        known,
        shape == "manual" or "document" in evidence,
        {**_first(about, "id"), **text, **{name: one for name, one in about.items() if name != "id"}},
        {name: Field((path,), f"{count} different values") for path, (name, count) in labels.items()},
    )


def _first(fields: Mapping[str, Field], name: str) -> dict[str, Field]:
    return {name: fields[name]} if name in fields else {}


def _about(rows: Sequence[Mapping[str, Any]], people: Mapping[str, str]) -> dict[str, Field]:
    """Return the columns that say which record it is, when it was made, in which language, and about whom it is."""
    found: dict[str, Field] = {}
    for column in _columns(rows):
        said = _said(column)
        given = [row[column] for row in rows if row.get(column) not in (None, "")]
        if column in people or 2 * len(given) < len(rows):
            continue
        if "id" not in found and said & _IDS and _identifies(given, len(rows)):
            found["id"] = Field((column,), f"a value of its own in each of {len(given):,} rows")
        elif "created_at" not in found and said & _DATES and _share(given, values.moment) >= _SURE:
            found["created_at"] = Field((column,), "dates")
        elif "language" not in found and said & _LANGUAGES and _share(given, values.language) >= _SURE:
            found["language"] = Field((column,), "codes or names of languages")
    by_kind = {
        kind: [one for one, what in people.items() if what == kind] for kind in ("email", "phone", "name")
    }
    if whose := (by_kind["email"] or by_kind["phone"])[:1]:
        found["subject_id"] = Field(tuple(whose), "whose row it is: kept as a code, for `ft-data forget`")
    if by_kind["name"]:
        found["name"] = Field(tuple(by_kind["name"]), "names of people: masked wherever their row has them")
    return found


def _labels(rows: Sequence[Mapping[str, Any]], taken: set[str]) -> dict[str, tuple[str, int]]:
    """Return the columns that sort records into a few kinds: column -> (a name for the label, how many kinds)."""
    found: dict[str, tuple[str, int]] = {}
    for column in _columns(rows):
        if column in taken or not _said(column) & _LABELS:
            continue
        given = [row.get(column) for row in rows if row.get(column) not in (None, "")]
        kinds = {one for one in given if isinstance(one, (str, bool, int)) and len(str(one)) <= _LABEL_CHARS}
        name = re.sub(r"[^a-z0-9]+", "_", column.lower()).strip("_")
        few = 2 <= len(kinds) <= min(_KINDS, max(2, len(given) // 3))
        if few and name[:1].isalpha() and len(kinds) >= len({str(one) for one in given}):
            found[column] = (name, len(kinds))
    return found


def _columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(key for row in rows for key in row if isinstance(key, str)))


def _said(column: str) -> set[str]:
    return {part.lower() for part in _SPLIT.split(column) if part} | {names.normal(column)}


def _identifies(given: Sequence[Any], rows: int) -> bool:
    told = {
        str(one)
        for one in given
        if isinstance(one, (str, int)) and len(str(one)) <= 80 and " " not in str(one)
    }
    return len(told) == len(given) == rows > 1


def _share(given: Sequence[Any], reads: Any) -> float:
    return sum(reads(one) is not None for one in given) / len(given) if given else 0.0
