"""Every repair rule, in the order in which they run."""

from __future__ import annotations

from typing import Final

from ft_data.cleaning import (
    boilerplate,
    characters,
    echoed,
    entities,
    footers,
    frames,
    leftovers,
    marks,
    markup,
    mojibake,
    overrun,
    prose,
)
from ft_data.cleaning.rule import Rule

_CODE = frozenset({"code"})
_EXACT = frozenset({"code", "math"})

# Cheap tests for the guarded pass (see `detect`): pattern -> name. Three more are no patterns, see
# `cleaner.guards_of`: "wide", "broken" and "lines".
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
    "no_input": rf"(?i:(?:{marks.NO_INPUT})[\s\pP\pS]*\z)",
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
    "template": r"### ?(?:Instruction|Response|Answer|Output):|\[/INST\]",
    "thought": r"</?think(?:ing)?>",
    "serialised": r"\\n",
    "set_off": r" [,.?!](?:\s|\z)| n't\b|-[lrLR][rscRSC][bB]-",
    "says": echoed.GUARD,
    "speaker": overrun.GUARD_NEXT,
    "row": overrun.GUARD_ROW,
    "chat_page": leftovers.GUARD_PAGE,
    "status": r"(?m)^[ \t]*(?:===|\*\*\*|-!-|-->|<--)",
    "reply": r"\n[ \t]*>[^\n]*\s*\z",
}

SOURCE_FOOTER = "source_footer"  # its `apply` is completed by what was learned from the source

RULES: Final[tuple[Rule, ...]] = (
    Rule("encodable", "control", "strip", characters.encodable, {"broken"}),
    Rule(SOURCE_FOOTER, "boilerplate", "strip", footers.cut, {"lines"}, frozenset(), "nothing"),
    Rule("mojibake", "mojibake", "fix", mojibake.wrong_decoding, {"mixed"}),
    Rule("lost_characters", "mojibake", "fix", mojibake.lost_characters, {"lost"}),
    # Before markup is read: `</s>` that ends a text strikes nothing out, and `<start_of_turn>` is no element.
    Rule("end_tokens", "marks", "strip", marks.end_tokens, {"token"}, subject=marks.talks_of_tokens),
    Rule(
        "copied_template",
        "overrun",
        "cut",
        echoed.copied_template,
        {"says", "token"},
        frozenset(),
        "cut",
        turns="answer",
    ),
    Rule(
        "html", "html", "strip", markup.markup_to_text, {"tag"}, _CODE, "cut", subject=markup.asks_for_markup
    ),
    Rule(
        "entities", "html", "strip", entities.entities, {"entity"}, _CODE, subject=entities.talks_of_entities
    ),
    Rule(
        "literal_escapes",
        "marks",
        "strip",
        frames.literal_escapes,
        {"serialised"},
        _EXACT,
        subject=frames.shows_escapes,
        turns="talk",
    ),
    Rule("lost_backslashes", "control", "strip", characters.lost_backslashes, {"control"}, _CODE),
    Rule("line_ends", "control", "strip", characters.line_ends, {"control"}),
    Rule("controls", "control", "strip", characters.controls, {"control"}),
    Rule("invisible", "control", "strip", characters.invisible, {"hidden"}),
    Rule("compose", "unicode", "nfc", characters.compose, {"wide"}),
    Rule(
        "compatibility",
        "unicode",
        "nfc",
        characters.compatibility,
        {"form"},
        _CODE,
        one_sided=characters.full_width_elsewhere,
    ),
    Rule("straight_quotes", "quotes", "straight", prose.straight_quotes, {"wide"}),
    Rule("calculator_marks", "marks", "strip", marks.calculator_marks, {"calculation"}, _CODE),
    Rule("no_input", "marks", "strip", marks.no_input, {"no_input"}, _CODE),
    Rule("prompt_template", "marks", "strip", frames.prompt_template, {"template"}, turns="talk"),
    Rule("reasoning_tags", "marks", "strip", frames.reasoning_tags, {"thought"}, turns="talk"),
    Rule(
        "token_spacing",
        "marks",
        "strip",
        frames.token_spacing,
        {"set_off"},
        _EXACT,
        turns="talk",
        one_sided=frames.spaced_on_one_side,
    ),
    Rule("next_row", "overrun", "cut", overrun.next_row, {"row"}, frozenset(), "cut", turns="answer"),
    Rule("next_turn", "overrun", "cut", overrun.next_turn, {"speaker"}, frozenset(), "cut", turns="answer"),
    Rule(
        "quoted_request",
        "boilerplate",
        "strip",
        leftovers.quoted_request,
        {"reply"},
        _EXACT,
        "nothing",
        turns="answer",
    ),
    Rule(
        "chat_page",
        "boilerplate",
        "strip",
        leftovers.chat_page,
        {"chat_page"},
        frozenset(),
        "cut",
        turns="answer",
    ),
    Rule(
        "channel_lines",
        "boilerplate",
        "strip",
        leftovers.channel_lines,
        {"status"},
        _EXACT,
        "nothing",
        turns="answer",
    ),
    Rule(
        "page_edges", "boilerplate", "strip", leftovers.page_edges, {"lines"}, _EXACT, "cut", turns="answer"
    ),
    Rule(
        "copied_request", "overrun", "cut", overrun.copied_request, {"lines"}, _EXACT, "cut", turns="answer"
    ),
    Rule("repeated_end", "overrun", "cut", overrun.repeated_end, {"lines"}, _EXACT, "cut", turns="answer"),
    Rule(
        "quoted_reply", "boilerplate", "strip", boilerplate.quoted_reply, {"quoted"}, _EXACT, "nothing", True
    ),
    Rule("forwarded", "boilerplate", "strip", boilerplate.forwarded, {"quoted"}, _EXACT, "nothing", True),
    Rule(
        "mail_signature",
        "boilerplate",
        "strip",
        boilerplate.mail_signature,
        {"signature"},
        _EXACT,
        "nothing",
        True,
    ),
    Rule(
        "mail_notice", "boilerplate", "strip", boilerplate.mail_notice, {"signature"}, _EXACT, "nothing", True
    ),
    Rule("navigation", "boilerplate", "strip", boilerplate.navigation, {"furniture"}, _EXACT, "cut"),
    Rule("stray_quote", "whitespace", "collapse", prose.stray_quote, {"lone_quote"}, _EXACT),
    Rule(
        "repeated_punctuation",
        "whitespace",
        "collapse",
        prose.repeated_punctuation,
        {"punctuation"},
        _EXACT,
        turns="answer",
    ),
    Rule("whitespace", "whitespace", "collapse", prose.whitespace, {"space", "gap"}, _CODE),
)
