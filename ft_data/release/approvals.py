"""Approvals: who agreed to which content, kept by hash, so that a later change is not covered.

Names stay in the warehouse. A release says in which role people agreed, and "lead 1".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from ft_data.errors import Blocked
from ft_data.release import manifest
from ft_data.release.private import Private
from ft_data.release.versions import WrongRelease
from ft_data.warehouse import files, lines

NAME = "approvals"
_CANDIDATE = ".candidate.json"
_ROLE = re.compile(r"[A-Za-z][A-Za-z -]{0,30}\Z")


class NeedsApproval(Blocked):
    """The release waits for people; ``candidate`` is what they approve."""

    def __init__(
        self, candidate: Mapping[str, Any], needed: int, given: Sequence[str], approvers: Sequence[str]
    ) -> None:
        who = f" of {', '.join(approvers)}" if approvers else ""
        super().__init__(
            f"the release needs {needed} approvals{who}; given by {', '.join(given) or 'nobody yet'}"
        )
        self.candidate = dict(candidate)
        self.needed, self.given = needed, list(given)


def identity(root: str, recipe: Mapping[str, Any]) -> str:
    """Return the hash people approve: the rows and the recipe that made them."""
    return manifest.digest({"root": root, "recipe": dict(recipe)})


def propose(private: Private, candidate: Mapping[str, Any]) -> None:
    """Leave a candidate for :func:`approve` to find."""
    files.write_bytes(private.folder / _CANDIDATE, orjson.dumps(dict(candidate), option=orjson.OPT_SORT_KEYS))


def candidate(private: Private) -> dict[str, Any] | None:
    """Return what waits for approval, if anything does."""
    try:
        found: dict[str, Any] = orjson.loads((private.folder / _CANDIDATE).read_bytes())
    except FileNotFoundError:
        return None
    return found


def approve(
    private: Private, hash_: str, actor: str, *, role: str = "", note: str = "", at: str = ""
) -> dict[str, Any]:
    """Write down an approval of the content with this hash; raises ``WrongRelease`` without a name."""
    if not actor.strip():
        raise WrongRelease("an approval needs a name")
    entry = {"hash": hash_, "actor": actor, "role": role, "note": note, "at": at}
    lines.append(private.log(NAME), entry)
    return entry


def given(private: Private, hash_: str, approvers: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return the approvals of a hash, one a person; with ``approvers``, only of those people and roles."""
    seen: dict[str, dict[str, Any]] = {}
    for entry in lines.entries(private.log(NAME)):
        allowed = not approvers or entry.get("actor") in approvers or entry.get("role") in approvers
        if entry.get("hash") == hash_ and allowed:
            seen.setdefault(entry["actor"], entry)
    return list(seen.values())


def require(
    private: Private,
    root: str,
    recipe: Mapping[str, Any],
    govern: Mapping[str, Any],
    about: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """Return the approvals of this content as they are published: ``who`` ("lead 1"), ``role``, ``at``.

    Raises :class:`NeedsApproval` when ``govern`` asks for more.
    """
    needed, approvers = int(govern.get("approvals") or 0), list(govern.get("approvers") or ())
    hash_ = identity(root, recipe)
    found = given(private, hash_, approvers)
    if len(found) < needed:
        proposal = {"hash": hash_, "root": root, **about}
        propose(private, proposal)
        raise NeedsApproval(proposal, needed, [entry["actor"] for entry in found], approvers)
    (private.folder / _CANDIDATE).unlink(missing_ok=True)
    return [_published(entry, private) for entry in found]


def adopt(base: Path, private: Private) -> None:
    """Take over what lay beside the releases before names stayed in the warehouse."""
    old = base / f"{NAME}.jsonl"
    for entry in lines.entries(old):
        lines.append(private.log(NAME), entry)
    old.unlink(missing_ok=True)
    (base / _CANDIDATE).unlink(missing_ok=True)


def _published(entry: Mapping[str, Any], private: Private) -> dict[str, Any]:
    role = entry.get("role") or ""
    role = role if _ROLE.match(role) else "approver"
    return {"who": private.people.called(entry["actor"], role), "role": role, "at": entry.get("at") or ""}
