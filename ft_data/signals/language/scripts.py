"""Which scripts a language is written in, and rows that are in none of those that are wanted."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from ft_data.signals.language.kernel import SCRIPTS

# Languages that are not written in Latin letters alone. A script without a name of its own here is "other".
_WRITTEN = {
    "Greek": "el", "Cyrillic": "ru uk be bg mk ky kk tg tt ba cv", "Hebrew": "he yi", "Arabic": "ar fa ur ps ug sd ckb",
    "Devanagari": "hi ne mr sa", "Bengali": "bn as", "Thai": "th", "Hangul Han": "ko", "Kana Han": "ja", "Han": "zh yue",
    "other": "am hy ka km lo ml kn ta te gu or si dz bo my dv ti iu", "Latin Cyrillic": "sr az uz tk mo sh", "Latin Arabic": "ku",
    "Cyrillic other": "mn", "other Arabic": "pa", "Arabic other": "ks",
}  # fmt: skip
_SCRIPTS = {code: names.split() for names, codes in _WRITTEN.items() for code in codes.split()}
# Letters of about one word: five, or two characters of a script without spaces.
LETTERS = np.array([2.0 if name in ("Thai", "Kana", "Han") else 5.0 for name in SCRIPTS])
WORDS = 40  # least words of a row that is judged as a whole
SHARE = 0.9  # of its letters that are outside the wanted scripts


def scripts_of(languages: Collection[str], known: Collection[str]) -> frozenset[str] | None:
    """Return the scripts of languages (ISO 639-1); None without any, or when one is not ``known``."""
    if not languages or not all(code in known or code in _SCRIPTS for code in languages):
        return None
    return frozenset(name for code in languages for name in _SCRIPTS.get(code, ["Latin"]))


def outside(
    prompt: npt.NDArray[np.int64], answer: npt.NDArray[np.int64], wanted: frozenset[str]
) -> npt.NDArray[np.bool_]:
    """Return which rows, prompt and answer alike, are in other scripts: letters per row and script of both fields.

    Words are estimated: five letters, or two characters of a script without spaces.
    """
    apart = np.array([name not in wanted for name in SCRIPTS])
    long = ((prompt + answer) / LETTERS).sum(axis=1) >= WORDS
    for letters in (prompt, answer):
        total = letters.sum(axis=1)
        long &= letters[:, apart].sum(axis=1) >= SHARE * total
    return long & (answer.sum(axis=1) > 0)
