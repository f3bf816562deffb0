"""ASCII by name, for kernels: single bytes to compare with, sets of them as tables, and the usual classes."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt

TAB, LINE_FEED, BLANK = b"\t\n "
(
    EXCLAMATION, QUOTE, HASH, DOLLAR, PERCENT, AMPERSAND, APOSTROPHE, OPENING, CLOSING, ASTERISK, PLUS, COMMA, HYPHEN, STOP, SLASH,
) = b"!\"#$%&'()*+,-./"  # fmt: skip
COLON, SEMICOLON, LESS, EQUALS, GREATER, QUESTION, AT = b":;<=>?@"
OPENING_SQUARE, BACKSLASH, CLOSING_SQUARE, CARET, UNDERSCORE, BACKTICK = b"[\\]^_`"
OPENING_BRACE, BAR, CLOSING_BRACE, TILDE = b"{|}~"


def among(characters: str) -> npt.NDArray[np.bool_]:
    """Return a table over all bytes that is true for these ASCII characters."""
    table = np.zeros(256, np.bool_)
    table[list(characters.encode("ascii"))] = True
    return table


@nb.njit(nogil=True, cache=True, inline="always")
def digit(byte: Any) -> Any:
    """Whether a byte is a digit."""
    return 48 <= byte <= 57


@nb.njit(nogil=True, cache=True, inline="always")
def letter(byte: Any) -> Any:
    """Whether a byte is an ASCII letter."""
    return 97 <= (byte | 0x20) <= 122


@nb.njit(nogil=True, cache=True, inline="always")
def capital(byte: Any) -> Any:
    """Whether a byte is an ASCII capital."""
    return 65 <= byte <= 90


@nb.njit(nogil=True, cache=True, inline="always")
def hexadecimal(byte: Any) -> Any:
    """Whether a byte is a hexadecimal digit."""
    return 48 <= byte <= 57 or 97 <= (byte | 0x20) <= 102
