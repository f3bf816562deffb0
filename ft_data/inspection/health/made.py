"""What the warehouse says: how old data is, which checks passed, what drifted, what the proof and the gaps say."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterator

from ft_data.inspection import gaps
from ft_data.inspection.health.finding import Finding, age, days
from ft_data.inspection.lateness import late
from ft_data.recipe.schema import Recipe
from ft_data.release import versions
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.warehouse import snapshots

Passed = Callable[
    [Build, str], Collection[str] | None
]  # the checks that the current version of an asset passed


def freshness(build: Build, now: datetime.datetime) -> Iterator[Finding]:
    """Say which sources are older than they may get, and what nobody has run yet."""
    unmade = [
        name
        for name, source in sorted(build.recipe.sources.items())
        if source.generate is None and snapshots.current(build.warehouse, f"raw/{name}") is None
    ]
    old = sorted(late(build, now), key=lambda one: -one.days)
    if unmade:
        yield Finding(
            "freshness", "trouble", f"nothing was made of {', '.join(unmade)} yet", _owner(build.recipe)
        )
    for one in old:
        yield Finding(
            "freshness", "attention", f"source {one.source}: {one.said}", _owner(build.recipe), one.days
        )
    if not old and not unmade:
        yield Finding("freshness", "good", "every source is as fresh as its `refresh` asks for")


def release(build: Build, now: datetime.datetime) -> Iterator[Finding]:
    """Say which release is current, and whether another version waits to be published."""
    from ft_data.release.private import Private

    newest, formatted = (
        versions.newest(build.warehouse.releases),
        snapshots.current(build.warehouse, "formatted"),
    )
    if newest is None:
        yield Finding("release", "unknown", "nothing is published yet", _owner(build.recipe))
        return
    since = age(str(newest.manifest["created_at"]), now)
    of = newest.manifest.get("snapshots", {}).get("formatted", {}).get("content_hash")
    private = Private.of(build.home, build.name)
    if formatted is not None and of not in private.content_known_as(formatted.content_hash):
        said = f"{newest.version} was published {days(since)} ago, and a version of other rows waits"
        yield Finding("release", "attention", said, _owner(build.recipe), age(formatted.created_at, now))
    else:
        yield Finding(
            "release", "good", f"{newest.version}, published {days(since)} ago, holds the current rows"
        )


def gates(build: Build, now: datetime.datetime, passed: Passed) -> Iterator[Finding]:
    """Say which blocking checks of the current versions did not pass, or were not made."""
    failed: list[str] = []
    oldest, made = 0.0, 0
    for asset in graph.assets(build.recipe):
        current = snapshots.current(build.warehouse, asset)
        if asset == "release" or current is None:
            continue
        found = passed(build, asset)
        for one in graph.expectations(asset, build.recipe):
            made += one.blocking
            if one.blocking and (found is None or one.name not in found):
                failed.append(f"{asset}.{one.name}")
                oldest = max(oldest, age(current.created_at, now))
    if failed:
        count = (
            f"{len(failed)} of {made} blocking checks did not pass on the current versions, or were not made"
        )
        yield Finding(
            "gates",
            "trouble",
            f"{count}: {', '.join(failed[:5])}",
            _owner(build.recipe),
            oldest,
            tuple(failed),
        )
    elif made:
        yield Finding("gates", "good", f"all {made} blocking checks passed on the current versions")
    else:
        yield Finding("gates", "unknown", "nothing was run yet")


def drift(build: Build, now: datetime.datetime) -> Iterator[Finding]:
    """Say what is said differently from the release before."""
    if build.recipe.drift is None:
        yield Finding("drift", "unknown", "the recipe has no `drift:`, so nobody looks")
        return
    found = snapshots.current(build.warehouse, "shifts")
    if found is None:
        yield Finding("drift", "unknown", "not looked for yet")
    elif count := int(found.stats["drifted"]):
        said = f"{count} of {found.stats['tests']} tests say that rows differ from the release before"
        yield Finding(
            "drift",
            "attention",
            said,
            _owner(build.recipe),
            age(found.created_at, now),
            tuple(found.stats["said"]),
        )
    else:
        compared = bool(found.stats["tests"])  # without a release before, or with few rows, nobody knows
        yield Finding("drift", "good" if compared else "unknown", str(found.stats["said"][0]))


def proof(build: Build, now: datetime.datetime) -> Iterator[Finding]:
    """Say what the proof says."""
    if build.recipe.prove is None:
        yield Finding(
            "proof", "unknown", "the recipe has no `prove:`, so nobody knows whether the selection helps"
        )
    elif (found := snapshots.current(build.warehouse, "proof")) is None:
        yield Finding("proof", "unknown", "not proven yet")
    else:
        formatted = snapshots.current(build.warehouse, "formatted")
        stale = formatted is not None and found.inputs.get("formatted") not in (None, formatted.version)
        said = f"proven {days(age(found.created_at, now))} ago{', of an earlier version' if stale else ''}"
        yield Finding(
            "proof",
            "attention" if stale else "good",
            said,
            detail=tuple(map(str, found.stats.get("said", ()))),
        )


def weak(build: Build, now: datetime.datetime) -> Iterator[Finding]:
    """Say how many gaps are known, and how many nobody decided on."""
    if build.recipe.feedback is None:
        yield Finding("gaps", "unknown", "the recipe has no `feedback:`, so nobody knows where a model fails")
        return
    found = snapshots.current(build.warehouse, "weaknesses")
    if found is None:
        yield Finding("gaps", "unknown", "not looked for yet")
        return
    heard = snapshots.current(build.warehouse, "feedback")
    if heard is not None and not heard.rows:
        yield Finding("gaps", "unknown", "no answer was tried or called wrong yet, so nobody knows")
        return
    known = gaps.read(build)
    decided = gaps.decisions(build)
    steps = [one for one in known.steps if one.gap]
    left = [one for one in steps if one.gap not in decided]
    if left:
        said = f"{len(steps)} gaps are known, {len(left)} of them nobody decided on"
        lines = tuple(one.said for one in left[:5])
        yield Finding("gaps", "attention", said, _owner(build.recipe), age(found.created_at, now), lines)
    else:
        yield Finding(
            "gaps", "good", f"{len(steps)} gaps are known, all decided on" if steps else "no gap is known"
        )


def _owner(recipe: Recipe) -> str:
    return ", ".join(recipe.owners)
