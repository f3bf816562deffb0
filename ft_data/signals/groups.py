"""The registry of signal groups. Importing it is cheap: a group's kernels are imported when it first runs."""

from __future__ import annotations

from ft_data.signals import judgements
from ft_data.signals.api import SignalGroup
from ft_data.signals.exact import definitions as exact_definitions
from ft_data.signals.flags import definitions as flag_definitions
from ft_data.signals.kind import definitions as kind_definitions
from ft_data.signals.language import definitions as language_definitions
from ft_data.signals.noise import definitions as noise_definitions
from ft_data.signals.text import definitions as text_definitions

TEXT = SignalGroup(
    name="text",
    signals=text_definitions.signals(),
    measure="ft_data.signals.text.measure:text_signals",
    columns=("record_id", "prompt_text", "response_text"),
)

KIND = SignalGroup(
    name="kind",
    signals=kind_definitions.SIGNALS,
    measure="ft_data.signals.kind.measure:kind_signals",
    columns=("record_id", "kind", "messages", "chosen", "tools_json", "prompt_text", "response_text"),
)

EXACT = SignalGroup(
    name="exact",
    signals=exact_definitions.SIGNALS,
    measure="ft_data.signals.exact.measure:exact_signals",
    columns=("record_id", "kind", "messages", "chosen", "rejected", "prompt_text", "response_text"),
)

FLAGS = SignalGroup(
    name="flags",
    signals=flag_definitions.SIGNALS,
    measure="ft_data.signals.flags.measure:flag_signals",
    columns=(
        "record_id",
        "kind",
        "messages",
        "chosen",
        "rejected",
        "tools_json",
        "prompt_text",
        "response_text",
    ),
)

LANGUAGE = SignalGroup(
    name="language",
    signals=language_definitions.signals(),
    measure="ft_data.signals.language.measure:language_signals",
    columns=("record_id", "prompt_text", "response_text"),
    params=("languages",),
)

NOISE = SignalGroup(
    name="noise",
    signals=noise_definitions.signals(),
    measure="ft_data.signals.noise.measure:noise_signals",
    columns=("record_id", "prompt_text", "response_text"),
)

TOXICITY = SignalGroup(
    name="toxicity",
    signals=judgements.TOXICITY,
    measure="ft_data.signals.toxicity.measure:toxicity_signals",
    columns=("record_id", "prompt_text", "response_text"),
)

TONE = SignalGroup(
    name="tone",
    signals=judgements.TONE,
    measure="ft_data.signals.tone.measure:tone_signals",
    columns=("record_id", "response_text"),
)

RELEVANCE = SignalGroup(
    name="relevance",
    signals=judgements.RELEVANCE,
    measure="ft_data.signals.relevance.measure:relevance_signals",
    columns=("record_id", "prompt_text", "response_text"),
)

GROUPS: tuple[SignalGroup, ...] = (TEXT, KIND, EXACT, FLAGS, LANGUAGE, NOISE, TOXICITY, TONE, RELEVANCE)
