"""A neural proxy: every arm tunes a fresh copy of one base for as many steps, and is tried on the held-out answers.

A learning rate that suits one arm can hide another's worth, so each arm is tuned at two and judged by its better one.
Which is better is told by the other half of the held-out texts, so that no text chooses the rate it is measured with.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from ft_data.errors import WrongInput

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Pair = tuple[str, str]
Encode = Callable[[Sequence[str]], list[list[int]]]
BEFORE, SCORED = (
    32,
    64,
)  # tokens that a window begins with, and those after them that are learned from or tried
MOST_WINDOWS = 4  # of a text that a base learns from
PACKAGES = {"tiny": ("torch", "tokenizers"), "lora": ("torch", "transformers", "peft")}
NEEDS = "pip install 'ft-data[train]'"


class NoTrainer(WrongInput):
    """What a neural proxy needs is not installed, or its model cannot be read."""


class Window(NamedTuple):
    """Tokens, and how many at the beginning are there to be read only."""

    tokens: Sequence[int]
    given: int


class Learner(Protocol):
    """A model that can be tuned: a base that never changes, copies of it that do."""

    rates: tuple[float, float]
    steps: int
    batch: int
    held: int  # windows of a held-out text that are tried
    end: int

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the tokens of each text."""
        ...

    def fresh(self) -> Any:
        """Return a copy of the base, a torch module of tokens that gives logits."""
        ...


class Neural:
    """A proxy of the protocol `ft_data.proof.proxy.Proxy`, for any learner."""

    def __init__(self, name: str, learner: Learner, corpus: Sequence[Pair], held: Sequence[Pair]):
        self.name = name
        self._learner = learner
        self._rows = windows(learner.encode, learner.end, corpus)
        self._held = [found[: learner.held] for found in windows(learner.encode, learner.end, held)]

    def words(self) -> Rows:
        """Return how many tokens of each held-out text are tried."""
        return np.array([sum(len(w.tokens) - w.given for w in each) for each in self._held], np.int64)

    def losses(self, rows: Rows, seed: int = 0) -> Floats:
        """Return the loss of each held-out text in nats, after tuning on these rows alone."""
        shown = [window for row in rows.tolist() for window in self._rows[row]]
        return better([self._tuned(shown, rate, seed) for rate in self._learner.rates])

    def untuned(self) -> Floats:
        """Return the loss of each held-out text before any tuning."""
        with one_thread():
            return tried(self._learner.fresh(), self._held)

    def _tuned(self, shown: Sequence[Window], rate: float, seed: int) -> Floats:
        learner = self._learner
        with one_thread():
            model = learner.fresh()
            tune(model, shown, rate, learner.steps, learner.batch, seed)
            return tried(model, self._held)


def better(found: Sequence[Floats]) -> Floats:
    """Return for each half of the texts the losses at the rate that is better on the other half."""
    half = np.arange(len(found[0])) % 2 == 0
    out = np.empty_like(found[0])
    for mine in (half, ~half):
        other = ~mine if (~mine).any() else mine
        out[mine] = min(found, key=lambda losses: float(losses[other].sum()))[mine]
    return out


def windows(encode: Encode, end: int, texts: Sequence[Pair]) -> list[list[Window]]:
    """Cut texts into windows: the answers, or what there is where there is none, each piece with what stands before it."""
    asked = encode(
        [f"{prompt}\n" if prompt.strip() and response.strip() else "" for prompt, response in texts]
    )
    told = encode([response if response.strip() else prompt for prompt, response in texts])
    found = []
    for before, after in zip(asked, told, strict=True):
        whole, first = [end, *before, *after, end], len(before) + 1
        starts = range(first, len(whole), SCORED)
        found.append([Window(whole[max(at - BEFORE, 0) : at + SCORED], min(at, BEFORE)) for at in starts])
    return found


def tune(model: Any, shown: Sequence[Window], rate: float, steps: int, batch: int, seed: int) -> None:
    """Tune a model in place: so many steps, whatever there is to learn from, in an order that its seed decides."""
    import torch

    if not shown:
        return
    places = np.concatenate(
        [_order(len(shown), seed, turn) for turn in range(-(-steps * batch // len(shown)))]
    )
    learned = [one for one in model.parameters() if one.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=rate, weight_decay=0.01)
    warm = max(1, steps // 10)
    model.train()
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = rate * min((step + 1) / warm, (steps - step) / max(steps - warm, 1))
        chosen = [shown[at] for at in places[step * batch : (step + 1) * batch]]
        loss, count = _losses(model, chosen)
        optimizer.zero_grad()
        (loss.sum() / count.sum()).backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()


def tried(model: Any, held: Sequence[Sequence[Window]], batch: int = 64) -> Floats:
    """Return the loss of each text in nats: the sum over its windows."""
    import torch

    listed = [(text, window) for text, each in enumerate(held) for window in each]
    listed.sort(key=lambda one: len(one[1].tokens))
    out = np.zeros(len(held))
    model.eval()
    with torch.no_grad():
        for at in range(0, len(listed), batch):
            part = listed[at : at + batch]
            loss, _ = _losses(model, [window for _, window in part])
            np.add.at(out, [text for text, _ in part], loss.numpy().astype(np.float64))
    return out


def _losses(model: Any, chosen: Sequence[Window]) -> tuple[Any, Any]:
    """Return by window the loss of what is scored, and how many tokens that is."""
    import torch

    width = max(len(window.tokens) for window in chosen)
    tokens = torch.zeros((len(chosen), width), dtype=torch.long)
    scored = torch.zeros((len(chosen), width), dtype=torch.bool)
    for at, window in enumerate(chosen):
        tokens[at, : len(window.tokens)] = torch.tensor(window.tokens)
        scored[at, window.given : len(window.tokens)] = True
    mask = scored[:, 1:]
    logits = model(tokens[:, :-1], mask)
    found = torch.zeros(mask.shape)
    found[mask] = torch.nn.functional.cross_entropy(logits, tokens[:, 1:][mask], reduction="none")
    return found.sum(1), mask.sum(1)


def _order(count: int, seed: int, turn: int) -> Rows:
    key = hashlib.sha256(f"tune/v1\0{seed}\0{turn}".encode()).digest()
    return np.random.default_rng(int.from_bytes(key[:8], "big")).permutation(count)


class one_thread:
    """Sums depend on how many threads add them up: one, while a model learns or is tried."""

    def __enter__(self) -> None:
        import torch

        self._before = torch.get_num_threads()
        torch.set_num_threads(1)

    def __exit__(self, *_: Any) -> None:
        import torch

        torch.set_num_threads(self._before)


def required(name: str, packages: Sequence[str]) -> None:
    """Raise NoTrainer where a package is not installed."""
    absent = [package for package in packages if find_spec(package) is None]
    if absent:
        raise NoTrainer(f"the proxy `{name}` needs {', '.join(absent)}: {NEEDS}")
