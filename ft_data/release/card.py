"""The README of a release: Hub metadata that `datasets` reads, then what a person wants to know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from ft_data.release.write import Written

# Identifiers the Hub knows, from SPDX. Anything else is `other` with a name.
_HUB_LICENSES = {
    "Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CC-BY-2.0", "CC-BY-3.0", "CC-BY-4.0",
    "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0", "CC-BY-NC-ND-4.0",
    "GPL-2.0", "GPL-3.0", "LGPL-3.0", "AGPL-3.0", "MPL-2.0", "ODC-By", "ODbL-1.0", "PDDL-1.0",
    "Unlicense",
    "ISC", "Zlib", "BSL-1.0", "EPL-2.0", "WTFPL",
}  # fmt: skip
_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)


def metadata(
    recipe: Mapping[str, Any],
    written: Mapping[str, Mapping[str, Written]],
    bytes_of: Mapping[str, int],
    license: str,
) -> dict[str, Any]:
    """Return the YAML block: one config per format, every split listed with its number of rows."""
    configs: list[dict[str, Any]] = []
    info: list[dict[str, Any]] = []
    shown = {name: splits for name, splits in written.items() if _is_parquet(splits)} or dict(
        list(written.items())[:1]
    )
    for name, splits in shown.items():
        files = [{"split": split, "path": _pattern(made)} for split, made in splits.items()]
        configs.append({"config_name": name, "data_files": files} | ({} if configs else {"default": True}))
        info.append(
            {
                "config_name": name,
                "splits": [
                    {
                        "name": split,
                        "num_bytes": sum(bytes_of[f] for f in made.files),
                        "num_examples": made.rows,
                    }
                    for split, made in splits.items()
                ],
            }
        )
    rows = max((sum(made.rows for made in splits.values()) for splits in written.values()), default=0)
    size = next((name for limit, name in _SIZES if rows < limit), "n>10M")
    known = license in _HUB_LICENSES
    licensed = (
        {"license": license.lower()} if known else {"license": "other", "license_name": license.lower()}
    )
    tags = ["ft-data", recipe.get("stage", "instruction")]
    return {
        **({"language": list(recipe["languages"])} if recipe.get("languages") else {}),
        **licensed,
        "pretty_name": str(recipe["dataset"]).replace("_", " ").capitalize(),
        "size_categories": [size],
        "task_categories": ["text-generation"],
        "tags": tags,
        "configs": configs,
        "dataset_info": info,
    }


def render(meta: Mapping[str, Any], body: str) -> str:
    """Join metadata and text into a README."""
    front = yaml.safe_dump(dict(meta), sort_keys=False, allow_unicode=True, width=100)
    return f"---\n{front}---\n\n{body}"


def _is_parquet(splits: Mapping[str, Written]) -> bool:
    return all(path.endswith(".parquet") for made in splits.values() for path in made.files)


def _pattern(made: Written) -> str:
    first = made.files[0]
    return first.split("-00000-of-")[0] + "-*.parquet" if first.endswith(".parquet") else first
