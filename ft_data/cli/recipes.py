"""`init` and `check`: writing a recipe, and finding out what is wrong with it before a run does."""

from __future__ import annotations

import click

from ft_data.cli import output


@click.command()
@click.argument("name")
@click.option(
    "--source", "path", default="sources/*", show_default=True, help="Where the first source's files are."
)
@click.pass_context
def init(ctx: click.Context, name: str, path: str) -> None:
    """Write a short recipe with comments to datasets/NAME/recipe.yaml."""
    from ft_data.recipe.base import NAME
    from ft_data.recipe.template import render
    from ft_data.warehouse import files

    if not NAME.match(name):
        raise click.UsageError(f"{name!r} is not a name: use a-z, 0-9 and _, starting with a letter")
    target = ctx.obj.recipe(name)
    if target.exists():
        raise click.UsageError(f"{target} is already there; edit it, it is yours")
    (target.parent / "sources").mkdir(parents=True, exist_ok=True)
    files.write_bytes(target, render(name, path).encode())
    click.echo(f"wrote {target}\nput files into {target.parent / 'sources'}, then: ft-data check {name}")


@click.command()
@click.argument("name", required=False)
@output.as_json
@click.pass_context
def check(ctx: click.Context, name: str | None, json_: bool) -> int:
    """Check recipes and sources: every problem at once, and a preview of what would be read."""
    from ft_data.stages.preview import inspect

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
