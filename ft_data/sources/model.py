"""What a reading is made of: chunks (what to read), batches (what was read), settings (how far to go)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from ft_data.errors import Unusable, WrongInput
from ft_data.recipe.limits import Limits


class Rows(NamedTuple):
    """Many records at once: (position, canonical JSON), and beside each its id if the settings ask for ids."""

    rows: list[tuple[int, bytes]]
    ids: list[str | None]


# What a reader yields: (position, canonical JSON) for a record, (position, reason) for a reject, (None, n)
# for n lines or messages that are no record by rule (joins and quits of a chat log), (None, Rows) for many.
Item = tuple[int | None, bytes | str | int | Rows]


# How the reason begins when a file could not be opened: its bytes say nothing, something must be done about it.
UNREADABLE = "unreadable: "


@dataclass(frozen=True)
class Chunk:
    """One piece of work: a whole file, a member of an archive, or some whole lines of a file."""

    uri: str  # path relative to the base folder, forward slashes; members of archives as `a.zip!inner/b.csv`
    digest: str  # xxh3_128 of exactly these bytes (and of the annotations that decide how they are cut)
    offset: int  # first byte
    length: int | None  # bytes; None: the whole file
    first_row: int  # 1-based line of the first row; 1 for whole files
    format: str  # resolved: never "auto"
    size: int  # bytes on disk of this chunk
    codec: str = ""  # "", "gz", "zst", "xz" or "bz2"
    member: str = ""  # name inside a .zip


@dataclass(frozen=True)
class Plan:
    """The chunks of a source in reading order, and the files that cannot be read: (uri, reason)."""

    chunks: tuple[Chunk, ...]
    rejects: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Batch:
    """Some consecutive records of one chunk; rows and rejects together are all that the chunk holds."""

    rows: list[tuple[int, bytes]] = field(default_factory=list)
    rejects: list[tuple[int | None, str]] = field(default_factory=list)
    left_out: int = 0  # lines or messages that are no record by rule, such as joins and quits
    ids: list[str | None] = field(default_factory=list)  # one a row where `ReadSettings.identify` is given


_LIMITS = Limits()


@dataclass(frozen=True)
class ReadSettings:
    """Limits and choices of a reading. Every breach of a limit is a reject that names it.

    The limits are those of the recipe (`ft_data.recipe.limits`); those that grow with a file begin at
    ``ratio_floor`` and ``growth_floor`` bytes. ``text`` says what a row of a plain text file is: ``lines``,
    ``document``, or ``auto``: a file whose first 64 KB hold an empty line is a document.
    ``encoding`` overrides detection. ``silence_minutes`` is the gap that ends a conversation in a chat log.
    ``identify`` finds the id of a parsed record; who asks for it here spares a second parsing.
    """

    encoding: str | None = None
    row_bytes: int = _LIMITS.row_bytes
    document_bytes: int = _LIMITS.document_bytes
    nesting: int = _LIMITS.nesting
    expanded_bytes: int = _LIMITS.expanded_bytes
    ratio: int = _LIMITS.ratio
    ratio_floor: int = 64 << 20
    growth: int = _LIMITS.growth
    growth_floor: int = 256 << 20
    messages: int = _LIMITS.messages
    columns: int = _LIMITS.columns
    rejects: int = _LIMITS.rejects
    memory: int = _LIMITS.memory
    seconds: float = _LIMITS.seconds
    text: str = "auto"
    silence_minutes: int = 15
    talks: tuple[tuple[str, str], ...] = ()  # of records that are turns: what -> field, see `sources.talks`
    identify: Callable[[object], str | None] | None = None

    def __post_init__(self) -> None:
        if self.text not in ("auto", "lines", "document"):
            raise ValueError(f"text must be auto, lines or document, not {self.text!r}")
        if not 1 <= self.nesting <= 254:
            raise ValueError("nesting must be between 1 and 254")


class Refused(Unusable):
    """A limit was breached or bytes make no sense. Carries the position, if one is known; no row text."""

    def __init__(self, reason: str, position: int | None = None):
        super().__init__(reason)
        self.position = position


class SourceChanged(WrongInput):
    """A file is not what it was when the plan was made: plan again."""
