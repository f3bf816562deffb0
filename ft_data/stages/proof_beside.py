"""The proxy that a recipe names beside the n-gram one: a neural model that learns here, or results of a trainer elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson

from ft_data.engine.work import Work, makes
from ft_data.proof import external, table
from ft_data.proof.arms import RANDOM, SELECTION, TARGETS, UNTUNED, WHOLE
from ft_data.recipe.fitted import Prove
from ft_data.recipe.problems import problem
from ft_data.stages import proof_arms
from ft_data.stages.build import Build
from ft_data.warehouse.parts import Receipt
from ft_data.warehouse.snapshots import Snapshot

SEEDS = 3  # orders of learning, and draws of the random arms; they are compared order by order
_TOLD = (RANDOM, UNTUNED, TARGETS, WHOLE)


def made(build: Build, made_of: Mapping[str, Any], formatted: Snapshot) -> Receipt:
    """Return the receipt of what the proxy says, made now unless it is there. Raises NoTrainer and BadResults."""
    spec, previous = build.recipe.prove, made_of["previous"]
    assert spec is not None
    if spec.proxy == "external":
        found = external.read(build.home.folder(build.name) / str(spec.results))
        named = {**made_of, "results": [one._asdict() for one in found]}
        return build.once(read_results, named, build, formatted, previous, found)
    from ft_data.proof import neural

    neural.required(spec.proxy, neural.PACKAGES[spec.proxy])
    named = {**made_of, "torch": version("torch"), "model": _digest(_model(build, spec))}
    return build.once(learn, named, build, formatted, previous)


@makes(beside=table.PROOF)
def learn(build: Build, formatted: Snapshot, previous: str | None) -> Work:
    """Tune the base on every arm, and try what it learned on the held-out texts."""
    from ft_data.proof import proxy as proxies

    spec = build.recipe.prove
    assert spec is not None
    found = proof_arms.loaded(build, formatted, previous)
    corpus, held = found.pairs()
    background = corpus[: len(found.ids)]
    proxy = proxies.neural(spec.proxy, corpus, held, background, _model(build, spec), spec.steps)
    losses = {
        arm: [proxy.losses(draws[seed % len(draws)], seed) for seed in range(SEEDS)]
        for arm, draws in found.drawn.items()
    }
    losses[UNTUNED] = [proxy.untuned()] * SEEDS
    sizes = {**found.sizes, UNTUNED: (0, 0)}
    rows, stats = table.compared(
        spec.proxy, losses, sizes, proxy.words(), found.slices, len(found.used), neural=True
    )
    return Work({"beside": rows}, {"said": _said(spec.proxy, rows), "beside": stats.get("against_random")})


@makes(beside=table.PROOF)
def read_results(
    build: Build, formatted: Snapshot, previous: str | None, results: Sequence[external.Result]
) -> Work:
    """Compare the arms by what a trainer elsewhere reports of them."""
    found = proof_arms.loaded(build, formatted, previous)
    external.refuse_other(results, fingerprint(found))
    rows = external.compared(results, found.sizes, len(found.used))
    said = _said("external", rows)
    if any(not one.selection for one in results):
        said.append("external: the results do not say which selection they are of")
    changes = [
        row["change"] for row in rows.to_pylist() if (row["arm"], row["slice"]) == (SELECTION, table.ALL)
    ]
    return Work({"beside": rows}, {"said": said, "beside": changes[0]})


def fingerprint(found: proof_arms.Loaded) -> str:
    """Return what names the selection: its rows, whatever was drawn beside it."""
    ids = sorted(found.ids[at] for at in found.drawn[SELECTION][0].tolist())
    return hashlib.sha256("\n".join(ids).encode()).hexdigest()[:16]


def write(found: proof_arms.Loaded, folder: Path) -> list[str]:
    """Write the arms, JSON lines of ``prompt`` and ``completion``, and the held-out texts; say what was written.

    Raises RecipeError where the folder holds something.
    """
    if folder.exists() and any(folder.iterdir()):
        raise problem(f"{folder.name} is not empty: the arms go to a folder of their own")
    folder.mkdir(parents=True, exist_ok=True)
    corpus, held = found.pairs()
    files = {
        f"{arm.replace(' ', '-')}-{seed}": [corpus[at] for at in draws[seed].tolist()]
        for arm, draws in found.drawn.items()
        for seed in range(min(len(draws), SEEDS))
    } | {"held-out": held}
    for name, pairs in files.items():
        lines = (orjson.dumps({"prompt": prompt, "completion": response}) for prompt, response in pairs)
        (folder / f"{name}.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    return [
        *(f"{name}.jsonl: {len(pairs):,} rows" for name, pairs in files.items()),
        f"selection {fingerprint(found)}",
    ]


def _said(name: str, rows: Any) -> list[str]:
    told_of = {row["arm"]: row["said"] for row in rows.to_pylist() if row["slice"] == table.ALL}
    return [f"{name}: {told_of[arm]}" for arm in _TOLD if told_of.get(arm)]


def _model(build: Build, spec: Prove) -> Path | None:
    return build.home.folder(build.name) / spec.model if spec.model else None


def _digest(model: Path | None) -> list[str]:
    """Return what names the content of a model: a file, or a folder of files."""
    if model is None:
        return []
    found = []
    for path in sorted(model.rglob("*")) if model.is_dir() else [model]:
        if path.is_file():
            with path.open("rb") as file:
                found.append(f"{path.name} {hashlib.file_digest(file, 'sha256').hexdigest()}")
    return found
