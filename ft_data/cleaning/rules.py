"""Every repair rule, in the order in which they run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ft_data.cleaning import boilerplate, characters, entities, marks, markup, mojibake, prose
from ft_data.cleaning.rule import Rule

_CODE = frozenset({"code"})
_EXACT = frozenset({"code", "math"})

# Cheap tests for the guarded pass (see `detect`): pattern -> name. Two more are no patterns: "wide" (not ASCII)
# and "broken" (holds surrogates).
GUARDS: Final[dict[str, str]] = {
    "control": r"[\x00-\x08\x0b-\x1f\x7f-\x{9f}\x{2028}\x{2029}\x{fdd0}-\x{fdef}\x{fff9}-\x{fffc}\x{fffe}"
    r"\x{ffff}]",
    "hidden": r"[\x{ad}\x{34f}\x{61c}\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180e}\x{200b}-\x{200f}\x{202a}-"
    r"\x{202e}\x{2060}-\x{206f}\x{feff}\x{fe00}-\x{fe0f}\x{e0000}-\x{e01ef}]",
    "form": r"[\x{149}\x{1c7}-\x{1cc}\x{fb00}-\x{fb06}\x{ff01}-\x{ff5e}]",
    "lost": r"\x{fffd}",
    "mixed": r"[\x{80}-\x{10ffff}]{2}|[\x{80}-\x{9f}]|[\x{c2}\x{c3}\x{e0}\x{e2}\x{ee}\x{102}\x{413}][ ?]",
    "gap": r"[\x0b\x1c-\x1f\x{85}\x{2028}\x{2029}\x{a0}\x{1680}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}]",
    "tag": r"<[/!a-zA-Z]",
    "entity": r"&[#a-zA-Z][a-zA-Z0-9]+;",
    "token": r"\|>|</?s>|<eos>|<bos>|<pad>|\[EOS\]|\[PAD\]|_of_turn>|<EO[TD]>|\x{ff5c}>",
    "calculation": r"<<[^<>\n]+>>",
    "no_input": r"(?i:\bno ?input\b\W{0,3}\z)",
    "signature": r"\n-- ?\n|(?i:\n\s*(?:sent (?:from|via|using)|get outlook|von meinem|envoy\x{e9}|enviado"
    r"|verzonden|inviato)|confidential|disclaimer|intended recipient|received this|privileged"
    r"|environment before)",
    "quoted": r"\n[ \t]*>|(?i:original message|original-nachricht|liche nachricht|message d'origine"
    r"|mensaje original|forwarded message|weitergeleitete|_{10}|\n\*?(?:sent|date|gesendet|datum"
    r"|envoy\x{e9}|enviado):)",
    "furniture": boilerplate.FURNITURE_START,
    "punctuation": r"[!?]{4}|\.{4}|,,|[\x{61f}\x{ff01}\x{ff1f}]{2}",
    "space": r"  |[ \t]\n|\n\n\n|\A\s|\s\z",
    "lone_quote": r"\A\"|\"\z",
}


_Repair = Callable[[str], tuple[str, int]]


def _rule(
    name: str,
    family: str,
    apply: _Repair,
    guards: str,
    when: str,
    skip: frozenset[str] = frozenset(),
    shows: str = "kept",
    letters: bool = False,
    subject: Callable[[str], bool] | None = None,
) -> Rule:
    return Rule(
        name,
        family,
        when,
        (apply.__doc__ or "").strip(),
        apply,
        frozenset(guards.split()),
        skip,
        shows,
        letters,
        subject,
    )


RULES: Final[tuple[Rule, ...]] = (
    _rule("encodable", "control", characters.encodable, "broken", "strip"),
    _rule("mojibake", "mojibake", mojibake.wrong_decoding, "mixed", "fix"),
    _rule("lost_characters", "mojibake", mojibake.lost_characters, "lost", "fix"),
    _rule(
        "html", "html", markup.markup_to_text, "tag", "strip", _CODE, "cut", subject=markup.asks_for_markup
    ),
    _rule(
        "entities", "html", entities.entities, "entity", "strip", _EXACT, subject=entities.talks_of_entities
    ),
    _rule("lost_backslashes", "control", characters.lost_backslashes, "control", "strip", _CODE),
    _rule("line_ends", "control", characters.line_ends, "control", "strip"),
    _rule("controls", "control", characters.controls, "control", "strip"),
    _rule("invisible", "control", characters.invisible, "hidden", "strip"),
    _rule("compose", "unicode", characters.compose, "wide", "nfc"),
    _rule("compatibility", "unicode", characters.compatibility, "form", "nfc", _CODE),
    _rule("straight_quotes", "quotes", prose.straight_quotes, "wide", "straight"),
    _rule("end_tokens", "marks", marks.end_tokens, "token", "strip", subject=marks.talks_of_tokens),
    _rule("calculator_marks", "marks", marks.calculator_marks, "calculation", "strip", _CODE),
    _rule("no_input", "marks", marks.no_input, "no_input", "strip", _CODE),
    _rule(
        "quoted_reply", "boilerplate", boilerplate.quoted_reply, "quoted", "strip", _EXACT, "nothing", True
    ),
    _rule(
        "mail_signature",
        "boilerplate",
        boilerplate.mail_signature,
        "signature",
        "strip",
        _EXACT,
        "nothing",
        True,
    ),
    _rule("navigation", "boilerplate", boilerplate.navigation, "furniture", "strip", _EXACT, "cut"),
    _rule("stray_quote", "whitespace", prose.stray_quote, "lone_quote", "collapse", _EXACT),
    _rule(
        "repeated_punctuation", "whitespace", prose.repeated_punctuation, "punctuation", "collapse", _EXACT
    ),
    _rule("whitespace", "whitespace", prose.whitespace, "space gap", "collapse", _CODE),
)
