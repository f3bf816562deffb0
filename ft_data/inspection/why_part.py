"""Why was a part made anew, or not? What its version was made of, beside the version before and beside what is now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ft_data.release.settings import differences, shown
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.warehouse import parts, snapshots
from ft_data.warehouse.snapshots import Snapshot

_KEY = 32  # hex digits of the name of a unit of work, at the start of the names of its files


def why_part(build: Build, asset: str) -> list[dict[str, str]]:
    """Return one row per ingredient: since the version before (``then``), and against a run that starts now (``now``).

    Ingredients are the code of the stage, every setting, every input, and last what the parts themselves were made of.
    Those that are the same say so in one row each. Raises Missing when the asset was never made.
    """
    stage, item = graph.assets(build.recipe)[asset]
    made = build.current(asset)
    earlier = [version for version in snapshots.versions(build.warehouse, asset) if version < made.version]
    rows = [
        {"when": "made", "what": f"version {made.version}", "differs": f"{made.rows} rows, {made.created_at}"}
    ]
    if earlier:
        before = snapshots.load(build.warehouse, asset, earlier[-1])
        rows += _rows(f"since version {before.version}", _between(before, made))
        rows += _rows("its parts", _parts(build, before, made))
    rows += _rows("a run now", _now(build, made, stage.code, stage.settings(build.recipe, item)))
    return rows


def _rows(when: str, found: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    listed = [{"when": when, "what": what, "differs": differs} for what, differs in found]
    return listed or [{"when": when, "what": "code, settings, inputs", "differs": "no difference"}]


def _between(before: Snapshot, made: Snapshot) -> Iterable[tuple[str, str]]:
    if before.code_version != made.code_version:
        yield "code", f"{before.code_version} -> {made.code_version}"
    for found in differences(before.settings, made.settings):
        yield found.path, f"{shown(found.old)} -> {shown(found.new)}"
    if before.made_with:  # it names no part: what was made with another version stays until its code changes
        for found in differences(before.made_with, made.made_with):
            yield f"made with {found.path}", f"{shown(found.old)} -> {shown(found.new)}"
    for name in sorted({*before.inputs, *made.inputs}):
        if before.inputs.get(name) != made.inputs.get(name):
            yield name, f"version {before.inputs.get(name)} -> {made.inputs.get(name)}"


def _now(build: Build, made: Snapshot, code: str, settings: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Compare with the recipe, the code and the inputs there are; what else a stage looks at (files of benchmarks,
    decisions, the split ledger) it looks at when it runs."""
    if made.code_version != code:
        yield "code", f"{made.code_version} -> {code}"
    was = {**made.settings, **made.settings.get("recipe", {})}
    for found in differences({name: was.get(name) for name in settings}, dict(settings)):
        yield found.path, f"{shown(found.old)} -> {shown(found.new)}"
    for name, version in sorted(made.inputs.items()):
        current = snapshots.current(build.warehouse, name)
        if current is not None and current.version != version:
            old = snapshots.versions(build.warehouse, name)
            same = version in old and snapshots.load(build.warehouse, name, version).parts == current.parts
            yield name, f"version {version} -> {current.version}" + (", of the same parts" if same else "")


def _parts(build: Build, before: Snapshot, made: Snapshot) -> Iterable[tuple[str, str]]:
    """Say which ingredients named the parts that are new."""
    old, new = _work(before), _work(made)
    fresh, gone = sorted(new - old), sorted(old - new)
    yield "parts", f"{len(fresh)} of {len(new)} units of work are new"
    ingredients = [_ingredients(build, made.asset, keys) for keys in (gone, fresh)]
    for name in sorted({*ingredients[0], *ingredients[1]}):
        was, now = (found.get(name, set()) for found in ingredients)
        if now - was:
            yield name, f"differs in {len(now - was)} of them"


def _work(snapshot: Snapshot) -> set[str]:
    folder = snapshot.asset.replace("/", ".")
    files = (part.file for found in snapshot.parts.values() for part in found)
    return {file.rpartition("/")[2][:_KEY] for file in files if file.startswith(f"{folder}/")}


def _ingredients(build: Build, asset: str, keys: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key in keys:
        receipt = parts.read_receipt(build.parts_folder(asset), key)
        for name, digest in (receipt.made_of if receipt else {}).items():
            found.setdefault(name, set()).add(digest)
    return found
