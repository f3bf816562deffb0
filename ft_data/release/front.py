"""The README of a dataset's folder: it leads to the version in use, so that ``load_dataset("releases/NAME")`` reads it.

It is a sign, not a part of any version: made of the version's own metadata, with its paths below the version's folder, and made again
whenever another version is in use. One that is missing or behind costs nothing but the shorter path.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from ft_data.release import versions, withdrawals
from ft_data.warehouse import files

NAME = "README.md"


def lead(base: Path) -> None:
    """Write the README of ``releases/<name>`` for the version in use, or remove it where there is none to use. Called under the lock."""
    used = _used(base)
    if used is None:
        (base / NAME).unlink(missing_ok=True)
        return
    try:
        text = _page(used).encode()
    except (
        OSError,
        LookupError,
        TypeError,
        yaml.YAMLError,
    ):  # a damaged card: `verify` says so, this is but the sign to it
        (base / NAME).unlink(missing_ok=True)
        return
    if not (base / NAME).is_file() or (base / NAME).read_bytes() != text:
        files.write_bytes(base / NAME, text)


@contextmanager
def led(base: Path) -> Iterator[None]:
    """Lead to the version that is in use after what is done inside."""
    yield
    lead(base)


def _used(base: Path) -> versions.Release | None:
    """Return the version in use; a withdrawn one is not, then it is the newest that was not withdrawn."""
    gone = withdrawals.withdrawn(base)
    used = versions.current(base)
    if used is not None and used.version in gone:
        left = [name for name in versions.names(base) if name not in gone]
        used = versions.load(base, left[-1]) if left else None
    return used


def _page(used: versions.Release) -> str:
    metadata = _below(_metadata(used.path / "README.md"), used.version)
    front = yaml.safe_dump(metadata, sort_keys=False, allow_unicode=True, width=100)
    return (
        f"---\n{front}---\n\n# {used.manifest['dataset']}\n\nThis folder loads version {used.version}. "
        f"[Its card]({used.version}/README.md) says what is in it and how it was made; the other folders are the other versions.\n"
    )


def _metadata(card: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(card.read_text("utf-8").split("---\n")[1])
    return found


def _below(metadata: dict[str, Any], folder: str) -> dict[str, Any]:
    for config in metadata["configs"]:
        for split in config["data_files"]:
            split["path"] = f"{folder}/{split['path']}"
    return metadata
