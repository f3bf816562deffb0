"""What judges say of rows: asked once, kept beside the parts, and looked up as the signals of their groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ft_data.recipe.fitted import Judge
from ft_data.recipe.problems import problem
from ft_data.stages.build import Build, name_of
from ft_data.warehouse import sql
from ft_data.warehouse.home import Warehouse
from ft_data.warehouse.parts import Part


@dataclass
class Answers:
    """Where the answers are, what is known about each part (group to file to a name of it), and figures about the asking."""

    store: str
    known: dict[str, Mapping[str, str]] = field(default_factory=dict)
    stats: dict[str, Any] = field(default_factory=dict)


def ask(build: Build, texts: Sequence[Part]) -> Answers:
    """Ask the judges of the recipe. Raises RecipeError when an endpoint refuses what it is asked."""
    found = Answers(str(store_path(build.warehouse)))
    for judge in build.recipe.signals.judges:
        _ask(build, texts, judge, found)
    return found


def store_path(warehouse: Warehouse) -> Path:
    """Return where judges' answers are kept: for as long as the dataset lives, whatever `gc` collects."""
    return warehouse.root / "judges.sqlite"


def forget(warehouse: Warehouse, record_ids: list[str]) -> int:
    """Delete what judges said of these records; return how many answers that were."""
    if not store_path(warehouse).exists():
        return 0
    with _opened(warehouse) as store:
        return int(store.forget(record_ids))


def _ask(build: Build, texts: Sequence[Part], judge: Judge, found: Answers) -> None:
    from ft_data.endpoint import client
    from ft_data.signals.judge import wording
    from ft_data.signals.judge.ask import ask
    from ft_data.signals.plugins.api import group_name

    questions = _questions(build, texts, judge.rows)
    done = 0

    def heard(rows: int) -> None:
        nonlocal done
        done += rows
        build.report(done, len(questions))

    with _opened(build.warehouse) as store:
        try:
            outcome = ask(judge, questions, store, heard=heard)
        except client.EndpointRefused as refused:
            raise problem(str(refused)) from None
        known = _known(build, texts, store, wording.version(judge))
    name = group_name(judge.name)
    found.known[name] = known
    found.stats[name] = {**outcome.counts, "spent": round(outcome.spent, 6), "stopped": outcome.stopped or ""}


@contextmanager
def _opened(warehouse: Warehouse) -> Iterator[Any]:
    from ft_data.signals.judge.store import Store

    with closing(Store(store_path(warehouse))) as store:
        yield store


def _questions(build: Build, texts: Sequence[Part], most: int) -> list[Any]:
    """Return the rows with the smallest ids, which are hashes: a random sample that no order of the rows changes."""
    from ft_data.signals.judge.ask import Question

    files = [build.path(part) for part in texts]
    with sql.connect() as con:
        rows = con.execute(
            f"SELECT record_id, prompt_text, response_text FROM {sql.parquet(files)} "
            f"WHERE response_text <> '' ORDER BY record_id LIMIT {most}"
        ).fetchall()
    return [Question(*row) for row in rows]


def _known(build: Build, texts: Sequence[Part], store: Any, version: str) -> dict[str, str]:
    """Name what is known about each part: its work is done again when, and only when, there are new answers."""
    from ft_data.signals.judge.group import keys_of

    found = {}
    for part in texts:
        rows = pq.read_table(build.path(part), columns=["prompt_text", "response_text"])
        known = store.answers(keys_of(version, rows))
        if known:
            found[part.file] = name_of([[key, list(known[key])] for key in sorted(known)])
    return found
