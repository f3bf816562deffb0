"""What the turns of a talk say of a value that its own turn does not: it was asked for, or it is a hotel's that was asked about.

Both look at the turn before, in the words of `talks.yaml`. What somebody gives who was asked for it is his; what an assistant
tells of a place that is open to everybody is nobody's secret, and often the answer itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from ft_data.cleaning.privacy.detect import unmasked
from ft_data.cleaning.privacy.finding import blanked, bounded
from ft_data.cleaning.privacy.listed import listed
from ft_data.cleaning.privacy.persons import asks_of_person, names_whom, says_person
from ft_data.cleaning.privacy.public import Public, nobodys, personal, sayings
from ft_data.text.says import Says

_ANSWER: Final = 400  # characters of a turn that answers a question about oneself
_QUESTION: Final = 400  # of the end of a turn in which something is asked for
_WAIT: Final = 32  # characters of a turn that puts an answer off
_TOLD: Final = frozenset({"phone", "address"})
# Line ends and characters of a turn that tells of a place; a mail with its signature has more.
_LINES, _TELLING = 1, 500

_MONTHS: Final = r"(?:jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zé]*"
# How an answer is written.
_FORMS: Final[dict[str, re.Pattern[str]]] = {
    "account": re.compile(r"(?:[A-Z]{1,4}[ -]?)?[0-9](?:[ -]?[0-9]){4,19}"),
    "pin": re.compile(r"(?<![0-9.,:/-])[0-9]{4,8}(?![0-9]|[.,:/-][0-9])"),
    "password": re.compile(r"(?=\S*[0-9])(?=\S*[^\W\d_])[!-~]{5,64}"),
    "card": re.compile(r"[0-9](?:[ -]?[0-9]){11,18}"),
    "phone": re.compile(r"(?<![\w.,:/-])[+(]?[0-9](?:[ ().-]{0,2}[0-9]){5,14}(?![\w/]|[.,:-][0-9])"),
    "plate": re.compile(r"(?<![0-9A-Za-z])(?=[A-Z0-9 -]*[A-Z])(?=[A-Z0-9 -]*[0-9])[A-Z0-9]{1,4}(?:[ -]?[A-Z0-9]{1,5}){1,3}(?![0-9A-Za-z])|[\u4e00-\u9fff][A-Z][A-Z0-9]{5,6}"),
    "date": re.compile(
        rf"(?i)[0-9]{{1,4}} ?[-/.] ?[0-9]{{1,2}} ?[-/.] ?[0-9]{{2,4}}|(?:[0-9]{{1,2}}(?:st|nd|rd|th|\.)? (?:of |de )?)?{_MONTHS}\.? (?:[0-9]{{1,2}}(?:st|nd|rd|th)?,? )?(?:de )?[0-9]{{2,4}}"
        r"|[0-9]{2,4} ?[年년] ?[0-9]{1,2} ?[月월] ?[0-9]{1,2} ?[日일号]?"
    ),
    "document": re.compile(r"[A-Z]{0,3}[0-9](?:[ -]?[A-Z0-9]){4,16}"),
}  # fmt: skip
_ONE_WORD = re.compile(r"[\"'`“]?([!-~]{4,64}?)[\"'`”]?\.?\Z")
_NAMED = re.compile(
    r"(?i)(?:password|passcode|passwort|kennwort|mot de passe|contraseña|senha|wachtwoord|пароль|密码|パスワード|비밀번호)(?:\s(?:is|will be|should be|ist|est|es|é)|是|は|은|는)?[\s:=：]*"
    r"(?:[\"'`“]([!-~]{4,64}?)\.?[\"'`”]|((?=[!-~]*[0-9])[!-~]{3,63}[^\s\"'`”.,;?]))"
)
_QUOTED = re.compile(r"[\"“`]([!-~]{4,64}?)[\"”`]")
_ORDINAL = re.compile(r"(?i)[0-9]+(?:st|nd|rd|th|am|pm|k|m|km|cm|kg)\Z")
_FEW_WORDS: Final = 6
_LOOKS: Final = 4  # at a record
_OTHERS = Says(
    r"(?i)\b(?:he|she|his|her|him|er|sie|il|elle|él|ella|lui|lei|ele|ela)\b|他|她|彼|그[의는가]|\bон\b|\bона\b"
)
_NO_VALUE = re.compile(
    r"(?i)(?:yes|no|sure|okay|what|none|later|hello|thanks?|forgot(?:ten)?|sorry|why)\W*\Z"
)


class Asked(NamedTuple):
    """Something that is asked for: how the answer looks, what it is, and whether a turn says its name."""

    form: str
    kind: str
    says: Says


@cache
def _asked() -> tuple[Says, tuple[Asked, ...]]:
    """Return whether a turn asks for any of it, and what there is to ask for."""
    rules = listed("talks")["asked"]
    every = Says("(?i)" + "|".join(word for rule in rules for word in rule["words"]))
    return every, tuple(
        Asked(rule["form"], rule["kind"], Says("(?i)" + "|".join(rule["words"]))) for rule in rules
    )


@cache
def _says(name: str) -> Says:
    return Says("(?i)" + "|".join(listed("talks")[name]))


def given(turns: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the values, with their kinds, that a user gives in the turn after an assistant asked for them."""
    found: dict[str, str] = {}
    for asking, giving in _pairs(turns):
        question, answer = asking[-_QUESTION:], giving
        if len(answer) > _ANSWER or not _asked()[0](question) or not _says("requests")(question):
            continue
        for one in _asked()[1]:
            if one.says(question) and not (one.form == "date" and _OTHERS(question)):
                for value in _values(one.form, answer):
                    found.setdefault(value, one.kind)
    return found


