"""`health`: how every dataset fares."""

from __future__ import annotations

from pathlib import Path

import click

from ft_data.cli import output


@click.command()
@click.argument("name", required=False)
@click.option(
    "--page",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page about it, which names people: for those who work on the data.",
)
@click.option(
    "--webhook",
    is_flag=True,
    help="Post it to the address in $FT_DATA_WEBHOOK, a dataset each: figures and names of the recipe, no person, no text.",
)
@output.as_json
@click.pass_context
def health(ctx: click.Context, name: str | None, page: Path | None, webhook: bool, json_: bool) -> None:
    """Say how every dataset (or NAME) fares: freshness, release, gates, drift, what waits for people and leads, proof, gaps.

    Nothing is changed, and nothing is measured anew: it says what the last runs found.
    """
    from ft_data.checks.results import passed
    from ft_data.inspection.health import look
    from ft_data.inspection.health import webhook as news
    from ft_data.inspection.health.finding import days
    from ft_data.inspection.health.page import render
    from ft_data.warehouse import files

    where = news.address()
    if webhook and where is None:
        raise click.UsageError(f"--webhook posts to the address in ${news.ADDRESS}, which is not set")
    names = [output.dataset(ctx, name)] if name else ctx.obj.datasets()
    found = [look.health(ctx.obj, one, passed) for one in names]
    if json_:
        output.emit([one.told() for one in found], True)
    else:
        rows = [
            {"dataset": one.dataset, "what": row.topic, "how": row.level, "said": row.said,
             "for": "" if row.days is None else days(row.days), "whose": row.owner}
            for one in found
            for row in one.findings
        ]  # fmt: skip
        output.emit(rows, False)
    if page:
        files.write_secret(page, render(found).encode("utf-8", "replace"))
        click.echo(f"wrote {page}", err=True)
    if webhook and where:
        news.post_all(found, where)
