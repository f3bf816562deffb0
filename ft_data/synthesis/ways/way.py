"""How a way of making rows is declared: what it shows, in which order, and what an answer leads to. All of it is pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from ft_data.errors import WrongInput
from ft_data.recipe.generate import Generate
from ft_data.synthesis.passages import Passage
from ft_data.synthesis.prompts import Prompt
from ft_data.synthesis.replies import EXCHANGE, Finding, Row, exchange
from ft_data.synthesis.schema import TEXT, fields

if TYPE_CHECKING:
    from ft_data.synthesis.plan import Request

DOCUMENTS: Final = "documents"  # keys of the recipe: the source whose rows are shown
SEEDS: Final = "seeds"
Said = Sequence[Mapping[str, Any]]  # what was answered so far, each as its schema says


class BadFile(WrongInput, ValueError):
    """A file that a way is given says something else than the way needs."""


class Ask(NamedTuple):
    """A call of a request: which part of the prompt is told, what is shown as JSON, and what the answer must be.

    ``draw`` sets calls apart that ask the same; ``judge``: the judge of the recipe is asked, not the teacher.
    """

    step: str
    shown: Mapping[str, Any]
    schema: Mapping[str, Any] = EXCHANGE
    draw: int = 0
    judge: bool = False


class Drawn(NamedTuple):
    """What one request is about: a passage, in which words it is asked for, and what else the way chose for it."""

    passage: Passage
    number: int  # of the requests about this passage
    words: str = ""
    extra: Any = None


@dataclass(frozen=True)
class Setting:
    """All that decides the requests of a generator beside the rows that are shown."""

    way: Way
    spec: Generate
    prompt: Prompt
    language: str | None
    files: Mapping[str, Any] = field(default_factory=dict)  # by the key of the recipe, as the way reads them

    @property
    def words(self) -> Sequence[str]:
        """The variants that are asked for in turn."""
        return self.way.words(self)

    def told(self) -> list[str]:
        """Return all that a model may be told."""
        return [
            self.prompt.render(step, words, self.language) for step in self.way.steps for words in self.words
        ]


Plan = Callable[[Setting, Sequence[Passage]], Iterator[Drawn]]


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way of making rows. ``step`` gets a request and what was answered so far and returns the next call, the row, or why
    there is none; the first call is what it returns where nothing was answered. ``words`` are the variants that are asked for in turn.
    ``takes`` are the keys of the recipe that only some ways have, ``reads`` those that name a file, with what reads its text (raising BadFile).
    ``calls`` counts the teacher's calls of a request where they are not one for each step. ``gates`` are the names of
    the checks each generation goes through by itself (`ft_data.synthesis.validation`).
    """

    says: str
    of: Literal["documents", "seeds"]
    step: Callable[[Request, Said], Ask | Row | Finding]
    plan: Plan
    words: Callable[[Setting], Sequence[str]] = lambda setting: ("",)
    steps: tuple[str, ...] = ("ask",)
    calls: Callable[[Generate], int] | None = None
    gates: tuple[str, ...] = ("length", "copied", "grounding", "contradiction")
    stage: str = "instruction"
    takes: frozenset[str] = frozenset()
    reads: Mapping[str, Callable[[str], Any]] = field(default_factory=dict)

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the recipe that this way has and others may not have."""
        return self.takes | self.reads.keys()

    def most_calls(self, spec: Generate) -> int:
        """Return how often the teacher is asked for one row at most."""
        return self.calls(spec) if self.calls else len(self.steps)


def in_turn(setting: Setting, passages: Sequence[Passage]) -> Iterator[Drawn]:
    """Plan every passage once before any is asked about again, each time in the next words."""
    words = setting.words
    for number in range(setting.spec.each):
        for place, passage in enumerate(passages):
            yield Drawn(passage, number, words[(number + place) % len(words)])


def round_by_round(setting: Setting, passages: Sequence[Passage]) -> Iterator[Drawn]:
    """Plan every passage once before any is asked about again, all of a round in the same words."""
    words = setting.words
    for number in range(setting.spec.each):
        for passage in passages:
            yield Drawn(passage, number, words[number % len(words)])


def of_file(key: str) -> Plan:
    """Return the plan that shows every passage with one of what the file at ``key`` holds, another one each time."""

    def plan(setting: Setting, passages: Sequence[Passage]) -> Iterator[Drawn]:
        held = setting.files[key]
        for number in range(min(setting.spec.each, len(held))):
            for place, passage in enumerate(passages):
                yield Drawn(passage, number, "", held[(number + place) % len(held)])

    return plan


def answered(task: str, said: Said) -> Ask | Row:
    """Ask for the answer to a task that the first call wrote; with both, return the row."""
    if len(said) == 1:
        return Ask("answer", {"instruction": task}, fields(answer=TEXT))
    return exchange(task, said[1]["answer"])
