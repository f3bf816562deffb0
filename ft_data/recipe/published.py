"""The recipe as a release shows it: what decided the rows, without where they lie and whose they are.

Numbers and switches leave. Of texts only those that are named here: file names, folders, endpoints, names of
keys, people, and any key added later stay until somebody adds it to the list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ft_data.recipe.licenses import named

_TEXTS = frozenset(
    [
        "dataset",
        "purpose",
        "stage",
        "languages.*",
        "other_languages",
        "profile",
        "packs.*",
        "release",
        "version",
        "siblings.*",
        "sources.*.format",
        "sources.*.shape",
        "sources.*.map.*",
        "sources.*.map.*.*",
        "sources.*.choice_numbers",
        "sources.*.origin",
        "sources.*.license",
        "sources.*.consent",
        "sources.*.consent_until",
        "sources.*.why",
        "sources.*.groups.*",
        "sources.*.labels.*",
        "sources.*.language",
        "sources.*.other_languages",
        "sources.*.generate.way",
        "sources.*.generate.documents",
        "sources.*.generate.seeds",
        "sources.*.generate.rank",
        "sources.*.generate.send",
        "sources.*.generate.teacher.model",
        "sources.*.generate.judge.model",
        "sources.*.refresh",
        "sources.*.encoding",
        "sources.*.attribution",
        "targets.format",
        "targets.compare",
        "prove.format",
        "prove.slice",
        "prove.proxy",
        "references.format",
        "feedback.consent",
        "feedback.files.*.format",
        "feedback.files.*.kind",
        "feedback.files.*.score",
        "feedback.files.*.release",
        "probe.model",
        "probe.release",
        "probe.kinds.*",
        "protected.format",
        "benchmarks.*.name",
        "benchmarks.*.format",
        "benchmarks.*.fields.*",
        "benchmarks.*.split",
        "clean.unicode",
        "clean.mojibake",
        "clean.control",
        "clean.html",
        "clean.whitespace",
        "clean.quotes",
        "clean.boilerplate",
        "clean.marks",
        "clean.pii",
        "clean.pseudonyms",
        "clean.pii_regions.*",
        "clean.names",
        "clean.keep.*",
        "clean.repair.*",
        "signals.models.*.name",
        "signals.models.*.use",
        "signals.judges.*.name",
        "signals.judges.*.model",
        "signals.judges.*.rubric.*",
        "dedupe.keep",
        "dedupe.near.templates",
        "dedupe.against.*",
        "rules.*.name",
        "rules.*.signal",
        "rules.*.drop",
        "rules.*.review",
        "rules.*.where",
        "rules.*.unless",
        "rules.*.why",
        "review.rubric.*",
        "review.labels.*.*",
        "review.pending",
        "format.targets.*",
        "format.label",
        "govern.licenses.*",
        "govern.consents.*",
        "govern.conflicts",
        "govern.raw_retention",
        "govern.datasheet.*",
    ]
)
_CONDITIONS = frozenset(("rules.*.where", "rules.*.unless"))
_RECORD = r"'?\b[0-9a-f]{24}\b'?"
_RECORDS = re.compile(rf"{_RECORD}(?:\s*,\s*{_RECORD})*")
_LICENSES = frozenset(("sources.*.license", "govern.licenses.*"))  # in their one spelling
_TOKENIZERS = ("o200k", "cl100k")
_WHOSE = ("subject_id",)  # which column says whose row it is
_LEFT_OUT = object()


def published(recipe: Mapping[str, Any]) -> dict[str, Any]:
    """Return what may be published of a recipe; of what was published already, the same again."""
    found: dict[str, Any] = _shown(recipe, "")
    if owners := recipe.get("owners"):
        found["owners"] = _owners(owners)
    tokenizer = (recipe.get("format") or {}).get("tokenizer")
    if tokenizer is not None:
        found["format"]["tokenizer"] = tokenizer if tokenizer in _TOKENIZERS else "own"
    return found


def condition(text: str) -> str:
    """Return a rule's condition without the ids of records: whoever guesses a record can compute its id.

    Only how many there are is said, so that lists of one length look the same.
    """
    return _RECORDS.sub(lambda found: f"{found.group().count(',') + 1} records", text)


def published_rule(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a rule in force as they may be published."""
    return {
        key: condition(value) if f"rules.*.{key}" in _CONDITIONS and isinstance(value, str) else value
        for key, value in facts.items()
    }


def _shown(value: Any, path: str) -> Any:
    if path in _NOT_SHOWN:
        return _LEFT_OUT
    if isinstance(value, Mapping):
        inner = ((key, _shown(one, _below(path, key))) for key, one in value.items() if key not in _WHOSE)
        return {key: one for key, one in inner if one is not _LEFT_OUT}
    if isinstance(value, list | tuple):
        shown = [_shown(one, f"{path}.*") for one in value]
        kept = [one for one in shown if one is not _LEFT_OUT]
        return kept if kept or not value else _LEFT_OUT
    if isinstance(value, str):
        if path in _CONDITIONS:
            return condition(value)
        if path in _LICENSES:
            return named(value, {value})
        return value if path in _TEXTS else _LEFT_OUT
    return value


# Mappings whose keys people choose: any key stands for all.
_CHOSEN = frozenset(
    [
        "sources",
        "feedback.files",
        "sources.*.map",
        "sources.*.groups",
        "sources.*.labels",
        "review.labels",
        "select.mixture",
        "select.most_of",
        "select.weights",
        "signals.judges.*.rubric",
        "govern.datasheet",
    ]
)
# Mappings whose keys may themselves be people, or anything.
_NOT_SHOWN = frozenset({"review.reviewers", "signals.models.*.options"})


def _below(path: str, key: str) -> str:
    if path in _CHOSEN:
        return f"{path}.*"
    return f"{path}.{key}" if path else key


def _owners(owners: list[str]) -> list[str]:
    """Teams by their name, people by a number."""
    shown, number = [], 0
    for owner in owners:
        if owner.startswith(("team:", "owner ")):
            shown.append(owner)
        else:
            number += 1
            shown.append(f"owner {number}")
    return shown
