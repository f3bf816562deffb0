"""Which files a source's `path` names: a file, a glob, or a folder with everything below it."""

from __future__ import annotations

import difflib
import glob
import json
import os
from collections import Counter
from pathlib import Path

from ft_data.sources import beside, remote
from ft_data.sources.model import UNREADABLE
from ft_data.sources.readers import slack

_BOOKKEEPING = {"state.json", "dataset_info.json", "dataset_dict.json"}


def files(base: Path, pattern: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the addresses a pattern names, sorted, and what cannot be listed: (address, reason).

    A pattern that matches nothing gives neither: that is a mistake in the recipe, not an unreadable file.

    Hidden files are left out of globs and folders. Annotations of a chat log (`x.annotation.txt` beside
    `x.raw.txt`) belong to the log; the bookkeeping files of a Hugging Face dataset belong to its Arrow files,
    the lists of users and channels to the messages of a Slack export. What lies beside the data in a repository is left out of a
    folder (`left_out`).
    """
    found: list[str] = []
    rejects: list[tuple[str, str]] = []
    place = base / pattern
    if place.is_dir():
        _walk(base, place, found, rejects, Counter())
    elif os.path.lexists(place):
        found.append(pattern)
    else:
        names = glob.glob(_literal_folders(base, pattern), root_dir=base, recursive=True)
        found.extend(name for name in names if not os.path.isdir(base / name))
    return sorted({_uri(base, name) for name in found} - _companions(base, found)), sorted(rejects)


def left_out(base: Path, pattern: str) -> Counter[str]:
    """Count what lies beside the data in a folder, by kind: pictures, programs, lock files, licences, folders of tests."""
    aside: Counter[str] = Counter()
    if not remote.is_remote(pattern) and (base / pattern).is_dir():
        _walk(base, base / pattern, [], [], aside)
    return +aside


def _literal_folders(base: Path, pattern: str) -> str:
    """Take the folders of a glob that are there by their names, brackets and all: `tickets [old]/*.csv`."""
    path, written = base, []
    for part in Path(pattern).parts:
        path = path / part
        written.append(glob.escape(part) if part != os.sep and path.is_dir() else part)
    return os.path.join(*written) if written else pattern


def hint(base: Path, pattern: str) -> str:
    """Say what may be wrong with a pattern that matches nothing."""
    if remote.is_remote(pattern):
        return ""
    folder = base / pattern
    while folder != folder.parent and not folder.is_dir():
        folder = folder.parent
    try:
        near = difflib.get_close_matches(Path(pattern).name, os.listdir(folder), n=1)
    except OSError:
        near = []
    return f"; did you mean `{near[0]}`?" if near else ""


def _walk(
    base: Path, top: Path, found: list[str], rejects: list[tuple[str, str]], aside: Counter[str]
) -> None:
    def unlistable(problem: OSError) -> None:
        rejects.append(
            (_uri(base, os.path.relpath(problem.filename, base)), f"{UNREADABLE}{problem.strerror}")
        )

    given: list[str] = []
    seen = {os.path.realpath(top)}  # a link may lead back to where it stands
    for folder, folders, names in os.walk(top, onerror=unlistable, followlinks=True):
        built = beside.is_built(names)
        tests = {name for name in folders if built and beside.is_aside(name)}
        aside["folders of tests"] += len(tests)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and name not in tests and _is_new(folder, name, seen)
        )
        arrow = _dataset_files(Path(folder), names)
        for name in arrow if arrow is not None else names:
            if what := beside.kind(name):
                aside[what] += 1
            elif not name.startswith("."):
                given.append(os.path.relpath(os.path.join(folder, name), base))
    examples, notes = beside.examples(given), beside.about_data(given)
    aside["examples beside documents"] += len(examples)
    aside["notes about data"] += len(notes)
    found += [name for name in given if name not in examples | notes]


def _is_new(folder: str, name: str, seen: set[str]) -> bool:
    """Say whether a folder is to be walked: a link is where it leads out of all that is walked anyway."""
    path = os.path.join(folder, name)
    if not os.path.islink(path):
        return True
    real = os.path.realpath(path)
    whole = os.path.join(real, "")
    if any(whole.startswith(os.path.join(one, "")) or one.startswith(whole) for one in seen):
        return False
    seen.add(real)
    return True


def _dataset_files(folder: Path, names: list[str]) -> list[str] | None:
    """Return the data files of a saved Hugging Face dataset, or None for an ordinary folder."""
    if "dataset_dict.json" in names:
        return [name for name in names if name not in _BOOKKEEPING]
    if "state.json" not in names:
        return None
    try:
        state = json.loads((folder / "state.json").read_text("utf-8"))
        data = [str(one["filename"]) for one in state["_data_files"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return [name for name in data if "/" not in name and not name.startswith(".")]


def _companions(base: Path, found: list[str]) -> set[str]:
    notes = (remote.companion(base, name) for name in found)
    return {_uri(base, name) for name in notes if name} | slack.lists({_uri(base, name) for name in found})


def _uri(base: Path, name: str) -> str:
    """Return the address relative to the base, with forward slashes, however it was written."""
    try:
        relative = os.path.relpath(base / name, base)
    except ValueError:  # another drive
        relative = str(base / name)
    return relative.replace(os.sep, "/")
