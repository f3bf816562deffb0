"""The README of a release: Hub metadata that `datasets` reads, then what a person wants to know.

The text is a function of the manifest and the numbers alone, so ``card --verify`` can make it again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from ft_data.recipe import licenses
from ft_data.release import datasheet, languages, loading, settings
from ft_data.release import markdown as md

Manifest = Mapping[str, Any]
Numbers = Mapping[str, list[dict[str, Any]]]

# Identifiers the Hub knows, from SPDX. Anything else is `other` with a name.
_HUB_LICENSES = {
    "Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CC-BY-2.0", "CC-BY-3.0", "CC-BY-4.0",
    "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0", "CC-BY-NC-ND-4.0",
    "GPL-2.0", "GPL-3.0", "LGPL-3.0", "AGPL-3.0", "MPL-2.0", "ODC-By", "ODbL-1.0", "PDDL-1.0", "Unlicense",
    "ISC", "Zlib", "BSL-1.0", "EPL-2.0", "WTFPL",
}  # fmt: skip
_SIZES = (
    (1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"),
)  # fmt: skip
SPLITS = ("train", "validation", "test")
# Sections that other parts of the project fill through `facts`, in the order of the card.
FACTS = {
    "tokens": "Tokens and truncation",
    "templates": "What chat templates do to these rows",
    "deduplication": "Duplicates",
    "decontamination": "Benchmark contamination",
    "personal_data": "Personal data",
    "quoted_works": "Quoted works and licence headers",
    "copies": "Rows that stand several times",
    "proof": "Does the selection help?",
    "gaps": "Did gaps of the release before close?",
    "agreement": "People's decisions and their agreement",
    "synthetic": "Synthetic rows",
    "fairness": "Representation",
}


def render(manifest: Manifest, numbers: Sequence[Mapping[str, Any]]) -> str:
    """Return the README."""
    by_name = {number["name"]: number["value"] for number in numbers}
    front = yaml.safe_dump(metadata(manifest, by_name), sort_keys=False, allow_unicode=True, width=100)
    sections = [
        _head(manifest),
        "## Loading\n\n" + loading.snippets(manifest),
        _rows(manifest, by_name),
        _sources(manifest, by_name),
        languages.section(manifest, by_name),
        _excluded(manifest, by_name),
        _formats(by_name),
        *(_fact(title, manifest["facts"].get(name)) for name, title in FACTS.items()),
        _splits(manifest, by_name),
        _changes(manifest),
        datasheet.sections(manifest, by_name),
        _checking(manifest),
    ]
    return f"---\n{front}---\n\n" + "\n\n".join(section.strip() for section in sections) + "\n"


def metadata(manifest: Manifest, numbers: Numbers) -> dict[str, Any]:
    """Return the YAML block: one config per format, every split listed with its number of rows."""
    recipe, targets = manifest["recipe"], ordered(manifest)
    configs: list[dict[str, Any]] = []
    info: list[dict[str, Any]] = []
    shown = [name for name in targets if _parquet(manifest["targets"][name])] or targets[:1]
    for name in shown:
        splits = {
            split: manifest["targets"][name][split] for split in SPLITS if split in manifest["targets"][name]
        }
        files = [{"split": split, "path": _pattern(made["files"][0])} for split, made in splits.items()]
        configs.append({"config_name": name, "data_files": files} | ({} if configs else {"default": True}))
        counts = [
            {"name": split, "num_bytes": made["bytes"], "num_examples": made["rows"]}
            for split, made in splits.items()
        ]
        info.append({"config_name": name, "splits": counts})
    rows = sum(manifest["splits"].values())
    return {
        **({"language": found} if (found := languages.measured(manifest, numbers)) else {}),
        **_license(numbers),
        "pretty_name": str(manifest["dataset"]).replace("_", " ").capitalize(),
        "size_categories": [next((name for limit, name in _SIZES if rows < limit), "100M<n<1B")],
        "task_categories": ["text-generation"],
        "tags": ["ft-data", recipe.get("stage", "instruction")],
        "configs": configs,
        "dataset_info": info,
    }


def ordered(manifest: Manifest) -> list[str]:
    """Return the formats in the recipe's order, the default first."""
    wanted = list((manifest["recipe"].get("format") or {}).get("targets") or ())
    return sorted(
        manifest["targets"], key=lambda name: (wanted.index(name) if name in wanted else len(wanted), name)
    )


