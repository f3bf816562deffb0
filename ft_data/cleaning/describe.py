"""The rules as a table, for docs/cleaning.md."""

from __future__ import annotations

from ft_data.cleaning.flags import FLAGS
from ft_data.cleaning.rules import RULES


def rules_table() -> str:
    """Return a Markdown table of every rule in the order in which they run."""
    rows = ["| rule | `clean` key | not in profile | what it does |", "|---|---|---|---|"]
    for rule in RULES:
        skipped = ", ".join(sorted(rule.skip)) or "-"
        rows.append(f"| `{rule.name}` | `{rule.family}: {rule.when}` | {skipped} | {_sentence(rule.doc)} |")
    return "\n".join(rows)


def flags_table() -> str:
    """Return a Markdown table of the flags."""
    rows = ["| flag | raised when |", "|---|---|"]
    for name, flag in FLAGS.items():
        rows.append(f"| `{name}` | {_sentence(flag.__doc__ or '').removeprefix('Say whether ')} |")
    return "\n".join(rows)


def _sentence(doc: str) -> str:
    first = doc.strip().split("\n\n")[0]
    return " ".join(first.split()).replace("|", "\\|").rstrip(".").replace("``", "`")


if __name__ == "__main__":
    print(rules_table(), flags_table(), sep="\n\n")  # noqa: T201
