"""The default rules of each profile: signal, bands, and where each band comes from.

`drop` is for what is certainly a defect, `review` for what a person should see. Bands of web-page filters
(least words, end marks, no braces) are not used: they remove short answers, code and JSON.
"""

from __future__ import annotations

from ft_data.filtering.content import (
    FIT,
    LANGUAGE,
    MANNERS,
    MODALITY,
    NOISE,
    REPETITION,
    TALK,
    UNASKED,
    rule,
)
from ft_data.recipe.schema import Rule

_SHAPE = (
    rule(
        "empty_response", "empty_response", "an empty answer teaches silence (AlpacaDataCleaned)", drop="> 0"
    ),
    rule(
        "empty_prompt",
        "empty_prompt",
        "an answer to nothing cannot be learnt from (oumi)",
        drop="> 0",
        where=TALK,
    ),
    rule(
        "conversation_shape",
        "conversation_fault_count",
        "trainers reject or mask turns in a wrong order (oumi, FastChat)",
        drop="> 0",
    ),
    rule("invalid_call", "invalid_call", "a tool call that does not parse teaches broken calls", drop="> 0"),
    rule("invalid_tools", "invalid_tools", "declared tools must be JSON", drop="> 0"),
    rule(
        "reasoning_tags",
        "reasoning_fault_count",
        "exactly one closed, non-empty thought before the answer (open-instruct filter_cots)",
        drop="> 0",
    ),
)

_PLACEHOLDERS = (
    rule("placeholder", "placeholder", "the answer is missing (AlpacaDataCleaned)", drop="> 0"),
    rule("null_answer", "null_answer", "None or N/A may be the right answer to this question", review="> 0"),
    rule(
        "placeholder_text",
        "placeholder_text",
        "filler left in the answer (AlpacaDataCleaned)",
        drop="> 0",
        where="response_words <= 40",
    ),
    rule("filler", "placeholder_text", "a long answer may speak of what is still to be done", review="> 0"),
    rule("prompt_placeholder", "prompt_placeholder", "the input is missing (AlpacaDataCleaned)", drop="> 0"),
    rule(
        "template_slots",
        "template_slots",
        "slots nobody filled; templates asked for are left alone",
        drop=">= 2",
        review="> 0",
    ),
)

_VOICE = (
    rule(
        "refusal",
        "refusal",
        "a short refusal of a harmless prompt teaches over-refusal (community lists)",
        drop="> 0",
        where="harm_refused = 0",
    ),
    rule(
        "refusal_phrase",
        "refusal_phrase",
        "a refusal inside a longer answer may be right",
        review="> 0",
        where="harm_refused < 1",
    ),
    rule("speaks_as_ai", "hedge", "the answer speaks of itself as an AI (community lists)", review="> 0"),
    rule(
        "foreign_identity",
        "foreign_identity",
        "the model would introduce itself under another vendor's name (open-instruct)",
        drop="> 0",
    ),
    rule(
        "cutoff_date",
        "cutoff_date",
        "a cut-off date of another model (open-instruct filter_cutoff_date)",
        drop="> 0",
    ),
    rule("prompt_leak", "prompt_leak", "the system prompt in the answer", drop="> 0"),
    rule(
        "self_reference",
        "self_reference",
        "refers to an exchange that is not there",
        drop="> 0",
        where="kind = 'instruction'",
    ),
)

_SCRAPS = (
    rule(
        "merged_instruction",
        "merged_instruction",
        "a second instruction inside the answer (AlpacaDataCleaned)",
        drop="> 0",
    ),
    rule("dialogue_leak", "dialogue_leak", "the answer goes on for the user (FastChat)", drop="> 0"),
    rule("special_tokens", "special_tokens", "template tokens in the text break the template", drop="> 0"),
    rule("copy_scraps", "copy_scraps", "copied off a chat page (FastChat clean_sharegpt)", drop="> 0"),
    rule("error_page", "error_page", "an error message instead of an answer", drop="> 0"),
    rule("boilerplate", "boilerplate", "web page furniture (NeMo Curator)", drop=">= 3", review="== 2"),
    rule(
        "rights_notice",
        "rights_notice",
        "a copyright or licence notice in an answer that is not about rights",
        drop="> 0",
    ),
    rule(
        "channel_log",
        "channel_lines",
        "joins and quits of a chat channel are no answer",
        drop=">= 3",
        review=">= 1",
    ),
    rule("page_furniture", "page_lines", "menus and footers around the answer", drop=">= 4", review=">= 3"),
    rule("social_post", "social_marks", "a collected post, not an answer", drop=">= 2"),
    rule("spam", "spam_marks", "advertising that nobody asked for", drop=">= 3"),
    rule(
        "spam_aside",
        "spam_marks",
        "wording of advertising in an answer that shares no word with its question",
        drop=">= 1",
        where="answers_other_question >= 0.5 OR (subject_missing AND prompt_overlap = 0)",
    ),
    rule(
        "token_spacing",
        "token_spacing",
        "stored as tokens, so the model would learn to write spaces before marks",
        review="> 0.5",
        where="NOT coalesce(list_contains(asks, 'tokens'), false)",
    ),
    rule("mail_scraps", "mail_scraps", "quoted mail headers and disclaimers", drop="> 0"),
)

