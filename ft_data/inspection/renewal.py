"""What of a dataset may be out of date, as proposals: read, written as files, decided on. Nothing else changes."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

import orjson
import yaml

from ft_data.errors import WrongInput
from ft_data.gaps.beside import FOLDER
from ft_data.inspection import gaps
from ft_data.inspection.lateness import late
from ft_data.renewal.proposals import REFRESH, RETIRE, Proposal, Row, proposals
from ft_data.renewal.replay import rests
from ft_data.stages import reference_corpora
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data.warehouse import files, snapshots, sql

REPLAY, RULES = "replay.jsonl", "retire.yaml"  # beside the recipe, in `gaps/`
_TRIES = 5_000  # answers that were right, of which the rows are looked up
_RULE = 500  # rows that a rule is told by name


class NoProposal(WrongInput):
    """There is no such proposal; the message says which there are."""


@dataclass(frozen=True)
class Renewal:
    """What is proposed for a version, and the rows that guard earlier behaviour: why each does, and their texts.

    ``lost`` counts answers that were right and rest on no row of the version.
    """

    proposals: list[Proposal]
    replay: dict[str, tuple[str, str, str]]
    lost: int
    version: int


def read(build: Build, today: datetime.date | None = None) -> Renewal:
    """Look at the rows of the current version. Raises Missing before a run."""
    formatted = build.current("formatted")
    now = datetime.datetime.now(datetime.UTC)
    heard = snapshots.current(build.warehouse, "feedback") if build.recipe.feedback else None
    with Versions(build, formatted, *([heard] if heard else [])) as versions:
        con = versions.con
        columns = {row[0] for row in con.execute("DESCRIBE signals").fetchall()}
        known = {"contradicts_reference", "reference_place"} <= columns
        said = "coalesce(s.contradicts_reference, 0), coalesce(s.reference_place, '')" if known else "0, ''"
        rows = [
            Row(*found)
            for found in con.execute(
                f"SELECT f.record_id, coalesce(f.prompt_text, ''), coalesce(f.response_text, ''), f.source, {said} FROM formatted f "
                f"{'LEFT JOIN signals s USING (record_id)' if known else ''} ORDER BY f.record_id"
            ).fetchall()
        ]
        replay, lost = _replay(versions, rows, heard is not None)
    spec = build.recipe.references
    references = (
        [
            f"{one.title}\n{one.prompt}\n{one.response}"
            for one in reference_corpora.read(build, spec, "references")
        ]
        if spec
        else []
    )
    year = (today or now.date()).year
    return Renewal(
        proposals(rows, year, references, {one.source: one.said for one in late(build, now)}, replay),
        replay,
        lost,
        formatted.version,
    )


def _replay(versions: Versions, rows: list[Row], heard: bool) -> tuple[dict[str, tuple[str, str, str]], int]:
    """Return the rows on which earlier right behaviour rests, and how many right answers rest on none."""
    con = versions.con
    query = f"SELECT prompt, coalesce(right_answer, answer, '') FROM feedback WHERE verdict = 'right' ORDER BY feedback_id LIMIT {_TRIES}"
    found = rests(con.execute(query).fetchall() if heard else (), rows)
    kept = {
        name
        for (name,) in con.execute(
            "SELECT record_id FROM reviewed_verdicts WHERE verdict IN ('keep', 'new') AND detail LIKE '%\"actor\"%'"
        ).fetchall()
    }
    guarding = {
        row.record_id: (
            "answered right" if row.record_id in found.rows else "kept by people",
            row.prompt,
            row.answer,
        )
        for row in rows
        if row.record_id in kept or row.record_id in found.rows
    }
    return guarding, found.on_none


def write(build: Build, found: Renewal) -> list[Path]:
    """Write the replay set, and rules for the retirements that are accepted, into ``gaps/`` beside the recipe; return their paths."""
    folder = build.home.folder(build.name) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    decided = gaps.decisions(build)
    replay = b"".join(
        orjson.dumps({"record_id": name, "why": why, "prompt": prompt, "response": answer}) + b"\n"
        for name, (why, prompt, answer) in found.replay.items()
    )
    rules = [
        {
            "name": f"retired_{one.reason}_{at}",
            "signal": "response_chars",
            "drop": ">= 0",
            "where": f"record_id IN ({', '.join(map(sql.text, some))})",
            "why": one.said,
        }
        for one in found.proposals
        if one.action == RETIRE and decided.get(one.id, {}).get("decision") == "accepted"
        for at in range(0, len(one.rows), _RULE)
        if (some := one.rows[at : at + _RULE])
    ]
    files.write_secret(folder / REPLAY, replay)
    if not rules:
        (folder / RULES).unlink(missing_ok=True)
        return [folder / REPLAY]
    text = "# Put these into `rules:` of the recipe.\n" + yaml.safe_dump(
        rules, sort_keys=False, allow_unicode=True
    )
    files.write_secret(folder / RULES, text.encode())
    return [folder / REPLAY, folder / RULES]


def decide(
    build: Build, found: Renewal, named: str, accepted: bool, actor: str, why: str = ""
) -> dict[str, object]:
    """Log that a proposal is accepted or declined. The station asks about the rows of an accepted one that are to be refreshed."""
    chosen = [one for one in found.proposals if named and one.id.startswith(named)]
    if len(chosen) != 1:
        known = ", ".join(one.id for one in found.proposals) or "none"
        raise NoProposal(
            f"no proposal `{named}` for version {found.version} of `formatted`; there are: {known}"
        )
    (one,) = chosen
    if accepted and one.action == REFRESH and one.why:
        gaps.enqueue(build, [{"record_id": name, "gap": one.id, "why": one.why[name]} for name in one.rows])
    about = {
        "gap": one.id, "action": one.action, "reason": one.reason, "source": one.source, "said": one.said, "rows": len(one.rows),
    }  # fmt: skip
    return gaps.log(build, about, accepted, actor, why, found.version)
