"""sentence-transformers (https://www.sbert.net): a folder that ``save`` wrote. Nothing is downloaded.

Options: ``device`` (default cpu). Texts are encoded one at a time: padding to the longest of a batch changes the last
digits of a vector, and a value must not depend on its neighbours.
"""

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
    """Open the folder of a model."""
    if importlib.util.find_spec("sentence_transformers") is None:
        raise PluginMissing(
            f"model `{spec.name}` needs sentence-transformers: pip install sentence-transformers"
        )
    folder, device = folder_of(spec), str(spec.options.get("device", "cpu"))
    return Similarity(
        spec, _Encoder(folder, device), digest_of([folder]), "Reimers & Gurevych 2019 (Sentence-BERT)"
    )


class _Encoder:
    def __init__(self, folder: Path, device: str):
        self._folder, self._device = folder, device
        self._model: Any = None

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the vectors."""
        if self._model is None:
            from sentence_transformers import SentenceTransformer

            self._model = SentenceTransformer(str(self._folder), device=self._device, local_files_only=True)
        return np.asarray(self._model.encode(list(texts), batch_size=1, show_progress_bar=False), np.float32)
