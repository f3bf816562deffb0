"""The default rules of each profile: signal, bands, and where each band comes from.

`drop` is for what is certainly a defect, `review` for what a person should see. Bands of web-page filters
(least words, end marks, no braces) are not used: they remove short answers, code and JSON.
"""

from __future__ import annotations

from ft_data.recipe.schema import Rule

_TALK = "kind != 'text'"


def _rule(
    name: str,
    signal: str,
    why: str,
    *,
    drop: str | None = None,
    review: str | None = None,
    where: str | None = None,
) -> Rule:
    return Rule(name=name, signal=signal, drop=drop, review=review, where=where, why=why, off=False)


_SHAPE = (
    _rule(
        "empty_response", "empty_response", "an empty answer teaches silence (AlpacaDataCleaned)", drop="> 0"
    ),
    _rule(
        "empty_prompt",
        "empty_prompt",
        "an answer to nothing cannot be learnt from (oumi)",
        drop="> 0",
        where=_TALK,
    ),
    _rule(
        "conversation_shape",
        "conversation_fault_count",
        "trainers reject or mask turns in a wrong order (oumi, FastChat)",
        drop="> 0",
    ),
    _rule("invalid_call", "invalid_call", "a tool call that does not parse teaches broken calls", drop="> 0"),
    _rule("invalid_tools", "invalid_tools", "declared tools must be JSON", drop="> 0"),
    _rule(
        "reasoning_tags",
        "reasoning_fault_count",
        "exactly one closed, non-empty thought before the answer (open-instruct filter_cots)",
        drop="> 0",
    ),
)

_PLACEHOLDERS = (
    _rule("placeholder", "placeholder", "the answer is missing (AlpacaDataCleaned)", drop="> 0"),
    _rule("null_answer", "null_answer", "None or N/A may be the right answer to this question", review="> 0"),
    _rule(
        "placeholder_text",
        "placeholder_text",
        "filler left in the answer (AlpacaDataCleaned)",
        drop="> 0",
        where="response_words <= 40",
    ),
    _rule("filler", "placeholder_text", "a long answer may speak of what is still to be done", review="> 0"),
    _rule("prompt_placeholder", "prompt_placeholder", "the input is missing (AlpacaDataCleaned)", drop="> 0"),
    _rule(
        "template_slots",
        "template_slots",
        "slots nobody filled; templates asked for are left alone",
        drop=">= 2",
        review="> 0",
    ),
)

_VOICE = (
    _rule(
        "refusal",
        "refusal",
        "a short refusal of a harmless prompt teaches over-refusal (community lists)",
        drop="> 0",
        where="harm_refused = 0",
    ),
    _rule(
        "refusal_phrase",
        "refusal_phrase",
        "a refusal inside a longer answer may be right",
        review="> 0",
        where="harm_refused < 1",
    ),
    _rule("speaks_as_ai", "hedge", "the answer speaks of itself as an AI (community lists)", review="> 0"),
    _rule(
        "foreign_identity",
        "foreign_identity",
        "the model would introduce itself under another vendor's name (open-instruct)",
        drop="> 0",
    ),
    _rule(
        "cutoff_date",
        "cutoff_date",
        "a cut-off date of another model (open-instruct filter_cutoff_date)",
        drop="> 0",
    ),
    _rule("prompt_leak", "prompt_leak", "the system prompt in the answer", drop="> 0"),
    _rule(
        "self_reference",
        "self_reference",
        "refers to an exchange that is not there",
        drop="> 0",
        where="kind = 'instruction'",
    ),
)

_SCRAPS = (
    _rule(
        "merged_instruction",
        "merged_instruction",
        "a second instruction inside the answer (AlpacaDataCleaned)",
        drop="> 0",
    ),
    _rule("dialogue_leak", "dialogue_leak", "the answer goes on for the user (FastChat)", drop="> 0"),
    _rule("special_tokens", "special_tokens", "template tokens in the text break the template", drop="> 0"),
    _rule("copy_scraps", "copy_scraps", "copied off a chat page (FastChat clean_sharegpt)", drop="> 0"),
    _rule("error_page", "error_page", "an error message instead of an answer", drop="> 0"),
    _rule("boilerplate", "boilerplate", "web page furniture (NeMo Curator)", drop=">= 3", review="== 2"),
    _rule(
        "rights_notice",
        "rights_notice",
        "a copyright or licence notice in an answer that is not about rights",
        drop="> 0",
    ),
    _rule(
        "channel_log",
        "channel_lines",
        "joins and quits of a chat channel are no answer",
        drop=">= 3",
        review=">= 1",
    ),
    _rule("page_furniture", "page_lines", "menus and footers around the answer", drop=">= 4", review=">= 3"),
    _rule("social_post", "social_marks", "a collected post, not an answer", drop=">= 2"),
    _rule("spam", "spam_marks", "advertising that nobody asked for", drop=">= 3"),
    _rule(
        "spam_aside",
        "spam_marks",
        "wording of advertising in an answer that shares no word with its question",
        drop=">= 1",
        where="answers_other_question >= 0.5 OR (subject_missing AND prompt_overlap = 0)",
    ),
    _rule(
        "token_spacing",
        "token_spacing",
        "stored as tokens, so the model would learn to write spaces before marks",
        review="> 0.5",
        where="NOT coalesce(list_contains(asks, 'tokens'), false)",
    ),
    _rule("mail_scraps", "mail_scraps", "quoted mail headers and disclaimers", drop="> 0"),
)

