# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""Kernel that judges words by their letters and sentences by the order of their small words."""

from __future__ import annotations

import itertools
from typing import Any

import numba as nb
import numpy as np

from ft_data.text.scan import place_of

NAMES = ("gibberish", "word_salad", "stutter")
# Letter pairs that English words and names hardly ever have.
_PAIRS = ["bq", "bx", "bz", "cb", "cf", "cg", "cj", "cp", "cv", "cw", "cx", "dx", "dq", "fb", "fc", "fd", "fg", "fh", "fk", "fm", "fn", "fp", "fq", "fv", "fw", "fx", "fz", "gb", "gj", "gk", "gq", "gv", "gx", "gz", "hj", "hk", "hq", "hv", "hx", "hz", "jb", "jc", "jd", "jf", "jg", "jh", "jj", "jk", "jl", "jm", "jn", "jp", "jq", "jr", "js", "jt", "jv", "jw", "jx", "jy", "jz", "kj", "kq", "kx", "kz", "lj", "lq", "lx", "mj", "mq", "mx", "mz", "pj", "pq", "pv", "px", "pz", "qa", "qb", "qc", "qd", "qe", "qf", "qg", "qh", "qj", "qk", "ql", "qm", "qn", "qo", "qp", "qq", "qr", "qs", "qt", "qv", "qw", "qx", "qy", "qz", "sx", "sz", "tq", "tx", "vb", "vc", "vd", "vf", "vg", "vh", "vj", "vk", "vl", "vm", "vn", "vp", "vq", "vr", "vs", "vt", "vw", "vx", "vz", "wj", "wq", "wv", "wx", "wz", "xb", "xd", "xf", "xg", "xj", "xk", "xm", "xn", "xr", "xv", "xw", "xz", "yj", "yq", "yx", "zb", "zc", "zd", "zf", "zg", "zj", "zk", "zm", "zn", "zp", "zq", "zr", "zs", "zt", "zv", "zw", "zx"]  # fmt: skip
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ARTICLES = ("the", "a", "an", "my", "your", "our", "their", "its", "every")
_LINKS = ("of", "to", "in", "for", "on", "with", "at", "by", "from", "into")
_JOINS = ("and", "or", "but", "if", "because", "than")
_VERBS = (
    "is", "are", "was", "were", "be", "been", "can", "will", "would", "should", "could", "may", "might", "must", "has", "had",
)  # fmt: skip
_REVERSED = (
    "eht",
    "fo",
    "dna",
    "taht",
    "htiw",
    "rof",
    "uoy",
    "evah",
    "siht",
    "morf",
    "erew",
    "hcihw",
    "rieht",
    "tub",
)


def pairs() -> Any:
    """Return a 26 x 26 table of implausible letter pairs (1) and neighbours on a keyboard row (2
    rightwards, 4 leftwards)."""
    table = np.zeros((26, 26), np.uint8)
    for a, b in _PAIRS:
        table[ord(a) - 97, ord(b) - 97] |= 1
    for line in _ROWS:
        for a, b in itertools.pairwise(line):
            table[ord(a) - 97, ord(b) - 97] |= 2
            table[ord(b) - 97, ord(a) - 97] |= 4
    return table


def _number(word: str) -> int:
    value = 0
    for char in word:
        value = value * 27 + ord(char) - 96
    return value


def small_words() -> tuple[Any, Any]:
    """Return numbers of the small words in ascending order, and the class of each (1 article .. 5 reversed
    word)."""
    classes = {}
    for kind, words in enumerate((_ARTICLES, _LINKS, _JOINS, _VERBS, _REVERSED), start=1):
        classes.update({_number(word): kind for word in words})
    order = sorted(classes)
    return np.array(order, np.int64), np.array([classes[n] for n in order], np.int64)


@nb.njit(nogil=True, cache=True)
def _class(number: int, numbers: Any, kinds: Any) -> int:
    place = place_of(number, numbers)
    return int(kinds[place]) if place >= 0 else 0


@nb.njit(nogil=True, cache=True)
def _odd(data: Any, start: int, end: int, table: Any) -> tuple[bool, int]:
    """Whether a word of ASCII letters looks unpronounceable, and its longest run of keyboard neighbours."""
    vowels = pairs = consonants = worst = run = keys = 0
    upper = heading = 0
    before = -1
    for i in range(start, end):
        letter = np.int64(data[i] | 0x20) - 97
        upper += data[i] < 97
        vowel = letter == 0 or letter == 4 or letter == 8 or letter == 14 or letter == 20 or letter == 24
        vowels += vowel
        consonants = 0 if vowel else consonants + 1
        worst = max(worst, consonants)
        if before >= 0:
            kind = table[before, letter]
            pairs += kind & 1
            # Along a row of keys in one direction: asdf, lkjh, qwer.
            way = kind & 6
            run = (run + 1 if way == heading else 1) if way else 0
            heading = way
            keys = max(keys, run)
        before = letter
    length = end - start
    if upper > 1:
        return False, 0  # an acronym, an identifier
    odd = (vowels == 0 and length >= 5) or worst >= 6 or pairs >= 2 or (pairs >= 1 and worst >= 5)
    if length >= 18 and worst >= 5:
        odd = True
    return odd, keys + 1


