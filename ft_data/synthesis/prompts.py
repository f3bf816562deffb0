"""What a teacher is told: a sandboxed template, which file it was, and which version of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ft_data.errors import WrongInput

SHIPPED = Path(__file__).with_name("prompts")
_VERSION = re.compile(r"\A\{#-?\s*version\s+(\d+)\b")


class BadPrompt(WrongInput, ValueError):
    """A prompt file cannot be read, or fails as a template."""


class Prompt:
    """A template with the variables ``step``, ``words`` and ``language``; it never sees a passage."""

    def __init__(self, text: str, name: str, steps: Sequence[str] = ("ask",)):
        self.text, self.name = text, name
        environment = ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=False)
        try:
            self._template = environment.from_string(text)
            told = [self.render(step, "anything", "en") for step in steps]
        except Exception as error:  # a template may fail in any way
            raise BadPrompt(f"{name} is no prompt: {error}") from None
        if silent := [step for step, said in zip(steps, told, strict=True) if not said.strip()]:
            raise BadPrompt(f"{name} says nothing where `step` is `{silent[0]}`")

    @cached_property
    def hash(self) -> str:
        """Name the text: 16 hex digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    @property
    def version(self) -> str:
        """The number that a shipped prompt begins with, empty where none does."""
        found = _VERSION.match(self.text)
        return found[1] if found else ""

    def __str__(self) -> str:
        return f"{self.name} {f'version {self.version} ' if self.version else ''}{self.hash}"

    def render(self, step: str, words: str, language: str | None) -> str:
        """Return what the model is told at a step, ``words`` saying what is asked for this time."""
        return self._template.render(step=step, words=words, language=language or "")


def shipped(way: str, steps: Sequence[str] = ("ask",)) -> Prompt:
    """Return the prompt that comes with ft_data for a way of making rows."""
    path = SHIPPED / f"{way}.jinja"
    return Prompt(path.read_text("utf-8"), path.name, steps)


def own(path: Path, steps: Sequence[str] = ("ask",)) -> Prompt:
    """Read a prompt file. Raises BadPrompt."""
    try:
        return Prompt(path.read_text("utf-8"), path.name, steps)
    except (OSError, UnicodeDecodeError) as error:
        raise BadPrompt(f"{path} cannot be read: {error}") from None