def _license(numbers: Numbers) -> dict[str, Any]:
    found = licenses.mix(row["license"] for row in numbers["licenses"]).licenses
    names = [re.sub(r"-(only|or-later)\Z|(?<=ODC-By)-1\.0\Z", "", name) for name in found]
    known = sorted({name.lower() for name in names if name in _HUB_LICENSES})
    if found and all(name in _HUB_LICENSES for name in names):
        return {"license": known[0] if len(known) == 1 else known}
    return {
        "license": "other",
        "license_name": "-and-".join(name.lower().replace(" ", "-") for name in found)[:90],
    }


def _parquet(splits: Mapping[str, Any]) -> bool:
    return all(path.endswith(".parquet") for made in splits.values() for path in made["files"])


def _pattern(first: str) -> str:
    return first.split("-00000-of-")[0] + "-*.parquet" if first.endswith(".parquet") else first


def _head(manifest: Manifest) -> str:
    recipe = manifest["recipe"]
    owners = f"\n\nKept by {', '.join(recipe['owners'])}." if recipe.get("owners") else ""
    return f"# {manifest['dataset']} {manifest['version']}\n\n{recipe['purpose']}{owners}"


def _rows(manifest: Manifest, numbers: Numbers) -> str:
    counts = {row["split"]: row["rows"] for row in numbers["rows"]}
    total = sum(counts.values())
    names = ordered(manifest)
    lines = []
    for split in [s for s in SPLITS if s in counts]:
        written = [manifest["targets"][name].get(split, {}).get("rows", 0) for name in names]
        lines.append([split, counts[split], f"{counts[split] / total:.1%}", *written])
    lines.append(
        ["all", total, "100.0%", *(sum(m["rows"] for m in manifest["targets"][n].values()) for n in names)]
    )
    note = (
        "\n\nAn example can give several rows of a format (`prompt_completion` has one per answer) and is "
        "left out of formats that cannot hold it; see Formats."
    )
    return (
        "## Rows\n\n"
        + md.table(["split", "examples", "share", *(f"rows of {n}" for n in names)], lines)
        + note
    )


def _sources(manifest: Manifest, numbers: Numbers) -> str:
    recipe = manifest["recipe"].get("sources") or {}
    lines = []
    for row in numbers["sources"]:
        why = (recipe.get(row["source"]) or {}).get("why") or "-"
        lines.append([row["source"], row["license"] or "unknown", row["origin"], row["rows"], why])
    found = licenses.mix(row["license"] for row in numbers["licenses"])
    verdict = (
        "Conflicts: " + "; ".join(found.conflicts) if found.conflicts else "No conflict found between them."
    )
    use = _use(found)
    text = md.table(["source", "licence", "origin", "examples", "why it is here"], lines)
    summary = f"Strictest licence: {found.strictest}. {verdict} {use} Credits: ATTRIBUTION.md."
    return f"## Sources and licences\n\n{text}\n\n{summary}"


def _use(found: licenses.Mix) -> str:
    if found.commercial is None:
        silent = [one for one in found.licenses if licenses.classify(one).commercial is None]
        return (
            f"Whether these rows may be used, commercially or at all, is for the owners of the rows under "
            f"{', '.join(silent)} to say: nothing is granted here."
        )
    return "Commercial use is not excluded by any of them." if found.commercial else "Not for commercial use."


