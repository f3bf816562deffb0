"""Models of the recipe's choice, and judges: what they measure becomes groups of signals like any other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.engine.code import code_version
from ft_data.engine.work import Task, Work
from ft_data.recipe.fitted import Judge, Plugged
from ft_data.recipe.problems import problem
from ft_data.recipe.schema import Recipe
from ft_data.signals.api import Signal
from ft_data.stages.build import Build, name_of
from ft_data.warehouse import sql
from ft_data.warehouse.home import Warehouse
from ft_data.warehouse.parts import Part
from ft_data.warehouse.snapshots import Snapshot

_COLUMNS = ["record_id", "kind", "prompt_text", "response_text"]


@dataclass
class Asked:
    """The work of the judges, what names it, and figures about it."""

    tasks: list[Task] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    stats: dict[str, Any] = field(default_factory=dict)


def tasks(build: Build, parts: Sequence[Part]) -> tuple[list[Task], dict[str, Any]]:
    """Return the work of measuring parts of text with plugged-in models, and by group what decides its values.

    Raises RecipeError when a model is not there.
    """
    from ft_data.signals.plugins import api

    found: list[Task] = []
    used: dict[str, Any] = {}
    for model in build.recipe.signals.models:
        spec, scorer = _opened(build.home.folder(build.name), model)
        settings = {"use": spec.use, "options": dict(spec.options), "version": scorer.version()}
        name = api.group_name(model.name)
        used[name] = {"code": code_version(measure)} | settings
        # Where the model lies is not what it is: its version says that.
        beside = {
            "spec": {"name": spec.name, "use": spec.use, "path": spec.path, "options": dict(spec.options)}
        }
        found += [
            build.task(
                measure,
                {"cleaned": part},
                {"group": name},
                {"model": settings},
                rows=part.rows,
                beside=beside,
            )
            for part in parts
        ]
    return found, used


def judges(build: Build, cleaned: Snapshot) -> Asked:
    """Ask the judges, and return the work of turning their answers into signals.

    Raises RecipeError when an endpoint refuses what it is asked.
    """
    asked = Asked()
    for judge in build.recipe.signals.judges:
        _judge(build, cleaned, judge, asked)
    return asked


def signals_of(recipe: Recipe, base: Path) -> list[Signal]:
    """Return the signals that a recipe's models and judges add. Raises RecipeError when a model is not there."""
    from ft_data.signals.judge import group

    found = [signal for judge in recipe.signals.judges for signal in group.signals(judge)]
    for model in recipe.signals.models:
        found += _opened(base, model)[1].signals()
    return found


def store_path(warehouse: Warehouse) -> Path:
    """Return where judges' answers are kept: for as long as the dataset lives, whatever `gc` collects."""
    return warehouse.root / "judges.sqlite"


def measure(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Measure one cleaned part with a plugged-in model."""
    from ft_data.signals.plugins import api

    rows = pq.read_table(inputs["cleaned"], columns=_COLUMNS)
    return Work({params["group"]: api.measure(api.Spec(**params["spec"]), rows)})


def collect(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Turn the stored answers about one cleaned part into signals."""
    from ft_data.signals.judge import group, wording
    from ft_data.signals.judge.store import Store

    judge = Judge.model_validate(params["judge"])
    rows = pq.read_table(inputs["cleaned"], columns=_COLUMNS)
    version = wording.version(judge)
    texts = (rows.column(name).to_pylist() for name in ("prompt_text", "response_text"))
    keys = [
        wording.key(version, prompt or "", response or "") for prompt, response in zip(*texts, strict=True)
    ]
    store = Store(Path(inputs["store"]))
    try:
        answers = store.answers(keys)
    finally:
        store.close()
    columns = group.columns(judge, [answers.get(key) for key in keys])
    return Work({params["group"]: pa.table({"record_id": rows.column("record_id"), **columns})})


def forget(warehouse: Warehouse, record_ids: list[str]) -> int:
    """Delete what judges said of these records; return how many answers that were."""
    from ft_data.signals.judge.store import Store

    path = store_path(warehouse)
    if not path.exists():
        return 0
    store = Store(path)
    try:
        return store.forget(record_ids)
    finally:
        store.close()


def _opened(base: Path, model: Plugged) -> Any:
    from ft_data.signals.plugins import api

    path = None if model.path is None else str(base / model.path)
    spec = api.Spec(model.name, model.use, path, dict(model.options))
    try:
        return spec, api.open_scorer(spec)
    except api.PluginMissing as error:
        raise problem(f"`signals.models`: {error}") from None


def _judge(build: Build, cleaned: Snapshot, judge: Judge, asked: Asked) -> None:
    from ft_data.signals.judge import client, wording
    from ft_data.signals.judge.ask import ask
    from ft_data.signals.judge.store import Store
    from ft_data.signals.plugins import api

    path, name = store_path(build.warehouse), api.group_name(judge.name)
    questions = _questions(build, cleaned, judge.rows)
    done = 0

    def heard(rows: int) -> None:
        nonlocal done
        done += rows
        build.report(done, len(questions))

    store = Store(path)
    try:
        outcome = ask(judge, questions, store, heard=heard)
        answers = _answers(build, cleaned, store, wording.version(judge))
    except client.EndpointRefused as refused:
        raise problem(str(refused)) from None
    finally:
        store.close()
    version = wording.version(judge)
    asked.settings[name] = {
        "code": code_version(collect),
        "version": version,
        "model": judge.model,
        "rubric": dict(judge.rubric),
        "rows": judge.rows,
    }
    asked.stats[name] = {**outcome.counts, "spent": round(outcome.spent, 6), "stopped": outcome.stopped or ""}
    asked.tasks += [
        build.task(
            collect, {"cleaned": part, "store": str(path)}, {"group": name},
            {"store": answers.get(part.file, ""), "judge": version, "rubric": sorted(judge.rubric)},
            rows=part.rows, beside={"judge": judge.model_dump()},
        )
        for part in cleaned.parts["main"]
    ]  # fmt: skip


def _questions(build: Build, cleaned: Snapshot, most: int) -> list[Any]:
    """Return the rows with the smallest ids, which are hashes: a random sample that no order of the rows changes."""
    from ft_data.signals.judge.ask import Question

    files = [build.path(part) for part in cleaned.parts["main"]]
    with sql.connect() as con:
        rows = con.execute(
            f"SELECT record_id, prompt_text, response_text FROM {sql.parquet(files)} "
            f"WHERE response_text <> '' ORDER BY record_id LIMIT {most}"
        ).fetchall()
    return [Question(*row) for row in rows]


def _answers(build: Build, cleaned: Snapshot, store: Any, version: str) -> dict[str, str]:
    """Name what is known about each part: its work is done again when, and only when, there are new answers."""
    from ft_data.signals.judge import wording

    found = {}
    for part in cleaned.parts["main"]:
        rows = pq.read_table(build.path(part), columns=["prompt_text", "response_text"])
        pairs = zip(*(column.to_pylist() for column in rows.columns), strict=True)
        keys = [wording.key(version, prompt or "", response or "") for prompt, response in pairs]
        known = store.answers(keys)
        if known:
            found[part.file] = name_of([[key, list(known[key])] for key in sorted(known)])
    return found
