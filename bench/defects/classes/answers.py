"""Answers that do not answer: empty, refused, cut, looped, in another language, to another question."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from bench.defects.builtin import CUTOFFS
from bench.defects.model import Planted, Row, defect
from bench.defects.natural import Patterns
from bench.defects.text import is_prose, sentences, word_f1, words

PLACEHOLDERS = (
    "N/A", "n/a", "None", "null", "nan", "<No Output>", "No output", "(no answer)", "TODO", "TBD", "...", "-",
    "undefined", "No response", "[answer here]", "Lorem ipsum dolor sit amet, consectetur adipiscing elit.",
)  # fmt: skip


@defect(
    "empty_answer",
    definition="The answer is empty or blank.",
    origin="natural",
    severity="drop",
    seen_in="medquad: 792 of 1,791 answers; codealpaca: 2",
)
def empty_answer(row: Row, rng: Random, patterns: Patterns) -> Planted:
    known = patterns.unanswered
    ask = rng.choice(known.values) if rng.random() < 0.5 else row.instruction
    return Planted(Row(ask, rng.choice(("", "", " ", "\n")), row.source), known.source)


@defect(
    "placeholder_answer",
    definition="A stand-in for a missing value is stored as the answer: `N/A`, `nan`, `<No Output>`, `TODO`.",
    origin="documented",
    severity="drop",
    seen_in="Alpaca: listed by AlpacaDataCleaned",
    marker=r"(?i)lorem ipsum|<no ?(?:out|in)put>",
)
def placeholder_answer(row: Row, rng: Random, patterns: Patterns) -> Planted:
    return Planted(replace(row, response=rng.choice(PLACEHOLDERS)))


@defect(
    "needless_refusal",
    definition="The assistant refuses a harmless request that it could answer.",
    origin="natural",
    severity="drop",
    seen_in="llama-factory: 42 refusals in 600 conversations",
    marker=r"(?i)\bas an ai\b|i(?:'m| am) (?:sorry|unable|not able)|i (?:can ?not|can't) (?:assist|help|fulfil)",
)
def needless_refusal(row: Row, rng: Random, patterns: Patterns) -> Planted:
    return Planted(replace(row, response=rng.choice(patterns.refusals.values)), patterns.refusals.source)


@defect(
    "foreign_identity",
    definition="The answer presents another product as its author: `I am Vicuna, trained by ...`.",
    origin="natural",
    severity="review",
    seen_in="fastchat-dummy: 283 sentences; open-instruct filters 15 makers",
    marker=r"\b(?:ChatGPT|OpenAI|Anthropic|Vicuna|LMSYS|LAION|Bing ?Chat)\b|(?i:large language model)",
)
def foreign_identity(row: Row, rng: Random, patterns: Patterns) -> Planted:
    claim = rng.choice(patterns.identities.values)
    text = rng.choice((f"{claim} {row.response}", f"{row.response}\n\n{claim}"))
    return Planted(replace(row, response=text), patterns.identities.source, clean=row, marks=(claim,))


@defect(
    "knowledge_cutoff",
    definition="The answer dates the model's knowledge: `as of my last update in September 2021`.",
    origin="documented",
    severity="review",
    seen_in="ShareGPT and WildChat; open-instruct's filter_cutoff_date",
    marker=r"(?i)(?:knowledge|training) (?:cut-?off|data only)|my last (?:knowledge )?update",
)
def knowledge_cutoff(row: Row, rng: Random, patterns: Patterns) -> Planted:
    said = re.sub(r"\b20\d\d\b", str(rng.randint(2019, 2024)), rng.choice(CUTOFFS))
    text = rng.choice((f"{said} {row.response}", f"{row.response} {said}"))
    return Planted(replace(row, response=text), clean=row, marks=(said,))


@defect(
    "wrong_language",
    definition="An English request without any wish for another language is answered in one.",
    origin="natural",
    severity="drop",
    seen_in="tldr-multilingual: 21 languages; mixed exports of multilingual sets",
)
def wrong_language(row: Row, rng: Random, patterns: Patterns) -> Planted:
    languages = sorted({language for language, _ in patterns.foreign.values})
    chosen = rng.choice(languages)
    text = rng.choice([t for language, t in patterns.foreign.values if language == chosen])
    return Planted(replace(row, response=text), patterns.foreign.source, detail={"language": chosen})


@defect(
    "truncated_answer",
    definition="Generation stopped at a token limit: the answer breaks off inside a sentence or a word.",
    origin="documented",
    severity="drop",
    seen_in="Stanford Alpaca drops finish_reason=length; human-vs-machine texts break off the same way",
)
def truncated_answer(row: Row, rng: Random, patterns: Patterns) -> Planted | None:
    if (
        len(row.response) < 200
        or "```" in row.response
        or not row.response.rstrip().endswith((".", "!", "?"))
    ):
        return None
    cut = int(len(row.response) * rng.uniform(0.35, 0.8))
    if rng.random() < 0.5:  # at a word boundary rather than inside a word
        cut = row.response.rfind(" ", 0, cut)
    kept = row.response[:cut].rstrip()
    if not kept[-1:].isalpha() or row.response[cut : cut + 1] in ".!?\n" or "    " in kept[-80:]:
        return None
    return Planted(
        replace(row, response=kept), detail={"kept_chars": len(kept), "clean_chars": len(row.response)}
    )


@defect(
    "degenerate_repetition",
    definition="The answer falls into a loop and repeats a sentence or phrase many times.",
    origin="documented",
    severity="drop",
    seen_in="machine-written sets; open-instruct's filter_ngram_repetitions",
)
def degenerate_repetition(row: Row, rng: Random, patterns: Patterns) -> Planted | None:
    parts = [s for s in sentences(row.response) if 5 <= len(s.split()) <= 40 and "\n" not in s]
    if not parts or not is_prose(row.response):
        return None
    if rng.random() < 0.6:
        loop = " ".join([rng.choice(parts)] * rng.randint(6, 18))
    else:  # a phrase, with the last turn of the loop cut off
        phrase = " ".join(rng.choice(parts).split()[:6])
        loop = ", ".join([phrase] * rng.randint(12, 40))[: -rng.randint(1, 8)]
    return Planted(replace(row, response=f"{parts[0]} {loop}"))


@defect(
    "gibberish",
    definition="The answer is noise: random letters, shuffled characters or encoded bytes.",
    origin="constructed",
    severity="drop",
    seen_in="crowd workers' keyboard input; base64 left in exports",
    marker=r"\b[A-Za-z0-9+/]{80,}={0,2}",
)
def gibberish(row: Row, rng: Random, patterns: Patterns) -> Planted:
    import base64

    mode = rng.choice(("mash", "shuffle", "base64"))
    if mode == "mash":
        text = " ".join(
            "".join(rng.choice("asdfghjklqwertyuiop;zxcvbnm") for _ in range(rng.randint(3, 11)))
            for _ in range(rng.randint(8, 40))
        )
    elif mode == "shuffle":
        letters = list(row.response[:600])
        rng.shuffle(letters)
        text = "".join(letters)
    else:
        text = base64.b64encode(rng.randbytes(rng.randint(90, 400))).decode()
    return Planted(replace(row, response=text), detail={"mode": mode})


@defect(
    "prompt_echo",
    definition="The answer only repeats the request, whole or as its opening.",
    origin="documented",
    severity="drop",
    seen_in="base models' completions in self-instruct style sets; crowd answers pasted into the wrong box",
)
def prompt_echo(row: Row, rng: Random, patterns: Patterns) -> Planted | None:
    if len(words(row.instruction)) < 6 or row.instruction.count("\n") > 8:
        return None
    text = rng.choice(
        (
            row.instruction,
            row.instruction.upper(),
            f"{row.instruction}\n\n{row.instruction}",
            f"Q: {row.instruction}",
        )
    )
    return Planted(replace(row, response=text))


@defect(
    "answer_to_another_question",
    definition="Columns slipped by a row: the answer is good, but to another question.",
    origin="constructed",
    severity="review",
    seen_in="CSV merges and shuffles of one column only",
)
def answer_to_another_question(row: Row, rng: Random, patterns: Patterns) -> Planted | None:
    if not patterns.spare or len(words(row.instruction)) < 5:
        return None
    other = rng.choice(patterns.spare)
    if len(words(other.response)) < 25 or word_f1(other.response, row.text()) > 0.25:
        return None
    return Planted(replace(row, response=other.response))


@defect(
    "swapped_fields",
    definition="Prompt and answer changed places: the answer asks and the prompt explains.",
    origin="constructed",
    severity="review",
    seen_in="mapping mistakes at import",
)
def swapped_fields(row: Row, rng: Random, patterns: Patterns) -> Planted | None:
    asks = row.instruction.rstrip().endswith("?") or re.match(
        r"(?i)(?:explain|write|describe|how|what|give|show)\b", row.instruction
    )
    if (
        not asks
        or len(words(row.response)) < 25
        or len(words(row.instruction)) > 60
        or row.response.rstrip().endswith("?")
    ):
        return None
    return Planted(Row(row.response, row.instruction, row.source), clean=row)
