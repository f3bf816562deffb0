"""What the columns of a source seem to hold: a whole `map` for a recipe, with the reason of each line.

What `init` writes, what `check` proposes and what a run says of a source that it refuses is this one reading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ft_data.cleaning.privacy import columns
from ft_data.recipe.schema import Source
from ft_data.sources.shapes import Mapper, choices, counting, intents, names, proposal, values
from ft_data.sources.shapes.detect import choose, detect
from ft_data.sources.shapes.mapper import LETTERS
from ft_data.sources.shapes.proposal import Field
from ft_data.stages.proposing_beside import asked_alone, completed, doubtful, found_in, untrained
from ft_data.stages.proposing_talks import talks, turn

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


# Names of labels that are what a text is to be given; a category or a score may as well only sort the texts.
_WANTED = frozenset(
    "label labels class sentiment emotion intent polarity stance toxic toxicity spam hate offensive entailment acceptable "
    "acceptability grammatical verdict gold is has".split()
)
_UNNAMED = re.compile(r"column_\d+")
_SAME = 10  # records with one answer that are no chance
_TRIED = 200  # records on which a proposal is tried


@dataclass(frozen=True)
class Proposed:
    """``known``: by what the layout is recognised without a `map`, "" where it is not; ``map`` and ``labels``: name -> field.

    ``talks``: the columns of a turn, where records are turns; ``kinds``: what is made of the records so; ``label``: the label that answers, where records are texts of some kinds;
    ``turn``: who speaks and what is said, where records are turns and nothing says of which talk; ``says``: what the source has to
    say besides; ``beside``: what stands beside a text that is trained alone; ``unclear``: what the records do not tell and only somebody who knows them does, with the lines to choose from.
    """

    records: int
    known: str = ""
    documents: bool = False
    map: Mapping[str, Field] = field(default_factory=dict)
    labels: Mapping[str, Field] = field(default_factory=dict)
    talks: Mapping[str, Field] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()
    label: str = ""
    turn: tuple[str, str] | None = None
    says: Mapping[str, Field] = field(default_factory=dict)
    unclear: str = ""
    beside: tuple[str, ...] = ()

    @property
    def stage(self) -> str:
        """The stage of training that the records are made for."""
        if self.known.startswith(("preference:", "kto:")) or {"chosen", "rejected"} <= set(self.map):
            return "preference"
        asked = self.label or self.turn or self.unclear
        return "pretraining" if self.kinds == {"text"} and not asked else "instruction"

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
    tried = records[:: max(1, len(records) // _TRIED)]
    told = f"{shape}: {evidence}"
    counting_ = _counting(rows)
    made = kinds(tried, {}, stage, counting_.get("says"))
    known = told if shape != "unknown" and made.total() * 2 >= len(tried) else ""
    same = same_answer(tried) if known else ""
    people = columns.proposals(rows)
    about = _about(rows, people)
    taken = {path for one in about.values() for path in one.paths}
    labels = _labels(rows, taken)
    if (route := choose(rows[0]) if rows else None) and route.family == intents.FAMILY:
        labels = {
            route.fields["name"]: (intents.LABEL, len({str(one.get(route.fields["name"])) for one in rows}))
        }
    wanted = next(
        (name for path, (name, _) in labels.items() if name == intents.LABEL or _said(path) & _WANTED), ""
    )
    if len(labels) == 1 and len({*_columns(rows)} - taken - {*labels}) == 1:
        wanted = next(iter(labels.values()))[0]  # nothing else is said of the text
    plain = {names.normal(column): column for column in _columns(rows)}
    system = next((plain[one] for one in names.SYSTEM if one in plain), "")
    text: Mapping[str, Field] = {}
    if not known or same or shape == "text":
        offered = proposal.content(rows, {*people, *taken, same, system} - {""}, labels)
        text = _text(tried, offered, stage, bool(wanted), shape == "text" and bool(known))
    if not known and shape in LETTERS and "response" not in text:  # nobody answers: they can be read
        made, text = kinds(tried, {}, "pretraining"), {}
        known = told if made.total() * 2 >= len(tried) else ""
    if ((not text and not made) or shape == "text") and (turns := talks(rows)):
        return Proposed(len(records), talks=turns, kinds=frozenset({"conversation"}))
    documents = shape == "manual" or "document" in evidence
    if (
        known
        and not documents
        and {*made} == {"text"}
        and not wanted
        and (route := choose(rows[0]) if rows else None)
    ):
        text = text or found_in(rows, [route.fields["text"]] if "text" in route.fields else [])
    elif not known and {*text} == {"text"} and not wanted and len(text["text"].paths) == 1:
        text = found_in(rows, text["text"].paths) or text
    if "prompt" in text and text["prompt"].why == proposal.GUESS:
        counting_ = {"unclear": f"{proposal.GUESS}; for example:\n    {proposal.line(text)}"}
    if not known and (asks := asked_alone(text, rows)):
        counting_, text, made = {"unclear": asks}, {}, Counter()
    if text:
        text = {
            name: one._replace(paths=completed(rows, one.paths[0], name == "response"))
            if len(one.paths) == 1
            else one
            for name, one in text.items()
        }
        if "prompt" in text and system:
            text = {"system": Field((system,), "what is said before the question"), **text}
        known, made = "", kinds(tried, text, stage)
    if documents and _are_texts(tried, text, stage):
        made = Counter({"text": made.total()})
    words = text["text"].paths[0] if "text" in text else evidence.removeprefix("has ")
    spoken = turn(rows, about.get("name"), words) if {*made} == {"text"} and not documents else None
    text = {} if spoken else text  # a turn is no text
    label = wanted if {*made} == {"text"} and not documents and not spoken else ""
    alone = {*made} == {"text"} and not (documents or spoken or label)
    used = {*taken, *(path for one in text.values() for path in one.paths), words}
    beside = untrained(rows, used) if alone else []
    if alone and (doubt := doubtful(rows, text["text"].paths if "text" in text else (words,), beside)):
        counting_, text, labels = {"unclear": doubt}, {}, {}
    return Proposed(
        len(records),
        known,
        documents,
        {**_first(about, "id"), **text, **{name: one for name, one in about.items() if name != "id"}},
        {name: Field((path,), f"{count} different values") for path, (name, count) in labels.items()},
        kinds=frozenset(made),
        label=label,
        turn=spoken,
        beside=tuple(beside),
        **counting_,
    )


_FEW = (
    0.9  # of what documents make must be questions with answers, so that it is for these that they are read
)


def _are_texts(records: Sequence[object], fields: Mapping[str, Field], stage: str) -> bool:
    """Tell whether documents are there to be read: a heading that asks here and there makes no dialogue of a manual."""
    read = mapper(fields, stage)
    made = Counter(draft.kind for record in records for draft in read(record).drafts)
    return made["text"] > (1 - _FEW) * made.total()


def _counting(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the recipe has to say of the numbers of right choices."""
    found = counting.counted(rows)
    if found is None:
        return {}
    if found.says == counting.UNKNOWN:
        return {"unclear": number_may_mean_either(found.field)}
    return {"says": {choices.NUMBERS: Field((found.says,), counts(found))}}


