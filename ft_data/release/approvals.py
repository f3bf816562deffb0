"""Approvals: who agreed to which content, kept by hash, so that a later change is not covered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from ft_data.errors import Blocked
from ft_data.release import log, manifest, versions

FILE = "approvals.jsonl"
CANDIDATE = ".candidate.json"


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


def propose(base: Path, candidate: Mapping[str, Any]) -> None:
    """Leave a candidate for :func:`approve` to find."""
    versions.replace(base / CANDIDATE, orjson.dumps(dict(candidate), option=orjson.OPT_SORT_KEYS))


def candidate(base: Path) -> dict[str, Any] | None:
    """Return what waits for approval, if anything does."""
    try:
        found: dict[str, Any] = orjson.loads((base / CANDIDATE).read_bytes())
    except FileNotFoundError:
        return None
    return found


def approve(
    base: Path, hash_: str, actor: str, *, role: str = "", note: str = "", at: str = ""
) -> dict[str, Any]:
    """Write down an approval of the content with this hash; raises ``ValueError`` without a name."""
    if not actor.strip():
        raise ValueError("an approval needs a name")
    entry = {"hash": hash_, "actor": actor, "role": role, "note": note, "at": at}
    log.append(base / FILE, entry)
    return entry


def given(base: Path, hash_: str, approvers: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return the approvals of a hash, one a person; with ``approvers``, only of those people and roles."""
    seen: dict[str, dict[str, Any]] = {}
    for entry in log.entries(base / FILE):
        allowed = not approvers or entry.get("actor") in approvers or entry.get("role") in approvers
        if entry.get("hash") == hash_ and allowed:
            seen.setdefault(entry["actor"], entry)
    return list(seen.values())


def require(
    base: Path, root: str, recipe: Mapping[str, Any], about: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the approvals of this content; raises :class:`NeedsApproval` when the recipe asks for more."""
    govern = recipe.get("govern") or {}
    needed, approvers = int(govern.get("approvals") or 0), list(govern.get("approvers") or ())
    hash_ = identity(root, recipe)
    found = given(base, hash_, approvers)
    if len(found) < needed:
        proposal = {"hash": hash_, "root": root, **about}
        propose(base, proposal)
        raise NeedsApproval(proposal, needed, [entry["actor"] for entry in found], approvers)
    (base / CANDIDATE).unlink(missing_ok=True)
    return found
