"""How to load a release with each trainer: text to copy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ft_data.formatting.targets import EXPORTERS


def snippets(manifest: Mapping[str, Any]) -> str:
    """Return the section: a block to copy for each format that is there, then what needs a line."""
    targets, name = manifest["targets"], manifest["dataset"]
    parts = [f'```python\nfrom datasets import load_dataset\n\ndata = load_dataset("path/to/{name}")\n```']
    plugged = {
        one["name"]: one.get("loading", "")
        for one in manifest.get("plugins", ())
        if one["seam"] == EXPORTERS.seam
    }
    said = [
        one.replace("{name}", target).replace("{path}", f"path/to/{name}")
        for target in targets
        if (one := _loading(target, plugged))
    ]
    lines = [f"- {one}" for one in said if "```" not in one]
    parts += [one for one in said if "```" in one]
    if any(target in targets for target in ("messages", "prompt_completion")):
        lines.append(
            "- TRL cuts rows at `max_length` (1,024 unless set): see Tokens and truncation before training."
        )
    return "\n\n".join([*parts, *(["\n".join(lines)] if lines else [])])


def _loading(target: str, plugged: Mapping[str, str]) -> str:
    """Return the words of a format; that of a plug-in is in the manifest, since the card is read where none is installed."""
    return EXPORTERS.get(target).loading if target in EXPORTERS.builtin else plugged.get(target, "")
