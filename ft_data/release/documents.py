"""The files beside the data: numbers, card, changelog, attribution, Croissant, trainer registry."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from ft_data.formatting.targets import EXPORTERS
from ft_data.release import card, croissant, manifest, numbers, settings
from ft_data.release.manifest import publishes_raw_ids

if TYPE_CHECKING:
    from ft_data.release.versions import Release


def write(folder: Path, body: Mapping[str, Any], last: Release | None) -> None:
    """Write every document of a release whose data is in ``folder``."""
    body = orjson.loads(manifest.written(body))  # what will be read back, so that the text is the same
    measured = numbers.measure(folder, body["targets"])
    numbers.write(folder, measured)
    by_name = {number["name"]: number["value"] for number in measured}
    (folder / "CHANGELOG.md").write_text(changelog(body, last), "utf-8")
    (folder / "ATTRIBUTION.md").write_text(attribution(body["recipe"]), "utf-8")
    (folder / "dataset_info.json").write_bytes(manifest.written(llama_factory(body)))
    croissant.write(folder, body, by_name)
    (folder / "README.md").write_text(card.render(body, measured), "utf-8")


def changelog(body: Mapping[str, Any], last: Release | None) -> str:
    """Return the changelog: this version on top of what the last one says."""
    title = f"# Changes of {body['dataset']}\n"
    before = ""
    if last is not None and publishes_raw_ids(last.manifest):
        before = f"\n## {last.version} and before\n\n- not repeated here: it named files and people\n"
    elif last is not None and (last.path / "CHANGELOG.md").exists():
        before = (last.path / "CHANGELOG.md").read_text("utf-8").removeprefix(title)
    day = f" ({body['created_at'][:10]})" if body.get("created_at") else ""
    lines = [f"\n## {body['version']}{day}\n"]
    lines += [f"- {reason}" for reason in body["reasons"]]
    lines += [
        f"- {cause['rows']:,} rows {cause['change']}: {cause['cause']}" for cause in body["causes"][:20]
    ]
    lines += [f"- {settings.Difference(**d).words}" for d in body["settings_changed"][:20]]
    rows = ", ".join(f"{split} {body['splits'][split]:,}" for split in card.SPLITS if split in body["splits"])
    lines += [f"- rows: {rows}", f"- root {body['root']}", ""]
    return title + "\n".join(lines) + before


def attribution(recipe: Mapping[str, Any]) -> str:
    """Return the credits of every source: licence, origin and the credit line it asks for."""
    lines = ["# Attribution", ""]
    for name, source in (recipe.get("sources") or {}).items():
        credit = source.get("attribution") or "no credit line given"
        lines.append(f"- **{name}** ({source.get('license') or 'licence not stated'}): {credit}")
    return "\n".join(lines) + "\n"


def llama_factory(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return LLaMA-Factory's registry, so that ``dataset_dir`` can be the release folder itself.

    One file an entry, so formats in several shards are left out rather than trained in part.
    """
    registry = {}
    for name, splits in body["targets"].items():
        layouts = EXPORTERS.get(name).llama_factory
        for split, made in splits.items():
            for path in made["files"]:
                variant = Path(path).stem.removeprefix(split).lstrip("_") if path.endswith(".jsonl") else ""
                layout = layouts.get(variant)
                if layout and (len(made["files"]) == 1 or path.endswith(".jsonl")):
                    entry = f"{name}_{split}_{variant}".rstrip("_")
                    registry[entry] = {"file_name": path, **layout}
    return registry
