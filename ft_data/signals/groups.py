"""The registry of signal groups. Importing it is cheap: a group's kernels are imported when it first runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from ft_data.signals import judgements
from ft_data.signals.api import SignalGroup
from ft_data.signals.columns import result
from ft_data.signals.exact import definitions as exact_definitions
from ft_data.signals.flags import definitions as flag_definitions
from ft_data.signals.kind import definitions as kind_definitions
from ft_data.signals.language import definitions as language_definitions
from ft_data.signals.noise import definitions as noise_definitions
from ft_data.signals.text import definitions as text_definitions

_HERE = "ft_data.signals"


def _modules(*names: str) -> tuple[str, ...]:
    return (f"{_HERE}.api", f"{_HERE}.columns", *(f"{_HERE}.{name}" for name in names))


def _text(table: pa.Table, params: Mapping[str, Any]) -> pa.Table:
    from ft_data.signals.text.measure import text_signals

    return result(TEXT, table, text_signals(table, params))


def _kind(table: pa.Table, params: Mapping[str, Any]) -> pa.Table:
    from ft_data.signals.kind.measure import kind_signals

    return result(KIND, table, kind_signals(table, params))


def _exact(table: pa.Table, params: Mapping[str, Any]) -> pa.Table:
    from ft_data.signals.exact.measure import exact_signals

    return result(EXACT, table, exact_signals(table, params))


def _flags(table: pa.Table, params: Mapping[str, Any]) -> pa.Table:
    from ft_data.signals.flags.measure import flag_signals

    return result(FLAGS, table, flag_signals(table, params))


def _language(table: pa.Table, params: Mapping[str, Any]) -> pa.Table:
    from ft_data.signals.language.measure import language_signals

    return result(LANGUAGE, table, language_signals(table, params))


def _noise(table: pa.Table, params: Mapping[str, Any]) -> pa.Table:
    from ft_data.signals.noise.measure import noise_signals

    return result(NOISE, table, noise_signals(table, params))


def _toxicity(table: pa.Table, params: Mapping[str, Any]) -> pa.Table:
    from ft_data.signals.toxicity.measure import toxicity_signals

    return result(TOXICITY, table, toxicity_signals(table, params))


def _tone(table: pa.Table, params: Mapping[str, Any]) -> pa.Table:
    from ft_data.signals.tone.measure import tone_signals

    return result(TONE, table, tone_signals(table, params))


def _relevance(table: pa.Table, params: Mapping[str, Any]) -> pa.Table:
    from ft_data.signals.relevance.measure import relevance_signals

    return result(RELEVANCE, table, relevance_signals(table, params))


TEXT = SignalGroup(
    name="text",
    signals=text_definitions.signals(),
    modules=_modules(
        "unicode", "text.scan", "text.characters", "text.lines", "text.words", "text.repetition",
        "text.wording",
        "text.measure", "text.definitions",
    ),
    fn=_text,
    columns=("record_id", "prompt_text", "response_text"),
)  # fmt: skip

_KIND = ("kind.kernel", "kind.decide", "kind.text")

KIND = SignalGroup(
    name="kind",
    signals=kind_definitions.SIGNALS,
    modules=_modules(*_KIND, "kind.measure", "kind.definitions"),
    fn=_kind,
    columns=("record_id", "kind", "messages", "chosen", "tools_json", "prompt_text", "response_text"),
)

EXACT = SignalGroup(
    name="exact",
    signals=exact_definitions.SIGNALS,
    modules=_modules(*_KIND, "exact.kernel", "exact.loops", "exact.measure", "exact.definitions"),
    fn=_exact,
    columns=("record_id", "kind", "messages", "chosen", "rejected", "prompt_text", "response_text"),
)

FLAGS = SignalGroup(
    name="flags",
    signals=flag_definitions.SIGNALS,
    modules=_modules(
        "unicode", "text.scan", "english", "flags.furniture",
        "flags.wording", "flags.atoms", "flags.automaton", "flags.matcher", "flags.hints", "flags.view", "flags.rows", "flags.tools", "flags.arithmetic",
        "flags.structure", "flags.junk", "flags.residue",
        "flags.whole", "flags.absent", "flags.shape", "flags.ending", "flags.form", "flags.measure", "flags.definitions",
    ),
    fn=_flags,
    columns=("record_id", "kind", "messages", "chosen", "rejected", "tools_json", "prompt_text",
    "response_text"),
)  # fmt: skip

LANGUAGE = SignalGroup(
    name="language",
    signals=language_definitions.signals(),
    modules=_modules(
        "unicode",
        "text.scan",
        "language.model",
        "language.kernel",
        "language.scripts",
        "language.asked",
        "language.measure",
        "language.definitions",
    ),
    fn=_language,
    columns=("record_id", "prompt_text", "response_text"),
    params=("languages",),
)

NOISE = SignalGroup(
    name="noise",
    signals=noise_definitions.signals(),
    modules=_modules("unicode", "text.scan", "english", "noise.kernel", "noise.measure", "noise.definitions"),
    fn=_noise,
    columns=("record_id", "prompt_text", "response_text"),
)

TOXICITY = SignalGroup(
    name="toxicity",
    signals=judgements.TOXICITY,
    modules=_modules(
        "unicode",
        "text.scan",
        "english",
        "lexicon.kernel",
        "lexicon.build",
        "toxicity.words",
        "toxicity.measure",
        "judgements",
    ),
    fn=_toxicity,
    columns=("record_id", "prompt_text", "response_text"),
)

TONE = SignalGroup(
    name="tone",
    signals=judgements.TONE,
    modules=_modules(
        "unicode",
        "text.scan",
        "english",
        "lexicon.kernel",
        "lexicon.build",
        "tone.words",
        "tone.measure",
        "judgements",
    ),
    fn=_tone,
    columns=("record_id", "response_text"),
)

RELEVANCE = SignalGroup(
    name="relevance",
    signals=judgements.RELEVANCE,
    modules=_modules("unicode", "text.scan", "relevance.kernel", "relevance.measure", "judgements"),
    fn=_relevance,
    columns=("record_id", "prompt_text", "response_text"),
)

GROUPS: tuple[SignalGroup, ...] = (TEXT, KIND, EXACT, FLAGS, LANGUAGE, NOISE, TOXICITY, TONE, RELEVANCE)
