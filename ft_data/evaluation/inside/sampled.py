"""What is measured of the rows of a sample: names, how each is compared, and what it is."""

from __future__ import annotations

from collections.abc import Mapping

from ft_data.evaluation.inside.measures import MEASURES, Scale

DIFFICULTY, SURPRISE, COHERENCE = "difficulty", "surprise", "coherence"
PROMPT_TEMPLATE, ANSWER_TEMPLATE = "prompts from a template", "answers from a template"
STRANGE = "rows unlike the version before"
GONE = "rows unlike this version"  # those of the version before
SCALES: Mapping[str, Scale] = {
    DIFFICULTY: "plain",
    SURPRISE: "plain",
    COHERENCE: "plain",
    PROMPT_TEMPLATE: "share",
    ANSWER_TEMPLATE: "share",
}
ABOUT = {
    DIFFICULTY: "Nats a word of the answer under a trigram model of other rows.",
    SURPRISE: "Nats a word of prompt and answer under that model: the logarithm of the perplexity.",
    COHERENCE: "Content words that sentences of the answer that follow each other share (cosine).",
    PROMPT_TEMPLATE: "Most runs of five words stand in several other families.",
    ANSWER_TEMPLATE: "Most runs of five words stand in several other families.",
    STRANGE: "Foretold better by this version's rows than by those before, more so than 99 in 100 of the rows before.",
}
SHARES = (
    {one.name for one in MEASURES if one.scale == "share"}
    | {name for name, scale in SCALES.items() if scale == "share"}
    | {STRANGE, GONE}
)
