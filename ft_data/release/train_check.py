"""Train a tiny model with random weights for two steps on a release, with the real TRL.

    python -m ft_data.release.train_check releases/desk/1.0.0

Needs the extra ``train-check``. Runs SFT on ``messages`` (answers only) and on ``prompt_completion``, DPO on
``preference``, as far as the release has them, on the CPU and offline. For every row it compares what is
trained, decoded, with the text of the answers and the end token. Takes about a minute; what it proves is that
the trainer takes the files as they are.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

END = "<|im_end|>"
# ChatML with the answers marked, as TRL's own training templates mark them.
CHATML = (
    "{%- for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' }}"
    "{%- if message['role'] == 'assistant' %}{% generation %}{{ message['content'] }}"
    "{%- for call in message['tool_calls'] or [] %}"
    "{{ '<tool_call>' + call['function']['name'] + ' ' + call['function']['arguments'] + '</tool_call>' }}"
    "{%- endfor %}{{ '<|im_end|>' }}{% endgeneration %}{{ '\n' }}"
    "{%- else %}{{ message['content'] + '<|im_end|>\n' }}{% endif %}{% endfor %}"
    "{%- if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def check(release: Path, rows: int = 200, steps: int = 2) -> dict[str, dict[str, Any]]:
    """Train on up to ``rows`` rows of each format that TRL trains on.

    Returns per format the number of rows, of rows whose trained text was exactly the answers, and the loss.
    Raises ``ImportError`` without the extra.
    """
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import datasets

    datasets.disable_progress_bars()
    found: dict[str, dict[str, Any]] = {}
    names = [name for name in ("messages", "prompt_completion", "preference") if (release / name).is_dir()]
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            data = datasets.load_dataset(str(release), name, cache_dir=folder)
            split = data["train" if "train" in data else next(iter(data))]
            part = split.select(range(min(rows, len(split))))
            tokenizer = _tokenizer(part)
            run = _dpo if name == "preference" else _sft
            found[name] = run(part, tokenizer, Path(folder) / name, steps)
    return found


def _sft(data: Any, tokenizer: Any, folder: Path, steps: int) -> dict[str, Any]:
    trl = import_module("trl")

    whole = "messages" in data.column_names
    config = trl.SFTConfig(
        assistant_only_loss=whole, max_length=None, shuffle_dataset=False, **_arguments(folder, steps)
    )
    trainer = trl.SFTTrainer(
        model=_model(tokenizer), args=config, train_dataset=data, processing_class=tokenizer
    )
    exact = 0
    for row, made in zip(data, trainer.train_dataset, strict=True):
        answers = [t for t in row["messages" if whole else "completion"] if t["role"] == "assistant"]
        wanted = "".join(_said(turn) + END + ("" if whole else "\n") for turn in answers)
        kept = [i for i, label in zip(made["input_ids"], made["labels"], strict=True) if label != -100]
        exact += tokenizer.decode(kept, skip_special_tokens=False) == wanted
    return {"rows": len(data), "exact": exact, "loss": round(trainer.train().training_loss, 4)}


def _dpo(data: Any, tokenizer: Any, folder: Path, steps: int) -> dict[str, Any]:
    trl = import_module("trl")

    config = trl.DPOConfig(max_length=None, **_arguments(folder, steps))
    trainer = trl.DPOTrainer(
        model=_model(tokenizer), ref_model=_model(tokenizer), args=config, train_dataset=data,
        processing_class=tokenizer,
    )  # fmt: skip
    exact = 0
    for row, made in zip(data, trainer.train_dataset, strict=True):
        exact += all(
            tokenizer.decode(made[f"{side}_ids"], skip_special_tokens=False) == _tail(row[side])
            for side in ("chosen", "rejected")
        )
    return {"rows": len(data), "exact": exact, "loss": round(trainer.train().training_loss, 4)}


def _arguments(folder: Path, steps: int) -> dict[str, Any]:
    return {
        "output_dir": str(folder), "max_steps": steps, "per_device_train_batch_size": 2, "use_cpu": True,
        "bf16": False, "report_to": "none", "save_strategy": "no", "seed": 0, "disable_tqdm": True,
    }  # fmt: skip


def _tokenizer(data: Any) -> Any:
    """Return a byte-level tokenizer trained on the rows: any text comes back as it was."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    bare = Tokenizer(models.BPE())
    bare.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bare.decoder = decoders.ByteLevel()
    texts = (str(value) for row in data for value in row.values())
    trainer = trainers.BpeTrainer(
        vocab_size=600, special_tokens=["<|im_start|>", END, "<|pad|>"], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )  # fmt: skip
    bare.train_from_iterator(texts, trainer)
    made = PreTrainedTokenizerFast(tokenizer_object=bare, eos_token=END, pad_token="<|pad|>")
    made.chat_template = CHATML
    return made


def _model(tokenizer: Any) -> Any:
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=2,
        num_attention_heads=2, num_key_value_heads=2, max_position_embeddings=32_768,
    )  # fmt: skip
    return LlamaForCausalLM(config)


def _said(turn: dict[str, Any]) -> str:
    calls = "".join(
        f"<tool_call>{call['function']['name']} {call['function']['arguments']}</tool_call>"
        for call in turn.get("tool_calls") or ()
    )
    return (turn["content"] or "") + calls


def _tail(turns: list[dict[str, Any]]) -> str:
    first, *rest = turns
    return f"{_said(first)}{END}\n" + "".join(f"<|im_start|>{t['role']}\n{_said(t)}{END}\n" for t in rest)


def main() -> int:
    """Print one line a format; exit 1 if some row is not trained as it is written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("release", type=Path)
    parser.add_argument("--rows", type=int, default=200)
    options = parser.parse_args()
    found = check(options.release, options.rows)
    for name, made in found.items():
        sys.stdout.write(f"{name}: {made['exact']} of {made['rows']} rows exact, loss {made['loss']}\n")
    return 0 if found and all(made["exact"] == made["rows"] for made in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
