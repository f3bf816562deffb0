"""The trainers' own data code behind one word each: what do you make of this row?

``run`` says whether a row is trained as written; ``learned`` gives the texts that a row's labels train.
"""

from __future__ import annotations

import importlib.machinery
import json
import logging
import os
import sys
import types
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")
# LLaMA-Factory pins transformers; its data code does not care.
os.environ.setdefault("DISABLE_VERSION_CHECK", "1")
os.environ.setdefault("DATASETS_VERBOSITY", "error")
os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")

import pyarrow as pa
from trainer_rows import CHATML, Row


def thought(turn: Row) -> str:
    """Return what ChatML makes of the reasoning of a turn."""
    reasoning = turn.get("reasoning_content")
    return f"<think>\n{reasoning}\n</think>\n\n" if reasoning else ""


def spoken(turn: Row) -> str:
    """Return what ChatML makes of an assistant turn."""
    text = thought(turn) + (turn.get("content") or "")
    for call in turn.get("tool_calls") or ():
        text += f"<tool_call>{call['function']['name']} {call['function']['arguments']}</tool_call>"
    return text


def trained(tok: Any, ids: list[int], labels: list[int]) -> str:
    return tok.decode(
        [i for i, label in zip(ids, labels, strict=True) if label != -100], skip_special_tokens=False
    )


class Trl:
    """TRL's own preparation, row by row through its methods."""

    def __init__(self, tok: Any) -> None:
        self.tok = tok

    def prepare(self, trainer: str, table: pa.Table, **options: Any) -> Any:
        import trl

        import datasets

        datasets.disable_progress_bars()
        cls, cfg = getattr(trl, f"{trainer}Trainer"), getattr(trl, f"{trainer}Config")
        args = cfg(
            output_dir="/tmp/none", report_to="none", use_cpu=True, bf16=False, max_length=None, **options
        )
        if hasattr(args, "shuffle_dataset"):
            args.shuffle_dataset = False
        fake = object.__new__(cls)
        fake._tokenizer, fake.chat_template = self.tok, None
        fake.completion_only_loss = True
        fake.calculate_KL, fake.desirable_weight, fake.undesirable_weight = False, 1.0, 1.0
        data = datasets.Dataset(table)
        more = (False, None) if trainer == "SFT" else ()
        return fake._prepare_dataset(data, self.tok, args, *more, "train")

    def learned(self, target: str, table: pa.Table) -> list[str]:
        """Return what each row of a Hub config trains."""
        if target in ("preference", "kto"):
            made = self.prepare(target.replace("preference", "dpo").upper(), table)
            keys = ("chosen_ids", "rejected_ids") if target == "preference" else ("completion_ids",)
            return ["".join(self.tok.decode(row[key]) for key in keys) for row in made]
        made = self.prepare("SFT", table, assistant_only_loss=target == "messages")
        return [trained(self.tok, row["input_ids"], row["labels"]) for row in made]

    def messages(self, rows: list[Row], table: pa.Table) -> list[tuple[str, str]]:
        made = self.prepare("SFT", table, assistant_only_loss=True)
        want = [
            "".join(spoken(t) + "<|im_end|>" for t in row["messages"] if t["role"] == "assistant")
            for row in rows
        ]
        return self.judge(made, want)

    def prompt_completion(self, rows: list[Row], table: pa.Table) -> list[tuple[str, str]]:
        made = self.prepare("SFT", table)
        return self.judge(made, [self.tail(row["completion"]) for row in rows])

    classification = prompt_completion

    def text(self, rows: list[Row], table: pa.Table) -> list[tuple[str, str]]:
        made = self.prepare("SFT", table)
        return self.judge(
            made, [row["text"] + ("" if row["text"].endswith("<|im_end|>") else "<|im_end|>") for row in rows]
        )

    def preference(self, rows: list[Row], table: pa.Table) -> list[tuple[str, str]]:
        made = self.prepare("DPO", table)
        return [
            ("accepted", "")
            if all(
                self.only(row[side]) and self.tok.decode(got[f"{side}_ids"]) == self.tail(row[side])
                for side in ("chosen", "rejected")
            )
            else ("altered", "trained text differs")
            for row, got in zip(rows, made, strict=True)
        ]

    def kto(self, rows: list[Row], table: pa.Table) -> list[tuple[str, str]]:
        made = self.prepare("KTO", table)
        return [
            ("accepted", "")
            if self.only(row["completion"])
            and self.tok.decode(got["completion_ids"]) == self.tail(row["completion"])
            and got["label"] == row["label"]
            else ("altered", "trained text differs")
            for row, got in zip(rows, made, strict=True)
        ]

    def prompt_only(self, rows: list[Row], table: pa.Table) -> list[tuple[str, str]]:
        from trl.data_utils import is_conversational

        for row in rows:
            if not is_conversational(row):
                return [("raises", "not conversational")]
            self.tok.apply_chat_template(row["prompt"], add_generation_prompt=True, tokenize=True)
        return [("accepted", "")] * len(rows)

    @staticmethod
    def only(turns: list[Row]) -> bool:
        """Whatever stands in a completion is trained: other turns have no business there."""
        return all(turn["role"] == "assistant" for turn in turns)

    @staticmethod
    def tail(turns: list[Row]) -> str:
        first, *rest = turns
        said = spoken(first) + "<|im_end|>\n"
        return said + "".join(f"<|im_start|>{t['role']}\n{spoken(t)}<|im_end|>\n" for t in rest)

    def judge(self, made: Any, want: list[str]) -> list[tuple[str, str]]:
        if len(made) != len(want):
            return [("dropped", f"{len(want) - len(made)} rows gone")] * len(want)
        return [
            ("accepted", "")
            if (got := trained(self.tok, row["input_ids"], row["labels"])) == text
            else ("altered", f"trained {got!r}, wanted {text!r}")
            for row, text in zip(made, want, strict=True)
        ]


