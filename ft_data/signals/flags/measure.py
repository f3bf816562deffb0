"""Run the flag detectors over a table, row by row, expensive ones only where a cheap sign says so."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.languages.packs import codes
from ft_data.signals.english import english
from ft_data.signals.flags import (
    absent,
    arithmetic,
    ending,
    form,
    junk,
    residue,
    structure,
    tools,
    turns,
    whole,
)
from ft_data.signals.flags import hints as hint
from ft_data.signals.flags.matcher import ENDS
from ft_data.signals.flags.rows import CODE, EMPTY, ENDING, JUNK, PROMPT, STRUCTURE, WORDING, Rows
from ft_data.signals.flags.tongue import filler, harm
from ft_data.signals.flags.view import View
from ft_data.signals.flags.wording import rests_on
from ft_data.signals.groups.flags import BY_ANSWER, BY_PROMPT, SIGNALS
from ft_data.signals.spoken import UNKNOWN

_HELP_BUT = re.compile(r"(?:can't|cannot|can’t|couldn't|could not) help (?:but|it|\w+ing)")
_MARKUP = frozenset({"asks_html", "asks_code", "asks_xml"})


def flag_signals(table: pa.Table, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the group `flags`."""
    count = table.num_rows
    columns: dict[str, Any] = {}
    for signal in SIGNALS:
        if pa.types.is_list(signal.dtype):
            columns[signal.name] = [None] * count
        else:
            columns[signal.name] = np.zeros(count, signal.dtype.to_pandas_dtype())
    rows = Rows(table)
    columns["asks"] = rows.asks()
    columns["prompt_placeholder"] = rows.asked.rows("prompt_placeholder")
    calls = tools.measure(table, rows.signs & hint.LESS != 0, columns)
    for row, prompt, response in rows.naming():
        columns["subject_missing"][row] = residue.subject_missing(prompt, response)
    for row, parts in rows.concerned():
        view, out = rows.view(row), dict[str, Any]()
        if parts & PROMPT:
            _prompt(view, out)
        if parts & EMPTY and whole.says_nothing(view.response):
            out["empty_response"] = not calls[row]
        elif parts & ~PROMPT:
            _response(view, parts, out)
        for name, value in out.items():
            columns[name][row] = value
    sides = (
        (BY_ANSWER, rows.english, rows.responses_in),
        (BY_PROMPT, english(rows.prompts), rows.prompts_in),
    )
    for rests, judged, tongues in sides:
        for name, on in rests.items():
            values = columns[name]
            columns[name] = pa.array(values, mask=~(_judged(judged, tongues, on) | (values != 0)))
    return columns


def _judged(
    plain: npt.NDArray[np.bool_], tongues: npt.NDArray[np.int8], families: tuple[str, ...]
) -> npt.NDArray[np.bool_]:
    """Return which rows a measure says something about: those in a language whose pack has the words that it rests on, and of
    those that are in none of them the ones that are ``plain`` enough for English words."""
    has = [code == "en" or (bool(families) and rests_on(code, families)) for code in codes()]
    known = np.array([*has, False])[tongues]
    return known | (plain & (tongues == UNKNOWN))


def _prompt(view: View, out: dict[str, Any]) -> None:
    asks = view.asks
    if view.kind != "text" and whole.asks_nothing(view.prompt, view.kind == "instruction"):
        out["empty_prompt"] = True
    # A long prompt holds the text that it speaks of.
    shown = "prompt_modality" in asks and len(view.prompt) <= 800 and _near_an_end(view)
    shown = shown or ("prompt_shows" in asks and len(view.prompt) <= 400)
    if shown and "asks_code" not in asks and not view.is_code:
        out["prompt_modality"] = not _given(view)
    if ("http" in view.prompt or "www." in view.prompt) and absent.needs_page(view):
        out["needs_page"] = True
    if ")" in view.prompt[:300] and residue.tool_preamble(view):
        out["tool_preamble"] = True


def _response(view: View, parts: int, out: dict[str, Any]) -> None:
    if parts & CODE:
        out["response_is_code"] = view.is_code
        if view.is_code and form.code_unasked(view):
            out["code_unasked"] = True
    if parts & WORDING:
        _wording(view, out)
    if parts & STRUCTURE:
        _structures(view, out)
    if parts & JUNK:
        _junk(view, out)
    if parts & ENDING:
        cut = ending.truncated(view)
        if cut:
            out["truncated"] = cut
        out["question_only"] = ending.question_only(view)


def _given(view: View) -> bool:
    """Whether every picture, file or recording that a prompt speaks of is there in words."""
    spans = [*view.asked.get("prompt_modality", ()), *view.asked.get("prompt_shows", ())]
    return bool(spans) and all(absent.given_in_words(view.prompt, end) for _, end in spans)


def _near_an_end(view: View) -> bool:
    """Whether the wording stands where a prompt asks, at its start or end, not inside a passage it quotes."""
    size = min(len(view.prompt.encode()), 2 * ENDS + 1)
    return any(start < 300 or end > size - 300 for start, end in view.asked.get("prompt_modality", ()))


