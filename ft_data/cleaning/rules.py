"""Every repair rule, in the order in which they run."""

from __future__ import annotations

from typing import Final

from ft_data.cleaning import boilerplate, characters, marks, markup, mojibake, prose
from ft_data.cleaning.rule import Rule

_CODE = frozenset({"code"})
_EXACT = frozenset({"code", "math"})

# Cheap tests for the guarded pass (see `detect`): pattern -> name. "wide" stands for "not ASCII".
GUARDS: Final[dict[str, str]] = {
    "control": r"[\x00-\x08\x0b-\x1f\x7f]",
    "tag": r"<[/!a-zA-Z]",
    "entity": r"&[#a-zA-Z][a-zA-Z0-9]{1,24};",
    "token": r"\|>|</?s>|<eos>|<bos>|<pad>|\[EOS\]|\[PAD\]|_of_turn>|<EO[TD]>|\x{ff5c}>",
    "calculation": r"<<[^<>\n]{1,160}>>",
    "signature": r"(?i)\n-- ?\n|sent (?:from|via|using)|get outlook|von meinem|envoy\x{e9}|enviado|verzonden|inviato|confidential|disclaimer|intended recipient|received this|privileged|environment before",
    "quoted": r"(?i)(?:wrote|schrieb|a \x{e9}crit|escribi\x{f3}|ha scritto|schreef|escreveu|skrev)\b.{0,60}:|original message|nachricht|message d'origine|mensaje original|forwarded|_{10}|(?:from|von|de|da):\*? ",
    "furniture": boilerplate.FURNITURE_START,
    "preamble": r"\Atoolformer:",
    "punctuation": r"!!!|\?\?\?|[!?]{5}|\.{4}|,,",
    "space": r"  |[ \t]\n|\n\n\n|\A\s|\s\z",
    "lone_quote": r"\A\"|\"\z",
}


def _rule(name: str, family: str, fn: object, guards: str, when: str, skip: frozenset[str] = frozenset(), private: bool = False) -> Rule:
    doc = (getattr(fn, "__doc__", "") or "").strip()
    return Rule(name, family, when, doc, fn, frozenset(guards.split()), skip, private)  # type: ignore[arg-type]


RULES: Final[tuple[Rule, ...]] = (
    _rule("encodable", "control", characters.encodable, "wide", "strip"),
    _rule("mojibake", "mojibake", mojibake.wrong_decoding, "wide", "fix"),
    _rule("lost_characters", "mojibake", mojibake.lost_characters, "wide", "fix"),
    _rule("tool_preamble", "boilerplate", boilerplate.tool_preamble, "preamble", "strip", _CODE),
    _rule("html", "html", markup.markup_to_text, "tag", "strip", _CODE),
    _rule("entities", "html", markup.entities, "entity", "strip", _EXACT),
    _rule("line_ends", "control", characters.line_ends, "control wide", "strip"),
    _rule("controls", "control", characters.controls, "control wide", "strip"),
    _rule("invisible", "control", characters.invisible, "wide", "strip"),
    _rule("compose", "unicode", characters.compose, "wide", "nfc"),
    _rule("compatibility", "unicode", characters.compatibility, "wide", "nfc", _CODE),
    _rule("straight_quotes", "quotes", prose.straight_quotes, "wide", "straight"),
    _rule("end_tokens", "marks", marks.end_tokens, "token", "strip"),
    _rule("calculator_marks", "marks", marks.calculator_marks, "calculation", "strip", _CODE),
    _rule("quoted_reply", "boilerplate", boilerplate.quoted_reply, "quoted", "strip", _EXACT, private=True),
    _rule("mail_signature", "boilerplate", boilerplate.mail_signature, "signature", "strip", _EXACT, private=True),
    _rule("navigation", "boilerplate", boilerplate.navigation, "furniture", "strip", _EXACT),
    _rule("stray_quote", "whitespace", prose.stray_quote, "lone_quote", "collapse", _EXACT),
    _rule("repeated_punctuation", "whitespace", prose.repeated_punctuation, "punctuation", "collapse", _EXACT),
    _rule("whitespace", "whitespace", prose.whitespace, "space wide", "collapse", _CODE),
)
