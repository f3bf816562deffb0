"""Patterns of defects as they occur in real sets, read at run time; nothing of them is kept in the project.

Every method returns a `Pattern`: the values and where they came from. When the set is not on the machine the
values are our own, written after the same pattern, and the source says "built-in", so that every truth
record tells which of the two it was made of.
"""

from __future__ import annotations

import csv
import functools
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bench.defects import builtin
from bench.defects.model import Row
from bench.defects.pool import open_text, records
from bench.defects.text import sums, wrong_sums

BUILT_IN = "built-in"
# Controls, soft hyphen, zero-width and direction marks, byte order mark, tag characters; not the visible
# signs of some scripts that share their category.
UNSEEN = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0001-\U000e007f]"
)
T = TypeVar("T", bound="Patterns")


@dataclass(frozen=True)
class Pattern:
    """Values of a pattern and the set they were read from."""

    values: list[Any]
    source: str


def pattern(folder: str, fallback: list[Any], least: int = 3) -> Callable[..., Any]:
    """Turn a generator over one real set into a cached `Pattern` with a fallback of our own."""

    def wrap(find: Callable[[T, Path], Iterator[Any]]) -> Any:
        def read(self: T) -> Pattern:
            path = self.data / folder if self.data else None
            if path is not None and path.exists():
                values = list(dict.fromkeys(find(self, path)))
                if len(values) >= least:
                    return Pattern(values, folder.split("/")[0])
            return Pattern(list(fallback), BUILT_IN)

        return functools.cached_property(read)

    return wrap


