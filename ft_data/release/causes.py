"""Why a row came, went or changed between two versions.

A :class:`Case` is what two versions say about a row: where it stopped before, where it stops now, who
decided. Rows with equal cases have equal causes, so causes are worked out once per distinct case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ft_data.recipe import declared
from ft_data.recipe.published import published
from ft_data.recipe.reads import chosen
from ft_data.release import settings
from ft_data.release.sides import Side


@dataclass(frozen=True)
class Case:
    """What is known about a changed row. ``before`` and ``after`` are where it stopped: (stage, rules).

    ``uri`` is the file it is from, where that is known and may be told.
    """

    change: str  # added | removed | modified | moved
    source: str | None
    uri: str | None
    seen_before: bool = True
    seen_after: bool = True
    before: tuple[str, tuple[str, ...]] | None = None
    after: tuple[str, tuple[str, ...]] | None = None
    decision: str | None = None  # who decided, if the decision is new in the later version: role and number
    withdrawn: bool = False
    value: float | None = None
    derived: str | None = None  # where a row made by us comes from: the stage that made it


@dataclass(frozen=True)
class Cause:
    """A cause: its category, a sentence, and whether it lies in another row (the witness)."""

    category: str  # source | rule | settings | decision | withdrawn | code | twin | pool | split | unknown
    text: str
    stage: str = ""


class Versions:
    """Two manifests and what differs between them, of the stages that the later side knows."""

    def __init__(self, before: Side, after: Side) -> None:
        old, new = before.manifest, after.manifest
        self.old, self.new = old, new
        self.recipe_old, self.recipe_new = (published(m.get("recipe", {})) for m in (old, new))
        self.rules_old, self.rules_new = settings.rules(old), settings.rules(new)
        self.files_old, self.files_new = before.files(), after.files()
        self._stages = after.stages
        self.rekeyed = before.renamed != after.renamed

    def code(self, stages: Sequence[str]) -> Cause | None:
        """Return the code version that changed, of the stage nearest to the decision."""
        for stage in stages:
            was, now = (
                m.get("snapshots", {}).get(stage, {}).get("code_version") for m in (self.old, self.new)
            )
            if was != now and was and now:
                return Cause("code", f"code of {stage} changed: {was} -> {now}", stage)
        return None

    def rule(self, names: Sequence[str], value: float | None) -> Cause | None:
        """Return the change of the first of these rules that was set differently."""
        for name in names:
            old, new = self.rules_old.get(name), self.rules_new.get(name)
            if old == new:
                continue
            if old is None or new is None:
                return Cause("rule", f"rule {name} was {'added' if old is None else 'removed'}", "filtered")
            found = settings.differences(old, new)
            if value is not None and old.get("signal") == new.get("signal") and _same_answer(old, new, value):
                continue
            return Cause("rule", f"rule {name} changed: {', '.join(map(str, found))}", "filtered")
        return None

    def feeds(self, stage: str) -> list[str]:
        """Name a stage and those it is made from, the nearest first."""
        return declared.upstream(self._stages, stage)

    def keys(self, stage: str) -> Cause | None:
        """Return the settings of a stage that differ. Rules and sources are told one by one."""
        reads = self._stages[stage].reads if stage in self._stages else ()
        read = [key for key in reads if key.partition(".")[0] not in ("rules", "sources")]
        found = settings.differences(chosen(self.recipe_old, read), chosen(self.recipe_new, read))
        return Cause("settings", f"{', '.join(map(str, found))}", stage) if found else None

    def nearest(self, stage: str, source: str | None) -> Cause | None:
        """Return what was set or coded differently nearest to a stage: there, or in what it is made from."""
        for one in self.feeds(stage):
            of_source = self.source(source) if one == "cleaned" else None
            if found := self.keys(one) or self.code([one]) or of_source:
                return found
        return None

    def source(self, name: str | None) -> Cause | None:
        """Return the settings of a source that differ and enter its rows."""
        old, new = (recipe.get("sources", {}).get(name, {}) for recipe in (self.recipe_old, self.recipe_new))
        skip = ("why", "path", "refresh", "attribution")
        found = [
            d for d in settings.differences(old, new, f"sources.{name}") if d.path.split(".")[-1] not in skip
        ]
        return Cause("settings", ", ".join(map(str, found)), "raw") if found and old and new else None


def cause(case: Case, versions: Versions) -> Cause:
    """Return the cause of one case."""
    if case.withdrawn:
        return Cause("withdrawn", "withdrawn at a person's request", "raw")
    if case.change == "renamed":
        return Cause("source", "another id for the same text: its source was renamed or regrouped", "raw")
    if case.change == "moved":
        return versions.keys("formatted") or Cause("split", "the split ledger was replaced", "formatted")
    if case.change == "modified":
        return _modified(case, versions)
    if case.derived == "reviewed" and case.decision:
        return Cause("decision", f"edited by {case.decision}", "reviewed")
    if case.change == "added" and not case.seen_before:
        return _arrived(case, versions)
    if case.change == "removed" and not case.seen_after:
        return _vanished(case, versions)
    stopped = case.before if case.change == "added" else case.after
    if case.decision:
        return Cause("decision", f"decision by {case.decision}", "reviewed")
    if stopped is None:
        return Cause("unknown", "neither version says where the row stopped")
    return _stopped(case, versions, *stopped)


def _stopped(case: Case, versions: Versions, stage: str, rules: tuple[str, ...]) -> Cause:
    if stage in ("filtered", "reviewed") and (found := versions.rule(rules, case.value)):
        return found
    if found := versions.nearest(stage, case.source):
        return found
    if stage in ("deduped", "formatted"):
        return Cause("twin", "what it is a copy of came or went", stage)
    if stage == "selected":
        return Cause("pool", "the rows it competes with changed", stage)
    if stage == "decontaminated":
        return Cause("source", "the benchmark files changed", stage)
    if stage == "reviewed":
        return Cause("decision", "decisions or the rows waiting for them changed", stage)
    return Cause("unknown", f"{stage} decided differently under equal settings and code", stage)


def _modified(case: Case, versions: Versions) -> Cause:
    if case.decision:
        return Cause("decision", f"edited by {case.decision}", "reviewed")
    found = versions.source(case.source) or versions.keys("cleaned") or versions.code(("cleaned", "reviewed"))
    if found:
        return found
    if versions.rekeyed:
        return Cause(
            "settings", "the home has a new key: subjects and pseudonyms have other names", "cleaned"
        )
    return Cause("source", f"the row changed in {case.uri or f'source {case.source}'}", "raw")


def _arrived(case: Case, versions: Versions) -> Cause:
    if case.source not in versions.recipe_old.get("sources", {}):
        return Cause("source", f"new source {case.source}", "raw")
    if case.uri and versions.files_old and case.uri not in versions.files_old:
        return Cause("source", f"new file {case.uri}", "raw")
    if not case.derived and (found := versions.code(("raw",))):
        return found
    return Cause("source", f"new row in {case.uri}" if case.uri else f"source {case.source} grew", "raw")


def _vanished(case: Case, versions: Versions) -> Cause:
    if case.source not in versions.recipe_new.get("sources", {}):
        return Cause("source", f"source {case.source} was removed", "raw")
    if case.uri and versions.files_new and case.uri not in versions.files_new:
        return Cause("source", f"file {case.uri} was removed", "raw")
    return Cause("source", f"the row left {case.uri}" if case.uri else f"source {case.source} shrank", "raw")


def _same_answer(old: Mapping[str, Any], new: Mapping[str, Any], value: float) -> bool:
    """Tell whether both versions of a rule say the same about a value: then the value changed."""
    answers = [[settings.inside(rule.get(band), value) for band in ("drop", "review")] for rule in (old, new)]
    return (
        answers[0] == answers[1]
        and old.get("where") == new.get("where")
        and not (old.get("off") or new.get("off"))
    )
