"""What a pipeline before wrapped a text in: a training template, reasoning tags, a second serialisation, a tokeniser."""

from __future__ import annotations

import re
from collections.abc import Sequence

import orjson

from ft_data.cleaning.codeaware import looks_like_code, outside_code, protected_spans, without_code
from ft_data.text.tokens import spacing

_HEADER = (
    r"Below is an instruction that describes a task(?:, paired with an input that provides further context)?\.\s+"
    r"Write a response that appropriately completes the request\.\s+"
)
_PROMPT = re.compile(
    rf"\s*(?:{_HEADER})?### ?Instruction: ?\n(?P<task>.*?)(?:\n\s*### ?Input: ?\n(?P<input>.*?))?\n\s*### ?(?:Response|Answer|Output): ?\s*\Z",
    re.DOTALL,
)
_ANSWER = re.compile(r"\A(?:\s*### ?(?:Response|Answer|Output): ?\n+)+(?=\S)")
_END = re.compile(r"(?<=\S)(?:\s*\n\s*### ?End)+\s*\Z")
_INST = re.compile(r"\s*(?:<s>\s*)?\[INST\]\s(?P<task>(?:(?!\[/?INST\]).)*\S)\s*\[/INST\]\s*\Z", re.DOTALL)


def prompt_template(text: str) -> tuple[str, int]:
    """Take a text out of the training template around it: `### Instruction:` to `### Response:`, `[INST]` to `[/INST]`."""
    found = _PROMPT.match(text)
    if found and "### " not in found["task"].strip()[:4] and found["task"].strip():
        parts = [found["task"].strip(), (found["input"] or "").strip()]
        return "\n\n".join(filter(None, parts)), 1
    if (found := _INST.match(text)) and "<<SYS>>" not in found["task"]:
        return found["task"].strip(), 1
    plain, head = _ANSWER.subn("", text)
    plain, tail = _END.subn("", plain)
    if not head or "### Instruction" in plain or not plain.strip():
        return text, 0  # an end mark alone may be a heading
    return plain, head + tail


_PAIR = re.compile(r"\A\s*<(think(?:ing)?)>\s*</\1>\s*(?=\S)")
_TWICE = re.compile(r"<(think(?:ing)?)>(?:\s*<\1>)+")
_SHUT_TWICE = re.compile(r"</(think(?:ing)?)>(?:\s*</\1>)+")
_ONLY_SHUT = re.compile(r"</(think(?:ing)?)>")


def reasoning_tags(text: str) -> tuple[str, int]:
    """Mend reasoning tags where one reading is left: none around nothing, no tag twice, a closing one gets its opening one.

    A tag that is never closed stays: nobody can tell where the thought ends.
    """
    count = 0
    for pattern, by in ((_TWICE, r"<\1>"), (_SHUT_TWICE, r"</\1>"), (_PAIR, "")):
        text, times = pattern.subn(by, text)
        count += times
    shut = _ONLY_SHUT.findall(text)
    if len(shut) == 1 and f"<{shut[0]}>" not in text:
        before, _, after = text.partition(f"</{shut[0]}>")
        if before.strip() and after.strip() and before.endswith("\n"):
            text, count = f"<{shut[0]}>\n{before.lstrip()}</{shut[0]}>{after}", count + 1
    return text, count


_BREAK = re.compile(r"(?:\\r)?\\n")
_OPENS = re.compile(r"(?:\s{2,}|[-*•#>`(\"'\[]|\d|[^\W\d_a-z])")
_LINE = 16  # characters of a line of prose, on average; a program of one line that prints lines has fewer
_IN_STRING = re.compile(r"[(=,\[:{ ]'[^']*\\n")  # an escape inside a string of a program
_SPOKEN = ("`\\n`", "'\\n'", "`\\n\\n`")


def shows_escapes(request: str) -> bool:
    """Say whether a request has escapes itself, so that they are what its answer is about."""
    return "\\n" in request or "\\t" in request


