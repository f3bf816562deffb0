"""`ft-data run`: materialize through Dagster, with the same instance as the UI."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import click

from ft_data.cli import output
from ft_data.cli.looking import report

if TYPE_CHECKING:
    from ft_data.engine.usage import Spent


COMPILES = "compiling once on this machine, which takes a minute or two; later runs start at once"


@click.command()
@click.argument("name", required=False)
@click.option(
    "--select",
    "select",
    multiple=True,
    help="Only these assets (`cleaned`, `raw/tickets`; `cleaned+`: and all below).",
)
@click.option("--no-release", is_flag=True, help="Stop before publishing.")
@click.option(
    "--profile",
    is_flag=True,
    help="Say where the time went: per stage seconds of CPU in all processes, of the clock, those in which the main process waited, and peak memory.",
)
@output.as_json
@click.pass_context
def run(
    ctx: click.Context,
    name: str | None,
    select: tuple[str, ...],
    no_release: bool,
    profile: bool,
    json_: bool,
) -> None:
    """Make a dataset version, from the sources to the release.

    Work that is already done is not done again. Ends with the funnel. Publishes the release when its gates pass.
    """
    from ft_data.assets import running
    from ft_data.cli.progress import Ticker
    from ft_data.engine.compiled import cached
    from ft_data.engine.usage import Meter
    from ft_data.warehouse import sums

    if profile and json_:
        raise click.UsageError("--profile is a table for people: leave out --json")
    found = output.opened(ctx, name)
    if not cached():
        output.prose(COMPILES, err=True)
    meter = Meter() if profile else None
    with Ticker(sys.stderr) as ticker, meter or nullcontext():
        ran = running.run(
            ctx.obj,
            found.name,
            select,
            release=not no_release,
            hear=ticker.hear,
            waiting=output.waits(found.name),
        )
    if meter:
        _profile(meter.spent())
    for file in dict.fromkeys(sums.noticed):
        click.echo(f"{file} was damaged; it is made again of what it was made of", err=True)
    output.funnel(found.funnel(), json_)
    if not json_:
        warehouse = ctx.obj.warehouse(found.name)
        for line in [*_remarks(warehouse, ran.recipe), *_advice(warehouse, ran.recipe)]:
            output.prose(line)
    output.checks(ran.outcome.failed_checks)
    ran.require()
    if ran.outcome.release and not json_:
        click.echo(f"release: {ran.outcome.release}" + ("" if ran.new else " (nothing new)"))
    if not json_:
        _next(ctx.obj.warehouse(found.name), bool(ran.outcome.release), found.funnel())


def _profile(spent: list[Spent]) -> None:
    rows = [
        {
            "step": one.step,
            "CPU s": one.cpu,
            "clock s": one.clock,
            "waiting s": one.waiting,
            "memory MB": one.memory,
        }
        for one in spent
    ]
    output.emit(rows, False, title="where the time went", width=80)


def _remarks(warehouse: Any, recipe: Any) -> list[str]:
    """Return what rules risk, what `filtered` found about whole sources and can promise, what is to say about the splits, and how
    people agree."""
    from ft_data.filtering.told import risks
    from ft_data.stages import agreement, splits
    from ft_data.warehouse import snapshots

    filtered = snapshots.current(warehouse, "filtered")
    stats = filtered.stats if filtered else {}
    guarantee = [stats["guarantee"]] if stats.get("guarantee") else []
    said = [*splits.remarks(warehouse, recipe), *agreement.remarks(warehouse, recipe)]
    return [*risks(recipe), *stats.get("findings", ()), *guarantee, *said]


def _advice(warehouse: Any, recipe: Any) -> list[str]:
    """Say what could be made of texts without a question, which no format of this dataset holds."""
    from ft_data.stages.unmapped import idle
    from ft_data.warehouse.catalog import query

    sql = (
        "SELECT c.source, count(*) FROM ledger l JOIN cleaned c USING (record_id) "
        "WHERE l.stage = 'filtered' AND list_contains(l.reasons, 'not_a_pair') GROUP BY 1 ORDER BY 1"
    )
    if not (warehouse.snapshots / "filtered").is_dir():
        return []
    return [
        idle(count, source, recipe.sources[source], recipe.stage)
        for source, count in query(warehouse, sql)[1]
        if source in recipe.sources and recipe.sources[source].path
    ]


def _next(warehouse: Any, released: bool, funnel: Any) -> None:
    """Say what to look at, and the next command."""
    name, waiting = warehouse.name, sum(entry.review for entry in funnel if entry.stage == "reviewed")
    looked = report(warehouse.reports)
    if looked:
        click.echo(f"look at: {looked} (`ft-data open {name}`)")
    if waiting:
        click.echo(f"waiting for people: {waiting:,} rows (`ft-data review {name}`)")
    if released:
        click.echo(f"next: ft-data card {name}")
    elif looked:
        click.echo(f"next: ft-data run {name}")