class LlamaFactory:
    def __init__(self, tok: Any) -> None:
        if "torchaudio" not in sys.modules:  # imported at the top of its media plugin, not used for text
            fake = types.ModuleType("torchaudio")
            fake.__spec__ = importlib.machinery.ModuleSpec("torchaudio", None)
            sys.modules["torchaudio"] = fake
        from llamafactory.data import converter, parser
        from llamafactory.data.processor.pairwise import PairwiseDatasetProcessor
        from llamafactory.data.processor.supervised import SupervisedDatasetProcessor
        from llamafactory.data.template import TEMPLATES
        from llamafactory.hparams import DataArguments

        logging.disable(logging.WARNING)
        self.tok, self.template = tok, TEMPLATES["qwen"]
        args = DataArguments(template="qwen", cutoff_len=100_000)

        def attr(**more: Any) -> Any:
            return parser.DatasetAttr("file", dataset_name="x", **more)

        chat = {"formatting": "sharegpt", "tools": "tools"}
        self.readers = {
            "": converter.SharegptDatasetConverter(attr(**chat), args),
            "pair": converter.SharegptDatasetConverter(
                attr(ranking=True, chosen="chosen", rejected="rejected", **chat), args
            ),
            "alpaca": converter.AlpacaDatasetConverter(attr(), args),
        }

        def make(cls: Any) -> Any:
            return cls(template=self.template, tokenizer=tok, processor=None, data_args=args)

        self.processors = {"": make(SupervisedDatasetProcessor), "pair": make(PairwiseDatasetProcessor)}

    def learned(self, row: Row) -> list[str]:
        """Return what a row trains, of a pair both sides; nothing of a row that is skipped."""
        kind = "alpaca" if "instruction" in row else "pair" if "chosen" in row else ""
        one = self.readers[kind](row)
        batch = {key: [value] for key, value in one.items()}
        made = self.processors["pair" if kind == "pair" else ""].preprocess_dataset(batch)
        if not made.get("input_ids") and not made.get("chosen_input_ids"):
            return []
        sides = ("chosen_", "rejected_") if kind == "pair" else ("",)
        return [trained(self.tok, made[f"{s}input_ids"][0], made[f"{s}labels"][0]) for s in sides]

    def run(self, row: Row) -> tuple[str, str]:
        got = self.learned(row)
        if not got:
            return "dropped", ""
        if "chosen" in row:
            want = [self.said(row[s]) for s in ("chosen", "rejected")]
        else:
            turns = (
                [{"from": "gpt", "value": row["output"]}] if "instruction" in row else row["conversations"]
            )
            want = ["".join(self.said(t) for t in turns if t["from"] in ("gpt", "function_call"))]
        return ("accepted", "") if got == want else ("altered", f"trained {got!r}, wanted {want!r}")

    def said(self, turn: Row) -> str:
        text = turn["value"]
        if turn["from"] == "function_call":
            before, mark, bare = text.rpartition("\n</think>\n\n")
            calls = [{"name": k["name"], "arguments": k["arguments"]} for k in json.loads(bare)]
            text = (
                before
                + mark
                + "\n".join(f"<tool_call>\n{json.dumps(k, ensure_ascii=False)}\n</tool_call>" for k in calls)
            )
        return text + "<|im_end|>\n"


