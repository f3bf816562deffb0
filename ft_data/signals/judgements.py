"""Signals of the groups `toxicity`, `tone` and `relevance`."""

from __future__ import annotations

import pyarrow as pa

from ft_data.signals.api import Field, Signal

_RATIO = "ratio 0..1"


def _score(name: str, field: Field, definition: str, source: str = "own", unit: str = _RATIO) -> Signal:
    return Signal(name, pa.float32(), field, unit, definition, source)


_EVIDENCE = (
    "1 - exp(-evidence): weights of slurs, obscenities, sexual insults and threats in full, of insults, hate and scorn "
    "diluted by texts over 60 words; ambiguous words count by how much the rest reads like chat; "
    "null for a text that is not English and has none of them."
)
TOXICITY = (
    _score("prompt_toxicity", "prompt", _EVIDENCE),
    _score("toxicity", "response", _EVIDENCE),
    Signal(
        "toxicity_reason", pa.list_(pa.string()), "response", "terms",
        "Up to five terms the score rests on, heaviest first, where toxicity is at least 0.3.",
    ),
)  # fmt: skip

TONE = (
    _score("politeness", "response", "Polite phrases p, diluted by texts over 80 words: p / (1 + p)."),
    _score("rudeness", "response", "1 - exp(-0.9 x): weights of dismissive and rude phrases less a quarter of the polite ones."),
    _score("sarcasm", "response", "1 - exp(-0.9 x): weights of phrases that usually mean the opposite."),
    _score("formality", "response", "(formal words + 1) / (formal + informal words + 2); null without such words, and outside English."),
    _score("sentiment", "response", "(positive - negative words) / (positive + negative words + 2); null without such words, and outside English.", unit="score -1..1"),
    Signal(
        "tone_reason", pa.list_(pa.string()), "response", "terms",
        "Rude and sarcastic phrases found, where either score is over 0.3.",
    ),
)  # fmt: skip

RELEVANCE = (
    _score(
        "prompt_overlap", "both",
        "Shared word stems (first 5 letters, common words left out) / stems of the text that has fewer; null without stems.",
    ),
    _score("echo", "both", "Jaccard similarity of the word 3-grams of prompt and answer (of words below 3)."),
    _score("copied", "both", "Share of the answer's word 3-grams that the prompt has."),
    _score(
        "answers_other_question", "both",
        "1 - exp(-prompt stems x answer stems / 40) when no stem is shared, else 0; null without words.",
    ),
)  # fmt: skip
