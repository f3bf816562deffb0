"""How surely a row is in a language that the recipe does not list."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ft_data.signals.language import second as other
from ft_data.signals.language.close import near
from ft_data.signals.language.guess import Guess, words
from ft_data.signals.language.kernel import SCRIPTS
from ft_data.signals.language.model import model
from ft_data.signals.language.request import requested
from ft_data.signals.language.rows import ALONE, Rows
from ft_data.signals.language.scripts import apart, outside, scripts_of
from ft_data.text.columns import Text

# One detector says so; both or the script, of the answer alone; both, of prompt and answer of a few words; of longer ones.
ONE, ANSWER, BRIEF, WHOLE = 1, 2, 3, 4
ODDS = 0.02  # both together hold a wanted language for less likely than this against the others
DOUBT = 0.1  # one of them does
LETTERS = 6  # in words, of which a detector can say something
SHORT = 200  # letters below which close languages pass for each other
OWN = 0.2  # of its letters in a script that is wanted, other than Latin
PROMPT, PROMPT_WORDS = 0.8, 3  # a prompt that surely is in a wanted language
_TINY = 1e-9


class Unwanted(NamedTuple):
    """Per row: how surely it is in an unwanted language (0 to WHOLE); what the second detector says alone (0, BRIEF, WHOLE)."""

    level: npt.NDArray[np.int8]
    second: npt.NDArray[np.int8]


def unwanted(
    wanted: list[str],
    prompts: Text,
    answers: Text,
    asked: Guess,
    said: Guess,
    rows: Rows,
    asked_in: npt.NDArray[np.object_],
) -> Unwanted | None:
    """Judge every row; None without wanted languages, or with one that a detector does not know.

    ``asked_in``: the language of each prompt as both detectors say, or "".

    A language that the prompt asks for, or holds the answer in, is never unwanted, unless the prompt itself is in an unwanted one.
    """
    names = model().languages
    scripts = scripts_of(wanted, names)
    if scripts is None or not set(wanted) <= other.known():
        return None
    first, opinion = rows
    a, b = _share(first.share), _share(opinion.share)
    odds = a / (1 - a) * b / (1 - b)
    letters = first.scripts.sum(axis=1)
    told = (opinion.letters >= LETTERS) & (opinion.best != "")
    for row in np.flatnonzero(told & (b < 0.5)).tolist():
        named = {opinion.best[row], _name(first, row)} - {"", *wanted}
        # Malay or Indonesian, Danish or Norwegian.
        told[row] = letters[row] >= SHORT or not any(near(name, wanted) for name in named)
        # Names and terms in Latin letters were looked at in a text that holds a wanted script.
        held = {SCRIPTS[k] for k in np.flatnonzero(first.scripts[row] >= OWN * letters[row])}
        told[row] &= not (held & scripts - {"Latin"}) - (
            scripts_of([opinion.best[row]], other.known()) or set()
        )
    both = told & (a < 0.5) & (b < 0.5) & (odds <= ODDS)
    one = told & (a < 0.9) & ((b <= DOUBT) | (odds <= DOUBT))
    written, whole = apart(said.scripts, scripts), outside(asked.scripts, said.scripts, scripts)
    sure = ((words(asked) >= PROMPT_WORDS) & (asked.share >= PROMPT)) | np.isin(asked_in, wanted)
    level = np.zeros(len(a), np.int8)
    level[one] = ONE
    level[both | written] = ANSWER
    brief = letters < ALONE
    # Under a prompt in two scripts the answer in the unwanted one may be what it asks for.
    level[both & ~sure & ~written] = np.where(brief, BRIEF, WHOLE)[both & ~sure & ~written]
    level[whole] = WHOLE
    alone = np.where(
        written | whole, WHOLE, np.where(told & (b <= DOUBT), np.where(brief, BRIEF, WHOLE), 0)
    ).astype(np.int8)
    ours = np.array([name in wanted for name in names] + [True])
    for row in np.flatnonzero(((level > 0) | (alone > 0)) & ours[asked.best] & ~whole).tolist():
        named = {opinion.best[row], _name(first, row), _name(said, row)}
        if requested(prompts, answers, row, asked, said, named):
            level[row] = alone[row] = 0
    return Unwanted(level, alone)


def _share(found: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return a probability that is neither 0 nor 1; what is not known speaks for the wanted languages."""
    known: npt.NDArray[np.float64] = np.clip(np.nan_to_num(found, nan=1.0), _TINY, 1 - _TINY)
    return known


def _name(found: Guess, row: int) -> str:
    return model().languages[found.best[row]] if found.best[row] >= 0 else ""