class Axolotl:
    def __init__(self, tok: Any) -> None:
        from axolotl.prompt_strategies.chat_template import ChatTemplatePrompter, ChatTemplateStrategy
        from axolotl.prompt_strategies.dpo.chat_template import default
        from axolotl.prompt_tokenizers import AlpacaPromptTokenizingStrategy
        from axolotl.prompters import AlpacaPrompter
        from axolotl.utils.dict import DictDefault

        logging.disable(logging.WARNING)
        self.tok = tok

        def chat(flag: str, **names: Any) -> Any:
            prompter = ChatTemplatePrompter(
                tok, CHATML, message_field_training=flag, max_length=100_000, **names
            )
            return ChatTemplateStrategy(
                prompter, tok, False, 100_000, roles_to_train=["assistant"], train_on_eos="turn"
            )

        self.chat, self.openai = chat("train"), chat("weight")
        self.sharegpt = chat(
            "train",
            message_property_mappings={"role": "from", "content": "value"},
            field_messages="conversations",
        )
        self.alpaca = AlpacaPromptTokenizingStrategy(AlpacaPrompter(), tok, False, 100_000)
        cfg = DictDefault({"chat_template": "jinja", "chat_template_jinja": CHATML, "datasets": [{}]})
        self.pair, _ = default(cfg)

    def learned(self, row: Row, flag: str = "train") -> list[str]:
        """Return what a row trains, of a pair both sides; ``flag`` is what the configuration calls the mask."""
        if "chosen" in row:
            made = self.pair(row, tokenizer=self.tok)
            return [made["chosen"], made["rejected"]]
        reader = (
            self.alpaca
            if "instruction" in row
            else self.sharegpt
            if "conversations" in row
            else self.openai
            if flag == "weight"
            else self.chat
        )
        made = reader.tokenize_prompt(json.loads(json.dumps(row)))
        return [trained(self.tok, made["input_ids"], made["labels"])]

    def run(self, row: Row) -> tuple[str, str]:
        got = self.learned(row)
        if "chosen" in row:
            sides = zip(got, ("chosen", "rejected"), strict=True)
            good = all(text.startswith(row[side]["content"].rstrip()) for text, side in sides)
            return ("accepted", "") if good else ("altered", str(got))
        if "instruction" in row:
            want = row["output"] + "<|im_end|>"
        else:
            turns = [t for t in row["messages"] if t["role"] == "assistant" and t.get("train", True)]
            want = "".join(self.said(t) + "<|im_end|>" for t in turns)
        if not got[0]:
            return "dropped", ""
        return ("accepted", "") if got[0] == want else ("altered", f"trained {got[0]!r}, wanted {want!r}")

    @staticmethod
    def said(turn: Row) -> str:
        """As ``spoken``; Axolotl has parsed the arguments, so the template writes them anew."""
        text = thought(turn) + (turn.get("content") or "")
        for call in turn.get("tool_calls") or ():
            arguments = json.loads(call["function"]["arguments"])
            written = json.dumps(arguments, ensure_ascii=False)
            text += f"<tool_call>{call['function']['name']} {written}</tool_call>"
        return text


class Mistral:
    def __init__(self) -> None:
        from mistral_common.protocol.instruct import messages as m
        from mistral_common.protocol.instruct.request import ChatCompletionRequest
        from mistral_common.protocol.instruct.tool_calls import Tool
        from mistral_common.protocol.instruct.validator import MistralRequestValidatorV3, ValidationMode

        self.kinds = {
            "system": m.SystemMessage,
            "user": m.UserMessage,
            "assistant": m.FinetuningAssistantMessage,
            "tool": m.ToolMessage,
        }
        self.request, self.tool = ChatCompletionRequest, Tool
        self.validator = MistralRequestValidatorV3(ValidationMode.finetuning)

    def run(self, row: Row) -> tuple[str, str]:
        turns = [self.kinds[t["role"]](**t) for t in row["messages"]]
        tools = [self.tool(**t) for t in row.get("tools", [])] or None
        self.validator.validate_request(self.request(messages=turns, tools=tools))
        return "accepted", ""


class MistralFinetune:
    """Mistral's own trainer; it needs a mistral-common of 2024 (1.4.4), so it may be measured alone."""

    def __init__(self) -> None:
        from finetune.data.tokenize import SampleType, encode
        from mistral_common.tokens.tokenizers.mistral import MistralTokenizer

        self.tok = MistralTokenizer.v3().instruct_tokenizer
        self.encode, self.kind = encode, SampleType.INSTRUCT

    def learned(self, row: Row) -> list[str]:
        """Return what a row trains."""
        made = self.encode(json.loads(json.dumps(row)), self.tok, self.kind)
        shown = [i for i, on in zip(made.tokens, made.masks, strict=True) if on]
        return [self.tok.tokenizer.decode(shown)]
