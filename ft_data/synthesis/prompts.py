"""What a teacher is told: a sandboxed template, which file it was, and what it asks after in turn."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ft_data.errors import WrongInput

# Requests about one passage ask after different things: else a model asks the same again.
ANGLES = (
    "after something definite that it states",
    "why or how something in it is so",
    "what something that it names is, or is for",
    "how something in it is done, or used",
    "how two things in it differ, or belong together",
)
_SHIPPED = Path(__file__).with_name("prompts")


class BadPrompt(WrongInput, ValueError):
    """A prompt file cannot be read, or fails as a template."""


class Prompt:
    """A template with the variables ``angle`` and ``language``; it never sees a passage."""

    def __init__(self, text: str, name: str):
        self.text, self.name = text, name
        environment = ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=False)
        try:
            self._template = environment.from_string(text)
            self.render(ANGLES[0], "en")
        except Exception as error:  # a template may fail in any way
            raise BadPrompt(f"{name} is no prompt: {error}") from None

    @cached_property
    def hash(self) -> str:
        """Name the text: 16 hex digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    def render(self, angle: str, language: str | None) -> str:
        """Return what the model is told."""
        return self._template.render(angle=angle, language=language or "")


def shipped(way: str) -> Prompt:
    """Return the prompt that comes with ft_data for a way of making rows."""
    path = _SHIPPED / f"{way}.jinja"
    return Prompt(path.read_text("utf-8"), path.name)


def own(path: Path) -> Prompt:
    """Read a prompt file. Raises BadPrompt."""
    try:
        return Prompt(path.read_text("utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise BadPrompt(f"{path} cannot be read: {error}") from None