_COUNTS = {
    "from_0": "`{}` is 0 in some records and never the number of the choices",
    "from_1": "`{}` is never 0 and in some records the number of the choices",
    "none": "`{}` is the text of a choice in every record",
}


def counts(found: counting.Counted) -> str:
    """Say what tells what numbers count from."""
    return _COUNTS[found.says].format(found.field)


def number_may_mean_either(field: str) -> str:
    """Say that nothing tells what a number counts from."""
    return (
        f"the numbers in `{field}` may count the choices from 0 or from 1, and the records do not tell: no number decides it, being 0 "
        f"or as high as the number of the choices. Say which:\n    {choices.NUMBERS}: from_0\nor\n    {choices.NUMBERS}: from_1"
    )


def _text(
    records: Sequence[object], given: Iterator[Mapping[str, Field]], stage: str, labelled: bool, known: bool
) -> Mapping[str, Field]:
    """Return the first of the proposals by which records become examples, nothing where none does.

    Where a label says what each text is, and where a layout knows the text, only a field that says that it answers is an answer.
    """
    last: Mapping[str, Field] = {}
    for fields in given:
        sure = "response" in fields and fields["response"].why == proposal.ANSWERS
        if "text" in fields:
            last = {} if known and len(fields["text"].paths) == 1 else fields
        elif ((labelled or known) and not sure) or kinds(records, fields, stage).total() * 2 < len(records):
            continue
        else:
            return fields
    return last


def kinds(
    records: Sequence[object],
    fields: Mapping[str, Field],
    stage: str,
    says: Mapping[str, Field] | None = None,
) -> Counter[str]:
    """Count the kinds of examples that records make with a `map`, and with what the source says besides."""
    read = mapper(fields, stage, says)
    return Counter(made[0].kind for record in records if (made := read(record).drafts))


def mapper(fields: Mapping[str, Field], stage: str, says: Mapping[str, Field] | None = None) -> Mapper:
    """Return what maps records by a proposal."""
    more: dict[str, Any] = {name: one.paths[0] for name, one in (says or {}).items()}
    return Mapper(Source(path="-", map={name: [*one.paths] for name, one in fields.items()}, **more), stage)


def same_answer(records: Sequence[object]) -> str:
    """Return the field that a layout takes for the answer and that says the same in every record; "" where there is none."""
    rows = [one for one in records if isinstance(one, dict)]
    routes = [choose(one) for one in rows]
    keys = {route.fields.get("response", "") if route and route.family == "pair" else "" for route in routes}
    if len(rows) < _SAME or len(keys) != 1 or keys == {""}:
        return ""
    key = next(iter(keys))
    asked = {str(one[route.fields["prompt"]]) for one, route in zip(rows, routes, strict=True) if route}
    return key if len({str(one[key]) for one in rows}) == 1 and len(asked) > 1 else ""


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
        numbered = len(_columns(rows)) == 2 and _UNNAMED.fullmatch(
            column
        )  # a mark and a text, without a header
        if column in taken or not (numbered or _said(column) & (_LABELS | _WANTED)):
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