def _pairs(turns: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield questions and answers; who first says "one moment" answers what was asked before that."""
    waits = ""
    for before, turn in zip(turns, turns[1:], strict=False):
        if turn["role"] == "user" and before["role"] == "assistant":
            asked, answer = before.get("content") or "", turn.get("content") or ""
            if asked and answer:
                yield f"{waits} {asked}" if waits else asked, answer
            waits = (
                asked
                if len(answer) <= _WAIT and not any(map(str.isdigit, answer)) and len(asked) <= _QUESTION // 2
                else ""
            )


def _values(form: str, answer: str) -> Iterator[str]:
    if form == "password":
        yield from _passwords(answer)
        return
    for match in _FORMS[form].finditer(answer):
        value = match.group().rstrip(".,;! -")
        if bounded(answer, match.start(), match.start() + len(value)):
            if form == "date" or not _FORMS["date"].fullmatch(value):
                yield value


def _passwords(answer: str) -> Iterator[str]:
    """Yield a password that is all of an answer, named or in quotes there, or its only word with letters and digits."""
    whole = _ONE_WORD.match(answer.strip())
    if whole is not None:
        if not _NO_VALUE.match(whole.group(1)):
            yield whole.group(1)
        return
    said = [match.group(1) or match.group(2) for match in _NAMED.finditer(answer)]
    if not said and len(quoted := _QUOTED.findall(answer)) == 1:
        said = quoted
    if not said and answer.count(" ") <= _FEW_WORDS:
        mixed = [word.rstrip(".,;?") for word in _FORMS["password"].findall(answer)]
        said = mixed if len(mixed) == 1 and "@" not in mixed[0][1:] and not _ORDINAL.match(mixed[0]) else []
    yield from (value for value in said if len(value) >= 4 and not _NO_VALUE.match(value))


def told(turns: Sequence[Mapping[str, Any]], values: Mapping[str, str]) -> frozenset[str]:
    """Return those of ``values`` (with their kinds) that an assistant says of a place that the talk is about, open to everybody.

    A user who says a value first has it from somewhere else, and where the words around it or the question before make it somebody's it
    is not told of a place.
    """
    asked = {value for value, kind in values.items() if kind in _TOLD}
    found = set()
    about = False
    question = ""
    for turn in turns if asked else ():
        text = turn.get("content") or ""
        if turn["role"] == "assistant":
            for value in [value for value in asked if value in text]:
                asked.discard(value)
                brief = len(text) <= _TELLING and text.strip().count("\n") <= _LINES
                if brief and (about or _says("places")(text)) and not _is_theirs(text, value, question):
                    found.add(value)
        elif turn["role"] == "user":
            asked = {value for value in asked if value not in text}
            question = text
        about = about or (turn["role"] in ("user", "assistant") and _says("places")(text))
    return frozenset(found)


def _is_theirs(text: str, value: str, question: str) -> bool:
    """Say whether the sentence in front of a value, or the question before, makes it a person's."""
    at = text.index(value)
    start = max(text.rfind(stop, 0, at) for stop in _STOPS) + 1
    said, persons = text[max(start, at - 120) : at], _says("persons")
    asked = question[-160:].lower()
    return (
        persons(said)
        or persons(asked)
        or says_person(said.lower())
        or asks_of_person(asked)
        or _says("addressed")(said)
        or names_whom(said)
    )


_STOPS: Final = ("\n", ". ", "。", "! ", "? ", "！", "？")


def agreed(
    texts: Iterable[str], turns: Sequence[Mapping[str, Any]], regions: Sequence[str], public: Public
) -> frozenset[str]:
    """Return the values of a record that are nobody's though one of its texts alone does not say so: another does, or the talk.

    As masking does, this looks again behind what it found: the second telephone of a list shows once the first is away.
    """
    known = frozenset[str]()
    read = list(texts)
    for _ in range(_LOOKS):
        more = (
            _agreed([blanked(text, known) for text in read] if known else read, turns, regions, public)
            - known
        )
        if not more:
            break
        known |= more
    return known


def _agreed(
    texts: Iterable[str], turns: Sequence[Mapping[str, Any]], regions: Sequence[str], public: Public
) -> frozenset[str]:
    left: dict[str, str] = {}
    ways: dict[str, tuple[str, ...]] = {}
    spared: set[str] = set()
    for text in texts:
        found = unmasked(text, regions)
        own = personal(text, found, public, regions, lenient=True)
        left.update((text[item.start : item.end], item.kind) for item in own)
        ways.update((text[item.start : item.end], sayings(text, item)) for item in own)
        spared |= nobodys(text, found, own)
    # As masking does: an address by its street alone too, since the rest of it is wrapped elsewhere, or left out.
    return frozenset(value for value in left if not spared.isdisjoint(ways[value])) | told(turns, left)
