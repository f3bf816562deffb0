"""Correct and safe: what signals say of any row, here of generations before they are rows. A generation may have none of it.

Rules of a recipe mark people's rows for the same things and let people decide; here a new one is asked for instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from ft_data.example import EXAMPLE, message, texts
from ft_data.signals.api import Group
from ft_data.synthesis.generation import Made
from ft_data.synthesis.replies import Finding

TOXIC = 0.75  # as the shipped rule `toxic` has it


class Fault(NamedTuple):
    """A signal that no generation may have: from which value on, as what it is rejected, and what is said."""

    signal: str
    reason: str
    says: str
    above: float = 0.0


# In the order in which they name the reason.
FAULTS: Sequence[Fault] = (
    Fault("sums_wrong", "incorrect", "a stated sum comes out differently"),
    Fault("python_fault", "incorrect", "Python that does not parse"),
    Fault("invalid_json", "incorrect", "JSON that does not parse"),
    Fault("invalid_xml", "incorrect", "XML that is not well-formed"),
    Fault("invalid_call", "incorrect", "a tool call that does not parse"),
    Fault("fence_fault", "incorrect", "a code fence that is left open"),
    Fault("refusal", "unsafe", "it refuses"),
    Fault("hedge", "unsafe", "it speaks of itself as a model"),
    Fault("foreign_identity", "unsafe", "it presents itself as somebody's model"),
    Fault("cutoff_date", "unsafe", "it names its own knowledge cut-off"),
    Fault("special_tokens", "unsafe", "tokens of a chat template"),
    Fault("call_fault_count", "incorrect", "a tool call that does not fit its signature"),
    Fault("schema_faults", "incorrect", "JSON that breaks the schema it was asked for"),
    Fault("toxicity", "unsafe", "offensive wording in the answer", TOXIC),
    Fault("prompt_toxicity", "unsafe", "offensive wording in the question", TOXIC),
)


def wanted(groups: Iterable[Group]) -> list[Group]:
    """Return the groups of signals that find the faults."""
    sought = {fault.signal for fault in FAULTS}
    return [one for one in groups if sought.intersection(signal.name for signal in one.signals)]


def measured(made: Sequence[Made], groups: Sequence[Group]) -> dict[str, Finding]:
    """Find what signals of the `wanted` groups hold against generations; the first fault that speaks names the reason."""
    rows = table(made)
    tables = [group.fn(rows.select(list(group.columns)), {}) for group in groups]
    columns = {name: one.column(name) for one in tables for name in one.column_names}
    found: dict[str, Finding] = {}
    for fault in FAULTS:
        for one, value in zip(made, columns[fault.signal].to_pylist(), strict=True):
            if value is not None and value > fault.above:
                found.setdefault(one.request.key, Finding(fault.reason, f"{fault.signal}: {fault.says}"))
    return found


def personal(masks: Callable[[str], set[str]]) -> Callable[[Sequence[Made]], dict[str, Finding]]:
    """Return what finds personal data of a kind that the passage has none of: made up, or remembered.

    ``masks`` returns the kinds of personal data in a text, masked before or not.
    """

    def invented(made: Sequence[Made]) -> dict[str, Finding]:
        found = {}
        for one in made:
            said = {kind for text in one.written for kind in masks(text)}
            if said and (new := said - masks(one.ground.whole)):
                kinds = ", ".join(sorted(new))
                found[one.request.key] = Finding("personal", f"{kinds}: the passage has none")
        return found

    return invented


def table(made: Sequence[Made]) -> pa.Table:
    """Return generations as examples, in their order, by the keys of their requests."""
    return pa.Table.from_pylist([_example(one) for one in made], EXAMPLE)


def _example(made: Made) -> dict[str, Any]:
    row = made.row
    said = row.messages if row else [
        {"role": role, "content": text} for pair in made.pairs for role, text in (("user", pair.question), ("assistant", pair.answer))
    ]  # fmt: skip
    messages = [message(**one) for one in said]
    kind = "instruction" if len(messages) == 2 else "conversation"
    prompt, response = texts(kind, messages)
    return dict.fromkeys(EXAMPLE.names) | {
        "record_id": made.request.key,
        "kind": kind,
        "messages": messages,
        "prompt_text": prompt,
        "response_text": response,
        "tools_json": row.tools or None if row else None,
    }
