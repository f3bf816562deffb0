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
    """
    ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv ms nl no pl pt ro ru sk sl sr sv ta te th tl tr uk
    ur vi zh
""".split()
)
_FREQUENT = b" etaoinsrhldcumfpgwybv,.k-'jxqzT"  # 32 bytes that most text is made of
_RARE = 0.02  # prior of a language that is not common, against 1
_ENGLISH = 3.0  # the web and support desks hold several times more English than any other language


class Model(NamedTuple):
    """An automaton over bytes and the weights of its features.

    From the row of a state, a byte of rank r < 32 leads to state ``hot[row * 32 + r]`` and any other to
    ``step[row * 256 + byte]``: text is mostly made of few letters, and a table of those alone stays in the cache.
    ``state[s]`` holds the row of state s and the feature seen there (or -1).
    """

    step: npt.NDArray[np.uint32]
    hot: npt.NDArray[np.uint32]
    rank: npt.NDArray[np.uint8]
    state: npt.NDArray[np.int32]  # states x 2
    weight: npt.NDArray[np.int16]  # features x columns, in units of ``unit``
    unit: np.float32
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
    step = np.asarray(raw.tk_nextmove, dtype=np.uint32)
    rank = np.full(256, 255, np.uint8)
    rank[list(_FREQUENT)] = range(len(_FREQUENT))
    weight = np.asarray(raw.nb_ptc, dtype=np.float32)
    # 16 bits are 30 times finer than the sample is able to tell, and half the memory to go through.
    unit = np.float32(np.abs(weight).max() / np.iinfo(np.int16).max)
    return Model(
        step=step,
        hot=np.ascontiguousarray(step.reshape(-1, 256)[:, list(_FREQUENT)]).ravel(),
        rank=rank,
        state=np.stack([raw.tk_row, raw.tk_output], axis=1).astype(np.int32),
        weight=np.rint(weight / unit).astype(np.int16),
        unit=unit,
        bias=np.asarray(raw.nb_pc, dtype=np.float32),
        columns=columns,
        folded=np.array([languages.index(name) for name in names], np.int64),
        languages=languages,
        prior=prior,
        nothing=languages.index("zxx"),
    )
