"""What a record of feedback says, whoever keeps it: an exchange with a model, or a score of one."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ft_data.errors import Unusable

Record = Mapping[str, Any]


class Unread(Unusable, ValueError):
    """A record that says nothing we can use; the message is the reason and quotes nothing of it."""


@dataclass(frozen=True)
class Score:
    """What was found of the exchange that any of the ids in ``of`` names (the first that is known).

    ``value`` is a number or None, ``label`` a word or "", ``right`` the right answer where the score brings it.
    """

    name: str = ""
    value: float | None = None
    label: str = ""
    right: str = ""
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exchange:
    """A prompt and the answer to it. ``ids`` name it, the closest first; texts are as they were recorded.

    ``at`` orders the exchanges of one trace; ``names`` are people whom the record's own fields name. ``tried`` names the call itself,
    where a program does: records of one call, such as what is exported again or under another filter, are one exchange.
    """

    prompt: str
    answer: str
    right: str = ""
    slice: str = ""
    model: str = ""
    release: str = ""
    at: datetime.datetime | None = None
    ids: tuple[str, ...] = ()
    scores: tuple[Score, ...] = ()
    names: tuple[str, ...] = ()
    tried: str = ""


@dataclass(frozen=True)
class Said:
    """All that one record says; ``unread`` are the reasons why parts of it say nothing."""

    exchanges: tuple[Exchange, ...] = ()
    scores: tuple[Score, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What the recipe says of the records at hand: the field of the slice, and for plain records the fields of the rest."""

    slice: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
