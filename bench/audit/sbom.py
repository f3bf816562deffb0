"""A bill of materials in CycloneDX JSON, from what is installed: every distribution that the project needs, and why."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Any

from packaging.requirements import Requirement

ROOT = "ft-data"


def normal(name: str) -> str:
    """Return the one spelling of a distribution's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(root: str = ROOT, extras: Iterable[str] = ()) -> dict[str, set[str]]:
    """Return what a distribution needs here, directly or not: name to the names of what it needs itself.

    Requirements of extras are followed where what they name is installed.
    """
    found: dict[str, set[str]] = {}
    waiting: list[tuple[str, tuple[str, ...]]] = [(root, tuple(extras))]
    seen = set(waiting)
    while waiting:
        name, wanted = waiting.pop()
        try:
            one = distribution(name)
        except PackageNotFoundError:
            continue
        below = found.setdefault(normal(name), set())
        for line in one.requires or ():
            required = Requirement(line)
            if _applies(required, wanted) and _installed(required.name):
                below.add(normal(required.name))
                following = (required.name, tuple(sorted(required.extras)))
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
    return found


def _applies(required: Requirement, extras: tuple[str, ...]) -> bool:
    if required.marker is None:
        return True
    return any(required.marker.evaluate({"extra": extra}) for extra in ("", *extras))


def _installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def component(one: Distribution) -> dict[str, Any]:
    """Describe one distribution."""
    name, version = normal(one.metadata["Name"]), one.version
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl(name, version),
        "name": name,
        "version": version,
        "purl": purl(name, version),
    }
    expression = one.metadata.get("License-Expression")
    named = one.metadata.get("License") or ""
    if expression:
        found["licenses"] = [{"expression": expression}]
    elif named and "\n" not in named and len(named) < 80:
        found["licenses"] = [{"license": {"name": named}}]
    return found


def purl(name: str, version: str) -> str:
    """Return the address of a distribution as package URLs write it."""
    return f"pkg:pypi/{name}@{version}"


def bill(extras: Iterable[str] = ()) -> dict[str, Any]:
    """Return the bill of the project as it is installed here."""
    graph = needed(ROOT, extras)
    parts = {name: component(distribution(name)) for name in sorted(graph)}
    main = parts.pop(ROOT)
    refs = {name: part["bom-ref"] for name, part in {**parts, ROOT: main}.items()}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "component": {**main, "type": "application"},
        },
        "components": list(parts.values()),
        "dependencies": [
            {"ref": refs[name], "dependsOn": sorted(refs[one] for one in below)}
            for name, below in sorted(graph.items())
        ],
    }
