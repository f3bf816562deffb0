"""The patterns of a language, by family: those of its pack, and those that follow from its labels, slots and sign-offs.

A pattern is RE2: a space is any white space, ' also ’, and case does not matter (beyond ASCII it does).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from ft_data.languages.packs import language
from ft_data.languages.patterns import either, wide
from ft_data.languages.schema import Language
from ft_data.signals.flags.tongue import BLANK

Families = Mapping[str, tuple[str, ...]]
_MARK = r" ?(?::|：) ?"
# What numbers a task behind its label: 2, n° 2, 二.
_NUMBER = (
    r"(?:n\.? ?°|n\.? ?º|n[ro]?\.|nr|№|#|số|رقم)? ?(?:\d{1,3}|(?:٠|١|٢|٣|٤|٥|٦|٧|٨|٩){1,2}|(?:०|१|२|३|४|५|६|७|८|९){1,2}"
    r"|(?:一|二|三|四|五|六|七|八|九|十){1,2})"
)
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
    labels, dotted = pack.labels, pack.dotted
    tasks, questions, answers = (
        either(one, dotted) for one in (labels.instruction, labels.question, labels.answer)
    )
    parts, output = either((*labels.input, *labels.output), dotted), either(labels.output, dotted)
    next_, edge = either(labels.next, dotted), " ?" if pack.spaced else ""
    before = rf"(?:\d{{1,3}}[.)] ?|(?:{next_}){edge})" if labels.next else r"(?:\d{1,3}[.)] ?)"
    after = rf"(?: ?(?:{_NUMBER})|{edge}(?:{next_}))" if labels.next else rf"(?: ?(?:{_NUMBER}))"
    if tasks and output:
        yield (
            "merged_task",
            rf"\n ?{_OPEN}{before}?(?:{tasks}){after}?{_SHUT}{_MARK}{_SHUT}[^\n]{{2,300}}\n+ ?{_OPEN}(?:{parts}){_SHUT}{_MARK}",
        )
        yield (
            "merged_instruction",
            rf"\n ?#{{2,4}} ?(?:{either((*labels.instruction, *labels.output), dotted)})(?:{_MARK}|\n)",
        )
    if tasks:
        # A single letter that is numbered may be anything.
        any_task = either((one for one in (*labels.instruction, *labels.question) if len(one) > 1), dotted)
        yield "merged_task", rf"\n ?{_OPEN}{before}(?:{any_task}){_SHUT}{_MARK}"
        yield "merged_task", rf"\n ?{_OPEN}(?:{any_task}){after}{_SHUT}{_MARK}"
    if questions and answers:
        yield (
            "merged_task",
            rf"\n ?{_OPEN}{before}?(?:{questions}){after}?{_SHUT}{_MARK}[^\n]{{2,300}}\n+ ?{_OPEN}(?:{answers}){_SHUT}{_MARK}",
        )
    if labels.asker or labels.answerer:
        speaker = either((*labels.asker, *labels.answerer), dotted)
        yield "dialogue_leak", rf"(?:^|\n) ?{_OPEN}(?:{speaker}){_SHUT}{_MARK}(?:\*\*)?[^\n]"
    if pack.sign_offs:
        yield (
            "sign_off",
            rf"(?:^|\n)[ \t]*(?:{either(pack.sign_offs, pack.dotted)})(?:[,.!]|،|，|。)?[ \t]*\n",
        )
    if pack.slots:
        yield "may_slot", rf"(?:\[|［|【|＜|〈|〔|「|\{{ ?)(?:{either(pack.slots, pack.dotted)})"
        yield "may_slot", "＿＿"
    if pack.honorifics:
        yield "may_slot", rf"(?:{BLANK})(?:{either(pack.honorifics)})"
    if pack.filler:
        yield "may_filler", either(pack.filler, pack.dotted)


def rests_on(code: str, names: Iterable[str]) -> bool:
    """Tell whether a language has wording of all of some families."""
    answers, prompts = families(code)
    return all(name in answers or name in prompts for name in names)
