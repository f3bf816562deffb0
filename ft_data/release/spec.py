"""What a release is built from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ft_data.recipe.declared import Stages

if TYPE_CHECKING:
    from ft_data.engine.pool import Call

# Columns that the index relation must have.
INDEX = ("record_id", "split", "content_hash", "source", "origin", "license")
# SQL over `split` and `weight`: how often a row stands in every format. As often as it weighs in what is trained on; what is
# measured on is written once.
COPIES = "CASE WHEN split = 'train' THEN coalesce(weight, 1)::BIGINT ELSE 1 END"
LEDGER = ("stage", "record_id", "verdict", "reasons", "witness_id", "score", "detail")


# Makes calls, on all cores or one after the other, and returns what they return.
Spread = Callable[[Sequence["Call"]], list[Any]]


def in_turn(calls: Sequence[Call]) -> list[Any]:
    """Make calls one after the other, in this process."""
    return [call.here() for call in calls]


@dataclass(frozen=True)
class Exported:
    """One exported file of a target, and the file that says whose each row is and what it says (`release.exports.DIGESTS`)."""

    rows: str
    digests: str


@dataclass(frozen=True)
class Spec:
    """Everything a release says, as relations and plain values.

    ``exports`` are, per target, in the recipe's order (the first is the default Hub config), files of ``record_id, ordinal``
    and the target's columns, or ``variant, line`` for JSON-lines targets.

    The relations are names or parenthesised queries in one DuckDB connection:

    - ``index``: one row per released record with the columns ``INDEX``; ``group_key, kind, language, quality,
      weight`` are published where they are there, ``source_uri`` tells the diff which file a row is from.
    - ``ledger``: the verdicts of all stages with the columns ``LEDGER``.
    - ``outcomes`` (optional): ``record_id, target, outcome, reason, rows`` from the exporters.
    - ``places`` (optional): ``record_id, source, source_uri`` of every row, released or not.

    All of them name rows by ``record_id``, and none of it leaves as it is: what is published, and under which
    names, is decided by :mod:`ft_data.release.published` and :mod:`ft_data.recipe.published`.

    ``stages`` are those that there are, in order. ``snapshots`` maps each asset to ``{content_hash, code_version, settings, rows}``; ``funnel`` is a list of
    ``{stage, rows_in, keep, drop, review, merge, new}``; ``facts`` measures the sections of the card by name (see
    :mod:`ft_data.release.card`); ``withdrawn`` lists published ids of the previous release whose rows were
    removed at a person's request since; ``inputs`` lists the source files read, ``{source, file}``;
    ``spread`` says how files are written; ``roles`` says in which role people decide, who is not in it is a reviewer.
    """

    dataset: str
    recipe: Mapping[str, Any]
    exports: Mapping[str, Sequence[Exported]]
    index: str
    ledger: str
    stages: Stages
    outcomes: str | None = None
    places: str | None = None
    snapshots: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    funnel: Sequence[Mapping[str, Any]] = ()
    facts: Callable[[], Mapping[str, Any]] = dict
    withdrawn: Sequence[str] = ()
    inputs: Sequence[Mapping[str, Any]] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    code_version: str = ""
    git_commit: str = ""
    run_id: str = ""
    created_at: str = ""
    spread: Spread = in_turn
