"""Rows that people made: read from the log, freed of personal data, under the rights of what they were made from."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import duckdb
import orjson
import pyarrow as pa

from ft_data.cleaning.cleaner import Cleaner
from ft_data.cleaning.rule import Edit
from ft_data.example import EXAMPLE, content_hash, texts
from ft_data.recipe.licenses import classify

Example = dict[str, Any]

# The stricter basis wins where two texts meet: what one person agreed to binds more than what all may read.
_CONSENTS = ("public", "open_licence", "contract", "opt_in")


class Rights(NamedTuple):
    """What is known of a row that something was made from."""

    content_hash: str
    license: str | None
    consent: str | None
    subject_id: str | None


def rights_of(con: duckdb.DuckDBPyConnection, names: Sequence[str]) -> dict[str, Rights]:
    """Look up rows in ``cleaned``; one that is not there was withdrawn, or may not be used any more."""
    con.register("wanted", pa.table({"record_id": pa.array(sorted(set(names)), pa.string())}))
    found = con.execute(
        "SELECT record_id, content_hash, license, consent, subject_id FROM cleaned JOIN wanted USING (record_id)"
    ).fetchall()
    con.unregister("wanted")
    return {name: Rights(*rest) for name, *rest in found}


def example(
    decision: Mapping[str, Any], parents: Sequence[Rights], cleaner: Cleaner
) -> tuple[Example, dict[str, int]]:
    """Return the example of a decision as it may be used, and what personal data was taken out, by kind.

    Licence and consent are the strictest of its parents' as they are today; the labels the person gave are added.
    """
    made = _stored(decision["example"])
    found: dict[str, int] = {}

    def masked(text: str | None, names_calls: bool = False) -> str | None:
        if not text:
            return text
        return noted(cleaner.mask_value(text, scope=made["record_id"], names_calls=names_calls))

    def noted(result: tuple[str, Sequence[Edit]]) -> str:
        text, edits = result
        for edit in edits:
            if edit.rule.startswith("pii_"):
                found[edit.rule] = found.get(edit.rule, 0) + edit.count
        return text

    for part in ("messages", "chosen", "rejected"):
        for turn in made[part] or ():
            for what in ("content", "reasoning"):
                turn[what] = masked(turn.get(what))
            turn["tool_calls_json"] = masked(turn.get("tool_calls_json"), names_calls=True)
            for what in ("tool_call_id", "name"):
                if turn.get(what):
                    turn[what] = noted(cleaner.rename(turn[what], what, made["record_id"]))
    made["tools_json"] = masked(made["tools_json"], names_calls=True)
    if parents:
        made |= inherited(parents)
    labels = orjson.loads(decision["labels"] or "{}")
    made["labels"] = sorted((key, masked(value)) for key, value in (dict(made["labels"]) | labels).items())
    made["prompt_text"], made["response_text"] = texts(made["kind"], made["messages"] or [], made["chosen"])
    made["content_hash"] = content_hash(made)
    return made, found


def inherited(parents: Sequence[Rights]) -> dict[str, str | None]:
    """Return the rights of what is made from rows: the strictest of theirs, and the person they are all about."""
    subjects = {one.subject_id for one in parents}
    return {
        "license": _strictest_licence([one.license for one in parents]),
        "consent": _strictest_consent([one.consent for one in parents]),
        "subject_id": subjects.pop() if len(subjects) == 1 else None,
    }


def _stored(text: str) -> Example:
    """Read the complete example that the review station stored, in the types of the schema."""
    given = orjson.loads(text)
    made: Example = {name: given.get(name) for name in EXAMPLE.names}
    if isinstance(made["created_at"], str):
        made["created_at"] = datetime.datetime.fromisoformat(made["created_at"])
    for name in ("groups", "labels"):
        value = made[name]
        made[name] = (
            sorted(value.items()) if isinstance(value, dict) else [tuple(item) for item in value or []]
        )
    return made


def _strictest_licence(found: Sequence[str | None]) -> str | None:
    return max(found, key=lambda one: (classify(one).rank, one or ""))


def _strictest_consent(found: Sequence[str | None]) -> str | None:
    """No consent is stricter than any, a basis nobody knows than any known one."""

    def strictness(one: str | None) -> tuple[int, str]:
        if one is None:
            return len(_CONSENTS) + 1, ""
        return (_CONSENTS.index(one) if one in _CONSENTS else len(_CONSENTS)), one

    return max(found, key=strictness)
