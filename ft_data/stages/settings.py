"""The version of an asset's rules: its code and the part of the recipe it depends on."""

from __future__ import annotations

from typing import Any

from ft_data.engine.code import code_version
from ft_data.recipe.schema import Recipe
from ft_data.stages.build import name_of

# Which modules and which recipe keys each asset depends on. `raw` depends on its own source only.
_DEPENDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "raw": (("ft_data.sources", "ft_data.stages.raw"), ()),
    "cleaned": (
        ("ft_data.cleaning", "ft_data.sources", "ft_data.stages.cleaned"),
        ("clean", "profile", "stage", "govern", "sources"),
    ),
    "signals": (("ft_data.signals",), ("languages", "profile", "targets", "references", "signals")),
    "deduped": (("ft_data.dedup", "ft_data.stages.deduped"), ("dedupe",)),
    "decontaminated": (("ft_data.decontamination", "ft_data.stages.decontaminated"), ("benchmarks",)),
    "filtered": (
        ("ft_data.filtering", "ft_data.stages.filtered"),
        ("rules", "profile", "languages", "references"),
    ),
    "reviewed": (("ft_data.stages.reviewed",), ("review",)),
    "selected": (("ft_data.selection", "ft_data.stages.selected"), ("select",)),
    "formatted": (("ft_data.formatting", "ft_data.stages.formatted"), ("format",)),
    "eval_report": (("ft_data.evaluation", "ft_data.stages.eval_report"), ("gates",)),
    "release": (("ft_data.release", "ft_data.stages.release"), ("gates", "format", "version")),
}


def settings_version(recipe: Recipe, asset: str) -> str:
    """Return the code version Dagster compares: it changes with the rules or their settings, and with nothing else."""
    modules, keys = _DEPENDS["raw" if asset.startswith("raw/") else asset]
    plain: dict[str, Any] = recipe.model_dump(include=set(keys), exclude={"rules": {"__all__": {"why"}}})
    for source in plain.get("sources", {}).values():
        for name in ("why", "refresh", "path", "format", "attribution"):
            source.pop(name, None)
    if asset.startswith("raw/"):
        spec = recipe.sources[asset.removeprefix("raw/")]
        plain = spec.model_dump(include={"path", "format", "encoding", "map"})
    return f"{code_version(*modules)}-{name_of(plain)[:8]}"
