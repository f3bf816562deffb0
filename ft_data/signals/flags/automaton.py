# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""One pass over a text that says which of thousands of literal parts stand in it (Aho and Corasick 1975, as a table)."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any, NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from ft_data.signals.flags.atoms import Atom

LEFT, RIGHT, BEGINS, ENDS, WHOLE = 1, 2, 4, 8, 16


class Automaton(NamedTuple):
    """``step[state * classes + class_of[byte]]`` is the next state; ``first[state]:first[state + 1]`` are its outputs."""

    class_of: npt.NDArray[np.uint8]
    classes: int
    step: npt.NDArray[np.int32]
    first: npt.NDArray[np.int32]
    owner: npt.NDArray[np.int32]
    length: npt.NDArray[np.int32]
    flags: npt.NDArray[np.int32]


def automaton(owned: Sequence[tuple[Atom, int]]) -> Automaton:
    """Build the automaton of atoms, each with the number of the pattern that owns it."""
    letters = sorted({byte for atom, _ in owned for byte in atom.text})
    class_of = np.zeros(256, np.uint8)
    for number, byte in enumerate(letters, start=1):
        class_of[byte] = number
        if 97 <= byte <= 122:
            class_of[byte - 32] = number
    class_of[10] = class_of[32]
    classes = len(letters) + 1
    children: list[dict[int, int]] = [{}]
    outputs: list[list[tuple[int, int, int]]] = [[]]
    for atom, owner in owned:
        state = 0
        for byte in atom.text:
            number = int(class_of[byte])
            after = children[state].get(number)
            if after is None:
                after = children[state][number] = len(children)
                children.append({})
                outputs.append([])
            state = after
        flags = (
            LEFT * atom.left
            | RIGHT * atom.right
            | BEGINS * atom.begins
            | ENDS * atom.ends
            | WHOLE * atom.whole
        )
        outputs[state].append((owner, len(atom.text), flags))
    step = np.zeros((len(children), classes), np.int32)
    back = [0] * len(children)
    queue: deque[int] = deque([0])
    while queue:
        state = queue.popleft()
        if state:
            step[state] = step[back[state]]
            outputs[state] = outputs[state] + outputs[back[state]]
        for number, after in children[state].items():
            back[after] = int(step[state, number])
            step[state, number] = after
            queue.append(after)
    first = np.concatenate([[0], np.cumsum([len(found) for found in outputs])]).astype(np.int32)
    flat = np.array([one for found in outputs for one in found], np.int32).reshape(-1, 3)
    owner, length, flags = (np.ascontiguousarray(flat[:, k]) for k in range(3))
    return Automaton(class_of, classes, step.ravel(), first, owner, length, flags)


@nb.njit(nogil=True, cache=True)
def _word(byte: int) -> bool:
    return 48 <= byte <= 57 or byte == 95 or 97 <= (byte | 0x20) <= 122


@nb.njit(nogil=True, cache=True)
def _fold(data: Any, start: int, end: int, out: Any, count: int) -> int:
    """Append a text to ``out``: white space runs as one blank or line break, curly apostrophes straight, digits as 0."""
    i = start
    while i < end:
        byte = data[i]
        i += 1
        if byte == 32 or byte == 10 or byte == 9 or byte == 13 or byte == 12:
            byte = np.uint8(10 if byte == 10 else 32)
            if count and (out[count - 1] == 32 or out[count - 1] == 10):
                if byte == 10:
                    out[count - 1] = byte
                continue
        elif 48 <= byte <= 57:
            byte = np.uint8(48)
        elif byte == 0xE2 and i + 1 < end and data[i] == 0x80 and data[i + 1] == 0x99:
            byte = np.uint8(39)
            i += 2
        out[count] = byte
        count += 1
    return count


@nb.njit(nogil=True, cache=True)
def scan(
    data: Any, offsets: Any, limit: int, tail: int, class_of: Any, classes: int, step: Any, first: Any, owner: Any, length: Any,
    flags: Any, may: Any, does: Any,
) -> None:  # fmt: skip
    """Set per row the bits of patterns that may match (an atom is there) and of those that do (a whole one is).

    Of a row longer than ``limit`` bytes that many count, ``tail`` of them from its end, as a line of their own.
    """
    text = np.zeros(limit + 2, np.uint8)
    for row in range(len(offsets) - 1):
        start, end = offsets[row], offsets[row + 1]
        if end - start <= limit:
            count = _fold(data, start, end, text, 0)
        else:
            count = _fold(data, start, start + limit - tail, text, 0)
            if tail:
                if text[count - 1] == 32:
                    count -= 1
                if text[count - 1] != 10:
                    text[count] = 10
                    count += 1
                count = _fold(data, end - tail, end, text, count)
        text[count] = 0
        state = 0
        for i in range(count):
            state = step[state * classes + class_of[text[i]]]
            for k in range(first[state], first[state + 1]):
                kind = flags[k]
                if kind & 1 and i >= length[k] and _word(text[i - length[k]]):
                    continue
                if kind & 2 and _word(text[i + 1]):
                    continue
                at = i - length[k] + 1
                opens = at == 0 or text[at - 1] == 10 or text[at] == 10 or (at == 1 and text[0] == 32)
                if kind & 4 and not opens:
                    continue
                blank = i + 2 == count and text[i + 1] == 32
                if kind & 8 and not (i + 1 == count or text[i + 1] == 10 or text[i] == 10 or blank):
                    continue
                if kind & 16:
                    does[row, owner[k] >> 6] |= np.uint64(1) << np.uint64(owner[k] & 63)
                else:
                    may[row, owner[k] >> 6] |= np.uint64(1) << np.uint64(owner[k] & 63)
