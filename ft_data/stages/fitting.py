"""The models that signals need: fitted once, pinned as a snapshot, refitted only when a person asks.

What `targets` and topics are measured with is the snapshot ``models``: the first run that needs a model fits it, every
later one uses it as it is, so that a rerun measures new rows only and old rows keep their values. The index over
`references` or `protected` is no fit but a function of those files, as the index over benchmarks is, and follows them.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from ft_data.engine.work import Work
from ft_data.recipe.problems import problem
from ft_data.recipe.schema import Recipe
from ft_data.signals import registry
from ft_data.signals.api import Group
from ft_data.stages import reference_corpora
from ft_data.stages.build import Build, name_of
from ft_data.warehouse import snapshots, sql
from ft_data.warehouse.parts import Part
from ft_data.warehouse.snapshots import Snapshot

ASSET = "models"
SAMPLE = 20_000  # rows of the corpus that a model is fitted on: those with the smallest ids, which are hashes
TOPICS = pa.schema([("topic", pa.int32()), ("name", pa.string())])
_PINNED = ("targets", "topics")


@dataclass(frozen=True)
class Fit:
    """One model: what it was fitted to, and whether that is still what the recipe says."""

    name: str
    model: str  # its name: the hash of what it holds
    fitted_at: str
    facts: Mapping[str, Any]
    stale: bool
    new: bool = False


def asked(recipe: Recipe) -> list[str]:
    """Name the fitted groups a recipe asks for."""
    return [group.name for group in registry.fitted() if registry.asks(recipe, group)]


def ensure(build: Build, cleaned: Snapshot, again: bool = False) -> Snapshot | None:
    """Return the snapshot of the models a recipe asks for, fitting what is missing (or all, ``again``)."""
    names = asked(build.recipe)
    if not names:
        return None
    before = snapshots.current(build.warehouse, ASSET)
    fitter = replace(build, asset=ASSET)
    parts: dict[str, tuple[Part, ...]] = {}
    facts: dict[str, Any] = {}
    for name in names:
        pinned = _pinned(before, name)
        if pinned and not again and name in _PINNED and before is not None and _had_rows(pinned):
            facts[name] = pinned
            parts |= {
                table: found for table, found in before.parts.items() if table in (name, f"{name}_list")
            }
            continue
        made, facts[name] = _fit(fitter, cleaned, name)
        parts |= made
        if pinned and pinned["model"] == facts[name]["model"]:
            facts[name]["fitted_at"] = pinned["fitted_at"]
    return build.commit_as(ASSET, parts, rows=0, inputs=[], code="models", settings=facts, stats={})


def _had_rows(pinned: Mapping[str, Any]) -> bool:
    """Whether a model saw any rows: what was fitted while the sources were still empty is not held on to."""
    return all(pinned["facts"].get(name, 1) for name in ("rows", "corpus_rows"))


def fits(build: Build, snapshot: Snapshot, before: Snapshot | None = None) -> list[Fit]:
    """Describe the models of a snapshot, compared with an earlier one."""
    found = []
    for name, facts in sorted(snapshot.settings.items()):
        earlier = (before.settings if before else {}).get(name, {})
        found.append(
            Fit(
                name, facts["model"], facts["fitted_at"], facts["facts"], name in stale(build, snapshot),
                earlier.get("model") != facts["model"],
            )
        )  # fmt: skip
    return found


def stale(build: Build, snapshot: Snapshot) -> list[str]:
    """Name the models fitted to something else than the recipe and its files say now."""
    return [
        name
        for name, facts in sorted(snapshot.settings.items())
        if name in asked(build.recipe) and facts["made_of"] != _made_of(build, name)
    ]


def stale_models(build: Build, snapshot: Snapshot, versions: Any) -> float:
    """Count the stale models that a version of `signals` was measured with."""
    found = versions.found.get(ASSET)
    return float(len(stale(build, found))) if found else 0.0


def _pinned(before: Snapshot | None, name: str) -> dict[str, Any] | None:
    if before is None or before.settings.get(name, {}).get("layout") != _layout(name):
        return None
    found: dict[str, Any] = dict(before.settings[name])
    return found


def _layout(name: str) -> list[str]:
    """Return the arrays that a model must have to be measured with."""
    return sorted(_group(name).arrays)


def _group(name: str) -> Group:
    (group,) = (one for one in registry.fitted() if one.name == name)
    return group


def _made_of(build: Build, name: str) -> dict[str, Any]:
    recipe = build.recipe
    if name == "topics":
        return {"topics": recipe.signals.topics}
    key = _group(name).asked
    spec = getattr(recipe, key)
    assert spec is not None
    return {"files": reference_corpora.digests(build, spec, key), **spec.model_dump(exclude={"path"})}


def _fit(build: Build, cleaned: Snapshot, name: str) -> tuple[dict[str, tuple[Part, ...]], dict[str, Any]]:
    made_of = _made_of(build, name)
    key: dict[str, Any] = {"model": name, "spec": made_of, "clean": build.recipe.clean.model_dump()}
    if name in _PINNED:
        key["corpus"] = sorted(part.file for part in cleaned.parts["main"])
    receipt = build.once(fit, key, build, cleaned, name, settings=False)
    if not receipt.rows(name):
        raise ValueError(f"model {name} is empty")
    facts = {
        "model": receipt.tables[name][0].hash,
        "made_of": made_of,
        "layout": _layout(name),
        "facts": receipt.stats["facts"],
        "fitted_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    }
    return dict(receipt.tables), facts


def fit(build: Build, cleaned: Snapshot, name: str) -> Work:
    """Fit a model: its arrays, the names of what it found, and figures about it."""
    model = _model(build, cleaned, name)
    tables: dict[str, pa.Table] = {name: model.table()}
    if name == "topics":
        listed = list(enumerate(model.facts["names"]))
        tables["topics_list"] = pa.Table.from_pylist(
            [{"topic": n, "name": word} for n, word in listed], TOPICS
        )
    return Work(tables, {"facts": {k: v for k, v in model.facts.items() if k != "names"}})


def _model(build: Build, cleaned: Snapshot, name: str) -> Any:
    if name == "contradictions":
        from ft_data.signals.fitted import references

        assert build.recipe.references is not None
        entries = reference_corpora.read(build, build.recipe.references, "references")
        return references.fit(
            [references.Document(e.title, e.response or e.prompt, e.place) for e in entries]
        )
    if name == "protected":
        from ft_data.signals.fitted import protected

        assert build.recipe.protected is not None
        entries = reference_corpora.read(build, build.recipe.protected, name)
        model = protected.fit([protected.Work(_title(e), f"{e.prompt}\n{e.response}") for e in entries])
        if not model.facts["works"]:
            raise problem("`protected`: the files hold no text to look for")
        return model
    corpus = _sample(build, cleaned)
    if name == "topics":
        from ft_data.signals.fitted import clusters

        assert build.recipe.signals.topics is not None
        return clusters.fit(corpus, build.recipe.signals.topics)
    from ft_data.signals.fitted import targets

    assert build.recipe.targets is not None
    entries = reference_corpora.read(build, build.recipe.targets, "targets")
    listed = [targets.Target(e.prompt, e.response, e.place) for e in entries]
    if not any(re.search(r"\w", f"{one.prompt}{one.response}") for one in listed):
        raise problem("`targets`: the files hold no text to compare rows with")
    return targets.fit(listed, corpus, build.recipe.targets.compare)


def _title(entry: reference_corpora.Entry) -> str:
    """Return what to call a work: its title, never the file it is in."""
    return entry.name.strip()[:80] or f"untitled {name_of(entry.response)[:6]}"


def _sample(build: Build, cleaned: Snapshot) -> pa.Table:
    """Return the texts of the rows with the smallest ids: a random sample that no order of the rows changes."""
    files = [build.path(part) for part in cleaned.parts["main"]]
    with sql.connect() as con:
        return con.sql(
            f"SELECT record_id, prompt_text, response_text FROM {sql.parquet(files)} ORDER BY record_id LIMIT {SAMPLE}"
        ).to_arrow_table()
