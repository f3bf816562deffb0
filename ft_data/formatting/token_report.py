"""The token section of report and card: per split and format, in tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ft_data.formatting import tokens
from ft_data.formatting.tokenizers import Tokenizer
from ft_data.formatting.tokens import Lengths

SPLITS = ("train", "validation", "test")


class Account:
    """Collects lengths part by part; ``report()`` gives the tables."""

    def __init__(self, tokenizer: Tokenizer, overhead: int = tokens.OVERHEAD) -> None:
        self.tokenizer, self.overhead = tokenizer, overhead
        self._lengths: dict[tuple[str, str], list[Lengths]] = {}
        self._roles: dict[tuple[str, str], int] = {}

    def add(self, examples: pa.Table, splits: pa.Array | pa.ChunkedArray) -> None:
        """Count examples and add them with their split."""
        self.add_counted(tokens.count(examples, self.tokenizer), tokens.roles(examples), splits)

    def add_counted(self, counted: pa.Table, roles: tokens.Ints, splits: pa.Array | pa.ChunkedArray) -> None:
        """Add counted examples: ``turns`` and ``tools`` as ``tokens.count`` gives them, and whose each turn is."""
        of_turn = np.repeat(np.arange(counted.num_rows), pc.list_value_length(counted["turns"]).to_numpy())
        names = np.asarray(splits.to_pylist(), object)
        conversation = tokens.whole(counted, roles, self.overhead)
        answers, owner = tokens.per_answer(counted, roles, self.overhead)
        contents = pc.list_flatten(counted["turns"]).to_numpy()
        for split in SPLITS:
            here = names == split
            if not here.any():
                continue
            for shape, lengths, mask in (
                ("conversation", conversation, here),
                ("per answer", answers, here[owner]),
            ):
                picked = Lengths(*(getattr(lengths, f)[mask] for f in ("total", "first", "last", "trained")))
                self._lengths.setdefault((split, shape), []).append(picked)
            for code, role in enumerate(tokens.ROLES):
                spent = int(contents[(roles == code) & here[of_turn]].sum())
                self._roles[split, role] = self._roles.get((split, role), 0) + spent

    def lengths(self, split: str, shape: str) -> Lengths:
        """Return all lengths of a split as ``conversation`` (one row each) or ``per answer``."""
        parts = self._lengths.get((split, shape), [])
        empty = np.zeros(0, np.int64)
        fields = ("total", "first", "last", "trained")
        return Lengths(*(np.concatenate([getattr(p, f) for p in parts]) if parts else empty for f in fields))

    def report(
        self, price_per_million: float | None = None, limits: Iterable[int] = tokens.LIMITS
    ) -> dict[str, Any]:
        """Return the section: a text and tables of quantiles, roles, truncation and lengths."""
        found = [(split, shape) for split in SPLITS for shape in ("conversation", "per answer")]
        found = [key for key in found if key in self._lengths]
        all_ = {key: self.lengths(*key) for key in found}
        sizes: list[dict[str, Any]] = [
            {"split": s, "rows as": shape, **tokens.summary(all_[s, shape])} for s, shape in found
        ]
        if price_per_million is not None:
            for row in sizes:
                row["cost per epoch"] = round(row["tokens"] / 1e6 * price_per_million, 4)
        cuts = [
            {"split": s, "rows as": shape, **tokens.cut(all_[s, shape], limit)}
            for s, shape in found
            for limit in limits
        ]
        roles = [
            {"split": split, **{role: self._roles[split, role] for role in tokens.ROLES}}
            for split in SPLITS
            if (split, "user") in self._roles
        ]
        spread = [
            {"split": s, "rows as": shape, **bar} for s, shape in found if shape == "conversation"
            for bar in tokens.histogram(all_[s, shape])
        ]  # fmt: skip
        return {"text": self._text(), "tables": _titled(sizes, cuts, roles, spread)}

    def _text(self) -> str:
        return (
            f"Exact counts of `{self.tokenizer.name}`, plus {self.overhead} tokens a turn for the template. "
            "`conversation`: one row each, all answers trained (`messages`); `per answer`: one "
            "row an answer, the rest as its prompt (`prompt_completion`). `end_lost`: rows whose last "
            "trained token a limit cuts off."
        )


def _titled(*tables: list[Mapping[str, Any]] | list[dict[str, Any]]) -> list[dict[str, Any]]:
    titles = ("Lengths", "What a context limit cuts off", "Tokens per role", "Rows by length")
    return [{"title": title, "rows": rows} for title, rows in zip(titles, tables, strict=True)]
