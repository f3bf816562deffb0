"""Naming the shape of a record, with the evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ft_data.sources.shapes import manual, names
from ft_data.sources.shapes.draft import Detection
from ft_data.sources.shapes.families import by_family, by_word, candidates
from ft_data.sources.shapes.layout import Route
from ft_data.sources.shapes.paired import pair_keys, rows
from ft_data.sources.shapes.rendered import rendered
from ft_data.sources.shapes.routes import PERHAPS_TURNS
from ft_data.sources.shapes.serialized import plain
from ft_data.sources.shapes.transcripts import questions, talks
from ft_data.sources.shapes.turns import are_turns, has_roles, keys_of, says_roles
from ft_data.sources.shapes.values import unpacked

_SHOWN = re.compile(r"[A-Za-z_#$@][A-Za-z0-9_ #$@.-]{0,39}\Z")
# Fields that hold the whole record, beside what an export adds to it.
_INNER = (
    "instance",
    "row",
    "record",
    "example",
    "sample",
    "item",
    "data",
    "fields",
    "translation",
    "post_stream",
)


def unwrapped(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with the fields of its inner object and its annotators' verdict beside its own."""
    inner = next((record[name] for name in _INNER if isinstance(record.get(name), dict)), None)
    if inner is None:
        # What went into a model and what came out, as tracers write it.
        both = [one for name in ("inputs", "outputs") if isinstance(one := record.get(name), dict)]
        return plain({**record, **both[0], **_said(*both)} if len(both) == 2 else record)
    found: dict[str, Any] = {key: value for key, value in record.items() if value is not inner} | inner
    notes = record.get("annotations")
    metrics = list(notes.values()) if isinstance(notes, dict) else []
    if len(metrics) == 1 and isinstance(metrics[0], dict) and "majority_human" in metrics[0]:
        found.setdefault("majority_human", metrics[0]["majority_human"])
    return found


def _said(inputs: Mapping[str, Any], outputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what came out with a turn among it, if there is one, as what goes on from the turns that went in, or as an answer."""
    found = next((one for value in outputs.values() if (one := _turn(value))), None)
    if found is None:
        return outputs
    talk = next((name for name, value in inputs.items() if are_turns(unpacked(value))), None)
    if talk is not None:
        return {talk: [*unpacked(inputs[talk]), found]}
    keys = keys_of(found) or ("role", "content")
    return {"response": found[keys[1]]}


def _turn(value: Any) -> dict[str, Any] | None:
    """Return a turn that says its role: by itself, or as the only choice of an answer."""
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
        return _turn(value[0].get("message", value[0]))
    one = plain({"turn": value})["turn"]
    return one if isinstance(one, dict) and are_turns([one]) and has_roles([one]) else None


def choose(record: Mapping[str, Any], shape: str = "auto") -> Route | None:
    """Return the route of a record, of the family that a recipe asks for if it does."""
    for route in candidates(record):
        if shape != "auto" and route.family not in by_word()[shape]:
            continue
        if route.check is None or route.check(record):
            return route
    return None


def style(record: Mapping[str, Any], route: Route, shape: str = "auto") -> str:
    """Return what kind of turns a record holds: messages, sharegpt, thread, mail, ticket or strings."""
    if shape in ("messages", "sharegpt", "thread", "mail", "ticket"):
        return shape
    if route.family in ("ticket", "mail"):
        return route.family
    value = rows(unpacked(record[route.fields["messages"]]))
    if isinstance(value, str):
        return "messages"
    if not isinstance(value, list) or not value or not isinstance(value[0], dict):
        return "strings"
    if pair_keys(value[0]) is not None:
        return "messages"
    first = value[0]
    if "from" in first and "value" not in first and ("body" in first or "subject" in first):
        return "mail"
    if "body_text" in first or "incoming" in first or "part_type" in first:
        return "ticket"
    if are_turns(value) and ("role" in first or "from" in first) and says_roles(value):
        return "sharegpt" if "from" in first else "messages"
    return "thread"


def detect(value: object) -> Detection:
    """Name the shape of a record by its fields; `unknown` if nothing fits."""
    record = value if isinstance(value, dict) else {"value": value}
    route = choose(record)
    if route is None and isinstance(value, dict):
        record = unwrapped(record)
        route = choose(record)
    if route is None:
        shown = [key for key in list(record)[:8] if isinstance(key, str) and _SHOWN.match(key)]
        return Detection("unknown", f"no known layout among the fields {', '.join(shown) or '(none)'}")
    used = ", ".join(dict.fromkeys(route.fields.values()))
    special = by_family()[route.family]
    if special.cores is not None:
        return Detection("messages" if "talks" in route.fields else special.words[0], f"has {used}")
    if route.family in ("turns", "ticket", "mail"):
        found = style(record, route)
        return Detection("messages" if found == "strings" else found, f"turns in {used}")
    if route.family == "document":
        kept = "html" in route.fields and not manual.is_manual_page(record)
        return Detection("text" if kept else "manual", f"a document in {used}")
    if route.family in ("pair", "instances"):
        prompt = names.normal(route.fields["prompt"])
        answered = "response" in route.fields or route.family == "instances"
        shape = "alpaca" if prompt == "instruction" else "qa" if prompt == "question" else "prompt_completion"
        beside = f"; {', '.join(route.twins)} beside it, not trained" if route.twins else ""
        return Detection(shape, f"has {used}" + (beside if answered else ", and no answer"))
    if route.family == "text":
        text = str(record[route.fields["text"]])
        if rendered(text):
            return Detection("messages", f"a chat in a model's template in {used}")
        if len(route.fields) == 1 and questions(text):
            return Detection("qa", f"questions with their answers in {used}")
        if len(route.fields) == 1 and talks(text):
            return Detection("messages", f"a talk written down in {used}")
    return Detection(route.family, f"has {used}")


def is_record(document: Mapping[str, Any]) -> bool:
    """Tell whether a top-level object is one record rather than a wrapper or columns around many."""
    route = choose(document)
    if route is None or route.family in ("text", "document") or "tasks" in route.fields:
        return False
    for name in ("prompt", "response", "chosen", "rejected"):
        value = document.get(route.fields.get(name, ""))
        if isinstance(value, list) and not are_turns(value):
            return False
    if route.family in ("turns", "ticket"):
        if route.fields["messages"] in PERHAPS_TURNS:
            return False
        value = unpacked(document[route.fields["messages"]])
        return bool(value) and (are_turns(value) or (route.family == "ticket" and len(document) > 1))
    return True
