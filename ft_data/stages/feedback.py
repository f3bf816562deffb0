"""feedback: answers that models gave and what was found of them, masked, without benchmarks, one row for the same said twice.

It is no stage that rows come through: nothing of it becomes a row of the dataset.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from ft_data import plugins
from ft_data.engine.work import Work, makes
from ft_data.evaluation import fed_back
from ft_data.feedback import formats
from ft_data.feedback.joining import join
from ft_data.feedback.judged import judged
from ft_data.feedback.said import Asked, Exchange, Said, Score, Unread
from ft_data.feedback.table import FEEDBACK, REJECTS, held_back, rows
from ft_data.recipe.feedback import STATION, FeedbackFiles
from ft_data.recipe.problems import problem
from ft_data.recipe.rules import kind_of_text
from ft_data.recipe.schema import Recipe
from ft_data.stages import decontaminated
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data.stages.stage import Stage
from ft_data.warehouse.key import id_of
from ft_data.warehouse.snapshots import Snapshot

_Place = tuple[str, int | None]  # file and row


def wanted(recipe: Recipe, item: str = "") -> bool:
    """Tell whether a recipe has feedback."""
    return recipe.feedback is not None


def build(build: Build) -> Snapshot:
    """Read the feedback of the recipe."""
    from ft_data.sources import readers

    spec, base = build.recipe.feedback, build.home.folder(build.name)
    assert spec is not None
    plans = {name: planned(base, name, one) for name, one in sorted(spec.files.items())}
    index = decontaminated.index_of(build)[0] if build.recipe.benchmarks else None
    formats_read = {chunk.format for plan in plans.values() for chunk in plan.chunks}
    made_of = {
        "files": {
            name: [
                *([(chunk.uri, chunk.digest, chunk.first_row, chunk.format) for chunk in plan.chunks]),
                *plan.rejects,
            ]
            for name, plan in plans.items()
        },
        "station": (station := heard(build)),
        "key": id_of(build.home.key()),
        "benchmarks": index.name if index else "",
        "web": plugins.describe("readers", formats_read) | dict.fromkeys(readers.read_by(formats_read), ""),
    }
    receipt = build.once(read, made_of, build, plans, station, index)
    return build.commit(
        receipt.tables,
        rows=receipt.rows("main"),
        inputs=[],
        stats=receipt.stats,
        facts={"key": made_of["key"]},
    )


def planned(base: Path, name: str, spec: FeedbackFiles) -> Any:
    """Return what there is to read. Raises RecipeError where no file is found."""
    from ft_data.sources import reading
    from ft_data.sources.listing import hint

    plan = reading.plan(base, spec.path, spec.format)
    if not plan.chunks and not plan.rejects:
        raise problem(f"`feedback.files.{name}`: `{spec.path}` matches no file{hint(base, spec.path)}")
    return plan


@makes(main=FEEDBACK, rejects=REJECTS)
def read(
    build: Build, plans: Mapping[str, Any], station: Sequence[Mapping[str, str]], index: Path | None
) -> Work:
    """Read, join, judge and mask all feedback, that of the review station too; leave out what overlaps a benchmark."""
    spec = build.recipe.feedback
    assert spec is not None
    found: list[dict[str, Any]] = []
    rejects: list[dict[str, Any]] = []

    def reject(name: str, place: _Place, why: str) -> None:
        rejects.append({"files": name, "file": place[0], "position": place[1], "error": why})

    masks = _masks(build)
    for name, one in sorted(spec.files.items()):
        for uri, why in plans[name].rejects:
            reject(name, (uri, None), why)
        said = list(_records(build, name, one, plans[name], reject))
        exchanges, left = join(said)
        for place, why in left:
            reject(name, place, why)
        found += (_row(name, place, each, one, masks, spec.held_back) for place, each in exchanges)
    found += (_of_station(one, masks, spec.held_back) for one in station)
    found = rows(row for row in found if row["prompt"])
    if index is not None:
        overlapping = _contaminated(found, index)
        for row in found:
            if why := overlapping.get(row["feedback_id"]):
                reject(row["files"], (row["source_uri"], row["source_row"]), why)
        found = [row for row in found if row["feedback_id"] not in overlapping]
    _languages(found)
    rejects.sort(key=lambda row: (row["files"], row["file"], row["position"] or 0, row["error"]))
    tables = {
        "main": pa.Table.from_pylist(found, FEEDBACK),
        "rejects": pa.Table.from_pylist(rejects, REJECTS),
    }
    wrong = [row for row in found if row["verdict"] == "wrong"]
    return Work(
        tables,
        {
            "rejects": len(rejects),
            "rows_in": len(found) + len(rejects),
            "failures": len(wrong),
            "right_answer_known": sum(bool(row["right_answer"]) for row in wrong),
            "held_back": sum(row["held_back"] for row in wrong),
        },
    )


def _records(
    build: Build, name: str, spec: FeedbackFiles, plan: Any, reject: Any
) -> Iterator[tuple[_Place, Said]]:
    from ft_data.sources import guarded

    for chunk, batch in guarded.read(plan.chunks, build.home.folder(build.name)):
        asked = Asked(
            spec.slice or "", {str(key): name for key, name in spec.map.items()}, chunk.uri.rpartition("/")[2]
        )
        for row, why in batch.rejects:
            reject(name, (chunk.uri, row), why)
        for row, raw in batch.rows:
            record = orjson.loads(raw)
            try:
                if not isinstance(record, dict):
                    raise Unread("no object")
                yield (chunk.uri, row), _named(record, formats.read(record, spec.kind, asked))
            except Unread as why:
                reject(name, (chunk.uri, row), str(why))
            except RecursionError:
                reject(name, (chunk.uri, row), "nested too deeply")
            except formats.BROKEN as why:
                reject(name, (chunk.uri, row), f"not as its kind writes it ({type(why).__name__})")


def _named(record: dict[str, Any], said: Said) -> Said:
    """Note the names of people that the record's own fields declare: texts may say them too."""
    from dataclasses import replace

    from ft_data.cleaning.privacy.columns import names_in

    people = tuple(dict.fromkeys(names_in(record)))
    return (
        said
        if not people
        else replace(said, exchanges=tuple(replace(one, names=people) for one in said.exchanges))
    )


