"""How to load a release with each trainer: text to copy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TRL = {
    "messages": ("SFTTrainer", "SFTConfig(assistant_only_loss=True)", "trains every answer and nothing else"),
    "prompt_completion": ("SFTTrainer", "SFTConfig()", "trains the completion by default"),
    "classification": ("SFTTrainer", "SFTConfig()", "trains the label"),
    "preference": ("DPOTrainer", "DPOConfig()", "answers in pairs"),
    "kto": ("KTOTrainer", "KTOConfig()", "single answers with a label"),
    "prompt_only": ("GRPOTrainer", "GRPOConfig()", "prompts; the trainer writes the answers"),
    "text": ("SFTTrainer", "SFTConfig()", "plain text; the end token is added"),
}


def snippets(manifest: Mapping[str, Any]) -> str:
    """Return the section: what to write for each format that is there."""
    targets, name = manifest["targets"], manifest["dataset"]
    parts = [f'```python\nfrom datasets import load_dataset\n\ndata = load_dataset("path/to/{name}")\n```']
    lines = [
        f"- **TRL, `{target}`**: `{trainer}(args={config}, "
        f'train_dataset=load_dataset(path, "{target}")["train"])`; {what}.'
        for target, (trainer, config, what) in _TRL.items()
        if target in targets
    ]
    if "alpaca" in targets:
        lines.append("- **`alpaca`**: Axolotl `type: alpaca`; LLaMA-Factory `dataset: alpaca_train`.")
    if "axolotl" in targets:
        lines.append(
            "- **Axolotl**: `path: exports/axolotl/train.jsonl`, `type: chat_template`, "
            "`message_field_training: train`, `roles_to_train: [assistant]`, `train_on_eos: turn`."
        )
    if "llama_factory" in targets:
        lines.append("- **LLaMA-Factory**: `dataset_dir:` this folder, `dataset: llama_factory_train`.")
    files = [t for t in ("openai", "mistral", "together", "bedrock", "vertex") if t in targets]
    lines += [f"- **{target}**: upload `exports/{target}/train.jsonl`." for target in files]
    if any(target in targets for target in ("messages", "prompt_completion")):
        lines.append(
            "- TRL cuts rows at `max_length` (1,024 unless set): see Tokens and truncation before training."
        )
    return "\n\n".join([*parts, "\n".join(lines)])
