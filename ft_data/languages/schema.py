"""What a pack of a language may hold. What it lacks is null: the measures that rest on it say nothing about that language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, cached_property
from importlib import resources
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


def _words(value: Any) -> Any:
    return value.split() if isinstance(value, str) else value


def _phrases(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    # A line that is wrapped between commas breaks no phrase: half of one would be another phrase ("si" of "..., si tu avais écouté").
    ends = "," if "," in value else "\n"
    return [" ".join(one.split()) for one in value.split(ends) if one.strip()]


Words = Annotated[tuple[str, ...], BeforeValidator(_words)]  # set apart by white space
Phrases = Annotated[tuple[str, ...], BeforeValidator(_phrases)]  # by commas, or line ends where there is none
Patterns = tuple[str, ...]  # RE2; see `Pack.answer`
Weighted = Mapping[str, Mapping[float, Phrases]]  # kind -> weight -> entries
LONGEST = 7  # words of a phrase of `toxicity` and `tone`; what apostrophes and hyphens join are several
_JOINTS = re.compile(r"[\s'’‘ʼ‐-]+")
_PART = re.compile(r"%([A-Z_]+)%")
_NEGATED = re.compile(r"\[\^[^\]]*[\u0080-\u1fff\u2c00-\uffff]")
# What patterns may be of: the families that detectors read (docs/signals.md).
ANSWER = frozenset(
    "refusal hedge foreign_identity cutoff_date merged_instruction dialogue_leak special_tokens may_slot may_filler may_invite may_label copy_scraps "
    "boilerplate rights_notice modality mail_scraps said_sum channel_log token_spacing sign_off social_post spam".split()
)


@cache
def _common(file: str) -> Mapping[str, Any]:
    """Return what all packs have in common, of one file: `parts`, or offensive wording by kind and weight (`toxicity`)."""
    found: Mapping[str, Any] = yaml.safe_load(
        resources.files("ft_data.languages").joinpath(f"common/{file}.yaml").read_text("utf-8")
    )
    return found


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Labels(_Part):
    """How turns and parts of training data are labelled. The first four name who speaks; then come parts of an instruction, what says
    that another one comes (next, second), and who speaks in talks of other kinds (customer, teacher)."""

    asker: Phrases = ()
    answerer: Phrases = ()
    question: Phrases = ()
    answer: Phrases = ()
    instruction: Phrases = ()
    input: Phrases = ()
    output: Phrases = ()
    next: Phrases = ()
    speakers: Phrases = ()


class Language(_Part):
    """One language. Words and phrases are in small letters; a phrase may end in ``*``, then its last word may go on."""

    name: str = Field(min_length=2, description="The language in English.")
    spaced: bool = Field(
        True, description="Whether words are set apart by spaces; else phrases are found anywhere."
    )
    dotted: bool = Field(False, description="Whether the capital of i is İ.")
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
    open_words: Words = Field(
        (),
        description="Words that no sentence ends on; of a script without spaces, what no last word ends on.",
    )
    no_answer: Phrases = Field((), description="What says that there is no answer, as a whole answer.")
    answer_here: Phrases = Field((), description="What asks for an answer in its place.")
    to_come: Patterns = Field((), description="What says as a whole answer that one is to come.")
    slots: Phrases = Field((), description="What a slot in brackets begins with.")
    honorifics: Phrases = Field(
        (), description="What is said behind a name, where signs (〇〇, XX) may stand for one."
    )
    filler: Phrases = Field(
        (), description="Talk around an answer, a sentence each; an answer of nothing else says nothing."
    )
    openings: Phrases = Field(
        (), description="What goes with such talk, and may open an answer as well: sure, of course, thanks."
    )
    # Scraps
    labels: Labels = Labels()
    greetings: Phrases = Field((), description="What a letter opens with.")
    sign_offs: Phrases = Field((), description="What a letter closes with, on a line of its own.")
    contact: Phrases = Field((), description="What the signature of a mail names: a team, a telephone.")
    # Patterns
    parts: Mapping[str, str] = Field(
        {}, description="Pieces of patterns: %NAME% stands for one in them; those of common/parts.yaml too."
    )
    answer: Mapping[str, Patterns] = Field({}, description="What gives defects of answers away, by family.")
    prompt: Mapping[str, Patterns] = Field({}, description="What prompts ask for, and their defects.")
    asks: Mapping[str, Phrases] = Field(
        {},
        description="Words of prompts that ask for something: harm, dialogue, template, language, meaning.",
    )
    # Manners
    toxicity: Weighted = Field({}, description="Offensive wording by kind and weight.")
    endings: Words = Field(
        (),
        description="Endings of words: an entry of `toxicity` that ends in ``*`` is found with none and each.",
    )
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

    @cached_property
    def offences(self) -> Weighted:
        """Offensive wording by kind and weight, what all languages borrow included; nothing where the pack has none."""
        kinds: dict[str, dict[float, tuple[str, ...]]] = {
            kind: {weight: tuple(some) for weight, some in by.items()} for kind, by in self.toxicity.items()
        }
        for kind, by in _common("toxicity").items() if kinds else ():
            for weight, some in by.items():
                mine = kinds.setdefault(kind, {})
                mine[weight] = (*mine.get(weight, ()), *_phrases(some))
        return kinds

    def filled(self, pattern: str) -> str:
        """Put parts into a pattern, and parts into parts. Raises KeyError for one that there is not."""
        while _PART.search(pattern):
            pattern = _PART.sub(lambda found: self.parts.get(found[1]) or _common("parts")[found[1]], pattern)
        return pattern

    @model_validator(mode="after")
    def _sound(self) -> Language:
        for pattern in (
            one for named in (self.answer, self.prompt) for found in named.values() for one in found
        ):
            for part in _PART.findall(pattern):
                if part not in self.parts and part not in _common("parts"):
                    raise ValueError(f"%{part}% stands for none of `parts`")
            if _NEGATED.search(pattern):
                raise ValueError(
                    f"{pattern}: patterns read bytes, of which `[^...]` with letters or signs of other scripts would shut out too many"
                )
        if both := sorted(set(self.stop_words) & set(self.close_words)):
            raise ValueError(f"`close_words`: {', '.join(both)} are among `stop_words`")
        weighed = [
            one
            for named in (self.toxicity, self.tone)
            for by in named.values()
            for some in by.values()
            for one in some
        ]
        if long := [one for one in weighed if len(_JOINTS.split(one)) > LONGEST]:
            raise ValueError(
                f"{', '.join(long)}: a phrase of `toxicity` or `tone` has at most {LONGEST} words"
            )
        if unread := sorted(set(self.answer) - ANSWER):
            raise ValueError(
                f"`answer`: nothing reads {', '.join(unread)}; known are {', '.join(sorted(ANSWER))}"
            )
        return self
