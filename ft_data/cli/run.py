"""`ft-data run`: materialize through Dagster, with the same instance as the UI."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from ft_data.cli import GateFailed, output


@click.command()
@click.argument("name", required=False)
@click.option(
    "--select",
    "select",
    multiple=True,
    help="Only these assets (`cleaned`, `raw/tickets`; `cleaned+`: and all below).",
)
@click.option("--no-release", is_flag=True, help="Stop before publishing.")
@output.as_json
@click.pass_context
def run(ctx: click.Context, name: str | None, select: tuple[str, ...], no_release: bool, json_: bool) -> None:
    """Make a dataset version, from the sources to the release.

    Work that is already done is not done again. Ends with the funnel. Publishes the release when its gates pass.
    """
    from ft_data.recipe.load import load
    from ft_data.stages.prefetch import wake_workers

    home, dataset = ctx.obj, output.dataset(ctx, name)
    recipe = load(home.recipe(dataset), dataset)
    home.keys()  # one that may not be used is said before anything runs
    wake_workers(home, dataset, recipe)

    from ft_data.inspection.problems import problems
    from ft_data.recipe.problems import RecipeError

    if found := problems(home, dataset, recipe):
        raise RecipeError(found)

    from ft_data.assets.execute import execute
    from ft_data.cli.progress import Ticker
    from ft_data.release import versions
    from ft_data.stages.build import listening
    from ft_data.warehouse import sums
    from ft_data.warehouse.funnel import funnel

    known = versions.names(home.warehouse(dataset).releases)
    with Ticker(sys.stderr) as ticker, listening(ticker.hear):
        outcome = execute(
            home, dataset, recipe, list(select), release=not no_release, waiting=output.waits(dataset)
        )
    for file in dict.fromkeys(sums.noticed):
        click.echo(f"{file} was damaged; it is made again of what it was made of", err=True)
    rows = funnel(home.warehouse(dataset))
    output.emit(
        [short(row) for row in rows] if not json_ else rows,
        json_,
        title=f"{dataset}: what became of the rows",
    )
    for line in _remarks(home.warehouse(dataset), recipe) if not json_ else ():
        click.echo(line)
    for line in outcome.failed_checks:
        click.echo(f"failed: {line}", err=True)
    if outcome.wrong_input:
        raise click.ClickException(outcome.wrong_input)
    if outcome.broke:
        raise RuntimeError(outcome.broke)
    if outcome.refused or outcome.blocking:
        stands = f"stopped by {'; '.join(outcome.blocking)}. The versions made so far can be inspected"
        raise GateFailed(outcome.refused or stands)
    if outcome.release and not json_:
        click.echo(
            f"release: {outcome.release}" + (" (nothing new)" if Path(outcome.release).name in known else "")
        )


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


def short(row: dict[str, Any]) -> dict[str, Any]:
    """Shorten the reasons of a funnel row to the three largest, and say what was cut into examples and not lost."""
    reasons = [f"{reason} {count:,}" for reason, count in list(row["reasons"].items())[:3]]
    more = len(row["reasons"]) - len(reasons)
    shown = {name: value for name, value in row.items() if name not in ("split", "earlier_run")}
    stage = f"{row['stage']} (an earlier run)" if row["earlier_run"] else row["stage"]
    said = "; ".join(reasons) + (f"; {more} more" if more > 0 else "")
    return {**shown, "stage": stage, "drop": row["drop"] - row["split"], "reasons": said}
