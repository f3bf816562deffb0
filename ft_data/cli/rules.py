"""`rules`, `tune`, `fit`: what each rule does, what another threshold would do, and models fitted anew."""

from __future__ import annotations

import click

from ft_data.cli import output


@click.command()
@click.argument("name", required=False)
@click.option(
    "--examples", default=0, type=click.IntRange(0, 20), help="Show this many (masked) rows per rule."
)
@output.as_json
@click.pass_context
def rules(ctx: click.Context, name: str | None, examples: int, json_: bool) -> None:
    """List every rule in force: what it does, its effect in rows, and how often it was right where somebody read."""
    from ft_data.filtering.told import risks
    from ft_data.inspection.tuning import effects
    from ft_data.stages.build import Build

    build = Build.open(ctx.obj, output.dataset(ctx, name))
    found = effects(build, examples)
    shown = ["rule", "does", "bands", "dropped", "reviewed", "marked", "only_this", "evidence", "why"]
    if any(row["worth"] for row in found):
        shown.insert(-1, "worth")
    output.emit(found, json_, columns=shown)
    if not json_:
        for line in risks(build.recipe):
            click.echo(line)
    if examples and not json_:
        for row in found:
            for example in row["examples"]:
                click.echo(
                    f"\n{row['rule']}  {example['record_id']}  {row['signal']} = {output.cell(example['value'])}"
                )
                click.echo(output.cell(example["text"]))


@click.command()
@click.argument("name")
@click.option("--rule", required=True, help="The rule to try.")
@click.option("--drop", help='Another drop band, such as "> 0.8".')
@click.option("--review", help="Another review band.")
@click.option("--sweep", is_flag=True, help="Show the effect of a range of thresholds instead.")
@output.as_json
@click.pass_context
def tune(
    ctx: click.Context, name: str, rule: str, drop: str | None, review: str | None, sweep: bool, json_: bool
) -> None:
    """Show how many rows another threshold would move, and twelve of them; nothing is changed."""
    from ft_data.inspection.tuning import sweep as sweep_of
    from ft_data.inspection.tuning import what_if
    from ft_data.stages.build import Build

    build = Build.open(ctx.obj, output.dataset(ctx, name))
    try:
        if sweep or (drop is None and review is None):
            output.emit(sweep_of(build, rule), json_, title=f"{rule}: rows inside the band, by threshold")
            return
        found = what_if(build, rule, drop, review)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    output.emit(found.moves, json_, title=f"{rule}: rows that would move")
    if not json_:
        for example in found.examples:
            click.echo(
                f"\n{example['record_id']}  {example['before']} -> {example['after']}  {output.cell(example['value'])}"
            )
            click.echo(output.cell(example["text"]))


@click.command()
@click.argument("name", required=False)
@output.as_json
@click.pass_context
def fit(ctx: click.Context, name: str | None, json_: bool) -> None:
    """Refit the models that signals use, to the rows and targets of now; until then they stay pinned."""
    from ft_data.stages import fitting
    from ft_data.stages.build import Build
    from ft_data.warehouse import snapshots

    dataset = output.dataset(ctx, name)
    ctx.with_resource(output.holding(ctx, dataset))
    build = Build.open(ctx.obj, dataset)
    if not fitting.asked(build.recipe):
        raise click.UsageError(
            "this recipe asks for nothing that is fitted: set `targets`, `references` or `signals.topics`"
        )
    before = snapshots.current(build.warehouse, fitting.ASSET)
    after = fitting.ensure(build, build.current("cleaned"), again=True)
    assert after is not None
    rows = [
        {
            "model": one.name,
            "state": "refitted" if one.new else "unchanged",
            "version": one.model[:12],
            **one.facts,
        }
        for one in fitting.fits(build, after, before)
    ]
    output.emit(rows, json_)
    if not json_ and any(row["state"] == "refitted" for row in rows):
        click.echo(f"`ft-data run {dataset}` measures every row again with them")