def literal_escapes(text: str) -> tuple[str, int]:
    r"""Read a text that was serialised twice once more: all its line breaks and quotes are written `\n` and `\"`.

    A text that has one of them as it should be only speaks of escapes.
    """
    if "\n" in text or text.count("\\n") < 2 or any(one in text for one in _SPOKEN):
        return text, 0
    first, *rest = _BREAK.split(text)
    lines = [first, *filter(str.strip, rest)]
    if len(lines) < 2 or sum(map(len, lines)) < _LINE * len(lines) or _IN_STRING.search(text):
        return text, 0
    good = sum(
        _OPENS.match(line) is not None or (not before.strip() and len(line) >= _LINE)
        for before, line in zip([first, *rest], rest, strict=False)
        if line.strip()
    )
    if good <= 0.6 * (len(lines) - 1):
        return text, 0
    try:
        plain = orjson.loads(f'"{text}"')
    except orjson.JSONDecodeError:
        return text, 0
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", plain):
        return text, 0  # commands of TeX that begin as an escape does
    return plain, text.count("\\n")


_SET_OFF = re.compile(r"(?<![\s|]) +([,.])(?=\s|\Z)")
_SET_OFF_TOO = re.compile(r"(?<![\s|]) +([;:?!])(?=\s|\Z)")
# What only tokens of English have. Few texts hold the sign that each begins with, so that is looked for first.
_OWN = (
    ("``", re.compile(r"(?<!`)`` (?:(?!'')[^`\n])+''(?!')")),
    ("-", re.compile(r"-[lr][rs]b-", re.IGNORECASE)),
    (" '", re.compile(r" '(?<=\w ')(?:s|re|ve|ll)(?=[\s.,;:?!]|\Z)", re.IGNORECASE)),
    ("'", re.compile(r"'(?<=\w n')t(?=[\s.,;:?!]|\Z)", re.IGNORECASE)),
)
_COMMA = re.compile(r" ,(?<=[\w)'\u2019\]`] ,)(?=\s)")
_CUT = re.compile(r"(?<=\w) (n't|'(?:s|re|ve|ll|d|m))(?=[\s.,;:?!]|\Z)", re.IGNORECASE)
_QUOTES = re.compile(r"(?<!`)`` ?((?:(?!'')[^`\n])+?) ?''(?!')")
_BRACKETS = (
    (re.compile(r"-lrb- ?", re.IGNORECASE), "("), (re.compile(r" ?-rrb-", re.IGNORECASE), ")"),
    (re.compile(r"-lsb- ?", re.IGNORECASE), "["), (re.compile(r" ?-rsb-", re.IGNORECASE), "]"),
)  # fmt: skip
_SURE = 0.75  # of the marks of a text stand apart: then a tokeniser set them off, and not a hand


def token_spacing(text: str) -> tuple[str, int]:
    """Join a text that is stored as Penn Treebank tokens: marks to their words, cut contractions, quotes and brackets.

    Question marks, colons and their kin are joined only beside tokens of English: other languages set them apart.
    """
    english = any(sign in text and own.search(text) for sign, own in _OWN)
    if not english and " ," not in text and "`" not in text and not protected_spans(text):
        return text, 0  # no comma stands apart, nor does one behind what is left out
    quoted, quotes = text, 0
    if "``" in text:
        quoted, quotes = _QUOTES.subn(lambda match: f'"{_set_off(match[1])[0]}"', text)
    bare = without_code(quoted)
    if not (english or _COMMA.search(bare)) or spacing(bare) < _SURE or looks_like_code(bare):
        return text, 0
    joined, count = outside_code(quoted, _english if english else _set_off)
    return (joined, count + quotes) if joined != text else (text, 0)


def spaced_on_one_side(texts: Sequence[str]) -> bool:
    """Say whether ``token_spacing`` would join the marks in one text of a talk and leave those of another apart."""
    apart = [text for text in texts if (" ," in text or " ." in text or " ?" in text) and _APART.search(text)]
    if len(apart) < 2:
        return False
    return len({token_spacing(text)[1] > 0 for text in apart}) == 2


_APART = re.compile(r"[^\W\d_] [,.?](?=\s|\Z)")


def _set_off(text: str) -> tuple[str, int]:
    return _SET_OFF.subn(r"\1", text)


def _english(text: str) -> tuple[str, int]:
    count = 0
    for pattern, by in ((_SET_OFF, r"\1"), (_SET_OFF_TOO, r"\1"), (_CUT, r"\1"), *_BRACKETS):
        text, times = pattern.subn(by, text)
        count += times
    return text, count
