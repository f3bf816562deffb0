"""From a record to drafts: the shape, the recipe's `map`, and what the stage of training needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ft_data.recipe.schema import Source
from ft_data.sources.shapes import chats, choices, manual, pairs, preference, ranked, values, words
from ft_data.sources.shapes.detect import choose, style, unwrapped
from ft_data.sources.shapes.draft import Core, Draft, Mapped, NoExample, turn
from ft_data.sources.shapes.families import by_family
from ft_data.sources.shapes.layout import Route
from ft_data.sources.shapes.paths import Path, compile_path, without
from ft_data.sources.shapes.plain import Pair, PlainPairs
from ft_data.sources.shapes.stages import breadth, once, staged
from ft_data.sources.shapes.training import number, weighed
from ft_data.sources.shapes.turns import are_turns

CONTENT = ("prompt", "response", "system", "input", "messages", "chosen", "rejected", "text", "tools")
NEEDED = ("prompt", "response", "messages", "chosen", "rejected", "text")  # what examples are made of
META = ("created_at", "subject_id", "language", "license", "consent", "weight")
FIELDS = ("id", *CONTENT, *META, "name")
_ROUTES: dict[str, str] = {"input": "context"}
_LISTS = ("messages", "chosen", "rejected", "tools")  # what may be turns or definitions, not only text
_MISSING = ("nan", "none", "null")  # what tables write where nothing is stated
LETTERS = ("mail", "ticket", "thread")  # what may be read though nobody answers


class Mapper:
    """Maps the records of one source. Row-local: drafts depend on nothing but the record and the recipe."""

    def __init__(self, source: Source, stage: str):
        self.source = source
        self.stage = stage
        self.shape = "auto" if source.shape == "map" else source.shape
        self.plugged = words.plugged(self.shape) if self.shape != "auto" else None
        self.paths = compile_map(source.map)
        self.content = [name for name in CONTENT if name in self.paths]
        self.meta = [(name, self.paths[name]) for name in META if name in self.paths]
        self.groups = {name: compile_path(path) for name, path in source.groups.items()}
        self.labels = {name: compile_path(path) for name, path in source.labels.items()}
        self.taken = [path for name, found in self.paths.items() if name != "id" for path in found] + [
            *self.groups.values(),
            *self.labels.values(),
        ]
        self.told = {choices.NUMBERS: source.choice_numbers} if source.choice_numbers else {}
        self.plain = not (self.paths or self.groups or self.labels)
        short = stage == "instruction" and not (self.groups or self.labels)
        self.pair: Callable[[object], Pair | None] = (
            PlainPairs(self.shape, self.paths) if short else lambda _: None
        )
        if source.shape == "map" and not self.content:
            raise ValueError(
                "shape `map` needs a `map` that names a text, messages, a prompt with its response, "
                "or chosen and rejected"
            )

    def __call__(self, value: object) -> Mapped:
        """Return the drafts of a record, or the reason why there are none."""
        simple = self.pair(value)
        if simple is not None:
            return _plain_pair(*simple)
        record: dict[str, Any] = value if type(value) is dict else {"value": value}
        try:
            if self.content:
                shown = {name: joined(record, self.paths[name], name in _LISTS) for name in self.content}
                route = self._mapped_route(shown)
                cores = self._cores(shown, route)
                return self._finish(record, cores, None, ())
            found = self._route(record)
            if found is None:
                record = unwrapped(record)
                found = self._route(record)
            if found is None:
                raise NoExample(*self._unfit(record))
            return self._finish(record, self._cores(record, found), found, found.twins)
        except NoExample as problem:
            return Mapped((), str(problem))

    def _route(self, record: Mapping[str, Any]) -> Route | None:
        return choose(record, self.shape) if self.plugged is None else self.plugged.route(record)

    def _unfit(self, record: object) -> tuple[str, str]:
        if self.shape == "auto":
            advice = (
                "give the source a `map`"
                if _holds_text(record)
                else "no field holds text that a `map` could name"
            )
            return "unknown_shape", f"no known layout: {advice}"
        return "unknown_shape", f"the fields are not those of shape {self.shape}"

    def _mapped_route(self, shown: dict[str, Any]) -> Route:
        """Return the route of a record that the recipe's `map` has spelled in canonical names."""
        fields = {_ROUTES.get(name, name): name for name in self.content}
        if "chosen" in fields or "rejected" in fields:
            shown.setdefault("chosen", None)
            shown.setdefault("rejected", None)
            family, fields = "preference", {**fields, "chosen": "chosen", "rejected": "rejected"}
        elif "messages" in fields:
            family = "ticket" if self.shape == "ticket" else "turns"
            shown["messages"] = values.unpacked(shown["messages"]) or []
        elif "text" in fields and "response" not in fields:
            family = "document" if self.shape == "manual" else "text"
        elif "prompt" in fields or "response" in fields:
            fields.setdefault("prompt", "prompt")
            family = "pair"
        else:
            raise NoExample("unknown_shape", "the map names neither a text nor a question")
        return Route(family, fields, (), ())

    def _cores(self, record: Mapping[str, Any], route: Route) -> list[Core]:
        try:
            cores = self._shaped(record, route)
        except NoExample as problem:
            if self.stage != "pretraining" or problem.rule in ("untrained", "partly_masked", words.FAILED):
                raise
            letters = "messages" in route.fields and style(record, route, self.shape) in LETTERS
            return [breadth(record, route)._replace(letters=letters or route.family in LETTERS)]
        if self.stage == "instruction" and route.family == "pair":
            return cores
        made = [staged(core, self.stage, route.family) for core in cores]
        return once(made) if route.family == "preference" and self.stage == "instruction" else made

    def _may_be_chat(self) -> bool:
        return self.stage != "pretraining" and self.shape == "auto"

    def _shaped(self, record: Mapping[str, Any], route: Route) -> list[Core]:
        family, fields = route.family, route.fields
        if family == "pair":
            answers: Any = record.get(fields.get("response", ""))
            if self.stage == "preference" and ranked.in_order(answers):
                return [ranked.compared(record, fields, answers[0], answers[-1])]
            if self.stage == "preference" and ranked.talks_in_order(answers):
                return preference.preference(*preference.of_talks(record, fields, answers))
            return pairs.pair(record, fields)
        if family == "text" and self.shape != "manual":
            labelled = bool(self.labels) or any(name.startswith("label:") for name in fields)
            told = (
                chats.from_text(values.string(record[fields["text"]]), labelled)
                if self._may_be_chat()
                else []
            )
            return told or [_text(record, fields)]
        if family in ("turns", "ticket", "mail"):
            return chats.chat(record, route, self.shape)
        special = by_family().get(family) or self.plugged
        if special is not None and special.cores is not None:
            return special.cores(record, {**fields, **self.told} if self.told else fields, self.stage)
        if family == "preference":
            return preference.preference(record, fields)
        if family == "kto":
            return pairs.kto(record, fields)
        if family == "instances":
            return pairs.instances(record, fields)
        if self.shape == "text" or (
            self.shape == "auto" and "html" in fields and not manual.is_manual_page(record)
        ):
            return [_text(record, {"text": next(iter(fields.values()))})]
        return manual.manual(record, fields, self.stage)

    def _finish(
        self, record: dict[str, Any], cores: Sequence[Core], route: Route | None, twins: Sequence[str]
    ) -> Mapped:
        """Give the envelope of the record to what its shape made of it."""
        envelope: dict[str, Any] = {}
        if route is None:
            extra = without(record, self.taken)
        else:
            extra = {key: record[key] for key in route.rest}
            for key in twins:
                if record[key] != record[route.fields["response"]]:
                    extra[key] = record[key]
            for name, key in route.envelope:
                found = _read_meta(name, record[key])
                envelope[name] = found
                if found is None and record[key] is not None:
                    extra[key] = record[key]
            if not self.plain:
                extra = without(extra, self.taken)
        people: list[str] = []
        groups: dict[str, str] = {}
        labels: dict[str, str] = {}
        if not self.plain:
            self._overlay(record, envelope, extra, people, groups, labels)
        weight = envelope.get("weight") if envelope else None
        if weight is not None:
            cores = [weighed(core, weight) for core in cores]
        return Mapped(tuple(_draft(core, envelope, extra, people, groups, labels) for core in cores))

    def _overlay(
        self, record: dict[str, Any], envelope: dict[str, Any], extra: dict[str, Any], people: list[str],
        groups: dict[str, str], labels: dict[str, str],
    ) -> None:  # fmt: skip
        for name, paths in self.meta:
            raw = next((found for path in paths if (found := path.find(record)) is not None), None)
            key = "subject" if name == "subject_id" else name
            envelope[key] = _read_meta(key, raw)
            if envelope[key] is None and raw is not None:
                extra[name] = raw
        for path in self.paths.get("name", ()):
            found = path.find(record)
            people += [values.string(one) for one in (found if isinstance(found, list) else [found]) if one]
        for wanted, into in ((self.groups, groups), (self.labels, labels)):
            for name, path in wanted.items():
                value = values.label(path.find(record))
                if value is not None:
                    into[name] = value


