# mypy: disable-error-code="misc"
"""`tiny`: a causal language model of a third of a million numbers, made from nothing on the rows at hand.

Its tokens (byte-level BPE) and its base are learned from a background that all arms share; an arm then tunes the base.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from ft_data.proof import neural
from ft_data.proof.neural import BEFORE, SCORED, Pair

VOCABULARY, WIDTH, LAYERS, HEADS = 1_024, 96, 2, 4
STEPS, BATCH = 70, 16
BASE_BATCH, BASE_RATE = 32, 2e-3
MOST_BACKGROUND = 4_000  # rows


class Tiny:
    """A learner (`neural.Learner`). Raises NoTrainer where torch or tokenizers are not installed."""

    rates = (5e-4, 2e-3)
    held = 2
    end = 0

    def __init__(self, background: Sequence[Pair], steps: int = STEPS):
        neural.required("tiny", neural.PACKAGES["tiny"])
        self.steps, self.batch = steps, BATCH
        rows = tuple(background[:MOST_BACKGROUND])
        self._tokenizer, self._base = _base(rows, 4 * steps + 20)

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the tokens of each text."""
        return _encoded(self._tokenizer, texts)

    def fresh(self) -> Any:
        """Return a copy of the base."""
        return copy.deepcopy(self._base)


def _encoded(tokenizer: Any, texts: Sequence[str]) -> list[list[int]]:
    return [found.ids for found in tokenizer.encode_batch(list(texts))]


@lru_cache(maxsize=2)
def _base(background: tuple[Pair, ...], steps: int) -> tuple[Any, Any]:
    tokenizer = _tokenizer(background)
    model = _model()
    cut = neural.windows(lambda texts: _encoded(tokenizer, texts), Tiny.end, background)
    shown = [window for each in cut for window in each[: neural.MOST_WINDOWS]]
    with neural.one_thread():
        neural.tune(model, shown, BASE_RATE, steps, BASE_BATCH, 0)
    return tokenizer, model


def _tokenizer(texts: Sequence[Pair]) -> Any:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    found = Tokenizer(models.BPE())
    found.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    found.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=["<end>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    found.train_from_iterator((f"{prompt}\n{response}" for prompt, response in texts), trainer)
    return found


def _model() -> Any:
    import torch
    from torch import nn
    from torch.nn import functional as f

    class Block(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.one, self.two = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
            self.mixed, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
            self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

        def forward(self, x: Any) -> Any:
            rows, length, _ = x.shape
            q, k, v = (
                one.view(rows, length, HEADS, -1).transpose(1, 2)
                for one in self.mixed(self.one(x)).split(WIDTH, 2)
            )
            seen = f.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.out(seen.transpose(1, 2).reshape(rows, length, WIDTH))
            return x + self.down(f.gelu(self.up(self.two(x))))

    class Model(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.word, self.place = nn.Embedding(VOCABULARY, WIDTH), nn.Embedding(BEFORE + SCORED, WIDTH)
            self.blocks, self.last = nn.ModuleList(Block() for _ in range(LAYERS)), nn.LayerNorm(WIDTH)

        def forward(self, tokens: Any, scored: Any) -> Any:
            """Return the logits of the tokens that follow, where these are scored."""
            x = self.word(tokens) + self.place(torch.arange(tokens.shape[1]))
            for block in self.blocks:
                x = block(x)
            return self.last(x[scored]) @ self.word.weight.T

    model = Model()
    draw = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for name, one in sorted(model.named_parameters()):
            if one.dim() > 1:
                one.normal_(0.0, 0.02, generator=draw)
            elif "bias" in name:
                one.zero_()
    return model
