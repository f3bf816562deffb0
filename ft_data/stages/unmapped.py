"""A source of which no record makes an example: what `check` says of it and a run refuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from ft_data.filtering.force import no_place_for_texts
from ft_data.recipe.generate import read_sources
from ft_data.recipe.schema import Recipe, Source
from ft_data.sources.alongside import parted
from ft_data.sources.shapes import choices, counting
from ft_data.sources.shapes.detect import choose, detect
from ft_data.sources.shapes.mapper import maps_content
from ft_data.sources.shapes.proposal import scalar
from ft_data.stages.proposing import Proposed, counts, number_may_mean_either, propose, same_answer

# Reasons that lie in how a record is laid out. A few records may lack an answer; where all of many do, the layout was
# not understood.
LAYOUT = frozenset(
    {"unknown_shape", "unknown_role", "no_response", "incomplete_triple", "undecided", "not_text"}
)
# What a wrong `map` makes of a record besides.
MAPPED = frozenset({"empty_prompt", "empty_response", "empty_text"})
_MANY, _FEW = 10, 2
SAMPLE = 200  # records that a proposal is made of


def problem_of(
    source: str,
    recipe: Recipe,
    spec: Source,
    kinds: Collection[str],
    reasons: Mapping[str, int],
    records: Callable[[], list[dict[str, Any]]],
    files: Callable[[], Collection[str]],
) -> str:
    """Say what is wrong with how the records of a source are read, "" where nothing is.

    ``kinds`` of the examples that were made, ``reasons`` why records made none, ``records`` gives the first of them,
    ``files`` those that they stand in.
    """
    read = records()
    if set(kinds) == {"text"} and not _is_told(spec) and (said := parted(files(), read)):
        return f"`{source}`: {said}"
    some = read[:SAMPLE]
    if kinds:
        return (
            texts_alone(source, some) if alone(recipe, spec, kinds) else misread(source, recipe, spec, some)
        )
    if not maps_content(spec) and not spec.choice_numbers and (said := _miscounted(source, some)):
        return said
    return nothing_made(source, reasons, some) if unreadable(spec, reasons) else ""


def unreadable(spec: Source, reasons: Mapping[str, int]) -> bool:
    """Tell whether a source whose records all make no example has a layout that was not understood, or a `map` that is wrong."""
    found = set(reasons)
    mapped = maps_content(spec)
    many = _FEW if mapped else _MANY
    known = LAYOUT | MAPPED if mapped else LAYOUT
    return bool(found) and (found == {"unknown_shape"} or (found <= known and sum(reasons.values()) >= many))


def alone(recipe: Recipe, spec: Source, kinds: Collection[str]) -> bool:
    """Tell whether a source of whose texts the recipe says nothing made plain texts alone, and no format can hold them.

    A map of dates, ids and names says nothing of what the texts are.
    """
    return set(kinds) == {"text"} and not _is_told(spec) and no_place_for_texts(recipe)


def _is_told(spec: Source) -> bool:
    """Tell whether the recipe says what the records of a source are."""
    return spec.shape != "auto" or maps_content(spec)


def texts_alone(source: str, records: Sequence[Mapping[str, Any]]) -> str:
    """Say what is wrong with a table whose records were all read as plain texts, where only answers have a place.

    "" where nothing tells that they are anything else: what a document says may be meant to be compared with.
    """
    told = [detect(one) for one in records]
    if len(records) < _FEW or any(one.shape != "text" or not one.evidence.startswith("has ") for one in told):
        return ""
    said = f"every record of `{source}` is read as a plain text, which has no place in this dataset"
    proposed = propose(records)
    if advice := _otherwise(source, proposed, proposed.label or next(iter(proposed.labels), "")):
        return said + advice
    if "response" in proposed.map and (line := proposed.line()):
        return (
            f"{said}; say below sources.{source} which field asks and which answers, for example:\n    {line}"
        )
    return ""


def idle(count: int, source: str, spec: Source, stage: str) -> str:
    """Say what can be made of texts of a source that ask nothing, where only answers have a place."""
    return (
        f"texts of `{source}` that ask nothing: {count:,}. No row of `stage: {stage}` is made of them: keep them in a dataset with "
        f"`stage: pretraining`, let answers be checked by them (`references: {{path: {scalar((spec.path or '',))}}}`), or put questions "
        "as their headings (## How do I ...?)"
    )


def _otherwise(source: str, proposed: Proposed, label: str) -> str:
    """Say what records are that neither ask nor answer: turns of talks, or texts whose ``label`` is to be said; "" of any others."""
    if proposed.talks:
        return f"; {_joins(source, proposed)}"
    if proposed.turn:
        return f": {_unjoined(proposed.turn)}"
    if label:
        return f"; {_labelled(source, proposed, label)}"
    return f": {proposed.unclear}" if proposed.unclear else ""


def _joins(source: str, proposed: Proposed) -> str:
    """Say how turns become talks."""
    told = ", ".join(f"{name}: {scalar(one.paths)}" for name, one in proposed.talks.items())
    return f"a record is one turn of a talk. Write below sources.{source}:\n    talks: {{{told}}}"


def _unjoined(turn: tuple[str, str]) -> str:
    """Say that turns cannot be joined, since nothing says of which talk they are."""
    who, what = turn
    return (
        f"`{who}` says who speaks and `{what}` what is said, so a record is one turn. No `map` can join records: "
        "write each conversation as one record with a list `messages` of its turns"
    )


def _labelled(source: str, proposed: Proposed, label: str) -> str:
    """Say how the label of a text becomes its answer."""
    lines = [f"labels: {{{label}: {scalar(proposed.labels[label].paths)}}}"]
    if "text" in proposed.map and (line := proposed.line()):
        lines.insert(0, line)
    below = "".join(f"    {one}\n" for one in lines)
    return (
        f"`{scalar(proposed.labels[label].paths)}` may be what is to be said of each. Then write below sources.{source}:\n{below}"
        f"and for the whole recipe:\n    format: {{targets: [classification], label: {label}}}"
    )


def misread(source: str, recipe: Recipe, spec: Source, records: Sequence[Mapping[str, Any]]) -> str:
    """Say what is wrong with a source whose records make examples that say something else than they do; "" where nothing is.

    Numbers of right choices that count from something else or from nobody knows what; an answer that is the same in every record, beside a field that answers; a winner's number that counts from 0 where the answers'
    names count from 1.
    """
    if recipe.stage == "pretraining" or maps_content(spec):
        return ""
    if not spec.choice_numbers and (said := _miscounted(source, records)):
        return said
    if _is_told(spec):
        return ""
    if same := same_answer(records):
        proposed = propose(records)
        if "response" in proposed.map and (line := proposed.line()):
            return (
                f"`{same}` says the same in every record of `{source}`, so it is no answer; say below sources.{source} "
                f"which fields hold what, for example:\n    {line}"
            )
    routes = [(one, route) for one in records if (route := choose(one)) and "winner" in route.fields]
    told = Counter(str(one[route.fields["winner"]]) for one, route in routes)
    if routes and len(told) > 1 and {*told} <= {"0", "1", "0.0", "1.0", "False", "True"}:
        fields = routes[0][1].fields
        if fields["a"].endswith("1") and fields["b"].endswith("2"):
            return (
                f"`{fields['winner']}` of `{source}` counts from 0 and `{fields['a']}`, `{fields['b']}` from 1, so 1 may mean either: "
                "rename the answers to end in 0 and 1 if 0 is the first of them, in 1 and 0 if it is the second"
            )
    return ""


def _miscounted(source: str, records: Sequence[Mapping[str, Any]]) -> str:
    """Say that the numbers of right choices would be read as others than they are; "" where they are not."""
    found = counting.counted(records)
    if found is None:
        return ""
    if found.says == counting.UNKNOWN:
        return f"`{source}`: {number_may_mean_either(found.field)}"
    why = counts(found)
    return f"{why}; write below sources.{source}:\n    {choices.NUMBERS}: {found.says}"


def unanswered(recipe: Recipe, kinds: Mapping[str, Collection[str]], places: Mapping[str, str]) -> str:
    """Say that every source of a recipe makes plain texts alone, where only answers have a place; "" where one does not.

    ``kinds``: source -> the kinds of examples it makes; ``places``: source -> where it lies, as far as it is to be
    held against the others. Beside others, and as what rows are generated of, texts are of use.
    """
    made = {name: found for name, found in kinds.items() if found}
    if made and all({*found} == {"text"} for found in made.values()) and len(made) > 1:
        untold = [name for name in made if not _is_told(recipe.sources[name])]
        if said := parted([places[name] for name in untold if name in places], ()):
            return said
    alone_ = made and all(alone(recipe, recipe.sources[name], found) for name, found in made.items())
    if not alone_ or len(read_sources(recipe.sources)) < len(recipe.sources):
        return ""
    return (
        "no source has an answer in it, and plain texts have no place in this dataset: for texts write `stage: pretraining`; of a table "
        "say which columns ask and answer, `map: {prompt: ..., response: ...}`"
    )


def nothing_made(source: str, reasons: Mapping[str, int], records: Sequence[Mapping[str, Any]]) -> str:
    """Say that no record of a source makes an example, and what to write into the recipe."""
    why = ", ".join(
        f"{name} {count:,}" for name, count in sorted(reasons.items(), key=lambda one: (-one[1], one[0]))
    )
    said = f"no record of `{source}` makes an example ({why})"
    proposed = propose(records)
    if advice := _otherwise(source, proposed, proposed.label):
        return said + advice
    if proposed.unclear:
        return f"{said}: {proposed.unclear}"
    line = proposed.line()
    if line is None:
        return f"{said}, and no field holds text that a `map` could name: docs/sources.md lists the layouts that are found"
    return f"{said}; say below sources.{source} which fields hold what, for example:\n    {line}"
