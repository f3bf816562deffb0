"""Function words: they tell no topic from another and no passage from the next."""

from __future__ import annotations

from functools import cache

import numpy as np

from ft_data.signals.fitted.words import Hashes, words_of

_FUNCTION = """
    a an the this that these those it its he him his she her hers they them their theirs we us our ours you your
    yours i me my mine who whom whose which what when where why how and or but nor so yet if then else than as at by
    for from in into of off on onto out over to under up with within without about after again against before between
    during through until upon via per is am are was were be been being do does did doing done have has had having can
    could may might must shall should will would not no yes s t d m re ve ll don didn doesn isn wasn aren can't im
    there here all any both each few more most other some such only own same too very just also ever please thank
    thanks hello hi dear ok okay
    der die das den dem des ein eine einen und oder ist sind war nicht mit von zu auf im in für
    le la les un une des et est pas que qui pour dans sur avec
    el los las una y es no que por para con del al
"""


@cache
def function_words() -> Hashes:
    """Return their sorted hashes."""
    return np.unique(words_of([_FUNCTION]).hashes)
