"""`ft-data generate`: rows that a language model makes, or what it would be asked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ft_data.cli import output

if TYPE_CHECKING:
    from ft_data.stages.build import Build


@click.command()
@click.argument("name", required=False)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Show the plan, three prompts and what it can cost; nothing is sent.",
)
@output.as_json
@click.pass_context
def generate(ctx: click.Context, name: str | None, dry_run: bool, json_: bool) -> None:
    """Have the generators of a recipe make their rows, validate them, and say what became of every request.

    What was asked before is not asked again, and money is never spent over `max_cost`. `ft-data run` does this as well.
    """
    from ft_data.recipe.generate import generators
    from ft_data.stages import graph
    from ft_data.stages.build import Build

    dataset = output.dataset(ctx, name)
    build = Build.open(ctx.obj, dataset)
    if not generators(build.recipe.sources):
        raise click.UsageError(
            "no source of this recipe generates rows: give one a `generate` (docs/synthesis.md)"
        )
    if dry_run:
        _plan(build, json_)
        return
    from ft_data.assets import running
    from ft_data.cli.progress import Ticker
    from ft_data.warehouse import catalog

    needed = {*graph.upstream("synthesized")}
    select = [asset for asset, (stage, _) in graph.assets(build.recipe).items() if stage.name in needed]
    with Ticker(sys.stderr) as ticker:
        ran = running.run(
            ctx.obj, dataset, select, release=False, hear=ticker.hear, waiting=output.waits(dataset)
        )
    output.checks(ran.outcome.failed_checks)
    ran.require()
    made = build.of(graph.stages()["signals"]).current("synthesized")
    rows = [
        {
            "source": source,
            **{
                name: said[name]
                for name in ("wanted", "requests", "accepted", "rejected", "pending", "spent")
            },
            "why": said["exhausted"],
        }
        for source, said in sorted(made.stats["generators"].items())
    ]
    output.emit(rows, json_, title=f"{dataset}: what became of the requests")
    if not json_:
        query = (
            "SELECT source, reason, count(*) AS requests FROM synthesized_requests WHERE verdict = 'drop' "
            "GROUP BY ALL ORDER BY source, requests DESC, reason"
        )
        names, found = catalog.query(ctx.obj.warehouse(dataset), query)
        if found:
            output.emit([dict(zip(names, row, strict=True)) for row in found], False, title="rejected")


def _plan(build: Build, json_: bool) -> None:
    from ft_data.inspection.generators import planned

    found = list(planned(build))
    if json_:
        output.emit([plan | {"examples": examples} for plan, examples in found], True)
        return
    for plan, examples in found:
        output.emit(
            [{"what": key, "is": output.cell(value)} for key, value in plan.items()],
            False,
            title=plan["source"],
        )
        for example in examples:
            click.echo(f"\n--- request {example['request']}, about {example['parent']}")
            click.echo(example["system"])
            click.echo(example["user"])
