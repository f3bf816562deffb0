"""Results as a table, and the catalogue of classes as Markdown."""

from __future__ import annotations

from typing import Any

from bench.defects.model import ORIGINS, SEVERITIES, classes


def as_table(result: dict[str, Any], title: str = "") -> str:
    """Return the result as Markdown: one line a class, then the clean rows by kind, then the totals."""
    lines = [f"### {title}\n"] if title else []
    lines += [
        "| class | n | dropped | repaired | review | marked | missed | acted on (95% interval) | marked or acted on | precision |"
        " look-alikes dropped |",
        "|---|--:|--:|--:|--:|--:|--:|---|---|--:|---|",
    ]
    for name, r in result["classes"].items():
        precision = "-" if r["precision"] is None else f"{r['precision']:.2f}"
        counts = " | ".join(str(r[k]) for k in ("n", "dropped", "repaired", "review", "marked", "missed"))
        lines.append(
            f"| {name} | {counts} | {_shown(r['recall'])} | {_shown(r['found'])} | {precision} | {_of(r['look_alikes_dropped'])} |"
        )
    lines += ["", "| clean rows | dropped | share (95% interval) |", "|---|--:|---|"]
    for kind, share in result["clean_kinds"].items():
        lines.append(f"| {kind} | {_of(share)} | {_shown(share)} |")
    worst, skill = result["worst_class"], result["informedness"]
    lines += [
        "",
        f"- marked or acted on, over {len(result['classes'])} classes: **{result['macro_found']:.3f}**",
        f"- acted on (macro-recall): **{result['macro_recall']:.3f}**"
        f"; worst: {worst} {result['classes'][worst]['recall']['value']:.2f}",
        f"- clean rows dropped: **{_shown(result['clean_false_drop'], 4)}**"
        f" ({_of(result['clean_false_drop'])})",
        f"- look-alikes dropped: **{_shown(result['look_alike_false_drop'], 4)}**"
        f" ({_of(result['look_alike_false_drop'])})",
        f"- informedness (macro-recall minus all clean rows dropped; 0 is chance): **{skill:.3f}**",
        f"- rows sent to review: **{_shown(result['review_share'], 4)}**"
        f" (clean rows: {_of(result['clean_in_review'])}); clean rows marked: {_of(result['clean_marked'])}",
    ]
    return "\n".join(lines)


def comparison(results: dict[str, dict[str, Any]]) -> str:
    """Return one table with the recall of every tool by class and their totals."""
    names = list(results)
    lines = ["| class | " + " | ".join(names) + " |", "|---|" + "--:|" * len(names)]
    for made in next(iter(results.values()))["classes"]:
        lines.append(
            f"| {made} | "
            + " | ".join(f"{results[n]['classes'][made]['recall']['value']:.2f}" for n in names)
            + " |"
        )
    for label, key in (
        ("clean rows dropped", "clean_false_drop"),
        ("look-alikes dropped", "look_alike_false_drop"),
        ("sent to review", "review_share"),
    ):
        lines.append(f"| *{label}* | " + " | ".join(f"{results[n][key]['value']:.3f}" for n in names) + " |")
    lines.append(
        "| **macro-recall** | " + " | ".join(f"**{results[n]['macro_recall']:.3f}**" for n in names) + " |"
    )
    lines.append(
        "| **informedness** | " + " | ".join(f"**{results[n]['informedness']:.3f}**" for n in names) + " |"
    )
    return "\n".join(lines)


def catalogue() -> str:
    """Return the table of all classes as Markdown."""
    known = classes()
    lines: list[str] = []
    for group in dict.fromkeys(c.group for c in known.values()):
        lines += [
            f"### {group.capitalize()}",
            "",
            "| class | what it is | origin | severity | seen in | clean look-alikes |",
        ]
        lines.append("|---|---|---|---|---|---|")
        for c in known.values():
            if c.group == group:
                near = c.near_miss or "clean conversations, with system messages, tool calls and short turns"
                lines.append(
                    f"| `{c.name}` | {_cell(c.definition)} | {c.origin} | {c.severity}"
                    f" | {_cell(c.seen_in)} | {_cell(near)} |"
                )
        lines.append("")
    counts = {o: sum(c.origin == o for c in known.values()) for o in ORIGINS}
    head = [f"{len(known)} classes: " + ", ".join(f"{n} {o}" for o, n in counts.items()) + ".", ""]
    head += [f"- *{o}*: {text}." for o, text in ORIGINS.items()]
    head += [""] + [f"- severity *{s}*: {text}." for s, text in SEVERITIES.items()]
    return "\n".join([*head, "", *lines]).rstrip() + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _of(share: dict[str, Any]) -> str:
    return f"{share['hits']} of {share['n']}"


def _shown(share: dict[str, Any], digits: int = 2) -> str:
    if share["value"] is None:
        return "-"
    return f"{share['value']:.{digits}f} ({share['low']:.{digits}f}-{share['high']:.{digits}f})"
