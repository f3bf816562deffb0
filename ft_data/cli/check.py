"""`check`: finding out what is wrong with a recipe before a run does, and what would be made of the sources."""

from __future__ import annotations

import textwrap
from typing import Any

import click

from ft_data.cli import output

_LINES = 6  # of a text


@click.command()
@click.argument("name", required=False)
@output.as_json
@click.pass_context
def check(ctx: click.Context, name: str | None, json_: bool) -> int:
    """Check recipes and sources: every problem at once, and a preview of what would be read."""
    from ft_data.inspection.preview import inspect

    names = [output.dataset(ctx, name)] if name else ctx.obj.datasets()
    if not names:
        raise click.UsageError(f"no datasets in {ctx.obj.root}; `ft-data init NAME` makes one")
    wrong, rows, against = 0, [], 0
    for dataset in names:
        found = inspect(ctx.obj, dataset)
        wrong += len(found.problems)
        rows += found.sources
        for problem in found.problems:
            click.echo(str(problem), err=True)
        against += len(found.against_release)
        for line in found.against_release:
            click.echo(f"{dataset}: before a release: {line.replace('NAME', dataset)}", err=True)
        for risk in found.risks:
            click.echo(f"{dataset}: {risk}", err=True)
    if json_:
        output.emit(rows, True)
    else:
        for row in rows:
            _print(row)
        things = f"; {_many(against, 'thing')} to say before a release" if against else ""
        click.echo(f"{_many(len(names), 'recipe')}, {_many(wrong, 'problem')}{things}")
        if not wrong and len(names) == 1:
            click.echo(f"next: ft-data run {names[0]}")
    return 2 if wrong else 0


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _many(number: int, what: str) -> str:
    return _count(number, what) if number else f"no {what}s"


def _print(row: dict[str, Any]) -> None:
    from ft_data.filtering.languages import named

    counts = ", ".join(_count(row[what], what[:-1]) for what in ("files", "bytes", "rows"))
    _told("", f"{row['dataset']}/{row['source']}: {counts}, {row['rejects']:,} rejected", "  ")
    samples = {one["shape"]: one for one in row["samples"]}
    for evidence, count in row["shapes"].items():
        click.echo(f"  {count:>8}  {evidence}")
        if sample := samples.get(evidence):
            _sample(sample)
    for reason, count in row["no_example"].items():
        click.echo(f"  {count:>8}  of these make no example: {reason}")
    if row["idle"]:
        _told("  ", row["idle"], "  ")
    for reason, count in row["refused"].items():
        click.echo(f"  {count:>8}  rejected: {reason}")
    if row["unmapped"] or any(shape.startswith("map: ") for shape in row["shapes"]):
        _told("  fields: ", ", ".join(output.cell(name) for name in row["fields"]), " " * 10)
    if row["languages"]:
        click.echo(f"  languages: {named([*row['languages'].items()])}")
    for column, what in row["people"].items():
        click.echo(f"  column {output.cell(column)}: {what}")
    if row["beside"]:
        told = ", ".join(f"{count:,} {what}" for what, count in row["beside"].items())
        _told("  beside the data, not read: ", told, " " * 10)
    for file, error in row["unreadable"]:
        click.echo(f"  cannot read {file}: {error}")


def _sample(sample: dict[str, Any]) -> None:
    """Print a record as it is read and what is made of it, in 80 columns."""
    _told("            is read as  ", output.cell(sample["before"]), " " * 24)
    lead = "            becomes     "
    for role, text in sample["after"]:
        _told(f"{lead}{role}: ", output.cell(text), " " * 26)
        lead = " " * 24
    if not sample["after"]:
        click.echo(f"{lead}no example")
    elif sample["examples"] > 1:
        click.echo(f"{lead}and {sample['examples'] - 1:,} more examples")


def _told(lead: str, text: str, indent: str) -> None:
    for line in textwrap.wrap(
        " ".join(text.split()),
        80,
        initial_indent=lead,
        subsequent_indent=indent,
        break_on_hyphens=False,
        max_lines=_LINES,
        placeholder=" …",
    ):
        click.echo(line)
