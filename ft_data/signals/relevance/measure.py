"""Overlap of prompt and answer, echoes, and answers that seem to belong to another question."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.signals.relevance.kernel import relevance
from ft_data.text.columns import text_of
from ft_data.text.unicode import classes, lower

# Words that say nothing about the topic: function words, and what prompts and answers are made of.
COMMON = """
    the and for are was were been being have has had having does did doing will would shall should can could may might must
    not but nor yet however therefore thus hence because since although though while whereas unless until than then that this
    these those there here where when what which who whom whose why how all any both each few more most other some such only
    own same too very just also even still already always never often sometimes usually again once about above after against
    among around before behind below beneath beside between beyond down during from into like near off onto out over past
    through throughout toward towards under upon with within without you your yours yourself him his himself she her hers
    herself its itself they them their theirs themselves our ours ourselves mine myself one two three first second third last
    next new old good great best better many much several various different get gets got give gives given make makes made take
    takes taken use used uses using help helps want wants need needs know knows known think thinks see sees seen say says said
    tell tells told ask asks asked find finds found show shows shown work works way ways thing things time times people person
    lot kind type types part parts example examples following please answer answers question questions explain describe write
    list create generate provide provides based given sentence sentences text passage paragraph word words summary summarize
    article mean means meaning term terms define definition called title review read reading information details let lets sure
    yes yeah okay thank thanks hello dear well really actually quite rather perhaps maybe something anything nothing
    everything someone anyone everyone important include includes including ensure consider etc der die das und ist nicht ein
    eine les des une est pas que qui pour dans los las una por con para del che per non sono het een van
""".split()
# Pairs of prompt and answer stems, none of them equal, at which doubt reaches 1 - 1/e.
_CHANCES = 40.0


@cache
def common() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.bool_]]:
    """Return the sorted hashes of the common words, made by the kernel itself, and which low 16 bits they have."""
    from ft_data.signals.relevance.kernel import _words

    text = text_of(pa.array([" ".join(COMMON)]))
    room = len(COMMON) + 8
    exact, stems, sizes = np.zeros(room, np.uint64), np.zeros(room, np.uint64), np.zeros(room, np.int64)
    count = _words(text.data, 0, int(text.offsets[1]), classes(), lower(), exact, stems, sizes)
    sieve = np.zeros(1 << 16, np.bool_)
    sieve[(exact[:count] & np.uint64(0xFFFF)).astype(np.int64)] = True
    return np.unique(exact[:count]), sieve


def relevance_signals(table: pa.Table, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the group `relevance`."""
    prompt, answer = text_of(table["prompt_text"]), text_of(table["response_text"])
    block = np.empty((6, len(prompt)), np.float32)
    relevance(prompt.data, prompt.offsets, answer.data, answer.offsets, classes(), lower(), *common(), block)
    overlap, shared, mine, theirs, echo, copied = block
    # The more both texts have to say, the less likely it is that they belong together and share nothing.
    doubt = np.where(shared == 0, 1.0 - np.exp(-np.maximum(mine, 0) * theirs / _CHANCES), 0.0)
    doubt[~np.isfinite(mine)] = np.nan
    return {"prompt_overlap": overlap, "echo": echo, "copied": copied, "answers_other_question": doubt}
