"""Default rules about what an answer says: repetition, language, media, noise, manners, fit to its prompt."""

from __future__ import annotations

from ft_data.recipe.schema import Rule

TALK = "kind != 'text'"


def rule(
    name: str,
    signal: str,
    why: str,
    *,
    drop: str | None = None,
    review: str | None = None,
    where: str | None = None,
) -> Rule:
    """Build a default rule."""
    return Rule(name=name, signal=signal, drop=drop, review=review, where=where, why=why, off=False)


REPETITION = (
    rule(
        "said_again",
        "response_loop_repeats",
        "one phrase six times in a row (open-instruct: a sentence four times in a row)",
        drop=">= 6",
        where="NOT response_is_code AND NOT coalesce(list_contains(asks, 'refrain'), false) AND ((NOT coalesce(list_contains(asks, 'repeat'), false) AND response_alpha_words > 0.8) OR (response_words >= 30 AND response_loop_ratio > 0.5 AND response_alpha_words > 0.5))",
    ),
    rule(
        "loop",
        "response_loop_ratio",
        "a unit repeated over and over (open-instruct filter_ngram_repetitions)",
        drop="> 0.3",
        where="response_words >= 12 AND NOT coalesce(list_contains(asks, 'repeat'), false) AND NOT response_is_code AND response_alpha_words > 0.5",
    ),
    rule(
        "duplicate_lines",
        "response_dup_line_chars",
        "Gopher's 0.2 of page text, doubled for answers with headings and code",
        drop="> 0.4",
        where="NOT coalesce(list_contains(asks, 'code'), false) AND NOT coalesce(list_contains(asks, 'repeat'), false) AND NOT response_is_code",
    ),
    rule(
        "repeated_ngrams",
        "response_dup_10gram",
        "Gopher's 0.1 of page text, raised for short answers",
        drop="> 0.45",
        where="response_words >= 40 AND NOT coalesce(list_contains(asks, 'code'), false) AND NOT coalesce(list_contains(asks, 'repeat'), false) AND NOT response_is_code",
    ),
    rule(
        "character_run",
        "response_char_run",
        "one character held down",
        drop="> 20",
        where="NOT coalesce(list_contains(asks, 'art'), false) AND NOT coalesce(list_contains(asks, 'repeat'), false) AND NOT response_is_code",
    ),
)

LANGUAGE = (
    rule(
        "language_mismatch",
        "language_mismatch",
        "answers in another language than it is asked in",
        drop="> 0",
        where="response_words >= 4 * greatest(response_lines, 1) AND NOT coalesce(list_contains(asks, 'language'), false) AND (NOT response_is_code OR (response_words >= 20 AND response_language_confidence > 0.9 AND response_language <> 'en'))",
    ),
    rule(
        "language_unwanted",
        "language_unwanted",
        "not one of the recipe's languages; a phrase in a language that the prompt names is asked for",
        drop="> 0",
        where="NOT coalesce(list_contains(asks, 'language'), false) AND (NOT response_is_code OR (response_words >= 20 AND response_language_confidence > 0.9)) AND (response_words >= 40 OR NOT coalesce(list_contains(asks, 'language_name'), false))",
    ),
)

MODALITY = (
    rule(
        "modality",
        "modality",
        "text cannot show what the answer points at (stanford_alpaca)",
        drop="> 0",
        where="prompt_modality",
    ),
    rule("points_at_media", "modality", "the answer points at an image or a recording", review="> 0"),
    rule("prompt_modality", "prompt_modality", "needs an image, sound or file (stanford_alpaca)", drop="> 0"),
    rule("needs_page", "needs_page", "the page behind the link is not in the row", drop="> 0", where=TALK),
    rule("stale_date", "stale_date", "a past year spoken of as now", review="> 0"),
)

_NOT_CODE = "NOT response_is_code"
NOISE = (
    rule(
        "gibberish",
        "response_gibberish",
        "letters that no word is made of",
        drop="> 0.25",
        review="> 0.15",
        where=f"({_NOT_CODE} OR response_gibberish > 0.5) AND (coalesce(response_language, 'en') = 'en' OR response_language_confidence < 0.8 OR response_gibberish > 0.6) AND response_words >= 4 AND NOT coalesce(list_contains(asks, 'encoding'), false)",
    ),
    rule(
        "prompt_gibberish",
        "prompt_gibberish",
        "a prompt that no word is made of",
        drop="> 0.4",
        review="> 0.3",
        where="coalesce(prompt_language, 'en') = 'en' AND NOT coalesce(list_contains(asks, 'code'), false) AND NOT coalesce(list_contains(asks, 'encoding'), false)",
    ),
    rule(
        "word_salad",
        "response_word_salad",
        "words in no order",
        drop="> 0.5",
        review="> 0.4",
        where=_NOT_CODE,
    ),
    rule(
        "stutter",
        "response_stutter",
        "words said twice",
        drop="> 0.3",
        review="> 0.15",
        where=f"{_NOT_CODE} AND response_words >= 12",
    ),
    rule("mixed_scripts", "response_mixed_script_words", "look-alike letters of another script", drop="> 1"),
    rule(
        "digits_in_words",
        "response_digits_in_words",
        "letters swapped for digits",
        drop="> 0.12",
        review="> 0.06",
        where=f"{_NOT_CODE} AND response_words >= 6",
    ),
    rule(
        "mixed_case",
        "response_mixed_case",
        "case that changes at random",
        drop="> 0.2",
        where=f"{_NOT_CODE} AND response_words >= 6",
    ),
    rule(
        "run_together",
        "response_run_together",
        "words without spaces",
        drop="> 0.3",
        where=f"{_NOT_CODE} AND response_script = 'Latin' AND response_url_ratio < 0.3",
    ),
    rule(
        "long_word",
        "response_max_word_length",
        "one endless word",
        drop="> 200",
        where=f"{_NOT_CODE} AND response_url_ratio < 0.3",
    ),
    rule(
        "foreign_script",
        "response_script_mix",
        "letters of another script inside the text (open-instruct uses 0.05 for CJK)",
        review="> 0.25",
        where="response_script = 'Latin' AND response_words >= 10 AND NOT coalesce(list_contains(asks, 'language'), false) AND coalesce(prompt_script_mix, 0) < 0.02",
    ),
)

