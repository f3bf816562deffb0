# ruff: noqa: E501
"""Text statistics against values worked out by hand, and against plain Python for the published definitions."""

from __future__ import annotations

import re
from collections import Counter
from math import log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ft_data.signals.groups.text import STATISTICS
from ft_data_tests.signals.rows import measure, of

HAND = [
    ("chars", "Héllo 😀", 7),
    ("alpha_ratio", "ab 1", 0.5),
    ("digit_ratio", "ab12", 0.5),
    ("upper_ratio", "ABcd", 0.5),
    ("punctuation_ratio", "a.b!", 0.5),
    ("symbol_ratio", "a+b=", 0.5),
    ("space_ratio", "a b\n", 0.5),
    ("emoji_ratio", "ok😀😀", 0.5),
    ("control_ratio", "ab\x00\ufffd", 0.5),
    ("url_ratio", "go http://a.bc", 11 / 14),
    ("url_ratio", "see www.a.bc now", 8 / 16),
    ("url_ratio", "http is a word", 0.0),
    ("char_run", "aaaab!!", 4),
    ("entropy", "aabb", 1.0),
    ("entropy", "éè", 1.0),
    ("unbalanced_brackets", "f(x] {", 3),
    ("unbalanced_brackets", "1) one a) two :) fine", 0),
    ("unbalanced_quotes", 'say "hi', 1),
    ("unbalanced_quotes", "“a” “b", 1),
    ("compression_ratio", "abcdefgh", 1.0),
    ("compression_ratio", "abcdabcdabcd", (4 + 3) / 12),
    ("lines", "a\n\nb\n \nc", 3),
    ("paragraphs", "a\nb\n\nc", 2),
    ("max_line_chars", "ab\nabcd", 4),
    ("bullet_lines", "- a\n• b\nc\nd", 0.5),
    ("ellipsis_lines", "wait...\nand…\nno\nno", 0.5),
    ("terminal_lines", "Yes.\nno", 0.5),
    ("short_lines", "short\n" + "x" * 31, 0.5),
    ("c4_lines", "One two three.\nOne two.", 0.5),
    ("dup_lines", "a\nb\na\na", 0.5),
    ("dup_line_chars", "ab\nc\nab", 2 / 7),
    ("dup_paragraphs", "ab\n\nab", 0.5),
    ("dup_paragraph_chars", "ab\n\nab", 2 / 6),
    ("dup_line_chars_fineweb", "ab\nc\nab", 2 / 5),
    ("line_repeats", "a\nb\na", 2),
    ("words", "one two - 3", 3),
    ("words", "你好 world", 3),
    ("sentences", "Dr. Who came. He left! Then what", 3),
    ("sentences", "1. First thing.\n2. Second thing.", 2),
    ("mean_word_length", "ab abcd", 3.0),
    ("max_word_length", "ab abcd", 4),
    ("alpha_words", "ab 12", 0.5),
    ("stop_words", "the cat and the dog of", 3),
    ("hash_ratio", "# a #b c", 2 / 4),
    ("ellipsis_ratio", "a... b… c d", 2 / 4),
    ("newline_ratio", "a\nb\nc d", 2 / 4),
    ("top_2gram", "a b a b", 2 * 3 / 7),
    ("top_2gram", "a b c d", 0.0),
    ("top_3gram", "a b c a b c", 2 * 5 / 11),
    ("top_4gram", "a b c d a b c d", 2 * 7 / 15),
    ("dup_5gram", "a b c d e a b c d e", 5 / 19),
    ("dup_6gram", "a b c d e f a b c d e f", 6 / 23),
    ("dup_7gram", "a b c d e f g a b c d e f g", 7 / 27),
    ("dup_8gram", "a b c d e f g h a b c d e f g h", 8 / 31),
    ("dup_9gram", " ".join("abcdefghi" * 2), 9 / 35),
    ("dup_10gram", " ".join("abcdefghij" * 2), 10 / 39),
    ("loop_ratio", "x go go go go", 0.8),
    ("loop_repeats", "a b a b a b", 3),
    ("loop_repeats", "all words differ", 1),
    ("ttr", "A a b!", 2 / 3),
    ("mtld", "a b c d", 4.0),
    ("mtld", "a a a a", 2.0),
    ("flesch", "The cat sat.", 206.835 - 1.015 * 3 - 84.6),
    ("kincaid", "The cat sat.", 0.39 * 3 + 11.8 - 15.59),
    ("fog", "The elephant sat.", 0.4 * (3 + 100 / 3)),
    ("ari", "The cat sat.", 4.71 * 3 + 0.5 * 3 - 21.43),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "value"), HAND, ids=[f"{n}-{i}" for i, (n, _, _) in enumerate(HAND)]
)
def test_hand_computed(name: str, text: str, value: float) -> None:
    row = measure("text", [(text, text)])[0]
    assert row[f"response_{name}"] == pytest.approx(value, rel=1e-5, abs=1e-6)
    assert row[f"prompt_{name}"] == row[f"response_{name}"]


