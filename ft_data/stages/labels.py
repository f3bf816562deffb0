"""Labels as the training target: what people said at review, else what the source had."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from ft_data.example import LABELS
from ft_data.recipe.schema import Recipe
from ft_data.stages.reading import Versions


class Labelling:
    """One label of a version: the values it may have, and who got which at review."""

    def __init__(self, recipe: Recipe, versions: Versions) -> None:
        """Read the label that ``format.label`` names; without one there is nothing to ask for."""
        self.name = recipe.format.label
        self._given = _reviewed(versions, self.name) if self.name else {}
        self.values = self._values(recipe, versions) if self.name else []

    def of(self, ids: list[str]) -> dict[str, str]:
        """Return the values people gave to some of these rows."""
        return {name: self._given[name] for name in ids if name in self._given}

    def _values(self, recipe: Recipe, versions: Versions) -> list[str]:
        """List the recipe's values; for a label that only the sources have, those that occur."""
        listed = recipe.review.labels.get(self.name or "")
        if listed:
            return list(listed)
        found = versions.con.execute(
            "SELECT DISTINCT labels[?] FROM selected WHERE labels[?] IS NOT NULL ORDER BY 1",
            [self.name, self.name],
        ).fetchall()
        return sorted({value for (value,) in found} | set(self._given.values()))


def labelled(examples: pa.Table, name: str, given: Mapping[str, str]) -> pa.Table:
    """Put people's values of one label into the column ``labels``."""
    if not given:
        return examples
    ids, before = examples["record_id"].to_pylist(), examples["labels"].to_pylist()
    after = [
        sorted((dict(pairs or ()) | ({name: given[one]} if one in given else {})).items())
        for one, pairs in zip(ids, before, strict=True)
    ]
    place = examples.column_names.index("labels")
    return examples.set_column(place, "labels", pa.array(after, LABELS))


def _reviewed(versions: Versions, name: str) -> dict[str, str]:
    found = versions.found.get("reviewed")
    if found is None or "annotations" not in found.parts:
        return {}
    rows: list[tuple[Any, ...]] = versions.con.execute(
        "SELECT record_id, value FROM reviewed_annotations WHERE kind = 'label' AND name = ?", [name]
    ).fetchall()
    return dict(rows)
