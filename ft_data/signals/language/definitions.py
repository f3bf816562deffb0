"""Signals of the group `language`."""

from __future__ import annotations

import pyarrow as pa

from ft_data.signals.api import Field, Signal

_LANGID = "py3langid (its model, scored by our kernel)"


def signals() -> tuple[Signal, ...]:
    """Return the signals of both fields, then those that compare them."""
    out: list[Signal] = []
    fields: tuple[Field, ...] = ("prompt", "response")
    for field in fields:
        out += [
            Signal(
                f"{field}_language", pa.string(), field, "ISO 639-1",
                "Likeliest language of the first 384 bytes of prose (code, links and tokens with digits left out), "
                "common and wanted languages weighted up; null for fewer than 3 letters or less than 0.2 confidence.",
                _LANGID,
            ),
            Signal(f"{field}_language_confidence", pa.float32(), field, "ratio 0..1", f"Probability of {field}_language.", _LANGID),
            Signal(f"{field}_script", pa.string(), field, "name", "Script of most letters."),
            Signal(
                f"{field}_script_mix", pa.float32(), field, "ratio 0..1",
                "Letters outside the main script / letters (Kana and Han count as one).", "open-instruct filter_chinese",
            ),
        ]  # fmt: skip
    out.append(
        Signal(
            "language_mismatch",
            pa.bool_(),
            "both",
            "yes/no",
            "Prompt (of three words or more) and answer are surely in different languages that are not close to each other, and the prompt "
            "neither speaks of translating nor names the answer's language.",
        )
    )
    out.append(
        Signal(
            "language_unwanted",
            pa.bool_(),
            "response",
            "yes/no",
            "The answer is surely in a language that the recipe does not list, and that a prompt in a listed one does not ask for.",
        )
    )
    out.append(
        Signal(
            "script_unwanted",
            pa.bool_(),
            "row",
            "yes/no",
            "Prompt and answer, at least 40 words together, are in scripts that no language of the recipe is written in; "
            "null without languages.",
        )
    )
    return tuple(out)