def test_every_statistic_has_a_hand_computed_value() -> None:
    assert {s.name for s in STATISTICS} == {name for name, _, _ in HAND}


def _duplicates(parts: list[str]) -> tuple[int, int]:
    seen: set[str] = set()
    count = chars = 0
    for part in parts:
        if part in seen:
            count, chars = count + 1, chars + len(part)
        seen.add(part)
    return count, chars


def gopher(text: str) -> dict[str, float]:
    """Gopher's repetition measures in plain Python, words split at white space (the oracle)."""
    words, out = text.split(), {}
    paragraphs, lines = re.split(r"\n{2,}", text.strip()), re.split(r"\n+", text.strip())
    count, chars = _duplicates(paragraphs)
    out["dup_paragraphs"], out["dup_paragraph_chars"] = count / len(paragraphs), chars / len(text)
    count, chars = _duplicates(lines)
    out["dup_lines"], out["dup_line_chars"] = count / len(lines), chars / len(text)
    for n in (2, 3, 4):
        grams = [" ".join(words[i : i + n]) for i in range(len(words) - n + 1)]
        top = Counter(grams).most_common(1)
        out[f"top_{n}gram"] = (
            min(1.0, len(top[0][0]) * top[0][1] / len(text)) if top and top[0][1] > 1 else 0.0
        )
    for n in range(5, 11):
        unique: set[str] = set()
        repeated = at = 0
        while at < len(words) - n + 1:
            gram = "".join(words[at : at + n])
            if gram in unique:
                repeated, at = repeated + len(gram), at + n
            else:
                unique.add(gram)
                at += 1
        out[f"dup_{n}gram"] = repeated / len(text)
    return out


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["alpha", "beta", "née", "gamma", "x", "y.", "the"]), min_size=1, max_size=60),
    st.integers(0, 9),
)
def test_repetition_equals_the_published_definition(words: list[str], every: int) -> None:
    text = "".join(
        w + ("\n\n" if every and i % (every + 3) == 2 else "\n" if every and i % (every + 1) == 0 else " ")
        for i, w in enumerate(words)
    ).strip()
    text = "\n".join(line.strip() for line in text.split("\n"))
    row = measure("text", [("", text)])[0]
    for name, value in gopher(text).items():
        assert row[f"response_{name}"] == pytest.approx(value, abs=1e-6), (name, text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_entropy_and_diversity_equal_plain_python(text: str) -> None:
    row = measure("text", [("", text)])[0]
    if text:
        counts = Counter(text)
        bits = -sum(c / len(text) * log2(c / len(text)) for c in counts.values())
        assert row["response_entropy"] == pytest.approx(bits, abs=1e-4)
        assert row["response_chars"] == len(text)
    else:
        assert row["response_entropy"] is None
    assert row["response_digit_ratio"] is None or 0 <= row["response_digit_ratio"] <= 1


def test_readability_prefers_the_simple_text() -> None:
    easy = "The cat sat on the mat. It was a big cat. The dog ran to it."
    hard = "Notwithstanding considerable methodological heterogeneity, investigators demonstrated statistically significant improvements."
    assert of("text", "response_flesch", easy) > of("text", "response_flesch", hard)
    assert of("text", "response_kincaid", easy) < of("text", "response_kincaid", hard)


def test_nothing_is_measured_on_nothing() -> None:
    row = measure("text", [("", "")])[0]
    assert row["response_words"] == 0 and row["response_chars"] == 0
    assert row["response_ttr"] is None and row["response_entropy"] is None and row["response_flesch"] is None
