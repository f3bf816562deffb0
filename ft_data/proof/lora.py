"""`lora`: a pretrained model, read by path, of which an arm tunes a low-rank addition (LoRA) and nothing else.

The model is a folder that transformers reads, or one file in the GGUF format.
"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ft_data.proof import neural

STEPS, BATCH, RANK = 24, 4, 8


class Lora:
    """A learner (`neural.Learner`). Raises NoTrainer where a package is missing or no model can be read."""

    rates = (3e-4, 1e-3)
    held = 1

    def __init__(self, model: Path, steps: int = STEPS):
        neural.required("lora", neural.PACKAGES["lora"])
        self.steps, self.batch = steps, BATCH
        self._tokenizer, self._base = _read(model)
        end = self._tokenizer.eos_token_id
        self.end = 0 if end is None else int(end)

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the tokens of each text."""
        return [self._tokenizer.encode(text, add_special_tokens=False) for text in texts]

    def fresh(self) -> Any:
        """Return the base with an addition that says nothing yet: the base's own numbers are shared, and stay."""
        import torch
        from peft import LoraConfig, get_peft_model

        config = LoraConfig(r=RANK, lora_alpha=2 * RANK, target_modules="all-linear", task_type="CAUSAL_LM")
        with torch.random.fork_rng(devices=[]), warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", FutureWarning
            )  # of transformers, about a name that peft still uses
            torch.manual_seed(0)
            shared = {id(one): one for one in (*self._base.parameters(), *self._base.buffers())}
            tuned = get_peft_model(copy.deepcopy(self._base, memo=shared), config)
        return _Logits(tuned)


def _read(model: Path) -> tuple[Any, Any]:
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import logging

    if not model.exists():
        raise neural.NoTrainer(f"`prove.model`: {model.name} does not exist")
    folder, more = (model.parent, {"gguf_file": model.name}) if model.is_file() else (model, {})
    said, quiet = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        tokenizer = AutoTokenizer.from_pretrained(str(folder), local_files_only=True, **more)
        base = AutoModelForCausalLM.from_pretrained(
            str(folder), local_files_only=True, dtype="float32", **more
        )
    except Exception as error:
        raise neural.NoTrainer(
            f"`prove.model`: no model can be read from {model.name}: {type(error).__name__}"
        ) from error
    finally:
        logging.set_verbosity(said)
        if quiet:
            logging.enable_progress_bar()
    for name in (
        "hf_quantizer",
        "is_quantized",
    ):  # a GGUF file is read unpacked, and not to be tuned as if it were packed
        if hasattr(base, name):
            delattr(base, name)
    if hasattr(base.config, "quantization_config"):
        del base.config.quantization_config
    base.requires_grad_(False)
    return tokenizer, base


class _Logits:
    """A model as `neural` calls it: tokens in, logits of what is scored out."""

    def __init__(self, tuned: Any):
        self._tuned = tuned

    def __call__(self, tokens: Any, scored: Any) -> Any:
        return self._tuned(input_ids=tokens, use_cache=False).logits[scored]

    def parameters(self) -> Any:
        return self._tuned.parameters()

    def train(self) -> None:
        self._tuned.train()

    def eval(self) -> None:
        self._tuned.eval()
