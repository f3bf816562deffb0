"""The template matrix: what each model's chat template does to the rows of a release.

A template decides by the shape of a conversation (roles, tools, reasoning), rarely by its words; so rows are
grouped by shape, a few of each shape are rendered by every template, and a finding counts for the whole shape
in proportion. Nothing is guessed: without templates the answer is that it was not measured.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ft_data.formatting import jinja_chat
from ft_data.formatting.jinja_chat import Rendered, TemplateRaised

# Text models whose templates TRL ships; `<name>_training` is used where it exists: it marks what is trained.
MODELS = (
    "llama3", "llama3_1", "llama3_2", "qwen2_5", "qwen3", "qwen3_instruct_2507", "qwen3_5_nothink", "qwen3_6",
    "qwen3_8", "gemma", "gemma3", "gemma4", "deepseekv3", "deepseek_r1_distill", "phi3", "phi3_5", "gptoss",
    "glm4moe", "cohere", "cohere2", "lfm2", "lfm2_v2", "nemotron_3_nano", "nemotron_3_super",
)  # fmt: skip
FINDINGS = (
    "raises", "drops_system", "drops_turn", "drops_calls", "drops_tool_result", "drops_tools",
    "drops_reasoning", "escapes_arguments", "adds_reasoning", "no_end_token", "trains_other_text",
    "trains_less",
)  # fmt: skip
PER_SHAPE = 8
_THINK = re.compile(r"<think>(.*?)</think>", re.DOTALL)
_SPECIAL = re.compile(r"<[|｜]?[^<>\n]{1,40}[|｜]?>|<<eos>>|\[/?[A-Z_]+\]|[│▁]")

Row = Mapping[str, Any]


def matrix(
    rows: Iterable[Row], sources: Mapping[str, str] | None = None, per_shape: int = PER_SHAPE
) -> dict[str, Any] | None:
    """Render rows of the ``messages`` format through every template.

    ``rows`` are as a trainer loads them: ``messages`` and, where used, ``tools`` as a JSON string; keys that
    Parquet fills with ``None`` included, for templates look at them. ``sources`` maps model to template
    text (default: the templates of an installed TRL). Returns a section for the card with the number of rows
    per finding, or ``None`` if there is no template.
    """
    sources = shipped() if sources is None else sources
    if not sources:
        return None
    shapes: dict[tuple[Any, ...], list[Any]] = {}
    for row in rows:
        entry = shapes.setdefault(shape(row), [0, []])
        entry[0] += 1
        if len(entry[1]) < per_shape:
            entry[1].append(row)
    total = sum(count for count, _ in shapes.values())
    rendered = sum(len(samples) for _, samples in shapes.values())
    table = []
    for model, source in sources.items():
        affected = dict.fromkeys(FINDINGS, 0.0)
        untouched = 0.0
        for count, samples in shapes.values():
            for row in samples:
                found = findings(source, row)
                share = count / len(samples)
                untouched += 0 if found else share
                for name in found:
                    affected[name] += share
        marked = "yes" if "generation" in source else "no"
        counts = {name: round(n) for name, n in affected.items() if round(n)}
        table.append(
            {
                "template": model,
                "rows as written": round(untouched),
                "marks answers": marked,
                "findings": shown(counts),
            }
        )
    text = (
        f"{total:,} rows of {len(shapes):,} shapes; {rendered:,} of them rendered by each template, counted "
        "for their shape. `marks answers`: the template says what is trained, so `assistant_only_loss` works."
    )
    return {"text": text, "tables": [{"rows": table}]}


def shown(counts: Mapping[str, int]) -> str:
    """Return findings for reading."""
    return ", ".join(f"{name} {n:,}" for name, n in counts.items()) or "none"


def shipped() -> dict[str, str]:
    """Return the template text per model of ``MODELS`` from an installed TRL, the training variant first."""
    paths = jinja_chat.trl_templates()
    found = {model: paths.get(f"{model}_training") or paths.get(model) for model in MODELS}
    return {model: path.read_text("utf-8") for model, path in found.items() if path is not None}


def shape(row: Row) -> tuple[Any, ...]:
    """Return what templates look at: roles, tools, calls, reasoning, empty contents."""
    turns = tuple(
        (
            turn["role"],
            bool(turn.get("content")),
            bool(turn.get("tool_calls")),
            bool(_thought(turn)),
        )
        for turn in row["messages"]
    )
    # Long conversations differ in their number of turns only; their start and end tell them apart.
    short = turns if len(turns) <= 8 else (*turns[:4], "...", *turns[-4:], len(turns) % 2)
    return (short, bool(row.get("tools")), "tool_calls" in row["messages"][0] if row["messages"] else False)


def _thought(turn: Row) -> str:
    """Return the reasoning of a turn, in a field of its own or in tags."""
    inline = _THINK.search(turn.get("content") or "")
    return (turn.get("reasoning_content") or (inline[1] if inline else "")).strip()


def _said(turn: Row) -> str:
    return (turn.get("content") or "").strip()


def findings(source: str, row: Row) -> list[str]:
    """Return what a template does wrong to one row, in the words of ``FINDINGS``."""
    messages = row["messages"]
    tools = (
        json.loads(row["tools"]) if isinstance(row.get("tools"), str) and row["tools"] else row.get("tools")
    )
    try:
        made = jinja_chat.render(source, messages, tools)
    except TemplateRaised:
        return ["raises"]
    found = [*_dropped(made.text, messages, tools), *_arguments(made.text, messages)]
    if made.spans:
        found += _trained(made, messages)
    return [name for name in FINDINGS if name in found]


def _dropped(text: str, messages: Sequence[Row], tools: Sequence[Any] | None) -> list[str]:
    found = []
    for turn in messages:
        content = _said(turn)
        bare = _THINK.sub("", content).strip()
        if bare and bare not in text:
            kind = {"system": "drops_system", "developer": "drops_system", "tool": "drops_tool_result"}
            found.append(kind.get(turn["role"], "drops_turn"))
        if turn["role"] == "assistant":
            thought = _thought(turn)
            if thought and thought not in text:
                found.append("drops_reasoning")
        for call in turn.get("tool_calls") or ():
            if call["function"]["name"] not in text:
                found.append("drops_calls")
    for tool in tools or ():
        if (tool.get("function") or tool).get("name", "") not in text:
            found.append("drops_tools")
    return found


def _arguments(text: str, messages: Sequence[Row]) -> list[str]:
    for turn in messages:
        for call in turn.get("tool_calls") or ():
            arguments = call["function"]["arguments"]
            if (
                isinstance(arguments, str)
                and '"' in arguments
                and json.dumps(arguments, ensure_ascii=False) in text
            ):
                return ["escapes_arguments"]
    return []


def _trained(made: Rendered, messages: Sequence[Row]) -> list[str]:
    """Hold the trained spans to the answers: each answer inside, nothing else but markup, an end token."""
    found = []
    answers = [turn for turn in messages if turn["role"] == "assistant"]
    spans = [made.text[start:end] for start, end in made.spans]
    trained = "".join(spans)
    rest = trained
    for turn in answers:
        for piece in _pieces(turn):
            if piece and piece not in trained:
                found.append("trains_less")
            rest = rest.replace(piece, "", 1)
    if "<think>" in rest and not any(map(_thought, answers)):
        found.append("adds_reasoning")
    for turn in messages:
        content = _said(turn)
        if turn["role"] != "assistant" and len(content) > 20 and content in rest:
            found.append("trains_other_text")
    last = spans[-1].rstrip()
    if not _SPECIAL.search(last[-40:]) or any(
        last.endswith(piece) for turn in answers[-1:] for piece in _pieces(turn) if piece
    ):
        found.append("no_end_token")
    return found


def _pieces(turn: Row) -> list[str]:
    """Return the parts of an answer that must be trained; calls are told by the name of their function."""
    content = _said(turn)
    names = [call["function"]["name"] for call in turn.get("tool_calls") or ()]
    return [_THINK.sub("", content).strip(), *names]
