"""`why`, `funnel`, `query`: reading, without waiting for anyone who writes."""

from __future__ import annotations

import json

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
    from ft_data.inspection.why import record_of
    from ft_data.inspection.why import why as ask

    dataset = output.dataset(ctx, name)
    warehouse = ctx.obj.warehouse(dataset)
    steps = ask(warehouse, record_id)
    if not steps:
        from ft_data.release.private import Private

        known = record_of(warehouse, Private.of(ctx.obj, dataset), record_id)
        steps = ask(warehouse, known) if known else []
    if not steps:
        raise click.UsageError(
            f'`{name}` has no record `{record_id}`; `ft-data query {name} "SELECT record_id FROM ledger"` lists them'
        )
    if json_:
        output.emit(steps, True)
        return 0
    for step in steps:
        _print(step)
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


def _print(step: dict) -> None:  # type: ignore[type-arg]
    reasons = ", ".join(step["reasons"])
    click.echo(f"{step['stage']:<16}{step['verdict']:<8}{reasons}".rstrip())
    if step.get("signal"):
        click.echo(
            f"{'':<16}{step['signal']} = {output.cell(step['value'])}, threshold {output.cell(step['threshold'])}"
        )
    if step.get("witness_id"):
        score = f" (score {step['score']:.4f})" if step.get("score") is not None else ""
        click.echo(f"{'':<16}witness {step['witness_id']}{score}")
    for key, value in (step.get("detail") or {}).items():
        if value not in (None, [], {}):
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
            click.echo(f"{'':<16}{key}: {output.cell(shown)}")


@click.command()
@click.argument("name", required=False)
@output.as_json
@click.pass_context
def funnel(ctx: click.Context, name: str | None, json_: bool) -> None:
    """Show what became of the rows, stage by stage."""
    from ft_data.cli.run import short
    from ft_data.warehouse.funnel import funnel as rows_of

    dataset = output.dataset(ctx, name)
    rows = rows_of(ctx.obj.warehouse(dataset))
    output.emit(
        rows if json_ else [short(row) for row in rows], json_, title=f"{dataset}: what became of the rows"
    )


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
