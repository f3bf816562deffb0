"""Marks that tooling leaves in text: end-of-text tokens, chat templates, calculator annotations."""

from __future__ import annotations

import re

_TOKEN = (
    r"<\|(?:endoftext|im_end|im_start|eot_id|end_of_text|begin_of_text|eom_id|end|eos|bos|pad"
    r"|endofprompt|fim_\w+|startoftext"
    r"|end_of_turn|EOT|end▁of▁sentence|begin▁of▁sentence)\|>"
    r"|<\uff5c(?:end|begin)\u2581of\u2581sentence\uff5c>|<(?:end|start)_of_turn>|<eos>|<bos>|<pad>"
    r"|\[EOS\]|\[PAD\]|</s>|<EOT>|<EOD>"
)
_OPENED = r"(?:<\|im_start\|>|<start_of_turn>)\s*(?:assistant|model)|<\|start_header_id\|>\s*assistant\s*<\|end_header_id\|>"
_TAIL = re.compile(rf"(?:\s*(?:{_TOKEN}|{_OPENED})(?:\s*<s>)?)+\s*\Z")
# What begins or ends a turn of a chat template.
_TURN = re.compile(
    r"<\|(?:im_start|im_end|start_header_id|end_header_id|eot_id|system|user|assistant)\|>|<(?:start|end)_of_turn>"
)
_HEAD = re.compile(
    rf"\A\s*(?:(?:<\|im_start\|>|<\|start_header_id\|>|<start_of_turn>)\s*(?:system|user|assistant"
    rf"|model)?\s*(?:<\|end_header_id\|>)?\s*"
    rf"|(?:{_TOKEN}|<s>)\s*)+"
)
NO_INPUT = r"no ?input|[无無]输入|没有输入|無輸入|入力なし|sin entrada|sem entrada|keine eingabe|pas d.entrée"
_NO_INPUT = re.compile(
    rf"(?<=\S)\s*\n\s*(?:(?:input|输入)\s*[:：]\s*)?[<(\[（]?\s*(?:{NO_INPUT})\s*[>)\]）]?\s*[.。]?\s*\Z",
    re.IGNORECASE,
)
_TAIL_HINT = (
    "|>",
    "</s>",
    "<eos>",
    "<pad>",
    "[EOS]",
    "[PAD]",
    "_of_turn>",
    "\uff5c>",
    "<EOT>",
    "<EOD>",
    "<bos>",
)
_TAIL_REACH = 4096

_CALCULATOR = re.compile(r"<<(?! )[-+*/().,%$\d ]{1,120}=[-+*/().,%$\d ]{1,60}(?<! )>>")


_NEEDS_MORE = re.compile(
    r"(?i)\b(?:with|by|as|is|are|was|an?|the|use[sd]?|using|called|named|tokens?|of|to|and|or|in|from|append(?:s|ed)?|adds?"
    r"|writes?|means|like|than|before|after|emits?|predicts?|mit|durch|als|ist|und|oder|das|der|avec|par|est|le|la|et|ou"
    r"|con|por|es|el|y|com|\u00e9|o|e)\s\Z|[:=]\s\Z|->\s\Z|[\u662f\u7528\u4e3a]\s?\Z"
)
_TOKEN_TALK = re.compile(
    rf"(?i)\b(?:tokens?|tokenizers?|end[- ]of[- ](?:text|sentence|sequence|turn)|delimiters?"
    r"|closing tags?|chat templates?)\b"
    rf"|{_TOKEN}"
)


def talks_of_tokens(request: str) -> bool:
    """Say whether a request is about special tokens or tags; an end token that closes it is not talk."""
    return _TOKEN_TALK.search(_TAIL.sub("", _HEAD.sub("", request))) is not None


def end_tokens(text: str) -> tuple[str, int]:
    """Cut special tokens (``<|endoftext|>``, ``<|im_end|>``, ``</s>``) off both ends of a text.

    A token stays where the sentence needs it ("is closed with ``</s>``"): what would be left is no sentence.
    Tokens inside a text are left to the flag `special_token`: cutting there would join two documents. Where one of them
    parts the turns of a chat template, those at the ends stay, too: half a template tells nobody who speaks. A text made
    of tokens alone becomes empty; ``</s>`` stays when the text opens a matching ``<s>``.
    """
    bare, count = _bare(text)
    return (text, 0) if count and _TURN.search(bare) else (bare, count)


def _bare(text: str) -> tuple[str, int]:
    count = 0
    tail = text[-_TAIL_REACH:]
    if any(hint in tail for hint in _TAIL_HINT):
        found = _TAIL.search(tail)
        while found:
            if "</s>" in found.group() and "<s>" in text[1 : len(text) - len(tail) + found.start()]:
                break
            if _NEEDS_MORE.search(tail[: found.start() + 1]):
                break
            text = text[: len(text) - len(tail) + found.start()]
            count += 1
            tail = text[-_TAIL_REACH:]
            found = _TAIL.search(tail)
    if text[:80].lstrip()[:1] in "<[":
        found = _HEAD.match(text)
        if found and found.end() and not (found.group().strip() == "<s>" and "</s>" in text):
            text, count = text[found.end() :], count + 1
    return text, count


def calculator_marks(text: str) -> tuple[str, int]:
    """Remove calculator annotations such as ``<<48/2=24>>`` (GSM8K, Cobbe et al., 2021, arXiv:2110.14168).

    The ``#### 72`` line that follows such solutions stays: it is the final answer that graders read.
    """
    if "<<" not in text or ">>" not in text:
        return text, 0
    return _CALCULATOR.subn("", text)


def no_input(text: str) -> tuple[str, int]:
    """Cut a last line that says there is no input (`Noinput`, `<noinput>`, `Input: no input`): generated tasks carry it."""
    return _NO_INPUT.subn("", text)
