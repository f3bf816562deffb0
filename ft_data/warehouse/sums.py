"""Checksums of files: a flipped bit is noticed by who reads the file next, and never passes for other text."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ft_data.errors import WrongInput

if TYPE_CHECKING:
    from ft_data.warehouse.parts import Part

_SEAL = "checksum"
_sound: dict[
    tuple[str, int, int, int], str
] = {}  # what files of this state hold: they are read once a process
noticed: list[str] = []  # damaged files of finished work, which is done again


class DamagedFile(WrongInput, ValueError):
    """A file is not what was written; the message says which, and what to do."""


def of(path: Path) -> str:
    """Return the checksum of a file (xxh3_128, hex), read once while size, time and inode stay."""
    import xxhash

    state = os.stat(path)
    key = (str(path), state.st_ino, state.st_size, state.st_mtime_ns)
    if key not in _sound:
        digest = xxhash.xxh3_128()
        with open(path, "rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
        _sound[key] = digest.hexdigest()
    return _sound[key]


def broken(folder: Path, parts: Iterable[Part]) -> list[str]:
    """Name the parts below ``folder`` that are gone or are not what was written."""
    return [part.file for part in parts if not _holds(folder / part.file, part)]


def _holds(path: Path, part: Part) -> bool:
    try:
        return not part.checksum or of(path) == part.checksum
    except OSError:
        return False


def require(folder: Path, parts: Iterable[Part]) -> None:
    """Raise DamagedFile unless all parts below ``folder`` are what was written."""
    if found := broken(folder, parts):
        raise DamagedFile(
            f"{folder / found[0]} is damaged: it is not what was written. `ft-data run {folder.parent.name}` makes it "
            "again of what it was made of"
        )


def seal(body: Mapping[str, Any], **layout: Any) -> bytes:
    """Write a small JSON file with the checksum of what it says."""
    return json.dumps({**body, _SEAL: _digest(body)}, sort_keys=True, **layout).encode()


def unseal(content: bytes, **layout: Any) -> dict[str, Any]:
    """Read what :func:`seal` wrote, or wrote before it did so. Raises ValueError if that is something else."""
    body: dict[str, Any] = json.loads(content)
    sealed = isinstance(body, dict) and body.pop(_SEAL, None) is not None
    # Without a seal it is from before there were any: then nothing in it has a checksum.
    if seal(body, **layout) != content if sealed else f'"{_SEAL}"'.encode() in content:
        raise ValueError("it is not what was written")
    return body


def _digest(body: Mapping[str, Any]) -> str:
    import xxhash

    plain = {name: value for name, value in body.items() if name != _SEAL}
    return xxhash.xxh3_128_hexdigest(json.dumps(json.loads(json.dumps(plain)), sort_keys=True).encode())
