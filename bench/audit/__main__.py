"""`python -m bench.audit [--out sbom.json]`: what is known against what is installed, and a bill of it.

pip-audit asks its service where it is installed and can reach it; else the list beside this file is gone by, and said so.
Exit 1 when something is known.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from bench.audit import sbom

LIST = Path(__file__).with_name("advisories.yaml")
EXTRAS = ("documents", "web", "remote", "embed", "hub", "dev", "example", "names", "train-check")
_SECONDS = 120


def online() -> tuple[list[str], str] | None:
    """Return what pip-audit finds and what it went by; None where it cannot be asked."""
    if find_spec("pip_audit") is None:
        return None
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--format",
        "json",
        "--progress-spinner",
        "off",
        "--skip-editable",
    ]
    try:
        made = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS)
        told = json.loads(made.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return None
    found = [
        f"{one['name']} {one['version']}: {flaw['id']} (mended in {', '.join(flaw['fix_versions']) or 'no version'})"
        for one in told
        for flaw in one.get("vulns", ())
    ]
    return found, "pip-audit's service"


def offline(installed: dict[str, str], known: dict[str, Any] | None = None) -> tuple[list[str], str]:
    """Return what the pinned list says of installed versions (name to version), and how old it is."""
    known = known or yaml.safe_load(LIST.read_text("utf-8"))
    found = [
        f"{one['package']} {version}: {one['id']}, {one['what']} (affected: {one['affected']})"
        for one in known["advisories"]
        if (version := installed.get(sbom.normal(one["package"])))
        and SpecifierSet(one["affected"]).contains(Version(version), prereleases=True)
    ]
    return (
        found,
        f"the list of {known['as_of']} in the repository; no service could be asked: a floor, much that is known is not in it",
    )


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=Path("sbom.json"))
    out = parser.parse_args().out
    bill = sbom.bill(EXTRAS)
    out.write_text(json.dumps(bill, indent=1) + "\n", "utf-8")
    installed = {name: distribution(name).version for name in sbom.needed(extras=EXTRAS)}
    found, by = online() or offline(installed)
    print(f"{len(bill['components'])} distributions, listed in {out} (CycloneDX {bill['specVersion']})")
    print(f"{len(found)} known advisories, by {by}")
    for line in found:
        print(f"  {line}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
