"""`init` and `check`: writing a recipe, and finding out what is wrong with it before a run does."""

from __future__ import annotations

import itertools
import os
import re
from pathlib import Path

import click

from ft_data.cli import output


@click.command()
@click.argument("name")
@click.argument("files", nargs=-1, type=click.Path(exists=True))
@click.option("--source", "path", default="sources/*", help="Where files are, if none is named.")
@click.option("--purpose", help="One sentence: what a model trained on this should do.")
@click.option("--license", help="SPDX identifier, or `proprietary` for text of your own.")
@click.option("--consent", help="On what ground the text may be used, such as `contract`.")
@click.option(
    "--language", "languages", multiple=True, help="A wanted language, such as `en`; may be repeated."
)
@click.option("--yes", is_flag=True, help="Ask nothing.")
@click.pass_context
def init(
    ctx: click.Context,
    name: str,
    files: tuple[str, ...],
    path: str,
    purpose: str | None,
    license: str | None,
    consent: str | None,
    languages: tuple[str, ...],
    yes: bool,
) -> None:
    """Write a short recipe with comments to datasets/NAME/recipe.yaml.

    Each of FILES (a file or a folder) becomes a source; nothing is copied.
    """
    from ft_data.recipe.base import NAME
    from ft_data.recipe.template import PURPOSE, render
    from ft_data.warehouse.files import write_bytes

    if not NAME.match(name):
        raise click.UsageError(f"{name!r} is not a name: use a-z, 0-9 and _, starting with a letter")
    target = ctx.obj.recipe(name)
    if target.exists():
        raise click.UsageError(f"{target} is already there; edit it, it is yours")
    sources = _sources(files, target.parent) if files else {"main": path}
    text = render(
        name,
        sources,
        purpose=purpose or PURPOSE,
        license=license,
        consent=consent,
        languages=languages or ("en",),
    )
    (target.parent / "sources").mkdir(parents=True, exist_ok=True)
    write_bytes(target, text.encode())
    put = "" if files else f"put files into {target.parent / 'sources'}, then: "
    click.echo(f"wrote {target}\n{put}ft-data check {name}")


def _sources(files: tuple[str, ...], folder: Path) -> dict[str, str]:
    """Name a source after each file or folder; paths lead there from the recipe's folder."""
    found: dict[str, str] = {}
    for file in files:
        stem = re.sub(r"[^a-z0-9]+", "_", Path(file).name.split(".")[0].lower()).strip("_")
        base = stem if stem[:1].isalpha() and stem != "rejects" else f"source_{stem}".rstrip("_")
        name = next(
            one for n in itertools.count(1) if (one := base if n == 1 else f"{base}_{n}") not in found
        )
        found[name] = os.path.relpath(Path(file).resolve(), folder.resolve())
    return found


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
    return 2 if wrong else 0


def _many(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def _print(row: dict) -> None:  # type: ignore[type-arg]
    click.echo(
        f"{row['dataset']}/{row['source']}: {row['files']} files, {row['bytes']:,} bytes, {row['rows']} rows, {row['rejects']} rejected"
    )
    for evidence, count in row["shapes"].items():
        click.echo(f"  {count:>8}  {evidence}")
    for reason, count in row["no_example"].items():
        click.echo(f"  {count:>8}  of these make no example: {reason}")
    for column, what in row["people"].items():
        click.echo(f"  column {output.cell(column)}: {what}")
    for file, error in row["unreadable"]:
        click.echo(f"  cannot read {file}: {error}")
    if row["first"]:
        click.echo(f"  first row, masked: {output.cell(row['first'])}")
