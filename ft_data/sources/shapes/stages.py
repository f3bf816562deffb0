"""What each stage of training needs of an example: breadth of text, clear pairs, or complete triples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ft_data.example import said
from ft_data.sources.shapes import values
from ft_data.sources.shapes.draft import Core, NoExample, kind_of, turn
from ft_data.sources.shapes.layout import Route
from ft_data.sources.shapes.training import must_train
from ft_data.sources.shapes.turns import keys_of


def staged(core: Core, stage: str, family: str) -> Core:
    """Fit an example to its stage: breadth of text, clear pairs, or complete triples.

    :raises NoExample: when the stage has no use for it.
    """
    if stage == "pretraining":
        return core if core.kind == "text" else _as_text(core)
    if stage == "preference":
        if core.kind == "preference" or family == "kto":
            return core
        raise NoExample("incomplete_triple", "there are not two answers to compare")
    if core.kind == "preference":
        messages = core.messages + (core.chosen or [])
        must_train(messages)
        rejected = "\n\n".join(said(one) for one in core.rejected or ())
        extra = {**(core.extra or {}), "rejected": rejected}
        return core._replace(
            kind=kind_of(messages), messages=messages, chosen=None, rejected=None, extra=extra
        )
    if family == "kto" and core.labels and core.labels["label"] == "false":
        raise NoExample("unwanted_answer", "the answer is labelled as unwanted")
    return core


def once(cores: Sequence[Core]) -> list[Core]:
    """Keep one of those pairs of a record that share their better answer: it alone is trained, once is enough."""
    made: dict[str, Core] = {}
    for core in cores:
        key = values.string(core.messages)
        before = made.get(key)
        if before is None:
            made[key] = core
        else:
            rejected = [(one.extra or {}).get("rejected", "") for one in (before, core)]
            made[key] = before._replace(extra={**(before.extra or {}), "rejected": "\n\n".join(rejected)})
    return list(made.values())


def _as_text(core: Core) -> Core:
    turns = [one for one in (*core.messages, *(core.chosen or ())) if one.get("weight") != 0]
    texts = [text for one in turns if (text := said(one)).strip()]
    if not texts:
        raise NoExample("empty_text", "the text is empty")
    return core._replace(kind="text", messages=[turn("user", "\n\n".join(texts))], chosen=None, rejected=None)


def breadth(record: Mapping[str, Any], route: Route) -> Core:
    """Return whatever text a record has that makes no clear example: pretraining has use for it."""
    texts: list[str] = []
    for name in ("system", "context", "prompt", "messages", "response", "chosen", "text", "body"):
        value = values.unpacked(record.get(route.fields.get(name, "")))
        if isinstance(value, list):
            for one in value:
                found = keys_of(one)
                texts.append(
                    values.string(one.get(found[1])) if found else one if isinstance(one, str) else ""
                )
        elif isinstance(value, str):
            texts.append(value)
    texts = [one for one in texts if one.strip()]
    if not texts:
        raise NoExample("empty_text", "the text is empty")
    return Core("text", [turn("user", "\n\n".join(texts))])
