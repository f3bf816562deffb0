"""The files beside the data: card, changelog, attribution, trainer registry."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ft_data.release import card, manifest
from ft_data.release.build import Data
from ft_data.release.spec import Spec

if TYPE_CHECKING:
    from ft_data.release.versions import Release


def write(folder: Path, spec: Spec, built: Data, body: Mapping[str, Any], last: Release | None) -> None:
    """Write every document of a release whose data is in ``folder``."""
    (folder / "CHANGELOG.md").write_text(changelog(body, last), "utf-8")
    (folder / "ATTRIBUTION.md").write_text(attribution(spec.recipe), "utf-8")
    (folder / "dataset_info.json").write_bytes(manifest.canonical(llama_factory(built)))
    sizes = {path: (folder / path).stat().st_size for path in manifest.files(folder)}
    meta = card.metadata(spec.recipe, built.written, sizes, "other")
    (folder / "README.md").write_text(card.render(meta, _body(spec, body)), "utf-8")


def changelog(body: Mapping[str, Any], last: Release | None) -> str:
    """Return the changelog: this version on top of what the last one says."""
    title = f"# Changes of {body['dataset']}\n"
    before = ""
    if last is not None and (last.path / "CHANGELOG.md").exists():
        before = (last.path / "CHANGELOG.md").read_text("utf-8").removeprefix(title)
    day = f" ({body['created_at'][:10]})" if body.get("created_at") else ""
    lines = [f"\n## {body['version']}{day}\n"]
    lines += [f"- {reason}" for reason in body["reasons"]]
    rows = ", ".join(f"{split} {n:,}" for split, n in body["splits"].items())
    lines += [f"- rows: {rows}", f"- root {body['root']}", ""]
    return title + "\n".join(lines) + before


def attribution(recipe: Mapping[str, Any]) -> str:
    """Return the credits of every source: licence, origin and the credit line it asks for."""
    lines = ["# Attribution", ""]
    for name, source in (recipe.get("sources") or {}).items():
        credit = source.get("attribution") or "no credit line given"
        lines.append(f"- **{name}** ({source.get('license') or 'licence not stated'}): {credit}")
    return "\n".join(lines) + "\n"


def llama_factory(built: Data) -> dict[str, Any]:
    """Return LLaMA-Factory's registry, so that ``dataset_dir`` can be the release folder itself.

    One file an entry, so formats in several shards are left out rather than trained in part.
    """
    pair = {"messages": "conversations", "chosen": "chosen", "rejected": "rejected", "tools": "tools"}
    layouts: dict[str, dict[str, Any]] = {
        "alpaca": {"columns": {"prompt": "instruction", "query": "input", "response": "output"}},
        "llama_factory": {
            "formatting": "sharegpt",
            "columns": {"messages": "conversations", "tools": "tools"},
        },
        "llama_factory_preference": {"formatting": "sharegpt", "ranking": True, "columns": pair},
    }
    registry = {}
    for name, splits in built.written.items():
        for split, made in splits.items():
            for path in made.files:
                variant = "_preference" if path.endswith("_preference.jsonl") else ""
                layout = layouts.get(name + variant)
                if layout and (len(made.files) == 1 or path.endswith(".jsonl")):
                    registry[f"{name}_{split}{variant}"] = {"file_name": path, **layout}
    return registry


def _body(spec: Spec, body: Mapping[str, Any]) -> str:
    rows = "\n".join(f"| {split} | {n:,} |" for split, n in body["splits"].items())
    title = f"# {spec.dataset} {body['version']}\n\n{spec.recipe['purpose']}\n\n"
    return f"{title}| split | rows |\n|---|---|\n{rows}\n"
