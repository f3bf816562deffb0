"""Records that are turns: which columns say to which talk one belongs, who speaks, and what is said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ft_data.sources.shapes import names
from ft_data.sources.shapes.proposal import Field
from ft_data.sources.shapes.turns import keys_of

_TALK = re.compile(
    r"c_id|cid|(?:.+_)?(?:message_?tree|tree|dialog(?:ue)?|conv(?:o|ersation)?|session|thread|talk|chat|call|ticket|case)_?(?:id|no|nr|idx|index|key|number)"
)
_ORDER = re.compile(
    r"(?:utterance|turn|message|msg|seq|sequence|line)_?(?:id|no|nr|idx|index|num|number|order)?"
)
_WHO = (*(one for one in names.TURN_ROLE if one != "user"), "sender_name", "speaker_name", "speaker_role", "speaker_idx", "character", "actor", "user")  # fmt: skip
_SAID = (*names.TURN_TEXT, "utterance_text", "message_text", "sentence", "line", "turn")
_OFTEN = 2  # turns a talk, on average, at the least


def talks(rows: Sequence[Mapping[str, Any]]) -> dict[str, Field]:
    """Return the columns of a source's `talks`, nothing where records are no turns or nothing says of which talk."""
    plain = {names.normal(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key)): key for row in rows for key in row}
    talk = next((key for one, key in plain.items() if _TALK.fullmatch(one) and _recurs(rows, key)), None)
    order = next((key for one, key in plain.items() if _ORDER.fullmatch(one) and _counts(rows, key)), None)
    numbered = talk is not None and order not in (None, talk)  # then the speakers of each talk may be others
    who = next((plain[one] for one in _WHO if one in plain and (numbered or _recurs(rows, plain[one]))), None)
    said = next(
        (plain[one] for one in _SAID if one in plain and plain[one] != who and _is_text(rows, plain[one])),
        None,
    )
    if who is None or said is None or talk in (None, who, said) or not _several(rows, str(talk), who):
        return {}
    found = {
        "id": Field((str(talk),), "one value for several records: the talk"),
        "who": Field((who,), "who speaks"),
        "said": Field((said,), "what is said"),
    }
    if order is not None and order not in (talk, who, said):
        found["order"] = Field((order,), "the number of the turn")
    return {**found, **_branches(rows, plain)}


_OWN, _PARENT = ("message_id", "turn_id", "post_id", "id"), ("parent_id", "parent_message_id", "parent", "reply_to", "reply_to_id", "in_reply_to")  # fmt: skip


def _branches(rows: Sequence[Mapping[str, Any]], plain: Mapping[str, str]) -> dict[str, Field]:
    """Return the columns that say which turn answers which, where one has several answers; nothing where turns follow each other."""
    own = next((plain[one] for one in _OWN if one in plain), "")
    parent = next((plain[one] for one in _PARENT if one in plain), "")
    answered = [str(one) for one in _given(rows, parent)] if own and parent else []
    turns = {str(one) for one in _given(rows, own)}
    known = sum(one in turns for one in answered)
    if not answered or len({*answered}) == len(answered) or 2 * known < len(answered):
        return {}
    return {
        "turn": Field((own,), "which turn it is"),
        "answers": Field((parent,), "which turn it answers, some have several answers"),
    }


def _given(rows: Sequence[Mapping[str, Any]], key: str) -> list[Any]:
    return [row[key] for row in rows if row.get(key) not in (None, "")]


def _recurs(rows: Sequence[Mapping[str, Any]], key: str) -> bool:
    """Tell whether most records have a short value, and several of them the same."""
    given = [str(one) for one in _given(rows, key) if isinstance(one, (str, int)) and len(str(one)) <= 80]
    return 2 * len(given) > len(rows) and _OFTEN * len({*given}) <= len(given)


def _several(rows: Sequence[Mapping[str, Any]], talk: str, who: str) -> bool:
    """Tell whether more than one speaks in most talks."""
    speakers: dict[str, set[str]] = {}
    for row in rows:
        speakers.setdefault(str(row.get(talk)), set()).add(str(row.get(who)))
    return 2 * sum(len(one) > 1 for one in speakers.values()) >= len(speakers)


def _is_text(rows: Sequence[Mapping[str, Any]], key: str) -> bool:
    given = _given(rows, key)
    return (
        2 * len(given) > len(rows)
        and all(isinstance(one, str) for one in given)
        and len({*given}) * 2 > len(given)
    )


def _counts(rows: Sequence[Mapping[str, Any]], key: str) -> bool:
    given = _given(rows, key)
    return len(given) == len(rows) and all(isinstance(one, int) or str(one).isdigit() for one in given)


def turn(records: Sequence[Mapping[str, Any]], named: Field | None, text: str) -> tuple[str, str] | None:
    """Return the fields that hold who speaks and what is said, None where records are no turns.

    Notices between turns have no speaker. Where no field's name tells, people's names in a field that recur do.
    """
    spoken = [(keys, one) for one in records if (keys := keys_of(one))]
    if 2 * len(spoken) > len(records) and len({str(one[keys[0]]) for keys, one in spoken}) > 1:
        return spoken[0][0]
    who = named.paths[0] if named else ""
    people = Counter(str(one[who]) for one in records if one.get(who))
    return (who, text) if 1 < len(people) <= people.total() / 2 else None
