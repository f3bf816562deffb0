"""The part of the recipe that bounds reading."""

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