def maps_content(source: Source) -> bool:
    """Tell whether the recipe says of a source what its texts are; dates, ids and names say nothing of that."""
    return not source.map.keys().isdisjoint(CONTENT)


def compile_map(found: Mapping[str, str | Sequence[str]]) -> dict[str, list[Path]]:
    """Compile a recipe's `map`.

    :raises ValueError: for a name that is not canonical and for a path that is not one.
    """
    unknown = sorted(set(found) - set(FIELDS))
    if unknown:
        raise ValueError(f"map: {', '.join(unknown)} is not one of {', '.join(FIELDS)}")
    return {
        name: [compile_path(path) for path in ([paths] if isinstance(paths, str) else paths)]
        for name, paths in found.items()
    }


def joined(record: Mapping[str, Any], paths: Sequence[Path], lists: bool) -> Any:
    """Return what a path leads to; of several, texts are joined by an empty line.

    ``lists`` says that the value may be turns: then lists are joined end to end. Elsewhere a list is its lines.
    """
    found = [path.find(record) for path in paths]
    if len(found) == 1:
        return found[0]
    parts = [values.unpacked(one) for one in found]
    lists = lists or any(are_turns(one) for one in parts)
    if lists and any(isinstance(one, (list, dict)) for one in parts):
        return [
            turn_ for one in parts for turn_ in (one if isinstance(one, list) else [one]) if turn_ is not None
        ]
    return "\n\n".join(text for one in found if (text := values.lines(one)).strip())