def _excluded(manifest: Manifest, numbers: Numbers) -> str:
    stages: dict[str, dict[str, int]] = {}
    for row in numbers["funnel"]:
        stages.setdefault(row["stage"], {})[row["verdict"]] = row["rows"]
    kinds = ("keep", "drop", "review", "merge", "new")
    order = {row["stage"]: at for at, row in enumerate(manifest["funnel"])}
    names = sorted(stages, key=lambda stage: (order.get(stage, len(order)), stage))
    funnel = md.table(["stage", *kinds], [[s, *(stages[s].get(kind, 0) for kind in kinds)] for s in names])
    rules = (
        (manifest["recipe"].get("rules") or []) if isinstance(manifest["recipe"].get("rules"), list) else []
    )
    whys = [f"- `{rule['name']}`: {rule['why']}" for rule in rules if rule.get("why")]
    text = f"## What was left out, and why\n\n{funnel}\n\n### Reasons\n\n{md.of(numbers['reasons'], 40)}"
    return text + ("\n\n### Why these rules\n\n" + "\n".join(whys) if whys else "")


def _formats(numbers: Numbers) -> str:
    if "formats" not in numbers:
        return f"## Formats\n\nWhat trainers do with these rows: {md.NOT_MEASURED}."
    intro = (
        "What each trainer's data code does with the rows written for it. `refused` examples would lose "
        "something in that format and are not in it."
    )
    return f"## Formats\n\n{intro}\n\n{md.of(numbers['formats'])}"


def _fact(title: str, fact: Mapping[str, Any] | None) -> str:
    """Return a section: ``{"text"?, "tables"?: [{"title"?, "rows"}]}``; without one it says so."""
    if not fact:
        return f"## {title}\n\n{md.NOT_MEASURED}"
    parts = [f"## {title}", *([str(fact["text"])] if fact.get("text") else [])]
    for table in fact.get("tables") or ():
        heading = f"### {table['title']}\n\n" if table.get("title") else ""
        parts.append(heading + md.of(table["rows"], 60))
    return "\n\n".join(parts)


def _splits(manifest: Manifest, numbers: Numbers) -> str:
    text = (
        "A row's split is the hash of its group against the wanted shares. A group is everything that shares "
        "a prompt, a subject, a parent or a near duplicate. Rows never move between versions; rows that "
        "would join two splits are left out."
    )
    wanted = (manifest["recipe"].get("format") or {}).get("splits")
    shares = f" Wanted: {settings.shown(wanted)}." if wanted else ""
    empty = [name for name, share in (wanted or {}).items() if share and not manifest["splits"].get(name)]
    shares += "".join(f" No row is in the {name} split of this version." for name in empty)
    crossing = numbers.get("groups_in_two_splits")
    shown = f"{crossing[0]['groups']:,}" if crossing else md.NOT_MEASURED
    table = md.of(numbers["groups"]) if "groups" in numbers else md.NOT_MEASURED
    return f"## Splits\n\n{text}{shares}\n\n{table}\n\nGroups in more than one split: {shown}."


def _changes(manifest: Manifest) -> str:
    if not manifest.get("parents"):
        return "## Changes\n\nThis is the first version."
    before = manifest["parents"][0]["version"]
    reasons = "\n".join(f"- {reason}" for reason in manifest["reasons"])
    causes = md.of(manifest.get("causes") or [], 40)
    changed = manifest.get("settings_changed") or []
    agreed = ", ".join(entry["who"] for entry in manifest.get("approvals") or ()) or "-"
    moved = md.table(
        ["setting", "before", "now", "approved by"],
        [[d["path"], settings.shown(d["old"]), settings.shown(d["new"]), agreed] for d in changed],
    )
    return (
        f"## Changes since {before}\n\n{reasons}\n\n### Rows, by cause\n\n{causes}\n\n"
        f"### Settings, gates and thresholds\n\n{moved}"
    )


def _checking(manifest: Manifest) -> str:
    made = manifest.get("git_commit") or md.NOT_MEASURED
    code = manifest["code_version"] or "-"
    return (
        f"## Checking this card\n\nRoot hash of the rows: `{manifest['root']}`. Code: {code}, commit {made}, "
        f"run {manifest.get('run_id') or '-'}. Every number above stands in `numbers.json` with the query "
        f"that makes it; `ft-data card {manifest['dataset']} --verify` runs them again and compares every "
        "byte with the manifest."
    )