@nb.njit(nogil=True, cache=True)
def _named(data: Any, start: int, end: int, first: int, last: int) -> bool:
    """Whether a run of letters is part of a path, an address, an identifier, a formula or a command: \\sqrt, a/b, x_y, f(x)."""
    before = data[start - 1] if start > first else np.uint8(32)
    if (
        before == 92
        or before == 47
        or before == 95
        or before == 64
        or before == 35
        or before == 36
        or before == 94
    ):
        return True
    if (
        before == 61
        or before == 60
        or before == 123
        or (before == 46 and start - 1 > first and data[start - 2] > 32)
    ):
        return True
    after = data[end] if end < last else np.uint8(32)
    if after == 47 or after == 95 or after == 64 or after == 40 or after == 94 or after == 61 or after == 125:
        return True
    return (
        after == 46 and end + 1 < last and data[end + 1] > 32 and data[end + 1] != 34 and data[end + 1] != 41
    )


@nb.njit(nogil=True, cache=True)
def noise(data: Any, offsets: Any, limit: int, table: Any, numbers: Any, kinds: Any, out: Any) -> None:
    """Fill ``out`` (one line per name of NAMES, one column per row); NaN where a row has no words to
    judge, for gibberish also where one letter in 50 is beyond ASCII: other languages have other words."""
    for row in range(len(offsets) - 1):
        i, end = offsets[row], min(offsets[row + 1], offsets[row] + limit)
        while end < offsets[row + 1] and end > i and data[end] & 0xC0 == 0x80:
            end -= 1
        words = letters = odd_letters = foreign = repeats = 0
        openings = faults = reversed_words = 0
        before_kind, before_hash = 0, np.int64(-1)
        ended = plain = False
        while i < end:
            byte = data[i]
            if byte == 96:
                # Names in code marks are not made of words.
                j = i + 1
                while j < end and j - i < 200 and data[j] != 96 and data[j] != 10:
                    j += 1
                if j < end and data[j] == 96 and j > i + 1:
                    before_kind, before_hash = 0, -1
                    ended = plain = False
                    i = j + 1
                    continue
            if not (97 <= byte | 0x20 <= 122 or byte >= 128 or 48 <= byte <= 57):
                if (
                    byte == 46
                    or byte == 33
                    or byte == 63
                    or byte == 59
                    or byte == 10
                    or byte == 44
                    or byte == 58
                ):
                    if before_kind == 1 and (byte == 46 or byte == 33 or byte == 63):
                        openings += 1
                        faults += 1
                    before_kind, before_hash = 0, -1
                    # A full stop after a small-letter word of 3 letters or more ends a sentence; what
                    # follows is judged.
                    ended = (
                        byte != 44
                        and byte != 59
                        and byte != 58
                        and i > offsets[row] + 2
                        and i + 1 < end
                        and data[i + 1] == 32
                        and 97 <= data[i - 1] <= 122
                        and 97 <= data[i - 2] <= 122
                        and 97 <= data[i - 3] <= 122
                    )
                    plain = False
                elif byte != 32:
                    plain = False
                    before_kind = 0
                i += 1
                continue
            start, ascii_word = i, True
            digits = 0
            number = np.int64(0)
            while i < end:
                byte = data[i]
                if 97 <= byte | 0x20 <= 122:
                    if number < 1 << 40:
                        number = number * 27 + np.int64(byte | 0x20) - 96
                    i += 1
                elif 48 <= byte <= 57:
                    digits += 1
                    i += 1
                elif byte >= 128:
                    ascii_word = False
                    # Lead bytes of letters; E2, EF and F0 lead signs and pictographs, C2 signs of Latin-1.
                    foreign += 0xC3 <= byte <= 0xED and byte != 0xE2
                    i += 1
                elif (byte == 39 or byte == 45) and i + 1 < end and 97 <= data[i + 1] | 0x20 <= 122:
                    ascii_word = False
                    number = 1 << 41
                    i += 1
                else:
                    break
            length = i - start
            words += digits == 0
            if digits > 0 or not ascii_word or _named(data, start, i, offsets[row], end):
                before_kind, before_hash = 0, -1
                continue
            letters += length
            if length >= 4:
                odd, keys = _odd(data, start, i, table)
                if odd or keys >= 4:
                    odd_letters += length
            kind = _class(number, numbers, kinds) if length <= 6 else 0
            reversed_words += kind == 5
            small = 97 <= data[start] <= 122
            if ended:
                openings += 1
                faults += small
            elif plain and 1 <= kind <= 4 and length >= 2 and not small and 97 <= data[start + 1] <= 122:
                openings += 1
                faults += 1  # The, Of, And in the middle of a sentence
            ended, plain = False, small
            if before_kind == 1 or before_kind == 2:
                openings += 1
                if (before_kind == 1 and 1 <= kind <= 4 and not (kind == 1 and number == 1)) or (
                    before_kind == 2 and (kind == 3 or kind == 4) and number != 2 * 27 + 5
                ):
                    faults += 1
            if number == before_hash and length >= 2:
                repeats += 1
            before_kind, before_hash = kind, number
        out[0, row] = out[1, row] = out[2, row] = np.nan
        if words == 0:
            continue
        if foreign * 50 <= letters:
            backwards = min(1.0, 4.0 * reversed_words / words) if reversed_words >= 3 else 0.0
            out[0, row] = max(odd_letters / max(letters, 1), backwards)
        if openings >= 6:
            out[1, row] = faults / openings
        out[2, row] = repeats / words
