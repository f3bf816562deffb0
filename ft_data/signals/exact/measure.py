"""Measure what needs no language: equal texts, loops, characters that no text has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ft_data.example import said
from ft_data.signals.exact import frames, loops
from ft_data.signals.exact.kernel import may_loop, odd_bytes
from ft_data.signals.kind.text import is_code
from ft_data.text.columns import Text, text_of

_LEAST = 60  # bytes: 30 words of one letter
_SHORT = 200  # characters of a text that nobody asked for, below which a loop is emphasis
_LOST = re.compile("(?<=\\w)\ufffd+|\ufffd+(?=\\w)|\ufffd{2,}")
_SPOKEN_OF = re.compile(r"fffd|replacement char|\bmojibake\b|\butf-?8\b|\bunicode\b", re.IGNORECASE)


def exact_signals(table: pa.Table, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the group `exact`."""
    prompts, answers = text_of(table["prompt_text"]), text_of(table["response_text"])
    count = table.num_rows
    (_, lost_there), (controls, lost) = _odd(prompts), _odd(answers)
    replaced, damaged = np.zeros(count, np.int64), np.zeros(count, np.bool_)
    whole = np.asarray(pc.fill_null(pc.equal(table["kind"], "text"), False))
    for row in np.flatnonzero(lost + lost_there).tolist():
        texts = _of(prompts, row), _of(answers, row)
        if not any(_SPOKEN_OF.search(text) for text in texts):
            replaced[row] = sum(len(found) for text in texts for found in _LOST.findall(text))
            # A request that is to be mended is a task.
            damaged[row] = _is_damaged(texts[1]) and not (whole[row] and _is_sound(texts[1]))
    return {
        "equal_pair": equal_pairs(table),
        "exact_echo": echoes(table, prompts, answers),
        "strict_loop": looped(prompts, answers, whole),
        "bare_frame": framed(answers, whole),
        "replacement_chars": replaced,
        "damaged": damaged,
        "control_chars": controls,
    }


def _odd(text: Text) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return control characters and U+FFFD per row."""
    found = np.zeros((2, len(text)), np.int64)
    odd_bytes(text.data, text.offsets, *found)
    return found[0], found[1]


def _is_damaged(text: str) -> bool:
    lost = sum(map(len, _LOST.findall(text)))
    return lost > 0 and lost >= min(3.0, len(text.split()) / 100)


def _is_sound(text: str) -> bool:
    """Say whether the lines that lost characters are less than half of a text: of a document one line is a line."""
    lost = sum(len(line) for line in text.split("\n") if _LOST.search(line))
    return 2 * lost < len(text)


def _of(text: Text, row: int) -> str:
    return text.data[text.offsets[row] : text.offsets[row + 1]].tobytes().decode("utf-8", "replace")


def looped(prompts: Text, answers: Text, whole: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return which answers are one unit said over and over, and no code; ``whole``: texts that answer nothing, short ones spared."""
    found = np.zeros(len(answers), np.bool_)
    may_loop(answers.data, answers.offsets, _LEAST, found)
    for row in np.flatnonzero(found).tolist():
        answer = _of(answers, row)
        emphasis = whole[row] and len(answer) < _SHORT
        found[row] = not emphasis and loops.strict(answer, _of(prompts, row)) and not is_code(answer)
    return found


def framed(texts: Text, whole: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return which texts that answer nothing are the frame of a page and nothing else."""
    found = np.zeros(len(texts), np.bool_)
    short = np.diff(texts.offsets) <= 4 * frames.LONGEST
    for row in np.flatnonzero(whole & short).tolist():
        found[row] = frames.is_bare(_of(texts, row))
    return found


def echoes(table: pa.Table, prompts: Text, answers: Text) -> npt.NDArray[np.bool_]:
    """Return which answers are the prompt over again, once or twice, and nothing else.

    Whoever asks for a copy says so beside the text, so the whole prompt is never what was asked for. A system message
    or an earlier turn may ask, so rows that have one are left alone.
    """
    sizes, asked = np.diff(answers.offsets), np.diff(prompts.offsets)
    alike = np.minimum(np.abs(sizes - asked), np.abs(sizes - 2 * asked)) <= 64
    found: npt.NDArray[np.bool_] = (sizes >= 7) & (asked > 0) & alike
    found &= np.asarray(pc.fill_null(pc.not_equal(table.column("kind"), "text"), False))
    # Most texts of about one length differ in their first byte; white space may come before it.
    asks, says = prompts.data[prompts.offsets[:-1] * found], answers.data[answers.offsets[:-1] * found]
    found &= (asks == says) | (asks <= 32) | (says <= 32)
    for row in np.flatnonzero(found).tolist():
        answer, prompt = _of(answers, row).split(), _of(prompts, row).split()
        found[row] = (
            answer in (prompt, 2 * prompt)
            and len(loops.words(" ".join(answer))) >= 4
            and len(table.column("messages")[row]) <= 2
            and all(m["role"].as_py() not in ("system", "developer") for m in table.column("messages")[row])
        )
    return found


def equal_pairs(table: pa.Table) -> pa.Array:
    """Return which preferences have two equal answers; null for rows that are none."""
    kinds = table.column("kind")
    values: list[bool | None] = [None] * table.num_rows
    for row in np.flatnonzero(np.asarray(pc.fill_null(pc.equal(kinds, "preference"), False))).tolist():
        chosen, rejected = (table.column(name)[row].as_py() for name in ("chosen", "rejected"))
        if chosen and rejected:
            values[row] = _spoken(chosen) == _spoken(rejected)
    return pa.array(values, pa.bool_())


def _spoken(turns: list[dict[str, str | None]]) -> list[tuple[str | None, list[str], str]]:
    return [(m["role"], said(m).split(), (m["tool_calls_json"] or "").strip()) for m in turns]
