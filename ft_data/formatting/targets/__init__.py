"""One module per trainer format, which declares an ``EXPORTER``; its name is the format's. Plug-ins stand beside them."""

from __future__ import annotations

import importlib
import os
import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ft_data.formatting.exporter import Exporter
from ft_data.formatting.outcome import Prediction, Refusal, Row
from ft_data.plugins import Broken, Plugin, Registry

FAILED = "exporter_failed"


def _names() -> list[str]:
    return sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def _load(name: str) -> Exporter:
    found: Exporter = importlib.import_module(f"{__name__}.{name}").EXPORTER
    return found


def _guarded(exporter: Exporter, plugin: Plugin) -> Exporter:
    """Let a row that a plug-in fails on be refused, as any other that it cannot write."""

    def export(example: Mapping[str, Any]) -> list[Row]:
        try:
            made = exporter.export(example)
        except Refusal:
            raise
        except Exception as problem:
            raise Refusal(FAILED, _place(problem)) from None
        if not made or not all(isinstance(row, dict) for row in made):
            raise Refusal(FAILED, "it returned no rows")
        return made

    def check(row: Mapping[str, Any]) -> Prediction:
        try:
            return exporter.check(row)
        except Exception:
            return Prediction("raises", FAILED)

    def variant(row: Mapping[str, Any]) -> str:
        found = exporter.variant(row)
        if not re.fullmatch(r"[a-z0-9_]*", str(found)):  # it becomes the name of a file
            raise Broken(f"{plugin} cannot be used: a variant has a-z, 0-9 and _ only")
        return found

    return replace(exporter, export=export, check=check, variant=variant)


def _place(problem: Exception) -> str:
    """Say which exception and where, without its message: that may quote the row."""
    last = traceback.extract_tb(problem.__traceback__)[-1]
    return f"{type(problem).__name__} at {os.path.basename(last.filename)}:{last.lineno}"


EXPORTERS = Registry("exporters", Exporter, _names, _load, _guarded)
get: Callable[[str], Exporter] = EXPORTERS.get
