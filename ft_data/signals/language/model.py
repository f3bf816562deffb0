"""The model of py3langid as flat arrays for a kernel, with labels folded into the languages people name."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

# Varieties that a curator would not tell apart from the language itself.
_FOLD = {
    "pcm": "en", "nb": "no", "nn": "no", "arz": "ar", "ary": "ar", "yue": "zh", "wuu": "zh", "uzs": "uz",
    "sdh": "ku", "gcf": "ht", "gcr": "ht", "hbo": "he", "grc": "el", "gom": "mr",
}  # fmt: skip
# Languages of which text is common: a few words are far likelier one of these than any other of the model.
_COMMON = frozenset(
    [
        "ar",
        "bg",
        "bn",
        "ca",
        "cs",
        "da",
        "de",
        "el",
        "en",
        "es",
        "et",
        "fa",
        "fi",
        "fr",
        "he",
        "hi",
        "hr",
        "hu",
        "id",
        "it",
        "ja",
        "ko",
        "lt",
        "lv",
        "ms",
        "nl",
        "no",
        "pl",
        "pt",
        "ro",
        "ru",
        "sk",
        "sl",
        "sr",
        "sv",
        "ta",
        "te",
        "th",
        "tl",
        "tr",
        "uk",
        "ur",
        "vi",
        "zh",
    ]
)
_RARE = 0.02  # prior of a language that is not common, against 1
_ENGLISH = 3.0  # the web and support desks hold several times more English than any other language


class Model(NamedTuple):
    """`step[(row[state] << 8) | byte]` is the next state, `feature[state]` the feature seen there or -1."""

    step: npt.NDArray[np.uint32]
    row: npt.NDArray[np.int64]
    feature: npt.NDArray[np.int32]
    weight: npt.NDArray[np.float32]  # features x columns
    bias: npt.NDArray[np.float32]  # columns
    columns: tuple[str, ...]  # label of each column, as the model has it
    folded: npt.NDArray[np.int64]  # column -> language
    languages: tuple[str, ...]
    prior: npt.NDArray[np.float32]  # languages
    nothing: int  # the language that stands for "no language" (zxx)


@cache
def model() -> Model:
    """Load the model that py3langid ships. Raises what py3langid raises when its file is missing."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    raw = LanguageIdentifier.from_model_file(MODEL_FILE)
    columns = tuple(raw.nb_classes)
    names = [_FOLD.get(label, label) for label in columns]
    languages = tuple(sorted(set(names)))
    prior = np.array([1.0 if name in _COMMON or name == "zxx" else _RARE for name in languages], np.float32)
    prior[languages.index("en")] = _ENGLISH
    return Model(
        step=np.asarray(raw.tk_nextmove, dtype=np.uint32),
        row=np.asarray(raw.tk_row, dtype=np.int64) << 8,
        feature=np.asarray(raw.tk_output, dtype=np.int32),
        weight=np.ascontiguousarray(raw.nb_ptc, dtype=np.float32),
        bias=np.asarray(raw.nb_pc, dtype=np.float32),
        columns=columns,
        folded=np.array([languages.index(name) for name in names], np.int64),
        languages=languages,
        prior=prior,
        nothing=languages.index("zxx"),
    )
