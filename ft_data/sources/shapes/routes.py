"""Which shape a record may have, from its field names and the types of its values: the families without a module of their own.

The answer depends on names and types alone, so it is found once for each layout of a source; what must look
at values (is this list a list of turns?) is a check of the route.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ft_data.sources.shapes import names
from ft_data.sources.shapes.layout import STRICT, Layout, Route, around, shared
from ft_data.sources.shapes.paired import pair_keys, rows
from ft_data.sources.shapes.rendered import rendered
from ft_data.sources.shapes.shape import Shape
from ft_data.sources.shapes.spoken import spoken
from ft_data.sources.shapes.training import REASONING
from ft_data.sources.shapes.transcripts import talks
from ft_data.sources.shapes.turns import are_turns, unnamed
from ft_data.sources.shapes.values import LANGUAGES, first, truth, unpacked

_RESULTS = ("answer", "final_answer", "answer_text", "expected_output", "target")
_WORKED = ("solution", "worked_solution", "full_solution")
_SIDE = (str, list, dict, type(None))
_SCALAR = (bool, int, float)
_TEXTUAL = (*_SIDE, *_SCALAR)
# Names that hold turns in some sets and something else in others: only lists that are turns count.
PERHAPS_TURNS = ("data", "content")
_CODED = re.compile(rf"(?:{'|'.join(sorted({*LANGUAGES.values()}))})(?:[-_][a-z]{{2,4}})?")
_SPEAKS = frozenset({"agent", "speaker", "role", "from"})


def _preference(layout: Layout) -> Route | None:
    prompt = layout.find(STRICT, str, list, dict) or layout.find(
        ("input", "query", "context", "history", "post", "info"), str, list, dict
    )
    turns = layout.find(names.TURNS, list, str)
    fields: dict[str, str | None] = {"prompt": prompt, "messages": turns, **around(layout, prompt)}
    chosen, rejected = (_side(layout, one) for one in (names.CHOSEN, names.REJECTED))
    if not (chosen and rejected):
        chosen, rejected = _called(layout, prompt) or (chosen, rejected)
    if chosen and rejected and not _are_marks(layout, prompt, chosen, rejected):
        return layout.route("preference", {**fields, "chosen": chosen, "rejected": rejected})
    if against := _against(layout, fields):
        return against
    for a, b in names.SIDES:
        one, other = layout.find((a,), *_SIDE, bool), layout.find((b,), *_SIDE, bool)
        if one and other:
            verdict = _verdict(layout, a, b)
            # Of three answers and more a class `label` names the right one: a question with choices.
            siblings = sum(name[:-1] == a[:-1] for name in layout.plain)
            if siblings > 2 and names.normal(verdict.get("winner") or "") == "label":
                continue
            if verdict:
                return layout.route("preference", {**fields, "a": one, "b": other, **verdict})
    return None


_REJECTS = tuple(one for one in names.REJECTED if "_" in one)


def _against(layout: Layout, fields: Mapping[str, str | None]) -> Route | None:
    """Return the route of an answer or a chat beside which one field holds what is rejected in its place."""
    worse = layout.find(_REJECTS, str, list, dict)
    if worse is None or layout.find(names.CHOSEN):
        return None
    if turns := fields["messages"]:
        return layout.route(
            "preference",
            {"messages": turns, "rejected": worse, **shared(layout)},
            check=lambda record: bool(record[worse]) and are_turns(unpacked(record[turns])),
        )
    better = layout.find(names.RESPONSE, str, list, dict) if fields["prompt"] else None
    if better in (None, worse, fields["prompt"]):
        return None
    return layout.route(
        "preference",
        {**fields, "chosen": better, "rejected": worse},
        check=lambda record: bool(record[worse]),
    )


def _side(layout: Layout, wanted: Iterable[str]) -> str | None:
    """Return the field of the better or the worse answer; true and 5 are answers, but say how often or whether under `good`."""
    named = (one for one in wanted if "_" in one or one in ("chosen", "rejected"))
    return layout.find(wanted, *_SIDE) or layout.find(named, *_SCALAR)


def _called(layout: Layout, prompt: str | None) -> tuple[str, str] | None:
    """Return the two fields that are named alike but for a word that says which is better: `chosen_text`, `rejected_text`."""
    for better, worse in names.MERITS:
        for name, key in layout.plain.items():
            before, after = name.removeprefix(f"{better}_"), name.removesuffix(f"_{better}")
            twin = f"{worse}_{before}" if before != name else f"{after}_{worse}" if after != name else ""
            other = layout.find((twin,), str, list, dict) if twin else None
            said = {*name.split("_")} & names.MEASURED
            if other and other != prompt and not said and layout.types[key] in (str, list, dict):
                return key, other
    return None


def _are_marks(layout: Layout, prompt: str | None, chosen: str, rejected: str) -> bool:
    """Say whether both sides are only marks on, or numbers of, an answer that stands in another field."""
    if layout.types[chosen] not in _SCALAR or layout.types[rejected] not in _SCALAR:
        return False
    others = [key for key in layout.keys if key != prompt]
    answers = {layout.plain.get(one) for one in names.RESPONSE}
    return prompt is None or any(layout.types[key] is list or key in answers for key in others)


def _verdict(layout: Layout, a: str, b: str) -> dict[str, str | None]:
    """Return the fields that say which of two answers is better: a name, a strength, a mark or a score for each."""
    winner = layout.find(names.WINNER, str, int, float)
    if winner:
        return {"winner": winner}
    strength = layout.find(names.STRENGTH, int, float)
    if strength:
        return {"strength": strength}
    marks = [one.removeprefix("human_ref_") for one in (a, b)]
    marks = [one.rsplit("_", 1)[-1] if "_" in one else one[-1] for one in marks]
    for before, after in (
        ("winner_model_", ""),
        ("score_", ""),
        (f"{a[:-1]}", "_score"),
        ("rating_", ""),
        ("score", ""),
    ):
        found = [layout.find((f"{before}{mark}{after}",), int, float) for mark in marks]
        if all(found):
            return {"score_a": found[0], "score_b": found[1]}
    if a.startswith("human_ref") and layout.find(("labels",), int):  # SHP: 1 is the first, 0 the second
        return {"score_a": layout.find(("labels",), int)}
    return {}


def _kto(layout: Layout) -> Route | None:
    label = layout.find(names.KTO, bool, int, float, str)
    if not label:
        return None
    turns = layout.find(names.TURNS, list, str)
    if turns:
        return layout.route(
            "kto",
            {"messages": turns, "label": label, **shared(layout)},
            check=lambda record: truth(record[label]) is not None and are_turns(unpacked(record[turns])),
        )
    # A `label` is many things; a mark that says what it is makes an answer of what stands beside any question.
    asks = STRICT if names.normal(label) in _VAGUE else names.PROMPT
    prompt = layout.find(asks, str, list)
    says = [one for one in (*names.JUDGED, *names.RESPONSE) if layout.plain.get(one) != prompt]
    response = layout.find(says, str, list) or layout.find(says, bool)
    if prompt and response:
        return layout.route(
            "kto",
            {"prompt": prompt, "response": response, "label": label, **around(layout, prompt)},
            check=lambda record: truth(record[label]) is not None,
        )
    return None


def _turns(layout: Layout) -> Iterable[Route]:
    for name in (*names.TURNS, *PERHAPS_TURNS, *(("value",) if len(layout.keys) == 1 else ())):
        types = (list,) if name in PERHAPS_TURNS else (list, str, dict)
        key = layout.find((name,), *types)
        if key is None or (name == "thread" and layout.types[key] is dict):
            continue
        extra: dict[str, str | None] = {
            "subject": layout.find(("subject", "title"), str),
            "description": layout.find(("description_text", "description"), str),
        }
        ticket = name in ("comments", "conversation_parts", "replies") or (
            sum(one in layout.plain for one in names.TICKET) >= 2
        )
        around_ = shared(layout)
        if around_["system"] is None and name == "messages":  # what a chat is about stands before it
            around_["system"] = layout.find(("context", "preamble"), str)
        fields = {"messages": key, **around_, **(extra if ticket else {"subject": extra["subject"]})}
        yield layout.route("ticket" if ticket else "turns", fields, check=_holds_turns(key, ticket))


def _holds_turns(key: str, ticket: bool) -> Callable[[Mapping[str, Any]], bool]:
    def check(record: Mapping[str, Any]) -> bool:
        value = rows(unpacked(record[key]))
        if isinstance(value, dict):
            value = value.get(key)
        if isinstance(value, str):
            return bool(spoken(value) or talks(value))
        if not isinstance(value, list):
            return False
        if key == "data" and not (len(value) > 1 and all(isinstance(one, str) for one in value)):
            return False
        if key == "content" and not (are_turns(value) and _SPEAKS & value[0].keys()):
            return False
        return (
            not value
            or isinstance(value[0], str)
            or are_turns(value)
            or pair_keys(value[0]) is not None
            or bool(unnamed(value))
            or (ticket and isinstance(value[0], dict))
        )

    return check


def _single_mail(layout: Layout) -> Route | None:
    sender, body = layout.find(("from", "sender"), str), layout.find(("body", "text", "content"), str)
    head = layout.find(("subject",), str) or layout.find(("to", "recipient"), str)
    if not (sender and body and head):
        return None
    return layout.route("mail", {"sender": sender, "body": body, "subject": layout.find(("subject",), str)})


def _instances(layout: Layout) -> Route | None:
    prompt, inner = layout.find(("instruction", "definition"), str, list), layout.find(("instances",), list)
    return layout.route("instances", {"prompt": prompt, "instances": inner}) if prompt and inner else None


def _documents(layout: Layout) -> Iterable[Route]:
    for name, wanted in (("markdown", str), ("html", str), ("pages", list)):
        key = layout.find((name,), wanted)
        if key and not (layout.find(STRICT) and layout.find(names.RESPONSE)):
            yield layout.route("document", {name: key})


def _pair(layout: Layout, strict: bool) -> Route | None:
    prompt = layout.find(STRICT if strict else names.PROMPT, str, type(None), list)
    if strict and not prompt:  # with its tokens beside it (NarrativeQA, Natural Questions)
        prompt = layout.find(("question",), dict)
    response = layout.find((one for one in names.RESPONSE if layout.plain.get(one) != prompt), *_TEXTUAL)
    if response and names.normal(response) in _RESULTS:
        response = layout.find(_WORKED, str) or response  # the way to the result is what is to be learned
    if response and layout.types[response] is not str and names.normal(response) in names.PROGRAMS:
        # A program's parse says no more than its text.
        written = (one for one in names.RESPONSE if layout.plain.get(one) not in (prompt, response))
        response = layout.find(written, str) or response
    if strict and not response and prompt and names.normal(prompt) == "question":
        response = layout.find(("label",), bool)  # yes or no
    if not prompt or (not response and (not strict or layout.find(names.TEXT, str))):
        return None
    reasoning = layout.find(
        (one for one in REASONING if layout.plain.get(one) not in (prompt, response)), str
    )
    fields = {"prompt": prompt, "response": response, "reasoning": reasoning, **around(layout, prompt)}
    if response and fields["context"] == response:
        fields["context"] = fields["context_first"] = None
    if response and not fields["context"] and names.normal(prompt) in _TOLD_BY_A_STORY:
        free = (one for one in names.STORY if layout.plain.get(one) not in (prompt, response))
        fields["context"] = fields["context_first"] = layout.find(free, str, type(None))
    others = (
        layout.plain[one] for one in names.RESPONSE if one in layout.plain and layout.plain[one] != response
    )
    twins = [one for one in others if layout.types[one] is str and one not in fields.values()]
    return layout.route("pair", fields, twins=twins)


_LOOSELY_ASKS = re.compile(
    r"(?:[a-z0-9]+_)*(?:question|query|prompt|instruction|ask|request|ticket|issue|problem)(?:_(?:text|body|content|str))?\Z"
)
_LOOSELY_SAYS = re.compile(
    r"(?:[a-z0-9]+_)*(?:answer|response|reply|completion|resolution|solution)(?:_(?:text|body|content|str))?\Z"
)


_VAGUE = ("label", "feedback")
_TOLD_BY_A_STORY = ("question", "problem")


def _named_pair(layout: Layout) -> Route | None:
    """Return the route of two fields that are known side by side; a definition of the task stands before them."""
    for ask, say in names.NAMED_PAIRS:
        kinds = (str, list) if ask == "concepts" else (str,)
        prompt, response = layout.find((ask,), *kinds), layout.find((say,), str, list, dict, int, float)
        if not prompt or not response:
            continue
        task = (
            layout.find(("definition", "task_definition", "instruction"), str, list)
            if ask != "term"
            else None
        )
        if task in (prompt, response):
            task = None
        about = layout.find(names.ABOUT, str) if ask in ("title", "subject", "short_description") else None
        fields = {**around(layout, prompt), "prompt": task or prompt, "response": response}
        if task or about or ask in names.CONTEXT:
            fields |= {"context": prompt if task else about, "context_first": None}
        check = _is_program(response) if say in names.PROGRAMS else None
        return layout.route("pair", fields, check=check)
    return None


def _is_program(key: str) -> Callable[[Mapping[str, Any]], bool]:
    """Tell a program from the code of a country or a language."""
    return lambda record: len(first(record[key])) > 8 and not first(record[key]).startswith("{")


def _loose_pair(layout: Layout) -> Route | None:
    """Return the route of the one field whose name ends like a question and the one that ends like an answer."""
    texts = [(name, key) for name, key in layout.plain.items() if layout.types[key] is str]
    asks = [key for name, key in texts if _LOOSELY_ASKS.match(name) and name not in names.SYSTEM]
    says = [key for name, key in texts if _LOOSELY_SAYS.match(name)]
    if len(asks) != 1 or len(says) != 1:
        return None
    fields = {"prompt": asks[0], "response": says[0], **around(layout, asks[0])}
    stem, is_body, _ = names.normal(asks[0]).rpartition("_body")
    if title := layout.find((f"{stem}_title",), str) if is_body else None:
        fields |= {"prompt": title, "context": asks[0], "context_first": None}
    return layout.route("pair", fields)


def _languages(layout: Layout) -> Route | None:
    """Return the route of a text in two languages, each in the column of its code: the first asks for the second."""
    texts = [key for key in layout.keys if layout.types[key] is str and names.normal(key) not in names.IDS]
    if len(texts) != 2 or not all(_CODED.fullmatch(key.strip().lower()) for key in texts):
        return None
    return layout.route("pair", {"prompt": texts[0], "response": texts[1]})


def _written(layout: Layout) -> Iterable[Route]:
    """Yield the routes of chats written out in a template, whatever the column is called."""
    for key in layout.keys:
        if layout.types[key] is str:
            yield layout.route("text", {"text": key}, check=_is_chat(key))


def _is_chat(key: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda record: len(rendered(record[key])) > 1 or bool(talks(record[key]))


def _text(layout: Layout) -> Route | None:
    text = layout.find(names.TEXT, str) or (layout.find(("value",), str) if len(layout.keys) == 1 else None)
    if not text and layout.find(("label", "labels"), str, list):  # as doccano writes it
        text = layout.find(("data",), str)
    if not text:
        return None
    labels = [layout.plain[one] for one in names.LABELS if one in layout.plain and layout.plain[one] != text]
    scalars = [one for one in labels if layout.types[one] in (str, int, float, bool, list)]
    return layout.route("text", {"text": text, **{f"label:{one}": one for one in scalars}})


_PAIRS = ("alpaca", "prompt_completion", "qa")
_TALKS = ("messages", "sharegpt", "thread", "mail", "ticket")
_TEXTS = ("text", "manual")
SHAPES = (
    Shape(_preference, family="preference", words=("preference",), place=10),
    Shape(_kto, family="kto", words=("kto",), place=20),
    Shape(_turns, family="turns", words=_TALKS, place=30),
    Shape(None, family="ticket", words=_TALKS, place=30),
    Shape(_single_mail, family="mail", words=("mail",), place=40),
    Shape(_instances, family="instances", words=("alpaca",), place=50),
    Shape(_documents, family="document", words=_TEXTS, place=60),
    Shape(functools.partial(_pair, strict=True), family="pair", words=_PAIRS, place=70),
    Shape(_named_pair, family="pair", words=_PAIRS, place=71),
    Shape(_text, family="text", words=_TEXTS, place=72),
    Shape(functools.partial(_pair, strict=False), family="pair", words=_PAIRS, place=73),
    Shape(_loose_pair, family="pair", words=_PAIRS, place=74),
    Shape(_languages, family="pair", words=_PAIRS, place=75),
    Shape(_written, family="text", words=_TEXTS, place=76),
)
