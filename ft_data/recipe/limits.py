"""The part of the recipe that bounds reading: what goes in, and what may come out of it.

Each limit is declared here and nowhere else; where it is not obvious, a comment says why it is what it is.
"""

from __future__ import annotations

from pydantic import Field

from ft_data.recipe.base import Section


class Limits(Section):
    """How far reading goes. What breaches a limit is rejected, and its reject names the limit."""

    row_bytes: int = Field(16 << 20, ge=1, description="Largest record, in bytes of JSON.")
    document_bytes: int = Field(
        256 << 20,
        ge=1,
        description="Largest file that must be read whole (PDF, Word, YAML, one JSON object).",
    )
    nesting: int = Field(254, ge=1, le=254, description="Deepest record, in levels of lists and objects.")
    ratio: int = Field(
        250, ge=1, description="How many times its size a packed file may grow (beyond 64 MB)."
    )
    expanded_bytes: int = Field(256 << 30, ge=1, description="Size to which a packed file may grow at all.")
    # A column store may write a value once and say how often it occurs; tables of labels reach some hundred times.
    growth: int = Field(
        250,
        ge=1,
        description="How many times its size on disk the records of a file may be (beyond 256 MB; each counts 128 bytes more).",
    )
    # Longer threads are lists of notices; no model reads a tenth of one.
    messages: int = Field(10_000, ge=1, description="Most mails of a conversation in a mailbox.")
    columns: int = Field(16_384, ge=1, description="Most columns of a table; a sheet of Excel has no more.")
    # A file of nothing but bad lines is another format: a hundred thousand of them say no more than a thousand.
    rejects: int = Field(
        100_000, ge=1, description="Most records of a file (or 16 MB of its lines) that may be rejected."
    )
    # What is read whole takes up to six times its size while it becomes records; with what a worker holds this is 2 GB.
    memory: int = Field(3 << 29, ge=64 << 20, description="Bytes that reading a file may take.")
    seconds: float = Field(
        15,
        gt=0,
        description="Seconds of processor time that a small file may take; a large one may take more.",
    )