_FORM = (
    _rule(
        "truncated",
        "truncated",
        "the answer stops before its end (stanford_alpaca drops finish_reason=length)",
        drop=">= 0.7",
        review=">= 0.52",
    ),
    _rule("fence_fault", "fence_fault", "an open code fence swallows what follows", drop="> 0"),
    _rule("invalid_json", "invalid_json", "JSON that does not parse (RFC 8259)", drop="> 0"),
    _rule("invalid_xml", "invalid_xml", "XML that is not well-formed", drop="> 0"),
    _rule("wrong_form", "form_fault_count", "not in the form asked for", review="> 0"),
    _rule(
        "list_faults",
        "list_fault_count",
        "a numbered list that restarts or skips (FastChat filter_wrong_format)",
        review="> 0",
    ),
    _rule("list_missing", "list_missing", "fewer items than asked for", drop="> 0"),
    _rule("list_extra", "list_extra", "more items than asked for", drop="> 0"),
    _rule("python_fault", "python_fault", "Python that does not parse", review="> 0"),
    _rule(
        "wrong_sums",
        "sums_wrong",
        "about 80% of one public set's sums were wrong; recompute (AlpacaDataCleaned)",
        drop="> 0",
    ),
)

_JUNK = (
    _rule("html_junk", "html_tags", "markup left in prose", drop=">= 3", review=">= 1"),
    _rule("html_entities", "html_entities", "character entities left in prose", drop=">= 2", review="== 1"),
    _rule(
        "mojibake", "mojibake", "wrongly decoded text that could not be repaired", drop=">= 2", review="== 1"
    ),
    _rule("escapes", "escapes", "escape sequences where there should be characters", drop=">= 1"),
    _rule(
        "encoded_blob",
        "blob_ratio",
        "base64 or hexadecimal instead of language",
        drop="> 0.2",
        review="> 0.05",
    ),
    _rule("url_only", "url_only", "a link is no answer (AlpacaDataCleaned)", drop="> 0"),
    _rule("ascii_art", "art_lines", "a drawing nobody asked for", drop="> 0.5", review="> 0.34"),
    _rule("spaced_letters", "spaced_ratio", "l e t t e r s set apart", drop="> 0.3"),
    _rule(
        "emoji_flood",
        "response_emoji_ratio",
        "mostly emoji",
        drop="> 0.1",
        review="> 0.05",
        where="response_words >= 1 AND NOT coalesce(list_contains(asks, 'emoji'), false)",
    ),
    _rule(
        "all_caps",
        "response_upper_ratio",
        "shouting; licences are written so too",
        review="> 0.7",
        where="NOT response_is_code AND response_words >= 6 AND response_script IN ('Latin', 'Cyrillic', 'Greek') AND NOT coalesce(list_contains(asks, 'case'), false) AND NOT coalesce(list_contains(asks, 'code'), false)",
    ),
    _rule(
        "control_characters",
        "response_control_ratio",
        "control and invisible characters; joiners belong to other scripts and to emoji",
        drop="> 0.05",
        review="> 0.01",
        where="response_script IN ('Latin', 'Cyrillic', 'Greek') AND response_emoji_ratio < 0.02",
    ),
)

