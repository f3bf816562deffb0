"""What the warehouse says: how old data is, which checks passed, what drifted, what the gaps say."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterator

from ft_data.gaps.outcomes import OPEN
from ft_data.inspection import gaps
from ft_data.inspection.health.finding import Finding, age, days
from ft_data.inspection.health.lasting import earlier
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
    if old or unmade:
        return
    if any(source.refresh for source in build.recipe.sources.values()):
        yield Finding("freshness", "good", "every source is as fresh as its `refresh` asks for")
    else:
        yield Finding(
            "freshness", "unknown", "no source has a `refresh:`, so nobody knows how old it may get"
        )


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
    used = versions.current(build.warehouse.releases)
    if used is not None and used.version != newest.version:
        said = f"{used.version} is in use since a rollback, and {newest.version} is newer"
        yield Finding("release", "attention", said, _owner(build.recipe), since)
    elif formatted is not None and of not in private.content_known_as(formatted.content_hash):
        said = f"{newest.version} was published {days(since)} ago, and a version of other rows waits"
        yield Finding("release", "attention", said, _owner(build.recipe), age(formatted.created_at, now))
    else:
        yield Finding(
            "release", "good", f"{newest.version}, published {days(since)} ago, holds the current rows"
        )


def gates(build: Build, now: datetime.datetime, passed: Passed) -> Iterator[Finding]:
    """Say which blocking checks of the current versions did not pass, or were not made."""
    failed: list[str] = []
    unmade: list[str] = []
    oldest, made = 0.0, 0
    for asset in graph.assets(build.recipe):
        current = snapshots.current(build.warehouse, asset)
        if asset == "release":
            continue
        if current is None or earlier(build, current):
            unmade.append(asset)
        if current is None:
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
    elif made and unmade:
        said = f"{len(unmade)} assets were not made of the current versions, as where a run broke: {', '.join(unmade[:5])}"
        yield Finding("gates", "attention", said, _owner(build.recipe), detail=tuple(unmade))
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
    stale = earlier(build, found) if found is not None else ""
    if found is None:
        yield Finding("drift", "unknown", "not looked for yet")
    elif stale:
        since = age(found.created_at, now)
        said = f"what is known of drift is {stale}, from {days(since)} ago"
        yield Finding("drift", "attention", said, _owner(build.recipe), since)
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
    still = [one["said"] for one in known.outcomes if one["outcome"] == OPEN]
    wrong = [f"{len(left)} of them nobody decided on"] if left else []
    wrong += [f"{_slices(len(still))} still open"] if still else []
    wrong += [untried] if (untried := _untried(build, str(found.stats["release"]))) else []
    wrong += [f"all this is {stale}"] if (stale := earlier(build, found)) else []
    what = f"{len(steps)} gaps are known" if steps else f"no gap is known, of {found.stats['tries']:,} tries"
    if wrong:
        lines = (*(one.said for one in left[:5]), *still[:5])
        said = ", ".join((what, *wrong))
        yield Finding("gaps", "attention", said, _owner(build.recipe), age(found.created_at, now), lines)
    else:
        yield Finding("gaps", "good", f"{what}, all decided on" if steps else what)


def _untried(build: Build, tried: str) -> str:
    """Say that nobody tried the newest release, where feedback is of an earlier one."""
    published = versions.names(build.warehouse.releases)
    return f"nobody tried release {published[-1]} yet" if tried in published[:-1] else ""


def _slices(count: int) -> str:
    return f"{count} that failed before {'is' if count == 1 else 'are'}"


def _owner(recipe: Recipe) -> str:
    return ", ".join(recipe.owners)
