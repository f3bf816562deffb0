"""The weaknesses of a dataset's current version as things to do: read, written as files, decided on."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ft_data.errors import WrongInput
from ft_data.gaps import steps as planning
from ft_data.gaps.beside import FOLDER, LOG
from ft_data.gaps.steps import Step
from ft_data.recipe.feedback import may_leave
from ft_data.review.asked import Asking, queued
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data.warehouse import files, lines
from ft_data.warehouse.home import Home


class NoGaps(WrongInput):
    """There are no gaps to speak of; the message says what to do."""


@dataclass(frozen=True)
class Gaps:
    """The weaknesses of a version, what wrong rows share, what became of earlier ones, the rows and the failures named."""

    weak: list[dict[str, Any]]
    common: list[dict[str, Any]]
    outcomes: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    failures: list[dict[str, Any]]
    version: int

    @property
    def steps(self) -> list[Step]:
        """What to do, the heaviest first."""
        return planning.steps(self.weak, self.common)


def read(build: Build) -> Gaps:
    """Return the gaps of the current version. Raises NoGaps where the recipe has no feedback, Missing before a run."""
    if build.recipe.feedback is None:
        raise NoGaps("this recipe names no `feedback`, so nobody knows where a model fails (docs/loop.md)")
    found = build.current("weaknesses")
    with Versions(build, found) as versions:

        def table(query: str) -> list[dict[str, Any]]:
            rows: list[dict[str, Any]] = versions.con.sql(query).to_arrow_table().to_pylist()
            return rows

        failures = table(
            "SELECT f.feedback_id, f.prompt, f.answer, f.right_answer, list(e.gap ORDER BY e.gap) AS gaps FROM weaknesses_failures e "
            "JOIN feedback f USING (feedback_id) WHERE NOT f.held_back GROUP BY ALL ORDER BY f.feedback_id"
        )
        return Gaps(
            table("SELECT * FROM weaknesses ORDER BY weight DESC, gap"),
            table("SELECT * FROM weaknesses_common ORDER BY z DESC, trait, value"),
            table("SELECT * FROM weaknesses_outcomes ORDER BY kind, slice"),
            table("SELECT * FROM weaknesses_rows ORDER BY gap, failures DESC, record_id"),
            failures,
            found.version,
        )


def write(build: Build, found: Gaps, folder: Path | None = None) -> list[Path]:
    """Write the files for the next version, by default beside the recipe; return their paths.

    There, where text of feedback may not be used any more, those that were written while it might be go. What renewal put into the
    queue stays.
    """
    where = folder or build.home.folder(build.name) / FOLDER
    where.mkdir(parents=True, exist_ok=True)
    of = {one["gap"]: [row for row in found.failures if one["gap"] in row["gaps"]][:5] for one in found.weak}
    may = may_leave(build.recipe)
    made = planning.files(found.weak, found.rows, of, found.failures, may)
    if folder is None and (renewed := _renewed(where / planning.QUEUE)):
        made[planning.QUEUE] = made.get(planning.QUEUE, b"") + renewed
    if folder is None and not may:
        for name in set(planning.FILES) - made.keys():
            (where / name).unlink(missing_ok=True)
    for name, content in made.items():
        files.write_secret(where / name, content)  # others' texts, as in the log they come from
    return [where / name for name in made]


def decide(build: Build, found: Gaps, gap: str, accepted: bool, actor: str, why: str = "") -> dict[str, Any]:
    """Log that a gap is to be closed, or is not. Raises NoGaps where there is no such gap.

    The rows of an accepted gap that people should look at are put into the queue, which the review station reads.
    """
    chosen = [one for one in found.steps if gap and one.gap.startswith(gap)]
    if len(chosen) != 1:
        known = ", ".join(one.gap for one in found.steps if one.gap) or "none"
        raise NoGaps(f"no gap `{gap}` in version {found.version} of `weaknesses`; there are: {known}")
    if accepted:
        enqueue(build, planning.queue(row for row in found.rows if row["gap"] == chosen[0].gap))
    return log(build, asdict(chosen[0]), accepted, actor, why, found.version)


def log(
    build: Build, about: Mapping[str, Any], accepted: bool, actor: str, why: str, version: int
) -> dict[str, Any]:
    """Log what was decided on a gap or a proposal (``about``, with its id as ``gap``), and of which version; return the entry."""
    entry = {
        **about,
        "decision": "accepted" if accepted else "declined",
        "by": actor,
        "why": why,
        "version": version,
        "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    }
    lines.append(build.warehouse.root / LOG, entry)
    return entry


def enqueue(build: Build, rows: Iterable[Mapping[str, Any]]) -> None:
    """Have rows in the queue once; other lines stay as people left them."""
    path = build.home.folder(build.name) / FOLDER / planning.QUEUE
    there = path.read_bytes().splitlines() if path.exists() else []
    known = set(there)
    new = [one for one in planning.lines(rows).splitlines() if one not in known]
    if new:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write_secret(path, b"".join(one + b"\n" for one in [*there, *new]))


def _renewed(path: Path) -> bytes:
    """Return the lines of a queue that no gap put there: those that say themselves why people are asked."""
    content = path.read_bytes() if path.exists() else b""
    return b"".join(line + b"\n" for line, said in queued(content) if "why" in said)


def asking(home: Home, name: str) -> Asking:
    """Return where the review station finds the rows that gaps ask people about."""
    return Asking(home.folder(name) / FOLDER / planning.QUEUE, home.warehouse(name).root / LOG)


def decisions(build: Build) -> dict[str, dict[str, Any]]:
    """Return the last decision on each gap."""
    return {entry["gap"]: entry for entry in lines.entries(build.warehouse.root / LOG)}
