"""The manifest: what a release is made of, sealed so that one changed byte shows."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import orjson

from ft_data.errors import WrongInput

NAME = "manifest.json"
# 2: rows go by published ids. 1, before: by record ids, which can be computed from guessed text.
RAW_IDS, FORMAT = "ft-data-release/1", "ft-data-release/2"
Manifest = dict[str, Any]


class Damaged(WrongInput, ValueError):
    """A published manifest is not what was sealed."""


def written(value: Any) -> bytes:
    """Return JSON bytes for people and for byte comparison: reading and writing again gives the same."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def digest(value: Any) -> str:
    """Return the SHA-256 (hex) of a value, whatever the order of its keys."""
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()


def file_sha256(path: Path) -> str:
    """Return the SHA-256 (hex) of a file."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files(folder: Path) -> list[str]:
    """Return the relative paths of all files of a release but the manifest, sorted."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
    return sorted(path for path in found if path != NAME)


def seal(folder: Path, content: Manifest) -> Manifest:
    """Add the list of files and the seal (a hash over everything else) and write ``manifest.json``."""
    listed = [
        {"path": path, "bytes": (folder / path).stat().st_size, "sha256": file_sha256(folder / path)}
        for path in files(folder)
    ]
    body = {**content, "files": listed}
    sealed = {**body, "seal": digest(body)}
    (folder / NAME).write_bytes(written(sealed))
    return sealed


def read(folder: Path) -> Manifest:
    """Read the manifest of a release; raises ``ValueError`` if it is not the one that was sealed."""
    data = (folder / NAME).read_bytes()
    try:
        found = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Damaged(f"{folder / NAME} is not JSON: {error}") from error
    if not isinstance(found, dict) or written(found) != data:
        raise Damaged(f"{folder / NAME} was changed after it was sealed")
    body = {key: value for key, value in found.items() if key != "seal"}
    if digest(body) != found.get("seal"):
        raise Damaged(f"{folder / NAME} was changed after it was sealed")
    return found


def publishes_raw_ids(manifest: Manifest) -> bool:
    """Tell whether a version names rows by hashes of what was read: the first format did."""
    return bool(manifest.get("format") == RAW_IDS)
