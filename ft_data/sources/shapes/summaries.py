"""A text and what it says in short: dialogues, articles and documents with their summaries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ft_data.sources.shapes import names
from ft_data.sources.shapes.draft import Core, NoExample, turn
from ft_data.sources.shapes.layout import STRICT, Layout, Route
from ft_data.sources.shapes.shape import Shape
from ft_data.sources.shapes.values import string

FAMILY = "summary"
_SHORT = (
    "summary",
    "highlights",
    "tldr",
    "tl;dr",
    "summaries",
    "abstractive_summary",
    "summary_text",
    "headline_summary",
    "section_text",
    "note",
    "clinical_note",
    "minutes",
)
_LONG = (
    "dialogue",
    "dialog",
    "conversation",
    "transcript",
    "article",
    "document",
    "source_text",
    "report",
    *names.TEXT,
)


# Beside these a summary is the head of a ticket (Jira), which its comments answer.
_TICKET = ("comment", "comments", "issuetype", "reporter", "assignee", "resolution")


def route(layout: Layout) -> Route | None:
    """Return the route of a text with its summary; a record that asks something is none, nor is a ticket with its head."""
    if any(name in layout.plain for name in _TICKET):
        return None
    short, long = layout.find(_SHORT, str), layout.find(_LONG, str)
    if not short or not long or short == long or layout.find(STRICT, str):
        return None
    return layout.route(FAMILY, {"prompt": long, "response": short})


def cores(record: Mapping[str, Any], fields: Mapping[str, str], stage: str) -> list[Core]:
    """Build a pair: the text asks, its summary answers. For pretraining the text alone.

    :raises NoExample: when one of the two is empty.
    """
    text, summary = string(record[fields["prompt"]]), string(record[fields["response"]])
    if not text.strip():
        raise NoExample("empty_prompt", "the text is empty")
    if stage == "pretraining":
        return [Core("text", [turn("user", text)])]
    if not summary.strip():
        raise NoExample("empty_response", "the summary is empty")
    return [Core("instruction", [turn("user", text), turn("assistant", summary)])]


SHAPES = (Shape(route, cores, FAMILY, ("prompt_completion",), 61),)
