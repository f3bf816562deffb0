"""What a recipe says of drift: whether versions are compared with the release before, on how many rows, and whether what drifted asks for a run."""

from __future__ import annotations

from pydantic import Field

from ft_data.recipe.base import Section


class Drift(Section):
    """A version is compared with the release before, within sources and topics first (docs/drift.md); `drift: {}` switches it on."""

    rows: int = Field(
        2_000,
        ge=200,
        le=20_000,
        description="At most this many rows of each version are compared: those with the smallest ids, which are hashes.",
    )
    ask: bool = Field(
        False,
        description="Whether a sensor asks Dagster for a run when something drifted: once for each thing that did (docs/drift.md).",
    )
