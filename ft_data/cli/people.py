"""`review`: people decide the borderline."""

from __future__ import annotations

import click

from ft_data.cli import output


@click.command()
@click.argument("name", required=False)
@click.option(
    "--host",
    default="127.0.0.1",
    help="Address to listen on; beyond loopback needs tokens.",
)
@click.option("--port", default=8765, type=click.IntRange(0, 65535), help="Port; 0 takes a free one.")
@click.option("--known-as", multiple=True, help="Host names the station is reached by, beyond loopback.")
@click.option("--issue-token", "person", help="Print a token for this person and stop.")
@click.option("--revoke-token", "leaves", help="Take this person's token away, end their sessions and stop.")
@click.option(
    "--role",
    default="reviewer",
    type=click.Choice(["reviewer", "lead", "approver"]),
    help="What the person of a new token may do.",
)
@click.pass_context
def review(
    ctx: click.Context,
    name: str | None,
    host: str,
    port: int,
    known_as: tuple[str, ...],
    person: str | None,
    leaves: str | None,
    role: str,
) -> None:
    """Serve the review station of a dataset: people decide the borderline."""
    from ft_data.filtering import in_force
    from ft_data.filtering.told import shown
    from ft_data.recipe.load import load
    from ft_data.review.db import Database
    from ft_data.review.people import issue_token, revoke
    from ft_data.review.reader import VIEWS
    from ft_data.review.serve import serve
    from ft_data.warehouse.view_reader import ViewReader

    home, dataset = ctx.obj, output.dataset(ctx, name)
    warehouse = home.warehouse(dataset)
    recipe = load(home.recipe(dataset), dataset)
    warehouse.root.mkdir(parents=True, exist_ok=True)
    store = Database(warehouse.review)
    if person:
        click.echo(issue_token(store, person, role))
        return
    if leaves:
        if not revoke(store, leaves):
            raise click.UsageError(f"{leaves} has no token here")
        click.echo(
            f"{leaves} is signed out everywhere, and their token is worth nothing; their decisions stay"
        )
        return
    bands = {rule.name: shown(rule) for rule in in_force(recipe)}
    try:
        serve(
            ViewReader(warehouse, VIEWS),
            store,
            recipe.review,
            dataset,
            warehouse.reports,
            host=host,
            port=port,
            hosts=known_as,
            ready=lambda address: click.echo(f"review station of {dataset}: {address}"),
            bands=bands,
        )
    except PermissionError as error:
        raise click.UsageError(str(error)) from None
    except KeyboardInterrupt:  # that is how a station is stopped
        click.echo("stopped; every decision is kept", err=True)
