# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""One pass over a text that says which of thousands of literal parts stand in it (Aho and Corasick 1975, as a table)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from ft_data.signals.flags.atoms import Atom

LEFT, RIGHT, BEGINS, ENDS, WHOLE, ALSO = 1, 2, 4, 8, 16, 32


class Automaton(NamedTuple):
    """``step[state * classes + class_of[byte]]`` is the next state; from ``silent`` on they have outputs, the n-th of those
    ``first[n]:first[n + 1]``."""

    class_of: npt.NDArray[np.uint8]
    classes: int
    silent: int
    step: npt.NDArray[np.uint16] | npt.NDArray[np.int32]
    first: npt.NDArray[np.int32]
    owner: npt.NDArray[np.int32]
    length: npt.NDArray[np.int32]
    flags: npt.NDArray[np.int32]


def automaton(owned: Sequence[tuple[Atom, int, bool]]) -> Automaton:
    """Build the automaton of atoms, each with the number of the pattern that owns it and whether it is of its second set."""
    text = np.frombuffer(b"".join(atom.text for atom, *_ in owned), np.uint8)
    ends = np.cumsum([0, *(len(atom.text) for atom, *_ in owned)])
    class_of = np.zeros(256, np.uint8)
    letters = np.unique(text)
    class_of[letters] = np.arange(1, len(letters) + 1)
    class_of[65:91] = class_of[97:123]
    class_of[10] = class_of[32]
    classes = len(letters) + 1
    step = np.zeros((len(text) + 1, classes), np.int32)
    leaf = np.zeros(len(owned), np.int32)
    states = _trie(class_of[text], ends, step, leaf)
    step, back, order = step[:states], np.zeros(states, np.int32), np.zeros(states, np.int32)
    _complete(step, back, order)
    # The outputs of a state are those of the atoms that end there, then those of the state behind it.
    own = np.argsort(leaf, kind="stable").astype(np.int32)
    starts = np.searchsorted(leaf[own], np.arange(states + 1)).astype(np.int32)
    counts = np.diff(starts)
    for state in order.tolist():
        counts[state] += counts[back[state]]
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    atom = np.zeros(first[-1], np.int32)
    _outputs(order, back, own, starts, first, atom)
    # A state without outputs adds nothing to the running sum, so these bounds are those of the others in their order.
    first = first[np.concatenate([np.flatnonzero(counts), [states]])]
    flags = [
        LEFT * a.left | RIGHT * a.right | BEGINS * a.begins | ENDS * a.ends | WHOLE * a.whole | ALSO * second
        for a, _, second in owned
    ]
    owner = np.array([owner for _, owner, _ in owned], np.int32)
    # States with outputs come last, so that the number of a state says whether to look for any.
    silent = int((counts == 0).sum())
    order = np.argsort(counts > 0, kind="stable")
    renumbered = np.zeros(states, np.int32)
    renumbered[order] = np.arange(states)
    # Half the memory to go through, where the numbers fit.
    step = np.ascontiguousarray(renumbered[step[order]], dtype=np.uint16 if states <= 1 << 16 else np.int32)
    return Automaton(
        class_of, classes, silent, step.ravel(), first, owner[atom], np.diff(ends).astype(np.int32)[atom],
        np.array(flags, np.int32)[atom],
    )  # fmt: skip


@nb.njit(nogil=True, cache=True)
def _trie(text: Any, ends: Any, step: Any, leaf: Any) -> int:
    """Enter every atom into ``step`` (state 0 is the root and stands for "none"); return the number of states."""
    states = 1
    for atom in range(len(ends) - 1):
        state = 0
        for at in range(ends[atom], ends[atom + 1]):
            if step[state, text[at]] == 0:
                step[state, text[at]] = states
                states += 1
            state = step[state, text[at]]
        leaf[atom] = state
    return states


@nb.njit(nogil=True, cache=True)
def _complete(step: Any, back: Any, order: Any) -> None:
    """Add the steps back to shorter parts, breadth first; ``order`` is that order, ``back`` the longest shorter part."""
    done, known = 0, 1
    while done < known:
        state = order[done]
        done += 1
        for number in range(step.shape[1]):
            after = step[state, number]
            beside = step[back[state], number] if state else 0
            if after == 0 or after == beside:
                step[state, number] = beside
            else:
                back[after] = beside
                order[known] = after
                known += 1


@nb.njit(nogil=True, cache=True)
def _outputs(order: Any, back: Any, own: Any, starts: Any, first: Any, atom: Any) -> None:
    for state in order:
        at = first[state]
        for k in range(starts[state], starts[state + 1]):
            atom[at] = own[k]
            at += 1
        if state:
            behind = back[state]
            for k in range(first[behind], first[behind + 1]):
                atom[at] = atom[k]
                at += 1


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
    data: Any, offsets: Any, limit: int, tail: int, class_of: Any, classes: int, silent: int, step: Any, first: Any,
    owner: Any, length: Any, flags: Any, may: Any, also: Any, does: Any,
) -> None:  # fmt: skip
    """Set per row the bits of patterns that may match (an atom of the first set is there), of those of whose second set
    one is there also, and of those that do match (a whole atom is there).

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
            state = np.int64(step[state * classes + class_of[text[i]]])
            if state < silent:
                continue
            for k in range(first[state - silent], first[state - silent + 1]):
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
                if kind & 32:
                    also[row, owner[k] >> 6] |= np.uint64(1) << np.uint64(owner[k] & 63)
                elif kind & 16:
                    does[row, owner[k] >> 6] |= np.uint64(1) << np.uint64(owner[k] & 63)
                else:
                    may[row, owner[k] >> 6] |= np.uint64(1) << np.uint64(owner[k] & 63)