_FORM = (
    rule(
        "truncated",
        "truncated",
        "the answer stops before its end (stanford_alpaca drops finish_reason=length)",
        drop=">= 0.7",
        review=">= 0.52",
    ),
    rule("fence_fault", "fence_fault", "an open code fence swallows what follows", drop="> 0"),
    rule("invalid_json", "invalid_json", "JSON that does not parse (RFC 8259)", drop="> 0"),
    rule("invalid_xml", "invalid_xml", "XML that is not well-formed", drop="> 0"),
    rule("wrong_form", "form_fault_count", "not in the form asked for", review="> 0"),
    rule(
        "list_faults",
        "list_fault_count",
        "a numbered list that restarts or skips (FastChat filter_wrong_format)",
        review="> 0",
    ),
    rule("list_missing", "list_missing", "fewer items than asked for", drop="> 0"),
    rule("list_extra", "list_extra", "more items than asked for", drop="> 0"),
    rule("python_fault", "python_fault", "Python that does not parse", review="> 0"),
    rule(
        "wrong_sums",
        "sums_wrong",
        "about 80% of one public set's sums were wrong; recompute (AlpacaDataCleaned)",
        drop="> 0",
    ),
)

_JUNK = (
    rule("html_junk", "html_tags", "markup left in prose", drop=">= 3", review=">= 1"),
    rule("html_entities", "html_entities", "character entities left in prose", drop=">= 2", review="== 1"),
    rule(
        "mojibake", "mojibake", "wrongly decoded text that could not be repaired", drop=">= 2", review="== 1"
    ),
    rule("escapes", "escapes", "escape sequences where there should be characters", drop=">= 1"),
    rule(
        "encoded_blob",
        "blob_ratio",
        "base64 or hexadecimal instead of language",
        drop="> 0.2",
        review="> 0.05",
    ),
    rule("url_only", "url_only", "a link is no answer (AlpacaDataCleaned)", drop="> 0"),
    rule("ascii_art", "art_lines", "a drawing nobody asked for", drop="> 0.5", review="> 0.34"),
    rule("spaced_letters", "spaced_ratio", "l e t t e r s set apart", drop="> 0.3"),
    rule(
        "emoji_flood",
        "response_emoji_ratio",
        "mostly emoji",
        drop="> 0.1",
        review="> 0.05",
        where="response_words >= 1 AND NOT coalesce(list_contains(asks, 'emoji'), false)",
    ),
    rule(
        "all_caps",
        "response_upper_ratio",
        "shouting; licences are written so too",
        review="> 0.7",
        where="NOT response_is_code AND response_words >= 6 AND response_script IN ('Latin', 'Cyrillic', 'Greek') AND NOT coalesce(list_contains(asks, 'case'), false) AND NOT coalesce(list_contains(asks, 'code'), false)",
    ),
    rule(
        "control_characters",
        "response_control_ratio",
        "control and invisible characters; joiners belong to other scripts and to emoji",
        drop="> 0.05",
        review="> 0.01",
        where="response_script IN ('Latin', 'Cyrillic', 'Greek') AND response_emoji_ratio < 0.02",
    ),
)

_BASE = (
    *_SHAPE, *_PLACEHOLDERS, *_VOICE, *_SCRAPS, *_FORM, *_JUNK, *REPETITION, *LANGUAGE, *MODALITY, *NOISE,
    *MANNERS, *FIT, *UNASKED,
)  # fmt: skip


def _without(rules: tuple[Rule, ...], *names: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if rule.name not in names)


PROFILES: dict[str, tuple[Rule, ...]] = {
    "chat": _BASE,
    "code": _without(
        _BASE,
        "html_junk",
        "html_entities",
        "escapes",
        "template_slots",
        "duplicate_lines",
        "all_caps",
        "truncated",
        "code_unasked",
    ),
    "math": _without(_BASE, "list_faults"),
    "text": _without(
        _BASE,
        "conversation_shape",
        "empty_prompt",
        "refusal_phrase",
        "list_missing",
        "list_extra",
        "rights_notice",
    ),
}
