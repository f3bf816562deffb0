"""Plant made-up personal data in every place a row or file has, run raw to release, and search every file for it.

    python -m bench.canaries [--seed 1] [--rounds 1] [--home FOLDER]

Every kind of `canary_kinds` goes into every place of `canary_places` that can hold it, each value once. After the run
all files of the home are decoded (Parquet, SQLite, archives, compressed files, logs, what the terminal showed) and
searched for the letters and digits of each value. Left out are the sources themselves, `raw` with its list of files (which holds
what was read and is open to its owner alone) and the key. Prints a table of places; exit status 1 if a claimed place leaks.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import orjson
import pyarrow.parquet as pq

from bench.canary_files import FILES
from bench.canary_kinds import CONTACTS, KINDS, NAME, Canary, name
from bench.canary_places import PLACES, Place, pair, story

RECIPE = """dataset: canaries
purpose: Look where personal data hides.
languages: [en]
sources:
  rows: {path: sources/rows.jsonl, license: MIT, groups: {desk: desk}, labels: {topic: topic}, why: %s}
  people: {path: sources/people.jsonl, license: MIT, map: {prompt: instruction, response: output, name: who}}
  declared: {path: sources/declared.jsonl, license: MIT}
  named: {path: "named/**/*.jsonl", license: MIT}
  archives: {path: archives/*.zip, license: MIT}
  pages: {path: pages/*.html, license: MIT}
  manual: {path: manual/*.md, license: MIT}
  mails: {path: mails/*.mbox, license: MIT}
  papers: {path: papers/*.docx, license: MIT}
  tables: {path: tables/*.xlsx, license: MIT}
  columns: {path: columns/*, license: MIT}
  documents: {path: documents/*.pdf, license: MIT}
benchmarks:
  - {name: held, path: benchmarks/held.jsonl, fields: [instruction]}
"""
_DIGITS_ONLY = ("phone", "card", "US SSN", "CPF")
_ALIKE = str.maketrans("аоеӏ", "aoel")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{24,}={0,2}")
_HASH = re.compile(
    r"(?<=[\[,:])-?[0-9]{17,20}(?=[\],}])"
)  # nine digits of one are somebody's number by chance
_TAG = re.compile(r"</?[a-z]+>")


class Planted(NamedTuple):
    place: str
    kind: str
    canary: Canary
    claimed: bool


def fits(place: Place, kind: str, canary: Canary) -> bool:
    """Say whether a value of a kind can stand in a place and still be what it is there."""
    text = canary.text
    labelled = ": " in text or kind in ("passport", "private key", "street address")
    return not (
        (place.single_line and "\n" in text)
        or (place.digits and not kind.startswith(_DIGITS_ONLY))
        or (place.contacts is not None and place.contacts != kind.startswith(CONTACTS))
        or (place.bare and labelled)
        or (place.slug and (labelled or "/" in text or ":" in text))
    )


def plant(folder: Path, rng: random.Random, kinds: dict = KINDS) -> list[Planted]:  # type: ignore[type-arg]
    """Write the sources of a dataset and return what stands where."""
    planted: list[Planted] = []
    taken: set[str] = set()
    say = story(rng)
    rows = []
    for place in (*PLACES, *FILES):
        for kind, make in kinds.items():
            canary = _new(make, rng, taken)
            if not fits(place, kind, canary):
                continue
            planted.append(Planted(place.name, kind, canary, place.claimed))
            if place.row is not None:
                rows.append(place.row(canary.text, say))
            elif place.file is not None:
                path, data = place.file(canary.text, say)
                if not place.slug or path.startswith("archives/"):
                    path = path.replace("/", f"/{len(planted)}", 1)
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(data)
    people, declared = [], []
    for where, wrap in _NAMED.items():
        for column, into in (("who", people), ("Cust. Name", declared)):
            canary = name(rng)
            planted.append(
                Planted(
                    f"name of a {'mapped' if column == 'who' else 'detected'} column, {where}",
                    NAME,
                    canary,
                    True,
                )
            )
            into.append(pair(say(), wrap(canary.text, say()), **{column: canary.text}))
    held = [pair(f"{say()} {one.text}", say()) for one in _more("benchmark text", False, kinds, rng, planted)]
    whys = [one.text.replace("\n", " ") for one in _more("`why` of the recipe", False, kinds, rng, planted)]
    sources = {
        "sources/rows": rows,
        "sources/people": people,
        "sources/declared": declared,
        "benchmarks/held": held,
    }
    for file, lines in sources.items():
        path = folder / f"{file}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    (folder / "recipe.yaml").write_text(RECIPE % json.dumps(", ".join(whys)))
    return planted


def _new(make: Callable[[random.Random], Canary], rng: random.Random, taken: set[str]) -> Canary:
    """Return a value that was planted nowhere yet: a date found again has to say where it stood."""
    canary = make(rng)
    while canary.needle in taken:
        canary = make(rng)
    taken.add(canary.needle)
    return canary


def _more(place: str, claimed: bool, kinds: dict, rng: random.Random, planted: list[Planted]) -> list[Canary]:  # type: ignore[type-arg]
    taken = {one.canary.needle for one in planted}
    made = [Planted(place, kind, _new(make, rng, taken), claimed) for kind, make in kinds.items()]
    planted += made
    return [one.canary for one in made]


_NAMED = {
    "in the column alone": lambda v, said: said,
    "in prose": lambda v, said: f"{said} Ask {v} about it.",
    "greeting by the first name": lambda v, said: f"Dear {v.split()[0]},\n{said}",
    "sign-off": lambda v, said: f"{said}\n\nKind regards,\n{v}",
    "in capitals": lambda v, said: f"{said} {v.upper()} knows.",
}  # fmt: skip


def run(home: Path) -> str:
    """Run the dataset to its release and return what the terminal showed."""
    done = subprocess.run(
        [sys.executable, "-c", "from ft_data.cli import main; main()", "run", "canaries"],
        env={**os.environ, "FT_DATA_HOME": str(home), "DAGSTER_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def files(home: Path) -> Iterator[Path]:
    """Yield every file that may not hold anything planted."""
    for path in sorted(home.rglob("*")):
        parts = path.relative_to(home).parts
        is_raw = parts[0] == "warehouse" and (
            parts[-1] == "digests.json" or (parts[3:4] and parts[3].startswith("raw."))
        )
        if path.is_file() and parts[0] != "datasets" and not is_raw and ".ft_data.key" not in path.name:
            yield path


def texts(path: Path) -> Iterator[str]:
    """Yield what a file says, decoded: columns of Parquet, rows of SQLite, members of archives, and its bytes."""
    data = path.read_bytes()
    if data[:4] == b"PAR1":
        yield _HASH.sub(" ", orjson.dumps(pq.read_table(path).to_pylist(), default=str).decode())
        return
    if data[:15] == b"SQLite format 3":
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            yield "\n".join(database.iterdump())
    if data[:2] == b"PK":
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(member).decode("utf-8", "ignore") for member in archive.namelist())
        return
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    yield data.decode("utf-8", "ignore")


def folded(text: str) -> str:
    """Return a text as it would be read: codes opened, one form for every character, small letters."""
    opened = [text, unquote(text)] if "%" in text else [text]
    for run_ in _BASE64.findall(text):
        try:
            body = run_.rstrip("=").replace("-", "+").replace("_", "/")
            opened.append(base64.b64decode(body + "=" * (-len(body) % 4)).decode())
        except ValueError:
            continue
    return unicodedata.normalize("NFKC", _TAG.sub("", "\n".join(opened))).lower().translate(_ALIKE)


def leaks(home: Path, planted: list[Planted], said: str) -> dict[str, list[Planted]]:
    """Return what was found again: file (without its hash) -> planted values."""
    found: dict[str, list[Planted]] = {}
    for label, text in [
        ("terminal", said),
        *((str(p.relative_to(home)), t) for p in files(home) for t in texts(p)),
    ]:
        read = folded(f"{label}\n{text}")
        bare = "".join(char for char in read if char.isalnum())
        for one in planted:
            if (
                (one.canary.text[-10:] in read)
                if one.kind == "date of birth"
                else (one.canary.needle in bare)
            ):
                found.setdefault(re.sub(r"[0-9a-f]{32}", "*", label), []).append(one)
    return found


def report(planted: list[Planted], found: dict[str, list[Planted]]) -> tuple[str, int]:
    """Return a Markdown table of the places, and how many values leaked from claimed ones."""
    leaked = {id(one) for some in found.values() for one in some}
    lines = ["| place | claimed | planted | found again | of the kinds |", "|---|---|---|---|---|"]
    wrong = 0
    for place in dict.fromkeys(one.place for one in planted):
        here = [one for one in planted if one.place == place]
        out = [one for one in here if id(one) in leaked]
        wrong += len(out) if here[0].claimed else 0
        kinds = ", ".join(dict.fromkeys(one.kind for one in out)) or "-"
        lines.append(
            f"| {place} | {'yes' if here[0].claimed else 'no'} | {len(here)} | {len(out)} | {kinds} |"
        )
    claimed = sum(one.claimed for one in planted)
    lines.append(f"| all claimed | | {claimed} | {wrong} | |")
    return "\n".join(lines), wrong


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path, help="keep the home here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = options.home or Path(temporary)
        planted = plant(home / "datasets/canaries", random.Random(options.seed))
        said = run(home)
        found = leaks(home, planted, said)
        text, wrong = report(planted, found)
        released = list(home.glob("releases/canaries/*/README.md"))
        print(text)
        for label, some in sorted(found.items()):
            print(f"{len(some):5d} in {label}")
        print("released" if released else f"no release:\n{said[-2000:]}")
    return 1 if wrong or not released else 0


if __name__ == "__main__":
    sys.exit(main())