MANNERS = (
    rule(
        "toxic",
        "toxicity",
        "0.87 is one obscenity or slur; precision 0.95 on planted real insults",
        drop="> 0.87",
        review="> 0.75",
        where="prompt_toxicity < 0.5 AND NOT coalesce(list_contains(asks, 'meaning'), false)",
    ),
    rule(
        "toxic_word",
        "toxicity",
        "a word list or dictionary may say what a slur means",
        review="> 0.87",
        where="coalesce(list_contains(asks, 'meaning'), false)",
    ),
    rule(
        "toxic_aside",
        "toxicity",
        "scorn in an answer that shares no word with its question",
        drop="> 0.45",
        where="prompt_toxicity < 0.3 AND (answers_other_question >= 0.5 OR subject_missing) AND response_words <= 80 AND NOT coalesce(list_contains(asks, 'harm'), false)",
    ),
    rule(
        "rude",
        "rudeness",
        "a customer-service model benefits from polite, direct text",
        drop="> 0.85",
        review="> 0.55",
    ),
    rule(
        "sarcastic",
        "sarcasm",
        "a customer-service model benefits from polite, direct text, not sarcasm",
        drop="> 0.9",
        review="> 0.55",
    ),
)

# Code in answer to a request for code may share no word with it.
_FITTING_FORM = "(NOT response_is_code OR NOT coalesce(list_contains(asks, 'code'), false))"
FIT = (
    rule(
        "echo",
        "echo",
        "the answer is the prompt over again",
        drop="> 0.75",
        where="response_words >= 3 AND NOT coalesce(list_contains(asks, 'copy'), false)",
    ),
    rule(
        "echo_exact",
        "echo",
        "the answer is the prompt, word for word",
        drop="> 0.97",
        where="response_words >= 4 AND NOT coalesce(list_contains(asks, 'verbatim'), false)",
    ),
    rule(
        "copied_prompt",
        "copied",
        "the answer is cut out of the prompt",
        drop="> 0.9",
        where="response_words >= 5 AND response_words >= 0.8 * prompt_words AND NOT coalesce(list_contains(asks, 'copy'), false) AND kind != 'text'",
    ),
    rule(
        "other_question",
        "answers_other_question",
        "prompt and answer have no word in common, though both have much to say",
        review="> 0.7",
        where=f"{_FITTING_FORM} AND (prompt_language = response_language OR response_language_confidence < 0.9) AND response_script = 'Latin' AND prompt_script = 'Latin' AND kind = 'instruction' AND response_words >= 12 AND NOT coalesce(list_contains(asks, 'language'), false) AND (answers_other_question > 0.8 OR NOT coalesce(list_contains(asks, 'creative'), false))",
    ),
    rule(
        "subject_missing",
        "subject_missing",
        "the answer never mentions what the prompt names in quotes",
        review="> 0",
        where=f"{_FITTING_FORM} AND response_words >= 12 AND kind = 'instruction' AND response_script = 'Latin' AND prompt_overlap = 0 AND NOT coalesce(list_contains(asks, 'language'), false) AND NOT coalesce(list_contains(asks, 'creative'), false)",
    ),
    rule(
        "no_code",
        "answers_other_question",
        "a program was asked for, and the answer is neither one nor about the same thing",
        review="> 0.5",
        where="coalesce(list_contains(asks, 'code'), false) AND NOT response_is_code AND response_words >= 12 AND kind = 'instruction' AND response_script = 'Latin' AND NOT coalesce(list_contains(asks, 'language'), false)",
    ),
    rule(
        "swapped",
        "swapped",
        "the question stands where the answer belongs",
        review="> 0",
        where="kind = 'instruction'",
    ),
    rule(
        "tool_preamble",
        "tool_preamble",
        "tools that nobody uses, the same in thousands of rows (GPTeacher toolformer)",
        review="> 0",
    ),
)

UNASKED = (
    rule(
        "code_unasked", "code_unasked", "a program in reply to a question about something else", review="> 0"
    ),
)
