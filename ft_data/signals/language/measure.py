"""Language and script of both fields, and whether they fit each other and the recipe."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.signals.columns import Text, text_column
from ft_data.signals.language.asked import asks_for
from ft_data.signals.language.kernel import SCRIPTS, identify
from ft_data.signals.language.model import model
from ft_data.signals.language.scripts import LETTERS, outside, scripts_of
from ft_data.signals.unicode import classes, lower

LEAST_LETTERS = 3  # fewer letters name no language
LEAST_CONFIDENCE = 0.2
QUOTED = 3  # letters of another script that a prompt may hold without being about them
LEAST_WORDS = 3  # words of a prompt that says in which language it is asked
_DECLARED = 20.0  # how much likelier a declared or wanted language is than another one
# Languages so close that a short text may pass for either.
_CLOSE = tuple(
    frozenset(group.split())
    for group in (
        "no da sv fo", "hr sr bs sl mk bg", "id ms jv", "cs sk", "es gl ca pt ext an", "ru uk be bg",
        "hi ne mr sa",
        "af nl fy", "fr oc wa ht", "it vec lij", "tr az crh tk", "xh zu", "rw lg", "la it es", "fa ps ur",
        "lv ltg",
    )
)  # fmt: skip


class Guess(NamedTuple):
    """Per row: language index or -1, its probability (NaN where undefined), bytes of the sample used,
    letters per script."""

    best: npt.NDArray[np.int64]
    confidence: npt.NDArray[np.float64]
    used: npt.NDArray[np.int64]
    scripts: npt.NDArray[np.int64]


@cache
def _latin() -> npt.NDArray[np.bool_]:
    """Return which languages of the model are written in Latin letters only; the last entry is for no language."""
    names = model().languages
    return np.array([scripts_of([name], names) == frozenset(("Latin",)) for name in names] + [False])


def guess(text: Text, boost: npt.NDArray[np.float64] | None = None) -> Guess:
    """Identify the language of every row of a column."""
    m = model()
    count = len(text)
    best, confidence = np.full(count, -1, np.int64), np.full(count, np.nan)
    scripts = np.zeros((count, len(SCRIPTS)), np.int64)
    used = np.zeros(count, np.int64)
    weights = np.ones(len(m.languages)) if boost is None else boost
    identify(
        text.data, text.offsets, classes(), lower(), m.step, m.hot, m.rank, m.state, m.weight, m.unit, m.bias, m.folded,
        m.prior,
        m.nothing, weights, best, confidence, used, scripts,
    )  # fmt: skip
    unknown = (scripts.sum(axis=1) < LEAST_LETTERS) | ~(confidence >= LEAST_CONFIDENCE)
    # Latin names and terms alone were sampled from a text that is mostly written in another script.
    unknown |= _latin()[best] & (scripts.argmax(axis=1) != 0) & (best >= 0)
    best[unknown], confidence[unknown] = -1, np.nan
    return Guess(best, confidence, used, scripts)


def language_signals(table: pa.Table, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the group `language`. ``params["languages"]``: the wanted ones (ISO 639-1),
    may be empty."""
    m = model()
    wanted = [code.split("-")[0].lower() for code in params.get("languages") or ()]
    boost = np.array([_DECLARED if name in wanted else 1.0 for name in m.languages])
    out: dict[str, Any] = {}
    names = np.array([*m.languages, ""], dtype=object)
    guesses = {field: guess(text_column(table, f"{field}_text"), boost) for field in ("prompt", "response")}
    for field, found in guesses.items():
        out[f"{field}_language"] = pa.array(names[found.best], pa.string(), mask=found.best < 0)
        out[f"{field}_language_confidence"] = found.confidence
        letters = found.scripts.sum(axis=1)
        main = found.scripts.argmax(axis=1)
        out[f"{field}_script"] = pa.array(
            np.array(SCRIPTS, dtype=object)[main], pa.string(), mask=letters == 0
        )
        kana = found.scripts[:, 9] + found.scripts[:, 10]
        largest = np.where((main == 9) | (main == 10), kana, found.scripts.max(axis=1))
        with np.errstate(invalid="ignore", divide="ignore"):
            out[f"{field}_script_mix"] = np.where(letters > 0, 1 - largest / letters, np.nan)
    asked, said = guesses["prompt"], guesses["response"]
    prompts = text_column(table, "prompt_text")
    out["language_mismatch"] = _unasked(
        _mismatch(m.languages, asked, said), prompts, asked, said, m.languages
    )
    allowed = np.array([not wanted or name in wanted for name in m.languages] + [True])
    letters = said.scripts.sum(axis=1)
    sure = said.confidence >= np.where(letters >= 40, 0.7, 0.9)
    # Malay or Indonesian, Danish or Norwegian: which of the two may be open although both are unwanted.
    torn = np.array(
        [any(name in group and not group & set(wanted) for group in _CLOSE) for name in m.languages] + [False]
    )
    sure |= torn[said.best] & (said.confidence >= 0.5) & (letters >= 80)
    unwanted = sure & ~allowed[said.best]
    # A prompt that is in an unwanted language itself excuses nothing.
    excused = unwanted & allowed[asked.best]
    out["language_unwanted"] = (unwanted & ~excused) | _unasked(excused, prompts, asked, said, m.languages)
    scripts = scripts_of(wanted, m.languages)
    out["script_unwanted"] = (
        pa.nulls(len(said.best), pa.bool_())
        if scripts is None
        else outside(asked.scripts, said.scripts, scripts)
    )
    return out


