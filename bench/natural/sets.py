"""The sets, by path below FT_DATA_SHARED: what they are, how a curator would read them, and which side they are on.

``tune``: rules may be changed after looking at them. ``report``: they are looked at to label and to report only.
``known``: the set was at hand when the first rules were written, so it may demote a rule and never promote it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.natural import build

Build = Callable[[Mapping[str, Any]], Iterator[dict[str, Any]]]
CLASSES = {
    "en": "en",
    "ja": "other",
    "zh": "other",
    "ar": "other",
    "hi": "other",
    "ko": "other",
    "ru": "other",
}
STRATA = {"chat": "prose", "dialogue": "prose", "documents": "documents", "math": "code", "code": "code",
          "structured": "code"}  # fmt: skip


@dataclass(frozen=True)
class Set:
    """One set. ``pick``: ``records`` samples records of a file, ``files`` samples whole files of a folder."""

    name: str
    path: str
    side: str
    kind: str
    languages: tuple[str, ...]
    pick: str = "records"
    build: Build | None = None
    source: Mapping[str, Any] = field(default_factory=dict)
    stage: str = "instruction"
    profile: str = "chat"
    known: bool = False
    rows: int = 2_500

    @property
    def language(self) -> str:
        """``en``, ``latin`` (another language in Latin script), ``other`` (another script); of several the first."""
        return CLASSES.get(self.languages[0], "latin")

    @property
    def stratum(self) -> str:
        """``prose``, ``code`` or ``documents``, then the class of the language: ``code/en``."""
        return f"{STRATA[self.kind]}/{self.language}"


def _known(name: str, path: str, side: str, kind: str, *languages: str, **rest: Any) -> Set:
    return Set(name, f"data/{path}", side, kind, languages, known=True, **rest)


def _manual(name: str, side: str, language: str) -> Set:
    return Set(
        name, f"natural/{name}", side, "documents", (language,), pick="files", profile="text",
        stage="pretraining", source={"path": "*.md", "format": "md", "shape": "manual"},
    )  # fmt: skip


def _tldr(language: str, side: str) -> Set:
    return _known(
        f"tldr_{language}", f"tldr-multilingual/pages.{language}", side, "documents", language, pick="files",
        profile="text", stage="pretraining", source={"path": "*.md", "format": "md"},
    )  # fmt: skip


def _pair(prompt: Any, response: Any) -> dict[str, Any]:
    return {"map": {"prompt": prompt, "response": response}}


SETS = (
    # The two are the same rows in two languages; from row 2,400 on the translation has gaps, so both end there.
    Set("alpaca_en", "natural/alpaca/alpaca_raw.json", "tune", "chat", ("en",), pick="head", rows=2_400),
    Set("alpaca_zh", "natural/alpaca/alpaca_zh.json", "tune", "chat", ("zh",), pick="head", rows=2_400),
    Set("chatdoctor", "natural/chatdoctor/chatdoctor5k.json", "tune", "chat", ("en",)),
    Set("nl2bash", "natural/nl2bash/nl2bash.csv", "tune", "code", ("en",), source=_pair("question", "answer")),
    Set("tal_en", "natural/tal/tal_en.jsonl", "tune", "math", ("en",), build=build.choices),
    Set("tal_zh", "natural/tal/tal_zh.jsonl", "tune", "math", ("zh",), build=build.choices),
    Set("covid", "natural/covid/faq.tsv", "tune", "chat", ("de", "en", "pl", "it", "sv"),
        source=_pair("question", "answer_html")),
    _manual("fastapi_es", "tune", "es"),
    _manual("fastapi_pt", "tune", "pt"),
    Set("oasst_fr", "natural/oasst_fr/oasst_fr.jsonl", "tune", "chat", ("fr",)),
    Set("huatuo", "natural/huatuo/llama_data.json", "tune", "chat", ("zh",)),
    Set("dialogsum", "natural/dialogsum/dialogsum.dev.jsonl", "tune", "dialogue", ("en",),
        source=_pair("dialogue", "summary")),
    Set("tau", "natural/tau/trajectories.jsonl", "report", "structured", ("en",)),
    Set("tau_few_shot", "natural/tau/few_shot.jsonl", "report", "dialogue", ("en",), stage="pretraining",
        source={"map": {"text": "messages_display"}}),
    Set("toolalpaca", "natural/toolalpaca/eval_simulated.json", "report", "structured", ("en",),
        build=build.tool_steps),
    Set("rasbt", "natural/rasbt/instruction-data.json", "report", "chat", ("en",)),
    Set("rasbt_pairs", "natural/rasbt/instruction-data-with-preference.json", "report", "chat", ("en",),
        stage="preference"),
    Set("instr_ja", "natural/instr_ja/data.jsonl", "report", "chat", ("ja",), build=build.utterances),
    _manual("fastapi_de", "report", "de"),
    _manual("fastapi_fr", "report", "fr"),
    Set("stackex", "natural/stackex/stack_exchange.jsonl", "report", "code", ("en", "es", "pt", "ru"),
        build=build.question_and_answer),
    Set("flask_rst", "natural/flask_rst", "report", "documents", ("en",), pick="files", profile="text",
        stage="pretraining", build=build.whole_file),
    # At hand before; sides were drawn by turns down the list, before any of their rows was read.
    _known("codealpaca", "codealpaca/code_alpaca_2k.json", "tune", "code", "en"),
    _known("toolformer", "gpteacher/toolformer-dedupe-only-dataset.json", "report", "structured", "en",
           rows=1_500),
    _known("self_instruct", "self-instruct/seed_tasks.jsonl", "tune", "chat", "en"),
    _known("gsm8k", "gsm8k-train/train.jsonl", "report", "math", "en", rows=1_500),
    _known("medquad", "medquad", "tune", "chat", "en", pick="files", source={"path": "**/*.xml", "format": "xml"}),
    _known("irc_ubuntu", "irc-ubuntu", "report", "dialogue", "en", pick="files",
           source={"path": "*.txt", "format": "irc"}),
    _known("hh_rlhf", "hh-rlhf/harmless-base/test.jsonl.gz", "tune", "chat", "en", stage="preference", rows=1_200),
    _known("taskmaster", "taskmaster/data_07.json", "report", "structured", "en"),
    _known("banking77", "banking77/train.csv", "tune", "chat", "en", source=_pair("text", "category"), rows=1_500),
    _known("dpo_en", "llama-factory/dpo_en_demo.json", "report", "chat", "en", stage="preference"),
    _known("glaive_tools", "llama-factory/glaive_toolcall_en_demo.json", "tune", "structured", "en"),
    _known("alpaca_zh_gpt4", "llama-factory/alpaca_zh_demo.json", "report", "chat", "zh"),
    _known("t0_quoref", "t0-p3/quoref_Answer_Question_Given_Context.jsonl", "tune", "chat", "en"),
    _tldr("ar", "report"),
    _tldr("ru", "tune"),
    _tldr("hi", "report"),
    _tldr("ko", "tune"),
    _tldr("tr", "report"),
)  # fmt: skip
BY_NAME = {one.name: one for one in SETS}
