"""What is needed, what is known against it, and that the least versions we ask for are not among what is known."""

import tomllib

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from bench.audit import sbom
from bench.audit.__main__ import LIST, offline
from ft_data_tests.realdata import ROOT

KNOWN = yaml.safe_load(LIST.read_text())


def required() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lines = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    lines += [line for extra in project["project"]["optional-dependencies"].values() for line in extra]
    return [Requirement(line) for line in lines]


def test_no_least_version_has_a_known_advisory():
    checked = []
    for one in required():
        least = [
            Version(part.version.rstrip(".*"))
            for part in one.specifier
            if part.operator in (">=", "==", "~=")
        ]
        for advisory in KNOWN["advisories"]:
            if sbom.normal(one.name) == sbom.normal(advisory["package"]):
                assert least, f"{one.name} has no least version, and {advisory['id']}"
                assert not SpecifierSet(advisory["affected"]).contains(max(least)), f"{one}: {advisory['id']}"
                checked.append(one.name)
    assert {"pyarrow", "pypdf", "orjson", "starlette", "jinja2"} <= set(checked)


def test_every_advisory_can_be_read_and_what_is_pinned_is_clean():
    for advisory in KNOWN["advisories"]:
        assert SpecifierSet(advisory["affected"]) and advisory["what"]
        assert advisory["id"].startswith("CVE-") and advisory["source"].startswith("https://")
    pinned = dict(
        line.split("==") for line in (ROOT / "constraints.txt").read_text().split() if line.count("==") == 1
    )
    assert len(pinned) > 100
    assert offline({sbom.normal(name): version for name, version in pinned.items()})[0] == []


def test_the_list_finds_what_it_knows():
    found, by = offline({"pyarrow": "22.0.0", "pypdf": "6.16.1", "orjson": "3.11.5"})
    assert [line.split(":")[0] for line in found] == ["orjson 3.11.5", "pyarrow 22.0.0"]
    assert str(KNOWN["as_of"]) in by and "no service" in by


def test_the_bill_names_everything_needed_once_and_what_needs_it():
    bill = sbom.bill(("documents",))
    assert (bill["bomFormat"], bill["specVersion"], bill["metadata"]["component"]["name"]) == (
        "CycloneDX",
        "1.5",
        "ft-data",
    )
    refs = [one["bom-ref"] for one in bill["components"]]
    assert len(refs) == len(set(refs)) > 50
    every = {*refs, bill["metadata"]["component"]["bom-ref"]}
    assert {one["ref"] for one in bill["dependencies"]} == every
    assert {below for one in bill["dependencies"] for below in one["dependsOn"]} <= every
    names = {one["name"]: one for one in bill["components"]}
    assert {"pyarrow", "pypdf", "dagster", "numpy"} <= set(names)
    assert names["numpy"]["purl"] == f"pkg:pypi/numpy@{names['numpy']['version']}"
    assert "pypdf" not in {one["name"] for one in sbom.bill()["components"]}