def _draft(
    core: Core, envelope: Mapping[str, Any], extra: dict[str, Any], people: list[str], groups: dict[str, str],
    labels: dict[str, str],
) -> Draft:  # fmt: skip
    get = envelope.get
    return Draft(
        core.kind,
        core.messages,
        core.chosen,
        core.rejected,
        core.tools_json,
        (get("created_at") if envelope else None) or core.created_at,
        get("subject") if envelope else None,
        get("language") if envelope else None,
        get("license") if envelope else None,
        get("consent") if envelope else None,
        groups,
        {**core.labels, **labels} if core.labels else labels,
        {**extra, **core.extra} if core.extra else extra,
        core.names + people if core.names else people,
        core.letters,
    )


def _plain_pair(prompt: str, response: str, extra: dict[str, Any]) -> Mapped:
    """Return what most records of most datasets are, without detours."""
    messages = [turn("user", prompt), turn("assistant", response)]
    draft = Draft("instruction", messages, None, None, None, None, None, None, None, None, {}, {}, extra, [])
    return Mapped((draft,))


def _read_meta(name: str, raw: Any) -> Any:
    if name == "created_at":
        return values.moment(raw)
    if name == "weight":
        return number(raw)
    if name == "license" and str(raw).strip().lower() in _MISSING:
        return None
    return values.language(raw) if name == "language" else values.label(raw)


def _text(record: Mapping[str, Any], fields: Mapping[str, str]) -> Core:
    text = values.string(record[fields["text"]])
    if not text.strip():
        raise NoExample("empty_text", "the text is empty")
    labels = {
        name.removeprefix("label:"): found
        for name, key in fields.items()
        if name.startswith("label:")
        and (found := values.label(record[key])) is not None
        and _is_label(record[key])
    }
    return Core("text", [turn("user", text)], labels=labels or None)


def _is_label(value: Any) -> bool:
    """Tell whether a value says of which kind a text is: no list of places in it does."""
    return not isinstance(value, list) or all(isinstance(one, (str, int, float)) for one in value)


def _holds_text(value: object) -> bool:
    """Tell whether some field of a record, however deep, holds text."""
    if isinstance(value, (dict, list)):
        return any(map(_holds_text, value.values() if isinstance(value, dict) else value))
    return isinstance(value, str) and not value.isspace() and value != ""
