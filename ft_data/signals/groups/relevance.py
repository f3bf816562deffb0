"""Signals of the group `relevance`."""

from __future__ import annotations

from ft_data.signals.api import PAIR, Group, score

_SIGNALS = (
    score(
        "prompt_overlap", "both",
        "Shared word stems (first 5 letters, common words left out) / stems of the text that has fewer; null without stems.",
    ),
    score("echo", "both", "Jaccard similarity of the word 3-grams of prompt and answer (of words below 3)."),
    score("copied", "both", "Share of the answer's word 3-grams that the prompt has."),
    score(
        "answers_other_question", "both",
        "1 - exp(-prompt stems x answer stems / 40) when no stem is shared, else 0; null without words.",
    ),
)  # fmt: skip

GROUP = Group(
    name="relevance",
    signals=_SIGNALS,
    columns=PAIR,
    measure="ft_data.signals.relevance.measure:relevance_signals",
)