_HARM = re.compile(
    r"\b(?:harm\w*|hurt\w*|illegal\w*|unlawful|crimes?|criminal|police|lawyer|counsell?or|dangerous|unsafe|danger|violence|abus\w+|laws?|legal|victims?|suffer\w*)\b",
    re.IGNORECASE,
)
_TEMPLATE = re.compile(
    r"(?:^|\n)[ \t]*(?:#{2,4} ?(?:instruction|input|response|output|end)\b ?:?[ \t]*(?:\n|$)|\d{1,3}[.)] ?(?:instruction|input|output) ?:)",
    re.IGNORECASE,
)
_QUOTES = "`\"'“‘«„「『《‹"
_QUOTATION = re.compile(
    r"«[^«»\n]*»|„[^„“”\n]*[“”]|“[^“”\n]*”|»[^«»\n]*«|‹[^‹›\n]*›|「[^「」\n]*」|『[^『』\n]*』|《[^《》\n]*》"
)
_MOST = 0.75  # of an answer that a quotation is, for the answer to be no more than that


def _all_quoted(view: View, family: str) -> bool:
    """Whether every place a family is found in stands in quotes or code marks: it is spoken of, not used."""
    raw = view.response.encode()
    opened, closed = _quotations(view.response)
    for start, end in view.found[family]:
        if "```" in view.response and _in_fence(raw, start):
            continue
        before = raw[max(0, start - 3) : start].decode("utf-8", "ignore")[-1:]
        inside = raw[start:end].decode("utf-8", "ignore").strip()[:1]
        if (
            (before and before in _QUOTES)
            or (inside and inside in _QUOTES)
            or raw.count(b"`", raw.rfind(b"\n", 0, start) + 1, start) % 2
            or ((at := bisect(opened, start)) and end <= closed[at - 1])
        ):
            continue
        return False
    return True


def _quotations(text: str) -> tuple[list[int], list[int]]:
    """Return where quotations of an answer open and close, in bytes, but for what is nearly all it says."""
    opened, closed = list[int](), list[int]()
    at, read, most = 0, 0, _MOST * len(text.strip())
    for found in _QUOTATION.finditer(text):
        start = at + len(text[read : found.start()].encode())
        at, read = start + len(found[0].encode()), found.end()
        if len(found[0]) < most:
            opened.append(start)
            closed.append(at)
    return opened, closed


_SPEAKER = re.compile(r"(?:^|\n) ?([A-Z][\w ]{0,20}) ?:[ \n]")
_TRAINING = frozenset(("human", "assistant", "user", "ai", "bot", "gpt", "chatgpt"))


def _other_speakers(view: View) -> bool:
    """Whether the prompt is a talk of its own speakers, and the answer goes on with those of training data."""
    asked = {name.lower() for name in _SPEAKER.findall(view.prompt)}
    said = {name.lower() for name in _SPEAKER.findall(view.response)}
    return bool(asked) and not asked & _TRAINING and len(said & _TRAINING) >= 2


def _lone_word(view: View, family: str) -> bool:
    """Whether a family is found once, as one word on a line of its own: it may be a heading or a parameter."""
    spans = view.found[family]
    text = view.response.encode()[spans[0][0] : spans[0][1]].decode("utf-8", "ignore")
    return len(spans) == 1 and text.strip(" \n\t:.").isalpha()


def _in_fence(raw: bytes, at: int) -> bool:
    return raw.count(b"```", 0, at) % 2 == 1


def _names_harm(view: View) -> bool:
    own = harm(view.language)
    return _HARM.search(view.response) is not None or (
        own is not None and own.search(view.response) is not None
    )