def _masks(build: Build) -> Any:
    from ft_data.cleaning.privacy.regions import cleaning_of
    from ft_data.feedback.masking import Masks

    return Masks(cleaning_of(build.recipe), kind_of_text(build.recipe.profile), build.home.key())


def _row(
    name: str, place: _Place, one: Exchange, spec: FeedbackFiles, masks: Any, share: float
) -> dict[str, Any]:
    verdict = judged(one, spec.score, spec.right_from)
    prompt = masks.text(one.prompt, "user", one.names)
    return {
        "prompt": prompt,
        "answer": masks.text(one.answer, "assistant", one.names, one.prompt) or None,
        "right_answer": masks.text(verdict.right, "assistant", one.names, one.prompt) or None,
        "verdict": verdict.verdict,
        "rating": verdict.rating,
        "slice": masks.word(one.slice, one.names) or None,
        "model": masks.word(one.model or spec.model or "", one.names) or None,
        "release": masks.word(one.release or spec.release or "", one.names) or None,
        "files": name,
        "language": None,
        "held_back": held_back(prompt, share),
        "at": one.at,
        "source_uri": masks.word(place[0]),
        "source_row": place[1],
    }


def heard(build: Build) -> list[dict[str, str]]:
    """Return what readers say in the review station: an answer is wrong. Its release is the newest one that has the row."""
    from ft_data.release import versions
    from ft_data.review import wrong
    from ft_data.stages.previous import had

    said = wrong.all_of(build.warehouse.review)
    names, of = [one["record_id"] for one in said], dict[str, str]()
    for version in versions.names(build.warehouse.releases) if said else ():  # the oldest first
        holds = had(build, version, names)
        of |= {
            name: version for name, known in zip(names, () if holds is None else holds, strict=False) if known
        }
    told = ("decision_id", "prompt", "answer", "right_answer", "slice", "decided_at")
    return [
        {name: str(one[name] or "") for name in told} | {"release": of.get(one["record_id"], "")}
        for one in said
    ]


def _of_station(one: Mapping[str, str], masks: Any, share: float) -> dict[str, Any]:
    """Return what a reader said as a row, whose place is that in the log of decisions."""
    from ft_data.review.db import moment

    said = Exchange(
        one["prompt"], one["answer"], one["right_answer"], one["slice"], release=one["release"],
        at=moment(one["decided_at"]), scores=(Score(STATION, label="wrong"),),
    )  # fmt: skip
    return _row(STATION, (STATION, int(one["decision_id"])), said, FeedbackFiles(path=""), masks, share)


def _contaminated(found: list[dict[str, Any]], index: Path) -> dict[str, str]:
    """Return the rows that overlap a benchmark, each with which item."""
    from ft_data.decontamination.index import load_index
    from ft_data.decontamination.scan import scan

    table = pa.table(
        {
            "record_id": pa.array([row["feedback_id"] for row in found], pa.string()),
            "prompt_text": pa.array([row["prompt"] for row in found], pa.string()),
            "response_text": pa.array(
                [row["right_answer"] or row["answer"] or "" for row in found], pa.string()
            ),
        }
    )
    hits = scan(table, load_index(index)).to_pylist()
    return {
        hit["record_id"]: f"overlaps item {hit['item_id']} of the benchmark {hit['benchmark']}"
        for hit in hits
        if hit["split"] != "train"
    }


def _languages(found: list[dict[str, Any]]) -> None:
    """Note the language of every prompt, where it has enough letters to tell."""
    from ft_data.signals.language.guess import guess
    from ft_data.signals.language.model import model
    from ft_data.text.columns import text_of

    if not found:
        return
    best = guess(text_of(pa.array([row["prompt"] for row in found], pa.large_string()))).best
    names = [*model().languages, None]
    for row, at in zip(found, best.tolist(), strict=True):
        row["language"] = names[at]


def residual(build: Build, snapshot: Snapshot, versions: Versions) -> float:
    """Count the strings of feedback in which personal data is found."""
    from functools import partial

    from ft_data.cleaning import scan
    from ft_data.cleaning.privacy.regions import cleaning_of
    from ft_data.cleaning.privacy.residual import counted

    public = build.recipe.clean.public
    look = partial(scan, regions=cleaning_of(build.recipe).pii_regions, public=public)
    columns = "prompt, answer, right_answer, slice, model, release"
    found = versions.con.execute(f"SELECT {columns} FROM feedback").fetchall()
    return float(sum(bool(counted(list(row), look, public)) for row in found))


STAGE = Stage(
    name="feedback",
    inputs=(),
    wanted=wanted,
    kinds=("duckdb", "python"),
    description=(
        "Answers that models gave and what was found of them: read from logs, traces, scores, results and the review station, joined, "
        "masked, without benchmarks. `feedback_rejects` has what could not be read. Nothing of it becomes a row of the dataset."
    ),
    reads=("feedback.files", "feedback.held_back", "benchmarks", "clean", "languages", "profile"),
    aside=("feedback.consent",),
    expects=fed_back.feedback,
    plugs=(("feedback.files.*.format", "readers"),),
    run=build,
    work=(read, planned, heard, decontaminated.make_index),
)
