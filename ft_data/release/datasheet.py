"""Sections after Datasheets for Datasets (Gebru et al., 2018) and the Data Provenance Initiative's fields.

What the recipe and the run know is filled in; the rest comes from the recipe's ``govern.datasheet`` and
from ``facts["datasheet"]`` (question to answer), or says that nobody answered it and how to. Nothing is invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ft_data.recipe.gates import DATASHEET
from ft_data.release import languages
from ft_data.release import markdown as md


def sections(manifest: Mapping[str, Any], numbers: Mapping[str, list[dict[str, Any]]]) -> str:
    """Return the datasheet and the provenance table."""
    known = answers(manifest, numbers)
    parts = ["## Datasheet"]
    for title, questions in DATASHEET.items():
        lines = [
            f"- *{question.replace('_', ' ')}*: {known.get(question) or f'not answered (`govern.datasheet.{question}` in the recipe)'}"
            for question in questions
        ]
        parts.append(f"### {title}\n\n" + "\n".join(lines))
    parts.append("### Provenance\n\n" + md.table(["field", "value"], provenance(manifest, numbers).items()))
    return "\n\n".join(parts)


def answers(manifest: Mapping[str, Any], numbers: Mapping[str, list[dict[str, Any]]]) -> dict[str, str]:
    """Return what is known, the given answers first."""
    recipe = manifest["recipe"]
    sources = recipe.get("sources") or {}
    consents = sorted({s["consent"] for s in sources.values() if s.get("consent")})
    clean = recipe.get("clean") or {}
    rows = sum(row["rows"] for row in numbers["rows"])
    known = {
        "purpose": recipe["purpose"],
        "creators": ", ".join(recipe.get("owners") or ()),
        "instances": f"{rows:,} examples of the kind `{recipe.get('stage', 'instruction')}`",
        "sources": ", ".join(sources),
        "consent": ", ".join(consents),
        "cleaning": ", ".join(f"{key} {value}" for key, value in clean.items() if isinstance(value, str)),
        "sensitive": f"personal data in text: {clean['pii']}" if clean.get("pii") else "",
        "intended": recipe["purpose"],
        "license": ", ".join(sorted({row["license"] or "unknown" for row in numbers["licenses"]})),
        "maintainer": ", ".join(recipe.get("owners") or ()),
        "withdrawal": "a withdrawn row leaves with the next version, which is then a major one",
    }
    given = (recipe.get("govern") or {}).get("datasheet") or {}
    given = {**given, **(manifest["facts"].get("datasheet") or {})}
    return known | {key: str(value) for key, value in given.items()}


def provenance(manifest: Mapping[str, Any], numbers: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return the Data Provenance Initiative's fields."""
    recipe = manifest["recipe"]
    sources = recipe.get("sources") or {}
    synthetic = sorted({row["source"] for row in numbers["sources"] if row["origin"] == "synthetic"})
    return {
        "Unique Dataset Identifier": f"{manifest['dataset']}-{manifest['version']}",
        "Languages": ", ".join(languages.measured(manifest, numbers)) or "any",
        "Task Categories": recipe.get("stage", "instruction"),
        "Text Sources": ", ".join(sources),
        "Model Generated": ", ".join(synthetic) or "none declared",
        "Format": ", ".join(manifest["targets"]),
        "Human Annotation": "see People's decisions and their agreement",
        "Derived from Datasets": ", ".join(recipe.get("siblings") or ()) or "none declared",
        "Licenses": ", ".join(sorted({row["license"] or "unknown" for row in numbers["licenses"]})),
        "License Verified By": "declared in the recipe",
    }
