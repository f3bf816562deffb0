"""The manner of answers: shares and means of a side, each of which may give a maker away by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa

from ft_data.signals.tone.measure import tone_signals
from ft_data.synthesis.checks.words import words

_LIST = re.compile(r"(?m)^\s*(?:[-*•]|1[.)])\s")
_FORM: Mapping[str, Callable[[str], float]] = {
    "words": lambda text: float(len(words(text))),
    "lists": lambda text: float(_LIST.search(text) is not None),
    "headings": lambda text: float(re.search(r"(?m)^#{1,6}\s", text) is not None),
    "bold": lambda text: float("**" in text),
    "code": lambda text: float("```" in text),
    "exclamations": lambda text: float("!" in text),
    "questions": lambda text: float("?" in text),
}
# From which value of a signal of tone an answer counts as so.
_TONE: Mapping[str, tuple[str, float]] = {
    "polite phrases": ("politeness", 0.0),
    "formal words": ("formality", 0.5),
    "rude phrases": ("rudeness", 0.3),
    "more praise than blame": ("sentiment", 0.0),
}


def manner(texts: Sequence[str]) -> dict[str, float]:
    """Return the mean number of words, and the share of texts with each other mark."""
    if not texts:
        return dict.fromkeys((*_FORM, *_TONE), 0.0)
    found = {name: sum(map(how, texts)) / len(texts) for name, how in _FORM.items()}
    said = pa.array(texts, pa.string())
    # A text whose language nothing tells is told by its prompt: here by itself.
    table = pa.table({"record_id": [""] * len(texts), "prompt_text": said, "response_text": said})
    measured = tone_signals(table, {})
    for name, (signal, above) in _TONE.items():
        values = measured[signal].tolist()  # where there is no tone it is not a number
        found[name] = sum(float(value > above) for value in values) / len(texts)
    return found
