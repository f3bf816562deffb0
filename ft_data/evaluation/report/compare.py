"""What changed since the previous release: rows, reasons, thresholds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ft_data.evaluation import charts
from ft_data.evaluation.report import text
from ft_data.evaluation.report.overview import Stage
from ft_data.evaluation.report.reader import Reader
from ft_data.recipe import declared, reads
from ft_data.recipe.published import published, published_rule
from ft_data.warehouse.snapshots import Snapshot

_SHOWN = 24


@dataclass(frozen=True)
class Change:
    """A figure then and now."""

    name: str
    then: int
    now: int
    bar: str = ""

    @property
    def step(self) -> str:
        """The difference, with its sign."""
        return f"{self.now - self.then:+,}".replace("-", "−") if self.now != self.then else "±0"


@dataclass(frozen=True)
class Comparison:
    """Everything that differs from the previous release, called ``version``."""

    version: str
    made: str
    splits: Sequence[Change]
    stages: Sequence[Change]
    reasons: Sequence[Change]
    settings: Sequence[tuple[str, str, str]]


def compare(
    previous: Mapping[str, Any] | None,
    recipe: Mapping[str, Any],
    lineage: Mapping[str, Snapshot],
    stages: Sequence[Stage],
    reader: Reader,
    known: declared.Stages,
) -> Comparison | None:
    """Compare with the manifest of the previous release; None when there is none. ``known`` are the stages there are."""
    if not previous:
        return None
    before = {str(row.get("stage")): row for row in previous.get("funnel") or ()}
    return Comparison(
        str(previous.get("version") or "the previous release"),
        str(previous.get("created_at") or "")[:10],
        _changes(dict(previous.get("splits") or {}), reader.numbers("mix by split")),
        _changes(
            {name: _kept(row) for name, row in before.items() if any(name == stage.name for stage in stages)},
            {stage.name: stage.rows_out for stage in stages},
        ),
        _reasons(before, reader),
        settings(previous, recipe, lineage, known),
    )


def _kept(row: Mapping[str, Any]) -> int:
    return int(row.get("rows_out") or row.get("keep", 0) + row.get("new", 0))


def _changes(then: Mapping[str, float], now: Mapping[str, float]) -> list[Change]:
    most = max([*then.values(), *now.values(), 1])
    found = []
    for name in dict.fromkeys([*now, *then]):
        a, b = int(then.get(name, 0)), int(now.get(name, 0))
        kind = "now" if b >= a else "drop"
        segments = [charts.Segment("then", min(a, b)), charts.Segment(kind, abs(b - a))]
        found.append(Change(name, a, b, charts.bar(segments, most, f"{name}: {a:,} then, {b:,} now", 10)))
    return found


def _reasons(before: Mapping[str, Any], reader: Reader) -> list[Change]:
    then = {
        f"{stage}: {text.words(reason)}": int(count)
        for stage, row in before.items()
        for reason, count in (row.get("reasons") or {}).items()
        if stage != "raw"
    }
    now: dict[str, int] = {}
    for name, value in reader.numbers("reasons").items():
        stage, _, reason = name.split(".", 2)
        key = f"{stage}: {text.words(reason)}"
        now[key] = now.get(key, 0) + int(value)
    changes = [Change(name, then.get(name, 0), now.get(name, 0)) for name in sorted({*then, *now})]
    moved = [change for change in changes if change.then != change.now]
    return sorted(moved, key=lambda change: (-abs(change.now - change.then), change.name))[:_SHOWN]


def settings(
    previous: Mapping[str, Any],
    recipe: Mapping[str, Any],
    lineage: Mapping[str, Snapshot],
    known: declared.Stages,
) -> list[tuple[str, str, str]]:
    """Return every setting that changed of those that decide rows, and the gates: name, old value, new value.

    Rules are those in force.
    """
    deciding = [key for key in declared.keys(known, "formatted") if key.partition(".")[0] != "rules"]
    then, now = (published(one) for one in (previous.get("recipe", {}), recipe))
    old, new = (dict(_leaves(reads.chosen(one, [*deciding, "gates"]))) for one in (then, now))
    held = ((previous.get("snapshots") or {}).get("filtered") or {}).get("settings") or {}
    if "rules" in held and "filtered" in lineage:
        before, after = _rules(held["rules"]), _rules(lineage["filtered"].settings.get("rules") or ())
        for name in {*before, *after}:
            if name in before and name in after:
                old |= {f"rule {name}: {key}": value for key, value in before[name].items()}
                new |= {f"rule {name}: {key}": value for key, value in after[name].items()}
            else:  # a rule that came or went is one change, not four
                side, rule = (old, before[name]) if name in before else (new, after[name])
                side[f"rule {name}"] = ", ".join(f"{key} {value}" for key, value in rule.items())
    return [
        (name, text.show(old.get(name, ""), 120), text.show(new.get(name, ""), 120))
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]


def _rules(rules: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Return by name all that decides what a rule does: its bands, its conditions, and where they are held back."""
    return {
        str(rule["name"]): {
            key: ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
            for key, value in published_rule(rule).items()
            if value and key not in ("name", "own")
        }
        for rule in rules
    }


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, (list, tuple)):
        yield (
            path,
            ", ".join(
                str(inner.get("name", inner)) if isinstance(inner, Mapping) else str(inner) for inner in value
            ),
        )
    elif value is not None:
        yield path, f"{value:g}" if isinstance(value, float) else str(value)
