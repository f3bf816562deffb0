"""One module per way of making rows, which declares a ``WAY``; its name is the way's, and its prompt's. Plug-ins stand beside them."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ft_data.plugins import Plugin, Registry
from ft_data.synthesis.prompts import BadPrompt, Prompt, own, shipped
from ft_data.synthesis.replies import Finding, Row
from ft_data.synthesis.ways.way import Ask, Said, Way

if TYPE_CHECKING:
    from ft_data.synthesis.plan import Request

FAILED = "way_failed"
_NO_WAYS = ("way",)  # modules that declare none


def _names() -> list[str]:
    return sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py") if path.stem not in _NO_WAYS)


def _load(name: str) -> Way:
    found: Way = importlib.import_module(f"{__name__}.{name}").WAY
    return found


def _guarded(way: Way, plugin: Plugin) -> Way:
    """Let a request that a plug-in fails on be rejected, without the words of what it raised: they may quote a row."""

    def step(request: Request, said: Said) -> Ask | Row | Finding:
        try:
            return way.step(request, said)
        except Exception as fault:
            return Finding(FAILED, f"{plugin.name} raises {type(fault).__name__}")

    return replace(way, step=step)


WAYS = Registry("ways", Way, _names, _load, _guarded)
get: Callable[[str], Way] = WAYS.get


def prompt_of(name: str, path: Path | None) -> Prompt:
    """Return the prompt of a way: the one of a recipe at ``path``, or the one that comes with it. Raises BadPrompt."""
    way = get(name)
    if path is None and name not in WAYS.builtin:
        raise BadPrompt(f"`{name}` comes with no prompt: name a file")
    return own(path, way.steps) if path is not None else shipped(name, way.steps)
