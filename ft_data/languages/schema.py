"""What a pack of a language may hold. What it lacks is null: the measures that rest on it say nothing about that language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


def _words(value: Any) -> Any:
    return value.split() if isinstance(value, str) else value


def _phrases(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return [" ".join(one.split()) for one in re.split(r"[,\n]", value) if one.strip()]


Words = Annotated[tuple[str, ...], BeforeValidator(_words)]  # set apart by white space
Phrases = Annotated[tuple[str, ...], BeforeValidator(_phrases)]  # set apart by commas or line ends
Patterns = tuple[str, ...]  # RE2; see `Pack.answer`
Weighted = Mapping[str, Mapping[float, Phrases]]  # kind -> weight -> entries
_PART = re.compile(r"%([A-Z_]+)%")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Labels(_Part):
    """How turns and parts of training data are labelled. The first four name who speaks; the others parts of an instruction."""

    asker: Phrases = ()
    answerer: Phrases = ()
    question: Phrases = ()
    answer: Phrases = ()
    instruction: Phrases = ()
    input: Phrases = ()
    output: Phrases = ()


class Language(_Part):
    """One language. Words and phrases are in small letters; a phrase may end in ``*``, then its last word may go on."""

    name: str = Field(min_length=2, description="The language in English.")
    spaced: bool = Field(
        True, description="Whether words are set apart by spaces; else phrases are found anywhere."
    )
    loose: bool = Field(
        False, description="Whether offensive words are also found in other spellings (sh1t, f**k, shiiit)."
    )
    # Telling the language of a text
    stop_words: Words = Field(
        min_length=8,
        description="Its commonest function words; single characters where words are not set apart.",
    )
    own_words: Words = Field(
        (), description="Of these, the ones that no close relative has, where that is told apart further."
    )
    close_words: Words = Field(
        (),
        description="Function words of languages that may be taken for it, and which it does not have itself.",
    )
    # What an answer ends on, and stands for one
    open_words: Words = Field((), description="Words that no sentence ends on.")
    abbreviations: Words = Field((), description="Short forms with a full stop that ends no sentence.")
    quotes: Words = Field((), description="Quotation marks, opening and closing one together: «».")
    no_answer: Phrases = Field((), description="What says that there is no answer, as a whole answer.")
    answer_here: Phrases = Field((), description="What asks for an answer in its place.")
    slots: Phrases = Field((), description="What a slot in brackets begins with.")
    filler: Phrases = Field((), description="Talk around an answer; an answer of nothing else says nothing.")
    # Scraps
    labels: Labels = Labels()
    greetings: Phrases = Field((), description="What a letter opens with.")
    sign_offs: Phrases = Field((), description="What a letter closes with, on a line of its own.")
    contact: Phrases = Field((), description="What the signature of a mail names: a team, a telephone.")
    page_labels: Phrases = Field((), description="Labels of menus, footers and archives, a line each.")
    # Patterns
    parts: Mapping[str, str] = Field({}, description="Pieces of patterns: %NAME% stands for one in them.")
    answer: Mapping[str, Patterns] = Field({}, description="What gives defects of answers away, by family.")
    prompt: Mapping[str, Patterns] = Field({}, description="What prompts ask for, and their defects.")
    # Manners
    toxicity: Weighted = Field({}, description="Offensive wording by kind and weight.")
    stars: Words = Field((), description="Offensive words that are also found under stars.")
    casual: Words = Field((), description="Spellings of chat.")
    tone: Weighted = Field({}, description="Wording that sets a tone, by kind and weight.")

    @cached_property
    def families(self) -> tuple[Mapping[str, Patterns], Mapping[str, Patterns]]:
        """Patterns of answers and of prompts with their parts put in."""
        return (
            {name: tuple(map(self.filled, found)) for name, found in self.answer.items()},
            {name: tuple(map(self.filled, found)) for name, found in self.prompt.items()},
        )

    def filled(self, pattern: str) -> str:
        """Put parts into a pattern, and parts into parts. Raises KeyError for one that there is not."""
        while _PART.search(pattern):
            pattern = _PART.sub(lambda found: self.parts[found[1]], pattern)
        return pattern

    @model_validator(mode="after")
    def _sound(self) -> Language:
        for pattern in (
            one for named in (self.answer, self.prompt) for found in named.values() for one in found
        ):
            for part in _PART.findall(pattern):
                if part not in self.parts:
                    raise ValueError(f"%{part}% stands for none of `parts`")
        if any(len(pair) != 2 for pair in self.quotes):
            raise ValueError("`quotes`: an opening and a closing mark together")
        return self
