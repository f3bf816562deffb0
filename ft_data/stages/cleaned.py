"""cleaned: canonical examples, text repaired, personal data masked; ``edits`` says what each rule changed.

Row-local: one raw part in, one part of examples, verdicts and edits out. A record that holds several examples
(chunks of a manual, instances of a task) is dropped as ``split`` and its examples are ``new``, with it as parent.
"""

from __future__ import annotations

import datetime
import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

import pyarrow.parquet as pq

from ft_data.engine.code import code_version
from ft_data.engine.work import Work
from ft_data.example import EDIT, EXAMPLE, VERDICT
from ft_data.recipe.problems import problem
from ft_data.recipe.schema import Source
from ft_data.stages import verdicts
from ft_data.stages.build import Build, add_counts
from ft_data.stages.clean_rows import Maker
from ft_data.warehouse import snapshots
from ft_data.warehouse.key import id_of
from ft_data.warehouse.snapshots import Snapshot

SCHEMAS = {"main": EXAMPLE, "verdicts": VERDICT, "edits": EDIT}
_CODE = (
    "ft_data.cleaning",
    "ft_data.sources.shapes",
    "ft_data.stages.cleaned",
    "ft_data.stages.clean_rows",
    "ft_data.stages.pair_rows",
    "ft_data.stages.rights",
    "ft_data.release.licenses",
    "ft_data.example",
)


def build(build: Build) -> Snapshot:
    """Clean every raw part of every source; parts already cleaned under the same rules are reused."""
    recipe, code = build.recipe, code_version(*_CODE)
    if recipe.clean.names == "prose":
        from ft_data.cleaning.privacy import prose_names

        if not prose_names.available():
            raise problem(f"`clean.names: prose`: {prose_names.MISSING}")
    raws = [build.current(f"raw/{name}") for name in sorted(recipe.sources)]
    key = build.home.key()
    settings = {
        "clean": recipe.clean.model_dump(),
        "profile": recipe.profile,
        "stage": recipe.stage,
        "govern": {"licenses": sorted(recipe.govern.licenses), "consents": sorted(recipe.govern.consents)},
        "web": _web_engine(),
        "key": id_of(key),
    }
    tasks = []
    for raw in raws:
        name = raw.asset.removeprefix("raw/")
        spec = recipe.sources[name].model_dump(
            exclude={"why", "refresh", "path", "format", "limits", "attribution"}
        )
        spec["expired"] = _expired(recipe.sources[name])
        repeats = _repeats(build, raw)
        for part in raw.parts["main"]:
            told_apart = repeats.get(part.file, [])
            tasks.append(
                build.task(
                    "cleaned",
                    "ft_data.stages.cleaned:clean_part",
                    {"raw": build.path(part)},
                    {
                        "source": name,
                        "spec": spec,
                        "settings": settings,
                        "repeats": told_apart,
                        "key": key,
                    },
                    [part.file, code, settings, spec, told_apart],
                    rows=part.rows,
                )
            )
    receipts = build.run("cleaned", tasks)
    made = snapshots.merge(receipts)
    if not receipts:
        made = dict(build.once("cleaned", ["empty"], SCHEMAS, lambda: ({}, {})).tables)
    return build.commit(
        "cleaned",
        made,
        rows=sum(part.rows for part in made["main"]),
        inputs=raws,
        code=code,
        settings=settings,
        stats=add_counts(receipts),
    )


def _web_engine() -> str:
    """Name what finds the main text of web pages here (the extra `web`); "plain" keeps all of a page's text."""
    return next((name for name in ("trafilatura", "resiliparse") if find_spec(name)), "plain")


def _expired(source: Source) -> bool:
    """Tell whether the source's consent has ended. The only clock in this stage; its answer is part of the name."""
    if source.consent_until is None:
        return False
    return datetime.date.fromisoformat(source.consent_until) < datetime.datetime.now(datetime.UTC).date()


def _repeats(build: Build, raw: Snapshot) -> dict[str, list[list[int]]]:
    found: dict[str, list[list[int]]] = {}
    for file in raw.files("repeats"):
        for row in pq.read_table(build.path(file)).to_pylist():
            found.setdefault(row["part"], []).append([row["position"], row["ordinal"]])
    return found


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Spare the collector: examples hold no cycles, yet it would walk all of them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def clean_part(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Clean one raw part."""
    raw = pq.read_table(inputs["raw"], columns=["identity", "source_uri", "source_row", "raw"])
    maker = Maker(params)
    with _without_garbage_collection():
        maker.add_all(raw)
    tables = maker.tables(raw.select(["source_uri", "source_row"]))
    counts = verdicts.counts(tables["verdicts"])
    return Work(tables, {**counts, "edits": dict(maker.edit_counts), "rows_in": raw.num_rows})
