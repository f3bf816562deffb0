"""Where bytes are: a file below the base folder, or an address that fsspec knows (extra `remote`)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, BinaryIO, cast

from ft_data.errors import WrongInput

RAW_SUFFIX, NOTES_SUFFIX = ".raw.txt", ".annotation.txt"
_MISSING = "remote addresses need the `remote` extra: pip install 'ft-data[remote]'"


class RemoteUnavailable(WrongInput):
    """The address needs a package that is not installed, or cannot be reached."""


def is_remote(address: str) -> bool:
    """Tell whether an address names another place than this machine's files."""
    scheme, separator, _ = address.partition("://")
    return bool(separator) and scheme.replace("+", "").replace("-", "").isalnum()


def filesystem(address: str) -> tuple[Any, str]:
    """Return the fsspec file system of an address and the path inside it.

    :raises RemoteUnavailable: when fsspec, or its package for this kind of address, is missing.
    """
    try:
        import fsspec
    except ImportError as problem:
        raise RemoteUnavailable(_MISSING) from problem
    try:
        return cast("tuple[Any, str]", fsspec.core.url_to_fs(address))
    except (ImportError, ValueError) as problem:
        raise RemoteUnavailable(f"{_MISSING} ({type(problem).__name__})") from problem


def open_binary(base: Path, address: str) -> BinaryIO:
    """Open a file for reading.

    :raises OSError: when it cannot be opened.
    """
    if not is_remote(address):
        return open(base / address, "rb", buffering=0)
    system, path = filesystem(address)
    return cast(BinaryIO, system.open(path, "rb"))


def listing(pattern: str) -> list[tuple[str, int, str]]:
    """Return (address, size, token) of the files that an address, glob or folder names, sorted by address.

    The token changes when the file does, as far as the store knows (version, ETag, time).
    """
    system, path = filesystem(pattern)
    if any(letter in path for letter in "*?["):
        found = system.glob(path, detail=True)
    elif system.isdir(path):
        found = system.find(path, detail=True)
    else:
        found = {path: system.info(path)}
    files = [
        (system.unstrip_protocol(name), int(info.get("size") or 0), str(system.ukey(name)))
        for name, info in found.items()
        if info.get("type") == "file"
    ]
    return sorted(files)


def companion(base: Path, address: str) -> str | None:
    """Return the address of the annotations beside a chat log (`x.raw.txt`, `x.annotation.txt`), if any."""
    if is_remote(address) or not address.endswith(RAW_SUFFIX):
        return None
    notes = address.removesuffix(RAW_SUFFIX) + NOTES_SUFFIX
    return notes if os.path.isfile(base / notes) else None