def _words(found: Guess) -> npt.NDArray[np.float64]:
    """Return about how many words a text has: five letters each, or two characters of a script without spaces."""
    estimate: npt.NDArray[np.float64] = (found.scripts / LETTERS).sum(axis=1)
    return estimate


def _unasked(
    flagged: npt.NDArray[np.bool_], prompts: Text, asked: Guess, said: Guess, languages: tuple[str, ...]
) -> npt.NDArray[np.bool_]:
    """Return the flagged rows whose prompt does not ask for the language of the answer.

    What a prompt holds in a script that its own language is not written in is what it is about: a phrase to work on.
    """
    result = flagged.copy()
    for row in np.flatnonzero(flagged).tolist():
        main = int(said.scripts[row].argmax())
        written = scripts_of(
            [languages[asked.best[row]]] if asked.best[row] >= 0 else [], languages
        ) or frozenset((SCRIPTS[int(asked.scripts[row].argmax())],))
        if SCRIPTS[main] not in written and asked.scripts[row, main] > QUOTED:
            result[row] = False
            continue
        prompt = (
            prompts.data[prompts.offsets[row] : prompts.offsets[row + 1]].tobytes().decode("utf-8", "ignore")
        )
        result[row] = not asks_for(prompt, languages[said.best[row]])
    return result


def _mismatch(languages: tuple[str, ...], asked: Guess, said: Guess) -> npt.NDArray[np.bool_]:
    """Whether both fields have a language, it is sure enough, and the two are neither equal nor close."""
    differ = (asked.best != said.best) & (asked.best >= 0) & (said.best >= 0)
    rows = np.arange(len(asked.best))
    quoted = asked.scripts[rows, said.scripts.argmax(axis=1)]
    other_script = asked.scripts.argmax(axis=1) != said.scripts.argmax(axis=1)
    letters = said.scripts.sum(axis=1)
    # Two or three words are too few to say in which language is asked.
    words = _words(asked)
    known = (asked.confidence >= np.where(words >= 2 * LEAST_WORDS, 0.8, 0.85)) & (words >= LEAST_WORDS)
    sure = (said.confidence >= np.where(letters >= 80, 0.75, 0.97)) & (letters >= 40)
    # A prompt that quotes the other script (a phrase to work on) is no mismatch.
    apart = (
        (quoted <= QUOTED)
        & (said.scripts.max(axis=1) >= 0.5 * letters)
        & (said.confidence >= 0.5)
        & (letters >= 12)
    )
    result: npt.NDArray[np.bool_] = differ & known & np.where(other_script, apart, sure)
    for row in np.flatnonzero(result):
        pair = {languages[asked.best[row]], languages[said.best[row]]}
        if any(pair <= group for group in _CLOSE):
            result[row] = False
    return result
