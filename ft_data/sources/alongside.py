"""Files of which one holds what asks and another what answers, line by line or number by number: no record holds both."""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any, NamedTuple

_SIDES = tuple(
    (frozenset(asks.split()), frozenset(says.split()))
    for asks, says in (
        ("src source", "tgt targ target trg dst"),
        ("input inputs", "output outputs"),
        ("question questions", "answer answers"),
        ("query queries", "response responses reply replies"),
        ("prompt prompts", "completion completions response responses ref reference"),
        ("orig original raw noisy buggy incorrect", "corrected correction corr clean fixed correct simplified simple"),
        ("nl intent", "cmd code sql snippet"),
        ("text texts document documents article articles", "summary summaries"),
        ("original", "translation translated"),
        ("transcript transcripts dialogue dialogues call calls meeting meetings", "summary summaries notes minutes abstract"),
        ("ocr text texts box scan scans", "key keys label labels entities annotation annotations ann gold gt"),
        ("question questions", "solution solutions key keys"),
    )
)  # fmt: skip
_PARTS = re.compile(r"[a-z]+")


class Halves(NamedTuple):
    """The two names that tell files apart, one file of each, and in how many pairs of files or folders they come."""

    asks: str
    says: str
    pairs: int
    lines: bool  # a record is a line, so that two files are joined line by line


def halves(names: Iterable[str]) -> Halves | None:
    """Return what tells the files of a source that ask from those that answer, None where files are of one kind.

    ``names``: paths. Two files, or two folders, differ in one word that is one of a known pair.
    """
    found: dict[tuple[tuple[str, ...], int], dict[str, str]] = defaultdict(dict)
    files = sorted({*names})
    for name in files:
        path = PurePosixPath(name.lower())
        whole = path.suffix.lstrip(".")
        words = tuple(
            _PARTS.findall(
                f"{path.parent.name}/{path.stem if whole in ('txt', 'json', 'jsonl', 'csv', 'tsv') else path.name}"
            )
        )
        for at, word in enumerate(words):
            if any(word in side for pair in _SIDES for side in pair):
                found[(words[:at], at)].setdefault(word, name)
    worded = [{*_PARTS.findall(name.lower())} for name in files]
    told: dict[tuple[str, str], list[str]] = {}
    for sides in found.values():
        for asking, saying in _SIDES:
            ask = next((word for word in sides if word in asking), "")
            say = next((word for word in sides if word in saying), "")
            if ask and say and sides[ask] != sides[say]:
                if (ask, say) not in told:  # once, however many pairs of names differ in these two words
                    told[ask, say] = [
                        name for name, words in zip(files, worded, strict=True) if {ask, say} & words
                    ]
                mine = told[ask, say]
                if len(mine) * 2 >= len(files):
                    lines = len(files) == 2 and all(
                        PurePosixPath(name).suffix.lstrip(".") not in ("jsonl", "json", "csv")
                        for name in files
                    )
                    return Halves(sides[ask], sides[say], len(mine) // 2, lines)
    return None


def keyed(records: Iterable[object]) -> str:
    """Return the field by which records of one kind say to which record of another kind they belong; "" where none does.

    Of the kind that is referred to each has a value of its own, and every record of the other kind names one of these.
    """
    kinds: dict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for record in records:
        if isinstance(record, Mapping):
            kinds[tuple(sorted(map(str, record)))].append(record)
    for keys, rows in kinds.items():
        for key in keys:
            own = {str(row[key]) for row in rows}
            if not _ID.search(key) or len(own) != len(rows) or len(rows) < _FEW:
                continue
            others = [
                row for keys_, rows_ in kinds.items() if keys_ != keys and key in keys_ for row in rows_
            ]
            if len(others) > len(rows) and all(str(row[key]) in own for row in others):
                return key
    return ""


_ID = re.compile(r"_(?:id|no|key)\Z", re.IGNORECASE)
_FEW = 3
OR_TEXTS = "; where each is a text for itself, write `shape: text`"


def told(found: Halves) -> str:
    """Say that files belong together which no `map` can join, and how they are joined."""
    said = f"`{found.asks}` asks and `{found.says}` answers, and no `map` can join files"
    if found.lines:
        asks, says = map(shlex.quote, (found.asks, found.says))
        return (
            f"{said}{OR_TEXTS}. Where their lines belong together, write one file of both and name that instead:\n"
            f"    (printf 'prompt\\tresponse\\n'; paste {asks} {says}) > pairs.tsv"
        )
    return f"{said}: write what belongs together, by its number or name, as one record with `prompt` and `response`{OR_TEXTS}"


def classes(names: Iterable[str]) -> list[str]:
    """Return the folders that say of which kind the texts in them are: a few beside each other, of numbered files alone."""
    folders: dict[PurePosixPath, list[str]] = defaultdict(list)
    for name in names:
        path = PurePosixPath(name)
        folders[path.parent].append(path.name)
    numbered = all(_NUMBERED.fullmatch(file) for files in folders.values() for file in files)
    few = 2 <= len(folders) <= _KINDS and all(len(files) >= _FEW for files in folders.values())
    if not (few and numbered and len({folder.parent for folder in folders}) == 1):
        return []
    return sorted(folder.name for folder in folders if not folder.name.isdigit())


_NUMBERED = re.compile(r"(?:[a-z]{0,12}[-_.]?)?\d+(?:[-_.]\w{1,12})?(?:\.txt)?", re.IGNORECASE)
_KINDS = 40


def parted(files: Iterable[str], records: Iterable[object]) -> str:
    """Say that what asks and what answers stand in several files or records, or in the names of folders, "" where they do not."""
    files = [*files]
    if found := halves(files):
        return told(found)
    if len(kinds := classes(files)) >= 2:
        return (
            f"the folders {', '.join(kinds[:6])} may say of which kind the texts in them are, and no `map` can read a folder's name: write each text with "
            f"its folder as one record with `text` and `label`{OR_TEXTS}"
        )
    if key := keyed(records):
        return (
            f"records of several kinds belong together by `{key}`, and no `map` can join records: write each question with its "
            f"answer as one record with `prompt` and `response`{OR_TEXTS}"
        )
    return ""
