"""Static embeddings (model2vec, https://github.com/MinishLab/model2vec): a folder that ``save_pretrained`` wrote."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ft_data.signals.plugins.api import PluginMissing, Spec
from ft_data.signals.plugins.embedding import Similarity, digest_of, folder_of


def build(spec: Spec) -> Similarity:
    """Open the folder of a static model."""
    if importlib.util.find_spec("model2vec") is None:
        raise PluginMissing(f"model `{spec.name}` needs model2vec: pip install model2vec")
    folder = folder_of(spec)
    return Similarity(spec, _Static(folder), digest_of([folder]), "model2vec (Tulkens & van Dongen 2024)")


class _Static:
    def __init__(self, folder: Path):
        self._folder = folder
        self._model: Any = None

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the vectors."""
        if self._model is None:
            from model2vec import StaticModel

            self._model = StaticModel.from_pretrained(str(self._folder))
        return np.asarray(self._model.encode(list(texts), use_multiprocessing=False), np.float32)