class Patterns:
    """Reads patterns below `data`, a folder of real sets in their authors' layout; None means ours only."""

    def __init__(self, data: Path | None, spare: Sequence[Row] = ()) -> None:
        self.data = data
        self.spare = (
            spare  # clean rows that are nowhere else in the corpus, for planters that need a second one
        )

    # -- residue of formats -------------------------------------------------------------------------------

    @pattern("t0-p3", builtin.END_TOKENS, least=1)
    def end_tokens(self, path: Path) -> Iterator[str]:
        """End-of-text tokens that completions were stored with."""
        seen: Counter[str] = Counter()
        for file in sorted(path.glob("*.jsonl")):
            for record in records(file):
                tail = re.search(r"(?:<\|\w+\|>|</?s>)\Z", str(record.get("completion", "")))
                seen.update([tail[0]] if tail else [])
        yield from (token for token, n in seen.most_common() if n >= 20)

    @pattern("gsm8k-train/train.jsonl", builtin.CALCULATIONS)
    def calculations(self, path: Path) -> Iterator[tuple[str, str]]:
        """Word problems whose answers keep `<<3*4=12>>` marks and a `#### 12` tail."""
        for record in records(path):
            question, answer = str(record.get("question", "")), str(record.get("answer", ""))
            if answer.count("<<") >= 2 and "\n#### " in answer:
                yield question, answer

    @pattern("gsm8k-train/train.jsonl", [], least=1)
    def slips(self, path: Path) -> Iterator[tuple[str, str, str, int]]:
        """Answers in which people calculated wrongly: `(question, answer, what it says, right result)`."""
        for record in records(path):
            answer = re.sub(r"<<[^<>]*>>|\n####.*", "", str(record.get("answer", "")))
            wrong = [(m, right) for m, right in sums(answer) if wrong_sums(m[0])]
            for found, right in wrong[:1] if len(wrong) == 1 else ():
                if re.fullmatch(
                    r"[1-9]\d*[-+*]\d+ ?= ?\d+", found[0]
                ):  # written closely, so surely one expression
                    said = f"{found[1]}{found[2]}{found[3]}={found[4]}"
                    yield str(record["question"]), answer, said, int(right)

    @pattern("hate-offensive/labeled_data.csv", builtin.ENTITIES)
    def entities(self, path: Path) -> Iterator[str]:
        """HTML character references, commonest first, that were left in collected messages."""
        seen = Counter(re.findall(r"&(?:#\d+|[a-z]+);", path.read_text("utf-8", "replace")))
        yield from (entity for entity, n in seen.most_common() if n >= 20)

    @pattern("t0-p3", builtin.TREEBANK)
    def treebank(self, path: Path) -> Iterator[str]:
        """Which conventions of Penn Treebank tokenisation a text set was stored with."""
        text = "".join(open_text(f).read() for f in sorted(path.glob("*.jsonl")))
        yield from (mark for mark in builtin.TREEBANK if text.count(json.dumps(mark)[1:-1]) >= 10)

    @pattern("t0-p3", builtin.ESCAPES, least=1)
    def escapes(self, path: Path) -> Iterator[str]:
        """Escape sequences that stand in the text itself because it was serialised twice."""
        seen: Counter[str] = Counter()
        for file in sorted(path.glob("*.jsonl")):
            for record in records(file):
                seen.update(re.findall(r"\\[n\"t]", str(record.get("prompt", ""))))
        yield from (escape for escape, n in seen.most_common() if n >= 3)

    @pattern("ftfy-mojibake/test_cases.json", builtin.MOJIBAKE_CHAINS, least=2)
    def mojibake_chains(self, path: Path) -> Iterator[tuple[str, ...]]:
        """Wrong decodings, as lists of codecs, that explain published cases of garbled text."""
        seen: Counter[tuple[str, ...]] = Counter()
        for case in records(path):
            for chain in builtin.CANDIDATE_CHAINS:
                if case.get("fixed") != case.get("original") == garble(str(case.get("fixed")), chain):
                    seen[chain] += 1
        yield from (chain for chain, _ in seen.most_common())

    @pattern("naughty-strings/blns.txt", builtin.INVISIBLE)
    def invisible(self, path: Path) -> Iterator[str]:
        """Control and invisible characters collected from inputs that broke software."""
        yield from sorted(set(re.findall(UNSEEN, path.read_text("utf-8", "replace"))))

    @pattern("json-test-suite", builtin.JSON_FAULTS)
    def json_faults(self, path: Path) -> Iterator[str]:
        """Names of the ways to break JSON that parsers are tested with and that we can apply."""
        stems = " ".join(p.stem for p in sorted(path.glob("n_*.json")))
        yield from (fault for fault in builtin.JSON_FAULTS if fault in stems)

    # -- foreign text in place of an answer ---------------------------------------------------------------

    @pattern("hh-rlhf/helpful-base/test.jsonl.gz", builtin.POINTERS, least=1)
    def pointers(self, path: Path) -> Iterator[str]:
        """The text of a Git LFS pointer that was stored in place of the data."""
        text = path.read_bytes()[:400].decode("utf-8", "replace")
        if text.startswith("version https://git-lfs"):
            yield text

    @pattern("irc-ubuntu", builtin.CHANNEL_LINES)
    def channel_lines(self, path: Path) -> Iterator[str]:
        """Join, quit and rename lines of a chat channel; people and hosts are replaced by invented ones."""
        for file in sorted(path.glob("*.raw.txt")):
            for line in file.read_text("utf-8", "replace").split("\n"):
                found = re.match(
                    r"=== \S+ (\[\S*\])?\s*(has (?:joined|left|quit)|is now known as)\b(.*)", line
                )
                if found:
                    tail = " {who}" if "known" in found[2] else re.sub(r"[\[(\"].*|\S*[~@.]\S*", "", found[3])
                    yield f"=== {{who}}{' [{host}]' if found[1] else ''} {found[2]}{tail.rstrip()}"

    @pattern("sms-spam/sms.tsv", builtin.SPAM)
    def spam(self, path: Path) -> Iterator[str]:
        """Unsolicited messages."""
        for line in path.read_text("utf-8", "replace").split("\n"):
            text, _, label = line.rpartition("\t")
            if label.strip() == "0" and len(text) > 60:
                yield text.strip().strip('"')

    @pattern("surge-toxicity/toxicity_en.csv", builtin.TOXIC)
    def toxic(self, path: Path) -> Iterator[str]:
        """Messages that people labelled toxic."""
        with path.open(encoding="utf-8", newline="") as stream:
            for record in csv.DictReader(stream):
                if record["is_toxic"] == "Toxic" and len(record["text"].split()) >= 6:
                    yield record["text"].strip()

    @pattern("hate-offensive/labeled_data.csv", builtin.RETWEETS)
    def retweets(self, path: Path) -> Iterator[str]:
        """Collected posts that people labelled harmless, with their platform marks; handles are replaced."""
        with path.open(encoding="utf-8", newline="") as stream:
            for record in csv.DictReader(stream):
                text = record["tweet"].replace("\n", " ")
                if record["class"] == "2" and "RT @" in text and "http" in text and len(text) > 80:
                    yield re.sub(r"@\w+", "@{who}", text).strip("! ")

    @pattern("tldr-multilingual", builtin.FOREIGN)
    def foreign(self, path: Path) -> Iterator[tuple[str, str]]:
        """`(language, text)` of manual pages in other languages, without their command lines."""
        for file in sorted(path.glob("pages.*/*.md")):
            language = file.parent.name.partition(".")[2]
            lines = [
                x.lstrip("#>- ")
                for x in file.read_text("utf-8").split("\n")
                if x and not x.startswith(("`", "#"))
            ]
            text = "\n".join(x for x in lines if "http" not in x)
            if language not in ("en", "") and len(text) > 160:
                yield language, text

    @pattern("medquad", builtin.UNANSWERED)
    def unanswered(self, path: Path) -> Iterator[str]:
        """Questions whose answers were taken out of the published set."""
        for file in sorted(path.rglob("*.xml")):
            text = file.read_text("utf-8", "replace")
            for ask in re.findall(r"<Question[^>]*>([^<]+)</Question>\s*<Answer>?\s*(?:/>|</Answer>)", text):
                yield " ".join(ask.split())

    # -- the assistant and its makers ---------------------------------------------------------------------

    @pattern("llama-factory", builtin.REFUSALS)
    def refusals(self, path: Path) -> Iterator[str]:
        """First-person refusals of an assistant, as they stand in conversations."""
        for file in sorted(path.glob("*_en_demo.json")):
            for text in _assistant_turns(file):
                found = re.match(
                    r"(?:I'm sorry,? but|Unfortunately,?|I apologize,? but|As an AI)[^.]*"
                    r"\b(?:can't|cannot|unable|not able"
                    r"|don't have the (?:cap)?ability)\b[^.]*\.(?:[^.]*\.){0,2}",
                    text,
                )
                if found:
                    yield found[0].strip()

    @pattern("fastchat-dummy/dummy_conversation.json", builtin.IDENTITIES)
    def identities(self, path: Path) -> Iterator[str]:
        """Sentences in which an assistant names itself and its maker."""
        for text in _assistant_turns(path):
            for sentence in re.findall(
                r"[^.!?\n]*(?:language model|trained by|created by)[^.!?\n]*[.!]", text
            ):
                if re.search(r"\b(?:I|I'm|my)\b", sentence) and re.search(
                    r"Vicuna|LMSYS|OpenAI|ChatGPT", sentence
                ):
                    yield sentence.strip()

    @pattern("gpteacher/toolformer-dedupe-only-dataset.json", builtin.PREAMBLES)
    def preambles(self, path: Path) -> Iterator[str]:
        """Long tool descriptions that thousands of rows repeat word for word before the actual request."""
        seen = Counter(str(r.get("instruction", "")).rpartition("\n")[0] for r in records(path))
        yield from (text for text, n in seen.most_common(60) if n >= 10 and len(text) > 80)

    @pattern("hh-rlhf/harmless-base/test.jsonl.gz", builtin.ROLE_MARKS, least=2)
    def role_marks(self, path: Path) -> Iterator[str]:
        """The labels that separate the turns of dialogues stored in one string."""
        seen = Counter(
            m for r in records(path) for m in re.findall(r"\n\n([A-Z][a-z]+): ", str(r.get("chosen", "")))
        )
        yield from (mark for mark, n in seen.most_common() if n >= 1000)

    @pattern("hh-rlhf/harmless-base/test.jsonl.gz", builtin.BLANK_TURNS, least=1)
    def blank_turns(self, path: Path) -> Iterator[str]:
        """What stands after the last label of dialogues that end in a turn without words."""
        for record in records(path):
            for side in ("chosen", "rejected"):
                tail = re.search(r"\n\nAssistant:(\s*)\Z", str(record.get(side, "")))
                if tail:
                    yield tail[1]

    @pattern("presidio-pii/synth_dataset_v2.json", builtin.SLOTS)
    def slots(self, path: Path) -> Iterator[str]:
        """Names of template slots that were never filled."""
        seen = Counter(m for r in records(path) for m in re.findall(r"\{\{\w+\}\}", str(r.get("masked", ""))))
        yield from (slot for slot, n in seen.most_common() if n >= 10)

    @pattern("presidio-pii/synth_dataset_v2.json", builtin.PERSONAL)
    def personal(self, path: Path) -> Iterator[tuple[str, str, str]]:
        """`(kind, value, sentence)` of synthetic personal data in natural sentences."""
        wanted = {"EMAIL_ADDRESS", "CREDIT_CARD", "IBAN_CODE", "US_SSN", "PHONE_NUMBER", "IP_ADDRESS"}
        for record in records(path):
            spans = [s for s in record["spans"] if s["entity_type"] in wanted]
            if len(spans) != 1 or spans[0]["entity_value"] not in record["full_text"]:
                continue
            if spans[0]["entity_type"] != "CREDIT_CARD" or luhn(spans[0]["entity_value"]):
                yield spans[0]["entity_type"], spans[0]["entity_value"], " ".join(record["full_text"].split())

    @pattern("spdx-licenses/spdx-full.json", builtin.NOTICES)
    def notices(self, path: Path) -> Iterator[str]:
        """Copyright and licence notices."""
        for licence in json.loads(path.read_bytes()).values():
            text = str(licence.get("licenseText", licence.get("text", "")))
            for paragraph in re.split(r"\n\s*\n", text):
                flat = " ".join(paragraph.split())
                if 80 < len(flat) < 500 and re.search(r"[Cc]opyright|All rights reserved", flat):
                    yield flat

    @pattern("benchmarks", builtin.BENCHMARK)
    def benchmark(self, path: Path) -> Iterator[tuple[str, str]]:
        """`(question, answer)` of published test items."""
        for record in records(path / "gsm8k" / "test.jsonl"):
            yield str(record["question"]), re.sub(r"<<[^<>]*>>|\n####.*", "", str(record["answer"]))
        for record in records(path / "humaneval" / "HumanEval.jsonl.gz"):
            yield (
                f"Complete this function.\n\n{record['prompt'].strip()}",
                str(record["canonical_solution"]).rstrip(),
            )

    # -- the web ------------------------------------------------------------------------------------------

    @pattern("web-html", builtin.WEB_LINES)
    def web_lines(self, path: Path) -> Iterator[str]:
        """Lines of pages that are not part of their article and that several sites share."""
        from bench.defects.web import shared_lines

        return shared_lines(path)

    @pattern("web-html", builtin.MARKUP)
    def markup(self, path: Path) -> Iterator[str]:
        """Opening tags and small blocks of real pages, `{}` where their text was."""
        from bench.defects.web import frames

        return frames(path)


def garble(text: str, chain: tuple[str, ...]) -> str:
    """Encode as UTF-8 and decode with each codec of `chain` in turn; the text itself where that fails."""
    for codec in chain:
        try:
            text = text.encode("utf-8").decode(codec)
        except UnicodeError:
            return ""
    return text


def luhn(number: str) -> bool:
    """Tell whether a card number's check digit is right."""
    digits = [int(c) for c in number if c.isdigit()][::-1]
    doubled = (d * 2 - 9 * (d > 4) for d in digits[1::2])
    return len(digits) >= 12 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _assistant_turns(file: Path) -> Iterator[str]:
    for record in records(file):
        turns = [*record.get("conversations", ()), record.get("chosen")]
        for turn in turns:
            if isinstance(turn, dict) and turn.get("from") in ("gpt", "assistant"):
                yield str(turn.get("value", ""))