def _wording(view: View, out: dict[str, Any]) -> None:
    found, asks = view.found, view.asks
    stand_in = whole.stand_in(view)
    if stand_in:
        out[stand_in] = True
    elif view.talk and filler(view.response, view.language):
        out["filler"] = True
    unasked = view.kind != "text" and "asks_dialogue" not in asks
    if unasked and view.turns and turns.goes_on(view):
        out["dialogue_leak"] = True
    if not found:
        return
    for name in (
        "hedge",
        "cutoff_date",
        "merged_instruction",
        "modality",
    ):
        if name in found:
            out[name] = True
    if "merged_task" in found and unasked and not _all_quoted(view, "merged_task"):
        out["merged_instruction"] = out.get("merged_instruction", False) or turns.merges(
            view, found["merged_task"]
        )
    if out.get("merged_instruction") and view.is_code and _TEMPLATE.search(view.response) is None:
        out["merged_instruction"] = False
    if "special_tokens" in found:
        out["special_tokens"] = "asks_tokens" not in asks and whole.leaked_tokens(view)
    if (
        "refusal" in found
        and _HELP_BUT.search(view.response) is None
        and "asks_refusal" not in asks
        and not _all_quoted(view, "refusal")
    ):
        out["refusal_phrase"] = True
        first = min(start for start, _ in found["refusal"])
        out["refusal"] = first <= 200 and view.words <= 90
        out["harm_refused"] = 1.0 if "asks_harm" in asks else 0.5 if _names_harm(view) else 0.0
    elif "hedge" in found and view.words <= 60 and min(s for s, _ in found["hedge"]) <= 40:
        out["refusal"] = True
    if "foreign_identity" in found:
        out["identity"] = True
        out["foreign_identity"] = "asks_prompt" not in asks
    if (
        "dialogue_leak" in found
        and ("asks_dialogue" not in asks or _other_speakers(view))
        and view.kind != "text"
        and not _all_quoted(view, "dialogue_leak")
    ):
        out["dialogue_leak"] = True
    for name in ("copy_scraps", "boilerplate", "mail_scraps"):
        if name in found:
            out[name] = len(found[name])
    if out.get("copy_scraps") == 1 and (
        "asks_fraction" in asks or _lone_word(view, "copy_scraps") or _all_quoted(view, "copy_scraps")
    ):
        out["copy_scraps"] = 0
    if "sign_off" in found and "asks_template" not in asks and residue.sign_off(view):
        out["mail_scraps"] = out.get("mail_scraps", 0) + 1
    if "channel_log" in found and "asks_log" not in asks:
        out["channel_lines"] = residue.channel_lines(view.response)
    if "token_spacing" in found:
        out["token_spacing"] = residue.token_spacing(view)
    if "social_post" in found and "asks_social" not in asks:
        out["social_marks"] = len(found["social_post"])
    if "spam" in found and "asks_ads" not in asks:
        out["spam_marks"] = len(found["spam"])
    if "rights_notice" in found and "asks_rights" not in asks:
        out["rights_notice"] = len(found["rights_notice"])


def _structures(view: View, out: dict[str, Any]) -> None:
    text, seen = view.response, view.hints
    start = text.lstrip()[:6]
    if seen & hint.FENCE:
        out["fence_fault"] = structure.fence_fault(view)
    if "asks_json" in view.asks or start[:1] in ("{", "[") or (seen & hint.FENCE and "```json" in text):
        out["invalid_json"] = structure.invalid_json(view)
    if "asks_xml" in view.asks or start.startswith("<?xml"):
        out["invalid_xml"] = structure.invalid_xml(view)
    if (view.kind != "conversation" and (start in ("import", "class ") or start[:4] in ("def ", "from"))) or (
        seen & hint.FENCE and "```py" in text.lower()
    ):
        out["python_fault"] = structure.python_fault(view)
    if arithmetic.OWN_OPERATION.search(view.prompt) is None:
        out["sums_checked"], out["sums_wrong"] = arithmetic.check(
            view.prose, bool(seen & hint.SUM), "said_sum" in view.found
        )
    if arithmetic.answers_wrongly(view.prompt, text) or (
        "####" in text and arithmetic.final_unsupported(text)
    ):
        out["sums_wrong"] = out.get("sums_wrong", 0) + 1
    if seen & hint.LESS:
        faults = structure.reasoning_faults(view)
        if faults:
            out["reasoning_faults"], out["reasoning_fault_count"] = faults, len(faults)
    if seen & hint.ITEMS:
        out["list_missing"] = form.missing_items(view)
    faults = form.form_faults(view)
    if faults:
        out["form_faults"], out["form_fault_count"] = faults, len(faults)


def _junk(view: View, out: dict[str, Any]) -> None:
    text, asks, seen = view.response, view.asks, view.hints
    markup = bool(asks & _MARKUP)
    if seen & hint.LESS:
        out["html_tags"] = residue.wrapped_in_page(view) if markup else junk.html_tags(view)
    if seen & hint.AMPERSAND:
        inside = residue.escaped_code(view)
        out["html_entities"] = inside if markup else max(min(inside, 1), junk.html_entities(view))
    if seen & hint.WIDE or not view.prompt.isascii():
        out["mojibake"] = junk.mojibake(text) + junk.mojibake(view.prompt)
    if seen & hint.ESCAPE and text.lstrip()[:1] not in ("{", "["):
        out["escapes"] = residue.serialised(view)
    if view.labelled and not asks & {"asks_web", "asks_list"}:
        out["page_lines"] = residue.page_lines(view)
    if residue.swapped(view):
        out["swapped"] = True
    if seen & hint.BLOB and not asks & {"asks_encoding", "asks_code"} and not view.is_code:
        out["blob_ratio"] = min(junk.blob_chars(view) / len(text), 1.0)
    if seen & hint.LINK:
        out["url_only"] = whole.bare_link(view)
    if view.drawn and not asks & {"asks_art", "asks_code", "asks_table", "asks_html"} and not view.is_code:
        out["art_lines"] = view.drawn
    if seen & hint.SLOT and not asks & {"asks_code", "asks_slots"} and not view.is_code:
        strong = "asks_template" in asks
        slots = junk.template_slots(view.prose, strong, view.language)
        if slots:
            out["template_slots"] = max(slots - junk.template_slots(view.prompt, strong, view.language), 0)
    elif seen & hint.SLOT and "asks_slots" not in asks:
        out["template_slots"] = junk.addressed_slots(text)