_REPETITION = (
    _rule(
        "said_again",
        "response_loop_repeats",
        "one phrase six times in a row (open-instruct: a sentence four times in a row)",
        drop=">= 6",
        where="NOT response_is_code AND NOT coalesce(list_contains(asks, 'refrain'), false) AND ((NOT coalesce(list_contains(asks, 'repeat'), false) AND response_alpha_words > 0.8) OR (response_words >= 30 AND response_loop_ratio > 0.5 AND response_alpha_words > 0.5))",
    ),
    _rule(
        "loop",
        "response_loop_ratio",
        "a unit repeated over and over (open-instruct filter_ngram_repetitions)",
        drop="> 0.3",
        where="response_words >= 12 AND NOT coalesce(list_contains(asks, 'repeat'), false) AND NOT response_is_code AND response_alpha_words > 0.5",
    ),
    _rule(
        "duplicate_lines",
        "response_dup_line_chars",
        "Gopher's 0.2 of page text, doubled for answers with headings and code",
        drop="> 0.4",
        where="NOT coalesce(list_contains(asks, 'code'), false) AND NOT coalesce(list_contains(asks, 'repeat'), false) AND NOT response_is_code",
    ),
    _rule(
        "repeated_ngrams",
        "response_dup_10gram",
        "Gopher's 0.1 of page text, raised for short answers",
        drop="> 0.45",
        where="response_words >= 40 AND NOT coalesce(list_contains(asks, 'code'), false) AND NOT coalesce(list_contains(asks, 'repeat'), false) AND NOT response_is_code",
    ),
    _rule(
        "character_run",
        "response_char_run",
        "one character held down",
        drop="> 20",
        where="NOT coalesce(list_contains(asks, 'art'), false) AND NOT coalesce(list_contains(asks, 'repeat'), false) AND NOT response_is_code",
    ),
)

_LANGUAGE = (
    _rule(
        "language_mismatch",
        "language_mismatch",
        "answers in another language than it is asked in",
        drop="> 0",
        where="response_words >= 4 * greatest(response_lines, 1) AND NOT coalesce(list_contains(asks, 'language'), false) AND (NOT response_is_code OR (response_words >= 20 AND response_language_confidence > 0.9 AND response_language <> 'en'))",
    ),
    _rule(
        "language_unwanted",
        "language_unwanted",
        "not one of the recipe's languages; a phrase in a language that the prompt names is asked for",
        drop="> 0",
        where="NOT coalesce(list_contains(asks, 'language'), false) AND (NOT response_is_code OR (response_words >= 20 AND response_language_confidence > 0.9)) AND (response_words >= 40 OR NOT coalesce(list_contains(asks, 'language_name'), false))",
    ),
)

_MODALITY = (
    _rule(
        "modality",
        "modality",
        "text cannot show what the answer points at (stanford_alpaca)",
        drop="> 0",
        where="prompt_modality",
    ),
    _rule("points_at_media", "modality", "the answer points at an image or a recording", review="> 0"),
    _rule(
        "prompt_modality", "prompt_modality", "needs an image, sound or file (stanford_alpaca)", drop="> 0"
    ),
    _rule("needs_page", "needs_page", "the page behind the link is not in the row", drop="> 0", where=_TALK),
    _rule("stale_date", "stale_date", "a past year spoken of as now", review="> 0"),
)

_NOT_CODE = "NOT response_is_code"
_NOISE = (
    _rule(
        "gibberish",
        "response_gibberish",
        "letters that no word is made of",
        drop="> 0.25",
        review="> 0.15",
        where=f"({_NOT_CODE} OR response_gibberish > 0.5) AND (coalesce(response_language, 'en') = 'en' OR response_language_confidence < 0.8 OR response_gibberish > 0.6) AND response_words >= 4 AND NOT coalesce(list_contains(asks, 'encoding'), false)",
    ),
    _rule(
        "prompt_gibberish",
        "prompt_gibberish",
        "a prompt that no word is made of",
        drop="> 0.4",
        review="> 0.3",
        where="coalesce(prompt_language, 'en') = 'en' AND NOT coalesce(list_contains(asks, 'code'), false) AND NOT coalesce(list_contains(asks, 'encoding'), false)",
    ),
    _rule(
        "word_salad",
        "response_word_salad",
        "words in no order",
        drop="> 0.5",
        review="> 0.4",
        where=_NOT_CODE,
    ),
    _rule(
        "stutter",
        "response_stutter",
        "words said twice",
        drop="> 0.3",
        review="> 0.15",
        where=f"{_NOT_CODE} AND response_words >= 12",
    ),
    _rule("mixed_scripts", "response_mixed_script_words", "look-alike letters of another script", drop="> 1"),
    _rule(
        "digits_in_words",
        "response_digits_in_words",
        "letters swapped for digits",
        drop="> 0.12",
        review="> 0.06",
        where=f"{_NOT_CODE} AND response_words >= 6",
    ),
    _rule(
        "mixed_case",
        "response_mixed_case",
        "case that changes at random",
        drop="> 0.2",
        where=f"{_NOT_CODE} AND response_words >= 6",
    ),
    _rule(
        "run_together",
        "response_run_together",
        "words without spaces",
        drop="> 0.3",
        where=f"{_NOT_CODE} AND response_script = 'Latin' AND response_url_ratio < 0.3",
    ),
    _rule(
        "long_word",
        "response_max_word_length",
        "one endless word",
        drop="> 200",
        where=f"{_NOT_CODE} AND response_url_ratio < 0.3",
    ),
    _rule(
        "foreign_script",
        "response_script_mix",
        "letters of another script inside the text (open-instruct uses 0.05 for CJK)",
        review="> 0.25",
        where="response_script = 'Latin' AND response_words >= 10 AND NOT coalesce(list_contains(asks, 'language'), false) AND coalesce(prompt_script_mix, 0) < 0.02",
    ),
)

