"""Every text statistic: unit, definition, source. The order of the names is that of the kernels."""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa

from ft_data.signals.api import PAIR, Field, Group, Signal

GOPHER = "Rae et al. 2021 (Gopher), appendix A1; definitions of datatrove"
FINEWEB = "Penedo et al. 2024 (FineWeb); definitions of datatrove"
C4 = "Raffel et al. 2020 (C4)"
RATIO, COUNT = "ratio 0..1", "count"


class Statistic(NamedTuple):
    """One text statistic, measured on prompt and response alike."""

    name: str
    unit: str
    definition: str
    source: str = "own"


CHARACTERS = (
    Statistic("chars", COUNT, "Characters (Unicode code points)."),
    Statistic("alpha_ratio", RATIO, "Letters and combining marks / characters.", "NeMo Curator NonAlphaNumericFilter (inverse)"),
    Statistic("digit_ratio", RATIO, "Numeric characters / characters.", "NeMo Curator NumbersFilter"),
    Statistic("upper_ratio", RATIO, "Upper-case letters / letters."),
    Statistic("punctuation_ratio", RATIO, "Unicode punctuation (P*) / characters."),
    Statistic("symbol_ratio", RATIO, "Unicode symbols (S*) / characters."),
    Statistic("space_ratio", RATIO, "White space / characters.", "NeMo Curator WhiteSpaceFilter"),
    Statistic("emoji_ratio", RATIO, "Emoji and dingbats, by block / characters."),
    Statistic("control_ratio", RATIO, "Control, format, private-use characters and U+FFFD / characters."),
    Statistic("url_ratio", RATIO, "Characters of http(s):// and www. links / characters.", "NeMo Curator UrlsFilter"),
    Statistic("char_run", "characters", "Longest run of one letter, digit, ! or ? (other characters count up to 3)."),
    Statistic("entropy", "bits per character", "Shannon entropy of the characters' distribution.", "Shannon 1948"),
    Statistic("unbalanced_brackets", COUNT, "Brackets () [] {} without a partner; list numbers such as 1) left out."),
    Statistic("unbalanced_quotes", COUNT, "1 when straight double quotes are odd, plus |opening - closing| curly ones."),
    Statistic(
        "compression_ratio", RATIO,
        "Estimated size after greedy LZ77 / size: literals cost 1 byte, matches of 4 bytes or more cost 3; "
        "4,096 hash slots, first 64 KiB.", "own, after LZ4's match finder",
    ),
)  # fmt: skip

LINES = (
    Statistic("lines", COUNT, "Lines with something on them."),
    Statistic("paragraphs", COUNT, "Blocks separated by an empty line."),
    Statistic("max_line_chars", "characters", "Characters of the longest line."),
    Statistic("bullet_lines", RATIO, "Lines that start with a bullet or hyphen / lines.", GOPHER),
    Statistic("ellipsis_lines", RATIO, "Lines that end in an ellipsis / lines.", GOPHER),
    Statistic("terminal_lines", RATIO, "Lines that end in . ! ? or a closing quote / lines.", FINEWEB),
    Statistic("short_lines", RATIO, "Lines of at most 30 characters / lines.", FINEWEB),
    Statistic(
        "c4_lines",
        RATIO,
        "Lines C4 keeps: 3 words, an end mark that is no ellipsis, no word over 1,000 characters.",
        C4,
    ),
    Statistic("dup_lines", RATIO, "Lines that occurred before / lines.", GOPHER),
    Statistic("dup_line_chars", RATIO, "Characters of lines that occurred before / characters.", GOPHER),
    Statistic("dup_paragraphs", RATIO, "Paragraphs that occurred before / paragraphs.", GOPHER),
    Statistic(
        "dup_paragraph_chars", RATIO, "Characters of paragraphs that occurred before / characters.", GOPHER
    ),
    Statistic(
        "dup_line_chars_fineweb", RATIO, "As dup_line_chars, line feeds left out of the characters.", FINEWEB
    ),
    Statistic(
        "line_repeats",
        COUNT,
        "Occurrences of the most frequent line.",
        "open-instruct filter_ngram_repetitions",
    ),
)

WORDING = (
    Statistic("words", COUNT, "Tokens with a letter or digit; a character of an unspaced script is one token.", GOPHER),
    Statistic("sentences", COUNT, "Stretches of words up to . ! ? or an empty line; initials, titles and list numbers do not end one."),
    Statistic("mean_word_length", "characters", "Characters of words / words.", GOPHER),
    Statistic("max_word_length", "characters", "Characters of the longest word."),
    Statistic("alpha_words", RATIO, "Tokens with a letter / tokens.", GOPHER),
    Statistic("stop_words", COUNT, "How many of the, be, to, of, and, that, have, with occur.", GOPHER),
    Statistic("hash_ratio", "per token", "Hash signs / tokens.", GOPHER),
    Statistic("ellipsis_ratio", "per token", "Ellipses / tokens.", GOPHER),
    Statistic("newline_ratio", "per token", "Line feeds / tokens.", FINEWEB),
    *(
        Statistic(f"top_{n}gram", RATIO, f"Characters of the most frequent {n}-gram, times its count / characters (at most 1); 0 when none repeats.", GOPHER)
        for n in (2, 3, 4)
    ),
    *(
        Statistic(f"dup_{n}gram", RATIO, f"Characters of {n}-grams that occurred before (the scan jumps behind each) / characters.", GOPHER)
        for n in range(5, 11)
    ),
    Statistic("loop_ratio", RATIO, "Words in the longest stretch that repeats a unit of at most 40 words 3 times or more / words."),
    Statistic("ttr", RATIO, "Distinct words / words, lower case, outer punctuation off."),
    Statistic("mtld", "words", "Measure of textual lexical diversity, cut 0.72, mean of both directions.", "McCarthy & Jarvis 2010"),
    Statistic("flesch", "score -100..122", "Flesch reading ease of words with ASCII letters; syllables are vowel groups.", "Flesch 1948"),
    Statistic("kincaid", "grade -4..100", "Flesch-Kincaid grade.", "Kincaid et al. 1975"),
    Statistic("fog", "grade 0..100", "Gunning fog index: words of 3 syllables or more are hard.", "Gunning 1952"),
    Statistic("ari", "grade -17..100", "Automated readability index.", "Smith & Senter 1967"),
    Statistic("loop_repeats", COUNT, "The most often that one unit of at most 40 words is said in a row; null without words."),
)  # fmt: skip

STATISTICS = (*CHARACTERS, *LINES, *WORDING)
_WHOLE = (COUNT, "characters")


def _signals() -> tuple[Signal, ...]:
    """Return the signals of the group `text`: every statistic of the prompt, then of the response."""
    fields: tuple[Field, ...] = ("prompt", "response")
    return tuple(
        Signal(
            f"{field}_{s.name}",
            pa.int32() if s.unit in _WHOLE and s.name != "mean_word_length" else pa.float32(),
            field,
            s.unit,
            s.definition,
            s.source,
        )
        for field in fields
        for s in STATISTICS
    )


GROUP = Group(
    name="text",
    signals=_signals(),
    columns=PAIR,
    measure="ft_data.signals.text.measure:text_signals",
)
