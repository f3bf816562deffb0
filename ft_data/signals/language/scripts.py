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
WORD = 0.6  # of a word: three letters, or two characters
KANA = 0.2  # against Han: fewer are names and loans in Chinese
SHARE = 0.9  # of its letters that are outside the wanted scripts


def scripts_of(languages: Collection[str], known: Collection[str]) -> frozenset[str] | None:
    """Return the scripts of languages (ISO 639-1); None without any, or when one is not ``known``."""
    if not languages or not all(code in known or code in _SCRIPTS for code in languages):
        return None
    return frozenset(name for code in languages for name in _SCRIPTS.get(code, ["Latin"]))


def written_as(languages: npt.NDArray[np.object_], letters: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
    """Return the languages as their letters allow: Han without Kana and Hangul is Chinese, with Kana Japanese.

    ``letters``: per row and script.
    """
    han, kana, hangul = (letters[:, SCRIPTS.index(name)] for name in ("Han", "Kana", "Hangul"))
    chinese = (han > 0) & (((languages == "ja") & (kana == 0)) | ((languages == "ko") & (hangul == 0)))
    japanese = (languages == "zh") & (kana > KANA * han)
    return np.where(chinese, "zh", np.where(japanese, "ja", languages))


def languages_in(script: str) -> frozenset[str]:
    """Return the languages that are written in a script other than Latin."""
    return frozenset(code for code, names in _SCRIPTS.items() if script in names)


def apart(letters: npt.NDArray[np.int64], wanted: frozenset[str]) -> npt.NDArray[np.bool_]:
    """Return which texts are in other scripts: letters per row and script.

    A word is enough, however short the text: three letters, or two characters of a script without spaces.
    """
    foreign = letters[:, [name not in wanted for name in SCRIPTS]].sum(axis=1)
    told: npt.NDArray[np.bool_] = (letters / LETTERS).sum(axis=1) >= WORD
    return told & (foreign >= SHARE * letters.sum(axis=1))


def outside(
    prompt: npt.NDArray[np.int64], answer: npt.NDArray[np.int64], wanted: frozenset[str]
) -> npt.NDArray[np.bool_]:
    """Return which rows are in other scripts, prompt and answer alike: letters per row and script of both fields."""
    rows = apart(prompt + answer, wanted)
    for letters in (prompt, answer):
        foreign = letters[:, [name not in wanted for name in SCRIPTS]].sum(axis=1)
        rows &= foreign >= SHARE * letters.sum(axis=1)
    return rows
