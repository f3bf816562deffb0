"""The last answers about columns of text: what several groups ask of the same ones in turn is worked out once."""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from ft_data.text.columns import Text

Scalar = TypeVar("Scalar", bound=np.generic)
_KEPT = 2  # columns: prompts and responses


def recent(
    judge: Callable[[Text], npt.NDArray[Scalar]],
) -> Callable[[Text], npt.NDArray[Scalar]]:
    """Keep the last answers of a function of a column alone, read-only, and with them the texts they are about: a buffer that
    is held is no other's."""
    asked: deque[tuple[Text, npt.NDArray[Any]]] = deque(maxlen=_KEPT)

    @functools.wraps(judge)
    def judged(text: Text) -> npt.NDArray[Scalar]:
        for known, answer in asked:
            if (
                known.data.ctypes.data == text.data.ctypes.data
                and len(known.data) == len(text.data)
                and np.array_equal(known.offsets, text.offsets)
            ):
                return answer
        out = judge(text)
        out.setflags(write=False)
        asked.append((text, out))
        return out

    return judged
