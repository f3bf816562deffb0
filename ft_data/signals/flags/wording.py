"""The patterns of a language, by family: those of its pack, and those that follow from its labels, slots and sign-offs.

A pattern is RE2: a space is any white space, ' also ’, and case does not matter (beyond ASCII it does).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from ft_data.languages.packs import language
from ft_data.languages.patterns import either, wide
from ft_data.languages.schema import Language

Families = Mapping[str, tuple[str, ...]]
_MARK = r" ?(?::|：) ?"
_OPEN, _SHUT = r"(?:#{2,4} ?|\*\*|<|\[)?", r"(?:\*\*|>|\])?"


@cache
def families(code: str) -> tuple[Families, Families]:
    """Return the families of answers and of prompts of a language that has a pack."""
    pack = language(code)
    answers, prompts = (
        {name: tuple(wide(one, pack.dotted) for one in found) for name, found in some.items()}
        for some in pack.families
    )
    for family, pattern in _derived(pack):
        answers[family] = (*answers.get(family, ()), pattern)
    for name, phrases in pack.asks.items():
        prompts[f"asks_{name}"] = (*prompts.get(f"asks_{name}", ()), either(phrases))
    return answers, prompts


def _derived(pack: Language) -> Iterator[tuple[str, str]]:
    labels = pack.labels
    if labels.instruction and labels.output:
        task, part = (
            either(labels.instruction, pack.dotted),
            either((*labels.input, *labels.output), pack.dotted),
        )
        yield (
            "merged_instruction",
            rf"\n ?{_OPEN}(?:\d{{1,3}}[.)] ?)?(?:{task}){_SHUT}{_MARK}[^\n]{{2,300}}\n+ ?(?:{part}){_MARK}",
        )
        yield (
            "merged_instruction",
            rf"\n ?#{{2,4}} ?(?:{either((*labels.instruction, *labels.output), pack.dotted)})(?:{_MARK}|\n)",
        )
    if labels.asker or labels.answerer:
        speaker = either((*labels.asker, *labels.answerer), pack.dotted)
        yield "dialogue_leak", rf"(?:^|\n) ?{_OPEN}(?:{speaker}){_SHUT}{_MARK}(?:\*\*)?[^\n]"
    if labels.question and labels.answer:
        yield (
            "dialogue_leak",
            rf"\n ?{_OPEN}(?:{either(labels.question, pack.dotted)}){_SHUT}{_MARK}[^\n]{{2,300}}\n+ ?{_OPEN}(?:{either(labels.answer, pack.dotted)}){_SHUT}{_MARK}",
        )
    if pack.sign_offs:
        yield (
            "sign_off",
            rf"(?:^|\n)[ \t]*(?:{either(pack.sign_offs, pack.dotted)})(?:[,.!]|،|，|。)?[ \t]*\n",
        )
    if pack.slots:
        yield "may_slot", rf"(?:\[|［|【|\{{ ?)(?:{either(pack.slots, pack.dotted)})"
    if pack.filler:
        yield "may_filler", either(pack.filler, pack.dotted)


def rests_on(code: str, names: Iterable[str]) -> bool:
    """Tell whether a language has wording of all of some families."""
    answers, prompts = families(code)
    return all(name in answers or name in prompts for name in names)
