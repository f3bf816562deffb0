"""What chatbot builders export: an intent with the sentences that mean it (Rasa, Alexa, Lex, Watson), which are texts with a label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ft_data.sources.shapes.draft import Core, NoExample, turn
from ft_data.sources.shapes.layout import Layout, Route
from ft_data.sources.shapes.shape import Shape
from ft_data.sources.shapes.values import string

FAMILY = "intents"
LABEL = "intent"
_NAMES = ("intent", "name", "tag", "intentname")
_SAID = ("examples", "samples", "sampleutterances", "utterances", "patterns", "usersays", "trainingphrases")
_ANSWERS = ("responses", "response", "answers")
_MARKED = re.compile(
    r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})"
)  # a word of Rasa's examples with what it stands for
_ITEM = re.compile(r"^\s*-\s+(\S.*?)\s*$", re.MULTILINE)


def route(layout: Layout) -> Route | None:
    """Return the route of an intent and its sentences; answers beside them answer each."""
    name, said = layout.find(_NAMES, str), layout.find(_SAID, list, str)
    if name is None or said is None:
        return None
    answers = layout.find(_ANSWERS, list) or layout.find(("messages",), list)
    return layout.route(
        FAMILY,
        {"name": name, "said": said, "answers": answers},
        check=lambda record: bool(record[name].strip()) and bool(_sentences(record[said])),
    )


def cores(record: Mapping[str, Any], fields: Mapping[str, str], stage: str) -> list[Core]:
    """Build an example of every sentence: its intent is a label; where the bot's words stand beside it, they answer.

    :raises NoExample: when there is no sentence.
    """
    said = _sentences(record[fields["said"]])
    if not said:
        raise NoExample("empty_text", "the intent has no sentence")
    given = record.get(fields.get("answers", "")) or []
    answers = [one.strip() for one in _words(given) if one.strip()]
    labels = {LABEL: record[fields["name"]].strip()}
    if answers and stage != "pretraining":
        return [
            Core("instruction", [turn("user", one), turn("assistant", answers[0])], labels=labels)
            for one in said
        ]
    return [Core("text", [turn("user", one)], labels=labels) for one in said]


def _sentences(value: Any) -> list[str]:
    """Return sentences from a list of texts or of objects, or from the lines of a YAML block that begin with a hyphen."""
    if isinstance(value, str):
        return [_MARKED.sub(r"\1", one) for one in _ITEM.findall(value)]
    texts = [_sentence(one) if isinstance(one, Mapping) else one for one in value]
    return (
        [one.strip() for one in texts if isinstance(one, str) and one.strip()]
        if all(isinstance(one, str) for one in texts)
        else []
    )


def _sentence(one: Mapping[str, Any]) -> str:
    """Return a sentence that may be in parts, each with what it stands for (Dialogflow)."""
    parts = one.get("data", one.get("parts"))
    if isinstance(parts, list) and all(isinstance(part, Mapping) for part in parts):
        return "".join(string(part.get("text")) for part in parts)
    return string(one.get("text", one.get("utterance")))


def _words(given: Any) -> Iterator[str]:
    """Yield what a bot says: texts, however deep in messages for its channels (Dialogflow)."""
    if isinstance(given, str):
        yield given
    elif isinstance(given, Mapping):
        yield from _words(next((given[name] for name in _SPOKEN if given.get(name)), None))
    elif isinstance(given, list):
        for one in given:
            yield from _words(one)


_SPOKEN = ("speech", "messages", "text", "message")


SHAPES = (Shape(route, cores, FAMILY, ("text",), 55),)
