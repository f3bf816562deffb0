"""The secret of a home: what it may be, where it lies, how it is changed.

It keys pseudonyms, subject ids, tombstones of subjects and the ids of published rows. A file holds either one
key (all its bytes) or, once it was rotated, a heading and a key a line, the one in use first. Keys that were
retired stay: what was hashed with them (tombstones, ids of earlier releases) can only be found with them.
"""

from __future__ import annotations

import hashlib
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from ft_data.errors import WrongInput
from ft_data.warehouse import files

NAME = ".ft_data.key"
MIN_BYTES = 32
_HEADING = (
    b"# Keys of an ft_data home, the one in use first. Secret: who has them can undo pseudonyms and ids.\n"
)
# Keys that the world knows, by their SHA-256, and what they are called.
_LEAKED = {
    "3f95203e3f88a06d4bf5a12632aaf1963ca11ce6cd6d6cd2bc5bc1561f5a4165": "the key that this project's repository once held",
}


class KeyProblem(WrongInput, ValueError):
    """The key may not be used, or is not there though something was made with it; the message says what to do."""


@dataclass(frozen=True)
class Keys:
    """The key in use, and those retired before it, the latest first."""

    current: bytes
    retired: tuple[bytes, ...] = ()

    @property
    def all(self) -> tuple[bytes, ...]:
        """Every key, the one in use first."""
        return self.current, *self.retired


def read(path: Path) -> Keys | None:
    """Return the keys in a file, None if there is no file.

    Raises KeyProblem if others may read it, or if the key in use is short or known to the world.
    """
    found = stored(path)
    if found is None:
        return None
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise KeyProblem(
            f"{path} may be read by others (mode {mode:04o}): `chmod 600 {path}`; "
            "if they may have read it, change it: `ft-data key rotate`"
        )
    if problem := wrong_with(found.current):
        raise KeyProblem(f"{path} {problem}; change it: `ft-data key rotate`")
    return found


def held(path: Path, known_as: str) -> bytes:
    """Return the key of an id (`id_of`), for work that was planned elsewhere: a key itself never travels.

    Raises KeyProblem if the file holds another, as a machine that has a home of its own would.
    """
    found = read(path)
    for key in found.all if found else ():
        if id_of(key) == known_as:
            return key
    what = "holds another key than" if found else "is not here, and holds the key that"
    raise KeyProblem(f"{path} {what} this work was planned with: let every machine read the same file there")


def stored(path: Path) -> Keys | None:
    """Return the keys in a file whatever they are like, None if there is no file. Raises KeyProblem if it is torn."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    if not content.startswith(_HEADING):
        return Keys(content)
    try:
        current, *retired = [bytes.fromhex(line) for line in content[len(_HEADING) :].decode().split()]
    except ValueError:
        raise KeyProblem(f"{path} is damaged: put it back from a copy") from None
    return Keys(current, tuple(retired))


def wrong_with(key: bytes) -> str | None:
    """Say why a key may not be used, None if it may."""
    for form in (key, key.strip()):
        if name := _LEAKED.get(hashlib.sha256(form).hexdigest()):
            return f"holds {name}: everybody has it"
    if len(key) < MIN_BYTES:
        return f"holds {len(key)} bytes, a key has at least {MIN_BYTES}"
    return None


def fresh() -> bytes:
    """Return a new key."""
    return secrets.token_hex(32).encode()


def make(path: Path) -> Keys:
    """Write a new key, readable by its owner only; if another process was first, its key is the key."""
    files.write_secret(path, fresh(), keep=True)
    found = read(path)
    assert found is not None
    return found


def rotate(path: Path) -> Keys:
    """Put a new key in front of those there are, in one rename."""
    before = stored(path)
    keys = Keys(fresh(), before.all if before else ())
    lines = "".join(key.hex() + "\n" for key in keys.all)
    files.write_secret(path, _HEADING + lines.encode())
    return keys


def id_of(key: bytes) -> str:
    """Return what names a key without giving it away. For the warehouse: it is not published."""
    return hashlib.sha256(b"ft_data key id\0" + key).hexdigest()[:12]
