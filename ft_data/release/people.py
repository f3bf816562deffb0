"""People in what is published: a role and a number ("lead 1"). Who that is stays in the warehouse."""

from __future__ import annotations

import re
from pathlib import Path

from ft_data.warehouse import lines

_ROLE = re.compile(r"[a-z][a-z -]{0,30}\Z")


class People:
    """The names of one dataset's people and what they are called outside: append-only lines in one file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def called(self, name: str, role: str) -> str:
        """Return what a person is called in a role, the same every time. Nobody is called nothing."""
        if not name.strip():
            return ""
        role = role.strip().lower()
        role = role if _ROLE.match(role) else "person"
        known = self._known()
        if (name, role) not in known:
            number = 1 + sum(other == role for _, other in known)
            lines.append(self._path, {"name": name, "role": role, "called": f"{role} {number}"})
            known = self._known()
        return known[name, role]

    def _known(self) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for entry in lines.entries(self._path):
            found.setdefault((entry["name"], entry["role"]), entry["called"])
        return found
