"""Rule sets that are written as data beside the finders (YAML): words, patterns, what standards give to nobody."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml, where it is there


@cache
def listed(name: str) -> Any:
    """Return what the file ``name`` of this folder says, read once."""
    return yaml.load(Path(__file__).with_name(f"{name}.yaml").read_text("utf-8"), Loader=_LOADER)
