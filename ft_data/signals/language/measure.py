"""Language and script of both fields and of the row, and whether they fit each other and the recipe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.signals.language.close import close
from ft_data.signals.language.guess import Guess, boost_of, guess, words
from ft_data.signals.language.kernel import SCRIPTS
from ft_data.signals.language.model import model
from ft_data.signals.language.request import QUOTED, requested
from ft_data.signals.language.rows import rows_of
from ft_data.signals.language.scripts import outside, scripts_of
from ft_data.signals.language.second import second
from ft_data.signals.language.settle import doubtful, settled
from ft_data.signals.language.unwanted import unwanted
from ft_data.text.columns import Text, text_of

LEAST_WORDS = 3  # words of a prompt that says in which language it is asked


def language_signals(table: pa.Table, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the group `language`. ``params["languages"]``: the wanted ones (ISO 639-1),
    may be empty."""
    wanted = [code.split("-")[0].lower() for code in params.get("languages") or ()]
    boost = boost_of(wanted)
    out: dict[str, Any] = {}
    guesses: dict[str, Guess] = {}
    spoken: dict[str, npt.NDArray[np.object_]] = {}
    for field in ("prompt", "response"):
        text = text_of(table[f"{field}_text"])
        found = guesses[field] = guess(text, boost)
        language, confidence = settled(found, second(text, doubtful(found), wanted, found.scripts))
        spoken[field] = language
        out[f"{field}_language"] = _names(language)
        out[f"{field}_language_confidence"] = confidence
        out |= _script(field, found.scripts)
    asked, said = guesses["prompt"], guesses["response"]
    rows = rows_of(table, said, boost, wanted)
    out["row_language"] = _names(settled(rows.first, rows.second)[0])
    out["second_language"], out["second_language_confidence"] = (
        _names(rows.second.best),
        rows.second.confidence,
    )
    prompts, answers = text_of(table["prompt_text"]), text_of(table["response_text"])
    out["language_mismatch"] = _unasked(_mismatch(asked, said), prompts, answers, asked, said)
    judged = unwanted(wanted, prompts, answers, asked, said, rows, spoken["prompt"])
    nothing = pa.nulls(len(said.best), pa.int8())
    out["language_unwanted"], out["second_unwanted"] = (nothing, nothing) if judged is None else judged
    scripts = scripts_of(wanted, model().languages)
    out["script_unwanted"] = nothing if scripts is None else outside(asked.scripts, said.scripts, scripts)
    return out


def _names(found: npt.NDArray[np.object_]) -> pa.Array:
    return pa.array(found, pa.string(), mask=found == "")


def _script(field: str, scripts: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Return the main script of a field and the share of its letters outside of it."""
    letters, main = scripts.sum(axis=1), scripts.argmax(axis=1)
    kana = scripts[:, 9] + scripts[:, 10]
    largest = np.where((main == 9) | (main == 10), kana, scripts.max(axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        mix = np.where(letters > 0, 1 - largest / letters, np.nan)
    named = np.array(SCRIPTS, dtype=object)[main]
    return {f"{field}_script": pa.array(named, pa.string(), mask=letters == 0), f"{field}_script_mix": mix}


def _unasked(
    flagged: npt.NDArray[np.bool_], prompts: Text, answers: Text, asked: Guess, said: Guess
) -> npt.NDArray[np.bool_]:
    """Return the flagged rows whose prompt neither asks for the language of the answer nor holds the answer."""
    result, languages = flagged.copy(), model().languages
    for row in np.flatnonzero(flagged).tolist():
        result[row] = not requested(prompts, answers, row, asked, said, [languages[said.best[row]]])
    return result


def _mismatch(asked: Guess, said: Guess) -> npt.NDArray[np.bool_]:
    """Whether both fields have a language, it is sure enough, and the two are neither equal nor close."""
    languages = model().languages
    differ = (asked.best != said.best) & (asked.best >= 0) & (said.best >= 0)
    rows = np.arange(len(asked.best))
    quoted = asked.scripts[rows, said.scripts.argmax(axis=1)]
    other_script = asked.scripts.argmax(axis=1) != said.scripts.argmax(axis=1)
    letters = said.scripts.sum(axis=1)
    # Two or three words are too few to say in which language is asked.
    long = words(asked)
    known = (asked.confidence >= np.where(long >= 2 * LEAST_WORDS, 0.8, 0.85)) & (long >= LEAST_WORDS)
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
        if close(languages[asked.best[row]], languages[said.best[row]]):
            result[row] = False
    return result
