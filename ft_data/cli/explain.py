"""`why`, `funnel`, `query`: reading, without waiting for anyone who writes."""

from __future__ import annotations

import click

from ft_data.cli import output


@click.command()
@click.argument("name")
@click.argument("record_id", required=False)
@click.option("--part", metavar="STAGE", help="Say why the parts of a stage were made anew, or were not.")
@output.as_json
@click.pass_context
def why(ctx: click.Context, name: str, record_id: str | None, part: str | None, json_: bool) -> int:
    """Say why a row is in or out: every stage's verdict, rule, value, threshold and witness.

    RECORD_ID may be the id that a release names the row by. With --part: which ingredient of a stage (code, setting,
    input) differs from the version before, and from what a run would use now.
    """
    if part is not None:
        return _part(ctx, name, part, json_)
    if record_id is None:
        raise click.UsageError("name a record, or a stage with --part")
    found = output.opened(ctx, name).why(record_id)
    if json_:
        output.emit(found.to_dicts(), True)
    else:
        click.echo(repr(found))
    return 0


def _part(ctx: click.Context, name: str, asset: str, json_: bool) -> int:
    from ft_data.inspection.why_part import why_part
    from ft_data.stages import graph
    from ft_data.stages.build import Build, Missing

    build = Build.open(ctx.obj, output.dataset(ctx, name))
    known = graph.assets(build.recipe)
    if asset not in known:
        raise click.UsageError(f"`{name}` has no asset `{asset}`; it has {', '.join(known)}")
    try:
        rows = why_part(build, asset)
    except Missing as error:
        raise click.ClickException(str(error)) from None
    output.emit(rows, json_, title=f"{name}/{asset}: what it was made of")
    return 0


@click.command()
@click.argument("name", required=False)
@output.as_json
@click.pass_context
def funnel(ctx: click.Context, name: str | None, json_: bool) -> None:
    """Show what became of the rows, stage by stage."""
    output.funnel(output.opened(ctx, name).funnel(), json_)


@click.command()
@click.argument("name")
@click.argument("sql")
@click.option("--limit", type=click.IntRange(min=1), help="At most this many rows.")
@output.as_json
@click.pass_context
def query(ctx: click.Context, name: str, sql: str, limit: int | None, json_: bool) -> None:
    """Run one SELECT over the current versions, `raw.*` and `history.*`."""
    from ft_data.warehouse.catalog import query as ask

    names, rows = ask(ctx.obj.warehouse(output.dataset(ctx, name)), sql, limit)
    output.emit([dict(zip(names, row, strict=True)) for row in rows], json_)