_MANNERS = (
    _rule(
        "toxic",
        "toxicity",
        "0.87 is one obscenity or slur; precision 0.95 on planted real insults",
        drop="> 0.87",
        review="> 0.75",
        where="prompt_toxicity < 0.5 AND NOT coalesce(list_contains(asks, 'meaning'), false)",
    ),
    _rule(
        "toxic_word",
        "toxicity",
        "a word list or dictionary may say what a slur means",
        review="> 0.87",
        where="coalesce(list_contains(asks, 'meaning'), false)",
    ),
    _rule(
        "toxic_aside",
        "toxicity",
        "scorn in an answer that shares no word with its question",
        drop="> 0.45",
        where="prompt_toxicity < 0.3 AND (answers_other_question >= 0.5 OR subject_missing) AND response_words <= 80 AND NOT coalesce(list_contains(asks, 'harm'), false)",
    ),
    _rule(
        "rude",
        "rudeness",
        "a customer-service model benefits from polite, direct text",
        drop="> 0.85",
        review="> 0.55",
    ),
    _rule(
        "sarcastic",
        "sarcasm",
        "a customer-service model benefits from polite, direct text, not sarcasm",
        drop="> 0.9",
        review="> 0.55",
    ),
)

_FIT = (
    _rule(
        "echo",
        "echo",
        "the answer is the prompt over again",
        drop="> 0.75",
        where="response_words >= 3 AND NOT coalesce(list_contains(asks, 'copy'), false)",
    ),
    _rule(
        "echo_exact",
        "echo",
        "the answer is the prompt, word for word",
        drop="> 0.97",
        where="response_words >= 4 AND NOT coalesce(list_contains(asks, 'verbatim'), false)",
    ),
    _rule(
        "copied_prompt",
        "copied",
        "the answer is cut out of the prompt",
        drop="> 0.9",
        where="response_words >= 5 AND response_words >= 0.8 * prompt_words AND NOT coalesce(list_contains(asks, 'copy'), false) AND kind != 'text'",
    ),
    _rule(
        "other_question",
        "answers_other_question",
        "prompt and answer have no word in common, though both have much to say",
        review="> 0.7",
        where=f"{_NOT_CODE} AND (prompt_language = response_language OR response_language_confidence < 0.9) AND response_script = 'Latin' AND prompt_script = 'Latin' AND kind = 'instruction' AND response_words >= 12 AND NOT coalesce(list_contains(asks, 'language'), false) AND (answers_other_question > 0.85 OR NOT coalesce(list_contains(asks, 'creative'), false))",
    ),
    _rule(
        "subject_missing",
        "subject_missing",
        "the answer never mentions what the prompt names in quotes",
        review="> 0",
        where=f"{_NOT_CODE} AND response_words >= 12 AND kind = 'instruction' AND response_script = 'Latin' AND prompt_overlap = 0 AND NOT coalesce(list_contains(asks, 'language'), false) AND NOT coalesce(list_contains(asks, 'creative'), false)",
    ),
    _rule(
        "swapped",
        "swapped",
        "the question stands where the answer belongs",
        review="> 0",
        where="kind = 'instruction'",
    ),
    _rule(
        "tool_preamble",
        "tool_preamble",
        "tools that nobody uses, the same in thousands of rows (GPTeacher toolformer)",
        review="> 0",
    ),
)

_UNASKED = (
    _rule(
        "code_unasked", "code_unasked", "a program in reply to a question about something else", review="> 0"
    ),
)

_BASE = (
    *_SHAPE, *_PLACEHOLDERS, *_VOICE, *_SCRAPS, *_FORM, *_JUNK, *_REPETITION, *_LANGUAGE, *_MODALITY, *_NOISE,
    *_MANNERS, *_FIT, *_UNASKED,
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
