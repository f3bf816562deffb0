"""Cleaning one text outside a dataset."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ft_data.api.settings import WrongSetting, checked

if TYPE_CHECKING:
    from ft_data.cleaning import Cleaner
    from ft_data.cleaning.rule import Edit


@dataclass(frozen=True)
class Cleaned:
    """A repaired text, personal data masked, and what was changed; ``edits`` is empty where nothing was.

    An edit has ``rule``, ``count`` (places), and ``before`` and ``after`` around the first of them, at most 80 characters each;
    both are None for personal data, whose rules are named ``pii_<kind>``.
    """

    text: str
    edits: tuple[Edit, ...]


def clean(text: str, *, profile: str = "chat", languages: Sequence[str] = (), **settings: Any) -> Cleaned:
    """Repair a text and mask personal data in it, as stage ``cleaned`` does with the ``clean`` section of a recipe.

    ``profile`` (chat, code, math, text) spares what would harm texts of that kind; ``languages`` (``de``) say whose national
    telephone numbers are looked for beside those of the US and Britain; ``settings`` are the keys of ``clean`` in
    docs/recipe.md, such as ``html="keep"``. The result cleaned again is the same.

    Raises WrongSetting for what is no setting, and for ``pii="pseudonym"``: that needs the key of a home.

    >>> clean("It costs &lt; 5 EUR.").edits
    (Edit(rule='entities', count=1, before='It costs &lt; 5 EUR.', after='It costs < 5 EUR.'),)
    >>> clean("Mail anna.muster@mails.org").text
    'Mail [EMAIL]'
    """
    if not isinstance(text, str):
        raise TypeError(f"a text is needed, not {type(text).__name__}")
    cleaner = _cleaner(profile, tuple(languages), json.dumps(settings, sort_keys=True, default=str))
    return Cleaned(*cleaner.clean(text))


@lru_cache(maxsize=16)
def _cleaner(profile: str, languages: tuple[str, ...], settings: str) -> Cleaner:
    from ft_data.cleaning import Cleaner
    from ft_data.cleaning.privacy.regions import regions_of
    from ft_data.recipe.schema import Clean

    section = checked(Clean, json.loads(settings))
    if section.pii == "pseudonym":
        raise WrongSetting("`pii`: a pseudonym needs the key of a home; `mask` needs none")
    regions = regions_of(section.pii_regions, languages)
    return Cleaner(section.model_copy(update={"pii_regions": regions}), profile, key=b"")
