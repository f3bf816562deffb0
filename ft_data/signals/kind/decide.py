"""What kind of text a row of signs stands for, and how sure that is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ft_data.signals.kind.kernel import NAMES

KINDS = ("prose", "code", "math", "structured", "table", "dialogue", "label")
PROSE, CODE, MATH, STRUCTURED, TABLE, DIALOGUE, LABEL = range(len(KINDS))
Floats = npt.NDArray[np.float32]


def scores(f: Floats, parsed: npt.NDArray[np.bool_]) -> Floats:
    """Return a score 0..1 per kind and row, from the counts of `features`; ``parsed``: the text is a JSON or XML value.

    A score of 0.5 is where a kind begins to be likelier than prose.
    """
    g = dict(zip(NAMES, f, strict=True))
    visible, lines = np.maximum(g["visible"], 1), np.maximum(g["lines"], 1)
    tokens = np.maximum(g["tokens"], 1)
    written = g["visible"] + g["fenced"]
    odd, lettered = g["odd_chars"] / visible, g["word_chars"] / visible
    fenced = g["fenced"] / np.maximum(written, 1)
    lined = g["code_lines"] / lines
    closed = g["closed"] / lines
    out = np.zeros((len(KINDS), f.shape[1]), np.float32)
    # Stops between words are the surest sign of sentences.
    sentences = np.minimum(g["stops"] / lines, 3) / 3
    brief = (lines <= 5) & (g["stops"] == 0)
    shell = 0.15 * (g["flags"] > 0) * (1 + brief) + 0.15 * (g["pipes"] > 0) * brief
    query = 0.25 * brief * ((g["capitals"] >= 2) & (g["odd"] > 0) & (g["capitals"] * 6 >= tokens))
    blocks = 0.35 * g["indented"] / lines * ((lines >= 3) & (lined > 0))
    code = 1.1 * odd + 0.45 * lined + shell + query + blocks - 0.25 * sentences
    # Formulas are dollar signs in pairs and commands in braces; programs have dollar signs too, but their lines close.
    latex = (
        (g["commands"] + np.minimum(g["formulas"], 4) / 2 + g["doubles"] / 2)
        * (closed < 0.2)
        * (g["flags"] == 0)
    )
    latex *= (g["commands"] > 0) | (g["doubles"] >= 2) | (g["formulas"] >= 4)
    formula = np.where(latex >= 1.5, np.minimum(latex, 4) / 4 * np.minimum(1, 0.6 + 2 * odd), 0)
    counted = (g["numbers"] + 2 * g["sums"]) / tokens
    sums = np.minimum(g["sums"], 3) / 3 * np.minimum(1, 0.3 + 2.5 * counted) * (closed < 0.2)
    figures = 0.5 * ((g["numbers"] >= 0.8 * tokens) & (g["numbers"] >= 2))
    out[MATH] = np.maximum(np.maximum(formula, sums), figures)
    code = np.where(out[MATH] >= 0.5, 0.5 * code, code)
    out[CODE] = np.maximum(code, np.where(fenced > 0.3, 0.4 + 0.6 * fenced, 0))
    out[TABLE] = np.where((lines >= 2) & (g["rows"] >= 2), g["rows"] / lines, 0) * (
        1 - 0.7 * (g["flags"] > 0)
    )
    out[STRUCTURED] = np.where(parsed, 1.0, 0.0)
    gridded = (out[TABLE] >= 0.8) & (closed < 0.2)
    out[CODE] = np.where(gridded | parsed, 0.5 * out[CODE], out[CODE])
    named = g["fields"] / lines
    short = visible / lines < 60
    out[STRUCTURED] = np.maximum(
        out[STRUCTURED],
        np.where(
            (lines >= 3) & (named >= 0.8) & short & (g["turns"] >= 0.9 * g["fields"]) & (g["stops"] == 0),
            0.6,
            0,
        ),
    )
    talks = (g["speakers"] / lines >= 0.6) & (g["speakers"] >= 4) & (g["returns"] >= 0.3 * g["speakers"])
    out[DIALOGUE] = np.where(talks & (out[STRUCTURED] < 0.5), np.minimum(1.0, g["speakers"] / lines), 0)
    # A character of a script without spaces is about half a word.
    size = np.maximum(g["tokens"], g["wide"] / 2)
    # One name with joints (card_arrival) is a label, too.
    name = (g["tokens"] == 1) & (g["named"] == 1)
    few = (
        (lines == 1)
        & (size <= 4)
        & (visible <= np.where(name, 60, 40))
        & (g["stops"] + g["odd"] * ~name == 0)
    )
    out[LABEL] = np.where(few, 1.0 - 0.12 * (size - 1), 0) * ((out[CODE] < 0.5) | name)
    out[CODE, name & few] = 0.4
    out[PROSE] = np.maximum(lettered * (1 - fenced) * (0.55 + 0.25 * sentences), 0.05)
    out[:, written == 0] = 0
    return np.clip(out, 0, 1)


def decide(found: Floats) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return the likeliest kind per row (-1 for an empty text), and its share of what it and the next one score."""
    order = np.sort(found, axis=0)
    best, other = order[-1], order[-2]
    confidence = np.where(best > 0, best / np.maximum(best + other, 1e-6), 0)
    return np.where(best > 0, found.argmax(axis=0), -1), confidence.astype(np.float32)
