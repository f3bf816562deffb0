"""Residue of formats: tokens, entities, codings and characters that a pipeline before left in the text."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from random import Random

from bench.defects.model import Planted, Row, defect
from bench.defects.natural import Patterns, garble
from bench.defects.text import looks_like_code


@defect(
    "end_token",
    definition="The answer ends in a tokeniser's end-of-text token, written out as text.",
    origin="natural",
    severity="repair",
    seen_in="t0-p3: every one of its 2,800 completions",
    marker=r"<\|\w+\|>|</?s>|<(?:start|end)_of_turn>|\[/?INST\]",
)
def end_token(row: Row, rng: Random, patterns: Patterns) -> Planted:
    # Mostly the token that was seen; now and then the same slip with another model's token.
    known = patterns.end_tokens
    others = ["</s>", "<|im_end|>", "<|eot_id|>"]
    token = rng.choice(known.values if rng.random() < 0.7 else others)
    return Planted(replace(row, response=row.response + token), known.source, clean=row, marks=(token,))


@defect(
    "calculator_marks",
    definition="A worked answer keeps the annotations of a calculator tool (`<<3*4=12>>`) and the `#### 12` answer line.",
    origin="natural",
    severity="repair",
    seen_in="gsm8k-train: its 7,473 answers",
    marker=r"<<[^<>\n]*=[^<>\n]*>>|(?m:^#### -?[\d,.]+\s*$)",
)
def calculator_marks(row: Row, rng: Random, patterns: Patterns) -> Planted:
    question, answer = rng.choice(patterns.calculations.values)
    clean = re.sub(r"<<[^<>]*>>", "", answer)
    planted = Row(question, answer, row.source)
    marks = tuple(dict.fromkeys(re.findall(r"<<[^<>]*>>", answer)))
    repaired = Row(question, re.sub(r"\n####\s*", "\n", clean), row.source)
    return Planted(planted, patterns.calculations.source, clean=repaired, marks=marks)


@defect(
    "html_entities",
    definition="Quotes, dashes, ampersands and angle brackets stand as HTML character references in plain text.",
    origin="natural",
    severity="repair",
    seen_in="hate-offensive: 17,083 references in 24,783 messages; sms-spam: 716",
    marker=r"&(?:#\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|nbsp|apos|hellip|mdash|rsquo);",
)
def html_entities(row: Row, rng: Random, patterns: Patterns) -> Planted | None:
    named = {
        html.unescape(e): e for e in reversed(patterns.entities.values) if not html.unescape(e).isalnum()
    }
    straight = {"'": "&#39;", '"': "&quot;", "&": "&amp;", "<": "&lt;", ">": "&gt;"}
    table = (
        straight
        if looks_like_code(row.response)
        else {**straight, **named, "'": named.get("\u2019", "&#39;")}
    )
    text = "".join(table.get(c, c) if c in table else c for c in row.response)
    twice = rng.random() < 0.25  # escaped on the way in and again on the way out
    found = re.findall(r"&(?:#\d+|\w+);", text)
    if len(found) < 2:
        return None
    if twice:
        text = text.replace("&", "&amp;")
        found += [reference.replace("&", "&amp;") for reference in found]
    return Planted(
        replace(row, response=text), patterns.entities.source, clean=row,
        marks=tuple(sorted(set(found))), detail={"twice": twice},
    )  # fmt: skip


@defect(
    "treebank_spacing",
    definition="Text stored as Penn Treebank tokens: spaces before marks, split contractions, `` and '' for quotes.",
    origin="natural",
    severity="review",
    seen_in="t0-p3: its mrpc, paws, wiki_bio and wiki_qa files",
    marker=r"\w (?:n't|'s|'re|'ve)\b|``|-[lr]rb-|(?:\w [,.] \w[^\n]{0,60}){3}",
)
def treebank_spacing(row: Row, rng: Random, patterns: Patterns) -> Planted | None:
    known = set(patterns.treebank.values)
    lines = row.response.split("\n")
    text = "\n".join(x if "`" in x or x.startswith("    ") else _tokens(x, known) for x in lines)
    marks = len(re.findall(r"\w [,.;:?!](?:\s|$)| n't\b|``|-lrb-", text))
    if marks < 4:
        return None
    return Planted(
        replace(row, response=text),
        patterns.treebank.source,
        clean=row,
        marks=(" ,", " .", " n't", "``", "-lrb-"),
    )


@defect(
    "literal_escapes",
    definition='The text was serialised twice: line breaks and quotes stand as the two characters `\\n` and `\\"`.',
    origin="natural",
    severity="repair",
    seen_in="t0-p3: 547 in its yelp file; taskmaster holds JSON inside JSON strings",
    marker=r"\w\\n\S|\\n\\n",
)
def literal_escapes(row: Row, rng: Random, patterns: Patterns) -> Planted | None:
    if row.response.count("\n") < 2 or "\\" in row.response:
        return None
    text = row.response.replace("\n", "\\n")
    if '\\"' in patterns.escapes.values:
        text = text.replace('"', '\\"')
    return Planted(replace(row, response=text), patterns.escapes.source, clean=row, marks=("\\n",))


def _tokens(text: str, known: set[str]) -> str:
    """Write a line of prose as Treebank tokens, following the conventions that are `known` to occur."""
    if "``" in known:
        text = re.sub(r'"([^"\n]*)"', r"`` \1 ''", text)
    if " n't" in known:
        text = re.sub(r"(\w)n't\b", r"\1 n't", text)
    if " 's" in known:
        text = re.sub(r"(\w)('s|'re|'ve|'ll)\b", r"\1 \2", text)
    if "-lrb-" in known:
        text = re.sub(r"\(\s*", "-lrb- ", re.sub(r"\s*\)", " -rrb-", text))
    return re.sub(r"(\w)([.,;:?!])(?=\s|$)", r"\1 \2", text)


TYPOGRAPHIC = (("'", "\u2019"), (" - ", " \u2013 "), ("--", "\u2014"), ("...", "\u2026"))
FRENCH = (
    ("cafe", "café"),
    ("naive", "naïve"),
    ("resume", "résumé"),
    ("degrees", "° degrees"),
    ("euro", "€ euro"),
)


@defect(
    "mojibake",
    definition="UTF-8 text was decoded with another codec: `donâ€™t`, `cafÃ©`.",
    origin="natural",
    severity="repair",
    seen_in="ftfy-mojibake: 161 published cases; c4 rows of llama-factory",
    marker=r"â€|Ã[\u0080-\u00bf©¨±]|Â[ \u00a0-\u00bf]|ï»¿|\ufffd",
)
def mojibake(row: Row, rng: Random, patterns: Patterns) -> Planted | None:
    text = row.response
    if looks_like_code(text):
        return None
    for plain, fine in TYPOGRAPHIC + FRENCH:
        text = text.replace(plain, fine)
    text = re.sub(r'"([^"\n]{1,80})"', "\u201c\\1\u201d", text)
    text = re.sub(r"``?([^`\n]{1,80})``?", "\u2018\\1\u2019", text)
    if sum(c > "\u007f" for c in text) < 3:
        return None
    chain = rng.choice(patterns.mojibake_chains.values)
    garbled = "".join(garble(c, chain) or c if c > "\u007f" else c for c in text)
    marks = tuple(sorted({garble(c, chain) for c in text if c > "\u007f" and garble(c, chain)}))
    if not marks or garbled == text or any(ord(c) < 32 and c not in "\n\t" for c in garbled):
        return None
    clean = replace(row, response=text)
    return Planted(
        replace(row, response=garbled), patterns.mojibake_chains.source, clean=clean, marks=marks,
        detail={"codecs": list(chain)},
    )  # fmt: skip


@defect(
    "control_characters",
    definition="Control, zero-width or direction characters inside the words of the answer.",
    origin="natural",
    severity="repair",
    seen_in="naughty-strings: 51 control characters; exports of chat tools and PDF readers",
    marker=r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u2060\ufeff\u202a-\u202e]",
)
def control_characters(row: Row, rng: Random, patterns: Patterns) -> Planted | None:
    if len(row.response) < 60:
        return None
    chars = rng.sample(patterns.invisible.values, min(3, len(patterns.invisible.values)))
    text = list(row.response)
    spots = sorted(rng.sample(range(5, len(text) - 5), min(12, 4 + len(text) // 150)), reverse=True)
    for spot in spots:
        text.insert(spot, rng.choice(chars))
    used = tuple(c for c in chars if c in text)
    return Planted(replace(row, response="".join(text)), patterns.invisible.source, clean=row, marks=used)


@defect(
    "html_markup",
    definition="The answer is a piece of a page: its sentences sit in tags with classes, styles and links.",
    origin="natural",
    severity="repair",
    seen_in="web-html: 202,875 tags in 181 pages; t0-p3: 1,496 tags such as `<br />`",
    marker=r"<(?:br|p|div|span|li|ul|td|tr|h[1-6]|script)\b[^>]*>|<a\s+href",
)
def html_markup(row: Row, rng: Random, patterns: Patterns) -> Planted | None:
    if len(row.response) < 80 or "<" in row.response or "```" in row.response:
        return None
    parts = [p for p in re.split(r"\n+|(?<=[.!?]) (?=[A-Z])", row.response) if p.strip()]
    frames = [rng.choice(patterns.markup.values) for _ in parts]
    text = rng.choice(["\n", "", "<br />"]).join(
        f.replace("{}", p, 1) for f, p in zip(frames, parts, strict=True)
    )
    opened = tuple(sorted({f.partition("{}")[0] for f in frames}))
    return Planted(
        replace(row, response=f"<div>{text}</div>"),
        patterns.markup.source,
        clean=row,
        marks=(*opened, "<br />", "</"),
    )
